"""Clients, with the contacts in them (sections 5.1, 5.6, 6, 8 and 10)."""

from typing import Any

import pytest

from partita.domain.standing import Role
from partita.usecases.parties import add_role
from tests.builders import make_customer
from tests.faces.flowtly.api import ALPHA, IDA, Api, refused, violations

BLANK = "c1051bb4-d103-4f74-8988-acbcafc7fdc3"
NULL = "ad32d13f-c3d4-423b-909a-857b961eb720"
EMAIL = "bd79c0ab-ddba-46cc-a703-a7a4b08de310"
LONG = "d94b19cc-114f-4f44-9cc4-4138e80a87b9"
FULL = {
    "country": "/flowtly/countries/DK",
    "currency": "/flowtly/currencies/DKK",
    "status": "active",
    "attributeSet": "/flowtly/attribute-sets/1",
    "name": "Havn & Sø ApS",
    "dueDays": 21,
    "tinType": "vat_eu",
    "tinCountry": "DK",
    "tin": "10203040",
    "externalPaymentCustomerId": "cus_1",
    "invoiceComment": "Thank you.",
    "defaultTaxRate": "25.00",
    "documentsLanguage": "da",
    "addressPhoneNumber": "+4512345678",
    "addressCity": "Aarhus",
    "addressPostCode": "8000",
    "addressStreetLine": "Havnegade",
    "addressBuildingNumber": "12",
    "addressLocaleNumber": "2. th",
    "addressCountry": "/flowtly/countries/DK",
}


def test_all_is_shown_in_the_order_of_the_contract(api: Api) -> None:
    made = api.make_client(**FULL, clientContacts=[IDA])
    at = "2026-01-02T03:04:05+00:00"
    number = made["clientContacts"][0]["id"]
    contact = {
        "@id": f"/flowtly/client-contacts/{number}",
        "@type": "ClientContact",
        "id": number,
        "client": made["@id"],
        "type": "billing",
        "position": 1,
        "email": "ida@a.example",
        "name": "Ida Holm",
        "createdAt": at,
        "updatedAt": at,
        "possibleTypes": "general,billing,technical",
    }
    expected = {
        "@context": "/flowtly/contexts/Client",
        "@id": f"/flowtly/clients/{made['id']}",
        "@type": "Client",
        "id": made["id"],
        **FULL,
        "clientContacts": [contact],
        "vatNumber": "DK10203040",
    }
    assert list(made.items()) == list(expected.items())
    assert list(made["clientContacts"][0].items()) == list(contact.items())
    assert api.show(made["@id"]) == made


def test_little_is_enough_and_the_rest_has_defaults(api: Api) -> None:
    made = api.make_client()
    assert {name: each for name, each in made.items() if name[0] != "@" and name != "id"} == {
        "country": "/flowtly/countries/DK",
        "currency": "/flowtly/currencies/DKK",
        "status": "active",
        "name": "Alpha ApS",
        "dueDays": 14,
        "tinType": "none",
        "documentsLanguage": "en",
        "clientContacts": [],
    }


@pytest.mark.parametrize(
    "iri",
    [
        "/countries/NL",
        "/countries/528",
        "/flowtly/countries/nl",
        "/api/countries/NL",
        "/flowtly/api/countries/528",
        "http://falconframework.org/flowtly/countries/NL",
    ],
)
def test_iris_are_understood_in_every_form(api: Api, iri: str) -> None:
    assert api.make_client(country=iri)["country"] == "/flowtly/countries/NL"


@pytest.mark.parametrize(
    ("name", "value", "detail"),
    [
        ("country", "1", 'Invalid IRI "1".'),
        ("country", 1, 'Invalid IRI "1".'),
        ("country", "/currencies/DKK", 'Invalid IRI "/currencies/DKK".'),
        ("country", "http://elsewhere.test/countries/DK", None),
        ("country", "/countries/QQ", 'Item not found for "/countries/QQ".'),
        ("country", "/countries/9999", 'Item not found for "/countries/9999".'),
        ("defaultCost", "/counterparties/99", 'Item not found for "/counterparties/99".'),
        ("defaultCost", "/counterparties/x", 'Item not found for "/counterparties/x".'),
        ("name", 1, 'The type of the "name" attribute must be "string", "integer" given.'),
        ("name", None, 'The type of the "name" attribute must be "string", "NULL" given.'),
        ("name", True, 'The type of the "name" attribute must be "string", "boolean" given.'),
        ("dueDays", "7", 'The type of the "dueDays" attribute must be "int", "string" given.'),
        ("dueDays", 7.0, 'The type of the "dueDays" attribute must be "int", "double" given.'),
        ("dueDays", None, 'The type of the "dueDays" attribute must be "int", "NULL" given.'),
        ("tin", [], 'The type of the "tin" attribute must be "string", "array" given.'),
        ("clientContacts", "x", None),
        ("clientContacts", [1], None),
    ],
)
def test_wrong_types_and_iris(api: Api, name: str, value: Any, detail: str | None) -> None:  # noqa: ANN401
    refused(api.post("/clients", {**ALPHA, name: value}), 400, detail)
    client = api.make_client()
    api.world.forget()
    refused(api.patch(client["@id"], {name: value}), 400, detail)
    assert api.world.changes() == []


