"""The records of one kind in one book, for every kind: made from its table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from partita.store.bulk import BulkInsert, Column
from partita.store.capabilities import Capabilities
from partita.store.driver import Link
from partita.store.encoding import Encoder, all_of
from partita.store.render import to_sql
from partita.store.schema import PLAIN_FIELDS, RecordTable, Twin
from partita.store.values import (
    FLOAT_MAX,
    INT64_MAX,
    check_numbers,
    check_plain,
    check_texts,
    readers,
    truths,
    writers,
)

T = TypeVar("T")
STREAM_ROWS = 500
FEW_ROWS = 3
"""So many new rows are written one by one where the database is no way off."""
MANY_VALUES = 50
"""A list of so many is shown to the planner, which may else read a whole book and compare each row
with all values, one after the other."""


Shape = tuple[tuple[str, bool], ...]
"""Names of columns asked for, and whether each must be empty."""


class Statements:
    """The statements of one table, each compiled once per database."""

    def __init__(self, kept: RecordTable, can: Capabilities) -> None:
        """Prepare the statements every table needs."""
        self.kept = kept
        self.can = can
        self.writers = writers(kept.record, can.truth)
        self._readers, self._truths = readers(kept.record), truths(kept.record)
        self._names = [each.name for each in fields(kept.record)]
        self._fields = all_of(self._names)
        self._texts = self._of_type(sa.Text)
        self._plain = [name for name in self._names if name in PLAIN_FIELDS]
        self._integers = self._of_type(sa.Integer)
        self._floats = self._of_type(sa.Float)
        derived = kept.derived.items()
        self._twins = [(name, each.of) for name, each in derived if isinstance(each, Twin)]
        self._derived = [(name, each) for name, each in derived if not isinstance(each, Twin)]
        self._empty = dict.fromkeys([*self._names, *kept.derived])
        self.few = FEW_ROWS if can.has_one_writer else 1
        self.columns = [kept.table.c[name] for name in self._names]
        self.update, self.delete = self._writes()
        self.encoder = Encoder(kept, can)
        self.bulk = BulkInsert(kept, can, self._fields, self.writers)
        self.select = lru_cache(maxsize=256)(self._select)
        self.among = lru_cache(maxsize=256)(self._among)
        self.update_of = lru_cache(maxsize=256)(self._update_of)
        self.top = lru_cache(maxsize=64)(self._top)

    def _of_type(self, kind: type[Any]) -> list[str]:
        columns = self.kept.table.c
        return [name for name in self._names if isinstance(columns[name].type, kind)]

    def _writes(self) -> tuple[str, str]:
        table, key = self.kept.table, ("book_id", *self.kept.key)
        stored = dict.fromkeys(["book_id", *self._names, *self.kept.derived])
        values: dict[str, Any] = {name: sa.bindparam(name) for name in stored}
        same = [table.c[name] == sa.bindparam(f"key_{name}") for name in key]
        changed = {name: values[name] for name in stored if name not in key}
        update = sa.update(table).where(*same).values(changed)
        delete = sa.delete(table).where(*same)
        return self._sql(update) if changed else "", self._sql(delete)

    def _update_of(self, names: tuple[str, ...]) -> str:
        """An update of some columns: indexes of the others are left alone."""
        columns = self.kept.table.c
        same = [columns[name] == sa.bindparam(f"key_{name}") for name in self.kept.key]
        here = columns.book_id == sa.bindparam("key_book_id")
        changed: dict[str, Any] = {name: sa.bindparam(name) for name in names}
        return self._sql(sa.update(self.kept.table).where(here, *same).values(changed))

    def _sql(self, statement: sa.sql.ClauseElement) -> str:
        return to_sql(statement, self.can)

    def _scoped(self, shape: Shape) -> list[sa.ColumnElement[bool]]:
        columns = self.kept.table.c
        return [columns.book_id == sa.bindparam("book_id")] + [
            columns[name].is_(None) if is_empty else columns[name] == sa.bindparam(name)
            for name, is_empty in shape
        ]

    def _select(self, shape: Shape, mode: str) -> str:
        table = self.kept.table
        order = [table.c[name] for name in self.kept.key]
        if mode == "has":
            one: sa.Select[int] = sa.select(sa.literal_column("1", sa.Integer)).select_from(table)
            return self._sql(one.where(*self._scoped(shape)).limit(1))
        statement = sa.select(*self.columns).where(*self._scoped(shape))
        if mode == "first":  # any will do, and an order would lure the planner from the index
            return self._sql(statement.limit(1))
        statement = statement.order_by(*order)
        if mode.startswith("in:"):
            chosen = self.can.any_of(table.c[mode[3:]], sa.bindparam("values"))
            return self._sql(statement.where(chosen))
        if mode == "after":
            last: list[sa.BindParameter[Any]] = [
                sa.bindparam(f"after_{name}") for name in self.kept.key
            ]
            statement = statement.where(sa.tuple_(*order) > sa.tuple_(*last))
        limit = {"start": STREAM_ROWS, "after": STREAM_ROWS}.get(mode)
        return self._sql(statement if limit is None else statement.limit(limit))

    def _top(self, column: str, shape: Shape) -> str:
        found = self.kept.table.c[column]
        newest = sa.select(found).where(*self._scoped(shape), found.is_not(None))
        return self._sql(newest.order_by(found.desc()).limit(1))

    def shape(self, equal: dict[str, object], bound: dict[str, Any]) -> Shape:
        """What decides the statement that asks for these values; they are bound on the way."""
        for name, value in equal.items():
            if value is not None:
                write = self.writers.get(name)
                bound[name] = value if write is None else write(value)
        return tuple((name, value is None) for name, value in equal.items())

    def values(self, book_id: int, record: object) -> dict[str, Any]:
        """The columns of a record.

        Raises:
            ValuesInvalid: No database can hold one of them.
        """
        return self._empty | self.encoder.encoding(record).values(book_id, record)

    def changes(self, record: object, was: object) -> dict[str, Any]:
        """The columns of a record that differ from what it was.

        Raises:
            ValuesInvalid: No database can hold one of them.
        """
        fields_now, fields_then = self._fields(record), self._fields(was)
        pairs = zip(self._names, fields_now, fields_then, strict=True)
        found = {name: now for name, now, then in pairs if now != then}
        if not found:
            return found
        found |= self._rederived(found, record, was)
        written, texts, plain, integers, floats = self.among(tuple(found))
        for name in written:
            found[name] = self.writers[name](found[name])
        check_texts(found, texts)
        check_plain(found, plain)
        check_numbers(found, integers, INT64_MAX)
        check_numbers(found, floats, FLOAT_MAX)
        return found

    def _among(self, names: tuple[str, ...]) -> list[list[str]]:
        """Of some columns, those that are written otherwise than they are, and those to check."""
        kinds = (self.writers, self._texts, self._plain, self._integers, self._floats)
        return [[name for name in kind if name in names] for kind in kinds]

    def _rederived(self, found: dict[str, Any], record: object, was: object) -> dict[str, Any]:
        """The derived columns that differ, where fields do."""
        derived = [(name, derive(record), derive(was)) for name, derive in self._derived]
        for name, of in self._twins:
            if of in found:
                derive = self.kept.derived[name]
                derived.append((name, derive(record), derive(was)))
        return {name: now for name, now, then in derived if now != then}

    def keys(self, book_id: int, record: object) -> dict[str, Any]:
        """The columns that identify a record, as `update` and `delete` name them."""
        found = {"key_book_id": book_id}
        for name in self.kept.key:
            value, write = getattr(record, name), self.writers.get(name)
            found[f"key_{name}"] = value if write is None else write(value)
        return found

    def after(self, record: object) -> dict[str, Any]:
        """The columns of the last record of a portion, as the next one names them."""
        return {f"after_{name}": getattr(record, name) for name in self.kept.key}

    def read(self, row: Sequence[Any]) -> Any:  # noqa: ANN401  # the table's record
        """Make a record of a row."""
        values = list(row)
        for place in self._truths:
            if (value := values[place]) is not None:
                values[place] = value == 1
        for place, convert in self._readers:
            if values[place] is not None:
                values[place] = convert(values[place])
        return self.kept.record(**dict(zip(self._names, values, strict=True)))


class TableRecords(Generic[T]):
    """Keeps the promises of `partita.ports.Records` for one table, in one transaction."""

    def __init__(self, statements: Statements, link: Link, book_id: int) -> None:
        """Look at the records of a book."""
        self._statements = statements
        self._link = link
        self._book_id = book_id

    def find(self, *key: int | str) -> T | None:
        """Read one by its key, or ``None``."""
        return self.first(**dict(zip(self._statements.kept.key, key, strict=True)))

    def first(self, **equal: object) -> T | None:
        """Read the first whose columns have these values, or ``None``."""
        rows = self._fetch(equal, "first")
        return self._statements.read(rows[0]) if rows else None

    def select(self, **equal: object) -> list[T]:
        """Read all whose columns have these values, by key."""
        return [self._statements.read(row) for row in self._fetch(equal, "all")]

    def select_in(self, column: str, values: Sequence[object], **equal: object) -> list[T]:
        """Read all whose column has one of these values, by key."""
        bound = self._statements.can.bind_list(list(values))
        rows = self._fetch(
            equal, f"in:{column}", {"values": bound}, is_planned_anew=len(values) >= MANY_VALUES
        )
        return [self._statements.read(row) for row in rows]

    def has(self, **equal: object) -> bool:
        """Tell whether there is one whose columns have these values."""
        return bool(self._fetch(equal, "has"))

    def top(self, column: str, **equal: object) -> int:
        """The greatest number in a column among those with these values; 0 without any."""
        bound: dict[str, Any] = {"book_id": self._book_id}
        sql = self._statements.top(column, self._statements.shape(equal, bound))
        row = self._link.row(sql, bound)
        return 0 if row is None else int(row[0])

    def insert(self, *records: T) -> None:
        """Add new ones."""
        if len(records) > self._statements.few:
            self._insert_many(records)
            return
        for each in records:
            self._add(each)

    def _add(self, record: T) -> dict[str, Any]:
        """Add a new one; its columns."""
        encoding = self._statements.encoder.encoding(record)
        values = encoding.values(self._book_id, record)
        self._link.execute_soon(encoding.insert, values)
        return values

    def _insert_many(self, records: Sequence[T]) -> Mapping[str, Column]:
        """Add new ones; their columns as they are written."""
        columns = self._statements.bulk.columns(self._book_id, records)
        self._statements.bulk.run(self._link, columns)
        return columns

    def put(self, *records: T, was: T | None = None) -> None:
        """Replace those with the same key, or write what differs from what one was."""
        if was is not None:
            self._put_changes(*records, was=was)
            return
        rows = [self._values(each) | self._key(each) for each in records]
        if self._statements.update:
            self._run(self._statements.update, rows)

    def _put_changes(self, record: T, *, was: T) -> dict[str, Any]:
        """Write what differs; the columns that do."""
        changed = self._statements.changes(record, was)
        if changed:
            sql = self._statements.update_of(tuple(changed))
            self._link.execute_soon(sql, changed | self._key(was))
        return changed

    def remove(self, *records: T) -> None:
        """Take away."""
        self._run(self._statements.delete, [self._key(each) for each in records])

    def stream(self) -> Iterator[T]:
        """Read all, in key order, a few at a time."""
        rows = self._fetch({}, "start")
        while rows:
            records = [self._statements.read(row) for row in rows]
            yield from records
            if len(rows) < STREAM_ROWS:
                return
            rows = self._fetch({}, "after", self._statements.after(records[-1]))

    def portion(self, *after: int | str) -> list[T]:
        """Read the next few hundred in key order, beyond a key or from the start."""
        key = {
            f"after_{name}": value
            for name, value in zip(self._statements.kept.key, after, strict=False)
        }
        rows = self._fetch({}, "after" if after else "start", key)
        return [self._statements.read(row) for row in rows]

    def _fetch(
        self,
        equal: dict[str, object],
        mode: str,
        more: dict[str, Any] | None = None,
        *,
        is_planned_anew: bool = False,
    ) -> list[Any]:
        bound: dict[str, Any] = {**(more or {}), "book_id": self._book_id}
        sql = self._statements.select(self._statements.shape(equal, bound), mode)
        return self._link.rows(sql, bound, is_planned_anew=is_planned_anew)

    def _values(self, record: T) -> dict[str, Any]:
        return self._statements.values(self._book_id, record)

    def _key(self, record: T) -> dict[str, Any]:
        return self._statements.keys(self._book_id, record)

    def _run(self, sql: str, rows: list[dict[str, Any]]) -> None:
        if len(rows) == 1:
            self._link.execute_soon(sql, rows[0])
        elif rows:
            self._link.execute_many(sql, rows)


class LateRecords(TableRecords[T]):
    """Records whose new ones wait for the end of the transaction, or until somebody looks.

    For those that nothing can stand in the way of: their keys are new, and nothing is unique.
    """

    def _add(self, record: T) -> dict[str, Any]:
        encoding = self._statements.encoder.encoding(record)
        values = encoding.values(self._book_id, record)
        self._link.execute_late(self._statements.kept.table.name, encoding.insert, [values])
        return values
