"""Logging in with user and password, and the tokens one gets for it (contracts/flowtly.md 3).

A token is signed with what the book keeps of the password, which nobody is told: another password
ends all tokens, and a revoked app stops at once, because it is looked up with every request.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

import msgspec

from partita.access.grant import Grant
from partita.access.secret import SECRET_CHARS_MAX, hash_secret
from partita.domain.errors import BodyMalformed, Unauthenticated
from partita.facekit.body import read_members
from partita.facekit.face import JSON, Reply, Request
from partita.facekit.passwords import hash_password, is_password
from partita.facekit.tokens import claims_of, sign_token, subject_of
from partita.faces.flowtly.keys import DIALECT, USER
from partita.faces.flowtly.messages import N_
from partita.faces.flowtly.negotiation import MALFORMED
from partita.kit.clock import system_clock
from partita.ports import Database

TOKEN_S: Final = 3_600
TOKEN_CHARS_MAX: Final = 8_192
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
    return sign_token(payload, hash_secret(grant.secret_hashes[_PASSWORD]))


def looks_like_jwt(text: str) -> bool:
    """Tell whether a token is made of three parts."""
    return text.count(".") == _DOTS and len(text) <= TOKEN_CHARS_MAX


def read_token(text: str, database: Database) -> Grant | None:
    """Find the access a token stands for; nothing where it is false.

    Raises:
        Unauthenticated: It was good once.
    """
    finder = subject_of(text)
    grant = database.find_grant(USER, finder) if finder else None
    if grant is None or grant.dialect != DIALECT or _PASSWORD not in grant.secret_hashes:
        return None
    claims = claims_of(text, hash_secret(grant.secret_hashes[_PASSWORD]))
    if claims is None:
        return None
    if claims["exp"] <= system_clock().timestamp():
        raise Unauthenticated(reason="expired")
    return grant


def log_in(request: Request, database: Database) -> Reply:
    """Answer a token for a user and password.

    Raises:
        BodyMalformed: One of the two is missing, or is no text.
        Unauthenticated: They are not known.
    """
    members = _credentials(request)
    username, password = (_member(members, name) for name in ("username", "password"))
    grant = database.find_grant(USER, hash_secret(username))
    kept = grant.secret_hashes.get(_PASSWORD, "") if grant else _no_password()
    is_known = is_password(password[:SECRET_CHARS_MAX], kept)
    if grant is None or not is_known or grant.revoked_at is not None or grant.dialect != DIALECT:
        raise Unauthenticated(reason="credentials")
    token = make_token(grant, username, system_clock())
    headers = {"Cache-Control": "no-store"}
    return Reply(200, msgspec.json.encode({"token": token}), JSON, headers)


def _credentials(request: Request) -> dict[str, Any]:
    try:
        return read_members(request)
    except BodyMalformed:
        raise BodyMalformed(reason=MALFORMED) from None


def _member(members: dict[str, Any], name: str) -> str:
    text = members.get(name)
    if not isinstance(text, str) or not text:
        raise BodyMalformed(reason=N_('The key "{name}" must be provided.'), name=name)
    return text


@cache
def _no_password() -> str:
    """What an unknown user's password is compared with, so that it takes as long."""
    return hash_password("nobody")
