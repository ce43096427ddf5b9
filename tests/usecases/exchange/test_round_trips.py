"""What goes out comes in again: into an empty book, and into the same one."""

import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partita.domain.address import AddressPatch
from partita.domain.change import Change
from partita.domain.contact import ContactPatch, ContactPoint, PointKind
from partita.domain.extras import Identifier, Membership, Note, TermLine
from partita.domain.party import PartyPatch
from partita.domain.standing import Role, Standing
from partita.store.engine import Engine
from partita.usecases import addresses, contacts, parties
from partita.usecases.context import Context
from partita.usecases.groups import create_group
from partita.usecases.owners import Owner
from tests.builders import FrozenClock, OpenBook, make_book
from tests.usecases.exchange.tables import counts, export_path, import_lines, import_path, names

ENDINGS = ("csv", "csv.gz", "jsonl", "jsonl.gz", "xlsx")
_LETTERS = st.characters(  # no workbook holds the two characters
    exclude_categories=["Cs", "Cc"],
    exclude_characters="\ufffe\uffff",
    include_characters="\r\n\t\x01=+-@';\",|",
)
TEXTS = st.text(_LETTERS, min_size=1, max_size=40).filter(str.strip)
MAYBE = st.none() | TEXTS
PARTIES = st.fixed_dictionaries(
    {"name": TEXTS, "is_person": st.booleans()},
    optional={
        "trade_name": MAYBE,
        "country": st.sampled_from(["DK", "NO", "FR", "XI"]),
        "email": st.sampled_from(["a@b.example", "ø@æ.example"]),
        "phone": MAYBE,
        "website": MAYBE,
        "company_number": st.sampled_from(["13 58 56 28", "x-1", "???"]),
        "external_key": st.uuids().map(str),
        "comments": MAYBE,
    },
)
CUSTOMERS = st.fixed_dictionaries(
    {},
    optional={
        "currency": st.sampled_from(["EUR", "DKK"]),
        "payment_days": st.integers(0, 3650),
        "discount_percent": st.floats(-100, 100).map(lambda x: round(x, 2)),
        "standing": st.sampled_from(Standing),
    },
)
MAILS = st.fixed_dictionaries(
    {}, optional={"street": MAYBE, "postal_code": MAYBE, "city": MAYBE, "country": st.just("SE")}
)
ACCOUNTS = st.fixed_dictionaries({}, optional={"iban": st.just("DK5000400440116243")})
REGISTERS = st.lists(st.tuples(PARTIES, CUSTOMERS, MAILS, ACCOUNTS), min_size=1, max_size=6)
ANY_LINE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
MEMBERS = st.sampled_from(
    [
        "uuid",
        "party_id",
        "party",
        "roles",
        "mail",
        "contacts",
        "addresses",
        "bank_accounts",
        "groups",
        "notes",
        "identifiers",
        "term_lines",
        "name",
        "number",
        "external_key",
        "email",
        "country",
    ]
)


def fill(book: OpenBook, register: list[Any]) -> None:
    with book.writing() as ctx:
        for party, customer, mail, account in register:
            change = parties.PartyChange(
                PartyPatch(**party), customer, AddressPatch(**mail), account
            )
            parties.create_party(ctx, Role.CUSTOMER, change)


@pytest.mark.parametrize("ending", ENDINGS)
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(register=REGISTERS)
def test_any_register_comes_back(
    engine: Engine, clock: FrozenClock, tmp_path: Path, ending: str, register: list[Any]
) -> None:
    here, there = make_book(engine, clock), make_book(engine, clock)
    fill(here, register)
    one, two = tmp_path / f"one.{ending}", tmp_path / f"two.{ending}"
    exported = export_path(here, one)
    assert counts(import_path(here, one)) == (0, 0, len(register), 0)
    assert counts(import_path(there, one)) == (len(register), 0, 0, 0)
    assert counts(import_path(there, one)) == (0, 0, len(register), 0)
    again = export_path(there, two)
    if ending != "xlsx":  # which holds the time
        assert again == exported


