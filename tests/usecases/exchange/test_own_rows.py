"""Rows of the book's own lists go along with the parties that point at them."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from partita.access.permission import Permission
from partita.domain.contact import ContactPatch
from partita.domain.party import PartyPatch
from partita.domain.standing import Role
from partita.store.engine import Engine
from partita.usecases import contacts, parties
from partita.usecases.context import Context
from partita.usecases.owners import Owner
from partita.usecases.references import ReferencePatch, change_reference, create_reference
from tests.builders import FrozenClock, OpenBook, make_book
from tests.usecases.exchange.tables import counts, export_path, import_lines, import_path, only

KINDS = ("delivery", "mail")
GROUP = {"list": "customer_group", "number": 7, "name": "Harbour"}
LINE: dict[str, Any] = {
    "party": {"name": "Alpha"},
    "roles": {"customer": {"number": 1, "group": 7}},
    "lists": [GROUP],
}


@pytest.fixture(scope="module")
def database_url(shared_url: str) -> str:
    """One database of each kind for all tests of a module."""
    return shared_url


def add_row(ctx: Context, kind: str, number: int, name: str, **more: Any) -> None:  # noqa: ANN401
    create_reference(ctx, kind, number, ReferencePatch(name=name, **more))


def rows(book: OpenBook, kind: str) -> dict[int, str]:
    with book.writing() as ctx:
        return {each.number: each.name for each in ctx.unit.references.select(kind=kind)}


def group_of(book: OpenBook) -> int | None:
    with book.writing() as ctx:
        found: int | None = only(ctx)[1].group
        return found


@pytest.mark.parametrize(
    ("there", "number"),
    [
        pytest.param({}, 7, id="made"),
        pytest.param({7: "harbour"}, 7, id="there"),
        pytest.param({3: "HARBOUR"}, 3, id="there under another number"),
        pytest.param({7: "Inland"}, 8, id="the number is taken"),
        pytest.param({7: "Inland", 3: "Harbour"}, 3, id="both"),
    ],
)
def test_a_row_is_found_or_made(
    book: OpenBook, tmp_path: Path, there: dict[int, str], number: int
) -> None:
    with book.writing() as ctx:
        for each, name in there.items():
            add_row(ctx, "customer_group", each, name)
    assert counts(import_lines(book, tmp_path / "f", LINE)) == (1, 0, 0, 0)
    assert group_of(book) == number
    assert rows(book, "customer_group") == {number: "Harbour", **there}
    assert counts(import_lines(book, tmp_path / "f", LINE)) == (0, 0, 1, 0)
    assert rows(book, "customer_group") == {number: "Harbour", **there}


def test_rows_of_one_name_stay_apart(book: OpenBook, tmp_path: Path) -> None:
    lines = [
        {
            **LINE,
            "roles": {"customer": {"number": at, "group": at}},
            "lists": [{**GROUP, "number": at, **more}],
        }
        for at, more in ((1, {"code": "a"}), (2, {"code": "b"}), (3, {}), (4, {}))
    ]
    for _ in range(2):
        assert sum(counts(import_lines(book, tmp_path / "f", *lines))) == 4
        with book.writing() as ctx:
            groups = {each.number: each.group for each in ctx.unit.customers.stream()}
        assert groups == {1: 1, 2: 2, 3: 3, 4: 4}
        assert len(rows(book, "customer_group")) == 4


def fill(ctx: Context) -> None:
    """Parties that point at rows, some of which point at rows themselves."""
    add_row(ctx, "account", 411, "Sales", details={"sub_account_type": "customer"})
    add_row(ctx, "customer_group", 7, "Harbour", details={"account": 411})
    add_row(ctx, "payment_term", 5, "Rarely", code="r", details={"days": 77})
    add_row(ctx, "job_area", 9, "Deck")
    values = {"group": 7, "payment_term": 5}
    for name in ("Alpha", "Beta"):
        change = parties.PartyChange(PartyPatch(name=name), values)
        made = parties.create_party(ctx, Role.CUSTOMER, change)
        contacts.create_contact(ctx, Owner(made.party.id), ContactPatch(name="Bo", job_area=9))
    change_reference(ctx, "payment_term", 5, ReferencePatch(is_barred=True))


def test_rows_go_out_once_and_come_back_as_they_were(
    engine: Engine, clock: FrozenClock, tmp_path: Path
) -> None:
    here, there = make_book(engine, clock), make_book(engine, clock)
    with here.writing() as ctx:
        fill(ctx)
    path = tmp_path / "one.jsonl"
    exported = export_path(here, path)
    first, second = (json.loads(line) for line in exported.splitlines())
    told = [(each["list"], each["number"]) for each in first["lists"]]
    assert sorted(told) == [
        *(("account", 411), ("customer_group", 7), ("job_area", 9), ("payment_term", 5))
    ]
    assert told.index(("account", 411)) < told.index(("customer_group", 7))
    assert "lists" not in second
    assert counts(import_path(there, path, is_dry=True)) == (2, 0, 0, 0)
    assert rows(there, "customer_group") == {}
    assert counts(import_path(there, path)) == (2, 0, 0, 0)
    assert export_path(there, tmp_path / "two.jsonl") == exported
    with there.writing() as ctx:
        group, term = (ctx.unit.references.find(*at) for at in (told[1], ("payment_term", 5)))
        assert group is not None
        assert group.details == {"account": 411}
        assert term is not None
        assert (term.is_barred, term.code, term.details) == (True, "r", {"days": 77})


def test_what_points_at_moved_rows_follows(
    engine: Engine, clock: FrozenClock, tmp_path: Path
) -> None:
    here, there = make_book(engine, clock), make_book(engine, clock)
    with here.writing() as ctx:
        fill(ctx)
    with there.writing() as ctx:
        add_row(ctx, "account", 411, "Fuel", details={"sub_account_type": "bank"})
        add_row(ctx, "job_area", 9, "Galley")
    export_path(here, tmp_path / "f.jsonl")
    assert counts(import_path(there, tmp_path / "f.jsonl")) == (2, 0, 0, 0)
    with there.writing() as ctx:
        assert {each.job_area for each in ctx.unit.contacts.stream()} == {10}
        group = ctx.unit.references.find("customer_group", 7)
        assert group is not None
        assert group.details == {"account": 412}
    assert counts(import_path(there, tmp_path / "f.jsonl")) == (0, 0, 2, 0)


def test_who_may_not_write_lists_is_told_of_the_parties(book: OpenBook, tmp_path: Path) -> None:
    actor = replace(book.actor, permissions=book.actor.permissions - {Permission.REFERENCES_WRITE})
    limited = OpenBook(book.database, book.clock, book.slug, actor)
    report = import_lines(limited, tmp_path / "f", LINE)
    assert counts(report) == (0, 0, 0, 1)
    assert report.rejected[0].field == "group"
    assert rows(book, "customer_group") == {}


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("x", "lists[0]"),
        ({"list": "nonsense", "number": 1, "name": "x"}, "lists[0].list"),
        ({"list": "customer_group", "number": "1", "name": "x"}, "lists[0].number"),
        ({"list": "customer_group", "number": 1}, "lists[0].name"),
        ({**GROUP, "details": []}, "lists[0].details"),
        ({**GROUP, "uuid": "x"}, "uuid"),
    ],
)
def test_rows_that_are_none(book: OpenBook, tmp_path: Path, row: Any, field: str) -> None:  # noqa: ANN401
    report = import_lines(book, tmp_path / "f", {**LINE, "lists": [row]}, {"name": "Good"})
    assert counts(report) == (1, 0, 0, 1)
    assert report.rejected[0].field == field


@pytest.mark.parametrize(
    "more", [{"details": {"account": 999}}, {"details": {"x": 1}}, {"name": " "}, {"number": -1}]
)
def test_rows_no_list_can_hold_stop_nobody(
    book: OpenBook, tmp_path: Path, more: dict[str, Any]
) -> None:
    line = {**LINE, "lists": [{**GROUP, **more}]}
    report = import_lines(book, tmp_path / "f", line, {"name": "Good"})
    assert sum(counts(report)) == 2
    assert counts(report)[0] >= 1


def document(number: str, **more: object) -> dict[str, object]:
    return {"kind": "invoice", "number": number, **more}


def test_documents_come_where_no_other_party_has_one_like_them(
    book: OpenBook, tmp_path: Path
) -> None:
    alpha = {"party": {"name": "Alpha", "external_key": "a"}, "documents": [document("1")]}
    beta = {
        "party": {"name": "Beta", "external_key": "b"},
        "contacts": [{"name": "Bo", "number": 70}],
        "addresses": [{"city": "Os", "number": 80}],
        "documents": [
            *(document("1"), document("2", person=70, address=80, id=1), document("2")),
            {"kind": "order", "number": "1", "person": 71},
        ],
    }
    report = import_lines(book, tmp_path / "f", alpha, beta)
    assert counts(report) == (2, 0, 0, 0)
    told = [(each.line, each.field, each.value) for each in report.rejected]
    assert told == [(2, "documents[0].number", "1"), (2, "documents[2].number", "2")]
    for _ in range(2):
        with book.writing() as ctx:
            found = [
                (str(each.kind), each.number, each.party_id, each.person, each.address)
                for each in ctx.unit.documents.stream()
            ]
        assert sorted(found) == [
            ("invoice", "1", 1, None, None),
            ("invoice", "2", 2, 70, 80),
            ("order", "1", 2, None, None),
        ]
        assert counts(import_lines(book, tmp_path / "f", alpha))[0] == 0


@pytest.mark.parametrize("number", ["", "x" * 51, "a\nb", None, 7])
def test_documents_that_are_none(book: OpenBook, tmp_path: Path, number: object) -> None:
    line = {"party": {"name": "A"}, "documents": [{"kind": "invoice", "number": number}]}
    report = import_lines(book, tmp_path / "f", line)
    assert counts(report) == (0, 0, 0, 1)
    assert report.rejected[0].field == "documents[0].number"


def test_a_uuid_is_kept_once(book: OpenBook, tmp_path: Path) -> None:
    uuid = "0190a0de-0000-7000-8000-00000000000a"
    person = {"name": "Bo", "uuid": uuid, "points": [{"kind": "web", "value": "x", "uuid": uuid}]}
    lines = [{"party": {"name": name}, "contacts": [person, person]} for name in "AB"]
    assert counts(import_lines(book, tmp_path / "f", *lines)) == (2, 0, 0, 0)
    assert counts(import_lines(book, tmp_path / "f", lines[0])) == (1, 0, 0, 0)
    with book.writing() as ctx:
        for records in (ctx.unit.contacts, ctx.unit.points):
            uuids = [each.uuid for each in records.stream()]
            assert len(uuids) == len(set(uuids)) == 6
            assert uuid in uuids


def test_wanted_numbers_leave_room_for_those_after_them(book: OpenBook, tmp_path: Path) -> None:
    """Numbers are 32-bit integers (contracts/economic.md 4); none may be the last for all."""
    greatest = 2**31 - 1
    wishes = (greatest, 10**9, 7)
    lines: list[dict[str, Any]] = [
        {
            "party_id": number,
            "party": {"name": f"P{number}"},
            "roles": {"customer": {"number": at}},
            "contacts": [{"name": "Bo", "number": number}],
            "addresses": [{"kind": kind, "city": "Os", "number": number} for kind in KINDS],
        }
        for at, number in enumerate(wishes, start=1)
    ]
    lines += [{**line, "party": {"name": "more"}, "roles": {}} for line in lines]
    assert counts(import_lines(book, tmp_path / "f", *lines)) == (6, 0, 0, 0)
    with book.writing() as ctx:
        people = [each.number for each in ctx.unit.contacts.stream()]
        places = [each.number for each in ctx.unit.addresses.stream()]
        ids = [each.id for each in ctx.unit.parties.stream()]
    assert (len(people), len(places), len(ids)) == (6, 12, 6)
    assert max(*people, *places, *ids) < greatest
    assert {7, 10**9} <= {*people} & {*places} & {*ids}
