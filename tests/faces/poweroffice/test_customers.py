"""Customers (section 7 of the contract), on both databases, with the effects counted."""

from pathlib import Path
from typing import Any

import pytest

from partita.faces.poweroffice import wire
from tests.faces.poweroffice.api import HOST, Api, refused
from tests.usecases.exchange.tables import import_text

FULL: dict[str, Any] = {
    "Allowance": 2.5,
    "BillableRate": 950.0,
    "CurrencyCode": "EUR",
    "CustomerSince": "2020-01-02",
    "DateOfBirth": "1980-05-06",
    "DeliveryTermId": 2,
    "DepartmentId": 1,
    "DoNotAddLatePaymentFees": True,
    "DoNotAddLatePaymentInterest": True,
    "DoNotAutomatePaymentNotifications": True,
    "EmailAddress": "post@alfa.example",
    "ExternalImportReference": "ref-1",
    "ExternalNumber": 77,
    "FirstName": "Kari",
    "InvoiceBrandingThemeId": 1,
    "InvoiceDeliveryType": "PdfByEmail",
    "InvoiceEmailAddress": "faktura@alfa.example",
    "InvoiceEmailAddressCC": "a@alfa.example;b@alfa.example",
    "IsArchived": False,
    "IsPerson": False,
    "IsVatFree": True,
    "LastName": "Vik",
    "LegalName": "Alfa Holding AS",
    "Name": "Alfa AS",
    "NationalIdNumber": "01010750160",
    "NoticeOfDebtCollectionDeliveryType": "PdfByEmail",
    "Number": 10_500,
    "OrganizationNumber": "995 525 828",
    "PaymentReminderEmailAddress": "purring@alfa.example",
    "PaymentTermId": 3,
    "PhoneNumber": "+47 55 00 00 00",
    "ReminderDeliveryType": "PdfByEmail",
    "SendPaymentReminders": False,
    "TransferToDebtCollectionAgency": False,
    "UseInvoiceFee": False,
    "WebsiteUrl": "https://alfa.example",
}
MAIL = {
    "AddressLine1": "Kaien 1",
    "AddressLine2": "2. etasje",
    "City": "Bergen",
    "CountryCode": "NO",
    "ExternalCode": "mail-1",
    "ZipCode": "5003",
}
NEW = {
    "AddressLine1": None,
    "AddressLine2": None,
    "ExternalCode": None,
}


def test_everything_written_is_shown(api: Api) -> None:
    group = api.make("/ContactGroups", Name="Harbour")["Id"]
    seller = api.make_employee()["Id"]
    api.world.forget()
    more = {"ContactGroupIds": [group], "MailAddress": MAIL, "SalesPersonEmployeeId": seller}
    answer = api.post("/Customers", {**FULL, **more})
    assert answer.status_code == 201, answer.text
    shown = answer.json
    where = f"{HOST}/poweroffice/v2/Customers/{shown['Id']}"
    assert answer.headers["location"] == where
    assert api.show(f"/Customers/{shown['Id']}") == shown
    assert {name: shown[name] for name in FULL} == FULL
    assert shown["ContactGroupIds"] == [group]
    mail = shown["MailAddress"]
    assert {name: mail[name] for name in MAIL} == MAIL
    assert set(mail) - set(MAIL) == {"Id", "LastChangedDateTimeOffset"}
    assert shown["SalesPersonEmployeeId"] == seller
    assert shown["SalesPersonEmployeeNumber"] == 1
    assert shown["PaymentTerm"] == 30
    assert (shown["DeliveryTerm"], shown["DepartmentCode"]) == ("EXW", "1")
    assert shown["InvoiceBrandingThemeCode"] == "standard"
    assert shown["SubledgerAccountId"] == 10_500
    assert (shown["IsActive"], shown["CreatedFromImportJournalId"]) == (True, None)
    assert shown["CustomerCreatedDateTimeOffset"] == "2026-01-02T03:04:05.6789010+00:00"
    assert api.world.changes() == ["party.created", "customer.created", "address.created"]


def test_the_members_are_those_of_the_reference(api: Api) -> None:
    """All in full objects, with null, but those that generated clients take for never null."""
    shown = api.make_customer()
    readable = [each.name for each in wire.CUSTOMER.fields if each.at is not None]
    assert list(shown) == [name for name in readable if name != "MailAddress"]
    assert len(readable) == 51
    assert shown["EmailAddress"] is None
    assert shown["ContactGroupIds"] == []


def test_the_defaults(api: Api) -> None:
    shown = api.make_customer()
    assert shown["Number"] == 10_000
    assert shown["CurrencyCode"] == "DKK", "that of the book"
    kinds = ("InvoiceDeliveryType", "ReminderDeliveryType", "NoticeOfDebtCollectionDeliveryType")
    assert {shown[name] for name in kinds} == {"Print"}
    true = ("SendPaymentReminders", "TransferToDebtCollectionAgency", "UseInvoiceFee", "IsActive")
    assert all(shown[name] is True for name in true)
    false = ("IsPerson", "IsArchived", "IsVatFree", "DoNotAddLatePaymentFees")
    assert all(shown[name] is False for name in false)


