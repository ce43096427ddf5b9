"""Looks at tables past the store, for what no port shows."""

from typing import Any

import psycopg

from partita.access.grant import operator
from partita.store.engine import Engine, backend_of


def rows(database_url: str, sql: str) -> list[Any]:
    """All rows of a statement, as whoever the URL logs in as."""
    if database_url.startswith("sqlite"):
        link = backend_of(database_url)[0].connect()
        try:
            return link.rows(sql)
        finally:
            link.close()
    with psycopg.connect(database_url, autocommit=True) as connection:
        return connection.execute(sql.encode()).fetchall()


def run(database_url: str, sql: str) -> None:
    """Run a statement that has no rows, as whoever the URL logs in as."""
    if database_url.startswith("sqlite"):
        link = backend_of(database_url)[0].connect()
        try:
            link.execute(sql)
        finally:
            link.close()
        return
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(sql.encode())


def positions(database_url: str, book_id: int, table: str = "change") -> list[int]:
    """Positions of a book's feed, in order."""
    found = rows(database_url, f"SELECT position FROM {table} WHERE book_id = {book_id}")
    return sorted(row[0] for row in found)


def link_of(engine: Engine) -> Any:  # noqa: ANN401  # a link of either kind
    """The connection of this thread."""
    return engine._link()


def writing_link_of(engine: Engine, book_id: int) -> Any:  # noqa: ANN401  # a link of either kind
    """The connection on which this thread writes."""
    with engine.write(operator(book_id), "look") as unit:
        return unit._link
