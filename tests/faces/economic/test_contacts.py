"""Contacts (sections 4 and 8 of the contract), on both databases, with the effects counted."""

from typing import Any

import pytest

from partita.domain.contact import ContactPatch
from partita.domain.standing import Role
from partita.usecases import contacts
from partita.usecases.owners import Owner
from tests.builders import make_party
from tests.faces.economic.api import Api, codes, refused
from tests.faces.world import World

FULL: dict[str, Any] = {
    "customerNumber": 1,
    "name": "Ida Ø. Møller",
    "email": "ida@alpha.example",
    "phone": "+45 12 34 56 78",
    "notes": "Prefers mornings",
    "eInvoiceId": "5790000000000",
    "receiveQuotes": True,
    "receiveOrders": True,
    "receiveInvoices": True,
    "receiveEInvoices": True,
    "receiveStatementOfAccounts": True,
    "receiveReminders": True,
}
ORDER = [
    *("number", "customerNumber", "userInterfaceNumber", "name", "email", "phone", "notes"),
    *("eInvoiceId", "lastUpdated", "receiveQuotes", "receiveOrders", "receiveInvoices"),
    *("receiveEInvoices", "receiveStatementOfAccounts", "receiveReminders", "objectVersion"),
    *("isDeleted", "active"),
]


@pytest.fixture
def api(api: Api) -> Api:
    api.make_customer(1)
    api.make_customer(2, "Beta ApS")
    api.world.forget()
    return api


def test_a_create_answers_the_number_only_and_where_it_is(api: Api) -> None:
    answer = api.post("/Contacts", FULL)
    number = answer.json["number"]
    assert answer.status_code == 201
    assert answer.json == {"number": number}
    where = f"http://falconframework.org{api.base}/Contacts/{number}"
    assert answer.headers["location"] == where
    assert api.get(f"/Contacts/{number}").status_code == 200
    assert api.world.changes() == ["contact.created"]


def test_what_was_written_is_shown_in_the_order_of_the_reference(api: Api) -> None:
    number = api.make_contact(**{**FULL, "customer": 1, "name": FULL["name"]})
    shown = api.show(f"/Contacts/{number}")
    assert list(shown) == [name for name in ORDER if name != "isDeleted"]
    assert {name: shown[name] for name in FULL} == FULL
    assert shown["userInterfaceNumber"] == 1
    assert shown["lastUpdated"] == "2026-01-02T03:04:05Z"
    assert shown["objectVersion"] == "0000000000000001"


def test_false_and_missing_are_left_out(api: Api) -> None:
    number = api.make_contact(1)
    kept = {"number", "customerNumber", "userInterfaceNumber", "name", "lastUpdated"}
    assert set(api.at("1.1.1").show(f"/Contacts/{number}")) == kept | {"objectVersion"}


def test_the_serial_counts_for_each_customer(api: Api) -> None:
    numbers = [
        api.make_contact(1, "A"),
        api.make_contact(2, "A"),
        api.make_contact(1, "B"),
    ]
    shown = [api.show(f"/Contacts/{number}")["userInterfaceNumber"] for number in numbers]
    assert shown == [1, 1, 2]


IGNORED = [
    pytest.param({"number": 4711}, id="a number in the body of a POST is ignored"),
    pytest.param({"number": "x"}, id="whatever it is"),
    pytest.param({"isDeleted": True}, id="isDeleted is ignored"),
    pytest.param({"isDeleted": None}, id="even as null"),
    pytest.param({"userInterfaceNumber": 9}, id="the serial is ignored"),
    pytest.param({"lastUpdated": "1999-01-01"}, id="lastUpdated is ignored"),
    pytest.param({"objectVersion": "00000000000000ff"}, id="objectVersion is ignored on POST"),
    pytest.param({"active": False}, id="active is only read"),
    pytest.param({"nonsense": {"deep": [1]}}, id="unknown members are ignored"),
    pytest.param({"email": None, "phone": None, "notes": None}, id="null texts count as absent"),
    pytest.param({"email": "", "phone": "", "notes": ""}, id="empty texts count as absent"),
]


@pytest.mark.parametrize("more", IGNORED)
def test_what_does_not_count(api: Api, more: dict[str, Any]) -> None:
    number = api.make_contact(1, **more)
    plain = api.make_contact(2)
    shown, expected = api.show(f"/Contacts/{number}"), api.show(f"/Contacts/{plain}")
    own = {"number", "customerNumber"}
    assert {name: shown[name] for name in shown if name not in own} == {
        name: expected[name] for name in expected if name not in own
    }


