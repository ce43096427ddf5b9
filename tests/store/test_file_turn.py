"""One process of many has the turn; who gives up waiting leaves nothing behind."""

import errno
import fcntl
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from partita.domain.errors import StoreBusy
from partita.store.file_turn import FileTurn

WAIT_S_MAX = 20
SOON_S = 0.05

Open = Callable[[], FileTurn]


@pytest.fixture
def open_turn(tmp_path: Path) -> Iterator[Open]:
    """Opens the file as a process of its own would."""
    opened: list[FileTurn] = []

    def opening() -> FileTurn:
        opened.append(FileTurn(tmp_path / "turn"))
        return opened[-1]

    yield opening
    for each in opened:
        each.close()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(max_workers=8) as made:
        yield made


def waiting(pool: ThreadPoolExecutor, turn: FileTurn) -> "Future[None]":
    """Wait for the turn elsewhere; it is waited for when this returns."""
    future = pool.submit(turn.take, WAIT_S_MAX)
    deadline = time.monotonic() + WAIT_S_MAX
    while not turn._is_wanted:
        assert time.monotonic() < deadline
        time.sleep(0.001)
    return future


def is_taken(turn: FileTurn) -> bool:
    try:
        turn.take(0)
    except StoreBusy:
        return True
    turn.give_back()
    return False


def test_who_waits_has_it_next(open_turn: Open, pool: ThreadPoolExecutor) -> None:
    first, second = open_turn(), open_turn()
    for here, there in [(first, second), (second, first)] * 3:
        here.take(0)
        assert is_taken(open_turn())
        future = waiting(pool, there)
        assert not future.done()
        here.give_back()
        future.result(WAIT_S_MAX)
        there.give_back()


def test_who_gave_up_keeps_nobody_from_it(open_turn: Open) -> None:
    first, second, third = open_turn(), open_turn(), open_turn()
    first.take(0)
    with pytest.raises(StoreBusy):
        second.take(SOON_S)
    first.give_back()
    third.take(WAIT_S_MAX)


def test_who_gave_up_may_ask_again(open_turn: Open, pool: ThreadPoolExecutor) -> None:
    first, second, third = open_turn(), open_turn(), open_turn()
    first.take(0)
    for _ in range(3):
        with pytest.raises(StoreBusy):
            second.take(SOON_S)
    future = waiting(pool, second)
    first.give_back()
    future.result(WAIT_S_MAX)
    assert is_taken(third)
    second.give_back()
    third.take(WAIT_S_MAX)


def test_who_is_interrupted_keeps_nobody_from_it(open_turn: Open) -> None:
    first, second, third = open_turn(), open_turn(), open_turn()
    first.take(0)

    def interrupt(*_: object) -> None:
        raise InterruptedError

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, SOON_S)
        with pytest.raises(InterruptedError):
            second.take(WAIT_S_MAX)
    finally:
        signal.signal(signal.SIGALRM, before)
    first.give_back()
    third.take(WAIT_S_MAX)


def test_what_the_system_cannot_wait_for_is_asked_for_again(
    open_turn: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = open_turn(), open_turn()
    first.take(0)
    lock = fcntl.flock

    def fail(file: int, how: int) -> None:
        if how == fcntl.LOCK_EX:
            raise OSError(errno.ENOLCK, "no locks available")
        lock(file, how)

    with monkeypatch.context() as patch:
        patch.setattr(fcntl, "flock", fail)
        with pytest.raises(StoreBusy):
            second.take(SOON_S)
    first.give_back()
    second.take(0)


def test_closing_gives_it_back(open_turn: Open, pool: ThreadPoolExecutor, tmp_path: Path) -> None:
    holding = FileTurn(tmp_path / "turn")
    holding.take(0)
    future = waiting(pool, turn := open_turn())
    holding.close()
    future.result(WAIT_S_MAX)
    turn.give_back()
    turn.take(0)
    waited = FileTurn(tmp_path / "turn")
    with pytest.raises(StoreBusy):
        waited.take(SOON_S)
    waited.close()
    turn.give_back()
    open_turn().take(WAIT_S_MAX)


def test_one_at_a_time_however_patient(open_turn: Open, pool: ThreadPoolExecutor) -> None:
    inside, seen = threading.Semaphore(1), list[bool]()

    def go(turn: FileTurn, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311  # guards nothing
        for _ in range(150):
            try:
                turn.take(chance.choice([0, 0.0002, 0.001, WAIT_S_MAX]))
            except StoreBusy:
                continue
            seen.append(inside.acquire(blocking=False))
            time.sleep(chance.choice([0, 0.0001]))
            inside.release()
            turn.give_back()

    for each in [pool.submit(go, open_turn(), seed) for seed in range(8)]:
        each.result(WAIT_S_MAX)
    assert len(seen) > 300
    assert all(seen)
    assert not is_taken(open_turn())
