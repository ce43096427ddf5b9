"""Signing in and out. Secrets are kept as hashes; every request looks its session up anew."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from partita.access.permission import Permission
from partita.access.secret import SECRET_CHARS_MAX, hash_secret
from partita.access.user import Session, SessionKind
from partita.domain.errors import RecordNotFound, Unauthenticated
from partita.domain.query import And, Compare, Form, Member, OffsetPage, Op, Query, View
from partita.kit.ids import new_secret
from partita.kit.text import fold, squeeze
from partita.ports import Reading
from partita.usecases.context import Context

SESSION_S: Final = 12 * 3_600
LINK_S: Final = 24 * 3_600
NAME_CHARS_MAX: Final = 200

VISITORS: Final = View(
    "sessions",
    (
        Member("user", "user", Form.INTEGER),
        Member("name", "user.name"),
        Member("roles", "user.roles", Form.JSON),
    ),
)
"""What is asked of a session with every request."""

SIGN_INS: Final = View(
    "users",
    (
        Member("user", "number", Form.INTEGER),
        Member("name", "name"),
        Member("roles", "roles", Form.JSON),
        Member("password_hash", "password_hash"),
        Member("totp_secret", "totp_secret"),
    ),
)
"""What is asked of a user who signs in; their secrets never leave the server."""


PERSONS: Final = View(
    "users",
    (Member("uuid", "uuid"), Member("name", "name"), Member("roles", "roles", Form.JSON)),
)
"""What is asked of a user somebody speaks for."""


def find_visitor(reading: Reading, token: str, now: datetime) -> str | None:
    """Find who holds the secret of a session.

    Args:
        reading: The book.
        token: The secret.
        now: Sessions that ended by then count no more.

    Returns:
        JSON text as `VISITORS` says, or ``None``.
    """
    if not 0 < len(token) <= SECRET_CHARS_MAX:
        return None
    found = And(
        (
            Compare("token_hash", Op.EXACT_EQ, hash_secret(token)),
            Compare("kind", Op.EXACT_EQ, str(SessionKind.SESSION)),
            Compare("expires_at", Op.GT, now),
            Compare("user.is_barred", Op.EQ, value=False),
        )
    )
    rows = reading.rows(Query(VISITORS, found, page=OffsetPage(1)))
    return rows[0][1] if rows else None


def find_sign_in(reading: Reading, name: str) -> str | None:
    """Find the user of a name, to check what they know.

    Args:
        reading: The book.
        name: As they typed it.

    Returns:
        JSON text as `SIGN_INS` says, or ``None``.
    """
    name = squeeze(name)
    if not 0 < len(name) <= NAME_CHARS_MAX:
        return None
    named = And(
        (Compare("name", Op.EQ, fold(name)), Compare("is_barred", Op.EQ, value=False)),
    )
    rows = reading.rows(Query(SIGN_INS, named, page=OffsetPage(1)))
    return rows[0][1] if rows else None


def find_person(reading: Reading, number: int) -> str | None:
    """Find a user who may still sign in.

    Args:
        reading: The book.
        number: Of the user.

    Returns:
        JSON text as `PERSONS` says, or ``None``.
    """
    found = And(
        (Compare("number", Op.EQ, number), Compare("is_barred", Op.EQ, value=False)),
    )
    rows = reading.rows(Query(PERSONS, found, page=OffsetPage(1)))
    return rows[0][1] if rows else None


@dataclass(frozen=True, slots=True)
class Opened:
    """A session, and the secret that only the browser keeps."""

    session: Session
    token: str


def open_session(ctx: Context, user: int) -> Opened:
    """Sign somebody in who proved who they are.

    Args:
        user: Number of the user; the actor is that user.

    Returns:
        The session and its secret.

    Raises:
        RecordNotFound: There is no such user.

    Emits:
        session.created
        session.deleted
    """
    if not ctx.unit.users.has(number=user):
        raise RecordNotFound(kind="user", key=user)
    gone = [each for each in ctx.unit.sessions.select(user=user) if each.expires_at <= ctx.now]
    if gone:
        ctx.unit.sessions.remove(*gone)
        ctx.record("session.deleted", user, party_id=None)
    return _open(ctx, user, SessionKind.SESSION, SESSION_S)


def make_link(ctx: Context, user: int) -> Opened:
    """Make a secret that lets somebody in once, within a day; it takes the place of earlier ones.

    Args:
        user: Number of the user.

    Returns:
        The link's record and its secret.

    Raises:
        NotAllowed: The actor lacks ``admin``.
        RecordNotFound: There is no such user.

    Emits:
        session.created
        session.deleted
    """
    ctx.require(Permission.ADMIN)
    if not ctx.unit.users.has(number=user):
        raise RecordNotFound(kind="user", key=user)
    if links := ctx.unit.sessions.select(user=user, kind=str(SessionKind.LINK)):
        ctx.unit.sessions.remove(*links)
        ctx.record("session.deleted", user, party_id=None)
    return _open(ctx, user, SessionKind.LINK, LINK_S)


def use_link(ctx: Context, token: str) -> Opened:
    """Let somebody in who holds the secret of a link; it works no second time.

    Args:
        token: The secret.

    Returns:
        The session and its secret.

    Raises:
        Unauthenticated: There is no such link, or it was used, or is too old.

    Emits:
        session.created
        session.deleted
    """
    link = ctx.unit.sessions.find(hash_secret(token))
    if link is None or link.kind is not SessionKind.LINK or link.expires_at <= ctx.now:
        raise Unauthenticated(reason="unknown")
    ctx.unit.sessions.remove(link)
    ctx.record("session.deleted", link.user, party_id=None)
    return open_session(ctx, link.user)


def close_session(ctx: Context, token: str) -> None:
    """Sign out.

    Args:
        token: The secret of the session; an unknown one is no error.

    Emits:
        session.deleted
    """
    session = ctx.unit.sessions.find(hash_secret(token))
    if session is not None:
        ctx.unit.sessions.remove(session)
        ctx.record("session.deleted", session.user, party_id=None)


def _open(ctx: Context, user: int, kind: SessionKind, seconds: int) -> Opened:
    token = new_secret()
    values: dict[str, Any] = {"kind": kind, "user": user, "created_at": ctx.now}
    expires_at = ctx.now + timedelta(seconds=seconds)
    session = Session(token_hash=hash_secret(token), expires_at=expires_at, **values)
    ctx.unit.sessions.insert(session)
    ctx.record("session.created", user, party_id=None)
    return Opened(session, token)
