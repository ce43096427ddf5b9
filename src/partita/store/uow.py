"""One transaction in one book: rows, and what happened to them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from partita.access.grant import Actor, Grant
from partita.access.user import Session, User
from partita.domain.address import Address
from partita.domain.bank_account import BankAccount
from partita.domain.book import Book
from partita.domain.change import POSITION, Change
from partita.domain.contact import ContactPerson, ContactPoint
from partita.domain.errors import BookExists
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
from partita.domain.importing import ImportStep
from partita.domain.job import Job
from partita.domain.lookup import Lookup
from partita.domain.merging import Merge, MergeStep
from partita.domain.party import Counterparty, Customer, Employee, Party, Supplier
from partita.domain.saved_view import SavedView
from partita.domain.webhook import Delivery, Webhook
from partita.kit.clock import stamp
from partita.ports import (
    History,
    Likenesses,
    Overviews,
    Reading,
    Records,
    Replies,
    StoredReply,
)
from partita.store import schema
from partita.store.audit_text import audit_text
from partita.store.bulk import ColumnInsert
from partita.store.capabilities import Capabilities
from partita.store.driver import Link, Params
from partita.store.history import HistoryStatements, HistoryTables
from partita.store.leases import LeasedRecords
from partita.store.lookup_sql import Lookups
from partita.store.records import LateRecords, Statements, TableRecords
from partita.store.render import to_sql
from partita.store.schema import TABLES
from partita.store.search_table import SEARCHED, SearchedRecords


class UnitStatements:
    """Everything a unit of work runs, compiled once per database."""

    def __init__(self, can: Capabilities) -> None:
        """Compile them."""
        self.can = can
        self.records = {kind: Statements(kept, can) for kind, kept in TABLES.items()}
        self.inserts = {
            table.name: self._sql(sa.insert(table).values(_bound(*table.c.keys())))
            for table in (schema.change, schema.audit)
        }
        self.bulk_inserts = {
            table.name: ColumnInsert(table, can) for table in (schema.change, schema.audit)
        }
        self.take, self.raised = self._counting()
        self.lock = self._locking()
        self.claim, self.kept, self.keep = self._replying()
        announce = can.insert(schema.directory).values(_bound(*schema.directory.c.keys()))
        self.announce = self._sql(announce.on_conflict_do_nothing())
        self.history = HistoryStatements(can)
        self.lookups = Lookups(can)

    def _counting(self) -> tuple[str, str]:
        counter = schema.counter
        insert = self.can.insert(counter).values(_bound("book_id", "name", "value"))
        key = [counter.c.book_id, counter.c.name]
        added = {"value": counter.c.value + insert.excluded.value}
        take = insert.on_conflict_do_update(index_elements=key, set_=added)
        raised = insert.on_conflict_do_update(
            index_elements=key,
            set_={"value": insert.excluded.value},
            where=counter.c.value < insert.excluded.value,
        )
        return self._sql(take.returning(counter.c.value)), self._sql(raised)

    def _locking(self) -> str:
        counter = schema.counter
        row = [counter.c.book_id == sa.bindparam("book_id"), counter.c.name == sa.bindparam("name")]
        return self._sql(sa.select(counter.c.value).where(*row).with_for_update())

    def _replying(self) -> tuple[str, str, str]:
        table = schema.idempotency
        names = ("book_id", "app_id", "key")
        insert = self.can.insert(table).values(_bound(*names, "created_at"))
        claim = insert.on_conflict_do_update(
            index_elements=[table.c[name] for name in names],
            set_={"created_at": insert.excluded.created_at, "status": sa.null()},
            where=table.c.created_at < sa.bindparam("not_before"),
        )
        same = [table.c[name] == sa.bindparam(f"the_{name}") for name in names]
        kept = sa.select(table.c.status, table.c.headers, table.c.body).where(*same)
        keep = sa.update(table).where(*same).values(_bound("status", "headers", "body"))
        return self._sql(claim.returning(table.c.key)), self._sql(kept), self._sql(keep)

    def _sql(self, statement: sa.sql.ClauseElement) -> str:
        return to_sql(statement, self.can)

    def open(self, kind: type[Any], link: Link, book_id: int) -> TableRecords[Any]:
        """The records of a kind in a book."""
        return self._made(kind)(self.records[kind], link, book_id)

    def _made(self, kind: type[Any]) -> Callable[..., TableRecords[Any]]:
        if kind in SEARCHED and self.can.has_search_table:
            return SearchedRecords
        if kind is ContactPoint and self.can.has_one_writer:
            return LateRecords
        return LeasedRecords if kind is Grant else TableRecords


def _bound(*names: str) -> dict[str, Any]:
    return {name: sa.bindparam(name) for name in names}


RECORDS: Final[dict[str, type[Any]]] = {
    "books": Book,
    "parties": Party,
    "customers": Customer,
    "suppliers": Supplier,
    "employees": Employee,
    "counterparties": Counterparty,
    "contacts": ContactPerson,
    "points": ContactPoint,
    "addresses": Address,
    "bank_accounts": BankAccount,
    "groups": Group,
    "memberships": Membership,
    "notes": Note,
    "documents": Document,
    "term_lines": TermLine,
    "identifiers": Identifier,
    "references": Reference,
    "files": StoredFile,
    "jobs": Job,
    "merges": Merge,
    "merge_steps": MergeStep,
    "import_steps": ImportStep,
    "grants": Grant,
    "webhooks": Webhook,
    "deliveries": Delivery,
    "users": User,
    "sessions": Session,
    "saved_views": SavedView,
}
"""Records of a unit of work, by the name they have there."""


BESIDE: Final = frozenset({"history", "replies", "likenesses", "overview", "reading"})
"""What else a unit of work has; few need it."""


class UnitOfWork:
    """Keeps the promises of `partita.ports.Unit`; records are opened when first asked for."""

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
    history: History
    replies: Replies
    likenesses: Likenesses
    overview: Overviews
    reading: Reading
    look: Callable[[Link, int], Any]
    """How the engine looks at a book from inside a transaction."""

    def __init__(
        self, statements: UnitStatements, link: Link, actor: Actor, request_id: str, now: datetime
    ) -> None:
        """Look at a book from inside a transaction that `partita.store.engine` ends."""
        self._statements = statements
        self._link = link
        self._actor = actor
        self._request_id = request_id
        self._now = stamp(now)
        self._changes: list[Change] = []
        self._position: int | None = None

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # as the names above say
        """Open the records of a name, or what else there is, and keep them."""
        if kind := RECORDS.get(name):
            made: Any = self._statements.open(kind, self._link, self._actor.book_id)
        elif name in BESIDE:
            made = getattr(self, f"_open_{name}")()
        else:
            raise AttributeError(name)
        setattr(self, name, made)
        return made

    def _open_history(self) -> History:
        return HistoryTables(
            self._statements.history, self._link, self._actor.book_id, self._changes
        )

    def _open_replies(self) -> Replies:
        return RepliesTable(self._statements, self._link, self._actor.book_id, self._now)

    def _open_likenesses(self) -> Likenesses:
        likenesses: Likenesses = self.look(self._link, self._actor.book_id).likenesses
        return likenesses

    def _open_overview(self) -> Overviews:
        overview: Overviews = self.look(self._link, self._actor.book_id).overview
        return overview

    def _open_reading(self) -> Reading:
        reading: Reading = self.look(self._link, self._actor.book_id)
        return reading

    @property
    def has_changed_grants(self) -> bool:
        """What somebody may do was changed, or taken away."""
        return getattr(self.__dict__.get("grants"), "is_changed", False)

    def lock(self) -> None:
        """Wait until no other unit of work writes in this book.

        What one has read then stays true until it ends: numbers that were free are free, versions
        that were checked are the stored ones. The row is that of the feed's counter, which the
        end of every unit needs anyway.
        """
        if self._statements.can.has_one_writer:
            return
        row = {"book_id": self._actor.book_id, "name": POSITION, "value": 0}
        while (found := self._link.row(self._statements.lock, row)) is None:
            self._link.execute(self._statements.raised, row)
        self._position = int(found[0])

    def announce(self, kind: str, key: str, app_id: int = 0) -> None:
        """Make the book known outside it."""
        row = {"kind": kind, "key": key, "book_id": self._actor.book_id, "app_id": app_id}
        if self._link.execute(self._statements.announce, row) == 0:
            raise BookExists(slug=key)

    def look_up(self, lookup: Lookup, **given: int | str | None) -> dict[str, int]:
        """Ask several questions about records at once."""
        asked = self._statements.lookups.asked(lookup)
        params = {"book_id": self._actor.book_id, **asked.fixed, **given}
        return dict(zip(asked.names, self._link.row(asked.sql, params), strict=True))

    def take_numbers(self, counter: str, count: int = 1) -> int:
        """Take the next numbers of a counter; the first of them."""
        row = {"book_id": self._actor.book_id, "name": counter, "value": count}
        value = self._link.take_numbers(self._statements.take, self._statements.raised, row)
        return value - count + 1

    def raise_counter(self, counter: str, number: int) -> None:
        """Never give out a number again that somebody chose."""
        row = {"book_id": self._actor.book_id, "name": counter, "value": number}
        self._link.execute(self._statements.raised, row)

    def record(self, change: Change) -> None:
        """Note what happened."""
        self._changes.append(change)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A part that is undone alone when it raises, with what it noted."""
        noted = len(self._changes)
        try:
            with self._link.savepoint():
                yield
        except BaseException:
            del self._changes[noted:]
            raise

    def finish(self) -> None:
        """Write what happened as feed and audit entries.

        Positions are taken here, at the very end, under the lock of the book's counter, which is
        held until the transaction is durable: readers of the feed never skip a late one.
        """
        if not self._changes:
            return
        texts = [(audit_text(each.before), audit_text(each.after)) for each in self._changes]
        first = self._take_positions(len(self._changes))
        self._write("change", self._change_rows(first))
        self._write("audit", self._audit_rows(first, texts))
        self._changes.clear()

    def _take_positions(self, count: int) -> int:
        """The first of the next positions; where the counter is locked nobody need be asked."""
        if self._position is None:
            return self.take_numbers(POSITION, count)
        first, self._position = self._position + 1, self._position + count
        row = {"book_id": self._actor.book_id, "name": POSITION, "value": self._position}
        self._link.execute_soon(self._statements.raised, row)
        return first

    def _write(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        insert = self._statements.bulk_inserts[table]
        if self._statements.can.has_one_writer:
            self._link.execute_late(table, insert.by_row(insert.names), rows)
        elif len(rows) == 1:
            row = dict(zip(insert.names, rows[0], strict=True))
            self._link.execute(self._statements.inserts[table], row)
        else:
            columns = zip(*rows, strict=True)
            insert.run(self._link, dict(zip(insert.names, columns, strict=True)))

    # The rows below stand in the order of the columns of their tables.

    def _change_rows(self, first: int) -> list[tuple[Any, ...]]:
        book_id, now = self._actor.book_id, self._now
        return [
            (book_id, position, now, each.kind, each.party_id, str(each.key), each.version)
            for position, each in enumerate(self._changes, first)
        ]

    def _audit_rows(
        self, first: int, texts: Sequence[tuple[str | None, str | None]]
    ) -> list[tuple[Any, ...]]:
        actor = self._actor
        who = (actor.app_id, actor.name, actor.dialect, self._request_id)
        return [
            (actor.book_id, position, *who, before, after)
            for position, (before, after) in enumerate(texts, first)
        ]


class RepliesTable:
    """Answers to requests that carried an idempotency key."""

    def __init__(self, statements: UnitStatements, link: Link, book_id: int, now: str) -> None:
        """Look at the answers of a book."""
        self._statements = statements
        self._link = link
        self._book_id = book_id
        self._now = now

    def claim(self, app_id: int, key: str, *, not_before: datetime) -> StoredReply | None:
        """Claim a key, waiting for whoever holds it; the stored answer when there was one."""
        row = {"book_id": self._book_id, "app_id": app_id, "key": key, "created_at": self._now}
        row["not_before"] = stamp(not_before)
        if self._link.row(self._statements.claim, row) is not None:
            return None
        status, headers, body = self._link.row(self._statements.kept, self._the(app_id, key))
        return StoredReply(status, msgspec.json.decode(headers), bytes(body))

    def keep(self, app_id: int, key: str, reply: StoredReply) -> None:
        """Store the answer of a claimed key."""
        values = {
            "status": reply.status,
            "headers": msgspec.json.encode(reply.headers).decode(),
            "body": reply.body,
        }
        self._link.execute(self._statements.keep, self._the(app_id, key) | values)

    def _the(self, app_id: int, key: str) -> Params:
        return {"the_book_id": self._book_id, "the_app_id": app_id, "the_key": key}
