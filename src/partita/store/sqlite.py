"""SQLite: the embedded database."""

import fcntl
import json
import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from partita.domain.errors import StoreBusy
from partita.kit.text import simple_fold
from partita.store.capabilities import Capabilities, Expression, JsonMember, NamedText
from partita.store.driver import LOCK_WAIT_S, NO_PARAMS, STATEMENT_S_MAX, Link, Params
from partita.store.errors_sqlite import DRIVER_ERRORS, tell
from partita.store.file_turn import FileTurn
from partita.store.late import LateWrites
from partita.store.log_sqlite import LogFile
from partita.store.shared_commit import SharedCommit
from partita.store.urls import file_of

BUSY_TIMEOUT_MS: Final = 5_000
MANY_PARAMS: Final = 6
_NAME: Final = re.compile(r":(\w+)")
_VALUES: Final = re.compile(r"(INSERT INTO .* VALUES )(\((?:\?, )*\?\))", re.DOTALL)
ROWS_AT_ONCE: Final = 50
"""Rows that one statement inserts where there are many."""
STEPS_BETWEEN_LOOKS: Final = 100_000
LOG_PAGES: Final = 8_000
"""Pages in the log before a commit writes them back: what two pieces of its index hold, so that
readers look no further, and pages written over and over are written back once."""
LOG_PAGES_SOON: Final = 7_500
"""Pages in the log before they are written back without keeping writers waiting."""

MAPPED_BYTES: Final = 1 << 30
"""So much of the file is read where the system holds it, once for all connections of all workers,
instead of being copied into the memory of each."""
MAPPED_BYTES_ALONE: Final = 1 << 27
"""The same for a program that shares with nobody."""
MAPPED_BYTES_WRITING: Final = 0
"""The same for a connection that writes: it copies a page before it changes it, and the system is
slower to write single pages where it holds them in pieces as large as a map asks for."""

_PRAGMAS: Final = (
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    "PRAGMA synchronous=FULL",
    f"PRAGMA wal_autocheckpoint={LOG_PAGES}",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-32768",
    "PRAGMA temp_store=MEMORY",
)


def _text(value: str) -> sa.ColumnClause[str]:
    return sa.literal_column("'" + value.replace("'", "''") + "'", sa.Text())


def _join_texts(pattern: str, parts: list[Expression]) -> Expression:
    return sa.func.printf(_text(pattern), *parts)


def _joined_items(item: Expression, order: Expression) -> Expression:
    del order  # the subquery's order holds in SQLite
    return sa.func.group_concat(item, _text(","))


def _json_number(column: Expression) -> Expression:
    """Fifteen digits where they say it exactly, else seventeen."""
    short, long = sa.func.json_quote(column), sa.func.printf(_text("%!.17g"), column)
    return sa.case((sa.cast(short, sa.REAL) == column, short), else_=long)


