"""Rows that are written right before their transaction ends, or before somebody looks for them.

SQLite's search tables write what they were told into a piece of index of its own whenever a
savepoint begins or ends and whenever a statement may have to undo itself, so texts of many units
of work that share a transaction cost a piece each, and again when pieces are joined. Written one
after the other at the end they become one.
"""

import re
from functools import lru_cache
from typing import Final

from partita.store.driver import Params

Late = tuple[str, str, list[Params]]
"""A table, a statement that changes it, and the values of each of its runs."""

LATE_MAX: Final = 64
"""Statements that wait at most."""

_WORD: Final = re.compile(r"\w+")


@lru_cache(maxsize=1_024)
def _words(sql: str) -> frozenset[str]:
    return frozenset(_WORD.findall(sql))


class LateRows:
    """What waits to be written in a transaction."""

    __slots__ = ("_tables", "_waiting")

    def __init__(self) -> None:
        """Nothing waits."""
        self._waiting: list[Late] = []
        self._tables: set[str] = set()

    def add(self, table: str, sql: str, rows: list[Params]) -> None:
        """Let a statement wait that changes a table and reads no other."""
        self._waiting.append((table, sql, rows))
        self._tables.add(table)

    @property
    def is_full(self) -> bool:
        """No more may wait."""
        return len(self._waiting) >= LATE_MAX

    def concern(self, sql: str) -> bool:
        """Tell whether a statement names a table that is not what it will be."""
        return bool(self._waiting) and not self._tables.isdisjoint(_words(sql))

    def take(self) -> list[tuple[str, list[Params]]]:
        """Those that wait, in order; neighbours that are the same but for their values are one."""
        taken: list[tuple[str, list[Params]]] = []
        for _, sql, rows in self._waiting:
            if taken and taken[-1][0] == sql:
                taken[-1][1].extend(rows)
            else:
                taken.append((sql, list(rows)))
        self.back_to([])
        return taken

    def moment(self) -> list[Late]:
        """What waits now, for `back_to`."""
        return list(self._waiting)

    def back_to(self, moment: list[Late]) -> None:
        """Let wait what waited then: what was written since is undone."""
        self._waiting = moment
        self._tables = {table for table, _, _ in moment}
