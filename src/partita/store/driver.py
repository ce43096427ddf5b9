"""A thread's own connection to a database, as the rest of the store sees it."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, NoReturn, Protocol

from partita.domain.errors import PartitaError

Params = dict[str, Any]
NO_PARAMS: Final[Params] = {}
LOCK_WAIT_S = 10.0
STATEMENT_S_MAX = 30.0


def raise_meant(error: Exception, meaning: PartitaError | None) -> NoReturn:
    """Raise what an error of a driver means; itself when only a mistake of ours explains it."""
    if meaning is None:
        raise error
    raise meaning from error


class Link(Protocol):
    """A connection that one thread owns.

    Whatever runs a statement raises only errors of the domain for what can happen to any program:

    - `StoreBusy`: the database did not get to it in time, is full, or is not there;
    - `NumberTaken`: another record has that key;
    - `ValuesInvalid`: no column can hold a value;
    - `FilterInvalid`: a filter is too long for the database.
    """

    def execute(self, sql: str, params: Params = NO_PARAMS) -> int:
        """Run one statement; how many rows it touched."""

    def execute_many(self, sql: str, rows: list[Params] | list[tuple[Any, ...]]) -> None:
        """Run one statement for many rows."""

    def execute_soon(self, sql: str, params: Params) -> None:
        """Run one statement before the next one, or when the savepoint or transaction ends.

        What it raises may be raised as late as that.
        """

    def settle(self) -> None:
        """Run now what `execute_soon` let wait."""

    def execute_late(
        self, table: str, sql: str, rows: list[Params] | list[tuple[Any, ...]]
    ) -> None:
        """Run a statement that changes a table, once for each row.

        At the end of the transaction at the latest, and before any other that names the table.
        """

    def take_numbers(self, take: str, raised: str, row: Params) -> int:
        """Move a counter in a transaction; where it stands then.

        Args:
            take: The statement that moves one by ``value``, and answers where it stands.
            raised: The statement that moves one to ``value``.
            row: Book and name of the counter, and by how much it moves.
        """

    def rows(
        self, sql: str, params: Params = NO_PARAMS, *, is_planned_anew: bool = False
    ) -> list[Any]:
        """Run one statement; all its rows.

        Args:
            sql: The statement.
            params: Its values, by name.
            is_planned_anew: The best way to run it depends on the values.
        """

    def encoded_rows(
        self, sql: str, params: Params = NO_PARAMS, *, is_planned_anew: bool = False
    ) -> list[Any]:
        """The same with every text as it is in UTF-8, for what is sent on without being read."""

    def row(self, sql: str, params: Params = NO_PARAMS) -> Any:  # noqa: ANN401  # a driver's row
        """Run one statement; its first row, or ``None``."""

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

    def try_lead(self) -> bool:
        """Take the place of which there is one in the database, unless another has it."""

    def end_lead(self) -> None:
        """Give it up; it is given up as well when the connection ends."""

    @property
    def is_lost(self) -> bool:
        """The database hung up; open another."""

    def close(self) -> None:
        """Let go of it."""


class ColumnLink(Link, Protocol):
    """A connection to a database that inserts columns whole (`Capabilities.insert_columns`)."""

    def start(self, sql: str, params: Params) -> None:
        """Let the database begin with a statement that takes it a while.

        The next statement waits for it, or `settle`, or the end of the savepoint or transaction,
        and raises what it raises.
        """


class Backend(Protocol):
    """A kind of database."""

    def connect(self) -> Link:
        """Open a connection for the calling thread."""

    def writing(self, link: Link, book_id: int) -> AbstractContextManager[Link]:
        """Write in a book: durable when it ends, undone if it raises.

        Args:
            link: The calling thread's connection.
            book_id: Which book.

        Returns:
            The connection to write on.
        """

    def close(self) -> None:
        """Let go of what threads share, unless somebody is using it."""
