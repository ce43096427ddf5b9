"""Opens a database, whichever it is, and hands out reads and units of work."""

import os
import threading
import time
from array import array
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Final, Protocol, Self, TypeVar
from urllib.parse import urlsplit

import sqlalchemy as sa

from partita.access.grant import Actor, Grant
from partita.domain.change import POSITION
from partita.domain.query import OffsetPage, Query, Value, View
from partita.kit.clock import Clock
from partita.ports import Row
from partita.store import schema, sqlite
from partita.store.capabilities import Capabilities
from partita.store.driver import Backend, Link, Params
from partita.store.leases import Leases, wait_out
from partita.store.likeness_sql import LikenessStatements
from partita.store.likeness_table import LikenessTable
from partita.store.memory import Memory, question
from partita.store.overview_sql import OverviewStatements
from partita.store.overview_table import OverviewTable
from partita.store.query_sql import ONE, Compiled, Compiler, StartedPage, page_params
from partita.store.recent_sql import FEW
from partita.store.records import Statements
from partita.store.render import to_sql
from partita.store.totals import CHANGES_MAX, Found, Totals, found_of
from partita.store.uow import UnitOfWork, UnitStatements

T = TypeVar("T")
GRANTS_MAX: Final = 1_000
"""Rows of grants whose meaning is remembered; the row itself is read when its lease ends."""

FIRST: Final = page_params(ONE)
"""The values of that page."""

KEYS_READ: Final = 10_000
"""Keys of what a search finds read at a time."""


def backend_of(url: str, *, is_alone: bool = False) -> tuple[Backend, Capabilities]:
    """Tell the kind of database by its URL.

    Args:
        url: Which database.
        is_alone: The program is one process that others judge by its memory.

    Raises:
        ValueError: It is none we know.
    """
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        return sqlite.backend(url, is_alone=is_alone), sqlite.CAPABILITIES
    if scheme in ("postgresql", "postgres"):
        from partita.store import postgres  # noqa: PLC0415  # its driver is slow to import

        return postgres.PostgresBackend(url), postgres.CAPABILITIES
    raise ValueError(f"{scheme or 'no'} database: use sqlite:///path or postgresql://host/name")