def test_null_means_not_mentioned(api: Api) -> None:
    shown = api.make(
        "/Customers", **dict.fromkeys([*FULL, "MailAddress", "ContactGroupIds"]) | {"Name": "X"}
    )
    plain = api.make_customer("X")
    moving = {"Id", "Number", "SubledgerAccountId"}
    assert {k: v for k, v in shown.items() if k not in moving} == {
        k: v for k, v in plain.items() if k not in moving
    }


def test_a_person_is_called_by_both_names(api: Api) -> None:
    shown = api.make("/Customers", IsPerson=True, FirstName="Ola", LastName="Nordmann", Name="Z")
    assert shown["Name"] == "Ola Nordmann"


@pytest.mark.parametrize(
    ("body", "member"),
    [
        ({}, "Name"),
        ({"Name": ""}, "Name"),
        ({"Name": " "}, "Name"),
        ({"IsPerson": True, "Name": "Ola Nordmann", "FirstName": "Ola"}, "LastName"),
        ({"IsPerson": True, "LastName": "Nordmann"}, "FirstName"),
        ({"Name": "A", "Name2": 1, "Allowance": 100.5}, "Allowance"),
        ({"Name": "A", "Allowance": -1001}, "Allowance"),
        ({"Name": "A", "BillableRate": -1}, "BillableRate"),
        ({"Name": "A", "BillableRate": 0}, "BillableRate"),
        ({"Name": "A", "SubLedgerNumberSeriesId": "standard"}, "SubLedgerNumberSeriesId"),
        ({"Name": 7}, "Name"),
        ({"Name": "A", "IsPerson": "yes"}, "IsPerson"),
        ({"Name": "A", "ExternalNumber": "7"}, "ExternalNumber"),
        ({"Name": "A", "ExternalNumber": 2**63}, "ExternalNumber"),
        ({"Name": "A", "ExternalImportReference": "x" * 51}, "ExternalImportReference"),
        ({"Name": "A", "CustomerSince": "yesterday"}, "CustomerSince"),
        ({"Name": "A", "EmailAddress": "nobody"}, "EmailAddress"),
        ({"Name": "A", "InvoiceEmailAddress": "no@"}, "InvoiceEmailAddress"),
        ({"Name": "A", "InvoiceEmailAddressCC": "a@b.no;c"}, "InvoiceEmailAddressCC"),
        (
            {"Name": "A", "InvoiceEmailAddressCC": ";".join(["a@b.no"] * 11)},
            "InvoiceEmailAddressCC",
        ),
        ({"Name": "A", "InvoiceDeliveryType": "Vipps"}, "InvoiceDeliveryType"),
        ({"Name": "A", "InvoiceDeliveryType": "AvtaleGiro"}, "InvoiceDeliveryType"),
        ({"Name": "A", "InvoiceDeliveryType": "Factoring"}, "InvoiceDeliveryType"),
        ({"Name": "A", "InvoiceDeliveryType": "Ehf"}, "InvoiceDeliveryType"),
        ({"Name": "A", "InvoiceDeliveryType": "PdfByEmail"}, "InvoiceDeliveryType"),
        ({"Name": "A", "ReminderDeliveryType": "PdfByEmail"}, "ReminderDeliveryType"),
        ({"Name": "A", "ReminderDeliveryType": "EHF"}, "ReminderDeliveryType"),
        ({"Name": "A", "NationalIdNumber": "01010750161"}, "NationalIdNumber"),
        ({"Name": "A", "NationalIdNumber": "hidden"}, "NationalIdNumber"),
        ({"Name": "A", "CurrencyCode": "XYZ"}, "CurrencyCode"),
        ({"Name": "A", "MailAddress": {"City": "Os"}}, "MailAddress.ZipCode"),
        ({"Name": "A", "MailAddress": {"ZipCode": "5200"}}, "MailAddress.City"),
        ({"Name": "A", "MailAddress": {"City": " ", "ZipCode": "5200"}}, "MailAddress.City"),
        ({"Name": "A", "MailAddress": 7}, "MailAddress"),
        (
            {"Name": "A", "MailAddress": {"City": "O", "ZipCode": "1", "CountryCode": "XX"}},
            "MailAddress",
        ),
        ({"Name": "A", "Number": 9}, "Number"),
        ({"Name": "A", "ContactGroupIds": 7}, "ContactGroupIds"),
        ({"Name": "A", "ContactGroupIds": ["x"]}, "ContactGroupIds"),
        ({"Name": "A\x00"}, "Name"),
    ],
)
def test_a_refused_create_names_the_member_and_leaves_no_trace(
    api: Api, body: dict[str, Any], member: str
) -> None:
    told = refused(api.post("/Customers", body), 400, "Customer validation error(s)")
    assert list(told["errors"]) == [member]
    assert api.world.changes() == []
    assert api.ids("/Customers") == []


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("DepartmentId", 99),
        ("DepartmentCode", "none"),
        ("DeliveryTermId", 99),
        ("DeliveryTerm", "none"),
        ("PaymentTermId", 99),
        ("InvoiceBrandingThemeId", 99),
        ("InvoiceBrandingThemeCode", "none"),
        ("SalesPersonEmployeeId", 99),
        ("SalesPersonEmployeeNumber", 99),
        ("ContactGroupIds", [99]),
        ("SubLedgerNumberSeriesId", "00000000-0000-0000-0000-000000000000"),
    ],
)
def test_what_is_pointed_at_must_exist(api: Api, member: str, value: object) -> None:
    answer = api.post("/Customers", {"Name": "A", member: value})
    told = refused(answer, 404, "Customer validation error(s)")
    assert list(told["errors"]) == [member]
    assert told["detail"].startswith(f"{member}: ")
    assert api.world.changes() == []


