"""Customers, which version 3.1.0 brought (section 12 of the contract)."""

from typing import Any

import pytest

from partita.domain.standing import Standing
from partita.faces.economic.openapi import CUSTOMER_CODES
from partita.usecases import references
from tests.faces.economic.api import Api, codes, refused
from tests.faces.world import World

FULL: dict[str, Any] = {
    "customerNumber": 77,
    "customerGroupNumber": 1,
    "zone": 1,
    "currency": "DKK",
    "access": True,
    "name": "Alpha ApS",
    "address1": "Havnegade 1",
    "address2": "2. sal",
    "postCode": "5000",
    "city": "Odense C",
    "country": "Danmark",
    "contactPerson": "Ida",
    "phone": "+45 12 34 56 78",
    "email": "post@alpha.example",
    "paymentDays": 14,
    "bankAccount": "0040 0440116243",
    "cvrNo": "13585628",
    "ourRef": 3,
    "layoutGroup": 21,
    "paymentTermId": 1,
    "homepage": "https://alpha.example",
    "layoutGroupPrint": 19,
    "language": 1,
    "discountGroupNumber": 1,
    "priceGroupNumber": 1,
    "eanLocationNumber": "5790001330552",
    "voucherNumber": "V-1",
    "county": "Fyn",
    "vatNo": "DK13585628",
    "creditMaximum": 1500.5,
    "recipientPeppol": "0184:DK13585628",
    "defaultDiscountPct": 2.5,
    "bankGiroNumber": "123-4567",
    "iban": "DK5000400440116243",
    "swift": "DABADKKK",
    "directDebitMandateDate": "2025-03-01T00:00:00Z",
    "pnr": "1003388394",
    "nemHandelReceiverType": 1,
    "mobilePhone": "+45 87 65 43 21",
    "emailAttachmentLanguage": 1,
    "defaultDisableEInvoicing": True,
    "defaultInvoiceRecipient": "a@alpha.example;b@alpha.example",
    "defaultInvoiceTemplate": 1,
    "defaultOrderRecipient": "a@alpha.example",
    "defaultOrderTemplate": 2,
    "defaultQuoteRecipient": "a@alpha.example",
    "defaultQuoteTemplate": 3,
    "defaultReminderRecipient": "a@alpha.example",
    "defaultReminderTemplate": 4,
    "defaultStatementOfAccountRecipient": "a@alpha.example",
    "defaultStatementOfAccountTemplate": 5,
}
PATH = "/Customers"


def test_everything_written_is_shown(api: Api) -> None:
    answer = api.post(PATH, FULL)
    assert (answer.status_code, answer.json) == (201, {"customerNumber": 77})
    assert answer.headers["location"].endswith("/v3.1.0/Customers/77")
    shown = api.show(f"{PATH}/77")
    assert shown.pop("objectVersion") == "0000000000000001"
    assert shown == FULL
    assert list(shown) == list(FULL)
    assert sorted(api.world.changes()) == [
        *("address.created", "bank_account.created", "customer.created", "party.created")
    ]


def test_contacts_and_locations_can_be_named_once_they_are_there(api: Api) -> None:
    api.make_customer(77)
    contact, place = api.make_contact(77), api.make_location(77)
    named = {"defaultTheirRef": contact, "defaultAttention": contact}
    body = {**FULL, **named, "defaultDeliveryLocation": place}
    body["objectVersion"] = api.show(f"{PATH}/77")["objectVersion"]
    assert api.put(f"{PATH}/77", body).status_code == 204
    shown = api.show(f"{PATH}/77")
    assert {name: shown[name] for name in body if name != "objectVersion"} == {
        name: value for name, value in body.items() if name != "objectVersion"
    }


def test_a_number_and_a_name_are_enough(api: Api) -> None:
    api.make_customer(5)
    assert api.show(f"{PATH}/5") == {
        "customerNumber": 5,
        "access": True,
        "name": "Alpha ApS",
        "objectVersion": "0000000000000001",
    }
    assert api.world.changes() == ["party.created", "customer.created"]


