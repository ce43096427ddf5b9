"""Writers of one process share commits, and are told when these are durable."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from partita.domain.errors import NumberTaken, PartitaError, StoreBusy
from partita.store import postgres, shared_commit, sqlite
from partita.store.engine import Engine
from partita.store.shared_commit import End, SharedCommit, Turns
from partita.usecases.context import Context
from tests.builders import OpenBook, make_customer
from tests.store import raw

WAIT_S_MAX = 20


@dataclass
class Row:
    """Writers that wait in a row while somebody holds the turn."""

    engine: Engine
    book: OpenBook
    pool: ThreadPoolExecutor
    commits: list[int] = field(default_factory=list)

    def join(self, *jobs: Callable[[Context], object]) -> list["Future[object]"]:
        """Let writers queue, one after the other, in this order."""
        return [self._queued(job) for job in jobs]

    def _queued(self, job: Callable[[Context], object]) -> "Future[object]":
        before = self._waiting()
        future = self.pool.submit(self._write, job)
        until(lambda: self._waiting() > before)
        return future

    def _waiting(self) -> int:
        return len(self.shared()._turns._waiting)

    def shared(self) -> SharedCommit:
        """What the writers share."""
        backend = self.engine._backend
        if isinstance(backend, sqlite.SqliteBackend):
            return backend._writers
        assert isinstance(backend, postgres.PostgresBackend)
        return backend._writers[self.book.book_id]

    def _write(self, job: Callable[[Context], object]) -> object:
        try:
            with self.book.writing() as ctx:
                return job(ctx)
        finally:
            self.engine.close()

    def names(self) -> list[str]:
        """Who is there, as another connection sees it."""
        return self.pool.submit(self._names).result(WAIT_S_MAX)

    def _names(self) -> list[str]:
        try:
            with self.book.looking():
                rows = self.engine._link().rows("SELECT name FROM party ORDER BY id")
        finally:
            self.engine.close()
        return [row[0] for row in rows]


def link_class(engine: Engine) -> type[Any]:
    return type(raw.link_of(engine))


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S_MAX
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.002)


@pytest.fixture
def row(engine: Engine, book: OpenBook, monkeypatch: pytest.MonkeyPatch) -> Iterator[Row]:
    monkeypatch.setattr(shared_commit, "JOINING_S_MAX", WAIT_S_MAX)
    kind = link_class(engine)
    commit = kind.commit
    with ThreadPoolExecutor(max_workers=12) as pool:
        made = Row(engine, book, pool)

        def counted(link: Any) -> None:  # noqa: ANN401  # a link of either kind
            made.commits.append(1)
            commit(link)

        monkeypatch.setattr(kind, "commit", counted)
        yield made


def named(name: str) -> Callable[[Context], object]:
    return lambda ctx: make_customer(ctx, name)


def refused(ctx: Context) -> None:
    make_customer(ctx, "Never")
    make_customer(ctx, "Never, too", number=1)


def results(futures: list["Future[object]"]) -> list[type[Exception] | None]:
    wait(futures, WAIT_S_MAX)
    errors = [future.exception(0) for future in futures]
    assert all(error is None or isinstance(error, Exception) for error in errors)
    return [type(error) if isinstance(error, Exception) else None for error in errors]


def test_who_waits_shares_one_commit(row: Row, database_url: str) -> None:
    with row.book.writing() as ctx:
        make_customer(ctx, "First")
        others = row.join(*[named(f"Other {n}") for n in range(8)])
        assert row.names() == [], "nobody sees what is not durable"
    assert results(others) == [None] * 8
    assert len(row.commits) == 1
    assert row.names() == ["First", *[f"Other {n}" for n in range(8)]]
    positions = raw.positions(database_url, row.book.book_id)
    assert positions == list(range(1, len(positions) + 1))


def test_nobody_is_told_before_it_is_durable(row: Row) -> None:
    first, last = threading.Event(), threading.Event()

    def slow(ctx: Context) -> None:
        make_customer(ctx, "Last")
        first.set()
        assert last.wait(WAIT_S_MAX)

    def hold() -> None:
        with row.book.writing() as ctx:
            make_customer(ctx, "First")
            futures.extend(row.join(named("Middle"), refused, slow))

    holders, futures = list[Future[object]](), list[Future[object]]()
    try:
        holders.append(row.pool.submit(hold))
        assert first.wait(WAIT_S_MAX)
        time.sleep(0.05)
        assert not any(each.done() for each in (*holders, *futures))
        assert row.names() == []
    finally:
        last.set()
    assert results([*holders, *futures]) == [None, None, NumberTaken, None]
    assert row.names() == ["First", "Middle", "Last"]


def test_who_is_refused_is_undone_alone(row: Row, database_url: str) -> None:
    with row.book.writing() as ctx:
        make_customer(ctx, "First")
        others = row.join(refused, named("Third"), refused, named("Fifth"))
    assert results(others) == [NumberTaken, None, NumberTaken, None]
    assert len(row.commits) == 1
    assert row.names() == ["First", "Third", "Fifth"]
    with row.book.writing() as ctx:
        assert [each.number for each in ctx.unit.customers.select()] == [1, 2, 3]
    for table in ("change", "audit"):
        assert raw.positions(database_url, row.book.book_id, table) == list(range(1, 8))


def test_when_the_first_is_refused_the_others_write_without_it(row: Row) -> None:
    with pytest.raises(ZeroDivisionError), row.book.writing() as ctx:
        make_customer(ctx, "Undone")
        others = row.join(named("Second"), named("Third"))
        raise ZeroDivisionError
    assert results(others) == [None, None]
    assert row.names() == ["Second", "Third"]


def test_a_commit_that_fails_is_told_to_all(row: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also to those who were refused: the reason they were refused for is gone."""

    def fail(_: object) -> None:
        raise StoreBusy(retry_after_s=1)

    with monkeypatch.context() as patch:
        patch.setattr(link_class(row.engine), "commit", fail)
        with pytest.raises(StoreBusy), row.book.writing() as ctx:
            make_customer(ctx, "Lost", number=1)
            others = row.join(named("Lost, too"), refused)
        assert results(others) == [StoreBusy, StoreBusy]
    assert row.names() == []
    with row.book.writing() as ctx:
        assert make_customer(ctx, "Kept", number=1).party.id == 1


