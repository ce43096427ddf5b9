"""Whatever two parties were: merged nothing points at the absorbed, and undone all is as it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partita.domain.address import AddressPatch
from partita.domain.contact import ContactPatch
from partita.domain.extras import DocumentKind
from partita.domain.party import PartyPatch
from partita.domain.references import REFERRERS
from partita.domain.standing import Role
from partita.store.engine import Engine
from partita.usecases import parties
from partita.usecases.bank_accounts import create_bank_account
from partita.usecases.contacts import create_contact, delete_contact
from partita.usecases.context import Context
from partita.usecases.documents import Mentioned, add_document
from partita.usecases.groups import create_group
from partita.usecases.identifiers import add_identifier
from partita.usecases.merge import merge_parties, undo_merge
from partita.usecases.notes import create_note
from partita.usecases.owners import Owner
from partita.usecases.parties import PartyChange
from partita.usecases.roles import ById
from tests.builders import FrozenClock, make_book, make_delivery_address
from tests.dump import dump

FEW: Final = ("", "a", "A", "b")
texts = st.sampled_from(FEW).map(lambda text: text or None)


@dataclass
class Plan:
    """What a party is made of."""

    roles: list[Role]
    party: dict[str, Any]
    mail: dict[str, Any]
    customer: dict[str, Any]
    contacts: list[tuple[dict[str, Any], bool]]
    places: list[dict[str, Any]]
    accounts: list[dict[str, Any]]
    notes: list[str]
    groups: list[int]
    lei: list[str]
    points_at: dict[str, int] = field(default_factory=dict)


plans = st.builds(
    Plan,
    roles=st.lists(st.sampled_from(list(Role)), min_size=1, max_size=4, unique=True),
    party=st.fixed_dictionaries(
        {
            "email": texts, "company_number": texts, "tax_kind": texts, "comments": texts,
            "birth_date": st.sampled_from([None, date(1980, 2, 29)]), "external_key": texts,
        }
    ),
    mail=st.fixed_dictionaries({"street": texts, "city": texts}),
    customer=st.fixed_dictionaries(
        {"voucher_number": texts, "payment_days": st.sampled_from([None, 8]),
         "discount_percent": st.sampled_from([None, 0.1])}
    ),
    contacts=st.lists(
        st.tuples(
            st.fixed_dictionaries(
                {"name": st.sampled_from(["Ada", "ada", "Bo"]), "email": texts, "phone": texts,
                 "is_default": st.booleans()}
            ),
            st.booleans(),
        ),
        max_size=3,
    ),
    places=st.lists(
        st.fixed_dictionaries({"city": texts, "is_primary": st.booleans()}), max_size=3
    ),
    accounts=st.lists(st.fixed_dictionaries({"iban": texts, "bic": texts}), max_size=3),
    notes=st.lists(st.sampled_from(["x", "X", "y"]), max_size=2),
    groups=st.lists(st.integers(0, 1), max_size=2, unique=True),
    lei=st.lists(st.sampled_from(["1", "2"]), max_size=2),
    points_at=st.fixed_dictionaries(
        {name: st.integers(0, 3) for name in ("sales_person", "third_payer", "manager", "author")}
    ),
)  # fmt: skip


@pytest.fixture
def database_url(shared_url: str) -> str:
    """One database for all: every example has a book of its own."""
    return shared_url


def make(ctx: Context, plan: Plan, groups: Sequence[int]) -> int:
    """A party as planned, without what points at others."""
    change = PartyChange(
        PartyPatch(name="Party", **plan.party),
        mail=AddressPatch(**plan.mail),
        groups=tuple(groups[each] for each in plan.groups),
    )
    first, *others = plan.roles
    party_id = parties.create_party(ctx, first, change).party.id
    for role in others:
        parties.add_role(ctx, party_id, role, {})
    if Role.CUSTOMER in plan.roles:
        of_role = PartyChange(role=plan.customer)
        parties.change_party(ctx, Role.CUSTOMER, ById(party_id), of_role, if_version=None)
    owner = Owner(party_id)
    for values, is_deleted in plan.contacts:
        person = create_contact(ctx, owner, ContactPatch(**values))
        if is_deleted:
            delete_contact(ctx, person.number)
    for values in plan.places:
        make_delivery_address(ctx, party_id, **values)
    for values in plan.accounts:
        create_bank_account(ctx, owner, values)
    for value in plan.lei:
        add_identifier(ctx, owner, "lei", value)
    return party_id


def point(ctx: Context, party_id: int, plan: Plan, ids: Sequence[int]) -> None:
    """Let a party point at others and at its own parts."""
    unit = ctx.unit
    at = {name: ids[place % len(ids)] for name, place in plan.points_at.items()}
    point_as_customer(ctx, party_id, at)
    if unit.employees.has(party_id=party_id):
        accounts = unit.bank_accounts.select(party_id=party_id)
        change = PartyChange(
            role={
                "manager": at["manager"] if unit.employees.has(party_id=at["manager"]) else None,
                "salary_account": accounts[-1].number if accounts else None,
            }
        )
        parties.change_party(ctx, Role.EMPLOYEE, ById(party_id), change, if_version=None)
    author = at["author"] if unit.employees.has(party_id=at["author"]) else None
    for text in plan.notes:
        create_note(ctx, Owner(party_id), text, author=author)
    for person in unit.contacts.select(party_id=party_id, is_deleted=False):
        named = Mentioned(contact=person.number)
        add_document(ctx, DocumentKind.INVOICE, f"{party_id}-{person.number}", named)


def point_as_customer(ctx: Context, party_id: int, at: Mapping[str, int]) -> None:
    """Let a party point at others in its role of customer, if it has that."""
    unit = ctx.unit
    if not unit.customers.has(party_id=party_id):
        return
    values: dict[str, Any] = {"third_payer": at["third_payer"]}
    if unit.counterparties.has(party_id=at["manager"]):
        values["default_counterparty"] = at["manager"]
    if unit.employees.has(party_id=at["sales_person"]):
        values["sales_person"] = at["sales_person"]
    for person in unit.contacts.select(party_id=party_id, is_deleted=False):
        values["attention"] = person.number
    for place in unit.addresses.select(party_id=party_id, kind="delivery"):
        values["delivery_address"] = place.number
    change = PartyChange(role=values)
    parties.change_party(ctx, Role.CUSTOMER, ById(party_id), change, if_version=None)


PARTS: Final = {"contact": "contacts", "address": "addresses", "bank_account": "bank_accounts"}


def check_references(ctx: Context, kept: int, absorbed: Sequence[int]) -> None:
    """Nothing refers to the absorbed, nor to a part that is gone."""
    for each in REFERRERS:
        referring = getattr(ctx.unit, each.records)
        if each.target == "party" and not each.is_history:
            for gone in absorbed:
                assert not referring.has(**{each.column: gone}), each
        elif each.target != "party":
            numbers = {part.number for part in getattr(ctx.unit, PARTS[each.target]).stream()}
            pointed = {getattr(one, each.column) for one in referring.stream()}
            assert pointed <= {None, *numbers}, each
    pointers = ctx.unit.parties.select_in("id", list(absorbed))
    assert [each.merged_into for each in pointers] == [kept] * len(absorbed)


def check_survivor(ctx: Context, kept: int) -> None:
    """It has of each kind what a party may have."""
    unit, here = ctx.unit, {"party_id": kept}
    assert len(unit.addresses.select(**here, kind="mail")) <= 1
    assert len(unit.addresses.select(**here, kind="delivery", is_primary=True)) <= 1
    assert len(unit.bank_accounts.select(**here, is_default=True)) <= 1
    assert len(unit.contacts.select(**here, is_default=True)) <= 1
    role = unit.customers.find(kept)
    number = None if role is None else role.number
    assert {each.customer_number for each in unit.contacts.select(**here)} <= {number}


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(made=st.lists(plans, min_size=4, max_size=4), count=st.integers(1, 2))
def test_merge_then_undo_changes_nothing(
    engine: Engine, clock: FrozenClock, made: list[Plan], count: int
) -> None:
    book = make_book(engine, clock)
    with book.writing() as ctx:
        groups = [create_group(ctx, name).number for name in ("One", "Two")]
        ids = [make(ctx, plan, groups) for plan in made]
        for party_id, plan in zip(ids, made, strict=True):
            point(ctx, party_id, plan, ids)
    before = dump(book)
    clock.advance(hours=1)
    kept, absorbed = ids[0], ids[1 : 1 + count]
    with book.writing() as ctx:
        merge_parties(ctx, kept, absorbed)
    with book.writing() as ctx:
        check_references(ctx, kept, absorbed)
        check_survivor(ctx, kept)
    clock.advance(hours=1)
    with book.writing() as ctx:
        undo_merge(ctx, kept)
    assert dump(book) == before