def test_everything_missing_is_told_at_once(api: Api) -> None:
    answer = api.post("/clients", {"clientContacts": [{"email": "x"}]})
    blank, null = "This value should not be blank.", "This value should not be null."
    assert violations(answer) == [
        ("country", null, NULL),
        ("currency", null, NULL),
        ("status", blank, BLANK),
        ("name", blank, BLANK),
        ("tinType", blank, BLANK),
        ("clientContacts[0].type", blank, BLANK),
        ("clientContacts[0].email", "This value is not a valid email address.", EMAIL),
        ("clientContacts[0].name", blank, BLANK),
    ]
    kind = answer.json["type"]
    assert kind.startswith(f"/flowtly/validation_errors/0={NULL};1={NULL};2={BLANK};")
    assert answer.json["@context"] == "/flowtly/contexts/ConstraintViolation"


def test_one_violation_names_its_code(api: Api) -> None:
    answer = api.post("/clients", {**ALPHA, "name": "x" * 256})
    message = "This value is too long. It should have 255 characters or less."
    assert violations(answer) == [("name", message, LONG)]
    assert answer.json["@id"] == f"/flowtly/validation_errors/{LONG}"


@pytest.mark.parametrize(
    ("name", "value"),
    [("name", ""), ("name", "  "), ("dueDays", -1), ("name", "a\0b")],
)
def test_values_that_do_not_fit(api: Api, name: str, value: Any) -> None:  # noqa: ANN401
    found = violations(api.post("/clients", {**ALPHA, name: value}))
    assert [path for path, _, _ in found] == [name]
    assert api.show("/clients")["hydra:totalItems"] == 0


def test_an_update_is_no_create(api: Api) -> None:
    detail = "Update is not allowed for this operation."
    refused(api.post("/clients", {**ALPHA, "@id": "/clients/1"}), 400, detail)
    plain = {"Content_Type": "application/json"}
    refused(api.post("/clients", {**ALPHA, "id": 1}, **plain), 400, detail)
    assert api.post("/clients", {**ALPHA, "id": 1}).status_code == 201


def test_a_whole_record_sent_back_changes_nothing(api: Api) -> None:
    cost = api.make_counterparty(costGroup="/cost-groups/2")
    made = api.make_client(**FULL, defaultCost=cost["@id"], clientContacts=[IDA])
    record = {**made, "id": made["@id"], "originId": made["id"], "unknown": {"a": 1}}
    api.world.forget()
    assert api.patch(made["@id"], record).json == made
    assert api.world.changes() == []
    changed = api.patch(made["@id"], {**record, "dueDays": 30}).json
    assert changed == {**made, "dueDays": 30}
    assert api.world.changes() == ["customer.changed", "party.changed"]


def test_what_other_dialects_left_open_stays_open(api: Api) -> None:
    with api.world.book.writing() as ctx:
        party = make_customer(ctx, "Alpha ApS").party
    shown = api.show(f"/clients/{party.id}")
    assert (shown["country"], shown["currency"]) == (
        "/flowtly/countries/DK",
        "/flowtly/currencies/DKK",
    )
    api.patch(shown["@id"], {**shown, "addressCity": "Odense"})
    with api.world.book.writing() as ctx:
        after = ctx.unit.parties.find(party.id)
        customer = ctx.unit.customers.find(party.id)
    assert after is not None
    assert customer is not None
    assert (after.country, customer.currency, customer.payment_days) == (None, None, None)


def test_null_clears_what_may_be_empty(api: Api) -> None:
    made = api.make_client(**FULL)
    empty = dict.fromkeys(("tin", "tinCountry", "addressCity", "attributeSet", "invoiceComment"))
    changed = api.patch(made["@id"], empty).json
    gone = {*empty, "vatNumber"}
    assert changed == {name: each for name, each in made.items() if name not in gone}


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ({"vatNumber": "DK10203040"}, ("DK", "10203040", "DK10203040")),
        ({"vatNumber": "pl 1234567890"}, ("PL", "1234567890", "PL1234567890")),
        ({"vatNumber": "10203040"}, (None, "10203040", "10203040")),
        ({"vatNumber": "DK1", "tin": "2", "tinCountry": "SE"}, ("SE", "2", "SE2")),
        ({"vatNumber": "DK1", "tin": None}, (None, None, None)),
        ({"tin": "7"}, (None, "7", "7")),
    ],
)
def test_tax_ids(api: Api, sent: dict[str, Any], shown: tuple[str | None, ...]) -> None:
    made = api.make_client(**sent)
    assert tuple(made.get(name) for name in ("tinCountry", "tin", "vatNumber")) == shown