class Engine:
    """Keeps the promises of `partita.ports.Database`: one connection per thread."""

    def __init__(self, url: str, clock: Clock, *, is_alone: bool = False) -> None:
        """Name the database; nothing is opened yet.

        Args:
            url: Which.
            clock: What time it is.
            is_alone: See `backend_of`.

        Raises:
            ValueError: The URL is of no database we know.
        """
        self._url = url
        self._is_alone = is_alone
        self._backend, self._can = backend_of(url, is_alone=is_alone)
        self._clock = clock
        self._local = threading.local()
        self._process = os.getpid()
        self._inherited: list[object] = []
        self._said = statements_for(self._can)
        self._unit, self._access = self._said.unit, self._said.access
        self._memory = Memory()
        self._leases = Leases()

    def _link(self) -> Link:
        if self._process != os.getpid():
            # Connections of the process we were forked from stay untouched: closing them here
            # would hang up there.
            self._inherited.append((self._local, self._backend))
            self._local, self._process = threading.local(), os.getpid()
            self._backend, _ = backend_of(self._url, is_alone=self._is_alone)
        link: Link | None = getattr(self._local, "link", None)
        if link is None or link.is_lost:
            link = self._local.link = self._backend.connect()
        return link

    def take_book_id(self) -> int:
        """The id of the next book."""
        row = {"book_id": 0, "name": "book", "value": 1}
        return int(self._link().row(self._unit.take, row)[0])

    def find_book(self, slug: str) -> int | None:
        """The id of a book by its slug."""
        row = self._link().row(self._access.find, {"kind": "slug", "key": slug})
        return None if row is None else int(row[0])

    def slugs(self) -> list[str]:
        """The slugs of all books."""
        return [row[0] for row in self._link().rows(self._access.slugs)]

    def books_with(self, kind: str) -> list[int]:
        """The ids of all books known by something of a kind."""
        return [row[0] for row in self._link().rows(self._access.books, {"kind": kind})]

    @contextmanager
    def lead(self) -> Iterator[bool]:
        """Whether this thread may do what only one may do at a time."""
        link = self._link()
        is_leader = link.try_lead()
        try:
            yield is_leader
        finally:
            if is_leader and not link.is_lost:
                link.end_lead()

    def find_grant(self, kind: str, secret_hash: str) -> Grant | None:
        """The grant a secret belongs to."""
        if (leased := self._leases.find(kind, secret_hash)) is not None:
            return leased
        since = time.monotonic()
        row = self._link().row(self._access.grant, {"kind": kind, "key": secret_hash})
        if row is None:
            return None
        grant = self._access.read(row)
        self._leases.keep(kind, secret_hash, grant, since=since)
        return grant

    def read(self, book_id: int) -> "BookReading":
        """Read a book."""
        link = self._link()
        link.scope(book_id)
        return BookReading(link, self._said, book_id, self._memory)

    def _looking(self, link: Link, book_id: int) -> "BookReading":
        return BookReading(link, self._said, book_id, None)

    @contextmanager
    def write(self, actor: Actor, request_id: str) -> Iterator[UnitOfWork]:
        """Open the one transaction of a request."""
        link = self._link()
        link.scope(actor.book_id)
        with self._backend.writing(link, actor.book_id) as shared:
            unit = UnitOfWork(self._unit, shared, actor, request_id, self._clock())
            unit.look = self._looking
            unit.lock()
            yield unit
            unit.finish()
        if unit.has_changed_grants:
            wait_out()

    def let_go(self) -> object:
        """Give up this thread's connection, so that another may `hold` it."""
        link: Link | None = getattr(self._local, "link", None)
        self._local.link = None
        return link

    def hold(self, held: object) -> None:
        """Work with a connection that another thread has let go of."""
        self._local.link = held

    def ping(self) -> None:
        """Make sure the database answers."""
        self._link().row("SELECT 1")

    def close(self) -> None:
        """Let go of this thread's connection, and of what threads share unless it is in use."""
        link: Link | None = getattr(self._local, "link", None)
        if link is not None:
            link.close()
            self._local.link = None
            self._backend.close()


@dataclass(frozen=True, slots=True)
class AllStatements:
    """Everything that is said to databases of a kind; what was compiled for one serves for all."""

    unit: UnitStatements
    compiler: Compiler
    access: "AccessStatements"
    likeness: LikenessStatements
    overview: OverviewStatements


@cache
def statements_for(can: Capabilities) -> AllStatements:
    """The statements for databases of a kind, made when first asked for."""
    unit = UnitStatements(can)
    return AllStatements(
        unit=unit,
        compiler=Compiler(can),
        access=AccessStatements(can, unit.records[Grant]),
        likeness=LikenessStatements(can),
        overview=OverviewStatements(can),
    )


class AccessStatements:
    """What is asked before a book is known."""

    def __init__(self, can: Capabilities, grants: Statements) -> None:
        """Compile the statements."""
        directory, grant = schema.directory, schema.app_grant
        here = [directory.c.kind == sa.bindparam("kind"), directory.c.key == sa.bindparam("key")]
        same = sa.and_(grant.c.book_id == directory.c.book_id, grant.c.app_id == directory.c.app_id)
        slugs = sa.select(directory.c.key).where(directory.c.kind == sa.literal_column("'slug'"))
        found = sa.select(*grants.columns).select_from(directory.join(grant, same)).where(*here)
        self.find = to_sql(sa.select(directory.c.book_id).where(*here), can)
        books = sa.select(directory.c.book_id).where(here[0]).distinct()
        self.books = to_sql(books.order_by(directory.c.book_id), can)
        self.slugs = to_sql(slugs.order_by(directory.c.book_id), can)
        self.grant = to_sql(found, can)
        self._grants = grants
        self._read = lru_cache(maxsize=GRANTS_MAX)(self._made)

    def read(self, row: Sequence[Any]) -> Grant:
        """Make a grant of a row; an equal row was made into one before, mostly."""
        return self._read(tuple(row))

    def _made(self, row: tuple[Any, ...]) -> Grant:
        grant: Grant = self._grants.read(row)
        return grant


