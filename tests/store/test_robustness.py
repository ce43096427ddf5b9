"""What can go wrong with a database is a fact of the domain, and the next request works."""

import gc
import multiprocessing
import os
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from partita.access.grant import operator
from partita.domain.errors import BookExists, FilterInvalid, NumberTaken, StoreBusy, ValuesInvalid
from partita.domain.query import Compare, Form, Member, Op, Query, View
from partita.kit.clock import system_clock
from partita.store import errors_sqlite, postgres, sqlite
from partita.store.engine import Engine
from tests.builders import FrozenClock, OpenBook, make_book, make_customer
from tests.store import raw
from tests.store.samples import add_party, add_persons, person
from tests.threads import in_threads

VIEW = View("customer_contacts", (Member("n", "number", Form.INTEGER),))
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def on_postgres(database_kind: str) -> None:
    if database_kind != "postgresql":
        pytest.skip("only with a server")


@pytest.fixture
def on_sqlite(database_kind: str) -> None:
    if database_kind != "sqlite":
        pytest.skip("only with a file")


def write_one(book: OpenBook, name: str = "Alpha") -> None:
    with book.writing() as ctx:
        make_customer(ctx, name)


def names(book: OpenBook) -> list[str]:
    with book.writing() as ctx:
        return [each.name for each in ctx.unit.parties.select()]


def kill(engine: Engine, url: str) -> None:
    [(pid,)] = raw.link_of(engine).rows("SELECT pg_backend_pid()")
    raw.rows(url, f"SELECT pg_terminate_backend({pid}, 5000)")


@pytest.mark.usefixtures("on_postgres")
def test_a_killed_connection_costs_one_request(
    engine: Engine, book: OpenBook, database_url: str
) -> None:
    write_one(book, "First")
    kill(engine, database_url)
    with pytest.raises(StoreBusy):
        write_one(book, "Lost")
    write_one(book, "Second")
    kill(engine, database_url)
    with pytest.raises(StoreBusy), book.looking() as looking:
        looking.reading.rows(Query(VIEW))
    with book.looking() as looking:
        assert looking.reading.rows(Query(VIEW)) == []
    assert names(book) == ["First", "Second"]


@pytest.mark.usefixtures("on_postgres")
def test_a_connection_killed_inside_a_unit_undoes_it(
    engine: Engine, book: OpenBook, database_url: str
) -> None:
    with pytest.raises(StoreBusy), book.writing() as ctx:
        make_customer(ctx, "Lost")
        kill(engine, database_url)
        with ctx.unit.attempt():
            make_customer(ctx, "Lost, too")
    with pytest.raises(StoreBusy), book.writing() as ctx:
        make_customer(ctx, "Lost at the end")
        kill(engine, database_url)
    assert names(book) == []


@pytest.mark.usefixtures("on_postgres")
def test_a_connection_killed_while_streaming(
    engine: Engine, book: OpenBook, database_url: str
) -> None:
    add_persons(book, *[person(n) for n in range(1, 11)])
    with book.looking() as looking, pytest.raises(StoreBusy):
        for _ in looking.reading.stream(Query(VIEW), rows_max=2):
            kill(engine, database_url)
    with book.looking() as looking:
        assert len(looking.reading.rows(Query(VIEW))) == 10


@pytest.mark.usefixtures("on_postgres")
def test_a_server_that_is_not_there(clock: FrozenClock, tmp_path: Path) -> None:
    engine = Engine(f"postgresql://postgres@/nothing?host={tmp_path}", clock)
    with pytest.raises(StoreBusy):
        engine.ping()


@pytest.mark.usefixtures("on_postgres")
def test_a_thread_that_ends_hangs_up(engine: Engine, database_url: str) -> None:
    thread = threading.Thread(target=engine.ping)
    thread.start()
    thread.join(10)
    del thread
    gc.collect()
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    for _ in range(50):
        if raw.rows(database_url, asked) == [(1,)]:
            break
        time.sleep(0.05)
    assert raw.rows(database_url, asked) == [(1,)]


