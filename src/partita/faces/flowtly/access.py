"""Who may do what (contracts/flowtly.md 3)."""

from typing import Final

from partita.access.grant import Actor, Grant
from partita.access.permission import EVERYTHING, READING, Permission
from partita.access.secret import SECRET_CHARS_MAX, hash_secret
from partita.domain.errors import NotAllowed, ReadOnlyActor, Unauthenticated
from partita.facekit.credentials import actor_of
from partita.facekit.face import Request
from partita.faces.flowtly.keys import DIALECT
from partita.faces.flowtly.tokens import looks_like_jwt, read_token
from partita.ports import Database

BEARER: Final = "bearer "
INSTANCE_HEADER: Final = "instance"
USER: Final = "ROLE_USER"
_NOT_HERE: Final = frozenset({Permission.ADMIN})


def permissions_of(roles: tuple[str, ...]) -> frozenset[Permission]:
    """What roles allow: users look, managers and administrators also write.

    An app without roles may do everything the dialect can say.
    """
    if roles and set(roles) <= {USER}:
        return READING
    return EVERYTHING - _NOT_HERE


def authenticate(request: Request, database: Database) -> Actor:
    """Find out who is asking by a bearer token.

    Raises:
        Unauthenticated: The token is missing, unknown, expired or revoked.
        NotAllowed: The header ``instance`` names another book than the token's.
        ReadOnlyActor: The app may look only, and wants to write.
    """
    given = request.header("Authorization") or ""
    if not given.lower().startswith(BEARER):
        raise Unauthenticated(reason="missing")
    grant = _find_grant(given[len(BEARER) :].strip(), database)
    if grant is None or grant.revoked_at is not None or grant.dialect != DIALECT:
        raise Unauthenticated(reason="unknown")
    instance = (request.header(INSTANCE_HEADER) or "").strip()
    if instance and database.find_book(instance.lower()) != grant.book_id:
        raise NotAllowed(permission="instance")
    if grant.is_read_only and request.method not in ("GET", "HEAD"):
        raise ReadOnlyActor
    return actor_of(grant, permissions_of(grant.roles))


def _find_grant(token: str, database: Database) -> Grant | None:
    """The access of an agent token, or of one that was given for a password."""
    if looks_like_jwt(token):
        found = read_token(token, database)
        if found is not None:
            return found
    if not token or len(token) > SECRET_CHARS_MAX:
        return None
    return database.find_grant(DIALECT, hash_secret(token))
