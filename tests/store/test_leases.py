"""A grant that was read a moment ago is not read again, and nobody notices that."""

import time
from dataclasses import replace
from typing import Any

import pytest

from partita.access.grant import Grant
from partita.kit.clock import system_clock
from partita.store.engine import Engine
from partita.store.leases import LEASE_S, LEASES_MAX, Leases
from tests.builders import START, OpenBook, new_grant

MADE = new_grant(1)


def test_a_grant_is_held_for_the_length_of_a_lease() -> None:
    leases, now = Leases(), time.monotonic()
    leases.keep("kind", "fresh", MADE, since=now + 60)
    leases.keep("kind", "old", MADE, since=now - LEASE_S - 0.001)
    assert leases.find("kind", "fresh") == MADE
    assert leases.find("other", "fresh") is None
    assert leases.find("kind", "old") is None


def test_leases_are_bounded() -> None:
    leases, later = Leases(), time.monotonic() + 60
    for number in range(LEASES_MAX):
        leases.keep("kind", str(number), MADE, since=later)
    assert leases.find("kind", "0") == MADE
    leases.keep("kind", "one more", MADE, since=later)
    assert leases.find("kind", "0") is None
    assert leases.find("kind", "one more") == MADE


def keep(book: OpenBook, number: int) -> tuple[Grant, str]:
    """Make a grant; it, and the hash of the secret that finds it."""
    made, found_by = new_grant(book.book_id, number), f"{number:064}"
    with book.writing() as ctx:
        ctx.unit.grants.insert(made)
        ctx.unit.announce(f"lease {book.book_id}", found_by, number)
    return made, found_by


@pytest.mark.parametrize("times", [20])
def test_others_never_find_what_was_changed(
    engine: Engine, book: OpenBook, database_url: str, times: int
) -> None:
    """Another process, which held a lease, and which nobody tells."""
    other = Engine(database_url, system_clock)
    for number in range(1, times + 1):
        made, found_by = keep(book, number)
        kind = f"lease {book.book_id}"
        assert other.find_grant(kind, found_by) == made
        assert engine.find_grant(kind, found_by) == made
        revoked = replace(made, revoked_at=START)
        with book.writing() as ctx:
            ctx.unit.grants.put(revoked)
        assert other.find_grant(kind, found_by) == revoked
        assert engine.find_grant(kind, found_by) == revoked
    other.close()


def test_a_grant_that_was_taken_away_is_not_found(engine: Engine, book: OpenBook) -> None:
    made, found_by = keep(book, 1)
    assert engine.find_grant(f"lease {book.book_id}", found_by) == made
    with book.writing() as ctx:
        ctx.unit.grants.remove(made)
    assert engine.find_grant(f"lease {book.book_id}", found_by) is None


def test_only_changes_of_grants_wait(book: OpenBook, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[Any] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    made, _ = keep(book, 1)
    with book.writing() as ctx:
        assert ctx.unit.grants.select(app="shop") == [made]
    assert waited == []
    with book.writing() as ctx:
        ctx.unit.grants.put(made)
    assert len(waited) == 1
    assert waited[0] > LEASE_S
