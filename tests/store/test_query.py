"""A query finds the same on both databases: operators, orders, pages, counts."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from partita.domain.contact import ContactPoint, PointKind
from partita.domain.errors import FilterInvalid, ValuesInvalid
from partita.domain.extras import Reference
from partita.domain.query import (
    LIKE_ANY,
    And,
    Compare,
    Filter,
    Form,
    KeyPage,
    Member,
    Not,
    OffsetPage,
    Op,
    Or,
    Page,
    Query,
    Some,
    Sort,
    View,
)
from partita.kit.text import fold
from partita.store.engine import Engine
from partita.store.query_sql import Compiler
from partita.usecases.search import count_rows, get_row, search_rows, search_texts
from tests.builders import (
    START,
    FrozenClock,
    OpenBook,
    make_book,
    make_contact,
    make_customer,
    new_record,
)
from tests.store.samples import add_party, add_persons, person
from tests.threads import in_threads

VIEW = View("customer_contacts", (Member("n", "number", Form.INTEGER),))
CUSTOMERS = View("customers", (Member("n", "number", Form.INTEGER),))
ANY = LIKE_ANY


def ask(
    book: OpenBook,
    item: Filter | None = None,
    *sorts: Sort,
    page: Page | None = None,
    view: View = VIEW,
) -> list[int | str]:
    """Keys of what a query finds; its count must say as many where there is no page."""
    query = Query(view, item, sorts, page)
    with book.looking() as looking:
        rows = search_rows(looking, query)
        assert search_texts(looking, query) == [text.encode() for _, text in rows]
        found = [key for key, _ in rows]
        if page is None:
            assert count_rows(looking, query) == len(found)
            streamed = looking.reading.stream(query, rows_max=2)
            assert [key for portion in streamed for key, _ in portion] == found
        return found


@pytest.fixture
def database_url(shared_url: str) -> str:
    return shared_url


DEPTH = 100
"""Levels a dialect allows at most."""

PEOPLE: Sequence[dict[str, Any]] = (
    {"name": "Anna", "email": "anna@a.dk", "job_area": 1, "is_default": True},
    {"name": "ÅSE", "email": None, "job_area": None},
    {"name": "Straße", "email": "x_y@a.dk", "job_area": 10},
    {"name": "50% off", "email": "xzy@a.dk", "job_area": 2, "changed_at": START + timedelta(1)},
    {"name": "a\\b", "email": "ANNA@A.DK", "job_area": -5},
)


@pytest.fixture
def people(book: OpenBook) -> OpenBook:
    add_persons(book, *[person(n, **values) for n, values in enumerate(PEOPLE, 1)])
    return book


COMPARED = [
    ("name", Op.EQ, "anna", [1]),
    ("name", Op.EQ, "ANNA", [1]),
    ("name", Op.EQ, "åse", [2]),
    ("name", Op.EQ, "A\u030aSE", [2]),
    ("name", Op.EQ, "STRASSE", [3]),
    ("name", Op.EXACT_EQ, "anna", []),
    ("name", Op.EXACT_EQ, "Anna", [1]),
    ("name", Op.NE, "anna", [2, 3, 4, 5]),
    ("name", Op.EXACT_NE, "anna", [1, 2, 3, 4, 5]),
    ("name", Op.LT, "anna", [4, 5]),
    ("name", Op.LE, "ANNA", [1, 4, 5]),
    ("name", Op.GT, "anna", [2, 3]),
    ("name", Op.GE, "ANNA", [1, 2, 3]),
    ("email", Op.NE, "anna@a.dk", [2, 3, 4]),
    ("email", Op.EQ, None, [2]),
    ("email", Op.NE, None, [1, 3, 4, 5]),
    ("email", Op.EXACT_EQ, None, [2]),
    ("email", Op.IN, ("anna@a.dk", None), [1, 2, 5]),
    ("email", Op.IN, (None,), [2]),
    ("email", Op.IN, (), []),
    ("email", Op.NOT_IN, ("anna@a.dk",), [2, 3, 4]),
    ("email", Op.NOT_IN, ("anna@a.dk", None), [3, 4]),
    ("email", Op.NOT_IN, (None,), [1, 3, 4, 5]),
    ("email", Op.NOT_IN, (), [1, 2, 3, 4, 5]),
    ("email", Op.EXACT_IN, ("anna@a.dk", "'; --"), [1]),
    ("email", Op.EXACT_NOT_IN, ("anna@a.dk",), [2, 3, 4, 5]),
    ("email", Op.LIKE, f"x_y{ANY}", [3]),
    ("email", Op.LIKE, f"{ANY}@a.dk", [1, 3, 4, 5]),
    ("email", Op.NOT_LIKE, f"{ANY}anna{ANY}", [2, 3, 4]),
    ("name", Op.LIKE, f"50%{ANY}", [4]),
    ("name", Op.LIKE, f"5%f{ANY}", []),
    ("name", Op.LIKE, f"{ANY}\\{ANY}", [5]),
    ("name", Op.LIKE, f"A\\B{ANY}", [5]),
    ("name", Op.LIKE, f"{ANY}s{ANY}e{ANY}", [2, 3]),
    ("name", Op.LIKE, f"{ANY}RASS{ANY}", [3]),
    ("name", Op.LIKE, "anna", [1]),
    ("name", Op.LIKE, ANY, [1, 2, 3, 4, 5]),
    ("name", Op.LIKE, "", []),
    ("job_area", Op.EQ, 10, [3]),
    ("job_area", Op.NE, 10, [1, 2, 4, 5]),
    ("job_area", Op.LT, 2, [1, 5]),
    ("job_area", Op.GE, 2, [3, 4]),
    ("job_area", Op.GT, 1.5, [3, 4]),
    ("job_area", Op.IN, (1, 2, None), [1, 2, 4]),
    ("job_area", Op.IN, (1.5, 2, None), [2, 4]),
    ("job_area", Op.IN, (2**80, -(2**80), 10), [3]),
    ("job_area", Op.EQ, 2**63, []),
    ("job_area", Op.LT, 2**80, [1, 3, 4, 5]),
    ("job_area", Op.GT, 2**80, []),
    ("job_area", Op.GT, -(2**80), [1, 3, 4, 5]),
    ("job_area", Op.NE, -(2**80), [1, 2, 3, 4, 5]),
    ("is_default", Op.EQ, True, [1]),
    ("is_default", Op.NE, True, [2, 3, 4, 5]),
    ("is_default", Op.IN, (True, False), [1, 2, 3, 4, 5]),
    ("changed_at", Op.GT, START, [4]),
    ("changed_at", Op.LE, START, [1, 2, 3, 5]),
    ("changed_at", Op.IN, (START + timedelta(1),), [4]),
    ("deleted_at", Op.EQ, None, [1, 2, 3, 4, 5]),
    ("deleted_at", Op.LT, datetime(9999, 1, 1, tzinfo=UTC), []),
]


@pytest.mark.parametrize(("field", "op", "value", "found"), COMPARED)
def test_every_operator(
    people: OpenBook,
    field: str,
    op: Op,
    value: Any,  # noqa: ANN401  # values of any kind
    found: list[int],
) -> None:
    item = Compare(field, op, value)
    assert ask(people, item) == found
    assert ask(people, Not(item)) == [n for n in range(1, 6) if n not in found]
    assert ask(people, Not(Not(item))) == found


def test_groups(people: OpenBook) -> None:
    anna, dk = Compare("name", Op.EQ, "anna"), Compare("email", Op.LIKE, f"{ANY}a.dk")
    assert ask(people, And((anna, dk))) == [1]
    assert ask(people, Or((anna, Compare("job_area", Op.EQ, 2)))) == [1, 4]
    assert ask(people, And(())) == [1, 2, 3, 4, 5]
    assert ask(people, Or(())) == []
    assert ask(people, And((Or((anna, Not(dk))), Not(anna)))) == [2]


def test_searches_in_every_place(people: OpenBook) -> None:
    def like(field: str, text: str) -> Compare:
        return Compare(field, Op.LIKE, f"{ANY}{text}{ANY}")

    ann, ase, dk = like("name", "ann"), like("name", "stra"), like("email", "a.dk")
    assert ask(people, Or((ann, ase))) == [1, 3]
    assert ask(people, And((ann, dk))) == [1]
    assert ask(people, And((Or((ann, ase)), dk, Not(ase)))) == [1]
    assert ask(people, Or((ann, Compare("job_area", Op.EQ, None)))) == [1, 2]
    assert ask(people, And((ann, Compare("number", Op.IN, (1, 2))))) == [1]
    assert ask(people, dk, Sort("name")) == [4, 5, 1, 3]
    assert ask(people, dk, Sort("number", descending=True)) == [5, 4, 3, 1]
    assert ask(people, dk, Sort("number", descending=True), page=OffsetPage(2, 1)) == [4, 3]
    assert ask(people, dk, page=KeyPage(2)) == [1, 3]
    assert ask(people, dk, page=KeyPage(2, at=3)) == [3, 4]
    assert ask(people, dk, page=KeyPage(2, after=3)) == [4, 5]
    assert ask(people, Or(tuple(like("name", f"x{n:03}") for n in range(100)))) == []
    assert ask(people, And(tuple(like("name", "ann") for _ in range(100)))) == [1]
    assert ask(people, like("name", "ann" * 100)) == []
    assert ask(people, like("phone", "123")) == []


def test_relations(people: OpenBook) -> None:
    values = [
        (1, PointKind.EMAIL, "anna@a.dk"),
        (1, PointKind.PHONE, "1"),
        (3, PointKind.PHONE, "2"),
    ]
    with people.writing() as ctx:
        for number, kind, value in values:
            ctx.unit.points.insert(
                ContactPoint(**new_record(), person=number, kind=kind, value=value)
            )
    phone = Compare("kind", Op.EXACT_EQ, "phone")
    assert ask(people, Some("points", phone)) == [1, 3]
    assert ask(people, Some("points", And((phone, Compare("value", Op.EQ, "2"))))) == [3]
    assert ask(people, Not(Some("points", And(())))) == [2, 4, 5]


def test_sorts_break_ties_by_key(book: OpenBook) -> None:
    made = [
        person(1, name="b", email=None, job_area=10),
        person(2, name="A", email="z@z.dk", job_area=9),
        person(3, name="B", email=None, job_area=None),
        person(4, name="a", email="A@z.dk", job_area=-1),
    ]
    add_persons(book, *made)
    assert ask(book, None, Sort("name")) == [2, 4, 1, 3]
    assert ask(book, None, Sort("name", descending=True)) == [1, 3, 2, 4]
    assert ask(book, None, Sort("name"), Sort("number", descending=True)) == [4, 2, 3, 1]
    assert ask(book, None, Sort("email")) == [1, 3, 4, 2], "what is missing comes first"
    assert ask(book, None, Sort("email", descending=True)) == [2, 4, 1, 3]
    assert ask(book, None, Sort("job_area")) == [3, 4, 2, 1]
    assert ask(book, None, Sort("job_area", as_text=True)) == [3, 4, 1, 2]
    assert ask(book, None, Sort("job_area", descending=True, as_text=True)) == [2, 1, 4, 3]


def test_numbers_as_text_sort_as_text(book: OpenBook) -> None:
    numbers = [1, 2, 9, 10, 11, 100, 20]
    add_persons(book, *[person(n) for n in numbers])
    sort = Sort("number", as_text=True)
    assert ask(book, None, sort) == sorted(numbers, key=str)
    assert ask(book, None, sort, page=OffsetPage(3, 2)) == sorted(numbers, key=str)[2:5]


def test_texts_sort_by_their_folded_characters(book: OpenBook) -> None:
    names = [
        "ä",
        "Z",
        "z",
        "Ö",
        "a b",
        "ab",
        "a-b",
        "_",
        "\u0100",
        "😀",
        "\uffee",
        "ß",
        "ss",
        "1",
        "10",
    ]
    add_persons(book, *[person(n, name=name) for n, name in enumerate(names, 1)])
    order = sorted(range(len(names)), key=lambda at: (fold(names[at]).encode(), at))
    assert ask(book, None, Sort("name")) == [at + 1 for at in order]


def test_pages(people: OpenBook) -> None:
    assert ask(people, page=KeyPage(2)) == [1, 2]
    assert ask(people, page=KeyPage(2, at=2)) == [2, 3]
    assert ask(people, page=KeyPage(2, after=2)) == [3, 4]
    assert ask(people, page=KeyPage(2, at=2**80)) == []
    assert ask(people, page=KeyPage(9, after=-(2**80))) == [1, 2, 3, 4, 5]
    assert ask(people, page=OffsetPage(2)) == [1, 2]
    assert ask(people, page=OffsetPage(2, 3)) == [4, 5]
    assert ask(people, page=OffsetPage(2, 5)) == []
    assert ask(people, page=OffsetPage(0)) == []
    assert ask(people, Compare("job_area", Op.GE, 1), page=KeyPage(1, at=2)) == [3]


def test_keys_that_are_not_unique_by_themselves_page_by_their_filter(book: OpenBook) -> None:
    with book.writing() as ctx:
        for kind in ("layout", "vat_zone"):
            for number in (1, 2, 3):
                ctx.unit.references.insert(
                    Reference(**new_record(), kind=kind, number=number, name=f"{kind} {number}")
                )
    view = View("references", (Member("name", "name"),))
    query = Query(view, Compare("kind", Op.EXACT_EQ, "layout"), page=OffsetPage(2, 1))
    with book.looking() as looking:
        shown = [text for _, text in search_rows(looking, query)]
    assert shown == ['{"name":"layout 2"}', '{"name":"layout 3"}']


def test_texts_as_bytes_further_down_by_keys_that_are_texts(book: OpenBook) -> None:
    """Where a page starts is remembered by its key, whichever way it was read first."""
    with book.writing() as ctx:
        rows = [
            Reference(**new_record(), kind="layout", number=number, name=f"Årsliste {number} “x”")
            for number in range(5)
        ]
        ctx.unit.references.insert(*rows)
    shown = [f'{{"name":"{each.name}"}}' for each in sorted(rows, key=lambda each: each.uuid)]
    view = View("list_rows", (Member("name", "name"),))
    for offset, limit in ((1, 2), (1, 3), (3, 9), (9, 1)):
        query = Query(view, Compare("kind", Op.EXACT_EQ, "layout"), page=OffsetPage(limit, offset))
        for _ in range(2):
            with book.looking() as looking:
                texts = search_texts(looking, query)
                assert [text.decode() for text in texts] == shown[offset : offset + limit]
                assert [text for _, text in search_rows(looking, query)] == shown[offset:][:limit]


def test_only_the_records_of_the_source_count(book: OpenBook) -> None:
    add_persons(book, person(1), person(2, customer_number=None))
    assert ask(book) == [1]
    assert ask(book, Compare("name", Op.LIKE, f"{ANY}person{ANY}")) == [1]


def test_books_do_not_see_each_other(engine: Engine, clock: FrozenClock) -> None:
    one, other = make_book(engine, clock), make_book(engine, clock)
    add_persons(one, person(1, name="Mine"))
    add_persons(other, person(1, name="Theirs"), person(2, name="Theirs"))
    like = Compare("name", Op.LIKE, f"{ANY}the{ANY}")
    assert ask(one) == [1]
    assert ask(one, like) == []
    assert ask(one, like, Sort("name")) == []
    assert ask(other, like, page=KeyPage(5)) == [1, 2]


def test_counts_follow_every_write(book: OpenBook) -> None:
    with book.looking() as looking:
        assert count_rows(looking, Query(CUSTOMERS)) == 0
    for total in (1, 2, 3):
        with book.writing() as ctx:
            make_customer(ctx)
        for _ in range(2):
            assert len(ask(book, view=CUSTOMERS)) == total
    with pytest.raises(ZeroDivisionError), book.writing() as ctx:
        make_customer(ctx)
        raise ZeroDivisionError
    assert len(ask(book, view=CUSTOMERS)) == 3


@pytest.mark.parametrize(
    ("wanted", "sorts"),
    [
        (None, ()),
        (None, (Sort("number"),)),
        (None, (Sort("number", descending=True),)),
        (None, (Sort("name"),)),
        (Compare("name", Op.LIKE, f"{ANY}alpha{ANY}"), ()),
        (Compare("customer_number", Op.GE, 1), ()),
    ],
)
def test_pages_further_down_follow_every_write(
    book: OpenBook, wanted: Filter | None, sorts: tuple[Sort, ...]
) -> None:
    with book.writing() as ctx:
        party_id = make_customer(ctx).party.id
        made = [make_contact(ctx, party_id, name=f"Alpha {n:02}").number for n in range(12)]
    for _ in range(4):
        for offset, limit in ((3, 2), (3, 5), (5, 2), (3, 2), (90, 2)):
            shown = made[::-1] if sorts and sorts[0].descending else made
            query = Query(VIEW, wanted, sorts, OffsetPage(limit, offset))
            for _ in range(2):
                with book.looking() as looking:
                    found = [key for key, _ in looking.reading.rows(query)]
                assert found == shown[offset : offset + limit]
        with book.writing() as ctx:
            gone = ctx.unit.contacts.find(made.pop(1))
            assert gone is not None
            ctx.unit.contacts.remove(gone)
            ctx.record("contact.deleted", gone.number, party_id=party_id, before=gone)


def test_a_transaction_sees_what_it_wrote(book: OpenBook) -> None:
    with book.writing() as ctx:
        made = make_customer(ctx)
        assert count_rows(ctx.looking, Query(CUSTOMERS)) == 1
        make_customer(ctx)
        assert count_rows(ctx.looking, Query(CUSTOMERS)) == 2
        numbers = [make_contact(ctx, made.party.id).number for _ in range(4)]
        second = Query(VIEW, page=OffsetPage(2, 1))
        assert [key for key, _ in ctx.unit.reading.rows(second)] == numbers[1:3]
        ctx.unit.contacts.remove(*ctx.unit.contacts.select(number=numbers[0]))
        assert [key for key, _ in ctx.unit.reading.rows(second)] == numbers[2:]


def test_counts_remember_values_apart(people: OpenBook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("partita.store.memory.ANSWERS_MAX", 3)
    for _ in range(2):
        for value, total in ((1, 1), (True, 1), ("1", 0), (10, 1), (11, 0), (2.0, 1)):
            field = "name" if isinstance(value, str) else "job_area"
            if value is True:
                field = "is_default"
            assert len(ask(people, Compare(field, Op.EQ, value))) == total


def test_one_row_by_number(people: OpenBook) -> None:
    with people.looking() as looking:
        assert get_row(looking, VIEW, "number", 3) == '{"n":3}'


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_texts_nobody_can_hold_are_refused(people: OpenBook, text: str) -> None:
    with pytest.raises(ValuesInvalid):
        ask(people, Compare("name", Op.EQ, text))
    with pytest.raises(ValuesInvalid):
        ask(people, Compare("name", Op.IN, ("a", text)))


def test_half_a_surrogate_pair_in_a_pattern_is_refused(people: OpenBook) -> None:
    with pytest.raises(ValuesInvalid):
        ask(people, Compare("name", Op.LIKE, f"{ANY}abc\ud800{ANY}"))


def test_long_filters_are_answered_and_longer_ones_refused(people: OpenBook) -> None:
    def long(count: int) -> Filter:
        return Or(tuple(Compare("name", Op.EQ, f"{n}") for n in range(count)))

    assert ask(people, long(500)) == []
    nested: Filter = Compare("name", Op.EQ, "anna")
    for _ in range(DEPTH // 2):
        nested = And((Or((nested, Compare("number", Op.LT, 0))), Compare("name", Op.NE, "x")))
    assert ask(people, nested) == [1]
    for _ in range(1_000):
        nested = Not(And((nested, Compare("name", Op.NE, "x"))))
    with pytest.raises(FilterInvalid, match="deep"):
        ask(people, nested)
    with suppress(FilterInvalid):
        assert ask(people, long(1_500)) == []


def test_statements_are_compiled_once_for_many_threads(engine: Engine, people: OpenBook) -> None:
    def look() -> list[list[int | str]]:
        return [
            ask(people, Compare(field, Op.NE, "x"), Sort(field))
            for _ in range(5)
            for field in ("name", "email", "title", "phone")
        ]

    assert len({repr(each) for each in in_threads(engine, *[look] * 4)}) == 1


@pytest.mark.parametrize(("limit", "value"), [("CACHE_MAX", 2), ("CACHED_CHARS_MAX", 300)])
def test_old_statements_make_room(
    people: OpenBook, engine: Engine, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    monkeypatch.setattr(f"partita.store.query_sql.{limit}", value)
    compiler = Compiler(engine._can)
    engine._said = replace(engine._said, compiler=compiler)
    for field in ("name", "email", "title", "name", "phone"):
        assert ask(people, Compare(field, Op.NE, "x")) == [1, 2, 3, 4, 5]
        assert 0 < len(compiler._known) <= 2


def test_customers_join_what_they_need(book: OpenBook) -> None:
    add_party(book, 99)
    with book.writing() as ctx:
        make_customer(ctx, "Älpha", currency="DKK")
        make_customer(ctx, "Beta")
    assert ask(book, Compare("party.name", Op.EQ, "älpha"), view=CUSTOMERS) == [1]
    assert ask(book, Compare("mail.city", Op.EQ, None), view=CUSTOMERS) == [1, 2]
    assert ask(book, None, Sort("party.name"), view=CUSTOMERS) == [2, 1]
    assert ask(book, None, Sort("mail.country_shown"), view=CUSTOMERS) == [1, 2]
    assert ask(book, Compare("is_active", Op.EQ, value=True), view=CUSTOMERS) == [1, 2]