def fill_wholly(ctx: Context) -> None:  # noqa: PLR0915  # one of everything
    """Make one party of everything, and others it points at."""
    boss = parties.create_party(
        ctx, Role.EMPLOYEE, parties.PartyChange(PartyPatch(name="Ida Holm", is_person=True))
    )
    account = {"iban": "DK5000400440116243", "bic": "DABADKKK"}
    alpha = parties.create_party(
        ctx,
        Role.CUSTOMER,
        parties.PartyChange(
            PartyPatch(name="Alpha ApS", birth_date=date(1999, 1, 2), external_key="k"),
            {"customer_since": date(2020, 1, 2), "sends_reminders": False, "credit_maximum": 0.5},
            AddressPatch(street="Vej 1", country_text="Danmark"),
            account,
        ),
        number=44,
    )
    owner, unit = Owner(alpha.party.id), ctx.unit
    parties.add_role(ctx, alpha.party.id, Role.SUPPLIER, {"pays_out": False}, number=9)
    parties.add_role(ctx, alpha.party.id, Role.COUNTERPARTY, {"kind": "income"})
    person = contacts.create_contact(ctx, owner, ContactPatch(name="Bo Vik", email="b@v.example"))
    extra: Any = {"person": person.number, "kind": PointKind.SOCIAL, "value": "@bo", "label": "x"}
    unit.points.insert(ContactPoint(**ctx.new(), **extra, position=3))
    contacts.delete_contact(
        ctx, contacts.create_contact(ctx, owner, ContactPatch(name="Gone")).number
    )
    delivery = addresses.create_delivery_address(ctx, owner, AddressPatch(city="Aarhus"))
    addresses.create_delivery_address(ctx, owner, AddressPatch(city="Aarhus"))
    of_alpha: Any = {**ctx.new(), "party_id": alpha.party.id}
    unit.notes.insert(Note(**of_alpha, number=1, author=boss.party.id, text="Hello\n\x07"))
    unit.identifiers.insert(
        Identifier(**of_alpha, id=1, scheme="gln", value="5790000435944", status="valid")
    )
    line: Any = {"position": 1, "kind": "percentage", "value": "30.5", "condition": "end_of_month"}
    unit.term_lines.insert(TermLine(**of_alpha, id=1, payment_term=None, due_days=30, **line))
    for name in ("Gode", "a;b"):
        group = create_group(ctx, name)
        unit.memberships.insert(Membership(group=group.number, party_id=alpha.party.id))
    parties.change_party(
        ctx,
        Role.CUSTOMER,
        44,
        parties.PartyChange(role={"attention": person.number, "delivery_address": delivery.number}),
        if_version=None,
    )
    customer = unit.customers.find(alpha.party.id)
    assert customer is not None
    beta = parties.create_party(ctx, Role.CUSTOMER, parties.PartyChange(PartyPatch(name="Beta")))
    pointing = customer.changed(
        {"sales_person": boss.party.id, "third_payer": beta.party.id}, ctx.now
    )
    unit.customers.put(pointing)
    unit.record(Change("customer.changed", alpha.party.id, 44, 9, customer, pointing))


def test_an_export_brings_back_what_changed_since_and_nothing_twice(
    engine: Engine, clock: FrozenClock, tmp_path: Path
) -> None:
    book = make_book(engine, clock)
    person = {"name": "Bo", "phone": "1", "email": "b@v.example"}
    import_lines(book, tmp_path / "one.jsonl", {"party": {"name": "A"}, "contacts": [person]})
    exported = export_path(book, tmp_path / "two.jsonl")
    with book.writing() as ctx:
        patch = ContactPatch(phone="2", email="c@v.example")
        contacts.change_contact(ctx, 1, patch, if_version=None)
    assert counts(import_path(book, tmp_path / "two.jsonl")) == (0, 1, 0, 0)
    assert export_path(book, tmp_path / "three.jsonl") == exported


