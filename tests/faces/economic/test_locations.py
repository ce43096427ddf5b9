"""Delivery locations (sections 4 and 8 of the contract), with the effects counted."""

from typing import Any

import pytest

from partita.domain.address import AddressPatch
from partita.domain.standing import Role
from partita.usecases import addresses
from partita.usecases.owners import Owner
from tests.builders import make_party
from tests.faces.economic.api import Api, codes, refused
from tests.faces.world import World

FULL: dict[str, Any] = {
    "customerNumber": 1,
    "address": "Havnegade 1\n2. sal",
    "city": "Odense C",
    "country": "Danmark",
    "postalCode": "5000",
    "termsOfDelivery": "DAP",
    "eInvoiceId": "E1",
    "isBarred": True,
}
ORDER = [
    *("number", "customerNumber", "userInterfaceNumber", "address", "city", "country"),
    *("postalCode", "termsOfDelivery", "eInvoiceId", "isBarred", "lastUpdated", "objectVersion"),
]
PATH = "/DeliveryLocations"


@pytest.fixture
def api(api: Api) -> Api:
    api.make_customer(1)
    api.make_customer(2, "Beta ApS")
    api.world.forget()
    return api


def test_a_create_answers_the_number_only_and_where_it_is(api: Api) -> None:
    answer = api.post(PATH, FULL)
    number = answer.json["number"]
    assert (answer.status_code, answer.json) == (201, {"number": number})
    assert answer.headers["location"].endswith(f"{api.base}{PATH}/{number}")
    assert api.world.changes() == ["address.created"]
    shown = api.show(f"{PATH}/{number}")
    assert list(shown) == ORDER
    assert {name: shown[name] for name in FULL} == FULL


def test_only_the_customer_is_required(api: Api) -> None:
    number = api.make_location(1)
    kept = {"number", "customerNumber", "userInterfaceNumber", "lastUpdated", "objectVersion"}
    assert set(api.show(f"{PATH}/{number}")) == kept


@pytest.mark.parametrize(
    "text",
    ["one line", "a\nb", "a\nb\nc", "\nb", "a\n", "\n", "a\r\nb", " a "],
)
def test_an_address_is_shown_as_it_was_written(api: Api, text: str) -> None:
    assert api.show(f"{PATH}/{api.make_location(1, address=text)}")["address"] == text


@pytest.mark.parametrize("text", ["Danmark", "DK", "dk", "Denmark", "Atlantis", " DK "])
def test_a_country_is_shown_as_it_was_written(api: Api, text: str) -> None:
    number = api.make_location(1, country=text)
    assert api.show(f"{PATH}/{number}")["country"] == text
    assert [each["number"] for each in api.items(PATH, filter=f"country$eq:{text}")] == [number]


def test_a_country_in_words_is_a_code_for_the_others(world: World, api: Api) -> None:
    number = api.make_location(1, country="Tyskland")
    with world.book.writing() as ctx:
        address = ctx.unit.addresses.find(number)
    assert address is not None
    assert (address.country, address.country_text) == ("DE", "Tyskland")


REFUSED = [
    pytest.param({"customerNumber": 77}, "CustomerNotFound", id="an unknown customer"),
    pytest.param({"customerNumber": 0}, "ValidationError", id="a customer number of 0"),
    pytest.param({"customerNumber": None}, "ValidationError", id="null for an integer"),
    pytest.param({"address": "x" * 256}, "ValidationError", id="an address too long"),
    pytest.param({"city": "x" * 51}, "ValidationError", id="a city too long"),
    pytest.param({"country": "x" * 51}, "ValidationError", id="a country too long"),
    pytest.param({"postalCode": "x" * 16}, "ValidationError", id="a postal code too long"),
    pytest.param({"termsOfDelivery": "x" * 101}, "ValidationError", id="terms too long"),
    pytest.param({"eInvoiceId": "x" * 51}, "ValidationError", id="an e-invoice id too long"),
    pytest.param({"city": "a\x00"}, "ValidationError", id="a NUL"),
    pytest.param({"isBarred": None}, "ValidationError", id="null for a boolean"),
    pytest.param({"isBarred": 1}, "ValidationError", id="a number for a boolean"),
    pytest.param({"number": -1}, "ValidationError", id="a negative wanted number"),
    pytest.param({"number": 10**9}, "ValidationError", id="a wanted number too large"),
    pytest.param({"number": None}, "ValidationError", id="a null wanted number"),
    pytest.param({"number": "7"}, "ValidationError", id="a wanted number as text"),
    pytest.param({"number": 7.5}, "ValidationError", id="a wanted fraction"),
]


@pytest.mark.parametrize(("more", "code"), REFUSED)
def test_a_refused_create_leaves_no_trace(api: Api, more: dict[str, Any], code: str) -> None:
    answer = api.post(PATH, {"customerNumber": 1, **more})
    refused(answer, 400, code)
    assert codes(answer) == [code]
    assert api.get(f"{PATH}/count").text == "0"
    assert api.world.changes() == []


def test_a_wanted_number_is_honoured_and_can_collide(api: Api) -> None:
    assert api.make_location(1, number=500) == 500
    answer = api.post(PATH, {"customerNumber": 1, "number": 500})
    body = refused(answer, 400, "DeliveryLocationNumberAlreadyExists")
    assert body["errors"][0]["property"] == "number"
    assert api.make_location(1) == 501


def test_the_greatest_wanted_number_leaves_room_for_addresses_of_customers(api: Api) -> None:
    """A supplied number can be honoured (contracts/economic.md 4, identity rules)."""
    assert api.make_location(1, number=999_999_999) == 999_999_999
    made = [api.make_location(1) for _ in range(3)]
    api.make_customer(3, "Gamma ApS", city="Odense")
    made += [api.make_location(3), api.make_location(3)]
    assert len(set(made)) == 5
    assert [each["number"] for each in api.items(PATH)] == sorted([999_999_999, *made])
    assert api.make_location(1, number=7) == 7


