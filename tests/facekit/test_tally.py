"""Calls are counted beside the requests, and written by and by."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from partita.access.grant import operator
from partita.domain.calling import CallCount
from partita.facekit.tally import Tally
from partita.kit.clock import system_clock
from partita.store.engine import Engine
from partita.store.migrate import upgrade
from partita.usecases.overview import search_calls
from tests.builders import FrozenClock, OpenBook, make_book
from tests.threads import in_threads

WAIT_S_MAX = 10


@pytest.fixture
def database_url(shared_url: str) -> str:
    return shared_url


@pytest.fixture
def tally(engine: Engine, clock: FrozenClock) -> Iterator[Tally]:
    made = Tally(engine, clock, every_s=60)
    yield made
    made._stop.set()


def written(book: OpenBook, clock: FrozenClock) -> list[CallCount]:
    with book.looking() as ctx:
        return search_calls(ctx, clock().date())


def test_answers_are_counted_by_what_they_said(
    book: OpenBook, tally: Tally, clock: FrozenClock
) -> None:
    shop = replace(book.actor, app_id=1, dialect="economic")
    for status in (200, 201, 304, 404, 429, 500):
        tally.count(shop, status)
    tally.count(replace(shop, dialect="sage"), 200)
    assert written(book, clock) == []
    tally.write()
    tally.write()
    first_day = clock().date()
    assert written(book, clock) == [
        CallCount(first_day, 1, "economic", 6, 2, 1),
        CallCount(first_day, 1, "sage", 1, 0, 0),
    ]
    clock.advance(days=1)
    tally.count(shop, 200)
    tally.write()
    assert [each.calls for each in written(book, clock)] == [6, 1, 1]


def test_books_are_counted_apart(
    book: OpenBook, engine: Engine, tally: Tally, clock: FrozenClock
) -> None:
    other = make_book(engine, clock)
    tally.count(book.actor, 200)
    tally.count(other.actor, 500)
    tally.write()
    assert [(each.calls, each.failed) for each in written(book, clock)] == [(1, 0)]
    assert [(each.calls, each.failed) for each in written(other, clock)] == [(1, 1)]


def test_nothing_is_lost_between_threads(
    book: OpenBook, engine: Engine, tally: Tally, clock: FrozenClock
) -> None:
    def call() -> None:
        for number in range(200):
            tally.count(book.actor, 200)
            if number % 50 == 0:
                tally.write()

    in_threads(engine, *[call] * 4)
    tally.write()
    assert [each.calls for each in written(book, clock)] == [800]


def test_a_thread_writes_by_itself(book: OpenBook, engine: Engine, clock: FrozenClock) -> None:
    tally = Tally(engine, clock, every_s=0.05)
    tally.count(book.actor, 200)
    late = time.monotonic() + WAIT_S_MAX
    while not written(book, clock) and time.monotonic() < late:
        time.sleep(0.05)
    tally.count(book.actor, 200)
    tally.close()
    assert [each.calls for each in written(book, clock)] == [2]


def test_what_cannot_be_written_is_kept(book: OpenBook) -> None:
    nowhere = Engine("postgresql://nobody@127.0.0.1:1/nothing", system_clock)
    tally = Tally(nowhere, system_clock, every_s=60)
    for _ in range(3):
        tally.count(book.actor, 404)
    tally.write()
    tally.count(book.actor, 200)
    assert list(tally._counts.values()) == [[4, 3, 0]]
    tally._stop.set()


def test_what_fails_unexpectedly_is_tried_again(tmp_path: Path, clock: FrozenClock) -> None:
    url = f"sqlite:///{tmp_path}/partita.db"
    engine = Engine(url, clock)  # has no tables yet
    tally = Tally(engine, clock, every_s=0.02)
    tally.count(operator(1), 200)
    time.sleep(0.2)
    upgrade(url)
    book = make_book(engine, clock)
    late = time.monotonic() + WAIT_S_MAX
    while not written(book, clock) and time.monotonic() < late:
        time.sleep(0.02)
    assert [each.calls for each in written(book, clock)] == [1]
    tally.close()
    engine.close()
