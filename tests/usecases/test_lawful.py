"""Parties held to a legislation (contracts/sage.md 5), and other dialects that are not."""

from collections.abc import Callable
from typing import Any

import pytest

from partita.domain.errors import ValuesInvalid
from partita.domain.party import PartyPatch
from partita.domain.standing import Role
from partita.domain.violation import Violation
from partita.store.engine import Engine
from partita.usecases.lawful import Law
from partita.usecases.parties import (
    PartyChange,
    PartyInRole,
    PartyRules,
    change_party,
    create_party,
)
from partita.usecases.references import ReferencePatch, change_reference
from partita.usecases.roles import ById
from partita.usecases.setup import change_setup
from tests.builders import FrozenClock, OpenBook
from tests.usecases.books import open_book

LAWFUL = PartyRules(law=Law())
Make = Callable[[str], OpenBook]


@pytest.fixture
def make(engine: Engine, clock: FrozenClock) -> Make:
    def made(legislation: str) -> OpenBook:
        values = {"country": legislation, "legislation": legislation}
        return open_book(engine, clock, **values)[0]

    return made


def create(
    book: OpenBook,
    role: Role = Role.CUSTOMER,
    *,
    rules: PartyRules = LAWFUL,
    said: dict[str, Any] | None = None,
    **party: Any,  # noqa: ANN401  # fields of the patch
) -> PartyInRole:
    change = PartyChange(party=PartyPatch(**{"name": "Roseau", **party}), role=said or {})
    with book.writing() as ctx:
        return create_party(ctx, role, change, rules=rules)


def refused(book: OpenBook, role: Role = Role.CUSTOMER, **values: Any) -> list[tuple[str, str]]:  # noqa: ANN401  # as `create`
    with pytest.raises(ValuesInvalid) as raised:
        create(book, role, **values)
    violations = raised.value.facts["violations"]
    assert isinstance(violations, list)
    return [(each.field, each.rule) for each in violations]


def change(
    book: OpenBook,
    who: PartyInRole,
    *,
    said: dict[str, Any] | None = None,
    **party: Any,  # noqa: ANN401  # fields of the patch
) -> PartyInRole:
    wanted = PartyChange(party=PartyPatch(**party), role=said or {})
    with book.writing() as ctx:
        return change_party(
            ctx, Role.CUSTOMER, ById(who.party.id), wanted, if_version=None, rules=LAWFUL
        )


def test_what_is_filled_in(make: Make) -> None:
    made = create(make("FR"))
    assert (made.party.country, made.party.document_type) == ("FR", 1)
    assert made.role.account == 411000  # type: ignore[union-attr]  # a customer has one
    assert made.role.code == str(made.role.number)


@pytest.mark.parametrize(
    ("country", "document_type"), [("ES", 1), ("FR", 2), ("XI", 2), ("GB", 6), ("US", 6)]
)
def test_kinds_of_company_numbers(make: Make, country: str, document_type: int) -> None:
    vat_number = {"FR": "FR44732829320", "XI": "XI123456789"}.get(country)
    made = create(make("ES"), country=country, vat_number=vat_number)
    assert made.party.document_type == document_type


def test_the_one_choice_of_a_kind(make: Make) -> None:
    book = make("ES")
    assert create(book, country="US", document_type=3).party.document_type == 3
    assert refused(book, country="US", document_type=1) == [("document_type", "not_allowed")]
    assert refused(book, country="ES", document_type=6) == [("document_type", "not_allowed")]


def test_all_that_is_wrong_is_told_at_once(make: Make) -> None:
    book = make("FR")
    create(book, company_number="732829320", vat_number="FR44732829320", said={"code": "A1"})
    rules = PartyRules(law=Law(found=(Violation("trade_name", "too_long", {"max": 70}),)))
    assert refused(
        book,
        rules=rules,
        company_number="732 829 320",
        vat_number="fr44732829320",
        said={"code": "A1", "account": 707000, "third_payer": 99},
    ) == [
        ("trade_name", "too_long"),
        ("company_number", "taken"),
        ("vat_number", "taken"),
        ("code", "taken"),
        ("account", "not_allowed"),
        ("third_payer", "unknown"),
    ]
    assert refused(book, company_number="1", vat_number="FR") == [
        ("company_number", "format"),
        ("vat_number", "format"),
    ]


def test_nothing_is_written_when_something_is_wrong(make: Make) -> None:
    book = make("FR")
    refused(book, company_number="1")
    with book.writing() as ctx:
        assert list(ctx.unit.parties.stream()) == []