def test_a_vat_number_is_seen_by_the_book(api: Api) -> None:
    made = api.make_client(**FULL)

    def kept() -> tuple[str | None, str | None]:
        with api.world.book.writing() as ctx:
            party = ctx.unit.parties.find(made["id"])
        assert party is not None
        return party.company_number, party.vat_number

    assert kept() == ("10203040", "DK10203040")
    api.patch(made["@id"], {"tin": "55555555"})
    assert kept() == ("55555555", "DK55555555")
    api.patch(made["@id"], {"vatNumber": None})
    assert kept() == (None, None)


@pytest.mark.parametrize(
    ("status", "standing"),
    [("inactive", "barred"), ("archived", "archived"), ("active", "active"), ("lead", "active")],
)
def test_status_is_standing(api: Api, status: str, standing: str) -> None:
    made = api.make_client(status=status)
    assert made["status"] == status
    with api.world.book.writing() as ctx:
        customer = ctx.unit.customers.find(made["id"])
        assert customer is not None
        assert customer.standing == standing
    assert api.names(f"/clients?status={status}") == ["Alpha ApS"]
    changed = api.patch(made["@id"], {"status": "archived"}).json
    assert changed["status"] == "archived"
    assert api.names("/clients?status=lead") == []


def test_the_list_of_contacts_replaces_the_one_there_is(api: Api) -> None:
    bo, cai = {**IDA, "name": "Bo"}, {**IDA, "name": "Cai"}
    made = api.make_client(clientContacts=[IDA, bo, cai])
    ida, bo, cai = made["clientContacts"]
    assert [each["position"] for each in (ida, bo, cai)] == [1, 2, 3]
    api.world.forget()
    sent = [{"@id": bo["@id"], "phone": "7"}, ida["@id"], {**IDA, "name": "Dan", "type": "general"}]
    after = api.patch(made["@id"], {"clientContacts": sent}).json["clientContacts"]
    assert [(each["name"], each["position"], each.get("phone")) for each in after] == [
        ("Ida Holm", 1, None),
        ("Bo", 2, "7"),
        ("Dan", 3, None),
    ]
    assert api.world.changes() == ["contact.deleted", "contact.changed", "contact.created"]
    assert api.get(cai["@id"]).status_code == 404
    assert api.patch(made["@id"], {"clientContacts": []}).json["clientContacts"] == []
    refused(api.patch(made["@id"], {"clientContacts": None}), 400)
    refused(api.patch(made["@id"], {"clientContacts": [ida["@id"]]}), 400)


def test_a_contact_of_another_client_is_none_of_this_one(api: Api) -> None:
    one, other = api.make_client(clientContacts=[IDA]), api.make_client()
    iri = one["clientContacts"][0]["@id"]
    detail = f'Item not found for "{iri}".'
    refused(api.patch(other["@id"], {"clientContacts": [{"@id": iri}]}), 400, detail)
    refused(api.post("/clients", {**ALPHA, "clientContacts": [iri]}), 400, detail)


def test_a_contact_in_use_keeps_the_list_as_it_is(api: Api) -> None:
    made = api.make_client(clientContacts=[IDA])
    api.world.add_document("invoice", contact=made["clientContacts"][0]["id"])
    body = {"name": "Beta ApS", "clientContacts": []}
    refused(api.patch(made["@id"], body), 409, "It is still in use (invoice).")
    assert api.show(made["@id"]) == made


def test_the_cost_group_is_that_of_the_counterparty(api: Api) -> None:
    cost = api.make_counterparty(costGroup="/cost-groups/2")
    made = api.make_client(defaultCost=cost["@id"])
    group = {
        "@id": "/flowtly/cost-groups/2",
        "@type": "CostGroup",
        "name": "Office",
        "icon": "briefcase",
    }
    assert (made["defaultCost"], made["costGroup"], made["costGroupIcon"]) == (
        cost["@id"],
        group,
        "briefcase",
    )
    api.patch(cost["@id"], {"costGroup": None})
    assert "costGroup" not in api.show(made["@id"])
    refused(api.delete(cost["@id"]), 409, "It is still in use (customers).")


