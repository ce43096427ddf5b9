"""Tokens: made for a pair of keys, good for twenty minutes (contracts/poweroffice.md 2).

A token is signed with a secret of its own app that nobody is told. It names the app; what the app
may do is looked up with every request, so that a revoked app stops at once.
"""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec

from partita.access.grant import Grant
from partita.access.secret import SECRET_CHARS_MAX, hash_secret
from partita.domain.errors import Unauthenticated
from partita.facekit.face import JSON, Reply, Request
from partita.facekit.tokens import claims_of, sign_token, subject_of
from partita.faces.poweroffice.keys import DIALECT
from partita.kit.clock import system_clock
from partita.ports import Database

TOKEN_S: Final = 1_200
TOKEN_CHARS_MAX: Final = 8_192
GRANT_TYPE: Final = "client_credentials"
ISSUER: Final = "partita"
DEMO: Final = "demo"
PRODUCTION: Final = "production"
_SECRET: Final = "token"  # noqa: S105  # the kind of hash, no secret
_NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def environment_of(request: Request) -> str:
    """Which of the two environments a path belongs to."""
    parts = [part for part in request.path.lower().split("/") if part]
    return DEMO if DEMO in parts[:2] else PRODUCTION


def make_token(grant: Grant, finder: str, claims: Mapping[str, Any], now: datetime) -> str:
    """Make a token.

    Args:
        grant: The app's access.
        finder: Hash of the pair of keys that found it.
        claims: What else it shall say.
        now: When it begins.
    """
    ends = now + timedelta(seconds=TOKEN_S)
    payload = {
        "iss": ISSUER,
        "sub": finder,
        "iat": int(now.timestamp()),
        "nbf": int(now.timestamp()),
        "exp": int(ends.timestamp()),
        **claims,
    }
    return sign_token(payload, grant.secret_hashes[_SECRET])


def read_token(text: str, environment: str, database: Database) -> Grant | None:
    """Find the access a token stands for; nothing where it is false, old or of elsewhere."""
    if len(text) > TOKEN_CHARS_MAX:
        return None
    finder = subject_of(text)
    grant = database.find_grant(DIALECT, finder) if finder else None
    if grant is None or grant.revoked_at is not None:
        return None
    claims = claims_of(text, grant.secret_hashes.get(_SECRET, ""))
    is_good = (
        claims is not None
        and claims.get("sub") == finder
        and claims.get("environment") == environment
        and claims.get("exp", 0) > system_clock().timestamp()
    )
    return grant if is_good else None


def find_client(request: Request, database: Database) -> tuple[Grant, str] | None:
    """The access a pair of keys gives, and the hash that found it.

    The header wins: one client sends empty credentials in the body beside it.
    """
    pair = _basic(request.header("Authorization") or "") or _in_body(form_of(request))
    if pair is None or len(pair) > SECRET_CHARS_MAX:
        return None
    finder = hash_secret(pair)
    grant = database.find_grant(DIALECT, finder)
    if grant is None or grant.revoked_at is not None or grant.dialect != DIALECT:
        return None
    return grant, finder


def _basic(header: str) -> str | None:
    scheme, _, text = header.strip().partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(text.strip(), validate=True).decode()
    except (ValueError, binascii.Error):
        return None


def _in_body(form: Mapping[str, str]) -> str | None:
    pair = form.get("client_id", ""), form.get("client_secret", "")
    return ":".join(pair) if all(pair) else None


def form_of(request: Request) -> Mapping[str, str]:
    """The fields of a form; the first of a name counts."""
    try:
        text = request.body().decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return {}
    return {name.lower(): value for name, value in reversed(pairs)}


def answer(status: int, body: Mapping[str, Any]) -> Reply:
    """An answer of the token endpoint (RFC 6749, section 5)."""
    return Reply(status, msgspec.json.encode(body), JSON, _NO_STORE)


def refuse(error: str, description: str) -> Reply:
    """A refusal of the token endpoint."""
    return answer(400, {"error": error, "error_description": description})


def known_client(request: Request, database: Database) -> tuple[Grant, str] | Reply:
    """The access asked for, or why there is none."""
    kind = form_of(request).get("grant_type")
    if not kind:
        return refuse("invalid_request", "The field grant_type is missing.")
    if kind != GRANT_TYPE:
        return refuse("unsupported_grant_type", f"The only grant_type is {GRANT_TYPE}.")
    try:
        found = find_client(request, database)
    except Unauthenticated:
        found = None
    if found is None:
        hint = "Check the keys, and whether they are meant for this environment."
        return refuse("invalid_client", f"The client integration was not found. {hint}")
    return found
