"""Tells SQLite's planner what the tables are like, so that plans are good from the first row on.

Without figures the planner takes every first column of an index for selective; ours is the book,
which is the same in most rows. Figures of a database at hand would change plans behind our back,
so these are fixed and the same everywhere (design section 5; the plans are tested).
"""

from typing import Final

import sqlalchemy as sa

from partita.store.schema import audit

ROWS: Final = 1_000_000
COMMON: Final = {
    "book_id": ROWS,
    "kind": ROWS // 5,
    "dialect": ROWS // 5,
    "is_default": ROWS // 2,
    "country": ROWS // 20,
    "standing": ROWS // 2,
}
"""Rows that share a value of a column of few values."""

RARE: Final = 10
"""Rows that share a value of any other column."""

LOOKED_UP: Final = {"reference": 10}
"""How many times more rows than any other a table is said to have.

Of tables that seem smaller than what is walked the planner makes a Bloom filter: it reads the whole
table before the first row, once for each time it is joined.
"""


def pin_plans(connection: sa.Connection) -> None:
    """Write figures for all indexes; takes hold for connections opened after."""
    connection.exec_driver_sql("ANALYZE sqlite_master")
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    tables = connection.exec_driver_sql(
        "SELECT name, sql LIKE '%WITHOUT ROWID%' FROM sqlite_master WHERE type = 'table' "
        f"AND (sql LIKE '%WITHOUT ROWID%' OR name = '{audit.name}')"
    )
    for table, is_index in tables.fetchall():
        for index, is_unique, origin in _indexes(connection, table):
            columns = [
                row[2]
                for row in connection.exec_driver_sql(f"PRAGMA index_xinfo('{index}')").fetchall()
                if row[5]
            ]
            named = columns[: _declared(connection, index)]
            told = figures(named, is_unique=is_unique, times=LOOKED_UP.get(table, 1))
            connection.exec_driver_sql(
                "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)",
                (table, table if origin == "pk" and is_index else index, told),
            )


def _indexes(connection: sa.Connection, table: str) -> list[tuple[str, bool, str]]:
    rows = connection.exec_driver_sql(f"PRAGMA index_list('{table}')").fetchall()
    return [(row[1], bool(row[2]), row[3]) for row in rows]


def _declared(connection: sa.Connection, index: str) -> int:
    return len(connection.exec_driver_sql(f"PRAGMA index_info('{index}')").fetchall())


def figures(columns: list[str], *, is_unique: bool, times: int = 1) -> str:
    """Rows of an index, then rows that share its first column, its first two, and so on.

    Args:
        columns: Those of the index.
        is_unique: No two rows share all of them.
        times: How many times the usual rows it has.

    >>> figures(["book_id", "kind", "number"], is_unique=True)
    '1000000 1000000 200000 1'
    """
    shared, found = ROWS, [ROWS * times]
    for column in columns:
        shared = min(shared, COMMON.get(column, max(RARE, shared // ROWS)))
        found.append(shared)
    if is_unique:
        found[-1] = 1
    return " ".join(map(str, found))
