"""People who use the pages: users of a book, what they may, and their sessions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from partita.access.grant import Actor
from partita.access.permission import EVERYTHING, READING, Permission
from partita.domain.record import Record

DIALECT: Final = "web"
"""How the audit trail says that somebody used the pages."""


class UserRole(StrEnum):
    """What a user may, in one word."""

    OWNER = "owner"
    EDITOR = "editor"
    READER = "reader"


_SETTING_UP: Final = frozenset({Permission.ADMIN, Permission.SETUP_WRITE})
MAY: Final = {
    UserRole.OWNER: EVERYTHING,
    UserRole.EDITOR: EVERYTHING - _SETTING_UP,
    UserRole.READER: READING,
}
"""What each role allows; a reader sees everything and changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User(Record):
    """A person who may sign in.

    Attributes:
        number: Unique in the book, from 1.
        name: What they sign in with; unique in the book without case.
        password_hash: Argon2id.
        roles: Words of `UserRole`.
        totp_secret: Shared with their authenticator, when they use one.
        is_barred: They cannot sign in, and their sessions count no more.
    """

    number: int
    name: str
    password_hash: str
    roles: tuple[str, ...]
    totp_secret: str | None = None
    is_barred: bool = False


class SessionKind(StrEnum):
    """What a secret opens; a spent one opens nothing any more."""

    SESSION = "session"
    LINK = "link"
    SPENT = "spent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody who is signed in, or a link that lets somebody in once.

    Attributes:
        token_hash: Hash of the secret the browser holds.
        kind: Which of the two.
        user: Number of the user.
        created_at: Since when.
        expires_at: From when it counts no more.
    """

    token_hash: str
    kind: SessionKind
    user: int
    created_at: datetime
    expires_at: datetime


def permissions_of(roles: Iterable[str]) -> frozenset[Permission]:
    """What roles allow together; unknown ones allow nothing.

    >>> permissions_of(["reader"]) == READING, permissions_of(["king"])
    (True, frozenset())
    """
    known = [MAY[UserRole(role)] for role in roles if role in MAY]
    return frozenset().union(*known)


def user_actor(book_id: int, name: str, roles: Iterable[str]) -> Actor:
    """The actor a signed-in user is."""
    roles = tuple(roles)
    return Actor(book_id, 0, name, DIALECT, permissions_of(roles), roles)
