"""Suggestions follow the book: found, kept up to date, settled, told."""

from collections.abc import Iterator
from typing import Any

import pytest

from partita.access.grant import Actor
from partita.access.permission import READING
from partita.domain.errors import NotAllowed, RecordNotFound
from partita.domain.likeness.suggestion import State
from partita.domain.party import PartyPatch
from partita.domain.standing import Role
from partita.ports import Database
from partita.store.engine import Engine
from partita.usecases import bank_accounts, duplicates, parties
from partita.usecases.context import Context, Looking
from partita.usecases.duplicates import Found, find_duplicates
from partita.usecases.merge import merge_parties, undo_merge
from partita.usecases.owners import Owner
from partita.usecases.roles import ById
from tests.builders import FrozenClock, OpenBook, make_book, make_customer
from tests.store import raw

DK_VAT = "DK13585628"


@pytest.fixture
def database_url(shared_url: str) -> str:
    return shared_url


def add(book: OpenBook, name: str, **values: Any) -> int:  # noqa: ANN401  # fields of a party
    with book.writing() as ctx:
        return make_customer(ctx, name, party=values).party.id


def find(book: OpenBook, *, is_whole: bool = False) -> Found:
    return find_duplicates(book.looking, book.writing, is_whole=is_whole)


def pairs(book: OpenBook, state: State = State.OPEN) -> list[tuple[int, int]]:
    with book.looking() as ctx:
        found = duplicates.search_suggestions(ctx, state)
    return [(each.party_id, each.other_id) for each in found]


@pytest.fixture
def three(book: OpenBook) -> tuple[int, int, int]:
    """Two that are alike, and one more."""
    first = add(book, "Alpha Transport ApS", vat_number=DK_VAT)
    other = add(book, "Beta Kaffe ApS", email="x@beta.dk")
    return first, other, add(book, "Alpha Transport", vat_number="13585628")


def test_the_first_run_looks_at_all_and_says_why(
    book: OpenBook, three: tuple[int, int, int]
) -> None:
    assert find(book) == Found(parties=3, compared=1, suggested=1, is_whole=True)
    with book.looking() as ctx:
        (found,) = duplicates.search_suggestions(ctx)
    assert (found.party_id, found.other_id) == (three[0], three[2])
    assert found.names == ("Alpha Transport ApS", "Alpha Transport")
    assert {each.thing: each.points for each in found.reasons} == {
        "name": 20,
        "register_number": 30,
    }
    assert (found.points, found.certainty, found.state) == (50, "certain", State.OPEN)


def test_later_runs_look_at_what_changed(book: OpenBook, three: tuple[int, int, int]) -> None:
    find(book)
    assert find(book) == Found(0, 0, 0, is_whole=False)
    new = add(book, "Beta Kaffee", email="x@beta.dk")
    assert find(book) == Found(1, 1, 1, is_whole=False)
    assert sorted(pairs(book)) == [(three[0], three[2]), (three[1], new)]


def test_both_ways_find_the_same(book: OpenBook) -> None:
    add(book, "Alpha")
    find(book)
    for name in ("Gamma Byg", "Gamma Byg ApS", "Gama Byg", "Delta", "Delta Byg"):
        add(book, name, phone="33 12 34 56")
    assert not find(book).is_whole
    by_changes = pairs(book)
    assert find(book, is_whole=True).is_whole
    assert pairs(book) == by_changes
    assert len(by_changes) >= 3


def test_who_is_no_longer_alike_is_no_longer_suggested(
    book: OpenBook, three: tuple[int, int, int]
) -> None:
    find(book)
    assert len(pairs(book)) == 1
    change(book, three[2], name="Zebra Catering", vat_number="DK25063864")
    assert find(book) == Found(1, 1, 0, is_whole=False)
    assert pairs(book) == []


def change(book: OpenBook, party_id: int, **values: Any) -> None:  # noqa: ANN401  # fields
    with book.writing() as ctx:
        patch = parties.PartyChange(PartyPatch(**values), {})
        parties.change_party(ctx, Role.CUSTOMER, ById(party_id), patch, if_version=None)


def keys_of_party(database_url: str, book: OpenBook, party_id: int) -> int:
    counted = f"SELECT count(*) FROM likeness_key WHERE book_id = {book.book_id} "  # noqa: S608  numbers of our own
    return int(raw.rows(database_url, f"{counted} AND party_id = {party_id}")[0][0])