def test_numbers_are_unique_inside_a_role_and_a_book(make: Make, engine: Engine) -> None:
    book = make("FR")
    create(book, company_number="732829320")
    create(book, Role.SUPPLIER, company_number="732829320")
    other, _ = open_book(engine, FrozenClock(), slug="b2", country="FR", legislation="FR")
    create(other, company_number="732829320")
    assert refused(book, company_number="732829320") == [("company_number", "taken")]


def test_other_dialects_are_not_held_to_it(make: Make) -> None:
    book = make("FR")
    for _ in range(2):
        create(book, rules=PartyRules(), company_number="1", vat_number="x", said={"code": "a b"})


def test_what_another_dialect_wrote_may_stay(make: Make) -> None:
    book = make("FR")
    made = create(book, rules=PartyRules(), company_number="1", vat_number="x")
    create(book, rules=PartyRules(), company_number="1")
    changed = change(book, made, company_number="1", vat_number="x", name="Other", country="FR")
    assert (changed.party.name, changed.party.company_number) == ("Other", "1")
    with pytest.raises(ValuesInvalid):
        change(book, made, company_number="2")


def test_a_vat_number_is_not_used_far_away(make: Make) -> None:
    book = make("FR")
    made = create(book, country="US", vat_number="whatever")
    assert made.party.vat_number is None
    known = create(book, rules=PartyRules(), country="US", vat_number="kept")
    assert change(book, known, vat_number=None).party.vat_number == "kept"


def test_what_is_set_once(make: Make) -> None:
    book = make("ES")
    made = create(book, said={"code": "HP1"})
    same = change(book, made, country="ES", document_type=1, said={"code": "HP1"})
    assert same.role.code == "HP1"
    assert change(book, made, country=None, said={"code": None}).role.code == "HP1"
    for values in ({"country": "FR"}, {"document_type": 2}, {"said": {"code": "HP2"}}):
        with pytest.raises(ValuesInvalid) as raised:
            change(book, made, **values)
        assert "fixed" in str(raised.value)


def test_a_code_of_digits_is_the_number_too(make: Make) -> None:
    book = make("DE")
    assert create(book, said={"code": "10005"}).role.number == 10_005
    assert create(book, said={"code": "10000"}).role.number == 10_000
    assert create(book).role.code == "10001"


def test_a_given_code_is_never_a_taken_one(make: Make) -> None:
    book = make("FR")
    create(book, rules=PartyRules(), said={"code": "10001"})  # numbered 10000 by its dialect
    assert create(book).role.code == "10002"
    assert create(book, said={"code": "10003"}).role.code == "10003"
    assert create(book, said={"code": "007"}).role.code == "007"


def test_codes_that_must_be_chosen(make: Make) -> None:
    book = make("FR")
    with book.writing() as ctx:
        change_setup(ctx, manual_codes=[Role.CUSTOMER])
    assert refused(book) == [("code", "required")]
    create(book, Role.SUPPLIER)
    create(book, said={"code": "A1"})
    create(book, rules=PartyRules())


def test_germany_numbers_by_itself(make: Make) -> None:
    book = make("DE")
    with book.writing() as ctx:
        change_setup(ctx, manual_codes=[Role.CUSTOMER])
    create(book)


@pytest.mark.parametrize(("legislation", "broken"), [("DE", [("account", "required")]), ("FR", [])])
def test_an_account_without_a_default(
    make: Make, legislation: str, broken: list[tuple[str, str]]
) -> None:
    book = make(legislation)
    with book.writing() as ctx:
        change_reference(ctx, "number_series", 1, ReferencePatch(details={"account": None}))
    if broken:
        assert refused(book) == broken
    else:
        create(book)


def test_nobody_pays_for_themselves_through_another(make: Make) -> None:
    book = make("FR")
    made, payer = create(book), create(book)
    changed = change(book, made, said={"third_payer": payer.party.id})
    assert changed.role.third_payer == payer.party.id  # type: ignore[union-attr]  # a customer
    with pytest.raises(ValuesInvalid, match="self"):
        change(book, made, said={"third_payer": made.party.id})


@pytest.mark.parametrize(
    ("before", "said", "day"),
    [
        ({}, {"is_active": False}, "2026-01-02"),
        ({}, {"is_active": True}, None),
        ({"is_active": False}, {"is_active": True}, None),
        ({"is_active": False}, {"is_archived": True}, "2026-01-02"),
    ],
)
def test_the_day_somebody_stopped_being_active(
    make: Make, before: dict[str, Any], said: dict[str, Any], day: str | None
) -> None:
    book = make("FR")
    changed = change(book, create(book, said=before), said=said)
    assert str(changed.role.disabled_on) == str(day)