class RunRows(Protocol):
    """Runs one statement, as `Link.rows` does."""

    def __call__(self, sql: str, params: Params, *, is_planned_anew: bool) -> list[Any]: ...


class BookReading:
    """Keeps the promises of `partita.ports.Reading`; there is nothing to end after it."""

    __slots__ = ("_book_id", "_compiler", "_link", "_memory", "_said")

    def __init__(
        self, link: Link, said: AllStatements, book_id: int, memory: Memory | None
    ) -> None:
        """Look at a book; without a memory from inside a transaction that writes."""
        self._link = link
        self._said = said
        self._compiler = said.compiler
        self._book_id = book_id
        self._memory = memory

    def __enter__(self) -> Self:
        """Begin to look."""
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing is held between two statements."""

    @property
    def likenesses(self) -> LikenessTable:
        """Which parties may be the same."""
        return LikenessTable(self._said.likeness, self._link, self._book_id)

    @property
    def overview(self) -> OverviewTable:
        """What is told of the whole book."""
        return OverviewTable(self._said.overview, self._link, self._book_id)

    def moment(self) -> AbstractContextManager[None]:
        """Several reads that see one moment; a transaction that writes sees one anyway."""
        return nullcontext() if self._memory is None else self._link.snapshot()

    def one(self, view: View, field: str, value: Value) -> str | None:
        """JSON text of the record with that value in a field, or ``None``."""
        compiled = self._compiler.one(view, field)
        (name, bind), *_ = compiled.binds
        params = {**compiled.constants, **FIRST, "book_id": self._book_id, name: bind(value)}
        found = self._rows(compiled, params, self._link.rows)
        return found[0][1] if found else None

    def rows(self, query: Query) -> Sequence[Row]:
        """Key and JSON text of each record of a page."""
        return self.pieces(query)

    def pieces(self, query: Query) -> Sequence[Any]:
        """Key of each record of a page, the pieces of its text, and what is told beside it."""
        return self._page(query, self._link.rows)

    def texts(self, query: Query) -> Sequence[bytes]:
        """JSON text of each record of a page, in UTF-8."""
        if isinstance(query.page, OffsetPage) and query.page.offset:  # keys tell where it starts
            return [text for _, text in self._page(query, self._link.encoded_rows)]
        compiled = self._compiler.texts(query)
        params = compiled.params(query, self._book_id)
        return [text for (text,) in self._rows(compiled, params, self._link.encoded_rows)]

    def _page(self, query: Query, run: RunRows) -> list[Any]:
        compiled, page = self._compiler.rows(query), query.page
        if isinstance(page, OffsetPage) and page.offset and compiled.is_by_key and self._memory:
            return self._skipped(query, page, self._memory, run)
        return self._rows(compiled, compiled.params(query, self._book_id), run)

    def _rows(self, compiled: Compiled, params: Params, run: RunRows) -> list[Any]:
        sql = compiled.sql
        if compiled.recent is not None and self._link.row(compiled.recent.probe, params)[0] <= FEW:
            sql = compiled.recent_sql
        return run(sql, params, is_planned_anew=compiled.has_pattern)

    def _skipped(self, query: Query, page: OffsetPage, memory: Memory, run: RunRows) -> list[Any]:
        """A page further down: where it starts is remembered until the book's feed moves on."""
        compiled = self._compiler.rows(query)
        params = compiled.params(query, self._book_id)
        asked = question(compiled.sql, params, but="limit")
        if (known := memory.find(asked)) is not None:
            started = StartedPage(page.limit, at=known[1], position=known[0])
            there = replace(query, page=started)
            again = self._compiler.rows(there)
            if rows := self._rows(again, again.params(there, self._book_id), run):
                return rows
        position = self.counter(POSITION)
        rows = self._rows(compiled, params, run)
        if rows:
            start = rows[0][0]
            memory.keep(asked, position, start.decode() if isinstance(start, bytes) else start)
        return rows

    def stream(self, query: Query, *, rows_max: int) -> Iterator[Sequence[Row]]:
        """The same in portions."""
        compiled = self._compiler.rows(query)
        params = compiled.params(query, self._book_id)
        return self._link.portions(compiled.sql, params, rows_max=rows_max)

    def count(self, query: Query, *, rows_max: int | None = None) -> int:
        """How many records a query has; remembered until the book's feed moves on."""
        if rows_max is None and self._memory and self._compiler.is_carried(query):
            return self._carried(query, self._memory.totals)
        if rows_max is None:
            return int(self._counted(query, self._compiler.count(query))[0][0])
        return int(self._counted(query, self._compiler.count_some(query), rows_max)[0][0])

    def _carried(self, query: Query, totals: Totals) -> int:
        """How many records a search finds.

        When it is asked again after something was written, the records it finds are remembered;
        from then on only those that were written are looked at.
        """
        counted = self._compiler.count(query)
        params = counted.params(replace(query, page=None), self._book_id)
        asked, position = question(counted.sql, params), self.counter(POSITION)
        since, known = totals.find(asked) or (position, None)
        if known is not None and since == position:
            return known if isinstance(known, int) else known.total
        touched = None if known is None else self._touched(since, position)
        found: Found | int | None = None
        if touched is not None and isinstance(known, Found):
            found = known.changed(touched, self._keys_among(query, touched))
        elif touched is not None:
            found = found_of(self._keys(query))
        if found is None:
            rows = self._link.rows(counted.sql, params, is_planned_anew=counted.has_pattern)
            found = int(rows[0][0])
        totals.keep(asked, position, found)
        return found if isinstance(found, int) else found.total

    def _touched(self, since: int, position: int) -> set[int] | None:
        """The parties that changes were about; ``None`` if they are many, or forgotten."""
        if not 0 <= position - since <= CHANGES_MAX:
            return None
        span = {"book_id": self._book_id, "since": since, "until": position}
        rows = self._link.rows(self._compiler.touched, span)
        if len(rows) != position - since:
            return None
        return {int(party_id) for (party_id,) in rows if party_id is not None}

    def _keys(self, query: Query) -> Collection[int]:
        """The keys a query finds."""
        compiled, found = self._compiler.keys(query), array("q")
        params = compiled.params(replace(query, page=None), self._book_id)
        for rows in self._link.portions(compiled.sql, params, rows_max=KEYS_READ):
            found.extend([key for (key,) in rows])
        return found

    def _keys_among(self, query: Query, keys: set[int]) -> Collection[int]:
        """Those of some keys that a query finds."""
        compiled = self._compiler.keys(query, is_among=True)
        params = compiled.params(replace(query, page=None), self._book_id)
        params["keys"] = self._said.unit.can.bind_list(sorted(keys))
        return {key for (key,) in self._link.rows(compiled.sql, params)}

    def tally(self, query: Query, field: str) -> Sequence[tuple[Any, int]]:
        """Each value of a field, and how many have it; remembered likewise."""
        return self._counted(query, self._compiler.tally(query, field))

    def _counted(
        self, query: Query, compiled: Compiled, rows_max: int | None = None
    ) -> Sequence[Any]:
        params = compiled.params(replace(query, page=None), self._book_id)
        if rows_max is not None:
            params["limit"] = rows_max
        asked, position = question(compiled.sql, params), self.counter(POSITION)
        known = self._memory.find(asked) if self._memory else None
        if known is not None and known[0] == position:
            counted: Sequence[Any] = known[1]
            return counted
        found = self._link.rows(compiled.sql, params, is_planned_anew=compiled.has_pattern)
        if self._memory:
            self._memory.keep(asked, position, found)
        return found

    def find(self, kind: type[T], *key: int | str) -> T | None:
        """Read one whole record by its key, or ``None``."""
        found: T | None = self._said.unit.open(kind, self._link, self._book_id).find(*key)
        return found

    def counter(self, name: str) -> int:
        """The last number a counter of the book gave out."""
        row = self._link.row(self._compiler.position, {"book_id": self._book_id, "name": name})
        return 0 if row is None else int(row[0])
