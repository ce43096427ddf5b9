"""The book's own lists."""

import json
from dataclasses import fields
from typing import Any

import pytest

from partita.domain.errors import (
    NumberTaken,
    PartitaError,
    RecordInUse,
    RecordNotFound,
    ReferenceUnknown,
    ValuesInvalid,
)
from partita.domain.references import ROW_REFERRERS, Referrer
from partita.store.engine import Engine
from partita.store.uow import RECORDS
from partita.usecases.parts import Wish, Wishes
from partita.usecases.references import (
    ReferencePatch,
    change_reference,
    create_reference,
    delete_reference,
    search_references,
)
from partita.usecases.term_lines import settle_lines
from tests.builders import FrozenClock, OpenBook, make_contact, make_customer
from tests.usecases.books import open_book


@pytest.fixture
def book(engine: Engine, clock: FrozenClock) -> OpenBook:
    return open_book(engine, clock)[0]


def rows(book: OpenBook, kind: str) -> list[dict[str, Any]]:
    with book.looking() as looking:
        return [json.loads(text) for _, text in search_references(looking, kind)]


def test_a_list_is_read_in_order(book: OpenBook) -> None:
    zones = rows(book, "vat_zone")
    assert [zone["number"] for zone in zones] == [1, 2, 3, 4]
    assert zones[0] | {"uuid": ""} == {
        "kind": "vat_zone",
        "number": 1,
        "name": "Domestic",
        "details": {"class": "domestic"},
        "is_default": True,
        "is_barred": False,
        "uuid": "",
    }


def test_a_row_is_added(book: OpenBook) -> None:
    patch = ReferencePatch(name="Net 60", code="net60", details={"days": 60}, is_default=True)
    with book.writing() as ctx:
        create_reference(ctx, "payment_term", 9, patch)
    terms = rows(book, "payment_term")
    assert [term["number"] for term in terms if term["is_default"]] == [9]
    assert terms[-1]["details"] == {"days": 60}


def test_a_row_is_changed_in_part(book: OpenBook) -> None:
    with book.writing() as ctx:
        patch = ReferencePatch(details={"layout": 19, "account": None}, is_barred=True)
        change_reference(ctx, "customer_group", 2, patch)
    second = rows(book, "customer_group")[1]
    assert (second["name"], second["details"]) == ("Foreign customers", {"layout": 19})
    assert second["is_barred"]


def test_series_have_one_default_each_role(book: OpenBook) -> None:
    with book.writing() as ctx:
        change_reference(ctx, "number_series", 2, ReferencePatch(is_default=True))
    defaults = [row["number"] for row in rows(book, "number_series") if row["is_default"]]
    assert defaults == [2, 3, 5, 7]


REFUSED: list[Any] = [
    pytest.param("colour", 1, {"name": "Red"}, ValuesInvalid, id="no such list"),
    pytest.param("layout", 21, {"name": "Mine"}, NumberTaken, id="a taken number"),
    pytest.param("currency", 9, {"name": "Euro", "code": "EUR"}, ValuesInvalid, id="no precision"),
    pytest.param(
        "currency",
        9,
        {"name": "Euro", "code": "EUR", "details": {"precision": 2}},
        NumberTaken,
        id="a taken code",
    ),
    pytest.param("layout", 5, {"name": " "}, ValuesInvalid, id="no name"),
    pytest.param("layout", 5, {}, ValuesInvalid, id="nothing said"),
    pytest.param("layout", 0, {"name": "Mine"}, ValuesInvalid, id="number nought"),
    pytest.param("layout", 5, {"name": "a" * 251}, ValuesInvalid, id="a long name"),
    pytest.param("layout", 5, {"name": "a", "code": "b" * 51}, ValuesInvalid, id="a long code"),
    pytest.param(
        "layout", 5, {"name": "a", "details": {"b": 1}}, ValuesInvalid, id="a strange detail"
    ),
    pytest.param(
        "payment_term", 9, {"name": "a", "details": {"days": "1"}}, ValuesInvalid, id="a wrong type"
    ),
    pytest.param(
        "cost_group", 9, {"name": "a", "details": {"type": "x"}}, ValuesInvalid, id="no such choice"
    ),
    pytest.param(
        "tax_rate",
        9,
        {"name": "a", "details": {"percent": "1" * 251}},
        ValuesInvalid,
        id="a long detail",
    ),
    pytest.param(
        "number_series",
        9,
        {"name": "a", "code": "boss", "details": {"first": 1, "last": 2}},
        ValuesInvalid,
        id="a series of no role",
    ),
    *(
        pytest.param(
            "number_series",
            9,
            {"name": "a", "code": "customer", "details": {"first": first, "last": last}},
            ValuesInvalid,
            id=f"a series from {first} to {last}",
        )
        for first, last in ((0, 9), (9, 8), (1, 1_000_000_000))
    ),
    pytest.param(
        "payment_term", 9, {"name": "a", "details": {"days": -1}}, ValuesInvalid, id="days before"
    ),
    pytest.param(
        "customer_group",
        9,
        {"name": "a", "details": {"account": 77}},
        ReferenceUnknown,
        id="no such account",
    ),
]


