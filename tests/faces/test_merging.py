"""What the dialects read of merged parties; an undone merge reads as if it had not been."""

from collections.abc import Callable
from typing import Any

import pytest

from partita.domain.address import AddressPatch
from partita.domain.party import PartyPatch
from partita.domain.standing import Role
from partita.usecases import parties
from partita.usecases.context import Context
from partita.usecases.merge import merge_parties, undo_merge
from partita.usecases.parties import PartyChange
from tests.builders import make_contact, make_delivery_address
from tests.faces.economic.api import Api as Economic
from tests.faces.poweroffice.api import Api as PowerOffice
from tests.faces.world import World

Reading = list[bytes]
ECONOMIC = (
    "/Customers", "/Customers/1", "/Customers/2", "/Contacts", "/Contacts/2", "/DeliveryLocations",
)  # fmt: skip
POWEROFFICE = (
    "/Customers", "/Suppliers", "/ContactPersons", "/ContactDeliveryAddresses",
    "/ContactBankAccounts",
)  # fmt: skip


def read_economic(world: World) -> Callable[[], Reading]:
    api = Economic(world, world.give_access("economic"))
    return lambda: [_settled(api.get(path)) for path in ECONOMIC]


def read_poweroffice(world: World) -> Callable[[], Reading]:
    api = PowerOffice(world, world.give_access("poweroffice"))
    return lambda: [_settled(api.get(path)) for path in POWEROFFICE]


def _settled(answer: Any) -> bytes:  # noqa: ANN401  # an answer of falcon's client
    """The answer; of a refusal, which names the request, the status alone."""
    content: bytes = answer.content
    return content if answer.status_code == 200 else str(answer.status_code).encode()


def make_parties(ctx: Context) -> tuple[int, int]:
    made = []
    for number, (name, city) in enumerate((("Alpha", "Vejle"), ("Alpha ApS", "Odense")), 1):
        change = PartyChange(
            PartyPatch(name=name, email=f"{number}@alpha.example"),
            mail=AddressPatch(street="Havnegade", city=city),
            account={"account": f"1234567890{number}"},
        )
        party_id = parties.create_party(ctx, Role.CUSTOMER, change, number=number).party.id
        make_contact(ctx, party_id, f"Person {number}", email=f"p{number}@alpha.example")
        make_delivery_address(ctx, party_id, city=city)
        made.append(party_id)
    parties.add_role(ctx, made[1], Role.SUPPLIER, {})
    return made[0], made[1]


@pytest.mark.parametrize("reader", [read_economic, read_poweroffice])
def test_an_undone_merge_reads_as_if_it_had_not_been(
    world: World, reader: Callable[[World], Callable[[], Reading]]
) -> None:
    read = reader(world)
    with world.book.writing() as ctx:
        kept, other = make_parties(ctx)
    before = read()
    assert all(each.startswith((b"{", b"[")) for each in before), before
    world.clock.advance(hours=1)
    with world.book.writing() as ctx:
        merge_parties(ctx, kept, [other])
    assert read() != before
    world.clock.advance(hours=1)
    with world.book.writing() as ctx:
        undo_merge(ctx, kept)
    assert read() == before


def test_what_moved_answers_as_the_survivors(world: World) -> None:
    economic = Economic(world, world.give_access("economic"))
    poweroffice = PowerOffice(world, world.give_access("poweroffice"))
    with world.book.writing() as ctx:
        kept, other = make_parties(ctx)
        merge_parties(ctx, kept, [other])
    assert economic.get("/Customers/2").status_code == 404
    contacts = economic.get("/Contacts").json["items"]
    assert [(each["number"], each["customerNumber"]) for each in contacts] == [(1, 1), (2, 1)]
    assert poweroffice.get(f"/Customers/{other}").status_code == 404
    assert poweroffice.get(f"/Suppliers/{other}").status_code == 404
    suppliers = poweroffice.get("/Suppliers").json
    assert [each["Id"] for each in suppliers] == [kept]
