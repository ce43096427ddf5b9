"""Who may use the dialect (contracts/economic.md 2)."""

from typing import Final

from partita.access.grant import Actor
from partita.access.permission import READING, Permission
from partita.domain.errors import ReadOnlyActor
from partita.facekit.credentials import actor_of, find_grant
from partita.facekit.face import Request
from partita.ports import Database

DIALECT: Final = "economic"
APP_HEADER: Final = "X-AppSecretToken"
GRANT_HEADER: Final = "X-AgreementGrantToken"
KNOWN_ROLES: Final = frozenset({"SuperUser", "Bookkeeping", "Sales", "ProjectEmployee"})
REQUIRED_ROLES: Final = frozenset({"SuperUser", "Sales"})
"""One of them is needed for everything."""

_WRITING: Final = frozenset(
    {Permission.PARTIES_WRITE, Permission.CONTACTS_WRITE, Permission.ADDRESSES_WRITE}
)
PERMISSIONS: Final = READING | _WRITING


def authenticate(request: Request, database: Database) -> Actor:
    """Find out who is asking by both tokens.

    Raises:
        Unauthenticated: A token is missing, unknown or revoked.
        ReadOnlyActor: The demonstration tokens ask for a write.
    """
    grant = find_grant(
        database, DIALECT, request.header(GRANT_HEADER), {"app": request.header(APP_HEADER)}
    )
    if grant.is_read_only and request.method != "GET":
        raise ReadOnlyActor
    return actor_of(grant, PERMISSIONS)