REFUSED = [
    pytest.param({"customerNumber": 1}, "CustomerAlreadyExists", id="a number taken"),
    pytest.param({"customerNumber": 0}, "CustomerInvalidCustomerNumber", id="0"),
    pytest.param({"customerNumber": 10**9}, "CustomerInvalidCustomerNumber", id="too large"),
    pytest.param({"customerNumber": None}, "CustomerInvalidCustomerNumber", id="null"),
    pytest.param({"name": ""}, "CustomerMissingName", id="an empty name"),
    pytest.param({"name": None}, "CustomerMissingName", id="a null name"),
    pytest.param({"name": "x" * 256}, "CustomerInvalidName", id="a name too long"),
    pytest.param({"name": "a\x00"}, "CustomerInvalidCharacters", id="characters"),
    pytest.param({"paymentTermId": 5}, "CustomerBarredPaymentTerm", id="a barred term"),
    pytest.param({"paymentTermId": 99}, "CustomerInvalidPaymentTerm", id="an unknown term"),
    pytest.param({"customerGroupNumber": 99}, "CustomerInvalidGroupId", id="an unknown group"),
    pytest.param({"customerGroupNumber": 0}, "CustomerInvalidGroupId", id="group 0"),
    pytest.param({"customerGroupNumber": 2}, "CustomerInvalidGroupId", id="a barred group"),
    pytest.param({"zone": 99}, "CustomerInvalidVatZone", id="an unknown zone"),
    pytest.param({"priceGroupNumber": 99}, "CustomerInvalidPriceGroup", id="a price group"),
    pytest.param({"discountGroupNumber": 99}, "CustomerInvalidDiscountGroup", id="discounts"),
    pytest.param(
        {"emailAttachmentLanguage": 99}, "CustomerInvalidEmailAttachmentLanguage", id="a language"
    ),
    pytest.param({"defaultAttention": 99}, "CustomerInvalidDefaultAttention", id="attention"),
    pytest.param({"defaultTheirRef": 99}, "CustomerInvalidDefaultTheirRef", id="their ref"),
    pytest.param({"defaultDiscountPct": 101}, "CustomerInvalidDiscount", id="a discount"),
    pytest.param({"eanLocationNumber": "5790001330553"}, "CustomerInvalidEAN", id="an EAN"),
    pytest.param({"eanLocationNumber": "579"}, "CustomerInvalidEANThirteenDigits", id="short"),
    pytest.param({"eanLocationNumber": "5" * 14}, "CustomerInvalidEANThirteenDigits", id="long"),
    pytest.param({"email": "nobody"}, "CustomerInvalidEmail", id="an e-mail"),
    pytest.param({"recipientPeppol": "x"}, "CustomerInvalidInputPEPPOLID", id="no Peppol id"),
    pytest.param({"recipientPeppol": "1:2"}, "CustomerInvalidPEPPOLID", id="a wrong Peppol id"),
    pytest.param({"defaultInvoiceRecipient": "x"}, "CustomerInvalidInvoiceEmail", id="invoices"),
    pytest.param({"defaultOrderRecipient": "x"}, "CustomerInvalidOrderEmail", id="orders"),
    pytest.param({"defaultQuoteRecipient": "x"}, "CustomerInvalidQuotationEmail", id="quotes"),
    pytest.param({"defaultReminderRecipient": "x"}, "CustomerInvalidReminderEmail", id="reminds"),
    pytest.param(
        {"defaultStatementOfAccountRecipient": "x"}, "CustomerInvalidStatementEmail", id="account"
    ),
    pytest.param({"pnr": "123"}, "CustomerInvalidPNumber", id="a production unit"),
    pytest.param({"voucherNumber": "a?b"}, "CustomerInvalidVoucher", id="a voucher"),
    pytest.param({"access": None}, "ValidationError", id="null for a boolean"),
    pytest.param({"paymentDays": None}, "ValidationError", id="null for an integer"),
    pytest.param({"paymentDays": 2**31}, "ValidationError", id="beyond int32"),
    pytest.param({"creditMaximum": "1"}, "ValidationError", id="a text for a number"),
    pytest.param({"directDebitMandateDate": "x"}, "ValidationError", id="no date"),
    pytest.param({"currency": "EURO"}, "ValidationError", id="a currency too long"),
    pytest.param({"defaultDeliveryLocation": 9}, "DeliveryLocationNotFound", id="a location"),
]


