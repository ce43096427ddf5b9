"""Who may do what, and for which organization (contracts/sage.md 1.3, 1.4)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from partita.access.grant import Actor, Grant
from partita.access.permission import EVERYTHING, READING, Permission
from partita.access.secret import SECRET_CHARS_MAX, hash_secret, is_secret
from partita.access.user import permissions_of as permissions_of_user
from partita.domain.errors import Unauthenticated
from partita.facekit.credentials import actor_of
from partita.facekit.face import Request
from partita.faces.sage.keys import DIALECT
from partita.faces.sage.tokens import ACCESS, Token, read_token
from partita.ports import Database

KEY_HEADER: Final = "X-Api-Key"
ORGANIZATION_HEADER: Final = "X-OrganizationId"
TENANT_HEADER: Final = "X-TenantId"
COUNTRY_HEADER: Final = "X-Country-Code"
BEARER: Final = "bearer "
READS: Final = "RDSA"
WRITES: Final = "WDSA"

KEY_MISSING: Final = "subscription.missing"
KEY_WRONG: Final = "subscription.unknown"
TOKEN_MISSING: Final = "token.missing"  # noqa: S105  # a reason, no secret
TOKEN_WRONG: Final = "token.unknown"  # noqa: S105  # likewise
PERSON_GONE: Final = "person.gone"
"""Reasons of a refusal at the gateway, in the order in which it looks."""

TOKEN_DOTS: Final = 2
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NOT_HERE: Final = frozenset({Permission.ADMIN, Permission.PARTIES_MERGE})


@dataclass(frozen=True, slots=True)
class SignedIn(Actor):
    """An app that acts for somebody who signed in.

    Attributes:
        person: Id of the user; empty for whoever runs the app.
    """

    person: str = ""


def permissions_of(roles: tuple[str, ...]) -> frozenset[Permission]:
    """What scopes allow; an app without any has full rights."""
    found = READING if roles and WRITES not in roles else EVERYTHING
    return found - _NOT_HERE


def may_write(actor: Actor) -> bool:
    """Tell whether an app may change anything."""
    return not actor.is_read_only and (not actor.roles or WRITES in actor.roles)


def uuid_of(text: str | None) -> str | None:
    """An id in its canonical form; ``None`` where it is none."""
    text = (text or "").strip()
    return text.lower() if _UUID.fullmatch(text) else None


def authenticate(request: Request, database: Database) -> Actor:
    """Find out who is asking: the subscription key is looked at first, then the token.

    Raises:
        Unauthenticated: Either is missing, unknown, wrong or expired, or access was revoked; or
            whoever signed in may do so no longer.
    """
    key = request.header(KEY_HEADER)
    if not key:
        raise Unauthenticated(reason=KEY_MISSING)
    token = _token_of(request)
    grant = find_grant(database, DIALECT, token) if token else None
    if grant is not None and is_key_of(grant, key):
        return actor_of(grant, permissions_of(grant.roles))
    if grant is None and token.count(".") == TOKEN_DOTS:
        signed = read_token(database, token, ACCESS)
        if signed is not None and not signed.is_spent and is_key_of(signed.grant, key):
            return _signed_in(signed)
    if find_grant(database, "sage.key", key) is None:
        raise Unauthenticated(reason=KEY_WRONG)
    raise Unauthenticated(reason=TOKEN_WRONG if token else TOKEN_MISSING)


def _signed_in(token: Token) -> SignedIn:
    """The app, for whoever signed in: it may what the token says, and what they may."""
    if token.is_orphan:
        raise Unauthenticated(reason=PERSON_GONE)
    person = token.person or {}
    scopes = scopes_for(token.person, token.scopes)
    actor = actor_of(replace(token.grant, roles=scopes), permissions_of(scopes))
    told = {each.name: getattr(actor, each.name) for each in fields(actor)}
    name = person.get("name", actor.name)
    return SignedIn(**{**told, "name": name}, person=person.get("uuid", ""))


def scopes_for(person: Mapping[str, Any] | None, scopes: tuple[str, ...]) -> tuple[str, ...]:
    """What of some scopes is somebody's to give; the app itself has them all."""
    may = EVERYTHING if person is None else permissions_of_user(person["roles"])
    return tuple(each for each in scopes if each != WRITES or Permission.PARTIES_WRITE in may)


def _token_of(request: Request) -> str:
    given = request.header("Authorization") or ""
    return given[len(BEARER) :].strip() if given.lower().startswith(BEARER) else ""


def is_key_of(grant: Grant, key: str) -> bool:
    """Tell whether a subscription key is that of an app."""
    known = grant.secret_hashes.get("subscription", "")
    return len(key) <= SECRET_CHARS_MAX and is_secret(key, known)


def find_grant(database: Database, kind: str, secret: str) -> Grant | None:
    """The access a secret belongs to, unless it was revoked."""
    if len(secret) > SECRET_CHARS_MAX:
        return None
    grant = database.find_grant(kind, hash_secret(secret))
    is_good = grant is not None and grant.revoked_at is None and grant.dialect == DIALECT
    return grant if is_good else None
