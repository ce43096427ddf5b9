"""Many new rows of one table at once, column by column.

Most columns of most records are empty, and many values are the same in every row of a batch. So
columns that are empty in all rows are not mentioned at all, what a column needs (written forms,
checks) is done in one go over the column, and values are bound by place: of a thousand customers
with a hundred columns each some twenty columns remain.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from partita.store.capabilities import Capabilities
from partita.store.render import by_place
from partita.store.schema import PLAIN_FIELDS, RecordTable, Twin
from partita.store.values import (
    FLOAT_MAX,
    INT64_MAX,
    Convert,
    check_numbers,
    check_plain,
    check_texts,
    structured,
)

Column = Sequence[Any]


def _is_filled(column: Column) -> bool:
    """Tell whether there is more than nothing in a column."""
    return column[0] is not None or column.count(None) < len(column)


def _made(make: Convert, column: Column) -> Column:
    """What is made of each value of a column, of equal ones once where there are many."""
    different = set(column)
    if len(different) > len(column) // 2:
        return [None if value is None else make(value) for value in column]
    forms = {value: None if value is None else make(value) for value in different}
    return [forms[value] for value in column]


class BulkInsert:
    """Inserts many records of one kind."""

    def __init__(
        self,
        kept: RecordTable,
        can: Capabilities,
        names: Sequence[str],
        read: Callable[[Any], tuple[Any, ...]],
        writers: Mapping[str, Convert],
    ) -> None:
        """Prepare what does not depend on the records."""
        self._kept = kept
        self._can = can
        self._names = names
        self._read = read
        self._writers = writers
        self._structured = structured(kept.record)
        self._limits = {name: self._limit(name) for name in names}
        self.sql = lru_cache(maxsize=256)(self._sql)

    def _limit(self, name: str) -> float | None:
        kind = self._kept.table.c[name].type
        if isinstance(kind, sa.Text):
            return None
        return INT64_MAX if isinstance(kind, sa.Integer) else FLOAT_MAX

    def _sql(self, names: tuple[str, ...]) -> str:
        values: dict[str, Any] = {name: sa.bindparam(name) for name in names}
        return by_place(sa.insert(self._kept.table).values(values), self._can)

    def columns(self, book_id: int, records: Sequence[Any]) -> dict[str, Column]:
        """The columns of some records, by name; those that are empty in all are left out.

        Raises:
            ValuesInvalid: No database can hold one of their values.
        """
        read = dict(zip(self._names, zip(*map(self._read, records), strict=True), strict=True))
        found: dict[str, Column] = {"book_id": [book_id] * len(records)}
        for name, column in read.items():
            if _is_filled(column):
                found[name] = self._written(name, column)
        for name, derive in self._kept.derived.items():
            if isinstance(derive, Twin):
                derived = _made(derive.make, read[derive.of])
            else:
                derived = [derive(record) for record in records]
            if _is_filled(derived):
                found[name] = derived
        return found

    def statement(self, columns: Mapping[str, Column]) -> tuple[str, list[tuple[Any, ...]]]:
        """The statement that inserts some columns, and its rows."""
        order = self._kept.table.c.keys()
        chosen = tuple(name for name in order if name in columns)
        rows = zip(*(columns[name] for name in chosen), strict=True)
        return self.sql(chosen), list(rows)

    def _written(self, name: str, column: tuple[Any, ...]) -> Column:
        write = self._writers.get(name)
        if write is None:
            self._check(name, column)
            return column
        if name in self._structured:
            return [write(value) for value in column]
        return _made(write, column)

    def _check(self, name: str, column: tuple[Any, ...]) -> None:
        values = [value for value in column if value is not None]
        limit = self._limits[name]
        if limit is None:
            joined = {name: "".join(values)}
            check_texts(joined, [name])
            check_plain(joined, [name] if name in PLAIN_FIELDS else [])
        elif limit == INT64_MAX:
            check_numbers({"least": min(values), name: max(values)}, ["least", name], limit)
        else:
            for value in values:
                check_numbers({name: value}, [name], limit)
