"""Every value a book has, and which of them a write touched."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from partita.store import schema
from partita.store.engine import Engine
from partita.store.render import to_sql

# What a book tells about itself, not about its parties.
TOLD: Final = frozenset({"audit", "change", "counter", "idempotency", "app_grant", "book"})
TABLES: Final = tuple(
    table
    for table in schema.metadata.sorted_tables
    if "book_id" in table.columns and table.name not in {*TOLD, "directory"}
)

RowKey = tuple[object, ...]
Rows = Mapping[tuple[str, RowKey], Mapping[str, Any]]


@dataclass(frozen=True)
class Difference:
    """What a write did to the rows of a book.

    Attributes:
        made: Tables that have new rows.
        gone: Tables that lost rows.
        touched: Table and column of every value that is another one now.
    """

    made: frozenset[str]
    gone: frozenset[str]
    touched: frozenset[str]


def all_rows(engine: Engine, book_id: int) -> Rows:
    """Every row of a book, by table and key."""
    link = engine._link()
    link.scope(book_id)
    found: dict[tuple[str, RowKey], Mapping[str, Any]] = {}
    for table in TABLES:
        statement = sa.select(*table.columns).where(table.c.book_id == sa.bindparam("book_id"))
        names = [column.name for column in table.columns]
        keys = [column.name for column in table.primary_key]
        for row in link.rows(to_sql(statement, engine._can), {"book_id": book_id}):
            values = dict(zip(names, row, strict=True))
            found[table.name, tuple(values[name] for name in keys)] = values
    return found


def difference(before: Rows, after: Rows) -> Difference:
    """What became of the rows."""
    return Difference(
        made=frozenset(table for table, key in after if (table, key) not in before),
        gone=frozenset(table for table, key in before if (table, key) not in after),
        touched=frozenset(
            f"{where[0]}.{column}"
            for where, values in before.items()
            if where in after
            for column, value in values.items()
            if after[where][column] != value
        ),
    )
