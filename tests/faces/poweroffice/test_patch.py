"""JSON Patch (section 4 of the contract)."""

from typing import Any

import pytest

from partita.faces.poweroffice import wire
from tests.faces.poweroffice.api import Api, refused

Operations = list[dict[str, Any]]
TITLE = "Customer validation error(s)"


YES = True


def op(name: str, path: str, *value: Any, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"op": name, "path": path, **({"value": value[0]} if value else {}), **more}


@pytest.fixture
def groups(api: Api) -> list[int]:
    return [api.make("/ContactGroups", Name=name)["Id"] for name in "ABC"]


@pytest.fixture
def customer(api: Api, groups: list[int]) -> dict[str, Any]:
    mail = {"AddressLine1": "Kaien 1", "City": "Bergen", "ZipCode": "5003"}
    made = api.make_customer(
        MailAddress=mail, ContactGroupIds=groups[:2], PhoneNumber="1", LegalName="Alfa Holding"
    )
    api.world.forget()
    return made


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ([op("replace", "/phoneNumber", "2")], {"PhoneNumber": "2"}),
        ([op("add", "/PHONENUMBER", "2")], {"PhoneNumber": "2"}),
        ([op("Replace", "phonenumber", "2")], {"PhoneNumber": "2"}),
        ([op("remove", "/PhoneNumber")], {"PhoneNumber": None}),
        ([op("copy", "/LegalName", **{"from": "/name"})], {"LegalName": "Alfa AS"}),
        (
            [op("move", "/WebsiteUrl", **{"from": "/phoneNumber"})],
            {"WebsiteUrl": "1", "PhoneNumber": None},
        ),
        (
            [op("test", "/name", "Alfa AS"), op("replace", "/name", "Beta AS")],
            {"Name": "Beta AS"},
        ),
        ([op("replace", "/doNotAddLatePaymentFees", YES)], {"DoNotAddLatePaymentFees": True}),
        ([op("replace", "/ExternalNumber", "12")], {"ExternalNumber": 12}),
        ([op("replace", "/Allowance", -5)], {"Allowance": -5.0}),
        ([op("replace", "/CustomerSince", "2020-01-02")], {"CustomerSince": "2020-01-02"}),
        ([op("replace", "/currencyCode", "sek")], {"CurrencyCode": "SEK"}),
        ([op("replace", "/Number", 10_500)], {"Number": 10_500, "SubledgerAccountId": 10_500}),
        (
            [
                op("replace", "/isPerson", YES),
                op("replace", "/firstname", "Ola"),
                op("replace", "/lastname", "Nordmann"),
            ],
            {
                "Name": "Ola Nordmann",
                "FirstName": "Ola",
                "LastName": "Nordmann",
                "IsPerson": True,
            },
        ),
        (
            [
                op("replace", "/EmailAddress", "a@b.example"),
                op("replace", "/InvoiceDeliveryType", "pdfByEmail"),
            ],
            {"EmailAddress": "a@b.example", "InvoiceDeliveryType": "PdfByEmail"},
        ),
    ],
)
def test_operations(
    api: Api, customer: dict[str, Any], operations: Operations, expected: dict[str, Any]
) -> None:
    path = f"/Customers/{customer['Id']}"
    api.world.clock.advance(hours=1)
    answer = api.patch(path, *operations)
    assert answer.status_code == 200, answer.text
    moved = {"LastChangedDateTimeOffset": "2026-01-02T04:04:05.6789010+00:00"}
    assert answer.json == {**customer, **expected, **moved}
    assert api.show(path) == answer.json
    assert "party.changed" in api.world.changes()