REFUSED = [
    pytest.param({"name": None}, ["CustomerContactNameNullOrEmpty"], id="a null name"),
    pytest.param({"name": ""}, ["CustomerContactNameNullOrEmpty"], id="an empty name"),
    pytest.param({"name": " \t"}, ["CustomerContactNameNullOrEmpty"], id="a blank name"),
    pytest.param({"name": 5}, ["ValidationError"], id="a name that is no text"),
    pytest.param({"name": "x" * 256}, ["ValidationError"], id="a name too long"),
    pytest.param({"email": "x" * 256}, ["ValidationError"], id="an e-mail too long"),
    pytest.param({"phone": "x" * 51}, ["ValidationError"], id="a phone too long"),
    pytest.param({"notes": "x" * 2001}, ["ValidationError"], id="notes too long"),
    pytest.param({"eInvoiceId": "x" * 51}, ["ValidationError"], id="an e-invoice id too long"),
    pytest.param({"email": "a\x00b"}, ["ValidationError"], id="a NUL"),
    pytest.param({"receiveQuotes": None}, ["ValidationError"], id="null for a boolean"),
    pytest.param({"receiveQuotes": "true"}, ["ValidationError"], id="a text for a boolean"),
    pytest.param({"customerNumber": None}, ["ValidationError"], id="null for an integer"),
    pytest.param({"customerNumber": 0}, ["ValidationError"], id="a customer number of 0"),
    pytest.param({"customerNumber": 10**9}, ["ValidationError"], id="a number beyond the range"),
    pytest.param({"customerNumber": 1.0}, ["ValidationError"], id="a fraction"),
    pytest.param({"customerNumber": "1"}, ["ValidationError"], id="a text for a number"),
    pytest.param({"customerNumber": True}, ["ValidationError"], id="a boolean for a number"),
    pytest.param({"customerNumber": 77}, ["CustomerDoesNotExist"], id="an unknown customer"),
    pytest.param(
        {"customerNumber": 0, "name": None, "phone": 1},
        ["ValidationError", "CustomerContactNameNullOrEmpty", "ValidationError"],
        id="everything wrong is told at once",
    ),
]


@pytest.mark.parametrize(("more", "expected"), REFUSED)
def test_a_refused_create_leaves_no_trace(
    api: Api, more: dict[str, Any], expected: list[str]
) -> None:
    answer = api.post("/Contacts", {"customerNumber": 1, "name": "Ada", **more})
    refused(answer, 400, expected[0])
    assert codes(answer) == expected
    assert api.get("/Contacts/count").text == "0"
    assert api.world.changes() == []


@pytest.mark.parametrize("missing", ["name", "customerNumber"])
def test_required_members(api: Api, missing: str) -> None:
    body = {"customerNumber": 1, "name": "Ada"}
    del body[missing]
    answer = api.post("/Contacts", body)
    assert answer.status_code == 400
    assert [each["property"] for each in answer.json["errors"]] == [missing]


def test_the_range_of_customer_numbers_is_told_as_live(api: Api) -> None:
    errors = api.post("/Contacts", {"customerNumber": 0, "name": "Ada"}).json["errors"]
    assert errors[0]["message"] == "The field CustomerNumber must be between 1 and 999999999."


def test_a_name_is_taken_once_for_each_customer_whatever_its_case(api: Api) -> None:
    api.make_contact(1, "Søren Åse")
    api.world.forget()
    answer = api.post("/Contacts", {"customerNumber": 1, "name": "SØREN åSE"})
    body = refused(answer, 400, "CustomerContactNameAlreadyExists")
    assert body["errors"][0]["property"] == "name"
    assert api.world.changes() == []
    api.make_contact(2, "Søren Åse")


def test_the_name_of_a_deleted_contact_is_free(api: Api) -> None:
    number = api.make_contact(1, "Ada")
    assert api.delete(f"/Contacts/{number}").status_code == 204
    api.make_contact(1, "ada")


def stored(api: Api, **more: object) -> dict[str, Any]:
    number = api.make_contact(**{**FULL, "customer": 1, "name": "Ada"})
    api.world.forget()
    return {**api.show(f"/Contacts/{number}"), **more}