def test_a_client_whose_costs_are_booked_on_itself_keeps_the_role(api: Api) -> None:
    made = api.make_client()
    with api.world.book.writing() as ctx:
        add_role(ctx, made["id"], Role.COUNTERPARTY, {})
    itself = f"/flowtly/counterparties/{made['id']}"
    kept = api.patch(made["@id"], {"defaultCost": itself}).json
    assert kept["defaultCost"] == itself
    refused(api.delete(itself), 409, "It is still in use (customers).")
    assert api.show(itself)["name"] == made["name"]
    other = api.make_client(defaultCost=itself)
    api.patch(made["@id"], {"defaultCost": None})
    refused(api.delete(itself), 409, "It is still in use (customers).")
    api.patch(other["@id"], {"defaultCost": None})
    assert api.delete(itself).status_code == 204
    assert api.show(made["@id"])["name"] == made["name"]


def test_files_of_a_client(api: Api) -> None:
    made = api.make_client()
    assert api.show(f"{made['@id']}/documents") == {**made, "documents": []}
    refused(api.get("/clients/99/documents"), 404, "Not Found")


def test_only_suggested_values_in_the_strict_way(api: Api) -> None:
    odd = {"status": "lead", "tinType": "abc", "documentsLanguage": "tlh"}
    made = api.make_client(**odd)
    assert {name: made[name] for name in odd} == odd
    api.world.put_in_mode("flowtly", "strict")
    found = violations(
        api.post("/clients", {**ALPHA, **odd, "clientContacts": [{**IDA, "type": "x"}]})
    )
    choice = "8e179f1b-97aa-4560-a02f-2a8b42e49df7"
    message = "The value you selected is not a valid choice."
    paths = ["status", "tinType", "documentsLanguage", "clientContacts[0].type"]
    assert found == [(path, message, choice) for path in paths]
    assert api.patch(made["@id"], {**made, "name": "Beta ApS"}).status_code == 200


@pytest.mark.parametrize(
    ("name", "value", "detail"),
    [
        ("country", {"@id": "/countries/DK"}, "Nested documents for attribute {}"),
        ("country", ["/countries/DK"], "Nested documents for attribute {}"),
        ("country", True, 'The type of the {} attribute must be "array" (nested document) or '),
        ("country", None, 'The type of the {} attribute must be "array" (nested document) or '),
        ("defaultCost", 7, 'Invalid IRI "7".'),
        ("defaultCost", "7", 'Invalid IRI "7".'),
        ("clientContacts", {"0": IDA}, 'The type of the {} attribute must be "array", "object"'),
        ("clientContacts", [None], 'The type of the {} attribute must be "array" (nested '),
        ("clientContacts", [{"id": True}], 'The type of the "id" attribute must be "array" (nest'),
        ("clientContacts", [{"@id": "x"}], 'Invalid IRI "x".'),
        ("clientContacts", [{"id": "99"}], 'Item not found for "/flowtly/client-contacts/99".'),
    ],
)
def test_links_of_wrong_types(api: Api, name: str, value: Any, detail: str) -> None:  # noqa: ANN401
    """10: "A bare number or other text" is no IRI; other types are told in words of JSON."""
    answer = api.post("/clients", {**ALPHA, name: value})
    assert refused(answer, 400)["detail"].startswith(detail.format(f'"{name}"'))


def test_an_id_that_is_null_is_none(api: Api) -> None:
    """10: only a POST "with a top-level @id or id" is an update; forms send null for new ones."""
    api.make_client(**{"@id": None})
    plain = {"Content_Type": "application/json"}
    assert api.post("/clients", {**ALPHA, "id": None}, **plain).status_code == 201


def test_a_contact_is_known_by_any_of_its_names(api: Api) -> None:
    """10: "Element with `@id` (or `id`) = that contact, updated"."""
    made = api.make_client(clientContacts=[IDA])
    contact = made["clientContacts"][0]
    number, iri = contact["id"], contact["@id"]
    for place, named in enumerate(
        ({"id": number}, {"id": str(number)}, {"id": iri}, {"@id": None, "id": number})
    ):
        body = {"clientContacts": [{**named, "title": f"Title {place}"}]}
        after = api.patch(made["@id"], body).json["clientContacts"]
        assert [(each["id"], each["title"]) for each in after] == [(number, f"Title {place}")]


@pytest.mark.parametrize("email", ["ida", "ida@local", " ida@a.example", "mailto:ida@a.example"])
def test_an_email_is_an_address_and_nothing_else(api: Api, email: str) -> None:
    """10: "Bad e-mail -> 422"; one with blanks or a scheme would be kept as it came."""
    found = violations(api.post("/clients", {**ALPHA, "clientContacts": [{**IDA, "email": email}]}))
    message = "This value is not a valid email address."
    assert found == [("clientContacts[0].email", message, EMAIL)]