def test_who_is_deleted_is_no_longer_suggested(
    book: OpenBook, three: tuple[int, int, int], database_url: str
) -> None:
    find(book)
    with book.writing() as ctx:
        parties.delete_role(ctx, Role.CUSTOMER, ById(three[2]))
    assert pairs(book) == [], "even before the next run"
    assert keys_of_party(database_url, book, three[2]) > 0
    assert find(book).parties == 1
    assert keys_of_party(database_url, book, three[2]) == 0
    with book.looking() as ctx:
        assert duplicates.count_suggestions(ctx)[State.OPEN] == 0


@pytest.mark.parametrize("is_whole", [True, False])
def test_who_was_said_to_be_two_stays_two(
    book: OpenBook,
    three: tuple[int, int, int],
    is_whole: bool,  # noqa: FBT001  # a column of the table
) -> None:
    find(book)
    with book.writing() as ctx:
        duplicates.dismiss_suggestion(ctx, three[2], three[0])
    change(book, three[2], name="Alpha Transport A/S")
    find(book, is_whole=is_whole)
    assert pairs(book) == []
    assert pairs(book, State.DISMISSED) == [(three[0], three[2])]
    with book.writing() as ctx:
        duplicates.reopen_suggestion(ctx, three[0], three[2])
    assert pairs(book) == [(three[0], three[2])]


def test_decisions_are_told(book: OpenBook, three: tuple[int, int, int], database_url: str) -> None:
    find(book)
    before = raw.positions(database_url, book.book_id, "change")
    with book.writing() as ctx:
        duplicates.dismiss_suggestion(ctx, three[0], three[2])
    with book.writing() as ctx:
        duplicates.reopen_suggestion(ctx, three[0], three[2])
    told = raw.rows(
        database_url,
        f"SELECT kind, party_id, record_key FROM change WHERE book_id = {book.book_id} "  # noqa: S608  numbers of our own
        f"AND position > {before[-1]} ORDER BY position",
    )
    key = f"{three[0]}:{three[2]}"
    assert [tuple(row) for row in told] == [
        ("suggestion.dismissed", three[0], key),
        ("suggestion.reopened", three[0], key),
    ]
    assert raw.positions(database_url, book.book_id, "audit")[-2:] == [
        before[-1] + 1,
        before[-1] + 2,
    ]


def test_nobody_decides_about_what_is_not_suggested(
    book: OpenBook, three: tuple[int, int, int]
) -> None:
    find(book)
    with book.writing() as ctx, pytest.raises(RecordNotFound):
        duplicates.dismiss_suggestion(ctx, three[0], three[1])
    with book.writing() as ctx, pytest.raises(RecordNotFound):
        duplicates.reopen_suggestion(ctx, three[0], three[2])
    with book.looking() as ctx, pytest.raises(RecordNotFound):
        duplicates.get_suggestion(ctx, three[1], three[0])


def test_a_merged_party_is_not_suggested_until_it_is_back(
    book: OpenBook, three: tuple[int, int, int]
) -> None:
    third = add(book, "Alpha Transport", vat_number="13585628")
    find(book)
    assert len(pairs(book)) == 3
    with book.writing() as ctx:
        merge_parties(ctx, three[0], [three[2]])
    for _ in range(2):  # at once, and after the next run
        assert pairs(book) == [(three[0], third)]
        assert pairs(book, State.MERGED) == [(three[0], three[2])]
        with book.looking() as ctx:
            counts = duplicates.count_suggestions(ctx)
        assert counts == {State.OPEN: 1, State.DISMISSED: 0, State.MERGED: 1}
        find(book)
    with book.writing() as ctx:
        undo_merge(ctx, three[0])
    assert (three[0], three[2]) in pairs(book)
    find(book)
    assert len(pairs(book)) == 3


def test_three_of_one_are_two_pairs_each(book: OpenBook) -> None:
    ids = [
        add(book, "Kappa Byg", email="a@kappa.dk"),
        add(book, "Kappa Byg", email="b@kappa.dk"),
        add(book, "Kappa Byg", email="c@kappa.dk"),
    ]
    add(book, "Omega")
    find(book)
    with book.looking() as ctx:
        of_one = duplicates.suggestions_of(ctx, ids[0])
    assert {(each.party_id, each.other_id) for each in of_one} == {
        (ids[0], ids[1]),
        (ids[0], ids[2]),
    }