@pytest.fixture
def barred(world: World, api: Api) -> Api:
    """Customer 1 is there; payment term 5 and group 2 are barred."""
    api.make_customer(1)
    with world.book.writing() as ctx:
        for kind, number in (("payment_term", 5), ("customer_group", 2)):
            references.change_reference(
                ctx, kind, number, references.ReferencePatch(is_barred=True)
            )
    world.forget()
    return api


@pytest.mark.parametrize(("more", "code"), REFUSED)
def test_a_refused_create_leaves_no_trace(barred: Api, more: dict[str, Any], code: str) -> None:
    answer = barred.post(PATH, {"customerNumber": 2, "name": "Beta", **more})
    refused(answer, 400, code)
    assert codes(answer) == [code]
    assert barred.get(f"{PATH}/count").text == "1"
    assert barred.world.changes() == []


def test_every_code_of_the_contract_is_reached() -> None:
    reached = {param.values[1] for param in REFUSED} | {"CustomerannotChangeNumber"}
    assert set(CUSTOMER_CODES) <= reached


def test_a_put_goes_to_the_item_and_replaces_everything(api: Api) -> None:
    api.post(PATH, FULL)
    api.world.forget()
    body = {"name": "Beta", "objectVersion": "0000000000000001"}
    answer = api.put(f"{PATH}/77", body)
    assert (answer.status_code, answer.content) == (204, b"")
    assert api.show(f"{PATH}/77") == {
        "customerNumber": 77,
        "name": "Beta",
        "objectVersion": "0000000000000002",
    }
    assert sorted(api.world.changes()) == [
        *("address.changed", "bank_account.changed", "customer.changed", "party.changed")
    ]


PUT_REFUSED = [
    pytest.param({"customerNumber": 2}, 400, "CustomerannotChangeNumber", id="another number"),
    pytest.param({"objectVersion": None}, 409, "UpdateConflict", id="no version"),
    pytest.param({"objectVersion": "00000000000000ff"}, 409, "UpdateConflict", id="a stale one"),
    pytest.param({"objectVersion": 5}, 400, "ValidationError", id="a version that is no text"),
    pytest.param({"name": None}, 400, "CustomerMissingName", id="no name"),
    pytest.param({"zone": 99}, 400, "CustomerInvalidVatZone", id="an unknown zone"),
]


@pytest.mark.parametrize(("more", "status", "code"), PUT_REFUSED)
def test_a_refused_put_leaves_no_trace(
    api: Api, more: dict[str, Any], status: int, code: str
) -> None:
    api.make_customer(1)
    body = api.show(f"{PATH}/1")
    api.world.forget()
    refused(api.put(f"{PATH}/1", {**body, **more}), status, code)
    assert api.show(f"{PATH}/1") == body
    assert api.world.changes() == []


def test_an_unknown_customer(api: Api) -> None:
    body = {"name": "Beta", "objectVersion": "0000000000000001"}
    refused(api.get(f"{PATH}/9"), 404, "ResourceNotFound")
    refused(api.put(f"{PATH}/9", body), 404, "ResourceNotFound")
    refused(api.delete(f"{PATH}/9"), 404, "ResourceNotFound")


def test_a_put_on_the_collection_is_not_offered(api: Api) -> None:
    answer = api.put(PATH, {})
    refused(answer, 405, "MethodNotAllowed")
    assert set(answer.headers["allow"].replace(" ", "").split(",")) >= {"GET", "POST"}


