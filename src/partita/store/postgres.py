"""PostgreSQL: the database for servers, and by way of Citus for many."""

import os
import select
import socket
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any, Final, NoReturn, cast

import psycopg
import sqlalchemy as sa
from psycopg import errors
from psycopg.pq import TransactionStatus
from psycopg.types.array import ListBinaryDumper
from psycopg.types.numeric import Int8BinaryDumper, Int8Dumper
from psycopg.types.string import ByteaBinaryLoader
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from partita.domain.errors import FilterInvalid, NumberTaken, PartitaError, StoreBusy
from partita.kit.text import SIMPLE_LOWER, SIMPLE_UPPER
from partita.store.capabilities import (
    Capabilities,
    Expression,
    JsonMember,
    JsonText,
    NamedText,
    Names,
)
from partita.store.driver import (
    LOCK_WAIT_S,
    NO_PARAMS,
    STATEMENT_S_MAX,
    Link,
    Params,
    raise_meant,
)
from partita.store.row_security import APP_ROLE, OPEN_SCHEMA
from partita.store.schema import key_column, metadata
from partita.store.shared_commit import SharedCommit
from partita.store.values import out_of_range, refused

for _index in (index for table in metadata.tables.values() for index in table.indexes):
    _index.dialect_options["postgresql"]["where"] = _index.dialect_options["sqlite"]["where"]

_OPTIONS: Final = (
    f"-c statement_timeout={int(STATEMENT_S_MAX * 1000)} -c lock_timeout={int(LOCK_WAIT_S * 1000)} "
    "-c idle_in_transaction_session_timeout=60000 -c timezone=UTC -c jit=off"
)
_NO_BOOK: Final = -1
_LEAD: Final = 7_265_775
_SEND_BYTES: Final = 1_000_000


def _text(value: str) -> sa.ColumnClause[str]:
    return sa.literal_column("'" + value.replace("'", "''") + "'", sa.Text())


def _join_texts(pattern: str, parts: list[Expression]) -> Expression:
    return sa.func.format(_text(pattern), *parts)


def _joined_items(item: Expression, order: Expression) -> Expression:
    return sa.func.string_agg(item, postgresql.aggregate_order_by(_text(","), order))


