"""Who is asking: a bearer token (RFC 6750)."""

from typing import Final

from partita.access.grant import Actor
from partita.access.permission import Permission
from partita.facekit.credentials import actor_of, find_grant
from partita.facekit.face import Request
from partita.faces.native.keys import AUDIT, DIALECT, FEED
from partita.ports import Database

BEARER: Final = "bearer"
_PERMISSIONS: Final = {FEED: Permission.FEED_READ, AUDIT: Permission.AUDIT_READ}


def authenticate(request: Request, database: Database) -> Actor:
    """Find out who is asking by the token.

    Raises:
        Unauthenticated: The token is missing, unknown or revoked.
    """
    scheme, _, token = (request.header("Authorization") or "").strip().partition(" ")
    given = token.strip() if scheme.lower() == BEARER else None
    grant = find_grant(database, DIALECT, given, {})
    roles = grant.roles or _PERMISSIONS.keys()
    return actor_of(grant, frozenset(_PERMISSIONS[role] for role in roles))