@pytest.mark.parametrize(("kind", "number", "values", "error"), REFUSED)
def test_a_row_is_refused(
    book: OpenBook,
    kind: str,
    number: int,
    values: dict[str, Any],
    error: type[PartitaError],
) -> None:
    with book.writing() as ctx, pytest.raises(error):
        create_reference(ctx, kind, number, ReferencePatch(**values))


def test_a_missing_row_cannot_change(book: OpenBook) -> None:
    with book.writing() as ctx, pytest.raises(RecordNotFound):
        change_reference(ctx, "layout", 5, ReferencePatch(name="Mine"))


def test_the_next_number_is_given_out_once(book: OpenBook) -> None:
    with book.writing() as ctx:
        made = create_reference(ctx, "job_area", None, ReferencePatch(name="Legal"))
        delete_reference(ctx, "job_area", made.number)
        again = create_reference(ctx, "job_area", None, ReferencePatch(name="Legal"))
    assert again.number == made.number + 1
    with book.writing() as ctx, pytest.raises(RecordNotFound):
        delete_reference(ctx, "job_area", made.number)


def test_a_row_in_use_stays(book: OpenBook) -> None:
    with book.writing() as ctx:
        party = make_customer(ctx, payment_term=3, party={"business_area": 2}).party
        make_contact(ctx, party.id, job_area=4)
        line = Wish(values={"position": 0, "payment_mean": 5})
        settle_lines(ctx, {"party_id": party.id}, Wishes((line,)))
    used = {"payment_term": 3, "business_area": 2, "job_area": 4, "payment_mean": 5}
    for kind, number in used.items():
        with book.writing() as ctx, pytest.raises(RecordInUse):
            delete_reference(ctx, kind, number)
        with book.writing() as ctx:
            assert ctx.unit.references.has(kind=kind, number=number, removed_at=None)
            delete_reference(ctx, kind, 1)
    with book.writing() as ctx, pytest.raises(RecordInUse):
        delete_reference(ctx, "layout", 21)  # by the book and by the groups of customers


def test_the_lines_of_a_payment_term_go_with_it(book: OpenBook) -> None:
    with book.writing() as ctx:
        wanted = Wishes((Wish(values={"position": 0}),))
        settle_lines(ctx, {"payment_term": 2, "party_id": None}, wanted)
        delete_reference(ctx, "payment_term", 2)
        assert list(ctx.unit.term_lines.stream()) == []


@pytest.mark.parametrize(
    "referrer", ROW_REFERRERS, ids=lambda each: f"{each.records}.{each.column}"
)
def test_what_names_rows_exists(referrer: Referrer) -> None:
    assert referrer.column in {each.name for each in fields(RECORDS[referrer.records])}
