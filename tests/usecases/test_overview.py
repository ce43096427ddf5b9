"""A book in figures: they follow the book, and lead to the lists."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from partita.access.grant import Actor
from partita.access.permission import READING
from partita.domain.calling import CallCount
from partita.domain.errors import NotAllowed
from partita.domain.flaws import Flaw
from partita.domain.party import PartyPatch
from partita.domain.query import Filter, Form, Member, Query, View
from partita.domain.standing import Role
from partita.kit.clock import system_clock
from partita.kit.ids import made_at, oldest_uuid7
from partita.store.engine import Engine
from partita.usecases.context import Looking
from partita.usecases.duplicates import find_duplicates
from partita.usecases.merge import merge_parties
from partita.usecases.overview import (
    DAYS_MAX,
    MONTHS_MAX,
    Overview,
    count_calls,
    get_overview,
    search_calls,
    with_flaw,
)
from partita.usecases.parties import PartyChange, change_party, delete_role
from partita.usecases.roles import ById
from tests.builders import FrozenClock, OpenBook, make_book, make_customer
from tests.usecases.books import make_app, open_book

IDS = View("parties", (Member("id", "id", Form.INTEGER),))
TODAY = date(2026, 1, 2)


@pytest.fixture
def database_url(shared_url: str) -> str:
    return shared_url


def add(book: OpenBook, name: str, **values: Any) -> int:  # noqa: ANN401  # fields of a party
    with book.writing() as ctx:
        return make_customer(ctx, name, party=values).party.id


def look(book: OpenBook, today: date | None = None) -> Overview:
    with book.looking() as ctx:
        return get_overview(ctx, today or system_clock().date())


def check(book: OpenBook, *, is_whole: bool = False) -> None:
    find_duplicates(book.looking, book.writing, is_whole=is_whole)


def listed(book: OpenBook, chosen: Filter) -> list[Any]:
    with book.looking() as ctx:
        return [key for key, _ in ctx.reading.rows(Query(IDS, chosen))]


def test_an_empty_book_has_no_figures(book: OpenBook) -> None:
    found = look(book)
    assert (found.parties, found.months, found.countries) == (0, (), ())
    assert (found.duplicates, found.is_checked) == (0, False)
    assert set(found.flaws.values()) == {0}


@pytest.mark.parametrize("is_whole", [True, False])
def test_flaws_are_counted_and_lead_to_the_parties(
    book: OpenBook,
    is_whole: bool,  # noqa: FBT001  # a column of the table
) -> None:
    add(book, "Alpha", country="DK", vat_number="DK13585628", email="a@alpha.dk")
    check(book)
    wrong = add(book, "Beta", country="DK", vat_number="DK13585629", email="b@beta.dk")
    bare = add(book, "Gamma", country="SE")
    assert look(book).changes_unchecked > 0
    check(book, is_whole=is_whole)
    found = look(book)
    assert (found.is_checked, found.changes_unchecked) == (True, 0)
    assert {flaw: count for flaw, count in found.flaws.items() if count} == {
        Flaw.WRONG_VAT_NUMBER: 1,
        Flaw.NO_VAT_NUMBER: 1,
        Flaw.NO_EMAIL: 1,
    }
    assert listed(book, with_flaw(Flaw.WRONG_VAT_NUMBER)) == [wrong]
    assert listed(book, with_flaw(Flaw.NO_EMAIL)) == [bare]
    assert found.countries == (("DK", 2), ("SE", 1))


def test_flaws_go_when_they_are_mended_or_the_party_goes(book: OpenBook) -> None:
    mended, gone = add(book, "Alpha", country="DK"), add(book, "Beta")
    check(book)
    assert look(book).flaws[Flaw.NO_EMAIL] == 2
    with book.writing() as ctx:
        change = PartyChange(PartyPatch(email="a@alpha.dk", vat_number="DK13585628"), {})
        change_party(ctx, Role.CUSTOMER, ById(mended), change, if_version=None)
        delete_role(ctx, Role.CUSTOMER, ById(gone))
    check(book)
    assert set(look(book).flaws.values()) == {0}
    assert look(book).countries == (("DK", 1),)


def test_absorbed_parties_do_not_count(book: OpenBook) -> None:
    first, second = add(book, "Alpha", country="DK"), add(book, "Alpha ApS", country="DK")
    add(book, "Beta", country="DK")
    check(book)
    assert look(book).duplicates == 1
    with book.writing() as ctx:
        merge_parties(ctx, first, [second])
    found = look(book)
    assert (found.parties, found.countries, found.duplicates) == (2, (("DK", 2),), 0)
    check(book)
    assert look(book).flaws[Flaw.NO_EMAIL] == 2


def test_parties_over_time_go_by_when_they_were_made(book: OpenBook) -> None:
    ids = [add(book, f"Party {number}") for number in range(5)]
    days = [(2020, 1, 1), (2025, 11, 30), (2025, 12, 1), (2025, 12, 31), (2026, 1, 2)]
    with book.writing() as ctx:
        for number, day in zip(ids, days, strict=True):
            party = ctx.unit.parties.find(number)
            assert party is not None
            uuid = oldest_uuid7(datetime(*day, tzinfo=UTC))
            ctx.unit.parties.put(party.changed({"uuid": uuid}, ctx.now))
    months = look(book, TODAY).months
    assert len(months) == MONTHS_MAX
    assert (months[0].begin, months[-1].begin) == (date(2024, 2, 1), date(2026, 1, 1))
    assert [(each.made, each.total) for each in months[-3:]] == [(1, 2), (2, 4), (1, 5)]
    assert (months[0].made, months[0].total) == (0, 1)


def test_a_young_book_begins_with_its_first_month(book: OpenBook) -> None:
    with book.writing() as ctx:
        party = make_customer(ctx).party
    (month,) = look(book).months
    assert (month.begin, month.made, month.total) == (
        made_at(party.uuid).date().replace(day=1),
        1,
        1,
    )


def test_books_are_kept_apart(book: OpenBook, engine: Engine, clock: FrozenClock) -> None:
    other = make_book(engine, clock)
    add(other, "Alpha", country="DK")
    check(other)
    check(book)
    assert look(book).parties == 0
    assert set(look(book).flaws.values()) == {0}
    assert look(other).flaws[Flaw.NO_EMAIL] == 1


def test_calls_are_counted_by_day_app_and_dialect(engine: Engine, clock: FrozenClock) -> None:
    book, _ = open_book(engine, clock, slug=f"calls-{clock.now.microsecond}-{id(clock)}")
    make_app(book, name="shop")
    with book.looking() as ctx:
        assert search_calls(ctx, TODAY) == []
    old = TODAY - timedelta(days=DAYS_MAX)
    for counts in (
        [CallCount(TODAY, 1, "economic", 3, 1, 0), CallCount(old, 1, "economic", 9, 0, 0)],
        [CallCount(TODAY, 1, "economic", 2, 0, 1), CallCount(TODAY, 99, "sage", 1, 0, 0)],
    ):
        with book.writing() as ctx:
            count_calls(ctx, counts)
    with book.looking() as ctx:
        found = search_calls(ctx, TODAY, days=10_000)
    assert found[0] == CallCount(TODAY, 1, "economic", 5, 1, 1, "shop")
    assert found[1] == CallCount(TODAY, 99, "sage", 1, 0, 0, "")
    assert len(found) == 2


def test_calls_are_for_administrators(book: OpenBook) -> None:
    actor = Actor(book.book_id, 1, "reader", "test", READING)
    with book.looking() as ctx:
        looking = Looking(actor, ctx.reading)
        assert get_overview(looking, TODAY).parties == 0
        with pytest.raises(NotAllowed):
            search_calls(looking, TODAY)
        with pytest.raises(NotAllowed):
            get_overview(Looking(Actor(book.book_id, 1, "x", "t", frozenset()), ctx.reading), TODAY)
