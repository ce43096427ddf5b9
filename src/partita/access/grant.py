"""An app, its access to a book, and the actor a request becomes."""

from dataclasses import dataclass
from datetime import datetime

from partita.access.permission import EVERYTHING, Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """The access of one app to one book.

    Attributes:
        book_id: Which book.
        app_id: Number of the app in the book.
        app: Name of the app.
        dialect: Which face it may use.
        roles: Role names in words of that dialect; empty means full rights.
        is_read_only: It may look only (demonstration keys).
        secret_hashes: Hash by kind of secret, such as ``app``; the grant's own secret found it.
        revoked_at: From when it no longer works.
        redirect_uris: Where people are sent back to who gave it access; ``None`` for none, which
            leaves this machine (`partita.access.redirects`).
    """

    book_id: int
    app_id: int
    app: str
    dialect: str
    roles: tuple[str, ...]
    is_read_only: bool
    secret_hashes: dict[str, str]
    created_at: datetime
    revoked_at: datetime | None = None
    redirect_uris: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking.

    Attributes:
        book_id: In which book.
        app_id: Which app; 0 for a person at the command line.
        name: Name of the app or user.
        dialect: How they speak; ``cli`` at the command line.
        permissions: What they may.
        roles: Role names in words of the dialect.
        is_read_only: They may look only.
    """

    book_id: int
    app_id: int
    name: str
    dialect: str
    permissions: frozenset[Permission]
    roles: tuple[str, ...] = ()
    is_read_only: bool = False


def operator(book_id: int, name: str = "operator") -> Actor:
    """The person at the command line, who may do everything."""
    return Actor(book_id, 0, name, "cli", EVERYTHING)
