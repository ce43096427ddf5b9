"""Signed tokens that name what they were made for (RFC 7519, HMAC with SHA-256).

A token says whose it is before anybody knows the secret that proves it: so it is asked twice, first
for its subject, which finds the access and with it the secret, then for what that secret signed.

The library is imported when there is a token: it takes a while, and a server starts without it.
"""

import base64
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import msgspec

TOKENS_MAX: Final = 4_096
"""Tokens of which is remembered what they say."""

_ALGORITHM: Final = "HS256"


def sign_token(claims: Mapping[str, Any], secret: str) -> str:
    """Make a token that says something.

    Args:
        claims: What it shall say; ``sub`` is whose it is.
        secret: What signs it.
    """
    from joserfc import jwt  # noqa: PLC0415  # slow to import
    from joserfc.jwk import OctKey  # noqa: PLC0415

    head = {"alg": _ALGORITHM, "typ": "JWT"}
    return jwt.encode(head, dict(claims), OctKey.import_key(secret))


@lru_cache(maxsize=TOKENS_MAX)
def subject_of(text: str) -> str | None:
    """Whose token it says it is; whether that is true, the signature tells."""
    try:
        payload = text.split(".")[1]
        claims = msgspec.json.decode(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (
        IndexError,
        ValueError,
        RecursionError,
    ):  # no parts, no base64, no JSON; nested too deep
        return None
    subject = claims.get("sub") if isinstance(claims, dict) else None
    return subject if isinstance(subject, str) else None


@lru_cache(maxsize=TOKENS_MAX)
def claims_of(text: str, secret: str) -> Mapping[str, Any] | None:
    """What a token says, if the secret signed it; whether it has ended is for who asks."""
    if not secret:
        return None
    from joserfc import jwt  # noqa: PLC0415  # slow to import
    from joserfc.errors import JoseError  # noqa: PLC0415
    from joserfc.jwk import OctKey  # noqa: PLC0415

    try:
        return dict(jwt.decode(text, OctKey.import_key(secret), algorithms=[_ALGORITHM]).claims)
    except (JoseError, ValueError, TypeError, RecursionError):
        return None
