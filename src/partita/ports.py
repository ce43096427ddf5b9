"""What the inside needs of the outside, as protocols; `store` keeps these promises."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from partita.access.grant import Actor, Grant
from partita.access.user import Session, User
from partita.domain.address import Address
from partita.domain.bank_account import BankAccount
from partita.domain.book import Book
from partita.domain.calling import CallCount
from partita.domain.change import Change
from partita.domain.contact import ContactPerson, ContactPoint
from partita.domain.extras import (
    Document,
    Group,
    Identifier,
    Membership,
    Note,
    Reference,
    StoredFile,
    TermLine,
)
from partita.domain.flaws import Flaw
from partita.domain.importing import ImportStep
from partita.domain.job import Job
from partita.domain.likeness.profile import Known
from partita.domain.likeness.suggestion import Pair, State, Suggestion
from partita.domain.lookup import Lookup
from partita.domain.merging import Merge, MergeStep
from partita.domain.party import Counterparty, Customer, Employee, Party, Supplier
from partita.domain.query import Query, Value, View
from partita.domain.saved_view import SavedView
from partita.domain.webhook import Delivery, Webhook

T = TypeVar("T")
Row = tuple[int | str, str]
"""Key and JSON text of one record."""


class Records(Protocol[T]):
    """The records of one kind in one book."""

    def find(self, *key: int | str) -> T | None:
        """Read one by its key, or ``None``."""

    def first(self, **equal: object) -> T | None:
        """Read the first whose columns have these values, or ``None``."""

    def select(self, **equal: object) -> list[T]:
        """Read all whose columns have these values, by key; meant for few."""

    def select_in(self, column: str, values: Sequence[object], **equal: object) -> list[T]:
        """Read all whose column has one of these values, and others the values named."""

    def has(self, **equal: object) -> bool:
        """Tell whether there is one whose columns have these values."""

    def top(self, column: str, **equal: object) -> int:
        """The greatest number in a column among those with these values; 0 when there is none."""

    def insert(self, *records: T) -> None:
        """Add new ones; that a number is taken may be told as late as by the next question."""

    def put(self, *records: T, was: T | None = None) -> None:
        """Replace those with the same key.

        Args:
            records: As they shall be.
            was: The only one as this unit read it; then only what differs is written.
        """

    def remove(self, *records: T) -> None:
        """Take away; they must be as they were read."""

    def stream(self) -> Iterator[T]:
        """Read all, in key order, a few at a time."""

    def portion(self, *after: int | str) -> list[T]:
        """Read the next few hundred in key order, beyond a key or from the start."""


@dataclass(frozen=True, slots=True)
class StoredReply:
    """The first answer to a request that carried an idempotency key."""

    status: int
    headers: dict[str, str]
    body: bytes


class Replies(Protocol):
    """Answers to requests that carried an idempotency key."""

    def claim(self, app_id: int, key: str, *, not_before: datetime) -> StoredReply | None:
        """Claim a key, waiting for whoever holds it; the stored answer when there was one."""

    def keep(self, app_id: int, key: str, reply: StoredReply) -> None:
        """Store the answer of a claimed key."""


class LikenessReading(Protocol):
    """What is known of parties to tell which of them are one, and which pairs are suggested."""

    def position(self) -> int:
        """Where the feed ends."""

    def seen(self) -> int:
        """How far the feed was read for duplicates.

        0 when all must be looked at: before the first run, or when the feed since is forgotten.
        """

    def portion(self, after: int) -> list[Known]:
        """What is known of the next few hundred parties, by id, beyond an id."""

    def known(self, ids: Sequence[int]) -> list[Known]:
        """What is known of some parties; merged, erased and deleted ones are left out."""

    def changed(self, after: int, until: int, *, rows_max: int) -> list[int]:
        """Ids of at most so many parties something happened to in a stretch of the feed."""

    def sharing(self, keys: Iterable[int], *, shared_max: int) -> list[tuple[int, int]]:
        """Those of the keys that at most so many share, each with each party that has it."""

    def partners(self, ids: Sequence[int]) -> dict[Pair, State]:
        """The pairs that some parties are in."""

    def open_pairs(self) -> set[Pair]:
        """All pairs that nobody decided about."""

    def page(self, state: State, *, rows_max: int, offset: int = 0) -> list[Suggestion]:
        """Some of the pairs in a state, the surest first."""

    def of_party(self, party_id: int) -> list[Suggestion]:
        """The pairs a party is in, in whatever state, the surest first."""

    def find(self, pair: Pair) -> Suggestion | None:
        """One pair, or ``None``."""

    def counts(self) -> dict[State, int]:
        """How many pairs are in each state."""


class Likenesses(LikenessReading, Protocol):
    """The same, to be written. None of it is told to the feed: it follows from what was."""

    def put_keys(self, keys: Mapping[int, Iterable[int]]) -> None:
        """Note the keys of some parties, beside those noted before."""

    def remove_keys(self, ids: Sequence[int]) -> None:
        """Forget the keys of some parties; done for few, for all keys are looked through."""

    def clear_keys(self) -> None:
        """Forget all keys."""

    def put(self, found: Sequence[Suggestion]) -> None:
        """Suggest pairs, or say again that they are alike.

        Those dismissed stay dismissed; those merged are open again, for both are there.
        """

    def settle(self, pair: Pair, *, was: State, state: State) -> bool:
        """Give a pair in one state another; whether there was one."""

    def remove(self, pairs: Sequence[Pair]) -> None:
        """Forget those of the pairs that nobody decided about."""

    def set_seen(self, position: int) -> None:
        """Say how far the feed was read for duplicates."""


class History(Protocol):
    """What is kept of the past of a book, and what no longer."""

    def forget(self, before: datetime, *, rows_max: int) -> int:
        """Take away what happened before a moment, the oldest first.

        Args:
            before: The moment.
            rows_max: So many entries at most.

        Returns:
            The last position that is gone; 0 when nothing so old is left.
        """

    def forget_replies(self, before: datetime) -> int:
        """Take away answers kept for repeated requests before a moment; how many."""

    def forget_deliveries(self, before: datetime) -> int:
        """Take away what became of messages before a moment; how many."""

    def clear_party(self, party_id: int) -> int:
        """Empty before and after in all audit entries of a party; how many."""

    def clear_merges(self, party_id: int) -> int:
        """Empty before and after in all entries written with merges a party was in; how many.

        A merge that was undone leaves what one party had in entries of the other.
        """

    def clear_records(self, noun: str, keys: Collection[str]) -> int:
        """Empty before and after in all audit entries of some records, such as documents."""

    def empty_replies(self) -> int:
        """Empty the bodies of all answers kept for repeated requests; how many."""


class OverviewReading(Protocol):
    """Figures of a book, each of which an index answers."""

    def count_parties(self) -> int:
        """How many parties there are; absorbed ones do not count."""

    def count_made(self, begin: datetime, end: datetime) -> int:
        """How many of the parties, absorbed ones too, were made from one moment until another."""

    def first_made(self) -> datetime | None:
        """When the oldest party was made; ``None`` when there is none."""

    def countries(self) -> list[tuple[str | None, int]]:
        """How many parties there are of each country, of most first."""

    def flaws(self) -> dict[Flaw, int]:
        """How many parties have each flaw."""

    def calls(self, since: date) -> list[CallCount]:
        """What apps asked from a day on, by day, app and dialect."""


class Overviews(OverviewReading, Protocol):
    """The same, to be written. None of it is told to the feed."""

    def put_flaws(self, flaws: Mapping[int, Mapping[Flaw, str]]) -> None:
        """Note all flaws of some parties, in the place of those noted before."""

    def clear_flaws(self) -> None:
        """Forget all flaws."""

    def add_calls(self, counts: Sequence[CallCount]) -> None:
        """Count calls that were not counted before."""


class Unit(Protocol):
    """One transaction in one book: everything in it happens, or nothing."""

    books: Records[Book]
    parties: Records[Party]
    customers: Records[Customer]
    suppliers: Records[Supplier]
    employees: Records[Employee]
    counterparties: Records[Counterparty]
    contacts: Records[ContactPerson]
    points: Records[ContactPoint]
    addresses: Records[Address]
    bank_accounts: Records[BankAccount]
    groups: Records[Group]
    memberships: Records[Membership]
    notes: Records[Note]
    documents: Records[Document]
    term_lines: Records[TermLine]
    identifiers: Records[Identifier]
    references: Records[Reference]
    files: Records[StoredFile]
    jobs: Records[Job]
    merges: Records[Merge]
    merge_steps: Records[MergeStep]
    import_steps: Records[ImportStep]
    grants: Records[Grant]
    webhooks: Records[Webhook]
    deliveries: Records[Delivery]
    users: Records[User]
    sessions: Records[Session]
    saved_views: Records[SavedView]
    replies: Replies
    likenesses: Likenesses
    history: History
    overview: Overviews

    @property
    def reading(self) -> "Reading":
        """The book as this transaction sees it, with what it has written so far."""

    def announce(self, kind: str, key: str, app_id: int = 0) -> None:
        """Make the book known outside it: by its slug, or by the hash of a secret of an app.

        Raises:
            BookExists: Another book is known so.
        """

    def look_up(self, lookup: Lookup, **given: int | str | None) -> Mapping[str, int]:
        """Ask several questions about records at once.

        Args:
            lookup: The questions.
            given: What they name as `Given`; nothing equals ``None``.

        Returns:
            Answers by name; 1 or 0 where the question is whether.
        """

    def take_numbers(self, counter: str, count: int = 1) -> int:
        """Take the next numbers of a counter of the book.

        Returns:
            The first of them; they are consecutive and never given out again.
        """

    def raise_counter(self, counter: str, number: int) -> None:
        """Make sure a counter never gives out a number again that somebody chose."""

    def record(self, change: Change) -> None:
        """Note what happened; written as feed and audit entries when the unit ends."""

    def attempt(self) -> AbstractContextManager[None]:
        """A part that is undone alone when it raises."""


class Reading(Protocol):
    """Reads of one book, straight from rows to JSON text."""

    @property
    def likenesses(self) -> LikenessReading:
        """Which parties may be the same."""

    @property
    def overview(self) -> OverviewReading:
        """Figures of the book."""

    def one(self, view: View, field: str, value: Value) -> str | None:
        """JSON text of the record with that value in a field, or ``None``."""

    def rows(self, query: Query) -> Sequence[Row]:
        """Key and JSON text of each record of a page."""

    def texts(self, query: Query) -> Sequence[bytes]:
        """JSON text of each record of a page in UTF-8, for answers that are made of no more."""

    def pieces(self, query: Query) -> Sequence[tuple[Any, ...]]:
        """Key of each record of a page, the pieces of its text, and what is told beside it."""

    def moment(self) -> AbstractContextManager[None]:
        """Several reads that see one moment."""

    def stream(self, query: Query, *, rows_max: int) -> Iterator[Sequence[Row]]:
        """The same in portions of at most `rows_max`, for pages too long to hold."""

    def counter(self, name: str) -> int:
        """The last number a counter of the book gave out; 0 when it has not begun."""

    def count(self, query: Query, *, rows_max: int | None = None) -> int:
        """How many records a query has, whatever its page; counted no further than `rows_max`."""

    def tally(self, query: Query, field: str) -> Sequence[tuple[Any, int]]:
        """Each value of a field, and how many records of a query have it; most first."""

    def find(self, kind: type[T], *key: int | str) -> T | None:
        """Read one whole record by its key, or ``None``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is known of a party whose branding is looked for."""

    name: str
    email: str | None = None
    website: str | None = None
    country: str | None = None
    is_person: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One value that was found, and where.

    Attributes:
        value: The value.
        source: Where it comes from, such as ``simple-icons:spotify`` or a URL.
    """

    value: str
    source: str


