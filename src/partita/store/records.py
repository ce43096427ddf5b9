"""The records of one kind in one book, for every kind: made from its table."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from partita.store.capabilities import Capabilities
from partita.store.driver import Link
from partita.store.render import to_sql
from partita.store.schema import RecordTable
from partita.store.values import readers, writers

T = TypeVar("T")
STREAM_ROWS = 500


class Statements:
    """The statements of one table, each compiled once per database."""

    def __init__(self, kept: RecordTable, can: Capabilities) -> None:
        """Prepare the statements every table needs."""
        self.kept = kept
        self.can = can
        self.names = [each.name for each in fields(kept.record)]
        self.writers = writers(kept.record)
        self.readers = readers(kept.record)
        table = kept.table
        self.columns = [table.c[name] for name in self.names]
        stored = [*self.names, *kept.derived]
        values = {name: sa.bindparam(name) for name in {"book_id", *stored}}
        self.insert = self._sql(sa.insert(table).values(values))
        same = [table.c[name] == sa.bindparam(f"key_{name}") for name in ("book_id", *kept.key)]
        changed = {name: values[name] for name in stored if name not in ("book_id", *kept.key)}
        self.update = self._sql(sa.update(table).where(*same).values(changed)) if changed else ""
        self.delete = self._sql(sa.delete(table).where(*same))
        self.select = lru_cache(maxsize=256)(self._select)
        self.top = lru_cache(maxsize=64)(self._top)

    def _sql(self, statement: sa.sql.ClauseElement) -> str:
        return to_sql(statement, self.can)

    def _scoped(self, names: tuple[str, ...]) -> list[sa.ColumnElement[bool]]:
        table = self.kept.table
        return [table.c[name] == sa.bindparam(name) for name in ("book_id", *names)]

    def _select(self, names: tuple[str, ...], mode: str) -> str:
        table = self.kept.table
        order = [table.c[name] for name in self.kept.key]
        statement = sa.select(*self.columns).where(*self._scoped(names)).order_by(*order)
        if mode.startswith("in:"):
            return self._sql(
                statement.where(self.can.any_of(table.c[mode[3:]], sa.bindparam("values")))
            )
        if mode == "after":
            last = [sa.bindparam(f"after_{name}") for name in self.kept.key]
            statement = statement.where(sa.tuple_(*order) > sa.tuple_(*last))
        limit = {"first": 1, "start": STREAM_ROWS, "after": STREAM_ROWS}.get(mode)
        return self._sql(statement if limit is None else statement.limit(limit))

    def _top(self, column: str, names: tuple[str, ...]) -> str:
        table = self.kept.table
        newest = sa.select(table.c[column]).where(*self._scoped(names))
        return self._sql(newest.order_by(table.c[column].desc()).limit(1))

    def values(self, book_id: int, record: object) -> dict[str, Any]:
        """The columns of a record."""
        found = {name: getattr(record, name) for name in self.names}
        for name, derive in self.kept.derived.items():
            found[name] = derive(record)
        for name, write in self.writers.items():
            found[name] = write(found[name])
        found["book_id"] = book_id
        return found

    def keys(self, book_id: int, record: object) -> dict[str, Any]:
        """The columns that identify a record, as `update` and `delete` name them."""
        found = {f"key_{name}": getattr(record, name) for name in self.kept.key}
        for name in self.kept.key:
            if name in self.writers:
                found[f"key_{name}"] = self.writers[name](found[f"key_{name}"])
        found["key_book_id"] = book_id
        return found

    def read(self, row: Sequence[Any]) -> Any:  # noqa: ANN401  # the table's record
        """Make a record of a row."""
        values = list(row)
        for place, convert in self.readers:
            values[place] = convert(values[place])
        return self.kept.record(**dict(zip(self.names, values, strict=True)))


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

    def select_in(self, column: str, values: Sequence[object]) -> list[T]:
        """Read all whose column has one of these values."""
        bound = self._statements.can.bind_list(list(values))
        rows = self._fetch({}, f"in:{column}", {"values": bound})
        return [self._statements.read(row) for row in rows]

    def has(self, **equal: object) -> bool:
        """Tell whether there is one whose columns have these values."""
        return bool(self._fetch(equal, "first"))

    def top(self, column: str, **equal: object) -> int:
        """The greatest number in a column among those with these values; 0 without any."""
        sql = self._statements.top(column, tuple(equal))
        bound = {name: _plain(value) for name, value in equal.items()}
        rows = self._link.execute(sql, {**bound, "book_id": self._book_id}).fetchall()
        return int(rows[0][0]) if rows else 0

    def insert(self, *records: T) -> None:
        """Add new ones."""
        self._run(self._statements.insert, [self._values(each) for each in records])

    def put(self, *records: T) -> None:
        """Replace those with the same key."""
        keys = self._statements.keys
        self._run(
            self._statements.update,
            [self._values(each) | keys(self._book_id, each) for each in records],
        )

    def remove(self, *records: T) -> None:
        """Take away."""
        self._run(
            self._statements.delete, [self._statements.keys(self._book_id, each) for each in records]
        )

    def stream(self) -> Iterator[T]:
        """Read all, in key order, a few at a time."""
        rows = self._fetch({}, "start")
        while rows:
            records = [self._statements.read(row) for row in rows]
            yield from records
            if len(rows) < STREAM_ROWS:
                return
            last = {f"after_{name}": getattr(records[-1], name) for name in self._statements.kept.key}
            rows = self._fetch({}, "after", last)

    def _fetch(
        self, equal: dict[str, object], mode: str, more: dict[str, object] | None = None
    ) -> list[Any]:
        sql = self._statements.select(tuple(equal), mode)
        bound = {name: _plain(value) for name, value in equal.items()}
        bound |= {**(more or {}), "book_id": self._book_id}
        return self._link.execute(sql, bound).fetchall()

    def _values(self, record: T) -> dict[str, Any]:
        return self._statements.values(self._book_id, record)

    def _run(self, sql: str, rows: list[dict[str, Any]]) -> None:
        if len(rows) == 1:
            self._link.execute(sql, rows[0])
        elif rows:
            self._link.execute_many(sql, rows)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, str) else value
