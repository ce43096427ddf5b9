"""Builds what tests start from, the way programs do: through the use cases."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final

from partita.access.grant import Actor, Grant, operator
from partita.domain.address import Address, AddressPatch
from partita.domain.book import Book
from partita.domain.change import Change
from partita.domain.contact import ContactPatch, ContactPerson
from partita.domain.party import PartyPatch
from partita.domain.standing import Role
from partita.kit.clock import Clock
from partita.kit.ids import uuid7
from partita.ports import Database
from partita.usecases import addresses, contacts, parties
from partita.usecases.context import Context, Looking
from partita.usecases.owners import Owner

START: Final = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
_SLUGS: Final = count(1)


@dataclass
class FrozenClock:
    """A clock that stands until it is moved."""

    now: datetime = START

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now

    def advance(self, **by: float) -> None:
        """Move on, by ``hours=1`` and the like."""
        self.now += timedelta(**by)


@dataclass(frozen=True)
class OpenBook:
    """A book, and somebody who may do everything in it."""

    database: Database
    clock: Clock
    slug: str
    actor: Actor
    _requests: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def book_id(self) -> int:
        """Which book."""
        return self.actor.book_id

    @contextmanager
    def writing(self) -> Iterator[Context]:
        """One transaction, committed at the end."""
        request_id = f"request-{next(self._requests)}"
        with self.database.write(self.actor, request_id) as unit:
            yield Context(self.actor, unit, self.clock())

    @contextmanager
    def looking(self) -> Iterator[Looking]:
        """A look at the book."""
        with self.database.read(self.book_id) as reading:
            yield Looking(self.actor, reading)


def new_record(at: datetime = START) -> dict[str, Any]:
    """What every new record has."""
    return {"uuid": uuid7(), "version": 1, "created_at": at, "changed_at": at}


def make_book(
    database: Database, clock: Clock, slug: str | None = None, **values: object
) -> OpenBook:
    """Make a book without reference data, known by its slug."""
    book_id = database.take_book_id()
    actor, name = operator(book_id), slug or f"book-{next(_SLUGS)}"
    known: dict[str, Any] = {"name": f"Book {name}", "country": "DK", **values}
    made = Book(**new_record(clock()), book_id=book_id, slug=name, **known)
    with database.write(actor, "make-book") as unit:
        unit.books.insert(made)
        unit.announce("slug", name)
        unit.record(Change("book.created", None, book_id, 1, None, made))
    return OpenBook(database, clock, name, actor)


def make_party(
    ctx: Context,
    role: Role,
    name: str = "Alpha ApS",
    *,
    number: int | None = None,
    party: dict[str, Any] | None = None,
    **values: object,
) -> parties.PartyInRole:
    """Make a party in a role; values are those of the role."""
    patch = PartyPatch(name=name, **(party or {}))
    return parties.create_party(ctx, role, parties.PartyChange(patch, values), number=number)


def make_customer(
    ctx: Context,
    name: str = "Alpha ApS",
    *,
    number: int | None = None,
    **values: Any,  # noqa: ANN401
) -> parties.PartyInRole:
    """Make a customer; values are those of the role."""
    return make_party(ctx, Role.CUSTOMER, name, number=number, **values)


def make_contact(
    ctx: Context,
    party_id: int,
    name: str = "Ada Holm",
    **values: Any,  # noqa: ANN401
) -> ContactPerson:
    """Make a contact person of a party."""
    return contacts.create_contact(ctx, Owner(party_id), ContactPatch(name=name, **values))


def make_delivery_address(ctx: Context, party_id: int, **values: Any) -> Address:  # noqa: ANN401
    """Make a place of delivery of a party."""
    return addresses.create_delivery_address(ctx, Owner(party_id), AddressPatch(**values))


def new_grant(book_id: int, app_id: int = 3) -> Grant:
    """What an app may do, as it is when it is made."""
    return Grant(
        book_id=book_id,
        app_id=app_id,
        app="shop",
        dialect="economic",
        roles=("SuperUser",),
        is_read_only=False,
        secret_hashes={"app": "a" * 64},
        created_at=START,
    )
