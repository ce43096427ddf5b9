"""A request with an idempotency key is done once, and answered the same every time."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from partita.ports import StoredReply
from partita.store.engine import Engine
from tests.builders import FrozenClock, OpenBook, make_book, make_customer
from tests.threads import in_threads


@pytest.fixture
def database_url(shared_url: str) -> str:
    return shared_url


REPLY = StoredReply(201, {"Location": "/x", "X-Ø": "æ"}, b'{"a": "\xc3\xb8"}\x00')


def once(book: OpenBook, clock: FrozenClock, key: str = "k", app_id: int = 1) -> StoredReply | None:
    """Do the request unless it was done; the stored answer if it was."""
    with book.writing() as ctx:
        not_before = clock.now - timedelta(hours=1)
        stored = ctx.unit.replies.claim(app_id, key, not_before=not_before)
        if stored is None:
            make_customer(ctx)
            ctx.unit.replies.keep(app_id, key, REPLY)
        return stored


def count(book: OpenBook) -> int:
    with book.writing() as ctx:
        return len(ctx.unit.customers.select())


def test_the_second_gets_the_first_answer(book: OpenBook, clock: FrozenClock) -> None:
    assert once(book, clock) is None
    assert once(book, clock) == REPLY
    assert once(book, clock) == REPLY
    assert count(book) == 1


def test_keys_are_those_of_an_app_in_a_book(
    engine: Engine, book: OpenBook, clock: FrozenClock
) -> None:
    assert once(book, clock) is None
    assert once(book, clock, key="K") is None
    assert once(book, clock, app_id=2) is None
    assert once(make_book(engine, clock), clock) is None


def test_a_key_is_free_again_after_an_hour(book: OpenBook, clock: FrozenClock) -> None:
    once(book, clock)
    clock.advance(minutes=60)
    assert once(book, clock) == REPLY, "to the second an hour is not over"
    clock.advance(seconds=1)
    assert once(book, clock) is None
    assert once(book, clock) == REPLY
    assert count(book) == 2


def test_a_failure_frees_the_key(book: OpenBook, clock: FrozenClock) -> None:
    with pytest.raises(ZeroDivisionError), book.writing() as ctx:
        assert ctx.unit.replies.claim(1, "k", not_before=clock.now) is None
        raise ZeroDivisionError
    assert once(book, clock) is None


def test_duplicates_side_by_side_wait_for_the_first(
    engine: Engine, book: OpenBook, clock: FrozenClock
) -> None:
    start = threading.Barrier(6)

    def job(key: str) -> Callable[[], StoredReply | None]:
        def run() -> StoredReply | None:
            start.wait(10)
            return once(book, clock, key)

        return run

    answers = in_threads(engine, *[job(key) for key in "aaabbb"])
    assert answers.count(None) == 2
    assert answers.count(REPLY) == 4
    assert count(book) == 2
