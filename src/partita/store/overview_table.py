"""Figures of one book."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from partita.domain.calling import CallCount
from partita.domain.flaws import Flaw
from partita.kit.ids import made_at, oldest_uuid7
from partita.store.driver import Link
from partita.store.overview_sql import OverviewStatements


class OverviewTable:
    """Keeps the promises of `partita.ports.Overviews`."""

    def __init__(self, statements: OverviewStatements, link: Link, book_id: int) -> None:
        """Look at a book."""
        self._statements = statements
        self._link = link
        self._book_id = book_id

    def _bound(self, **values: Any) -> dict[str, Any]:  # noqa: ANN401  # a column's values
        return {"book_id": self._book_id, **values}

    def count_parties(self) -> int:
        """How many parties there are; absorbed ones do not count."""
        there = int(self._link.row(self._statements.parties, self._bound())[0])
        return there - sum(self._absorbed().values())

    def count_made(self, begin: datetime, end: datetime) -> int:
        """How many of the parties, absorbed ones too, were made in a time."""
        bound = self._bound(begin=oldest_uuid7(begin), end=oldest_uuid7(end))
        return int(self._link.row(self._statements.made, bound)[0])

    def first_made(self) -> datetime | None:
        """When the oldest party was made; ``None`` when there is none."""
        uuid = self._link.row(self._statements.first, self._bound())[0]
        return None if uuid is None else made_at(uuid)

    def countries(self) -> list[tuple[str | None, int]]:
        """How many parties there are of each country, of most first."""
        absorbed = self._absorbed()
        rows = self._link.rows(self._statements.countries, self._bound())
        found = [(row[0], int(row[1]) - absorbed[row[0]]) for row in rows]
        there = (each for each in found if each[1])
        return sorted(there, key=lambda each: (-each[1], each[0] or ""))

    def _absorbed(self) -> Counter[str | None]:
        return Counter(row[0] for row in self._link.rows(self._statements.absorbed, self._bound()))

    def flaws(self) -> dict[Flaw, int]:
        """How many parties have each flaw."""
        rows = self._link.rows(self._statements.flaws, self._bound())
        found = {kind: int(count) for kind, count in rows}
        return {flaw: found.get(str(flaw), 0) for flaw in Flaw}

    def put_flaws(self, flaws: Mapping[int, Mapping[Flaw, str]]) -> None:
        """Note all flaws of some parties, in the place of those noted before."""
        ids = self._statements.can.bind_list(list(flaws))
        self._link.execute(self._statements.remove_flaws, self._bound(ids=ids))
        rows = [
            self._bound(kind=str(flaw), party_id=party_id, reason=reason)
            for party_id, each in flaws.items()
            for flaw, reason in each.items()
        ]
        if rows:
            self._link.execute_many(self._statements.put_flaw, rows)

    def clear_flaws(self) -> None:
        """Forget all flaws."""
        self._link.execute(self._statements.clear_flaws, self._bound())

    def calls(self, since: date) -> list[CallCount]:
        """What apps asked from a day on, by day, app and dialect."""
        rows = self._link.rows(self._statements.calls, self._bound(since=since.isoformat()))
        return [
            CallCount(date.fromisoformat(day), app_id, dialect, calls, refused, failed, app or "")
            for day, app_id, dialect, calls, refused, failed, app in rows
        ]

    def add_calls(self, counts: Sequence[CallCount]) -> None:
        """Count calls that were not counted before."""
        rows = [
            self._bound(
                day=each.day.isoformat(),
                app_id=each.app_id,
                dialect=each.dialect,
                calls=each.calls,
                refused=each.refused,
                failed=each.failed,
            )
            for each in counts
        ]
        if rows:
            self._link.execute_many(self._statements.add_calls, rows)