def test_a_wanted_number_of_0_is_none_because_generated_clients_send_it(api: Api) -> None:
    assert api.make_location(1, number=0) > 0


def stored(api: Api, **more: object) -> dict[str, Any]:
    number = api.make_location(**{**FULL, "customer": 1})
    api.world.forget()
    return {**api.show(f"{PATH}/{number}"), **more}


def test_a_put_replaces_everything_the_dialect_says(api: Api) -> None:
    body = stored(api)
    kept = ("number", "customerNumber", "objectVersion")
    answer = api.put(PATH, {name: body[name] for name in kept} | {"city": "Vejle"})
    assert (answer.status_code, answer.content) == (204, b"")
    shown = api.show(f"{PATH}/{body['number']}")
    assert set(shown) == {*kept, "userInterfaceNumber", "lastUpdated", "city"}
    assert shown["objectVersion"] == "0000000000000002"
    assert api.world.changes() == ["address.changed"]


PUT_REFUSED = [
    pytest.param({"objectVersion": None}, 409, "UpdateConflict", id="a null version"),
    pytest.param({"objectVersion": "00000000000000ff"}, 409, "UpdateConflict", id="a stale one"),
    pytest.param({"number": 999}, 404, "ResourceNotFound", id="an unknown number"),
    pytest.param({"customerNumber": 2}, 400, "CustomerNumberMismatch", id="another customer"),
    pytest.param({"customerNumber": 9}, 400, "CustomerNotFound", id="an unknown customer"),
    pytest.param({"isBarred": None}, 400, "ValidationError", id="null for a boolean"),
]


@pytest.mark.parametrize(("more", "status", "code"), PUT_REFUSED)
def test_a_refused_put_leaves_no_trace(
    api: Api, more: dict[str, Any], status: int, code: str
) -> None:
    body = stored(api)
    refused(api.put(PATH, {**body, **more}), status, code)
    assert api.show(f"{PATH}/{body['number']}") == body
    assert api.world.changes() == []


def test_a_barred_customer_gets_no_locations_and_keeps_those_it_has(api: Api) -> None:
    body = stored(api)
    customer = api.show("/Customers/1")
    del customer["access"]
    assert api.put("/Customers/1", customer).status_code == 204
    api.world.forget()
    refused(api.post(PATH, {"customerNumber": 1}), 400, "CustomerIsBarred")
    refused(api.put(PATH, body), 400, "CustomerIsBarred")
    assert api.world.changes() == []
    assert api.delete(f"{PATH}/{body['number']}").status_code == 204


def test_a_delete_is_for_good(api: Api) -> None:
    number = api.make_location(1)
    api.world.forget()
    answer = api.delete(f"{PATH}/{number}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert api.world.changes() == ["address.deleted"]
    refused(api.get(f"{PATH}/{number}"), 404, "ResourceNotFound")
    refused(api.delete(f"{PATH}/{number}"), 404, "ResourceNotFound")
    assert api.get(PATH).json == {"items": []}
    assert api.make_location(1) > number


IN_USE = [("invoice", "Invoices"), ("order", "Orders"), ("quote", "Quotes"), ("project", "Orders")]


@pytest.mark.parametrize(("kind", "where"), IN_USE)
def test_a_location_a_document_names_stays(api: Api, kind: str, where: str) -> None:
    number = api.make_location(1)
    api.world.add_document(kind, delivery_address=number)
    refused(api.delete(f"{PATH}/{number}"), 400, f"DeliveryLocationUsedOn{where}")
    assert api.world.changes() == []


def test_a_location_a_customer_names_stays(api: Api) -> None:
    number = api.make_location(1)
    body = {**api.show("/Customers/1"), "defaultDeliveryLocation": number}
    assert api.put("/Customers/1", body).status_code == 204
    refused(api.delete(f"{PATH}/{number}"), 400, "DeliveryLocationUsedOnCustomers")
    assert api.show("/Customers/1")["defaultDeliveryLocation"] == number


def test_locations_of_others_than_customers_are_unknown(world: World, api: Api) -> None:
    with world.book.writing() as ctx:
        party = make_party(ctx, Role.SUPPLIER, "Gamma ApS").party
        place = addresses.create_delivery_address(ctx, Owner(party.id), AddressPatch(city="Vejle"))
    refused(api.get(f"{PATH}/{place.number}"), 404, "ResourceNotFound")
    body = {"customerNumber": 1, "number": place.number}
    refused(api.put(PATH, body), 404, "ResourceNotFound")
    refused(api.delete(f"{PATH}/{place.number}"), 404, "ResourceNotFound")


def test_a_mail_address_is_no_delivery_location(api: Api) -> None:
    api.make_customer(3, address1="Havnegade 1")
    assert api.get(PATH).json == {"items": []}


def test_what_the_dialect_cannot_say_is_left_alone(world: World, api: Api) -> None:
    number = api.make_location(1, city="Vejle")
    with world.book.writing() as ctx:
        patch = AddressPatch(name="Dock 4", province="Syd", phone="75", external_code="D4")
        addresses.change_address(ctx, number, patch, if_version=None)
    assert api.put(PATH, {**api.show(f"{PATH}/{number}"), "city": "Kolding"}).status_code == 204
    with world.book.writing() as ctx:
        place = ctx.unit.addresses.find(number)
    assert place is not None
    assert (place.name, place.province, place.phone) == ("Dock 4", "Syd", "75")
    assert (place.external_code, place.city) == ("D4", "Kolding")
