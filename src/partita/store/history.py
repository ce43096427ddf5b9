"""Forgetting: what is no longer kept of the past, and what must not be kept of a party."""

from collections.abc import Collection
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
from partita.store.values import INT64_MAX


class HistoryStatements:
    """What forgetting runs, compiled once per database."""

    def __init__(self, can: Capabilities) -> None:
        """Compile them."""
        self.can = can
        change, counter, delivery = schema.change, schema.counter, schema.delivery
        book: sa.BindParameter[Any] = sa.bindparam("book_id")
        upto: sa.BindParameter[Any] = sa.bindparam("upto")
        first = sa.select(change.c.position, change.c.at).where(change.c.book_id == book)
        some = first.order_by(change.c.position).limit(sa.bindparam("rows_max")).subquery()
        older = sa.select(sa.func.max(some.c.position)).where(some.c.at < sa.bindparam("before"))
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
        self._of_merges(can, book)

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
        of_records = sa.select(about.c.position).where(
            about.c.book_id == book,
            can.any_of(about.c.record_key, sa.bindparam("record_keys")),
            about.c.kind.like(sa.bindparam("kinds")),
        )
        forgotten = sa.update(audit).where(
            audit.c.book_id == book, audit.c.position.in_(of_records)
        )
        self.forgotten = to_sql(forgotten.values(before=sa.null(), after=sa.null()), can)
        self.cleared = to_sql(cleared.values(before=sa.null(), after=sa.null()), can)

    def _of_merges(self, can: Capabilities, book: sa.BindParameter[Any]) -> None:
        """What was written with a merge stands together: it ends where another request begins."""
        change, audit = schema.change, schema.audit
        same = sa.and_(audit.c.book_id == change.c.book_id, audit.c.position == change.c.position)
        kinds = [sa.literal_column(f"'party.{verb}'", sa.Text) for verb in ("merged", "unmerged")]
        merges = sa.select(audit.c.position, audit.c.request_id).select_from(
            change.join(audit, same)
        )
        of_party = change.c.party_id == sa.bindparam("party_id")
        here = change.c.book_id == book, of_party, change.c.kind.in_(kinds)
        self.merges = to_sql(merges.where(*here), can)
        place = audit.c.position
        position: sa.BindParameter[int] = sa.bindparam("position")
        others = sa.select(place).where(
            audit.c.book_id == book, audit.c.request_id != sa.bindparam("request_id")
        )
        before, after = others.where(place < position), others.where(place > position)
        self.end_before = to_sql(before.order_by(place.desc()).limit(1), can)
        self.begin_after = to_sql(after.order_by(place).limit(1), can)
        within = place > sa.bindparam("low"), place < sa.bindparam("high")
        emptied = sa.update(audit).where(audit.c.book_id == book, *within)
        self.emptied_within = to_sql(emptied.values(before=sa.null(), after=sa.null()), can)


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

    def forget(self, before: datetime, *, rows_max: int) -> int:
        """Take away the oldest of what happened before a moment; the last position that is gone."""
        row = {"book_id": self._book_id, "before": stamp(before), "rows_max": rows_max}
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

    def clear_merges(self, party_id: int) -> int:
        """Empty what was noted with the merges a party was in; how many entries."""
        about = {"book_id": self._book_id, "party_id": party_id}
        count = 0
        for position, request_id in self._link.rows(self._statements.merges, about):
            at = {"book_id": self._book_id, "position": position, "request_id": request_id}
            before = self._link.row(self._statements.end_before, at)
            after = self._link.row(self._statements.begin_after, at)
            within = {
                "book_id": self._book_id,
                "low": 0 if before is None else before[0],
                "high": INT64_MAX if after is None else after[0],
            }
            count += self._link.execute(self._statements.emptied_within, within)
        return count

    def clear_records(self, noun: str, keys: Collection[str]) -> int:
        """Empty what was noted of some records of a kind; how many entries."""
        row = {"book_id": self._book_id, "kinds": f"{noun}.%"}
        listed = self._statements.can.bind_list(list(keys))
        return self._link.execute(self._statements.forgotten, {**row, "record_keys": listed})

    def empty_replies(self) -> int:
        """Empty all answers kept for repeated requests; how many."""
        row = {"book_id": self._book_id, "body": b""}
        return self._link.execute(self._statements.emptied, row)
