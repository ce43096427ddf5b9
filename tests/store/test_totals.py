"""Totals of searches stay exact while they are carried along with what is written."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from partita.domain.party import PartyPatch
from partita.domain.query import (
    LIKE_ANY,
    And,
    Compare,
    Filter,
    Form,
    Member,
    Not,
    Op,
    Or,
    Query,
    View,
)
from partita.domain.standing import Role
from partita.store import engine, totals
from partita.store.engine import Engine
from partita.store.totals import FOUND_BYTES_MAX, QUESTION_BYTES, Found, Totals, found_of
from partita.usecases.context import Context
from partita.usecases.groups import create_group
from partita.usecases.merge import merge_parties, undo_merge
from partita.usecases.parties import PartyChange, add_role, change_party, delete_role
from partita.usecases.privacy import erase_party
from partita.usecases.roles import ById
from partita.usecases.search import count_rows, search_rows
from tests.builders import OpenBook, make_contact, make_customer, make_party


@pytest.fixture
def database_url(shared_url: str) -> str:
    return shared_url


def holding(text: str, field: str = "party.search_text") -> Compare:
    return Compare(field, Op.LIKE, f"{LIKE_ANY}{text}{LIKE_ANY}")


CLIENTS = View("customers_by_party", (Member("id", "party_id", Form.INTEGER),))
PARTIES = View("parties", (Member("id", "id", Form.INTEGER),))
BERG = And((holding("berg"), holding("berg", "party.search_named")))
EITHER = Or((holding("berg"), holding("dahl")))
NEITHER = Not(EITHER)


def total(book: OpenBook, item: Filter | None = BERG, view: View = CLIENTS) -> int:
    """What is counted; as many records must be found."""
    query = Query(view, item)
    with book.looking() as looking:
        counted = count_rows(looking, query)
        assert counted == len(search_rows(looking, query))
        return counted


def rename(ctx: Context, party_id: int, name: str) -> object:
    change = PartyChange(party=PartyPatch(name=name))
    return change_party(ctx, Role.CUSTOMER, ById(party_id), change, if_version=None)


Write = Callable[[Context, list[int]], object]
WRITES: dict[str, tuple[Write, int]] = {
    "a new one": (lambda ctx, _: make_customer(ctx, "Bergen Fisk"), 1),
    "a new one of another name": (lambda ctx, _: make_customer(ctx, "Vik"), 0),
    "a new supplier": (lambda ctx, _: make_party(ctx, Role.SUPPLIER, "Berg"), 0),
    "a change to the name": (lambda ctx, ids: rename(ctx, ids[2], "Solberg"), 1),
    "a change of the name": (lambda ctx, ids: rename(ctx, ids[0], "Vik"), -1),
    "nothing": (lambda _ctx, _ids: None, 0),
    "a group": (lambda ctx, _: create_group(ctx, "Berg"), 0),
    "a person": (lambda ctx, ids: make_contact(ctx, ids[2], "Ida Berg"), 0),
    "a role taken away": (lambda ctx, ids: delete_role(ctx, Role.CUSTOMER, ById(ids[0])), -1),
    "a merge": (lambda ctx, ids: merge_parties(ctx, ids[0], ids[1:2]), -1),
    "a merge undone": (
        lambda ctx, ids: (merge_parties(ctx, ids[0], ids[1:2]), undo_merge(ctx, ids[0])),
        0,
    ),
    "a party erased": (lambda ctx, ids: erase_party(ctx, ids[1]), -1),
    "all at once": (
        lambda ctx, ids: (
            make_customer(ctx, "Berg"),
            rename(ctx, ids[0], "Vik"),
            rename(ctx, ids[1], "Berg & Dahl"),
            rename(ctx, ids[2], "Dahlberg"),
        ),
        1,
    ),
}


@pytest.mark.parametrize("name", WRITES)
def test_a_total_is_exact_after(book: OpenBook, name: str) -> None:
    write, difference = WRITES[name]
    with book.writing() as ctx:
        ids = [make_customer(ctx, each).party.id for each in ("Berg", "Åseberg", "Dahl")]
    questions = (BERG, EITHER, NEITHER)
    for _ in range(2):  # from the second time on what was found is remembered
        assert [total(book, each) for each in questions] == [2, 3, 0]
        assert [total(book, None, view) for view in (CLIENTS, PARTIES)] == [3, 3]
        with book.writing() as ctx:
            create_group(ctx, "Anything")
    assert total(book) == 2
    with book.writing() as ctx:
        write(ctx, ids)
    assert total(book) == 2 + difference
    for each in questions:
        total(book, each)
    for view in (CLIENTS, PARTIES):
        total(book, None, view)


def test_a_party_that_becomes_a_customer_counts(book: OpenBook) -> None:
    with book.writing() as ctx:
        party = make_party(ctx, Role.SUPPLIER, "Berg").party
    for _ in range(3):
        assert total(book) == 0
        with book.writing() as ctx:
            create_group(ctx, "Anything")
    with book.writing() as ctx:
        add_role(ctx, party.id, Role.CUSTOMER, {})
    assert total(book) == 1


def remembered(book: OpenBook) -> list[Any]:
    """What is remembered of searches: those found, or how many."""
    memory = cast(Engine, book.database)._memory  # nobody else tells
    return [found for _, found in memory.totals._known.values()]


def test_what_was_found_is_remembered_only_when_asked_again(book: OpenBook) -> None:
    known = len(remembered(book))
    with book.writing() as ctx:
        make_customer(ctx, "Berg")
    total(book)
    total(book)
    assert remembered(book)[known:] == [1]
    with book.writing() as ctx:
        make_customer(ctx, "Berg")
    total(book)
    assert [each.total for each in remembered(book)[known:]] == [2]


@pytest.mark.parametrize("limit", ["CHANGES_MAX", "KEY_MAX"])
def test_beyond_a_limit_is_counted_anew(
    book: OpenBook, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine if limit == "CHANGES_MAX" else totals, limit, 0)
    known = len(remembered(book))
    for number in range(1, 5):
        with book.writing() as ctx:
            make_customer(ctx, "Berg")
        assert total(book) == number
    assert remembered(book)[known:] == [4]


def test_bits_are_set_and_taken_away() -> None:
    found = found_of([3, 8, 9])
    assert found is not None
    after = found.changed({3, 9, 100, 200}, {9, 100})
    assert after == found_of([8, 9, 100])
    assert found == found_of([3, 8, 9])
    assert found_of([]) == Found(b"\0", 0)
    assert found_of([totals.KEY_MAX + 1]) is None
    assert found.changed({totals.KEY_MAX + 1}, {totals.KEY_MAX + 1}) is None


def test_a_total_of_all_is_carried_along_too(book: OpenBook) -> None:
    known = len(remembered(book))
    for number in range(1, 4):
        with book.writing() as ctx:
            make_customer(ctx, "Vik")
        assert total(book, None) == number
    assert [each.total for each in remembered(book)[known:]] == [3]


def test_a_search_that_is_asked_again_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(totals, "FOUND_BYTES_MAX", 2 * QUESTION_BYTES)
    known = Totals()
    for name in ("often", "once", "often", "new"):
        if known.find(name) is None:
            known.keep(name, 1, 0)
    assert [known.find(name) is None for name in ("often", "once", "new")] == [False, True, False]


def test_the_search_asked_longest_ago_is_forgotten() -> None:
    known, room = Totals(), FOUND_BYTES_MAX // QUESTION_BYTES
    for number in range(room):
        known.keep(number, 1, number)
    known.keep(0, 2, 0)
    known.keep("new", 1, 1)
    assert known.find(0) == (2, 0)
    assert known.find(1) is None
    large = Found(bytes(FOUND_BYTES_MAX // 2), 0)
    known.keep("large", 1, large)
    assert [known.find(each) is None for each in (room // 2 - 1, room - 1, "large")] == [
        *(True, False, False)
    ]
    known.keep("large", 1, 5)
    known.keep("other", 1, large)
    assert known.find("large") == (1, 5)