def test_a_statement_that_takes_too_long_is_stopped(
    engine: Engine, book: OpenBook, database_kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = raw.link_of(engine)
    if database_kind == "sqlite":
        monkeypatch.setattr("partita.store.sqlite.STATEMENT_S_MAX", 0.1)
    else:
        link.execute("SET statement_timeout = 100")
    for _ in range(2):
        with pytest.raises(StoreBusy):
            link.rows(ENDLESS)
        with pytest.raises(StoreBusy):
            list(link.portions(ENDLESS, {}, rows_max=1))
    with pytest.raises(StoreBusy), book.writing() as ctx:
        make_customer(ctx, "Lost")
        with ctx.unit.attempt():
            link.rows(ENDLESS)
    monkeypatch.undo()
    write_one(book, "Kept")
    assert names(book) == ["Kept"]


@pytest.mark.usefixtures("on_sqlite")
def test_a_full_disk_is_told_and_leaves_the_store_usable(engine: Engine, book: OpenBook) -> None:
    link = raw.writing_link_of(engine, book.book_id)
    [(pages,)] = link.rows("PRAGMA page_count")
    link.rows(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreBusy), book.writing() as ctx:
        for number in range(1000):
            make_customer(ctx, f"{number}" * 100)
    link.rows("PRAGMA max_page_count = 1000000")
    write_one(book, "Kept")
    assert names(book) == ["Kept"]


@pytest.mark.usefixtures("on_postgres")
def test_nothing_is_prepared_among_others_that_may_fail(engine: Engine, book: OpenBook) -> None:
    """The server would not prepare it then, and the driver believe so ever after."""
    known = "SELECT count(*) FROM pg_prepared_statements WHERE statement ~ '^SELECT 17'"
    link = raw.link_of(engine)
    link.scope(book.book_id)
    for _ in range(5):
        link.start("SELECT 17", {})
        link.rows("SELECT 170")
    assert link.row(known)[0] == 0
    for _ in range(5):
        link.rows("SELECT 171")
    assert link.row(known)[0] == 1


@pytest.mark.usefixtures("on_sqlite")
def test_nothing_is_written_on_after_a_full_disk_undid_all(engine: Engine, book: OpenBook) -> None:
    link = raw.writing_link_of(engine, book.book_id)
    [(pages,)] = link.rows("PRAGMA page_count")
    with pytest.raises(StoreBusy), book.writing() as ctx:
        make_customer(ctx, "Before")
        link.rows(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreBusy), ctx.unit.attempt():
            for number in range(1000):
                make_customer(ctx, f"{number}" * 100)
        link.rows("PRAGMA max_page_count = 1000000")
        with pytest.raises(StoreBusy), ctx.unit.attempt():
            make_customer(ctx, "After")
        with pytest.raises(StoreBusy):
            ctx.unit.take_numbers("contact")
    write_one(book, "Kept")
    assert names(book) == ["Kept"]


@pytest.mark.usefixtures("on_sqlite")
def test_what_waited_and_failed_undoes_its_part_whoever_caught_it(book: OpenBook) -> None:
    add_persons(book, person(1))
    with pytest.raises(NumberTaken), book.writing() as ctx:
        ctx.unit.contacts.insert(person(1, serial=9))
        with suppress(NumberTaken), ctx.unit.attempt():
            make_customer(ctx, "Another part")
        make_customer(ctx, "The same part")
    write_one(book, "Kept")
    assert "The same part" not in names(book)


@pytest.mark.usefixtures("on_sqlite")
def test_one_statement_alone_needs_no_savepoint(engine: Engine, book: OpenBook) -> None:
    said: list[str] = []
    add_party(book)
    link = raw.writing_link_of(engine, book.book_id)
    with book.writing() as ctx:
        ctx.unit.take_numbers("contact")
        link._connection.set_trace_callback(lambda sql: said.append(sql.split()[0]))
        with ctx.unit.attempt():
            assert not ctx.unit.contacts.has(number=1)
            ctx.unit.contacts.insert(person(1))
        assert said == ["SELECT", "INSERT"]
        said.clear()
        with ctx.unit.attempt():
            ctx.unit.contacts.insert(person(2))
            ctx.unit.contacts.put(person(2, title="Mr"), was=person(2))
        assert said == ["SAVEPOINT", "INSERT", "UPDATE", "RELEASE"]
        link._connection.set_trace_callback(None)


@pytest.mark.usefixtures("on_sqlite")
def test_a_failed_commit_frees_the_turn(
    engine: Engine, book: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = raw.writing_link_of(engine, book.book_id)
    execute = link.execute

    def fail(sql: str, *more: object) -> int:
        if sql == "COMMIT":
            raise StoreBusy(retry_after_s=1)
        done: int = execute(sql, *more)
        return done

    monkeypatch.setattr(link, "execute", fail)
    with pytest.raises(StoreBusy):
        write_one(book, "Lost")
    monkeypatch.undo()
    in_threads(engine, lambda: write_one(book, "Kept"))
    assert names(book) == ["Kept"]


@pytest.mark.usefixtures("on_sqlite")
def test_a_foreign_writer_is_waited_for_and_told(
    engine: Engine, book: OpenBook, database_url: str
) -> None:
    link = raw.writing_link_of(engine, book.book_id)
    link.rows("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy):
        write_one(book)
    with book.looking() as looking:
        assert looking.reading.rows(Query(VIEW)) == []
    other.execute("ROLLBACK")
    other.close()
    write_one(book)


@pytest.mark.usefixtures("on_sqlite")
def test_a_path_that_cannot_be_opened(clock: FrozenClock, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a directory")
    (tmp_path / "text.db").write_text("not a database, but long enough to look at" * 100)
    with pytest.raises(StoreBusy):
        Engine(f"sqlite:///{tmp_path / 'file' / 'x.db'}", clock).ping()
    with pytest.raises(sqlite3.DatabaseError):
        Engine(f"sqlite:///{tmp_path / 'text.db'}", clock).ping()


def test_a_url_of_no_database_is_refused(clock: FrozenClock) -> None:
    for url in ("mysql://x", "partita.db", ""):
        with pytest.raises(ValueError, match="use sqlite"):
            Engine(url, clock)


def test_a_mistake_of_ours_stays_an_error_of_the_driver(engine: Engine) -> None:
    with pytest.raises((sqlite3.Error, psycopg.Error)):
        raw.link_of(engine).rows("SELECT nonsense FROM nowhere")


def test_errors_of_drivers_by_their_meaning() -> None:
    for error, meaning in (
        (OverflowError(), ValuesInvalid),
        (sqlite3.OperationalError("too many SQL variables"), FilterInvalid),
    ):
        with pytest.raises(meaning):
            errors_sqlite.tell(error)
    for mistake in (psycopg.errors.StatementTooComplex(), psycopg.errors.TooManyArguments()):
        with pytest.raises(FilterInvalid):
            postgres.tell(mistake)
    for gone in (psycopg.InterfaceError(), psycopg.errors.DeadlockDetected()):
        with pytest.raises(StoreBusy):
            postgres.tell(gone)
    with pytest.raises(NumberTaken):
        postgres.tell(psycopg.errors.UniqueViolation())
    with pytest.raises(psycopg.errors.UndefinedColumn):
        postgres.tell(psycopg.errors.UndefinedColumn())


def test_a_forked_process_opens_a_connection_of_its_own(engine: Engine, book: OpenBook) -> None:
    write_one(book)
    before = raw.link_of(engine)
    pid = os.fork()
    if pid == 0:
        try:
            is_own = raw.link_of(engine) is not before
            engine.ping()
            engine.close()
            os._exit(0 if is_own else 1)
        except BaseException:  # noqa: BLE001  # nothing may leave the child
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    write_one(book)
    assert raw.link_of(engine) is before


def _write_many(url: str, book_id: int, slug: str, count: int) -> None:
    engine = Engine(url, system_clock)
    book = OpenBook(engine, system_clock, slug, operator(book_id))

    def write() -> None:
        for _ in range(count):
            write_one(book)

    in_threads(engine, *[write] * 3)


def test_processes_and_threads_write_side_by_side(
    engine: Engine, book: OpenBook, database_url: str
) -> None:
    del engine
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=_write_many, args=(database_url, book.book_id, book.slug, 10))
        for _ in range(2)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert raw.positions(database_url, book.book_id) == list(range(1, 2 * 3 * 10 * 2 + 2))


def test_integers_beyond_64_bits_never_reach_a_driver(book: OpenBook) -> None:
    with book.looking() as looking:
        for value in (2**63, -(2**63) - 1, 10**400):
            item = Compare("number", Op.EQ, value)
            assert looking.reading.rows(Query(VIEW, item)) == []
            item = Compare("number", Op.IN, (value, 1))
            assert looking.reading.rows(Query(VIEW, item)) == []


def test_a_book_made_by_two_at_once(engine: Engine, clock: FrozenClock) -> None:
    start = threading.Barrier(3)

    def make() -> str:
        start.wait(10)
        try:
            return make_book(engine, clock, "same").slug
        except BookExists:
            return "exists"

    assert sorted(in_threads(engine, *[make] * 3)) == ["exists", "exists", "same"]


def test_reads_inside_a_snapshot_see_one_moment(engine: Engine, book: OpenBook) -> None:
    link = raw.link_of(engine)
    link.scope(book.book_id)
    asked = "SELECT count(*) FROM party"
    with link.snapshot():
        assert link.rows(asked)[0][0] == 0
        in_threads(engine, lambda: write_one(book))
        assert link.rows(asked)[0][0] == 0
    assert link.rows(asked)[0][0] == 1


def test_a_file_that_many_open_first(tmp_path: Path) -> None:
    """SQLite refuses, without waiting, one of two that begin to write ahead in a new file."""
    for each in range(100):
        start = threading.Barrier(4)

        def connect(path: Path, start: threading.Barrier = start) -> sqlite.SqliteLink:
            start.wait(10)
            return sqlite.SqliteLink(path)

        with ThreadPoolExecutor(max_workers=4) as pool:
            opened = [pool.submit(connect, tmp_path / f"{each}.db") for _ in range(4)]
        for link in opened:
            assert link.result().row("PRAGMA journal_mode") == ("wal",)
            link.result().close()


def test_what_looks_like_a_name_between_quotes_is_none(tmp_path: Path) -> None:
    """Statements with many names are run with places instead."""
    link = sqlite.SqliteLink(tmp_path / "names.db")
    names = ("a", "b", "c", "d", "e", "f")
    values = {name: name.upper() for name in reversed(names)}
    link.execute("CREATE TABLE t (a, b, c, d, e, f, g)")
    link.execute("INSERT INTO t VALUES (:a, :b, :c, :d, :e, :f, 'at :a')", values)
    link.execute("INSERT INTO t VALUES (:b, :a, :c, :d, :e, :f, :b)", values)
    assert link.rows("SELECT * FROM t") == [
        ("A", "B", "C", "D", "E", "F", "at :a"),
        ("B", "A", "C", "D", "E", "F", "B"),
    ]
    link.close()


@pytest.mark.parametrize(("is_alone", "mapped_bytes"), [(True, 1 << 27), (False, 1 << 30)])
def test_a_command_alone_maps_less_of_a_file(
    tmp_path: Path, *, is_alone: bool, mapped_bytes: int
) -> None:
    engine = Engine(f"sqlite:///{tmp_path / 'mapped.db'}", system_clock, is_alone=is_alone)
    try:
        assert raw.link_of(engine).row("PRAGMA mmap_size") == (mapped_bytes,)
    finally:
        engine.close()