def test_removing_a_truth_makes_it_its_default(api: Api, customer: dict[str, Any]) -> None:
    path = f"/Customers/{customer['Id']}"
    assert api.replace(path, SendPaymentReminders=False).json["SendPaymentReminders"] is False
    assert api.patch(path, op("remove", "/sendPaymentReminders")).json == customer
    assert api.replace(path, UseInvoiceFee=None).json == customer


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ([op("replace", "/mailAddress/city", "Os")], {"City": "Os"}),
        ([op("replace", "/MailAddress/AddressLine1", "Kaien 2")], {"AddressLine1": "Kaien 2"}),
        ([op("remove", "/mailAddress/addressLine1")], {"AddressLine1": None}),
        ([op("replace", "/mailAddress/countryCode", "se")], {"CountryCode": "SE"}),
        ([op("replace", "/mailAddress/countryCode", None)], {"CountryCode": "NO"}),
        (
            [op("replace", "/MailAddress", {"city": "Os", "ZipCode": "1", "x": 2})],
            {"City": "Os", "ZipCode": "1", "AddressLine1": None},
        ),
    ],
)
def test_parts_of_the_address(
    api: Api, customer: dict[str, Any], operations: Operations, expected: dict[str, Any]
) -> None:
    api.world.clock.advance(hours=1)
    answer = api.patch(f"/Customers/{customer['Id']}", *operations)
    assert answer.status_code == 200, answer.text
    own, before = answer.json["MailAddress"], customer["MailAddress"]
    unmoved = {k: v for k, v in own.items() if k != "LastChangedDateTimeOffset"}
    kept = {k: v for k, v in before.items() if k != "LastChangedDateTimeOffset"}
    assert unmoved == {**kept, **expected}
    before, after = customer["LastChangedDateTimeOffset"], answer.json["LastChangedDateTimeOffset"]
    assert before == after, "a change of the address is none of the contact"


@pytest.mark.parametrize("how", [op("remove", "/MailAddress"), op("replace", "/MailAddress", None)])
def test_clearing_the_address(api: Api, customer: dict[str, Any], how: dict[str, Any]) -> None:
    answer = api.patch(f"/Customers/{customer['Id']}", how)
    assert answer.status_code == 200, answer.text
    assert "MailAddress" not in answer.json
    again = api.patch(f"/Customers/{customer['Id']}", op("add", "/MailAddress/City", "Os"))
    assert again.json["MailAddress"]["City"] == "Os"
    assert again.json["MailAddress"]["CountryCode"] == "NO"


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ([("add", "/ContactGroupIds/-", 2)], [0, 1, 2]),
        ([("add", "/contactgroupids/-", "text")], [0, 1, 2]),
        ([("add", "/ContactGroupIds", [2])], [2]),
        ([("replace", "/ContactGroupIds/0", 2)], [1, 2]),
        ([("remove", "/ContactGroupIds/0", None)], [1]),
        ([("remove", "/ContactGroupIds/-", None)], [0]),
        ([("remove", "/ContactGroupIds/-", None)] * 2, []),
        ([("remove", "/ContactGroupIds", None), ("add", "/ContactGroupIds/-", 1)], [1]),
    ],
)
def test_lists(
    api: Api,
    groups: list[int],
    customer: dict[str, Any],
    operations: list[tuple[str, str, Any]],
    expected: list[int],
) -> None:
    made = []
    for name, path, value in operations:
        place = 2 if value == "text" else value
        given: Any = [groups[each] for each in place] if isinstance(place, list) else None
        given = groups[place] if isinstance(place, int) else given
        made.append(op(name, path, str(given) if value == "text" else given))
    answer = api.patch(f"/Customers/{customer['Id']}", *made)
    assert answer.status_code == 200, answer.text
    assert answer.json["ContactGroupIds"] == [groups[place] for place in expected]


@pytest.mark.parametrize(
    ("operations", "words"),
    [
        ([op("replace", "/colour", "red")], "'colour' was not found"),
        ([op("replace", "/Id", 1)], "'Id' was not found"),
        ([op("replace", "/PaymentTerm", 1)], "'PaymentTerm' was not found"),
        ([op("replace", "/DepartmentCode", "1")], "'DepartmentCode' was not found"),
        ([op("replace", "/SubLedgerNumberSeriesId", "1")], "was not found"),
        ([op("replace", "", {})], "'' was not found"),
        ([op("replace", "/MailAddress/Id", 1)], "'Id' was not found"),
        ([op("replace", "/MailAddress/City/x", 1)], "'x' was not found"),
        ([op("replace", "/Name/x", 1)], "'x' was not found"),
        ([op("replace", "/ContactGroupIds/x", 1)], "'x' was not found"),
        ([op("replace", "/ContactGroupIds/7", 1)], "'7' was not found"),
        ([op("remove", "/ContactGroupIds/7")], "'7' was not found"),
        ([op("copy", "/Name", **{"from": "/colour"})], "'colour' was not found"),
        ([op("replace", "/Allowance", "much")], "invalid for the target location"),
        ([op("replace", "/Name", 7)], "invalid for the target location"),
        ([op("replace", "/IsArchived", "x")], "invalid for the target location"),
        ([op("replace", "/MailAddress", 7)], "invalid for the target location"),
        ([op("replace", "/ContactGroupIds", 7)], "invalid for the target location"),
        ([op("test", "/Name", "Beta")], "not the one the test names"),
        ([op("replace", "/PhoneNumber", "9"), op("test", "/Name", "Beta")], "the test names"),
        ([op("add", "/Name")], "needs a value"),
        ([op("move", "/Name")], "needs a from"),
        ([op("increase", "/Name", 1)], "no operation 'increase'"),
        ([{"op": "replace", "value": 1}], "needs a path"),
    ],
)
def test_refusals_change_nothing(
    api: Api, customer: dict[str, Any], operations: Operations, words: str
) -> None:
    path = f"/Customers/{customer['Id']}"
    told = refused(api.patch(path, *operations), 400, TITLE)
    assert told["detail"].startswith("CustomerPatchDto: ")
    assert words in told["detail"]
    assert api.show(path) == customer
    assert api.world.changes() == []