@compiles(JsonMember, "sqlite")
def _json_member(element: JsonMember, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    return f"json_extract({compiler.process(element.clauses, **more)}, '$.{element.name_in_json}')"


@compiles(NamedText, "sqlite")
def _named_text(element: NamedText, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    """Cut by length where both are folded alike, else at the last line break, which is slower."""
    text, mail = (compiler.process(each, **more) for each in element.clauses)
    is_plain = f"length(CAST({mail} AS BLOB)) = length({mail})"
    by_length = f"length({text}) - length({mail})"
    by_line = f"length(rtrim({text}, replace({text}, char(10), '')))"
    length = f"CASE WHEN {is_plain} THEN {by_length} ELSE {by_line} END - 1"
    return f"CASE WHEN {mail} != '' THEN substr({text}, 1, {length}) ELSE {text} END"


def _bind_list(values: list[Any]) -> str:
    return json.dumps(values, ensure_ascii=False)


CAPABILITIES: Final = Capabilities(
    insert=sqlite_dialect.insert,
    dialect=sqlite_dialect.dialect(paramstyle="named"),
    json_text=sa.func.json_quote,
    json_number=_json_number,
    json_object=sa.func.json_object,
    join_texts=_join_texts,
    has_printf=True,
    lower=sa.func.simple_fold,
    hex_digits=lambda column: sa.func.printf(_text("%016x"), column),
    joined_items=_joined_items,
    keeps_order=True,
    any_of=lambda column, values: column.in_(
        sa.select(sa.literal_column("value")).select_from(sa.func.json_each(values))
    ),
    each_of=lambda values: sa.func.json_each(values).table_valued("value"),
    bind_list=_bind_list,
    truth=int,
    has_search_table=True,
    has_row_security=False,
    open_schema=None,
    has_one_writer=True,
    plans_by_value=False,
    sorts_nulls_first=True,
)


@lru_cache(maxsize=1_024)
def _placed(sql: str) -> tuple[str, Callable[[Params], tuple[Any, ...]]] | None:
    """A statement with places instead of names, and what brings values in their order.

    The driver looks for each name among all names, and the more there are, the longer it takes.
    """
    names = _NAME.findall(sql)
    if "'" in sql or len(names) < MANY_PARAMS:  # between quotes, what looks like a name may be none
        return None
    return _NAME.sub("?", sql), itemgetter(*names)


@lru_cache(maxsize=256)
def _many_values(sql: str) -> str | None:
    """An insert of one row as one of many, which opens each index once; not of search tables.

    Their places are numbered: each such statement would make a piece of their index.
    """
    found = _VALUES.fullmatch(sql)
    return found and f"{found[1]}{', '.join([found[2]] * ROWS_AT_ONCE)}"


def _simple_fold(text: str | None) -> str | None:
    return None if text is None else simple_fold(text)


class SqliteLink:
    """A connection to a database file; one thread's own."""

    def __init__(self, path: Path, mapped_bytes: int = MAPPED_BYTES) -> None:
        """Open the file, which must exist or be creatable."""
        self._deadline = 0.0
        self._late = LateWrites()
        self._soon: list[tuple[str, Params]] = []
        self._failure: BaseException | None = None
        self._is_unmarked = False
        self._connection = sqlite3.connect(
            path, isolation_level=None, cached_statements=512, check_same_thread=False
        )
        for pragma in (*_PRAGMAS, f"PRAGMA mmap_size={mapped_bytes}"):
            self._connection.execute(pragma)
        is_logged = self._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        self._connection.create_function("simple_fold", 1, _simple_fold, deterministic=True)
        self._log = LogFile(path.with_name(f"{path.name}-wal"))
        self._turn = FileTurn(path.with_name(f"{path.name}-lock"))
        self._lead_path, self._lead = f"{path}-lead", -1
        if not is_logged:
            self._begin_log()
        self._connection.set_progress_handler(self._is_late, STEPS_BETWEEN_LOOKS)

    def _begin_log(self) -> None:
        """Write ahead in a log from now on. Of two that begin at once SQLite refuses one."""
        try:
            self._turn.take(LOCK_WAIT_S)
            self._connection.execute("PRAGMA journal_mode=WAL")
        except BaseException:
            self.close()
            raise
        self._turn.give_back()

    def _is_late(self) -> bool:
        return time.monotonic() > self._deadline

    def execute(self, sql: str, params: Params = NO_PARAMS) -> int:
        """Run one statement; how many rows it touched."""
        self._before(sql)
        return self._execute(sql, params)

    def _execute(self, sql: str, params: Params = NO_PARAMS) -> int:
        self._deadline = time.monotonic() + STATEMENT_S_MAX
        try:
            if len(params) >= MANY_PARAMS and (placed := _placed(sql)):
                return self._connection.execute(placed[0], placed[1](params)).rowcount
            return self._connection.execute(sql, params).rowcount
        except DRIVER_ERRORS as error:
            tell(error, params)

    def execute_many(self, sql: str, rows: list[Params] | list[tuple[Any, ...]]) -> None:
        """Run one statement for many rows."""
        self._before(sql)
        self._execute_many(sql, rows)

    def _execute_many(self, sql: str, rows: list[Params] | list[tuple[Any, ...]]) -> None:
        self._deadline = time.monotonic() + STATEMENT_S_MAX
        try:
            left = self._insert_at_once(sql, rows)
            self._connection.executemany(sql, left)
        except DRIVER_ERRORS as error:
            tell(error)

    def _insert_at_once(self, sql: str, rows: Sequence[Any]) -> Sequence[Any]:
        """Insert many rows by one statement, as often as that goes; those that are left."""
        whole = len(rows) // ROWS_AT_ONCE * ROWS_AT_ONCE
        if whole and (many := _many_values(sql)):
            portions = (rows[at : at + ROWS_AT_ONCE] for at in range(0, whole, ROWS_AT_ONCE))
            joined = (tuple(chain.from_iterable(portion)) for portion in portions)
            self._connection.executemany(many, joined)
            return rows[whole:]
        return rows

    def execute_soon(self, sql: str, params: Params) -> None:
        """Run a statement before the next one, or when the part ends: alone it needs no mark."""
        self._soon.append((sql, params))

    def settle(self) -> None:
        """Run what waits for the next statement: here the part ends.

        A statement undoes itself when it fails, so a part that is one statement needs no savepoint,
        which would copy every page it writes.
        """
        self._run_soon(is_end=True)
        self._raise_failure()

    def _run_soon(self, *, is_end: bool) -> None:
        soon, self._soon = self._soon, []
        try:
            for sql, params in soon:
                self._before(sql, is_all=is_end and len(soon) == 1)
                self._execute(sql, params)
        except BaseException as error:
            self._failure = error
            raise

    def _raise_failure(self) -> None:
        """Let nothing more be said in a part that cannot be kept, whoever caught the error.

        A statement that had waited failed where another was run, by somebody who knows nothing of
        it; or all was undone (a full disk), and what is said then would be durable at once.
        """
        if self._failure is not None:
            raise self._failure

    def execute_late(
        self, table: str, sql: str, rows: list[Params] | list[tuple[Any, ...]]
    ) -> None:
        """Run a statement for some rows before the transaction ends, or a statement names them."""
        if self._late.add(table, sql, rows):
            self._run_soon(is_end=False)  # what is late is of rows that are there
            self._write_late()

    def take_numbers(self, take: str, raised: str, row: Params) -> int:
        """Move a counter, which is written before the transaction ends once it was moved twice."""
        value = self._late.move(row, raised)
        if value is None:
            self._raise_failure()
            self._mark()
            value = int(self._rows(take, row)[0][0])
            self._late.know(row, value)
        return value

    def _before(self, sql: str, *, is_all: bool = False) -> None:
        """Run what must come before a statement, which may be all a part says."""
        self._raise_failure()
        if self._soon:
            self._run_soon(is_end=False)
        if self._is_unmarked and not is_all and not sql.startswith("SELECT"):
            self._mark()
        if self._late.concern(sql):
            self._write_late()

    def _mark(self) -> None:
        """Begin the savepoint of a part, before the first that it writes."""
        if self._is_unmarked:
            self._is_unmarked = False
            self._execute("SAVEPOINT part")

    def _write_late(self) -> None:
        self._mark()
        for sql, rows in self._late.take():
            self._execute_many(sql, rows)

    def rows(
        self, sql: str, params: Params = NO_PARAMS, *, is_planned_anew: bool = False
    ) -> list[Any]:
        """Run one statement; all its rows."""
        del is_planned_anew  # a plan here never depends on values
        self._before(sql)
        return self._rows(sql, params)

    def _rows(self, sql: str, params: Params) -> list[Any]:
        self._deadline = time.monotonic() + STATEMENT_S_MAX
        try:
            return self._connection.execute(sql, params).fetchall()
        except DRIVER_ERRORS as error:
            tell(error, params)

    def encoded_rows(
        self, sql: str, params: Params = NO_PARAMS, *, is_planned_anew: bool = False
    ) -> list[Any]:
        """The same with texts in UTF-8."""
        self._connection.text_factory = bytes
        try:
            return self.rows(sql, params, is_planned_anew=is_planned_anew)
        finally:
            self._connection.text_factory = str

    def row(self, sql: str, params: Params = NO_PARAMS) -> Any:  # noqa: ANN401  # a row
        """Run one statement; its first row, or ``None``."""
        found = self.rows(sql, params)
        return found[0] if found else None

    def portions(self, sql: str, params: Params, *, rows_max: int) -> Iterator[Sequence[Any]]:
        """Hand out rows in portions."""
        self._before(sql)
        cursor = self._connection.cursor()
        try:
            self._deadline = time.monotonic() + STATEMENT_S_MAX
            cursor.execute(sql, params)
            while rows := cursor.fetchmany(rows_max):
                yield rows
                self._deadline = time.monotonic() + STATEMENT_S_MAX
        except DRIVER_ERRORS as error:
            tell(error, params)
        finally:
            cursor.close()  # and with it the look at one moment

    def scope(self, book_id: int) -> None:
        """Nothing: the statements themselves name the book."""

    def begin(self) -> None:
        """Wait for the one place among writers, then start."""
        self._turn.take(LOCK_WAIT_S)
        try:
            self._execute("BEGIN IMMEDIATE")
        except BaseException:
            self._turn.give_back()
            raise

    @property
    def is_in_transaction(self) -> bool:
        """Something was begun and not ended; some failures undo everything by themselves."""
        return self._connection.in_transaction

    def commit(self) -> None:
        """Make it durable."""
        self._write_late()
        self.execute("COMMIT")
        self._turn.give_back()

    def write_back(self) -> None:
        """Bring what is in a long log into the file, while other processes may write.

        SQLite does it within a commit, while all writers wait; so it does if it cannot be done now.
        """
        with suppress(StoreBusy, sqlite3.Error, OSError):
            if self._log.has(LOG_PAGES_SOON):
                self._rows("PRAGMA wal_checkpoint(PASSIVE)", NO_PARAMS)

    def rollback(self) -> None:
        """Undo it, where there is something to undo."""
        self._late.back_to(LateWrites())
        self._soon.clear()
        self._failure = None
        try:
            if self._connection.in_transaction:
                self._execute("ROLLBACK")
        finally:
            self._turn.give_back()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part that is undone alone when it raises."""
        self._run_soon(is_end=False)
        self._raise_failure()
        self._mark()  # of a part around this one
        self._is_unmarked = True
        moment = self._late.moment()
        try:
            yield
            self.settle()
        except BaseException:
            self._undo_part(moment)
            raise
        if self._is_unmarked:
            self._is_unmarked = False
        else:
            self._execute("RELEASE part")

    def _undo_part(self, moment: LateWrites) -> None:
        self._late.back_to(moment)
        self._soon.clear()
        self._failure = None if self._connection.in_transaction else StoreBusy(retry_after_s=1)
        is_marked, self._is_unmarked = not self._is_unmarked, False
        if is_marked and self._connection.in_transaction:
            self._execute("ROLLBACK TO part")
            self._execute("RELEASE part")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Several reads that see one moment."""
        self._execute("BEGIN")
        try:
            yield
        finally:
            self.rollback()

    def try_lead(self) -> bool:
        """Take the place of which there is one: a lock beside the file."""
        if self._lead < 0:
            self._lead = os.open(self._lead_path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lead, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def end_lead(self) -> None:
        """Give it up."""
        fcntl.flock(self._lead, fcntl.LOCK_UN)

    @property
    def is_lost(self) -> bool:
        """Never: it is a file."""
        return False

    def close(self) -> None:
        """Let go of it."""
        self._connection.close()
        self._log.close()
        self._turn.close()
        if self._lead >= 0:
            os.close(self._lead)
            self._lead = -1


class SqliteFile:
    """A database file."""

    def __init__(self, path: Path, mapped_bytes: int) -> None:
        """Name the file, and how much of it each connection maps."""
        self.path = path
        self._mapped_bytes = mapped_bytes

    def connect(self) -> SqliteLink:
        """Open a connection.

        Raises:
            StoreBusy: The file cannot be opened.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            return SqliteLink(self.path, self._mapped_bytes)
        except sqlite3.OperationalError as error:
            tell(error)
        except OSError as error:
            raise StoreBusy(retry_after_s=1) from error


class SqliteBackend(SqliteFile):
    """A database file of which each thread reads on a connection of its own."""

    def __init__(self, path: Path, mapped_bytes: int) -> None:
        """Name the file, and how much of it each of these connections maps."""
        super().__init__(path, mapped_bytes)
        self._writers = SharedCommit(SqliteFile(path, MAPPED_BYTES_WRITING))

    def writing(self, link: Link, book_id: int) -> AbstractContextManager[Link]:
        """Write on the connection all threads share, to share commits and what it remembers."""
        del link, book_id
        return self._writers.part()

    def close(self) -> None:
        """Let go of what threads share."""
        self._writers.close()


def backend(url: str, *, is_alone: bool = False) -> SqliteBackend:
    """Name the file of a URL."""
    return SqliteBackend(file_of(url), MAPPED_BYTES_ALONE if is_alone else MAPPED_BYTES)