def test_a_whole_party_comes_back(engine: Engine, clock: FrozenClock, tmp_path: Path) -> None:
    here, there = make_book(engine, clock), make_book(engine, clock)
    with here.writing() as ctx:
        fill_wholly(ctx)
    path = tmp_path / "one.jsonl"
    exported = export_path(here, path)
    alpha = json.loads(exported.splitlines()[1])
    told = "uuid party_id party roles contacts addresses bank_accounts notes term_lines identifiers"
    assert set(told.split()) | {"mail", "groups"} == set(alpha)
    assert set(alpha["roles"]) == {"customer", "supplier", "counterparty"}
    assert counts(import_path(here, path)) == (0, 0, 3, 0)
    assert export_path(here, tmp_path / "same.jsonl") == exported
    assert counts(import_path(there, path)) == (3, 0, 0, 0)
    assert export_path(there, tmp_path / "two.jsonl") == exported
    assert counts(import_path(there, path)) == (0, 0, 3, 0)


def test_numbers_that_are_not_free_move_and_pointers_follow(
    engine: Engine, clock: FrozenClock, tmp_path: Path
) -> None:
    here, there = make_book(engine, clock), make_book(engine, clock)
    with here.writing() as ctx:
        fill_wholly(ctx)
    with there.writing() as ctx:
        change = parties.PartyChange(PartyPatch(name="Other"), {}, AddressPatch(city="Oslo"))
        other = parties.create_party(ctx, Role.CUSTOMER, change, number=1_000)
        for name in ("A", "B", "C"):
            contacts.create_contact(ctx, Owner(other.party.id), ContactPatch(name=name))
    export_path(here, tmp_path / "f.jsonl")
    assert counts(import_path(there, tmp_path / "f.jsonl")) == (3, 0, 0, 0)
    with there.writing() as ctx:
        customer = ctx.unit.customers.first(number=44)
        assert customer is not None
        person = ctx.unit.contacts.find(customer.attention or 0)
        place = ctx.unit.addresses.find(customer.delivery_address or 0)
        boss = ctx.unit.parties.find(customer.sales_person or 0)
        assert person is not None
        assert place is not None
        assert boss is not None
        assert (person.name, person.number > 3, person.customer_number) == ("Bo Vik", True, 44)
        assert (place.city, place.party_id) == ("Aarhus", customer.party_id)
        assert boss.name == "Ida Holm"
    assert counts(import_path(there, tmp_path / "f.jsonl")) == (0, 0, 3, 0)


def test_roles_come_back_through_flat_files(
    engine: Engine, clock: FrozenClock, tmp_path: Path
) -> None:
    here, there = make_book(engine, clock), make_book(engine, clock)
    with here.writing() as ctx:
        fill_wholly(ctx)
    exported = export_path(here, tmp_path / "one.csv")
    assert counts(import_path(here, tmp_path / "one.csv")) == (0, 0, 5, 0)
    assert counts(import_path(there, tmp_path / "one.csv")) == (3, 2, 0, 0)
    with there.writing() as ctx:
        assert names(ctx) == ["Ida Holm", "Alpha ApS", "Beta"]
    assert export_path(there, tmp_path / "two.csv").count(b"\n") == exported.count(b"\n")


BAD_LINES = [
    pytest.param({"party": {}}, "party.name", id="no name"),
    pytest.param({"party": {"name": 7}}, "party.name", id="name is a number"),
    pytest.param({"party": {"name": "A", "is_person": "yes"}}, "party.is_person", id="truth"),
    pytest.param({"party": {"name": "A", "birth_date": "x"}}, "party.birth_date", id="date"),
    pytest.param({"party": {"name": "A", "comments": "\ud800"}}, "party.comments", id="half"),
    pytest.param({"party": {"name": "A", "comments": "\0"}}, "party.comments", id="NUL"),
    pytest.param({"party": {"name": "A"}, "roles": []}, "roles", id="roles"),
    pytest.param({"party": {"name": "A"}, "roles": {"friend": {}}}, "roles", id="role"),
    pytest.param({"party": {"name": "A"}, "roles": {"customer": 1}}, "customer", id="no role"),
    pytest.param(
        {"party": {"name": "A"}, "roles": {"customer": {"number": 0}}}, "number", id="number"
    ),
    pytest.param(
        {"party": {"name": "A"}, "roles": {"customer": {"group": 2**60}}}, "customer.group", id="#"
    ),
    pytest.param({"party": {"name": "A"}, "contacts": {}}, "contacts", id="no list"),
    pytest.param({"party": {"name": "A"}, "contacts": [{}]}, "contacts[0].name", id="contact"),
    pytest.param(
        {"party": {"name": "A"}, "contacts": [{"name": "x", "points": [{"kind": "x"}]}]},
        "contacts[0].points[0].kind",
        id="point",
    ),
    pytest.param({"party": {"name": "A"}, "groups": [""]}, "groups", id="group"),
    pytest.param({"party": {"name": "A"}, "uuid": "x"}, "uuid", id="uuid"),
    pytest.param({"party": {"name": "A"}, "party_id": -1}, "party_id", id="id"),
    pytest.param({"party": {"name": "A"}, "identifiers": [{}]}, "identifiers[0].scheme", id="no"),
    pytest.param({"name": ["A"]}, "name", id="a flat line with a list"),
    pytest.param({"name": "\udc00"}, "name", id="a flat line with half a pair"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "field"), BAD_LINES)
