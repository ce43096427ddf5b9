"""JSON made by the database is JSON, the same on both, and says what is stored."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from partita.domain.contact import ContactPoint, PointKind
from partita.domain.party import Customer, Party
from partita.domain.query import (
    Absent,
    Compare,
    Fixed,
    Form,
    Listed,
    Member,
    Nested,
    Op,
    Part,
    Projection,
    Query,
    Shown,
    View,
)
from tests.builders import OpenBook, new_record
from tests.store.samples import AWKWARD, PARTY_ID, add_party, add_persons, person


@pytest.fixture
def database_url(shared_url: str) -> str:
    return shared_url


def show(book: OpenBook, source: str, *members: Any) -> list[Any]:  # noqa: ANN401
    shown: Projection = members
    with book.looking() as looking:
        return [json.loads(text) for _, text in looking.reading.rows(Query(View(source, shown)))]


def text_of(book: OpenBook, source: str, *members: Any) -> str:  # noqa: ANN401
    with book.looking() as looking:
        [(_, text)] = looking.reading.rows(Query(View(source, members)))
        return text


def test_every_character_is_told_as_it_is(book: OpenBook) -> None:
    characters = [
        chr(code)
        for code in (*range(1, 0x3000), *range(0xFFF0, 0x10010))
        if not 0xD800 <= code < 0xE000
    ]
    characters += ["😀", "\U0010ffff", '"', "\\", "</script>", "%s", "%%", "{}", "\u2028\u2029"]
    names = ["".join(characters[at : at + 97]) for at in range(0, len(characters), 97)]
    add_persons(book, *[person(n, name=name) for n, name in enumerate(names, 1)])
    shown = show(book, "customer_contacts", Member("name", "name"))
    assert [each["name"] for each in shown] == names


def test_every_form(book: OpenBook) -> None:
    moment = datetime(2024, 2, 29, 3, 4, 5, 60789, tzinfo=UTC)
    add_persons(
        book,
        person(1, version=255, changed_at=moment, is_default=True, job_area=-7, notes='{"a":[1]}'),
    )
    members = (
        Member("seconds", "changed_at", Form.MOMENT_SECONDS),
        Member("offset", "changed_at", Form.MOMENT_OFFSET),
        Member("millis", "changed_at", Form.MOMENT_MILLIS),
        Member("ticks", "changed_at", Form.MOMENT_TICKS),
        Member("date", "changed_at", Form.DATE),
        Member("version", "version", Form.VERSION_HEX),
        Member("yes", "is_default", Form.BOOLEAN),
        Member("no", "is_deleted", Form.BOOLEAN),
        Member("area", "job_area", Form.INTEGER),
        Member("json", "notes", Form.JSON),
    )
    assert text_of(book, "customer_contacts", *members) == (
        '{"seconds":"2024-02-29T03:04:05Z","offset":"2024-02-29T03:04:05+00:00",'
        '"millis":"2024-02-29T03:04:05.060Z","ticks":"2024-02-29T03:04:05.0607890+00:00",'
        '"date":"2024-02-29","version":"00000000000000ff","yes":true,"no":false,"area":-7,'
        '"json":{"a":[1]}}'
    )


@pytest.mark.parametrize(
    ("absent", "told"),
    [
        (Absent.NULL, '{"t":null,"n":null,"m":null}'),
        (Absent.OMIT, "{}"),
        (Absent.FALSE, '{"t":false,"n":false,"m":false}'),
    ],
)
def test_what_is_missing(book: OpenBook, absent: Absent, told: str) -> None:
    add_persons(book, person(1, title=None, job_area=None))
    members = (
        Member("t", "title", absent=absent),
        Member("n", "job_area", Form.INTEGER, absent),
        Member("m", "deleted_at", Form.MOMENT_SECONDS, absent),
    )
    assert text_of(book, "customer_contacts", *members) == told


@pytest.mark.parametrize("field", ["country", "source", "uuid"])
def test_codes_and_other_texts_are_written_alike(book: OpenBook, field: str) -> None:
    code = "ø/%s'D:k"
    with book.writing() as ctx:
        ctx.unit.parties.insert(
            Party(**new_record() | {field: code}, id=1, name="A"),
            Party(**new_record(), id=2, name="B", merged_into=1),
        )
    members = (
        Member("plain", field),
        Member("null", field, absent=Absent.NULL),
        Member("after", field, before='/a "%d"/', otherwise='"-"'),
        Member("word", field, words=((None, "none"),), has_other_words=True),
        Part("part", (Member("in", field, before="/"),), field),
    )
    [shown, other] = show(book, "parties", *members)
    told = {"plain": code, "null": code, "after": f'/a "%d"/{code}', "word": code}
    assert shown == {**told, "part": {"in": f"/{code}"}}
    if field != "uuid":
        assert other == {"null": None, "after": "-", "word": "none"}


def test_false_may_be_left_out(book: OpenBook) -> None:
    add_persons(book, person(1, is_default=True))
    members = (
        Member("a", "is_default", Form.BOOLEAN, Absent.OMIT_FALSE),
        Member("b", "is_deleted", Form.BOOLEAN, Absent.OMIT_FALSE),
    )
    assert text_of(book, "customer_contacts", *members) == '{"a":true}'


NUMBERS = [
    0.0,
    -0.0,
    1.0,
    100.0,
    0.1,
    0.1 + 0.2,
    1 / 3,
    12345678.9,
    123456789.12345678,
    1e15,
    1e16,
    1e21,
    1e-7,
    5e-324,
    1.5e300,
    -2.5e-300,
    2.0**53,
]


def test_numbers_come_back_to_the_last_digit(book: OpenBook) -> None:
    for number, _ in enumerate(NUMBERS, 1):
        add_party(book, number)
    with book.writing() as ctx:
        ctx.unit.customers.insert(
            *[
                Customer(**new_record(), party_id=n, number=n, code=str(n), discount_percent=value)
                for n, value in enumerate(NUMBERS, 1)
            ]
        )
    shown = show(book, "customers", Member("p", "discount_percent", Form.NUMBER))
    assert [each["p"] for each in shown] == NUMBERS
    with book.writing() as ctx:
        assert [each.discount_percent for each in ctx.unit.customers.select()] == NUMBERS


def test_more_members_than_a_function_takes(book: OpenBook) -> None:
    add_persons(book, person(1, title=None))
    members = [Member(f"m{n}", "number", Form.INTEGER) for n in range(200)]
    members.insert(80, Member("t", "title"))
    assert show(book, "customer_contacts", *members) == [{f"m{n}": 1 for n in range(200)}]
    only_missing = [Member(f"t{n}", "title") for n in range(170)]
    assert text_of(book, "customer_contacts", *only_missing) == "{}"


@pytest.mark.parametrize("times", [1, 30])
def test_objects_inside_are_written_as_records_are(book: OpenBook, times: int) -> None:
    """A function that makes a whole object and a pattern that joins its members write the same."""
    texts = {"name": AWKWARD, "notes": "".join(map(chr, range(1, 200))), "title": None}
    deleted_at = datetime(2024, 2, 29, 23, 59, 59, 999_999, tzinfo=UTC)
    add_persons(book, person(2**53 - 1, **texts, job_area=None, deleted_at=deleted_at))
    once = (
        Member("name", "name"),
        Member("notes", "notes", absent=Absent.NULL),
        Member("title", "title", absent=Absent.NULL),
        Member("area", "job_area", Form.INTEGER, Absent.NULL),
        Member("n", "number", Form.INTEGER),
        Member("at", "deleted_at", Form.MOMENT_TICKS, Absent.NULL),
        Member("u", "uuid"),
    )
    members = tuple(replace(each, name=f"{each.name}{n}") for n in range(times) for each in once)
    alone = text_of(book, "customer_contacts", *members)
    inside = text_of(book, "customer_contacts", Part("p", members, "number"))
    assert inside == f'{{"p":{alone}}}'
    assert json.loads(alone)["notes0"] == texts["notes"]


def add_points(book: OpenBook, *points: tuple[int, PointKind, str, bool, int]) -> None:
    with book.writing() as ctx:
        for number, kind, value, is_default, position in points:
            ctx.unit.points.insert(
                ContactPoint(
                    **new_record(),
                    person=number,
                    kind=kind,
                    value=value,
                    is_default=is_default,
                    position=position,
                )
            )


POINTS: Sequence[tuple[int, PointKind, str, bool, int]] = (
    (1, PointKind.PHONE, "2", False, 2),
    (1, PointKind.PHONE, "1", False, 1),
    (1, PointKind.PHONE, "default", True, 3),
    (1, PointKind.EMAIL, 'a"b@x.dk', True, 0),
    (3, PointKind.WEB, "https://x.dk", False, 0),
)


def test_lists_inside_records_are_in_order_and_may_be_empty(book: OpenBook) -> None:
    add_persons(book, person(1), person(2), person(3))
    add_points(book, *POINTS)
    value = Member("v", "value")
    assert show(book, "customer_contacts", Nested("points", "points", (value,))) == [
        {"points": [{"v": 'a"b@x.dk'}, {"v": "default"}, {"v": "1"}, {"v": "2"}]},
        {"points": []},
        {"points": [{"v": "https://x.dk"}]},
    ]


@pytest.mark.parametrize(
    ("first", "told"),
    [
        (Member("m", "name"), '"m":"Ann"'),
        (Member("m", "title"), ""),
        (Member("m", "title", absent=Absent.NULL), '"m":null'),
        (Member("m", "kind", absent=Absent.NULL), '"m":"a\\"b"'),
        (Member("m", "kind", words=(("no", "x"),)), ""),
        (Member("m", "kind", absent=Absent.NULL, words=(("no", "x"),)), '"m":null'),
        (Member("m", "number", Form.INTEGER), '"m":1'),
        (Member("m", "job_area", Form.INTEGER, Absent.NULL), '"m":null'),
        (Member("m", "deleted_at", Form.DATE, Absent.FALSE), '"m":false'),
        (Member("m", "is_default", Form.BOOLEAN, Absent.OMIT_FALSE), ""),
        (Member("m", "number", Form.INTEGER, before="/a%s/"), '"m":"/a%s/1"'),
        (Fixed("m", '"100%"'), '"m":"100%"'),
        (Listed("m", "points", "value"), '"m":["x"]'),
        (Nested("m", "points", (Member("v", "value"),)), '"m":[{"v":"x"}]'),
        (Nested("m", "points", (Member("v", "value"),), many=False), '"m":{"v":"x"}'),
        (Part("m", (Member("a", "kind"),), "kind"), '"m":{"a":"a\\"b"}'),
        (Part("m", (Member("a", "kind"),), "title"), ""),
        (Part("m", (Member("a", "kind"),), "title", Absent.NULL), '"m":null'),
    ],
)
def test_any_member_may_come_first(book: OpenBook, first: Shown, told: str) -> None:
    add_persons(book, person(1, name="Ann", kind='a"b'))
    add_points(book, (1, PointKind.WEB, "x", False, 0))
    assert text_of(book, "customer_contacts", first) == f"{{{told}}}"
    both = ",".join(filter(None, (told, '"n":1')))
    then = Member("n", "number", Form.INTEGER)
    assert text_of(book, "customer_contacts", first, then) == f"{{{both}}}"


def test_lists_inside_records_take_filters(book: OpenBook) -> None:
    add_persons(book, person(1), person(2), person(3))
    add_points(book, *POINTS)
    value = Member("v", "value")
    phones = Compare("kind", Op.EXACT_EQ, "phone")
    quoted = Compare("value", Op.LIKE, '\x00"\x00')
    default = Compare("is_default", Op.EQ, value=True)
    shown = show(
        book,
        "customer_contacts",
        Nested("phones", "points", (value,), filter=phones),
        Nested("quoted", "points", (value,), many=False, filter=quoted),
        Nested("first", "points", (value,), many=False, filter=default),
    )
    assert shown[0] == {
        "phones": [{"v": "default"}, {"v": "1"}, {"v": "2"}],
        "quoted": {"v": 'a"b@x.dk'},
        "first": {"v": 'a"b@x.dk'},
    }
    assert shown[1] == {"phones": [], "quoted": None, "first": None}


def test_lists_inside_lists(book: OpenBook) -> None:
    add_persons(book, person(1, position=2), person(2, position=1), person(3, is_deleted=True))
    add_points(book, *POINTS)
    with book.writing() as ctx:
        ctx.unit.customers.insert(
            Customer(
                **new_record(),
                party_id=PARTY_ID,
                number=5,
                code="5",
                customer_since=date(2024, 1, 2),
            )
        )
    points = Nested(
        "points", "points", (Member("v", "value"),), filter=Compare("kind", Op.EQ, "email")
    )
    persons = Nested("persons", "persons", (Member("n", "number", Form.INTEGER), points))
    assert show(book, "customers", persons, Member("since", "customer_since", Form.DATE)) == [
        {
            "persons": [{"n": 2, "points": []}, {"n": 1, "points": [{"v": 'a"b@x.dk'}]}],
            "since": "2024-01-02",
        }
    ]


def test_nested_filters_stand_beside_the_filter_of_the_query(book: OpenBook) -> None:
    add_persons(book, person(1, name="Anna"), person(2))
    add_points(book, *POINTS)
    nested = Nested("p", "points", (Member("v", "value"),), filter=Compare("value", Op.EQ, "1"))
    query = Query(View("customer_contacts", (nested,)), Compare("name", Op.LIKE, "\x00ann\x00"))
    with book.looking() as looking:
        assert [text for _, text in looking.reading.rows(query)] == ['{"p":[{"v":"1"}]}']


def test_a_value_may_have_a_text_before_it(book: OpenBook) -> None:
    add_persons(book, person(7, title='"a"'))
    members = (
        Member("link", "number", before="/persons/"),
        Member("said", "title", before="the "),
        Member("missing", "notes", before="/notes/"),
    )
    shown = {"link": "/persons/7", "said": 'the "a"'}
    assert show(book, "customer_contacts", *members) == [shown]


def test_something_else_may_stand_for_a_missing_value(book: OpenBook) -> None:
    add_persons(book, person(1), person(2, title="Boss", job_area=3))
    members = (
        Member("title", "title", otherwise='"none"'),
        Member("area", "job_area", Form.INTEGER, otherwise="14"),
        Fixed("@type", '"Person"'),
    )
    assert show(book, "customer_contacts", *members) == [
        {"title": "none", "area": 14, "@type": "Person"},
        {"title": "Boss", "area": 3, "@type": "Person"},
    ]


def test_values_without_a_word_may_be_shown_as_they_are(book: OpenBook) -> None:
    add_persons(book, person(1, kind="barred"), person(2, kind="odd"))
    words = (("barred", "inactive"),)
    told = [Member("s", "kind", words=words, has_other_words=each) for each in (True, False)]
    assert show(book, "customer_contacts", told[0]) == [{"s": "inactive"}, {"s": "odd"}]
    assert show(book, "customer_contacts", told[1]) == [{"s": "inactive"}, {}]


def test_a_single_object_that_is_not_there_may_be_left_out(book: OpenBook) -> None:
    add_persons(book, person(1))
    web = Compare("kind", Op.EXACT_EQ, "web")
    told = [
        Nested("web", "points", (Member("v", "value"),), many=False, filter=web, is_omitted=each)
        for each in (True, False)
    ]
    assert show(book, "customer_contacts", told[0]) == [{}]
    assert show(book, "customer_contacts", told[1]) == [{"web": None}]