@compiles(JsonMember, "postgresql")
def _json_member(element: JsonMember, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    column = compiler.process(element.clauses, **more)
    return f"(({column})::json ->> '{element.name_in_json}')::bigint"


@compiles(JsonText, "postgresql")
def _json_text(element: JsonText, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    column = compiler.process(element.clauses, **more)
    return f"(({column})::json ->> '{element.name_in_json}') COLLATE \"C\""


@compiles(NamedText, "postgresql")
def _named_text(element: NamedText, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    """As the index on it has it: letters that become two for searching leave some of the address.

    Marks that are left out of the text may make it shorter than the address alone.
    """
    text, mail = (compiler.process(each, **more) for each in element.clauses)
    cut = f"substr({text}, 1, abs(length({text}) - length({mail}) - 1))"
    return f"CASE WHEN ({mail} IS NOT NULL AND {mail} != '') THEN {cut} ELSE {text} END"


def _bind_list(values: list[Any]) -> list[Any]:
    """A list of one type: whole numbers beside fractions are written as fractions."""
    has_fraction = any(isinstance(each, float) for each in values)
    if not has_fraction:
        return values
    return [None if each is None else float(each) for each in values]


def _each_of(values: Expression) -> sa.FromClause:
    listed = sa.cast(values, postgresql.ARRAY(sa.BigInteger))
    return sa.func.unnest(listed).table_valued("value").render_derived()


def _insert_columns(table: sa.Table, alike: Names, different: Names) -> sa.Insert:
    lists = [
        sa.cast(sa.bindparam(name), postgresql.ARRAY(table.c[name].type)) for name in different
    ]
    rows = sa.func.unnest(*lists).table_valued(*different).render_derived()
    values: dict[str, Any] = {
        name: sa.cast(sa.bindparam(name), table.c[name].type) for name in alike
    }
    values |= {name: rows.c[name] for name in different}
    return sa.insert(table).from_select(list(values), sa.select(*values.values()).select_from(rows))


CAPABILITIES: Final = Capabilities(
    insert=postgresql.insert,
    dialect=postgresql.dialect(paramstyle="pyformat"),  # type: ignore[no-untyped-call]
    json_text=lambda column: sa.cast(sa.func.to_json(column), sa.Text),
    json_number=lambda column: sa.cast(column, sa.Text),
    json_object=None,
    join_texts=_join_texts,
    has_printf=False,
    lower=lambda column: sa.func.translate(column, _text(SIMPLE_UPPER), _text(SIMPLE_LOWER)),
    hex_digits=lambda column: sa.func.lpad(
        sa.func.to_hex(column), sa.literal_column("16"), _text("0")
    ),
    joined_items=_joined_items,
    keeps_order=False,
    any_of=lambda column, values: column == sa.any_(values),
    each_of=_each_of,
    bind_list=_bind_list,
    truth=bool,
    has_search_table=False,
    has_row_security=True,
    open_schema=OPEN_SCHEMA,
    has_one_writer=False,
    plans_by_value=True,
    sorts_nulls_first=False,
    insert_columns=_insert_columns,
)


_DUMPERS: Final = ((list, ListBinaryDumper), (int, Int8BinaryDumper), (int, Int8Dumper))
"""Whole numbers are sent as `BIGINT`, and lists as bytes, which takes a fifth of the time."""


class PostgresLink:
    """A connection to a server; one thread's own."""

    def __init__(self, url: str) -> None:
        """Connect.

        Raises:
            StoreBusy: The server is not there.
        """
        try:
            self._connection = psycopg.connect(
                url,
                autocommit=True,
                options=_OPTIONS,
                connect_timeout=5,
                prepare_threshold=2,
                client_encoding="utf8",
            )
        except psycopg.OperationalError as error:
            raise StoreBusy(retry_after_s=1) from error
        self._connection.prepared_max = 500
        for kind, dumper in _DUMPERS:
            self._connection.adapters.register_dumper(kind, dumper)
        self._pipeline: AbstractContextManager[object] | None = None
        self._sent: list[tuple[psycopg.Cursor[Any], Params]] = []
        self._has_room = False
        self._scope = _NO_BOOK
        self._is_left = False
        self._become_app()

    def __del__(self) -> None:
        """Hang up when the thread is gone."""
        if connection := getattr(self, "_connection", None):
            connection.close()

    def _become_app(self) -> None:
        """Give up rights that pass by row-level security."""
        member = (
            "SELECT rolname FROM pg_roles WHERE rolname = %(role)s AND pg_has_role(oid, 'MEMBER')"
        )
        if self.row(member, {"role": APP_ROLE}) is not None:
            self.execute(f"SET ROLE {APP_ROLE}")

    def _run(
        self, sql: str, params: Params, *, is_prepared: bool | None = None
    ) -> psycopg.Cursor[Any]:
        """Run one statement, after those that were sent and with the same wait.

        None is prepared among others: when one before it fails the server does not prepare it, but
        the driver believes so ever after.
        """
        is_prepared = is_prepared if self._pipeline is None else False
        try:
            cursor = self._connection.execute(sql, params, prepare=is_prepared)
        except _DRIVER_ERRORS as error:
            self._fail(error, params)
        if self._pipeline is not None:
            self._sent.append((cursor, params))
            self.settle()
        return cursor

    def _fail(self, error: Exception, params: Params) -> NoReturn:
        """Tell what went wrong with a statement, or with one that was sent before."""
        params = next((each for cursor, each in self._sent if cursor.pgresult is None), params)
        self._forget()
        tell(error, params)

    def _forget(self) -> None:
        """Wait for what was sent, however it ends."""
        with suppress(PartitaError, *_DRIVER_ERRORS):
            self.settle()

    def execute(self, sql: str, params: Params = NO_PARAMS) -> int:
        """Run one statement; how many rows it touched."""
        return self._run(sql, params).rowcount

    def execute_many(self, sql: str, rows: list[Params] | list[tuple[Any, ...]]) -> None:
        """Run one statement for many rows."""
        self.settle()
        try:
            with self._connection.cursor() as cursor:
                cursor.executemany(sql, rows)
        except _DRIVER_ERRORS as error:
            tell(error)

    def execute_soon(self, sql: str, params: Params) -> None:
        """Send it with what the server works on already; else at once, which costs less to run."""
        if self._pipeline is None:
            self._run(sql, params)
        else:
            self.start(sql, params)

    def start(self, sql: str, params: Params) -> None:
        """Send a statement, and go on while the server works on it."""
        if self._pipeline is None:
            self._make_room()
            self._pipeline = self._connection.pipeline()
            self._pipeline.__enter__()
        try:
            cursor = self._connection.execute(sql, params, prepare=False)  # as in `_run`
            self._sent.append((cursor, params))
            self._push()
        except _DRIVER_ERRORS as error:
            self._fail(error, params)

    def _make_room(self) -> None:
        """Let the system take what the server does not read before it is done with something else.

        It takes as much of it as it allows; 200 kB else, where columns have twice that.
        """
        if not self._has_room:
            with socket.socket(fileno=os.dup(self._connection.fileno())) as own:
                own.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BYTES)
            self._has_room = True

    def _push(self) -> None:
        """Make sure that all of it is on its way: the driver keeps what goes into no buffer."""
        server = self._connection.pgconn
        while server.flush():
            room = select.poll()
            room.register(server.socket, select.POLLOUT)
            room.poll()

    def settle(self) -> None:
        """Wait for what was sent."""
        if self._pipeline is None:
            return
        pipeline, self._pipeline = self._pipeline, None
        sent, self._sent = self._sent, []
        try:
            pipeline.__exit__(None, None, None)
        except _DRIVER_ERRORS as error:
            failed = (params for cursor, params in sent if cursor.pgresult is None)
            tell(error, next(failed, NO_PARAMS))

    def execute_late(
        self, table: str, sql: str, rows: list[Params] | list[tuple[Any, ...]]
    ) -> None:
        """At once: nothing is won by waiting."""
        del table
        self.execute_many(sql, rows)

    def take_numbers(self, take: str, raised: str, row: Params) -> int:
        """Move a counter at once."""
        del raised
        return int(self.row(take, row)[0])

    def rows(
        self, sql: str, params: Params = NO_PARAMS, *, is_planned_anew: bool = False
    ) -> list[Any]:
        """Run one statement; all its rows."""
        return self._run(sql, params, is_prepared=False if is_planned_anew else None).fetchall()

    def encoded_rows(
        self, sql: str, params: Params = NO_PARAMS, *, is_planned_anew: bool = False
    ) -> list[Any]:
        """The same with texts in UTF-8, as the server sends them."""
        self.settle()
        is_prepared = False if is_planned_anew else None
        try:
            with self._connection.cursor(binary=True) as cursor:
                cursor.adapters.register_loader("text", ByteaBinaryLoader)
                return cursor.execute(sql, params, prepare=is_prepared).fetchall()
        except _DRIVER_ERRORS as error:
            tell(error, params)

    def row(self, sql: str, params: Params = NO_PARAMS) -> Any:  # noqa: ANN401  # a row
        """Run one statement; its first row, or ``None``."""
        return self._run(sql, params).fetchone()

    def portions(self, sql: str, params: Params, *, rows_max: int) -> Iterator[Sequence[Any]]:
        """Hand out rows in portions, from a cursor of the server."""
        self.settle()
        try:
            with self._connection.transaction(), self._connection.cursor(name="portions") as cursor:
                cursor.execute(sql, params)
                while rows := cursor.fetchmany(rows_max):
                    yield rows
        except _DRIVER_ERRORS as error:
            tell(error)

    def scope(self, book_id: int) -> None:
        """Let row-level security show one book."""
        if self._scope != book_id:
            self.execute(
                "SELECT set_config('partita.book', %(book)s, false)", {"book": str(book_id)}
            )
            self._scope = book_id

    def begin(self) -> None:
        """Start a writing transaction."""
        self.execute("BEGIN")

    def commit(self) -> None:
        """Make it durable."""
        self.execute("COMMIT")

    def rollback(self) -> None:
        """Undo it; a lost connection has undone it already."""
        self._forget()
        if not self._connection.closed:
            self.execute("ROLLBACK")

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part that is undone alone when it raises."""
        self.execute("SAVEPOINT part")
        try:
            yield
            self.settle()
        except BaseException:
            self._forget()
            if self.is_in_transaction:
                self.execute("ROLLBACK TO SAVEPOINT part")
                self.execute("RELEASE SAVEPOINT part")
            raise
        self.execute("RELEASE SAVEPOINT part")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Several reads that see one moment."""
        self.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            self.rollback()

    def try_lead(self) -> bool:
        """Take the place of which there is one: an advisory lock of this session."""
        return bool(self.row("SELECT pg_try_advisory_lock(%(key)s)", {"key": _LEAD})[0])

    def end_lead(self) -> None:
        """Give it up."""
        self.row("SELECT pg_advisory_unlock(%(key)s)", {"key": _LEAD})

    @property
    def is_in_transaction(self) -> bool:
        """Something was begun and not ended."""
        status = self._connection.info.transaction_status
        return status not in (TransactionStatus.IDLE, TransactionStatus.UNKNOWN)

    @property
    def is_lost(self) -> bool:
        """The server hung up, or others still write on it."""
        return self._is_left or self._connection.closed

    def write_back(self) -> None:
        """Nothing: the server does it beside its work."""

    def leave(self) -> None:
        """Leave it to others who still write on it; they end it."""
        self._is_left = True

    def close(self) -> None:
        """Let go of it."""
        self._connection.close()


_DRIVER_ERRORS: Final = (psycopg.Error, UnicodeEncodeError)


def tell(error: Exception, params: Params = NO_PARAMS) -> NoReturn:
    """Raise what an error of the driver means; itself when only a mistake of ours explains it."""
    raise_meant(error, _meaning(error, params))


def _meaning(error: Exception, params: Params) -> PartitaError | None:
    match error:
        case errors.StatementTooComplex() | errors.TooManyArguments():
            return FilterInvalid(message="The filter is too long.", name=None)
        case psycopg.OperationalError() | psycopg.InterfaceError():
            return StoreBusy(retry_after_s=1)
        case errors.UniqueViolation():
            # Row-level security hides the values; the name of the key says which they were.
            column = key_column(error.diag.constraint_name or "")
            number = params.get(column)
            is_one = not isinstance(number, list)
            return NumberTaken(kind=error.diag.table_name, number=number if is_one else None)
        case errors.NumericValueOutOfRange():
            return out_of_range("value")
        case psycopg.DataError() | UnicodeEncodeError():
            return refused("value", "characters")
        case _:
            return None


class PostgresBackend:
    """A database on a server."""

    def __init__(self, url: str) -> None:
        """Name the server and database."""
        self.url = url
        self._writers: defaultdict[int, SharedCommit] = defaultdict(lambda: SharedCommit(self))

    def connect(self) -> PostgresLink:
        """Open a connection for the calling thread."""
        return PostgresLink(self.url)

    @contextmanager
    def writing(self, link: Link, book_id: int) -> Iterator[Link]:
        """Write on the connection of whoever began the transaction that writers of a book share."""
        own = cast("PostgresLink", link)  # `connect` opens no others
        try:
            with self._writers[book_id].part(own) as shared:
                yield shared
        finally:
            if own.is_in_transaction:  # who joined did not end in time
                own.leave()

    def close(self) -> None:
        """Nothing: threads share nothing."""