class Branding(Protocol):
    """Finds logos, web sites and names that people know.

    Attributes:
        name: What it is called in settings and audits.
        batch: How many parties it looks at between two reports; few when it is slow.
        may_overwrite: What it says may take the place of what somebody wrote, when they ask for it.
    """

    name: str
    batch: int
    may_overwrite: bool

    def find(self, asked: Asked) -> dict[str, Found]:
        """Find values of a party by the names of their fields.

        Fields are ``logo_url``, ``website`` and ``display_name``. What it cannot find it leaves
        out; it neither invents nor raises.
        """


class Jobs(Protocol):
    """Does work that takes longer than a request may."""

    def start(self, book_id: int, job_id: int, actor: Actor | None = None) -> None:
        """Begin a job as soon as the transaction that made it is committed.

        Args:
            book_id: In which book.
            job_id: Which one.
            actor: Who does it; the server, which may do everything, when ``None``.
        """


class Database(Protocol):
    """What the server opens."""

    def take_book_id(self) -> int:
        """The id of the next book; never given out again."""

    def find_book(self, slug: str) -> int | None:
        """The id of a book by its slug."""

    def slugs(self) -> list[str]:
        """The slugs of all books."""

    def books_with(self, kind: str) -> list[int]:
        """The ids of all books known by something of a kind, such as ``webhook``."""

    def lead(self) -> AbstractContextManager[bool]:
        """Whether this thread may do what only one may do at a time in this database."""

    def find_grant(self, kind: str, secret_hash: str) -> Grant | None:
        """The grant a secret belongs to: the first thing every request asks.

        Since a change of a grant was told (`write` came back) no process finds the old one.
        """

    def read(self, book_id: int) -> AbstractContextManager[Reading]:
        """Read a book, as it is at one moment."""

    def write(self, actor: Actor, request_id: str) -> AbstractContextManager[Unit]:
        """Open the one transaction of a request; it commits unless an exception leaves it.

        Raises:
            StoreBusy: The database did not get to it in time.
        """

    def let_go(self) -> object:
        """Give up what this thread holds of the database, so that another may `hold` it."""

    def hold(self, held: object) -> None:
        """Work with what another thread has let go of; ``None`` for nothing yet."""

    def ping(self) -> None:
        """Make sure the database answers.

        Raises:
            StoreBusy: It does not.
        """

    def close(self) -> None:
        """Let go of this thread's connection."""