ACCESS = [
    pytest.param(Standing.ACTIVE, {"access": True}, Standing.ACTIVE, id="stays active"),
    pytest.param(Standing.ACTIVE, {"access": False}, Standing.BARRED, id="is barred"),
    pytest.param(Standing.ACTIVE, {}, Standing.BARRED, id="is barred when not mentioned"),
    pytest.param(Standing.BARRED, {"access": True}, Standing.ACTIVE, id="is let in again"),
    pytest.param(Standing.BARRED, {}, Standing.BARRED, id="stays barred"),
    pytest.param(Standing.ARCHIVED, {}, Standing.ARCHIVED, id="stays archived"),
    pytest.param(Standing.ARCHIVED, {"access": True}, Standing.ACTIVE, id="is archived no more"),
]


@pytest.mark.parametrize(("before", "said", "after"), ACCESS)
def test_access(
    world: World, api: Api, before: Standing, said: dict[str, Any], after: Standing
) -> None:
    api.make_customer(1)
    with world.book.writing() as ctx:
        customer = ctx.unit.customers.first(number=1)
        assert customer is not None
        ctx.unit.customers.put(customer.changed({"standing": before}, ctx.now))
    body = api.show(f"{PATH}/1")
    assert body.pop("access", False) is (before is Standing.ACTIVE)
    assert api.put(f"{PATH}/1", {**body, **said}).status_code == 204
    with world.book.writing() as ctx:
        customer = ctx.unit.customers.first(number=1)
    assert customer is not None
    assert customer.standing is after


def test_access_on_create(api: Api) -> None:
    api.make_customer(1)
    api.make_customer(2, access=False)
    assert [each.get("access", False) for each in api.items(PATH)] == [True, False]


def test_a_delete(api: Api) -> None:
    api.post(PATH, FULL)
    api.world.forget()
    answer = api.delete(f"{PATH}/77")
    assert (answer.status_code, answer.content) == (204, b"")
    assert sorted(api.world.changes()) == [
        *("address.deleted", "bank_account.deleted", "customer.deleted", "party.deleted")
    ]
    refused(api.get(f"{PATH}/77"), 404, "ResourceNotFound")
    refused(api.delete(f"{PATH}/77"), 404, "ResourceNotFound")
    api.make_customer(77)


def test_a_customer_a_document_names_stays(api: Api) -> None:
    api.make_customer(1)
    api.world.add_document("invoice", customer=1)
    refused(api.delete(f"{PATH}/1"), 400, "CustomerIsInUse")
    assert api.world.changes() == []


def test_only_the_number_filters_and_sorts(api: Api) -> None:
    for name in ("name", "email", "city", "currency", "access"):
        refused(api.get(PATH, filter=f"{name}$eq:x"), 400, "BadFilterRequest")
        refused(api.get(f"{PATH}/paged", sort=name), 400, "BadSortRequest")


def test_filters_sorts_and_counts(api: Api) -> None:
    for number in (30, 4, 1000):
        api.make_customer(number)
    some = api.items(PATH, filter="customerNumber$in:[4,1000,5]")
    assert [each["customerNumber"] for each in some] == [4, 1000]
    sorts = {"-customerNumber": [1000, 30, 4], "~customerNumber": [1000, 30, 4]}
    for sort, expected in sorts.items():
        page = api.get(f"{PATH}/paged", sort=sort).json
        assert [each["customerNumber"] for each in page] == expected
    assert api.get(f"{PATH}/count", filter="customerNumber$gt:4").text == "2"


def test_what_the_dialect_cannot_say_is_left_alone(world: World, api: Api) -> None:
    api.post(PATH, FULL)
    with world.book.writing() as ctx:
        customer = ctx.unit.customers.first(number=77)
        assert customer is not None
        kept = {"department": 1, "sends_reminders": False, "external_reference": "R7"}
        ctx.unit.customers.put(customer.changed(kept, ctx.now))
    assert api.put(f"{PATH}/77", api.show(f"{PATH}/77")).status_code == 204
    with world.book.writing() as ctx:
        after = ctx.unit.customers.first(number=77)
    assert after is not None
    assert {name: getattr(after, name) for name in kept} == kept
