"""Records come back as they went in, on both databases."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from partita.access.grant import Grant
from partita.domain.book import Book
from partita.domain.change import Change
from partita.domain.contact import ContactPerson, ContactPoint, PointKind
from partita.domain.errors import NumberTaken, ValuesInvalid
from partita.domain.extras import Membership, Reference
from partita.domain.lookup import Given, Has, Inside, Lookup, Top
from partita.domain.party import Customer, Party
from partita.kit.ids import uuid7
from partita.ports import Records
from partita.store import records
from partita.store.engine import Engine
from partita.store.postgres import PostgresLink
from partita.store.schema import TABLES
from partita.store.uow import RECORDS
from tests.builders import FrozenClock, OpenBook, make_book, new_record
from tests.store import raw
from tests.store.samples import PARTY_ID, add_party, add_persons, person, sample


@pytest.fixture
def database_url(shared_url: str) -> str:
    return shared_url


KINDS = sorted(RECORDS.items())


def key_of(record: object) -> tuple[Any, ...]:
    return tuple(getattr(record, name) for name in TABLES[type(record)].key)


@pytest.fixture
def filled(book: OpenBook) -> OpenBook:
    add_party(book)
    return book


@pytest.mark.parametrize("is_full", [True, False], ids=["full", "empty"])
@pytest.mark.parametrize(("name", "kind"), KINDS, ids=[name for name, _ in KINDS])
def test_what_differs_is_written_whatever_differs(
    filled: OpenBook, name: str, kind: type[Any], is_full: bool
) -> None:
    if kind is Book:
        pytest.skip("there is one in every book already")
    was = sample(kind, filled, is_full=is_full)
    then = sample(kind, filled, is_full=not is_full, **_key_values(was))
    with filled.writing() as ctx:
        kept = getattr(ctx.unit, name)
        kept.insert(was)
        kept.put(then, was=was)
        assert kept.find(*key_of(was)) == then
        kept.put(was, was=then)
        assert kept.find(*key_of(was)) == was
        kept.remove(was)


@pytest.mark.parametrize("is_full", [True, False], ids=["full", "empty"])
@pytest.mark.parametrize(("name", "kind"), KINDS, ids=[name for name, _ in KINDS])
def test_a_record_of_every_kind_comes_back_as_it_went_in(
    filled: OpenBook, name: str, kind: type[Any], is_full: bool
) -> None:
    if kind is Book:
        pytest.skip("there is one in every book already")
    made = sample(kind, filled, is_full=is_full)
    with filled.writing() as ctx:
        getattr(ctx.unit, name).insert(made)
    with filled.writing() as ctx:
        kept = getattr(ctx.unit, name)
        assert kept.find(*key_of(made)) == made
        assert made in kept.select()
        kept.put(sample(kind, filled, is_full=not is_full, **_key_values(made)))
        assert kept.find(*key_of(made)) == sample(
            kind, filled, is_full=not is_full, **_key_values(made)
        )
        kept.remove(made)
        assert kept.find(*key_of(made)) is None


@pytest.mark.parametrize(("name", "kind"), KINDS, ids=[name for name, _ in KINDS])
def test_many_records_of_every_kind_come_back_as_they_went_in(
    filled: OpenBook, name: str, kind: type[Any]
) -> None:
    if kind is Book:
        pytest.skip("there is one in every book already")
    with filled.writing() as ctx:
        parties = [Party(**new_record(), id=n, name=f"No. {n}") for n in range(100, 125)]
        ctx.unit.parties.insert(*parties if kind is not Party else ())
    made = [sample(kind, filled, is_full=n % 3 > 0, **_values_of(n, kind)) for n in range(100, 125)]
    with filled.writing() as ctx:
        kept = getattr(ctx.unit, name)
        kept.insert(*made)
        assert [kept.find(*key_of(each)) for each in made] == made
        kept.remove(*made)


def _values_of(number: int, kind: type[Any]) -> dict[str, Any]:
    """Values for what is unique in a kind."""
    table = TABLES[kind].table
    unique = [each for each in table.constraints if isinstance(each, sa.UniqueConstraint)]
    columns = {each for key in (table.primary_key, *unique) for each in key.columns}
    return {
        each.name.removesuffix("_fold"): number
        if isinstance(each.type, sa.Integer)
        else f"{number}"
        for each in columns
        if each.name not in {"book_id", "uuid", "kind"}
    }


def test_fractions_and_whole_numbers_stand_in_one_column(filled: OpenBook) -> None:
    amounts = [0.5, 2, None, *range(30)]
    made = [
        sample(Customer, filled, is_full=False, party_id=n, number=n, credit_maximum=amount)
        for n, amount in enumerate(amounts, 100)
    ]
    with filled.writing() as ctx:
        ctx.unit.parties.insert(
            *(Party(**new_record(), id=each.party_id, name="Sample A/S") for each in made)
        )
        ctx.unit.customers.insert(*made)
        assert ctx.unit.customers.select() == made


def test_where_columns_are_taken_whole_many_rows_are_one_statement(
    filled: OpenBook, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine._can.insert_columns is None:
        return
    counts = []
    run = PostgresLink.start

    def counting(link: PostgresLink, sql: str, params: Any) -> None:  # noqa: ANN401  # as it is
        counts.append(sql.split()[2])
        run(link, sql, params)

    monkeypatch.setattr(PostgresLink, "start", counting)
    with filled.writing() as ctx:
        made = [person(n) for n in range(1, 121)]
        ctx.unit.contacts.insert(*made)
        for each in made:
            ctx.unit.record(Change("contact.created", PARTY_ID, each.number, 1, None, each))
    assert counts == ["contact", "counter", "change", "audit"]


def _key_values(record: object) -> dict[str, Any]:
    uuid = {"uuid": record.uuid} if hasattr(record, "uuid") else {}
    return dict(zip(TABLES[type(record)].key, key_of(record), strict=True)) | uuid


def test_only_what_differs_is_written_where_it_is_told_what_was(
    book: OpenBook, engine: Engine
) -> None:
    one, two = person(1, name="Åse", email="a@b.dk"), person(2)
    add_persons(book, one, two)
    link = raw.writing_link_of(engine, book.book_id)
    changed = one.changed({"name": "Øse", "title": "Ms"}, one.changed_at)
    with book.writing() as ctx:
        link.execute("UPDATE contact SET notes = 'kept'")
        ctx.unit.contacts.put(changed, was=one)
        ctx.unit.contacts.put(two, was=two)
    with book.writing() as ctx:
        assert ctx.unit.contacts.find(1) == replace(changed, notes="kept")
        assert ctx.unit.contacts.find(2) == replace(two, notes="kept")
        assert ctx.unit.contacts.has(name_fold="øse")
        with pytest.raises(NumberTaken), ctx.unit.attempt():
            ctx.unit.contacts.put(replace(two, uuid=one.uuid), was=two)


def test_the_book_itself_is_a_record(book: OpenBook) -> None:
    with book.writing() as ctx:
        own = ctx.unit.books.find()
        assert own is not None
        ctx.unit.books.put(replace(own, name="Renamed", default_layout=21))
    with book.writing() as ctx:
        assert ctx.unit.books.select() == [replace(own, name="Renamed", default_layout=21)]


def test_first_and_select_and_has_ask_for_equal_columns(book: OpenBook) -> None:
    persons = [person(n, email="a@b.dk" if n > 2 else None) for n in (3, 1, 2, 4)]
    add_persons(book, *persons)
    with book.writing() as ctx:
        kept = ctx.unit.contacts
        assert kept.first(email="a@b.dk") == persons[0]
        assert [each.number for each in kept.select(email="a@b.dk")] == [3, 4]
        assert [each.number for each in kept.select(email=None, is_deleted=False)] == [1, 2]
        assert kept.has(number=4)
        assert not kept.has(number=4, email=None)
        assert kept.first(number=99) is None


def test_enumerations_and_moments_can_be_asked_for(book: OpenBook, clock: FrozenClock) -> None:
    add_persons(book, person(1))
    point = ContactPoint(**new_record(), person=1, kind=PointKind.EMAIL, value="a@b.dk")
    with book.writing() as ctx:
        ctx.unit.points.insert(point)
        assert ctx.unit.points.select(kind=PointKind.EMAIL, created_at=clock.now) == [point]
        assert ctx.unit.points.select(kind=PointKind.PHONE) == []


def test_select_in_reads_those_with_one_of_the_values(book: OpenBook) -> None:
    add_persons(book, *[person(n, title=f"T{n}") for n in range(1, 5)])
    with book.writing() as ctx:
        kept = ctx.unit.contacts
        assert [each.number for each in kept.select_in("number", [4, 2, 99, 2])] == [2, 4]
        assert [each.number for each in kept.select_in("number", range(2, 1_000))] == [2, 3, 4]
        assert [each.number for each in kept.select_in("title", ["T1", "'; --"])] == [1]
        assert kept.select_in("number", []) == []


def test_top_is_the_greatest_or_zero(book: OpenBook) -> None:
    add_persons(book, person(5, job_area=None), person(9, serial=2, job_area=3))
    with book.writing() as ctx:
        kept = ctx.unit.contacts
        assert kept.top("number") == 9
        assert kept.top("serial", party_id=PARTY_ID) == 5
        assert kept.top("serial", party_id=PARTY_ID, email=None) == 5
        assert kept.top("serial", party_id=12345) == 0
        assert kept.top("job_area") == 3


def test_a_membership_has_nothing_to_replace(filled: OpenBook) -> None:
    made = Membership(group=1, party_id=PARTY_ID)
    with filled.writing() as ctx:
        ctx.unit.memberships.insert(made)
        ctx.unit.memberships.put(made)
        assert ctx.unit.memberships.select() == [made]


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1203])
def test_stream_reads_all_in_portions(filled: OpenBook, count: int) -> None:
    assert records.STREAM_ROWS == 500
    made = [person(n) for n in range(1, count + 1)]
    with filled.writing() as ctx:
        ctx.unit.contacts.insert(*made)
    with filled.writing() as ctx:
        assert list(ctx.unit.contacts.stream()) == made


def test_many_are_added_all_or_none(filled: OpenBook) -> None:
    made = [person(n) for n in range(1, 121)]
    with pytest.raises(NumberTaken), filled.writing() as ctx:
        ctx.unit.contacts.insert(*made, replace(made[60], uuid=uuid7()))
    with filled.writing() as ctx:
        assert not ctx.unit.contacts.has(party_id=PARTY_ID)
        ctx.unit.contacts.insert(*made)
    with filled.writing() as ctx:
        assert ctx.unit.contacts.select() == made


def test_many_of_which_one_is_taken_are_undone_alone(filled: OpenBook) -> None:
    made = [person(n) for n in range(1, 41)]
    with filled.writing() as ctx:
        ctx.unit.contacts.insert(person(99))
        with pytest.raises(NumberTaken) as told, ctx.unit.attempt():
            ctx.unit.contacts.insert(*made, replace(made[30], uuid=uuid7()))
            ctx.unit.contacts.insert(*(person(n) for n in range(200, 240)))
            ctx.unit.take_numbers("note")
        assert told.value.facts == {"kind": "contact", "number": None}
        ctx.unit.contacts.insert(*made)
    with filled.writing() as ctx:
        assert [each.number for each in ctx.unit.contacts.select()] == [*range(1, 41), 99]


def test_stream_walks_along_keys_of_several_columns(
    book: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "STREAM_ROWS", 2)
    made = [
        Reference(**new_record(), kind=kind, number=number, name=f"{kind} {number}")
        for kind in ("currency", "layout", "vat_zone")
        for number in (1, 2, 3)
    ]
    with book.writing() as ctx:
        ctx.unit.references.insert(*reversed(made))
        assert list(ctx.unit.references.stream()) == made


def test_stream_survives_changes_on_the_way(filled: OpenBook) -> None:
    made = [person(n) for n in range(1, 1001)]
    with filled.writing() as ctx:
        ctx.unit.contacts.insert(*made)
        for each in ctx.unit.contacts.stream():
            ctx.unit.contacts.put(replace(each, title="Seen"))
        assert len(ctx.unit.contacts.select(title="Seen")) == 1000


def test_books_do_not_see_each_other(engine: Engine, clock: FrozenClock) -> None:
    one, other = make_book(engine, clock), make_book(engine, clock)
    for each in (one, other):
        add_persons(each, person(1, name=each.slug))
    with one.writing() as ctx:
        mine = ctx.unit.contacts.find(1)
        assert mine is not None
        ctx.unit.contacts.put(replace(mine, title="Mine"))
        assert [found.name for found in ctx.unit.contacts.stream()] == [one.slug]
        ctx.unit.contacts.remove(mine)
    with other.writing() as ctx:
        assert ctx.unit.contacts.select() == [person(1, name=other.slug, **_key_values(_only(ctx)))]


def _only(ctx: Any) -> Any:  # noqa: ANN401
    [found] = ctx.unit.contacts.select()
    return found


def test_a_taken_key_is_a_fact_not_an_error_of_a_driver(filled: OpenBook) -> None:
    with filled.writing() as ctx:
        ctx.unit.contacts.insert(person(1))
    with pytest.raises(NumberTaken) as told, filled.writing() as ctx:
        ctx.unit.contacts.insert(person(1, serial=2))
    assert told.value.facts == {"kind": "contact", "number": 1}
    with pytest.raises(NumberTaken), filled.writing() as ctx:
        ctx.unit.contacts.insert(person(2, serial=1), person(3, serial=1))


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("name", "a\x00b", "characters"),
        ("name", "a\ud800b", "characters"),
        ("email", "\udfff", "characters"),
        ("job_area", 2**63, "range"),
        ("job_area", -(2**70), "range"),
    ],
)
def test_what_no_column_can_hold_is_refused(
    filled: OpenBook, field: str, value: object, rule: str
) -> None:
    with pytest.raises(ValuesInvalid) as told, filled.writing() as ctx:
        ctx.unit.contacts.insert(person(1, **{field: value}))
    facts: Any = told.value.facts
    [violation] = facts["violations"]
    assert (violation.field, violation.rule) == (field, rule)
    with filled.writing() as ctx:
        assert not ctx.unit.contacts.has(number=1)


@pytest.mark.parametrize("text", ['D"K', "D\\", "D\nK", "\x1f"])
def test_a_code_that_json_would_escape_is_refused(filled: OpenBook, text: str) -> None:
    made = sample(Customer, filled, is_full=False, currency="DKK")
    with filled.writing() as ctx:
        ctx.unit.customers.insert(made)
    wrong = replace(made, currency=text)
    several = [replace(wrong, party_id=PARTY_ID + n) for n in range(1, 9)]
    writes: list[Callable[[Records[Customer]], None]] = [
        lambda kept: kept.insert(several[0]),
        lambda kept: kept.insert(*several),
        lambda kept: kept.put(wrong),
        lambda kept: kept.put(wrong, was=made),
    ]
    for write in writes:
        with pytest.raises(ValuesInvalid) as told, filled.writing() as ctx:
            write(ctx.unit.customers)
        facts: Any = told.value.facts
        [violation] = facts["violations"]
        assert (violation.field, violation.rule) == ("currency", "characters")
    with filled.writing() as ctx:
        assert ctx.unit.customers.select() == [made]


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan"), 10**400])
def test_what_is_no_number_is_refused(filled: OpenBook, value: float) -> None:
    made = sample(Customer, filled, is_full=False, discount_percent=value)
    with pytest.raises(ValuesInvalid), filled.writing() as ctx:
        ctx.unit.customers.insert(made)


@pytest.mark.parametrize("value", ["a\ud800", 2**64, "a\x00"])
def test_asking_for_what_cannot_be_held_is_refused_or_finds_nothing(
    filled: OpenBook, value: object
) -> None:
    column = "name" if isinstance(value, str) else "number"
    with filled.writing() as ctx, suppress(ValuesInvalid):
        assert not ctx.unit.contacts.has(**{column: value})


def test_large_values_are_kept(filled: OpenBook) -> None:
    party = Party(**new_record(), id=2**53 - 1, name="N" * 100_000, comments="ø" * 200_000)
    with filled.writing() as ctx:
        ctx.unit.parties.insert(party)
    with filled.writing() as ctx:
        assert ctx.unit.parties.find(party.id) == party


def test_a_grant_keeps_its_roles_and_hashes(book: OpenBook) -> None:
    made = sample(Grant, book, is_full=True, secret_hashes={"app": "abc"}, roles=())
    with book.writing() as ctx:
        ctx.unit.grants.insert(made)
        assert ctx.unit.grants.find(made.app_id) == made


def test_unknown_records_are_no_attribute(book: OpenBook) -> None:
    with book.writing() as ctx, pytest.raises(AttributeError, match="invoices"):
        ctx.unit.invoices  # type: ignore[attr-defined]  # noqa: B018


def test_a_lookup_answers_several_questions_at_once(book: OpenBook) -> None:
    add_persons(book, person(1, name="Bo", email="b@x.dk"), person(5, name="Ida", is_default=True))
    newest = Top(ContactPerson, "number", {"party_id": Given("party_id")})
    lookup = Lookup(
        {
            "newest": newest,
            "defaults": Top(ContactPerson, "number", {"is_default": True, "email": None}),
            "has_name": Has(ContactPerson, {"number": newest, "name": Given("name")}),
            "is_deleted": Has(ContactPerson, {"is_deleted": True}),
            "nobody": Top(ContactPerson, "number", {"name": "Nobody"}),
        }
    )
    with book.writing() as ctx:
        known = ctx.unit.look_up(lookup, party_id=PARTY_ID, name="Ida")
        assert known == {"newest": 5, "defaults": 5, "has_name": 1, "is_deleted": 0, "nobody": 0}
        known = ctx.unit.look_up(lookup, party_id=PARTY_ID + 1, name=None)
        assert (known["newest"], known["has_name"]) == (0, 0)
        ctx.unit.contacts.insert(person(6, name="Ida"))
        assert ctx.unit.look_up(lookup, party_id=PARTY_ID, name="Ida")["newest"] == 6


def test_a_lookup_tells_a_number_inside_json_of_the_first_record(book: OpenBook) -> None:
    ours = {"kind": "test_kind", "code": Given("code"), "is_barred": False}
    questions = {
        name: Inside(Reference, "details", name, ours) for name in ("first", "last", "missing")
    }
    lookup = Lookup(questions)
    rows: list[tuple[dict[str, int] | None, dict[str, Any]]] = [
        ({"first": 1, "last": 2}, {"is_barred": True}),
        ({"first": 10, "last": 19}, {}),
        ({"first": 20, "last": 29}, {}),
        (None, {"code": "other"}),
    ]
    with book.writing() as ctx:
        for number, (details, said) in enumerate(rows, 1):
            known: dict[str, Any] = {"kind": "test_kind", "number": number, "name": "Row"}
            known |= {"code": "mine", "details": details, **said}
            ctx.unit.references.insert(Reference(**ctx.new(), **known))
        assert ctx.unit.look_up(lookup, code="mine") == {"first": 10, "last": 19, "missing": 0}
        for code in ("other", "nobody"):
            assert ctx.unit.look_up(lookup, code=code) == dict.fromkeys(questions, 0)


def test_a_lookup_stays_in_its_book(engine: Engine, clock: FrozenClock) -> None:
    one, other = make_book(engine, clock), make_book(engine, clock)
    add_persons(one, person(3))
    lookup = Lookup({"newest": Top(ContactPerson, "number", {})})
    with other.writing() as ctx:
        assert ctx.unit.look_up(lookup) == {"newest": 0}
