"""A reader of the feed misses nothing and sees nothing twice, however many write."""

from contextlib import suppress
from threading import Event

import pytest

from partita.store.engine import Engine
from partita.usecases import feed
from tests.builders import OpenBook, make_customer
from tests.threads import in_threads

WRITERS = 4
ROUNDS = 12


def test_a_reader_that_polls_sees_every_change_once(engine: Engine, book: OpenBook) -> None:
    """Some writers give up in the middle: what they would have told leaves no hole."""
    done = Event()

    def write(writer: int) -> list[int]:
        for round_number in range(ROUNDS):
            with suppress(ZeroDivisionError), book.writing() as ctx:
                make_customer(ctx, f"Writer {writer}")
                _ = 1 // (round_number % 3 - writer % 3)
        return []

    def read() -> list[int]:
        seen: list[int] = []
        is_last = False
        while not is_last:
            is_last = done.is_set()
            with book.looking() as looking:
                rows = feed.search_events(looking, after=seen[-1] if seen else 0, limit=3)
            seen += [int(key) for key, _ in rows]
            is_last = is_last and not rows
        return seen

    def write_all() -> list[int]:
        try:
            in_threads(engine, *[lambda each=each: write(each) for each in range(WRITERS)])
        finally:
            done.set()
        return []

    *readers, _ = in_threads(engine, read, read, write_all)
    written = WRITERS * (ROUNDS - ROUNDS // 3) * 2
    assert readers[0] == list(range(1, written + 2))
    assert readers[1] == readers[0]


@pytest.mark.parametrize("limit", [1, 7, feed.EVENTS_MAX])
def test_pages_of_any_length_meet(book: OpenBook, limit: int) -> None:
    with book.writing() as ctx:
        for _ in range(6):
            make_customer(ctx)
    seen: list[int] = []
    with book.looking() as looking:
        while rows := feed.search_events(looking, after=len(seen), limit=limit):
            seen += [int(key) for key, _ in rows]
    assert seen == list(range(1, 14))
