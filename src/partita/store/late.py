"""What is written right before a transaction ends, or before somebody looks for it.

SQLite's search tables write what they were told into a piece of index of its own whenever a
savepoint begins or ends and whenever a statement may have to undo itself, so texts of many units
of work that share a transaction cost a piece each, and again when pieces are joined. Written one
after the other at the end they become one. Changes and audit entries, to which nobody looks before,
go the same way, and counters that every unit moves are written once.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final

from partita.store.driver import Params

LATE_MAX: Final = 256
"""Statements that wait at most."""

COUNTER: Final = "counter"
"""The table of counters."""

_WORD: Final = re.compile(r"\w+")

Rows = list[Params] | list[tuple[Any, ...]]
Statement = tuple[str, str, Rows]
"""A table, a statement that changes it, and the values of each of its runs."""

CounterKey = tuple[int, str]
"""Book and name of a counter."""


@lru_cache(maxsize=1_024)
def _words(sql: str) -> frozenset[str]:
    """The words of a statement; where a search table keeps its texts counts as the table itself."""
    return frozenset(word.removesuffix("_content") for word in _WORD.findall(sql))


@dataclass(slots=True)
class LateWrites:
    """What waits to be written in a transaction.

    Attributes:
        statements: What is to run; those for one table in this order.
        counters: Where counters stand that this transaction has moved.
        moved: Those that stand lower in the database.
        tables: Tables that are not what they will be, and that of counters while any is known.
    """

    statements: list[Statement] = field(default_factory=list)
    counters: dict[CounterKey, int] = field(default_factory=dict)
    moved: dict[CounterKey, str] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)

    def add(self, table: str, sql: str, rows: Rows) -> bool:
        """Let a statement wait that changes a table and reads no other; true if no more may."""
        self.statements.append((table, sql, rows))
        self.tables.add(table)
        return len(self.statements) >= LATE_MAX

    def know(self, row: Params, value: int) -> None:
        """Remember where a counter stands in the database."""
        self.counters[row["book_id"], row["name"]] = value
        self.tables.add(COUNTER)

    def move(self, row: Params, raised: str) -> int | None:
        """Move a counter; where it stands then, or ``None`` when that is not known.

        Args:
            row: Book and name of the counter, and by how much.
            raised: The statement that writes it.
        """
        key = row["book_id"], row["name"]
        known = self.counters.get(key)
        if known is None:
            return None
        self.moved[key] = raised
        self.counters[key] = value = known + int(row["value"])
        return value

    def concern(self, sql: str) -> bool:
        """Tell whether a statement names a table that is not what it will be."""
        return bool(self.tables) and not self.tables.isdisjoint(_words(sql))

    def take(self) -> list[tuple[str, list[Any]]]:
        """What waits, table by table; neighbours that are the same but for their values are one."""
        taken: list[tuple[str, list[Any]]] = []
        for _, sql, rows in sorted([*self.statements, *self._counted()], key=itemgetter(0)):
            if taken and taken[-1][0] == sql:
                taken[-1][1].extend(rows)
            else:
                taken.append((sql, list(rows)))
        self.back_to(LateWrites())
        return taken

    def _counted(self) -> list[Statement]:
        return [
            (COUNTER, raised, [{"book_id": key[0], "name": key[1], "value": self.counters[key]}])
            for key, raised in self.moved.items()
        ]

    def moment(self) -> "LateWrites":
        """What waits now, for `back_to`."""
        return LateWrites(
            list(self.statements), dict(self.counters), dict(self.moved), set(self.tables)
        )

    def back_to(self, moment: "LateWrites") -> None:
        """Let wait what waited then: what was written since is undone."""
        self.statements, self.counters = moment.statements, moment.counters
        self.moved, self.tables = moment.moved, moment.tables
