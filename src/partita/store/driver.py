"""A thread's own connection to a database, as the rest of the store sees it."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

Params = dict[str, Any]
LOCK_WAIT_S = 10.0
STATEMENT_S_MAX = 30.0


class Cursor(Protocol):
    """What came back."""

    @property
    def rowcount(self) -> int:
        """How many rows were touched."""

    def fetchall(self) -> list[Any]:
        """All rows."""

    def fetchone(self) -> Any:  # noqa: ANN401  # a driver's row
        """The next row, or ``None``."""

    def fetchmany(self, size: int) -> list[Any]:
        """The next few rows."""


class Link(Protocol):
    """A connection that one thread owns."""

    def execute(self, sql: str, params: Params | Sequence[Any] = ()) -> Cursor:
        """Run one statement.

        Raises:
            StoreBusy: The database did not get to it in time, or is not there.
        """

    def execute_many(self, sql: str, rows: list[Params]) -> None:
        """Run one statement for many rows."""

    def portions(self, sql: str, params: Params, *, rows_max: int) -> Iterator[Sequence[Any]]:
        """Run one statement and hand out its rows in portions, without holding them all."""

    def scope(self, book_id: int) -> None:
        """Say which book the statements to come are about (row-level security)."""

    def begin(self) -> None:
        """Start a writing transaction, waiting for other writers."""

    def commit(self) -> None:
        """Make it durable."""

    def rollback(self) -> None:
        """Undo it."""

    def savepoint(self) -> AbstractContextManager[None]:
        """A part that is undone alone when it raises."""

    def snapshot(self) -> AbstractContextManager[None]:
        """Several reads that see one moment."""

    @property
    def is_lost(self) -> bool:
        """The database hung up; open another."""

    def close(self) -> None:
        """Let go of it."""


class Backend(Protocol):
    """A kind of database."""

    def connect(self) -> Link:
        """Open a connection for the calling thread."""
