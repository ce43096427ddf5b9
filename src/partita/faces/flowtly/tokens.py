"""Logging in with user and password, and the tokens one gets for it (contracts/flowtly.md 3).

A token is signed with what the book keeps of the password, which nobody is told: another password
ends all tokens, and a revoked app stops at once, because it is looked up with every request.
"""

import base64
import binascii
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any, Final

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from partita.access.grant import Grant
from partita.access.secret import SECRET_CHARS_MAX, hash_secret
from partita.domain.errors import BodyMalformed, Unauthenticated
from partita.facekit.body import read_members
from partita.facekit.face import JSON, Reply, Request
from partita.facekit.passwords import hash_password, is_password
from partita.faces.flowtly.keys import DIALECT, USER
from partita.faces.flowtly.messages import N_
from partita.kit.clock import system_clock
from partita.ports import Database

TOKEN_S: Final = 3_600
TOKEN_CHARS_MAX: Final = 8_192
_ALGORITHM: Final = "HS256"
_PASSWORD: Final = "password"  # noqa: S105  # the kind of hash, no secret
_DOTS: Final = 2


def make_token(grant: Grant, username: str, now: datetime) -> str:
    """Make a token.

    Args:
        grant: The app's access.
        username: Who logged in.
        now: When it begins.
    """
    payload = {
        "iat": int(now.timestamp()),
        "exp": int((now + timedelta(seconds=TOKEN_S)).timestamp()),
        "roles": list(grant.roles),
        "username": username,
        "sub": hash_secret(username),
    }
    return jwt.encode({"alg": _ALGORITHM, "typ": "JWT"}, payload, _key(grant))


def _key(grant: Grant) -> OctKey:
    return OctKey.import_key(hash_secret(grant.secret_hashes[_PASSWORD]))


def looks_like_jwt(text: str) -> bool:
    """Tell whether a token is made of three parts."""
    return text.count(".") == _DOTS and len(text) <= TOKEN_CHARS_MAX


def read_token(text: str, database: Database) -> Grant | None:
    """Find the access a token stands for; nothing where it is false.

    Raises:
        Unauthenticated: It was good once.
    """
    finder = _finder_of(text)
    grant = database.find_grant(USER, finder) if finder else None
    if grant is None or grant.dialect != DIALECT or _PASSWORD not in grant.secret_hashes:
        return None
    ends = _end_of(text, hash_secret(grant.secret_hashes[_PASSWORD]))
    if ends is None:
        return None
    if ends <= system_clock().timestamp():
        raise Unauthenticated(reason="expired")
    return grant


@lru_cache(maxsize=4_096)
def _finder_of(text: str) -> str | None:
    """Whose token it says it is; whether that is true, the signature tells."""
    try:
        payload = text.split(".")[1]
        claims = msgspec.json.decode(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, binascii.Error, msgspec.DecodeError):
        return None
    finder = claims.get("sub") if isinstance(claims, dict) else None
    return finder if isinstance(finder, str) else None


@lru_cache(maxsize=4_096)
def _end_of(text: str, secret: str) -> float | None:
    """When a token ends, if the secret signed it."""
    try:
        claims = jwt.decode(text, OctKey.import_key(secret), algorithms=[_ALGORITHM]).claims
        return float(claims["exp"])
    except (JoseError, ValueError, TypeError, KeyError):
        return None


def log_in(request: Request, database: Database) -> Reply:
    """Answer a token for a user and password.

    Raises:
        BodyMalformed: One of the two is missing, or is no text.
        Unauthenticated: They are not known.
    """
    members = read_members(request)
    username, password = (_member(members, name) for name in ("username", "password"))
    grant = database.find_grant(USER, hash_secret(username))
    kept = grant.secret_hashes.get(_PASSWORD, "") if grant else _no_password()
    is_known = is_password(password[:SECRET_CHARS_MAX], kept)
    if grant is None or not is_known or grant.revoked_at is not None or grant.dialect != DIALECT:
        raise Unauthenticated(reason="credentials")
    token = make_token(grant, username, system_clock())
    headers = {"Cache-Control": "no-store"}
    return Reply(200, msgspec.json.encode({"token": token}), JSON, headers)


def _member(members: dict[str, Any], name: str) -> str:
    text = members.get(name)
    if not isinstance(text, str) or not text:
        raise BodyMalformed(reason=N_('The key "{name}" must be provided.'), name=name)
    return text


@cache
def _no_password() -> str:
    """What an unknown user's password is compared with, so that it takes as long."""
    return hash_password("nobody")
