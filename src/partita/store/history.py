"""Forgetting: what is no longer kept of the past, and what must not be kept of a party."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from partita.domain.change import FORGOTTEN, Change
from partita.kit.clock import stamp
from partita.store import schema
from partita.store.capabilities import Capabilities
from partita.store.driver import Link
from partita.store.render import to_sql


class HistoryStatements:
    """What forgetting runs, compiled once per database."""

    def __init__(self, can: Capabilities) -> None:
        """Compile them."""
        change, counter, delivery = schema.change, schema.counter, schema.delivery
        book: sa.BindParameter[Any] = sa.bindparam("book_id")
        upto: sa.BindParameter[Any] = sa.bindparam("upto")
        older = sa.select(sa.func.max(change.c.position)).where(
            change.c.book_id == book, change.c.at < sa.bindparam("before")
        )
        self.older = to_sql(older, can)
        self.removals = [
            to_sql(sa.delete(table).where(table.c.book_id == book, table.c.position <= upto), can)
            for table in (schema.audit, delivery, change)
        ]
        counted = can.insert(counter).values(
            book_id=book, name=sa.bindparam("name"), value=sa.bindparam("value")
        )
        self.counted = to_sql(
            counted.on_conflict_do_update(
                index_elements=[counter.c.book_id, counter.c.name],
                set_={"value": counted.excluded.value},
                where=counter.c.value < counted.excluded.value,
            ),
            can,
        )
        settled = sa.delete(delivery).where(
            delivery.c.book_id == book,
            delivery.c.state != sa.literal_column("'waiting'"),
            delivery.c.tried_at < sa.bindparam("before"),
        )
        self.settled = to_sql(settled, can)
        self._replies(can, book)
        self._of_party(can, book)

    def _replies(self, can: Capabilities, book: sa.BindParameter[Any]) -> None:
        replies = schema.idempotency
        expired = sa.delete(replies).where(
            replies.c.book_id == book, replies.c.created_at < sa.bindparam("before")
        )
        self.expired = to_sql(expired, can)
        emptied = sa.update(replies).where(replies.c.book_id == book, replies.c.body.is_not(None))
        self.emptied = to_sql(emptied.values(body=sa.bindparam("body")), can)

    def _of_party(self, can: Capabilities, book: sa.BindParameter[Any]) -> None:
        change, audit = schema.change, schema.audit
        party: sa.BindParameter[Any] = sa.bindparam("party_id")
        about = change.alias("about")
        positions = sa.select(about.c.position).where(
            about.c.book_id == book, about.c.party_id == party
        )
        cleared = sa.update(audit).where(audit.c.book_id == book, audit.c.position.in_(positions))
        of_record = sa.select(about.c.position).where(
            about.c.book_id == book,
            about.c.record_key == sa.bindparam("record_key"),
            about.c.kind.like(sa.bindparam("kinds")),
        )
        forgotten = sa.update(audit).where(audit.c.book_id == book, audit.c.position.in_(of_record))
        self.forgotten = to_sql(forgotten.values(before=sa.null(), after=sa.null()), can)
        self.cleared = to_sql(cleared.values(before=sa.null(), after=sa.null()), can)


class HistoryTables:
    """Keeps the promises of `partita.ports.History` in one transaction."""

    def __init__(
        self, statements: HistoryStatements, link: Link, book_id: int, noted: list[Change]
    ) -> None:
        """Look at the past of a book, and at what its unit has noted so far."""
        self._noted = noted
        self._statements = statements
        self._link = link
        self._book_id = book_id

    def forget(self, before: datetime) -> int:
        """Take away what happened before a moment; the last position that is gone."""
        row = {"book_id": self._book_id, "before": stamp(before)}
        upto = self._link.row(self._statements.older, row)[0]
        if upto is None:
            return 0
        for removal in self._statements.removals:
            self._link.execute(removal, {"book_id": self._book_id, "upto": upto})
        counted = {"book_id": self._book_id, "name": FORGOTTEN, "value": upto}
        self._link.execute(self._statements.counted, counted)
        return int(upto)

    def forget_replies(self, before: datetime) -> int:
        """Take away answers kept for repeated requests before a moment; how many."""
        row = {"book_id": self._book_id, "before": stamp(before)}
        return self._link.execute(self._statements.expired, row)

    def forget_deliveries(self, before: datetime) -> int:
        """Take away what became of messages before a moment; how many."""
        row = {"book_id": self._book_id, "before": stamp(before)}
        return self._link.execute(self._statements.settled, row)

    def clear_party(self, party_id: int) -> int:
        """Empty what was noted of the records of a party; how many entries there were before."""
        self._noted[:] = [
            replace(each, before=None, after=None) if each.party_id == party_id else each
            for each in self._noted
        ]
        row = {"book_id": self._book_id, "party_id": party_id}
        return self._link.execute(self._statements.cleared, row)

    def clear_record(self, noun: str, key: str) -> int:
        """Empty what was noted of one record; how many entries."""
        row = {"book_id": self._book_id, "record_key": key, "kinds": f"{noun}.%"}
        return self._link.execute(self._statements.forgotten, row)

    def empty_replies(self) -> int:
        """Empty all answers kept for repeated requests; how many."""
        row = {"book_id": self._book_id, "body": b""}
        return self._link.execute(self._statements.emptied, row)