def test_codes_point_at_rows_and_ids_win(api: Api) -> None:
    seller, other = api.make_employee()["Id"], api.make_employee("Ola")["Id"]
    by_code: dict[str, Any] = {
        "DepartmentCode": "1",
        "DeliveryTerm": "exw",
        "InvoiceBrandingThemeCode": "Standard",
        "SalesPersonEmployeeNumber": 1,
        "PaymentTerm": 9,
    }
    shown = api.make_customer(**by_code)
    assert shown["DepartmentId"] == shown["InvoiceBrandingThemeId"] == 1
    assert (shown["DeliveryTermId"], shown["SalesPersonEmployeeId"]) == (2, seller)
    assert (shown["PaymentTerm"], shown["PaymentTermId"]) == (9, None)
    ids: dict[str, Any] = {"DeliveryTermId": 3, "SalesPersonEmployeeId": other, "PaymentTermId": 2}
    both = api.make_customer(**by_code, **ids)
    assert {name: both[name] for name in ids} == ids
    assert both["PaymentTerm"] == 8
    wrong = api.make_customer(DepartmentCode="none", DepartmentId=1)
    assert wrong["DepartmentId"] == 1


def test_external_references_are_unique_in_their_class(api: Api) -> None:
    first = api.make_customer(ExternalNumber=5, ExternalImportReference="r")["Id"]
    for member, value in (("ExternalNumber", 5), ("ExternalImportReference", "r")):
        answer = api.post("/Customers", {"Name": "B", member: value})
        told = refused(answer, 400, "Customer validation error(s)")
        assert str(first) in told["detail"]
        assert member in told["detail"]
    api.make_supplier(ExternalNumber=5, ExternalImportReference="r")
    other = api.make_customer("C")["Id"]
    assert api.replace(f"/Customers/{other}", ExternalNumber=5).status_code == 400
    assert api.replace(f"/Customers/{first}", ExternalNumber=5).status_code == 200


def test_no_two_contacts_have_the_same_code_of_a_mail_address(api: Api) -> None:
    """Section 7, ContactAddress: "ExternalCode unique per address"."""
    mail = {**MAIL, "ExternalCode": "HQ"}
    first = api.make_customer(MailAddress=mail)["Id"]
    told = refused(
        api.post("/Suppliers", {"Name": "B", "MailAddress": mail}),
        400,
        "Supplier validation error(s)",
    )
    assert told["detail"] == f"ExternalCode HQ is used by the contact with id {first} already."
    second = f"/Customers/{api.make_customer('C')['Id']}"
    assert api.replace(second, MailAddress_ExternalCode="HQ").status_code == 400
    assert api.replace(f"/Customers/{first}", MailAddress_ExternalCode="HQ").status_code == 200
    place = api.post(f"/ContactDeliveryAddresses/{first}", mail)
    assert place.status_code == 201, "places of delivery have codes of their own"


def test_deleting(api: Api) -> None:
    made = api.make_customer(MailAddress=MAIL)["Id"]
    api.world.forget()
    answer = api.delete(f"/Customers/{made}")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == "0"
    assert api.world.changes() == ["customer.deleted", "address.deleted", "party.deleted"]
    refused(api.get(f"/Customers/{made}"), 404, "Object(s) not found")
    refused(api.delete(f"/Customers/{made}"), 404, "Object(s) not found")


def test_deleting_what_a_document_refers_to(api: Api) -> None:
    made = api.make_customer()["Id"]
    api.world.add_document("invoice", customer=10_000)
    told = refused(api.delete(f"/Customers/{made}"), 409, "Customer conflict")
    assert str(made) in told["detail"]
    assert api.world.changes() == []


def test_an_import_is_named_by_those_it_made(api: Api, tmp_path: Path) -> None:
    api.make_customer()
    report = import_text(api.world.book, tmp_path / "a.csv", "name\nGamma AS\n")
    told = api.get("/Customers", Fields="Name,CreatedFromImportJournalId").json
    shown = {each["Name"]: each["CreatedFromImportJournalId"] for each in told}
    assert shown == {"Alfa AS": None, "Gamma AS": report.import_id}
