"""What other dialects stored is there after this one wrote (design idea 6)."""

from dataclasses import asdict
from typing import Any

import pytest

from partita.domain.address import AddressPatch
from partita.domain.contact import ContactPatch, PointKind
from partita.domain.party import PartyPatch
from partita.domain.standing import Role
from partita.usecases import addresses, contacts, parties
from partita.usecases.owners import Owner
from partita.usecases.parts import Wish, Wishes
from tests.faces.sage.api import Api
from tests.faces.sage.lands import change, land, make, show
from tests.faces.world import World

KINDS = (
    "parties", "customers", "contacts", "points", "addresses", "bank_accounts", "memberships",
    "term_lines", "identifiers", "notes",
)  # fmt: skip
HISTORY = ("version", "changed_at")


@pytest.fixture
def api(world: World) -> Api:
    return land(world, "FR")


def store(api: Api) -> str:
    """A customer with much that this dialect has no words for; its id."""
    emails = tuple(Wish(values={"value": f"{each}@x.test"}) for each in "abc")
    change = parties.PartyChange(
        party=PartyPatch(
            name="Roseau", legal_name="Roseau SA", email="post@x.test", phone="1", website="x.test",
            company_number="not French", vat_number="neither",
        ),
        role={"invoice_email": "pay@x.test", "credit_maximum": 5.5, "payment_days": 14, "gln": "1"},
        mail=AddressPatch(street="Quai", building="4", unit="b", city="Nantes"),
        account={"iban": "FR7630006000011234567890189", "account": "1"},
    )  # fmt: skip
    with api.world.book.writing() as ctx:
        made = parties.create_party(ctx, Role.CUSTOMER, change)
        owner = Owner(party_id=made.party.id)
        person = ContactPatch(name="Ines Faure", notes="keep", external_code="E1", kind="billing")
        contacts.create_contact(ctx, owner, person, points={PointKind.EMAIL: Wishes(emails)})
        place = AddressPatch(street="Kai", terms_of_delivery="DAP", e_invoice_id="7", phone="3")
        addresses.create_delivery_address(ctx, owner, place)
    return made.party.uuid


def records(api: Api) -> dict[str, dict[str, Any]]:
    """Everything in the book, by uuid and by field."""
    found: dict[str, dict[str, Any]] = {}
    with api.world.book.writing() as ctx:
        for kind in KINDS:
            for each in getattr(ctx.unit, kind).stream():
                values = {
                    name: value for name, value in asdict(each).items() if name not in HISTORY
                }
                found[f"{kind} {values.get('uuid')}"] = values
    return found


def differences(before: dict[str, Any], after: dict[str, Any]) -> set[tuple[str, str]]:
    assert before.keys() == after.keys()
    return {
        (key.partition(" ")[0], name)
        for key, values in before.items()
        for name, value in values.items()
        if after[key][name] != value
    }


def test_only_what_is_said_changes(api: Api) -> None:
    key = store(api)
    shown, before = show(api, key), records(api)
    person, (main, _) = shown["contacts"][0], shown["addresses"]
    change(
        api,
        key,
        tradeName="R",
        documentId="not French",
        contacts=[{"id": person["id"], "jobName": "Boss", "emails": []}],
        addresses=[{"id": main["id"], "city": "Brest"}],
    )
    assert differences(before, records(api)) == {
        ("parties", "trade_name"), ("contacts", "title"), ("addresses", "city"),
    }  # fmt: skip


def test_sending_back_what_was_read_changes_nothing(api: Api) -> None:
    key = store(api)
    shown, before = show(api, key), records(api)
    del shown["id"]
    for person in shown["contacts"]:
        del person["jobArea"]  # an object, which is named by its id in what is sent
    change(api, key, **shown)
    assert differences(before, records(api)) == set()


def test_a_standing_of_another_dialect(api: Api) -> None:
    key = make(api)["id"]
    with api.world.book.writing() as ctx:
        number = next(ctx.unit.customers.stream()).number
        archived = parties.PartyChange(role={"is_archived": True})
        parties.change_party(ctx, Role.CUSTOMER, number, archived, if_version=None)
    assert show(api, key)["status"] == "DISABLED"
    change(api, key, disabled=True, comments="x")
    with api.world.book.writing() as ctx:
        assert next(ctx.unit.customers.stream()).standing == "archived"