def test_accounts_and_addresses_count(book: OpenBook) -> None:
    made = []
    for name, iban in (
        ("Ny Café", "DK50 0040 0440 1162 43"),
        ("Den nye café", "DK5000400440116243"),
    ):
        with book.writing() as ctx:
            party = make_customer(ctx, name, party={"phone": "33123456"}).party
            bank_accounts.create_bank_account(ctx, Owner(party.id), {"iban": iban})
            made.append(party.id)
    find(book)
    with book.looking() as ctx:
        (found,) = duplicates.search_suggestions(ctx)
    assert {each.thing for each in found.reasons if each.points > 0} >= {"account", "phone"}


def test_books_are_kept_apart(
    book: OpenBook, engine: Engine, clock: FrozenClock, three: tuple[int, int, int]
) -> None:
    other = make_book(engine, clock)
    add(other, "Alpha Transport ApS", vat_number=DK_VAT)
    find(book)
    find(other)
    assert pairs(book) == [(three[0], three[2])]
    assert pairs(other) == []
    with other.writing() as ctx, pytest.raises(RecordNotFound):
        duplicates.dismiss_suggestion(ctx, three[0], three[2])


def test_a_run_that_broke_off_is_done_again_whole(
    book: OpenBook, three: tuple[int, int, int]
) -> None:
    find(book)

    def break_off(stage: str, count: int) -> None:
        if stage == "writing" and count:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        find_duplicates(book.looking, book.writing, is_whole=True, progress=break_off)
    assert find(book).is_whole
    assert pairs(book) == [(three[0], three[2])]


def test_what_happens_during_a_whole_run_is_seen_by_the_next(
    book: OpenBook, three: tuple[int, int, int]
) -> None:
    late: list[int] = []

    def interfere(stage: str, count: int) -> None:
        del count
        if stage == "comparing" and not late:
            late.append(add(book, "Beta Kaffe", email="x@beta.dk"))

    find_duplicates(book.looking, book.writing, is_whole=True, progress=interfere)
    assert pairs(book) == [(three[0], three[2])]
    assert find(book) == Found(1, 1, 1, is_whole=False)
    assert (three[1], late[0]) in pairs(book)


def test_many_changes_are_looked_at_as_a_whole(
    book: OpenBook, three: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    del three
    find(book)
    monkeypatch.setattr(duplicates, "CHANGED_MAX", 2)
    for name in ("One", "Two", "Three"):
        add(book, f"Number {name}")
    assert find(book).is_whole


def test_what_the_feed_no_longer_tells_is_looked_at_as_a_whole(
    book: OpenBook, three: tuple[int, int, int], clock: FrozenClock
) -> None:
    find(book)
    clock.advance(days=1)
    change(book, three[2], name="Zebra Catering", vat_number="DK25063864")
    clock.advance(days=1)
    with book.writing() as ctx:
        assert ctx.unit.history.forget(clock(), rows_max=100) > 0
    assert find(book) == Found(3, 0, 0, is_whole=True)
    assert pairs(book) == []
    assert not find(book).is_whole


def test_a_key_that_many_share_says_nothing(book: OpenBook) -> None:
    with book.writing() as ctx:
        for number in range(60):
            make_customer(ctx, f"Shop {number}", party={"email": f"shop{number}@chain.dk"})
    assert find(book).compared == 0
    add(book, "Shop 7", email="shop7@chain.dk")
    assert find(book) == Found(1, 1, 1, is_whole=False)


@pytest.fixture
def reader(book: OpenBook, engine: Database) -> Iterator[tuple[Looking, Context]]:
    """Somebody who may look only."""
    actor = Actor(book.book_id, 1, "reader", "test", READING)
    with engine.write(actor, "test") as unit:
        ctx = Context(actor, unit, book.clock())
        yield ctx.looking, ctx


def test_looking_is_not_deciding(
    reader: tuple[Looking, Context],
) -> None:
    looking, writing = reader
    assert duplicates.search_suggestions(looking) == []
    with pytest.raises(NotAllowed):
        duplicates.dismiss_suggestion(writing, 1, 2)
    with pytest.raises(NotAllowed):
        duplicates.reopen_suggestion(writing, 1, 2)
