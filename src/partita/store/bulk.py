"""Many new rows of one table at once, column by column.

Most columns of most records are empty, and many values are the same in every row of a batch. So
columns that are empty in all rows are not mentioned at all, what a column needs (written forms,
checks) is done in one go over the column, and values are bound by place: of a thousand customers
with a hundred columns each some twenty columns remain. Where the database takes columns whole, one
statement inserts all rows, and what is the same in all of them is bound once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any, Final, cast

import sqlalchemy as sa

from partita.store.capabilities import Capabilities, InsertColumns
from partita.store.driver import ColumnLink, Link
from partita.store.render import by_place, to_sql
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
MANY_ROWS: Final = 20
"""What is alike in fewer rows is so by chance, and would make a statement of its own each time."""


def _is_filled(column: Column) -> bool:
    """Tell whether there is more than nothing in a column."""
    return column[0] is not None or column.count(None) < len(column)


def _is_alike(column: Column) -> bool:
    """Tell whether all rows have the same in a column."""
    return column.count(column[0]) == len(column)


def _made(make: Convert, column: Column) -> Column:
    """What is made of each value of a column, of equal ones once where there are many."""
    different = set(column)
    if len(different) > len(column) // 2:
        return [None if value is None else make(value) for value in column]
    forms = {value: None if value is None else make(value) for value in different}
    return [forms[value] for value in column]


class ColumnInsert:
    """Inserts many rows of a table."""

    def __init__(self, table: sa.Table, can: Capabilities) -> None:
        """Prepare what does not depend on the rows."""
        self._table = table
        self._can = can
        self.names = tuple(table.c.keys())
        self._fractions = [each.name for each in table.c if isinstance(each.type, sa.Float)]
        self.by_row = lru_cache(maxsize=256)(self._by_row)
        self.by_column = lru_cache(maxsize=256)(self._by_column)

    def run(self, link: Link, columns: Mapping[str, Column]) -> None:
        """Insert rows of which these are the columns."""
        names = tuple(name for name in self.names if name in columns)
        if self._can.insert_columns is None or len(columns["book_id"]) < MANY_ROWS:
            rows = zip(*(columns[name] for name in names), strict=True)
            link.execute_many(self.by_row(names), list(rows))
            return
        alike = tuple(name for name in names if _is_alike(columns[name]))
        values = {
            name: column[0] if name in alike else self._listed(name, column)
            for name, column in columns.items()
        }
        cast("ColumnLink", link).start(self.by_column(names, alike), values)

    def _listed(self, name: str, column: Column) -> list[Any]:
        """A column as one value; fractions may stand beside whole numbers."""
        values = list(column)
        return self._can.bind_list(values) if name in self._fractions else values

    def _by_row(self, names: tuple[str, ...]) -> str:
        """The statement that inserts one row, its values by place."""
        values: dict[str, Any] = {name: sa.bindparam(name) for name in names}
        return by_place(sa.insert(self._table).values(values), self._can)

    def _by_column(self, names: tuple[str, ...], alike: tuple[str, ...]) -> str:
        """The statement that inserts many rows, columns by name."""
        different = tuple(name for name in names if name not in alike)
        make = cast("InsertColumns", self._can.insert_columns)  # `run` has looked
        return to_sql(make(self._table, alike, different), self._can)


class BulkInsert:
    """Inserts many records of one kind."""

    def __init__(
        self,
        kept: RecordTable,
        can: Capabilities,
        read: Callable[[Any], tuple[Any, ...]],
        writers: Mapping[str, Convert],
    ) -> None:
        """Prepare what does not depend on the records."""
        self._kept = kept
        self._names = [each.name for each in fields(kept.record)]
        self._read = read
        self._writers = writers
        self._structured = structured(kept.record)
        self._limits = {name: self._limit(name) for name in self._names}
        self._rows = ColumnInsert(kept.table, can)
        self.run = self._rows.run

    def _limit(self, name: str) -> float | None:
        kind = self._kept.table.c[name].type
        if isinstance(kind, sa.Text):
            return None
        return INT64_MAX if isinstance(kind, sa.Integer) else FLOAT_MAX

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
