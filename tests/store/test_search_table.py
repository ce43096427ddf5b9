"""The search table stays in step with the records, where there is one."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from partita.domain.party import Party
from partita.domain.query import LIKE_ANY, Compare, Form, Member, Op, Query, View
from partita.ports import Reading
from partita.store import late
from partita.store.engine import Engine
from tests.builders import OpenBook, new_record
from tests.store import raw
from tests.store.samples import add_party, add_persons, person

VIEW = View("customer_contacts", (Member("n", "number", Form.INTEGER),))


@pytest.fixture(autouse=True)
def only_where_there_is_one(database_kind: str) -> None:
    if database_kind != "sqlite":
        pytest.skip("the index is on the column itself")


def found(book: OpenBook, text: str, field: str = "name") -> list[object]:
    with book.looking() as looking:
        return seen(looking.reading, text, field)


def seen(reading: Reading, text: str, field: str = "name") -> list[object]:
    query = Query(VIEW, Compare(field, Op.LIKE, LIKE_ANY + text + LIKE_ANY))
    return [key for key, _ in reading.rows(query)]


def in_step(database_url: str) -> bool:
    stored = raw.rows(
        database_url, "SELECT book_id * 4294967296 + number, name_fold, email_fold FROM contact"
    )
    return stored == raw.rows(database_url, "SELECT rowid, name, email FROM contact_search")


def test_it_follows_inserts_changes_and_removals(book: OpenBook, database_url: str) -> None:
    one, two = person(1, name="Åse Sørensen", email="aase@x.dk"), person(2, name="Bo Holm")
    add_persons(book, one, two)
    assert found(book, "SØREN") == [1]
    assert in_step(database_url)
    with book.writing() as ctx:
        ctx.unit.contacts.put(replace(one, name="Åse Holm"), replace(two, email="BO@Y.dk"))
    assert found(book, "søren") == []
    assert found(book, "holm") == [1, 2]
    assert found(book, "bo@y", "email") == [2]
    assert in_step(database_url)
    with book.writing() as ctx:
        [now] = ctx.unit.contacts.select(number=2)
        ctx.unit.contacts.put(replace(now, email="bo@z.dk", title="Mr"), was=now)
        ctx.unit.contacts.put(replace(now, email="bo@z.dk"), was=replace(now, email="bo@z.dk"))
    assert found(book, "bo@z", "email") == [2]
    assert in_step(database_url)
    with book.writing() as ctx:
        ctx.unit.contacts.remove(one)
    assert found(book, "holm") == [2]
    assert in_step(database_url)


def test_it_has_many_that_came_at_once(book: OpenBook, database_url: str) -> None:
    mails = [None, "Aase@X.dk", "BO@Y.dk"]
    persons = [person(n, name=f"Åse {n}", email=mails[n % 3]) for n in range(1, 121)]
    add_persons(book, *persons, person(121, name="Bo", email=None))
    with book.writing() as ctx:
        ctx.unit.contacts.insert(*(person(n, name="No mail", email=None) for n in range(122, 130)))
    assert len(found(book, "åse")) == 120
    assert found(book, "bo@y", "email") == [n for n in range(1, 121) if n % 3 == 2]
    assert in_step(database_url)


def test_it_forgets_what_was_undone(book: OpenBook, database_url: str) -> None:
    add_persons(book, person(1, name="Anna"))
    with pytest.raises(ZeroDivisionError), book.writing() as ctx:
        ctx.unit.contacts.insert(person(2, name="Annabel"))
        raise ZeroDivisionError
    with book.writing() as ctx, pytest.raises(ZeroDivisionError), ctx.unit.attempt():
        ctx.unit.contacts.insert(person(2, name="Annabel"))
        raise ZeroDivisionError
    assert found(book, "anna") == [1]
    assert in_step(database_url)


def test_a_unit_finds_what_it_wrote(book: OpenBook) -> None:
    add_party(book)
    with book.writing() as ctx:
        ctx.unit.contacts.insert(*[person(n, name=f"Anna {n}") for n in (1, 2, 3)])
        assert seen(ctx.unit.reading, "anna") == [1, 2, 3]
        ctx.unit.contacts.put(person(1, name="Berta"))
        ctx.unit.contacts.remove(person(2))
        assert seen(ctx.unit.reading, "anna") == [3]
        assert found(book, "anna") == [], "nobody else sees it yet"
    assert found(book, "berta") == [1]


def test_what_was_written_before_stays_when_a_part_is_undone(
    book: OpenBook, database_url: str
) -> None:
    """Also when the part looked for it, and so had it written inside what is undone."""
    add_persons(book, person(1, name="Anna"), person(2, name="Anna"))
    with book.writing() as ctx:
        ctx.unit.contacts.put(person(1, name="Berta"))
        with pytest.raises(ZeroDivisionError), ctx.unit.attempt():
            ctx.unit.contacts.remove(person(2))
            with ctx.unit.attempt():
                ctx.unit.contacts.insert(person(3, name="Anna"))
            assert seen(ctx.unit.reading, "anna") == [3]
            assert seen(ctx.unit.reading, "berta") == [1]
            raise ZeroDivisionError
        assert seen(ctx.unit.reading, "berta") == [1]
        ctx.unit.contacts.insert(person(4, name="Anna"))
    assert found(book, "anna") == [2, 4]
    assert found(book, "berta") == [1]
    assert in_step(database_url)


def test_few_wait_at_a_time(
    book: OpenBook, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late, "LATE_MAX", 2)
    add_party(book)
    with book.writing() as ctx:
        for number in range(1, 8):
            with suppress(ZeroDivisionError), ctx.unit.attempt():
                ctx.unit.contacts.insert(person(number, name=f"Anna {number}"))
                ctx.unit.contacts.put(person(number, name=f"Berta {number}"))
                if number % 3 == 0:
                    raise ZeroDivisionError
    assert found(book, "anna") == []
    assert found(book, "berta") == [1, 2, 4, 5, 7]
    assert in_step(database_url)


def test_texts_like_its_own_language_are_texts(book: OpenBook) -> None:
    names = [
        'a"b"c',
        "x AND y",
        "name : z*",
        "NEAR(a b)",
        "-not-",
        "(((",
        "'''",
        "^abc",
        "a\\b%c_d",
    ]
    add_persons(book, *[person(n, name=name) for n, name in enumerate(names, 1)])
    for number, name in enumerate(names, 1):
        assert found(book, name) == [number], name


def test_parties_are_searched_by_name_and_numbers(book: OpenBook, database_url: str) -> None:
    made = Party(**new_record(), id=5, name="Łódź ÅBC", company_number="DK 123", vat_number="XY9")
    with book.writing() as ctx:
        ctx.unit.parties.insert(made)
    assert raw.rows(database_url, "SELECT rowid % 4294967296, named, mail FROM party_search") == [
        (5, "lodz abc\ndk 123\nxy9", None)
    ]


@pytest.mark.parametrize("sought", ["anna", "an"])
def test_another_pattern_is_no_reason_to_plan_anew(
    book: OpenBook, engine: Engine, sought: str
) -> None:
    """Planning asks who may read each column, so whoever is asked nothing has planned nothing."""
    add_persons(book, person(1, name="Anna"), person(2, name="Bo"))
    link: Any = engine._link()
    query = Query(VIEW, Compare("name", Op.LIKE, LIKE_ANY + sought + LIKE_ANY))
    compiled = engine._said.compiler.rows(query)
    params = compiled.params(query, book.book_id)
    asked: list[object] = []

    def allow(*what: object) -> int:
        asked.append(what)
        return 0

    link._connection.set_authorizer(allow)
    try:
        assert len(link.rows(compiled.sql, params)) == 1
        count = len(asked)
        assert count > 0
        for _ in range(2):
            link.rows(compiled.sql, {**params, "v0": "%bo%"})
        assert len(link.rows(compiled.sql, params)) == 1
    finally:
        link._connection.set_authorizer(None)
    assert len(asked) == count