def test_what_is_done_between_transactions_keeps_nobody_of_them_waiting(
    row: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = link_class(row.engine)
    write_back, others = kind.write_back, list[Future[object]]()

    def watched(link: Any) -> None:  # noqa: ANN401  # a link of either kind
        told = wait(others[:1], WAIT_S_MAX / 4)
        assert told.done, "who shared the commit was told before"
        assert not others[2].done(), "who comes next waits"
        others.clear()
        monkeypatch.undo()
        write_back(link)

    with row.book.writing() as ctx:
        monkeypatch.setattr(shared_commit, "PARTS_MAX", 3)
        monkeypatch.setattr(kind, "write_back", watched)
        make_customer(ctx, "First")
        others.extend(row.join(named("Second"), named("Third"), named("Fourth")))
        all_of_them = list(others)
    assert results(all_of_them) == [None] * 3
    assert others == []
    assert row.names() == ["First", "Second", "Third", "Fourth"]


@pytest.mark.parametrize("has_raised", [True, False])
def test_a_transaction_that_is_gone_is_told_to_all(row: Row, *, has_raised: bool) -> None:
    """A full disk, say, undoes everything by itself."""

    def lose(ctx: Context) -> None:
        make_customer(ctx, "Losing")
        shared = row.shared()._shared
        assert shared is not None
        shared.link.execute("ROLLBACK")
        if has_raised:
            raise StoreBusy(retry_after_s=1)
        raise NumberTaken(kind="party", number=1)

    with pytest.raises(StoreBusy), row.book.writing() as ctx:
        make_customer(ctx, "Lost")
        others = row.join(named("Lost, too"), lose, named("Kept"))
    assert results(others) == [StoreBusy, StoreBusy, None]
    assert row.names() == ["Kept"]


def test_a_transaction_takes_so_many_and_no_more(row: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_commit, "PARTS_MAX", 3)
    with row.book.writing() as ctx:
        make_customer(ctx, "0")
        others = row.join(*[named(f"{n}") for n in range(1, 8)])
    assert results(others) == [None] * 7
    assert len(row.commits) == 3
    assert row.names() == [f"{n}" for n in range(8)]


def test_a_transaction_is_open_for_a_while_only(row: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_commit, "JOINING_S_MAX", 0)
    with row.book.writing() as ctx:
        make_customer(ctx, "First")
        others = row.join(named("Second"), named("Third"))
    assert results(others) == [None, None]
    assert len(row.commits) == 3


def test_who_waits_too_long_leaves_the_others_alone(
    row: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    with row.book.writing() as ctx:
        make_customer(ctx, "First")
        with monkeypatch.context() as patch:
            patch.setattr(shared_commit, "LOCK_WAIT_S", 0.05)
            [late] = row.join(named("Late"))
        others = row.join(named("Second"))
        assert results([late]) == [StoreBusy]
    assert results(others) == [None]
    assert row.names() == ["First", "Second"]


def test_who_waits_too_long_for_the_end_writes_elsewhere(
    row: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_begun, may_end = threading.Event(), threading.Event()

    def slow(ctx: Context) -> None:
        make_customer(ctx, "Slow")
        is_begun.set()
        assert may_end.wait(WAIT_S_MAX)

    with monkeypatch.context() as patch:
        patch.setattr(shared_commit, "END_WAIT_S", 0.05)
        with pytest.raises(StoreBusy), row.book.writing() as ctx:
            make_customer(ctx, "Impatient")
            others = row.join(slow)
    assert is_begun.wait(WAIT_S_MAX)
    seen = raw.link_of(row.engine).row("SELECT count(*) FROM party")[0]
    assert seen == 0, "this thread has left its connection to who writes on it"
    may_end.set()
    assert results(others) == [None]
    with row.book.writing() as ctx:
        make_customer(ctx, "Patient")
    assert row.names() == ["Impatient", "Slow", "Patient"]


def test_two_processes_take_turns(row: Row, database_url: str) -> None:
    other = Engine(database_url, row.book.clock)
    theirs = OpenBook(other, row.book.clock, row.book.slug, row.book.actor)

    def write(book: OpenBook, name: str) -> object:
        for number in range(20):
            with book.writing() as ctx:
                make_customer(ctx, f"{name} {number}")
        return None

    jobs = [(row.book, "a"), (theirs, "b"), (row.book, "c"), (theirs, "d")]
    futures = [row.pool.submit(write, *job) for job in jobs]
    assert results(futures) == [None] * 4
    assert len(row.names()) == 80
    positions = raw.positions(database_url, row.book.book_id)
    assert positions == list(range(1, len(positions) + 1))
    other.close()


@contextmanager
def ended(*threads: threading.Thread) -> Iterator[None]:
    try:
        yield
    finally:
        for each in threads:
            each.join(WAIT_S_MAX)
            assert not each.is_alive()


def test_turns_go_to_who_waits_longest() -> None:
    turns, order = Turns(), list[int]()
    turns.take(0)
    assert not turns.pass_on()

    def come(number: int) -> None:
        turns.take(WAIT_S_MAX)
        order.append(number)
        turns.give_back()

    threads = [threading.Thread(target=come, args=(number,)) for number in range(5)]
    with ended(*threads):
        for waiting, each in enumerate(threads):
            each.start()
            until(lambda expected=waiting + 1: len(turns._waiting) == expected)  # type: ignore[misc]
        with pytest.raises(PartitaError):
            turns.take(0)
        assert turns.pass_on()
    assert order == list(range(5))
    turns.take(0)


def test_the_end_is_told_from_one_to_the_next_past_those_who_gave_up() -> None:
    end = End()
    places = [end.place() for _ in range(4)]
    assert not end.wait(places[0], 0)
    assert not end.wait(places[2], 0)
    with ThreadPoolExecutor(2) as pool:
        heard = [pool.submit(end.wait, place, WAIT_S_MAX) for place in (places[1], places[3])]
        assert not wait(heard, timeout=0.01).done, "the end has not come"
        end.come()
        assert [each.result(WAIT_S_MAX) for each in heard] == [True, True]


def test_who_is_called_while_they_give_up_tells_the_next() -> None:
    end = End()
    late, next_one = end.place(), end.place()
    end.come()
    assert end.wait(next_one, 0) is True, "it has come, whoever was told"
    end.leave(late)
    assert late.acquire(blocking=False), "the first was called"
