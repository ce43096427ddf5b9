"""Every version answers with its own fields and resources (sections 1 and 4)."""

from typing import Any

import pytest

from partita.faces.economic.wire import VERSIONS
from tests.faces.economic.api import Api, refused

EACH = [".".join(map(str, version)) for version in VERSIONS]
ALL_TRUE = {
    f"receive{name}": True
    for name in (
        *("Quotes", "Orders", "Invoices", "EInvoices", "StatementOfAccounts", "Reminders"),
    )
}


@pytest.fixture(scope="module")
def full() -> dict[str, Any]:
    texts = {"email": "a@x.example", "phone": "1", "notes": "n", "eInvoiceId": "e"}
    return {"customerNumber": 1, "name": "Ada", **texts, **ALL_TRUE}


def test_every_version_has_exactly_its_fields(api: Api, full: dict[str, Any]) -> None:
    api.make_customer(1)
    number = api.post("/Contacts", full).json["number"]
    own = {"number", "userInterfaceNumber", "lastUpdated", "objectVersion"}
    for version in EACH:
        shown = api.at(version).show(f"/Contacts/{number}")
        has_active = version >= "2.0.0"
        assert set(shown) == {*full, *own, *(["active"] if has_active else [])}, version


def test_every_version_has_exactly_its_resources(api: Api) -> None:
    for version in EACH:
        old = api.at(version)
        assert old.get("/Contacts").status_code == 200
        assert old.get("/DeliveryLocations").status_code == 200
        assert old.get("/Setup").status_code == (200 if version >= "1.1.0" else 404), version
        assert old.get("/Customers").status_code == (200 if version == "3.1.0" else 404), version


def test_active_filters_only_where_it_is(api: Api) -> None:
    for version in EACH:
        answer = api.at(version).get("/Contacts", filter="active$eq:true")
        if version >= "2.0.0":
            assert answer.status_code == 200, version
        else:
            refused(answer, 400, "BadFilterRequest")


def test_notes_grew_longer(api: Api) -> None:
    api.make_customer(1)
    for at, version in enumerate(EACH):
        body = {"customerNumber": 1, "name": f"Person {at}", "notes": "x" * 256}
        expected = 201 if version >= "3.0.1" else 400
        assert api.at(version).post("/Contacts", body).status_code == expected, version


def test_the_location_names_the_version_that_was_asked(api: Api) -> None:
    api.make_customer(1)
    for at, version in enumerate(EACH):
        answer = api.at(version).post("/contacts", {"customerNumber": 1, "name": f"P {at}"})
        assert f"/v{version}/contacts/" in answer.headers["location"]


def test_false_is_shown_where_the_setting_says_so(api: Api) -> None:
    api.make_customer(1)
    contact, place = api.make_contact(1), api.make_location(1)
    api.world.shows_false = True
    api.world.serve()
    shown = api.at("1.1.1").show(f"/Contacts/{contact}")
    flags = {name: value for name, value in shown.items() if isinstance(value, bool)}
    assert flags == dict.fromkeys([*ALL_TRUE, "isDeleted"], False)
    assert api.show(f"/DeliveryLocations/{place}")["isBarred"] is False
    assert api.show(f"/Contacts/{contact}")["active"] is True
    assert api.show("/Customers/1")["defaultDisableEInvoicing"] is False
