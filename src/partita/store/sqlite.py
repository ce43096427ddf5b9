"""SQLite: the embedded database."""

import fcntl
import json
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite as sqlite_dialect

from partita.domain.errors import StoreBusy
from partita.store.capabilities import Capabilities, Expression
from partita.store.driver import LOCK_WAIT_S, STATEMENT_S_MAX, Cursor, Params

BUSY_TIMEOUT_MS: Final = 5_000
STEPS_BETWEEN_LOOKS: Final = 100_000
WAIT_S_MIN: Final = 0.0001
WAIT_S_MAX: Final = 0.002
_PRAGMAS: Final = (
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-32768",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA mmap_size=268435456",
)


def _text(value: str) -> sa.ColumnClause[str]:
    return sa.literal_column("'" + value.replace("'", "''") + "'", sa.Text())


def _join_texts(pattern: str, parts: list[Expression]) -> Expression:
    return sa.func.printf(_text(pattern), *parts)


def _json_list(item: Expression, order: Expression) -> Expression:
    joined = sa.func.group_concat(item, _text(","))
    del order  # the subquery's order holds in SQLite
    return _text("[").concat(sa.func.coalesce(joined, _text(""))).concat(_text("]"))


CAPABILITIES: Final = Capabilities(
    insert=sqlite_dialect.insert,
    dialect=sqlite_dialect.dialect(paramstyle="named"),  # type: ignore[no-untyped-call]
    json_text=lambda column: sa.func.json_quote(column),
    json_number=lambda column: sa.func.json_quote(column),
    join_texts=_join_texts,
    hex_digits=lambda column: sa.func.printf(_text("%016x"), column),
    json_list=_json_list,
    any_of=lambda column, values: column.in_(
        sa.select(sa.literal_column("value")).select_from(sa.func.json_each(values))
    ),
    bind_list=json.dumps,
    has_search_table=True,
    has_row_security=False,
)


class SqliteLink:
    """A connection to a database file; one thread's own."""

    def __init__(self, path: Path) -> None:
        """Open the file, which must exist or be creatable."""
        self._connection = sqlite3.connect(
            path, isolation_level=None, cached_statements=512, check_same_thread=False
        )
        for pragma in _PRAGMAS:
            self._connection.execute(pragma)
        self._lock = os.open(f"{path}-lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        self._deadline = 0.0
        self._connection.set_progress_handler(self._is_late, STEPS_BETWEEN_LOOKS)

    def _is_late(self) -> bool:
        return time.monotonic() > self._deadline

    def execute(self, sql: str, params: Params | Sequence[Any] = ()) -> Cursor:
        """Run one statement."""
        self._deadline = time.monotonic() + STATEMENT_S_MAX
        try:
            return self._connection.execute(sql, params)
        except sqlite3.OperationalError as error:
            raise _busy(error) from error

    def execute_many(self, sql: str, rows: list[Params]) -> None:
        """Run one statement for many rows."""
        self._deadline = time.monotonic() + STATEMENT_S_MAX
        self._connection.executemany(sql, rows)

    def portions(self, sql: str, params: Params, *, rows_max: int) -> Iterator[Sequence[Any]]:
        """Hand out rows in portions."""
        cursor = self.execute(sql, params)
        while rows := cursor.fetchmany(rows_max):
            self._deadline = time.monotonic() + STATEMENT_S_MAX
            yield rows

    def scope(self, book_id: int) -> None:
        """Nothing: the statements themselves name the book."""

    def begin(self) -> None:
        """Wait for the one place among writers, then start."""
        self._take_turn()
        try:
            self.execute("BEGIN IMMEDIATE")
        except BaseException:
            self._end_turn()
            raise

    def _take_turn(self) -> None:
        """Queue at a file lock: it wakes waiters sooner than SQLite's own waiting does.

        Raises:
            StoreBusy: Other writers took too long.
        """
        deadline, pause_s = time.monotonic() + LOCK_WAIT_S, WAIT_S_MIN
        while True:
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise StoreBusy(retry_after_s=1) from None
                time.sleep(pause_s)
                pause_s = min(pause_s * 1.5, WAIT_S_MAX)
            else:
                return

    def _end_turn(self) -> None:
        fcntl.flock(self._lock, fcntl.LOCK_UN)

    def commit(self) -> None:
        """Make it durable."""
        try:
            self.execute("COMMIT")
        finally:
            self._end_turn()

    def rollback(self) -> None:
        """Undo it."""
        try:
            if self._connection.in_transaction:
                self.execute("ROLLBACK")
        finally:
            self._end_turn()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part that is undone alone when it raises."""
        self.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            self.execute("ROLLBACK TO part")
            self.execute("RELEASE part")
            raise
        self.execute("RELEASE part")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Several reads that see one moment."""
        self.execute("BEGIN")
        try:
            yield
        finally:
            self.execute("ROLLBACK")

    @property
    def is_lost(self) -> bool:
        """Never: it is a file."""
        return False

    def close(self) -> None:
        """Let go of it."""
        self._connection.close()
        os.close(self._lock)


def _busy(error: sqlite3.OperationalError) -> Exception:
    waiting = ("database is locked", "database table is locked", "interrupted")
    return StoreBusy(retry_after_s=1) if str(error) in waiting else error


class SqliteBackend:
    """A database file."""

    def __init__(self, path: Path) -> None:
        """Name the file."""
        self.path = path

    def connect(self) -> SqliteLink:
        """Open a connection for the calling thread."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return SqliteLink(self.path)


def backend(url: str) -> SqliteBackend:
    """Name the file of a URL: ``sqlite:///relative`` or ``sqlite:////absolute``."""
    return SqliteBackend(Path(unquote(url.removeprefix("sqlite:///"))))