def test_a_put_replaces_everything_the_dialect_says(api: Api) -> None:
    body = stored(api, phone="1", receiveQuotes=False)
    api.world.clock.advance(seconds=3)
    answer = api.put("/Contacts", body)
    assert (answer.status_code, answer.content) == (204, b"")
    shown = api.show(f"/Contacts/{body['number']}")
    assert shown["phone"] == "1"
    assert "receiveQuotes" not in shown
    assert shown["lastUpdated"] == "2026-01-02T03:04:08Z"
    assert shown["objectVersion"] == "0000000000000002"
    assert api.world.changes() == ["contact.changed"]


def test_what_a_put_does_not_mention_is_cleared(api: Api) -> None:
    body = stored(api)
    kept = ("number", "customerNumber", "name", "objectVersion")
    assert api.put("/Contacts", {name: body[name] for name in kept}).status_code == 204
    shown = api.at("1.1.1").show(f"/Contacts/{body['number']}")
    assert set(shown) == {*kept, "userInterfaceNumber", "lastUpdated"}


PUT_REFUSED = [
    pytest.param({"objectVersion": None}, 409, "UpdateConflict", id="a null version"),
    pytest.param({"objectVersion": "00000000000000ff"}, 409, "UpdateConflict", id="a stale one"),
    pytest.param({"objectVersion": "1"}, 409, "UpdateConflict", id="a short one"),
    pytest.param({"objectVersion": "+000000000000001"}, 409, "UpdateConflict", id="no digits"),
    pytest.param({"objectVersion": "zzzzzzzzzzzzzzzz"}, 409, "UpdateConflict", id="no hex"),
    pytest.param({"objectVersion": 1}, 400, "ValidationError", id="a version that is no text"),
    pytest.param({"number": 999}, 404, "ResourceNotFound", id="an unknown number"),
    pytest.param(
        {"number": 999, "objectVersion": None}, 404, "ResourceNotFound", id="unknown before stale"
    ),
    pytest.param({"number": 0}, 404, "ResourceNotFound", id="number 0"),
    pytest.param({"number": -1}, 404, "ResourceNotFound", id="a negative number"),
    pytest.param({"number": 2**31}, 400, "ValidationError", id="beyond int32"),
    pytest.param({"number": None}, 400, "ValidationError", id="a null number"),
    pytest.param({"number": "1"}, 400, "ValidationError", id="a number as text"),
    pytest.param({"customerNumber": 2}, 400, "CustomerNumberMismatch", id="another customer"),
    pytest.param({"customerNumber": 9}, 400, "CustomerDoesNotExist", id="an unknown customer"),
    pytest.param({"name": ""}, 400, "CustomerContactNameNullOrEmpty", id="an empty name"),
    pytest.param({"name": "Bo"}, 400, "CustomerContactNameAlreadyExists", id="a taken name"),
]


@pytest.mark.parametrize(("more", "status", "code"), PUT_REFUSED)
def test_a_refused_put_leaves_no_trace(
    api: Api, more: dict[str, Any], status: int, code: str
) -> None:
    api.make_contact(1, "Bo")
    body = stored(api)
    refused(api.put("/Contacts", {**body, **more}), status, code)
    assert api.show(f"/Contacts/{body['number']}") == body
    assert api.world.changes() == []


@pytest.mark.parametrize(
    ("missing", "status", "code"),
    [("number", 400, "ValidationError"), ("objectVersion", 409, "UpdateConflict")],
)
def test_a_put_names_its_object_and_version(api: Api, missing: str, status: int, code: str) -> None:
    body = stored(api)
    del body[missing]
    refused(api.put("/Contacts", body), status, code)


def test_a_conflict_is_told_in_both_shapes(api: Api) -> None:
    body = refused(api.put("/Contacts", stored(api, objectVersion="")), 409, "UpdateConflict")
    assert body["title"] == "Update conflict. Object version does not match."
    assert body["type"].endswith("#section-15.5.10")
    assert body["property"] == "version"
    assert {"message", "developerHint", "logId", "logTimeUtc"} <= set(body)


def test_isdeleted_in_a_put_changes_nothing(api: Api) -> None:
    body = stored(api, isDeleted=True)
    assert api.at("1.1.1").put("/Contacts", body).status_code == 204
    assert "isDeleted" not in api.show(f"/Contacts/{body['number']}")


def test_a_name_may_change_only_its_case(api: Api) -> None:
    assert api.put("/Contacts", stored(api, name="ADA")).status_code == 204