@pytest.mark.parametrize(
    ("operations", "status", "member"),
    [
        ([op("remove", "/Name")], 400, "Name"),
        ([op("replace", "/IsPerson", YES)], 400, "FirstName"),
        ([op("replace", "/EmailAddress", "nobody")], 400, "EmailAddress"),
        ([op("replace", "/InvoiceDeliveryType", "PdfByEmail")], 400, "InvoiceDeliveryType"),
        ([op("replace", "/Number", 7)], 400, "Number"),
        ([op("remove", "/Number")], 400, "Number"),
        ([op("replace", "/PaymentTermId", 99)], 404, "PaymentTermId"),
        ([op("add", "/ContactGroupIds/-", 99)], 404, "ContactGroupIds"),
    ],
)
def test_rules_hold_for_patches(
    api: Api, customer: dict[str, Any], operations: Operations, status: int, member: str
) -> None:
    answer = api.patch(f"/Customers/{customer['Id']}", *operations)
    assert member in refused(answer, status, TITLE)["errors"]
    assert api.world.changes() == []


def test_a_patch_tests_what_is_shown(api: Api) -> None:
    """Section 4: "all six operations"; whatever a reader saw is there to be tested, and stays."""
    for path, shown in (("/Customers", api.make_customer()), ("/Employees", api.make_employee())):
        api.world.forget()
        table = {"/Customers": wire.CUSTOMER, "/Employees": wire.EMPLOYEE}[path]
        names = {each.name for each in table.changeable.fields} & shown.keys()
        tests = [op("test", f"/{name}", shown[name]) for name in names]
        absent = [op("test", "/MailAddress/City", None), op("test", "/MailAddress/ZipCode", None)]
        assert api.patch(f"{path}/{shown['Id']}", *tests, *absent).json == shown
        assert api.world.changes() == []


def test_bodies_that_are_no_patch(api: Api, customer: dict[str, Any]) -> None:
    path = f"/Customers/{customer['Id']}"
    headers = {"Content-Type": "application/json-patch+json"}
    bodies = (b"", b"null", b"{}", b"[1]", b"[", b'{"name":"x"}', b"\xff", b"[" * 100_000)
    for body in bodies:
        refused(api.call("PATCH", path, body=body, headers=headers), 400, TITLE)
    assert api.patch(path).json == customer, "an empty patch changes nothing"
    assert api.world.changes() == []


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json-patch+json",
        "application/json",
        "text/json",
        "application/*+json",
        "application/json; charset=utf-8",
    ],
)
def test_content_types_as_seen_in_the_wild(
    api: Api, customer: dict[str, Any], content_type: str
) -> None:
    change = op("replace", "/name", "Beta AS")
    path = f"/Customers/{customer['Id']}"
    assert api.patch(path, change, content_type=content_type).status_code == 200
    answer = api.post("/Customers", {"Name": "Gamma"}, **{"Content-Type": content_type})
    assert answer.status_code == 201
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert api.call("GET", path, headers=headers).status_code == 200
    answer = api.post("/Customers", {"Name": "A"}, **{"Content-Type": "text/plain"})
    assert answer.status_code == 415


def test_a_taken_number(api: Api, customer: dict[str, Any]) -> None:
    other = api.make_customer("Other")["Number"]
    answer = api.replace(f"/Customers/{customer['Id']}", Number=other)
    refused(answer, 400, TITLE)