def test_bad_whole_lines(book: OpenBook, tmp_path: Path, line: Any, field: str) -> None:  # noqa: ANN401
    report = import_lines(book, tmp_path / "f", line, {"name": "Good"})
    assert counts(report) == (1, 0, 0, 1)
    assert report.rejected[0].field == field
    json.dumps(report.members()).encode()


def test_the_same_record_twice_in_one_line(book: OpenBook, tmp_path: Path) -> None:
    twin = {"name": "Bo", "number": 5, "serial": 1}
    line = {"party": {"name": "A"}, "contacts": [twin, twin], "notes": [{"text": "x"}] * 2}
    assert counts(import_lines(book, tmp_path / "f", line)) == (1, 0, 0, 0)
    with book.writing() as ctx:
        people = list(ctx.unit.contacts.stream())
        assert [(each.number, each.serial) for each in people] == [(5, 1), (6, 2)]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=st.lists(st.dictionaries(MEMBERS, ANY_LINE, max_size=4), max_size=4))
def test_no_line_breaks_an_import(book: OpenBook, tmp_path: Path, lines: list[Any]) -> None:
    report = import_lines(book, tmp_path / "f", {"name": "Good", "number": 1}, *lines)
    assert report.rows == len(lines) + 1
    assert sum(counts(report)) == report.rows


def test_random_orders_of_rows_give_the_same_book(
    engine: Engine, clock: FrozenClock, tmp_path: Path
) -> None:
    here, there = make_book(engine, clock), make_book(engine, clock)
    with here.writing() as ctx:
        fill_wholly(ctx)
    path = tmp_path / "f.jsonl"
    exported = export_path(here, path).splitlines(keepends=True)
    random.Random(7).shuffle(exported)  # noqa: S311  # seeded
    path.write_bytes(b"".join(exported))
    import_path(there, path)
    again = export_path(there, tmp_path / "g.jsonl")
    assert sorted(again.splitlines(keepends=True)) == sorted(exported)


def test_no_party_is_hidden_behind_another_by_a_file(book: OpenBook, tmp_path: Path) -> None:
    def line(uuid: str, into: str | None, **roles: object) -> dict[str, object]:
        return {"uuid": uuid, "party": {"name": uuid[-1], "merged_into": into}, "roles": roles}

    one, two, three, four = (f"01a1ff29-638b-7fd0-81bc-0076680c2e{n}0" for n in range(1, 5))
    path = tmp_path / "parties.jsonl"
    import_lines(book, path, line(one, None, customer={}), line(two, None))
    report = import_lines(
        book, path, line(one, two), line(two, two), line(three, four), line(four, three)
    )
    assert [(each.line, each.field, each.reason) for each in report.rejected] == [
        (1, "party.merged_into", "cannot absorb a party that has a role here"),
        (2, "party.merged_into", "is the party itself"),
        (4, "party.merged_into", "was merged into another itself"),
    ]
    with book.writing() as ctx:
        found = {each.uuid: each for each in ctx.unit.parties.stream()}
    pointing = {each.uuid: each.merged_into for each in found.values() if each.merged_into}
    assert pointing == {three: found[four].id}