def test_active_was_written_in_one_version_only(api: Api) -> None:
    body = stored(api, active=False)
    assert api.at("2.0.0").put("/Contacts", body).status_code == 204
    shown = api.at("2.0.0").show(f"/Contacts/{body['number']}")
    assert "active" not in shown
    assert api.at("2.0.0").put("/Contacts", shown).status_code == 204
    assert "active" not in api.at("3.0.0").show(f"/Contacts/{body['number']}")


def test_a_delete_is_soft(api: Api) -> None:
    number = api.make_contact(1)
    api.world.forget()
    answer = api.delete(f"/Contacts/{number}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert api.world.changes() == ["contact.deleted"]
    shown = api.show(f"/Contacts/{number}")
    assert shown["isDeleted"] is True
    assert api.items("/Contacts") == [shown]
    assert api.get("/Contacts/paged").json == [shown]
    assert api.get("/Contacts/count").text == "1"
    assert api.get("/Contacts/count", filter="isDeleted$eq:false").text == "0"


def test_what_is_deleted_cannot_be_written_again(api: Api) -> None:
    number = api.make_contact(1)
    api.delete(f"/Contacts/{number}")
    body = api.show(f"/Contacts/{number}")
    api.world.forget()
    refused(api.delete(f"/Contacts/{number}"), 404, "ResourceNotFound")
    refused(api.put("/Contacts", body), 404, "ResourceNotFound")
    assert api.world.changes() == []


def test_numbers_are_never_given_again(api: Api) -> None:
    first = api.make_contact(1)
    api.delete(f"/Contacts/{first}")
    assert api.make_contact(1) > first


@pytest.mark.parametrize("kind", ["invoice", "order", "quote", "project"])
def test_a_contact_a_document_names_stays(api: Api, kind: str) -> None:
    number = api.make_contact(1)
    api.world.add_document(kind, contact=number)
    refused(api.delete(f"/Contacts/{number}"), 400, "CustomerContactIsInUse")
    assert api.world.changes() == []


@pytest.mark.parametrize("member", ["defaultAttention", "defaultTheirRef"])
def test_a_contact_a_customer_names_stays(api: Api, member: str) -> None:
    number = api.make_contact(1)
    body = {**api.show("/Customers/1"), member: number}
    assert api.put("/Customers/1", body).status_code == 204
    refused(api.delete(f"/Contacts/{number}"), 400, "CustomerContactIsInUse")
    assert "isDeleted" not in api.show(f"/Contacts/{number}")


def test_contacts_of_others_than_customers_are_unknown(world: World, api: Api) -> None:
    with world.book.writing() as ctx:
        party = make_party(ctx, Role.SUPPLIER, "Gamma ApS").party
        person = contacts.create_contact(ctx, Owner(party.id), ContactPatch(name="Ida"))
    body = {"customerNumber": 1, "name": "Bo", "number": person.number}
    refused(api.get(f"/Contacts/{person.number}"), 404, "ResourceNotFound")
    refused(api.put("/Contacts", body), 404, "ResourceNotFound")
    refused(api.delete(f"/Contacts/{person.number}"), 404, "ResourceNotFound")
    assert api.items("/Contacts") == []


def test_what_the_dialect_cannot_say_is_left_alone(world: World, api: Api) -> None:
    number = api.make_contact(1, email="a@x.example")
    with world.book.writing() as ctx:
        patch = ContactPatch(title="Dr", first_name="Ada", last_name="Holm", external_code="E7")
        contacts.change_contact(ctx, number, patch, if_version=None)
    body = api.show(f"/Contacts/{number}")
    assert api.put("/Contacts", {**body, "email": "b@x.example"}).status_code == 204
    with world.book.writing() as ctx:
        person = ctx.unit.contacts.find(number)
        points = ctx.unit.points.select(person=number)
    assert person is not None
    assert (person.title, person.first_name, person.last_name) == ("Dr", "Ada", "Holm")
    assert person.external_code == "E7"
    assert [(point.value, point.is_default) for point in points] == [("b@x.example", True)]


def test_a_customer_takes_its_contacts_along(world: World, api: Api) -> None:
    number = api.make_contact(1)
    api.world.forget()
    assert api.delete("/Customers/1").status_code == 204
    assert "contact.deleted" in world.changes()
    refused(api.get(f"/Contacts/{number}"), 404, "ResourceNotFound")
    with world.book.writing() as ctx:
        assert not ctx.unit.points.select(person=number)
