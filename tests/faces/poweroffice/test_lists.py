"""Lists: pages, filters, order, members (section 5 of the contract)."""

from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
from falcon.testing import Result

from partita.faces.poweroffice import reading
from tests.faces.poweroffice.api import HOST, Api, refused

BAD_PARAMETER = "Invalid resourceParameter"
UNCASTABLE = "Unable to cast object(s)"


def pagination(answer: Result) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(answer.headers["x-pagination"])
    return found


def follow(api: Api, link: str) -> Result:
    """Follow a link as it is."""
    where = urlsplit(link)
    assert f"{where.scheme}://{where.netloc}" == HOST
    path = where.path.removeprefix(api.base)
    return api.call("GET", path, query_string=where.query)


@pytest.fixture
def five(api: Api) -> list[int]:
    made = []
    for number, name in enumerate(["Delta", "alfa", "Charlie", "Bravo", "echo"]):
        api.world.clock.advance(hours=1)
        made.append(api.make_customer(name, ExternalNumber=number * 10, PhoneNumber=name)["Id"])
    return made


def test_a_page_is_a_bare_list_in_the_order_of_ids(api: Api, five: list[int]) -> None:
    answer = api.get("/Customers")
    assert [each["Id"] for each in answer.json] == five
    assert pagination(answer) == {
        "totalCount": 5,
        "pageSize": 5000,
        "currentPage": 1,
        "totalPages": 1,
    }


@pytest.mark.parametrize(
    "spelled",
    ["{}", "resourceParameter[{}]", "resourceParameter.{}", "RESOURCEPARAMETER[{}]"],
)
def test_pages_in_three_spellings(api: Api, five: list[int], spelled: str) -> None:
    size, number = spelled.format("PageSize"), spelled.format("pageNumber")
    first = api.get("/Customers", **{size: 2, number: 1, "customerNos": "10000-"})
    told = pagination(first)
    assert (told["totalCount"], told["totalPages"], told["pageSize"]) == (5, 3, 2)
    assert "previousPageLink" not in told
    second = follow(api, told["nextPageLink"])
    third = follow(api, pagination(second)["nextPageLink"])
    assert "nextPageLink" not in pagination(third)
    found = [each["Id"] for page in (first, second, third) for each in page.json]
    assert found == five
    assert follow(api, pagination(third)["previousPageLink"]).json == second.json
    beyond = api.get("/Customers", **{size: 2, number: 4})
    assert (beyond.status_code, beyond.content) == (204, b"")
    assert "x-pagination" not in beyond.headers


@pytest.mark.usefixtures("five")
def test_links_keep_every_filter(api: Api) -> None:
    since = "2026-01-02T05:04:05.6789010+00:00"
    params = {
        "lastChangedDateTimeOffsetGreaterThan": since,
        "Fields": "Id, Name",
        "OrderBy": "Name desc",
        "PageSize": 1,
    }
    names, answer = [], api.get("/Customers", **params)
    names += [each["Name"] for each in answer.json]
    while link := pagination(answer).get("nextPageLink"):
        answer = follow(api, link)
        names += [each["Name"] for each in answer.json]
    assert names == ["echo", "Charlie", "Bravo"]
    assert set(answer.json[0]) == {"Id", "Name"}


@pytest.mark.usefixtures("five")
def test_long_pages_are_the_same_in_portions(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = api.get("/Customers", PageSize=20_000)
    for name in ("WHOLE_ROWS_MAX", "PORTION_ROWS"):
        monkeypatch.setattr(reading, name, 2)
    sent = api.get("/Customers", PageSize=20_000)
    assert sent.text == whole.text
    assert pagination(sent) == pagination(whole)


@pytest.mark.usefixtures("five")
def test_sizes_of_pages(api: Api) -> None:
    assert pagination(api.get("/Customers", PageSize=20_001))["pageSize"] == 20_000
    assert pagination(api.get("/Customers", PageSize=""))["pageSize"] == 5_000


@pytest.mark.parametrize(
    ("params", "title"),
    [
        ({"$top": 5}, BAD_PARAMETER),
        ({"$skip": 5}, BAD_PARAMETER),
        ({"PageNumber": 0}, BAD_PARAMETER),
        ({"PageNumber": -1}, BAD_PARAMETER),
        ({"PageNumber": "x"}, BAD_PARAMETER),
        ({"PageNumber": 2**31}, BAD_PARAMETER),
        ({"PageSize": 0}, BAD_PARAMETER),
        ({"PageSize": "1.5"}, BAD_PARAMETER),
        ({"Fields": "Id,,Name"}, BAD_PARAMETER),
        ({"Fields": "Id,Colour"}, BAD_PARAMETER),
        ({"Fields": "Id;Name"}, BAD_PARAMETER),
        ({"Fields": "SubLedgerNumberSeriesId"}, BAD_PARAMETER),
        ({"OrderBy": "Colour"}, BAD_PARAMETER),
        ({"OrderBy": "Name up"}, BAD_PARAMETER),
        ({"OrderBy": "Name,"}, BAD_PARAMETER),
        ({"OrderBy": "MailAddress"}, BAD_PARAMETER),
        ({"contactGroupIds": "1-2"}, UNCASTABLE),
        ({"contactGroupIds": "x"}, UNCASTABLE),
        ({"contactGroupIds": "0"}, UNCASTABLE),
        ({"customerNos": "x"}, UNCASTABLE),
        ({"customerNos": "-5"}, UNCASTABLE),
        ({"customerNos": "1-2-3"}, UNCASTABLE),
        ({"customerNos": ",".join(["1"] * 1_001)}, UNCASTABLE),
        ({"lastChangedDateTimeOffsetGreaterThan": "yesterday"}, UNCASTABLE),
        ({"customerCreatedDateTimeOffsetGreaterThan": "99999-01-01"}, UNCASTABLE),
    ],
)
def test_refusals(api: Api, params: dict[str, object], title: str) -> None:
    refused(api.get("/Customers", **params), 400, title)


def test_unknown_parameters_are_left_alone(api: Api, five: list[int]) -> None:
    assert api.ids("/Customers", colour="red", resourceParameter="x", customerNos=" ") == five


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("Name", [1, 3, 2, 0, 4]),
        ("name asc", [1, 3, 2, 0, 4]),
        ("Name DESC", [4, 0, 2, 3, 1]),
        ("Id desc", [4, 3, 2, 1, 0]),
        ("IsPerson desc, ExternalNumber desc", [4, 3, 2, 1, 0]),
        ("InvoiceDeliveryType, PaymentTerm, Number", [0, 1, 2, 3, 4]),
    ],
)
def test_orders(api: Api, five: list[int], order: str, expected: list[int]) -> None:
    assert api.ids("/Customers", OrderBy=order) == [five[place] for place in expected]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"customerNos": "10000"}, [0]),
        ({"customerNos": "10000, 10003-"}, [0, 3, 4]),
        ({"CUSTOMERNOS": "10001 - 10002"}, [1, 2]),
        ({"customerNos": "10001,10001,9"}, [1]),
        ({"customerNos": "99999999999999999999"}, None),
        ({"externalNos": f"40-{2**63 - 1}"}, [4]),
        ({"externalNos": "0-10,40"}, [0, 1, 4]),
        ({"customerNos": "10000-10002", "externalNos": "10-"}, [1, 2]),
        ({"phoneNumbers": "alfa,echo"}, [1, 4]),
        ({"phoneNumbers": "ALFA"}, []),
        ({"externalImportReference": "none"}, []),
        ({"lastChangedDateTimeOffsetGreaterThan": "2026-01-02T07:04:05.678901Z"}, [4]),
        ({"lastChangedDateTimeOffsetGreaterThan": "2026-01-02T07:04:05.6789009Z"}, [3, 4]),
        ({"customerCreatedDateTimeOffsetGreaterThan": "2026-01-02 08:04:05 01:00"}, [3, 4]),
        ({"customerCreatedDateTimeOffsetGreaterThan": "2026-01-02T07:04:05+00:00"}, [3, 4]),
        ({"customerCreatedDateTimeOffsetGreaterThan": "2026-01-03"}, []),
    ],
)
def test_filters(
    api: Api, five: list[int], params: dict[str, object], expected: list[int] | None
) -> None:
    if expected is None:
        refused(api.get("/Customers", **params), 400, UNCASTABLE)
    else:
        assert api.ids("/Customers", **params) == [five[place] for place in expected]


def test_a_plus_that_arrived_as_a_blank(api: Api, five: list[int]) -> None:
    query = "customerCreatedDateTimeOffsetGreaterThan=2026-01-02T09:04:05+02:00"
    answer = api.call("GET", "/Customers", query_string=query)
    assert [each["Id"] for each in answer.json] == five[3:]


def test_more_filters_of_contacts(api: Api) -> None:
    made = api.make_customer(
        OrganizationNumber="995 525 828",
        EmailAddress="Post@alfa.example",
        ExternalImportReference="r-1",
    )["Id"]
    api.make_customer("Other", IsArchived=True)
    for params in (
        {"organizationNumbers": "995525828"},
        {"organizationNumbers": "1, 995.525.828"},
        {"emailAddresses": "post@alfa.example"},
        {"externalImportReference": "r-1"},
    ):
        assert api.ids("/Customers", **params) == [made]
    assert len(api.ids("/Customers")) == 2, "the archived are there, too"


def test_groups_of_contacts(api: Api) -> None:
    groups = [api.make("/ContactGroups", Name=name)["Id"] for name in ("Harbour", "Town")]
    made = [
        api.make_customer(ContactGroupIds=groups[:1])["Id"],
        api.make_customer(ContactGroupIds=groups)["Id"],
        api.make_customer()["Id"],
    ]
    assert api.ids("/Customers", contactGroupIds=groups[0]) == made[:2]
    assert api.ids("/Customers", contactGroupIds=f"{groups[1]},999") == [made[1]]
    strict = {"contactGroupIds": f"{groups[1]},999", "UseDatabaseValidation": "true"}
    told = refused(api.get("/Customers", **strict), 404, "Object(s) not found")
    assert "999" in told["detail"]
    assert str(groups[1]) not in told["detail"].split()
    assert api.ids("/ContactGroups", names="Harbour, x") == groups[:1]
    assert api.ids("/ContactGroups", createdDateTimeOffsetGreaterThan="2026-02-01") == []


def test_filters_of_parts(api: Api) -> None:
    owners = [api.make_customer()["Id"], api.make_supplier()["Id"]]
    person, place = {"FirstName": "A", "LastName": "B"}, {"City": "Os", "ZipCode": "5200"}
    account = "1503 12 34562"
    made: dict[str, list[int]] = {}
    for path, body, code in (
        ("/ContactPersons", person, "ExternalCode"),
        ("/ContactDeliveryAddresses", place, "ExternalCode"),
        ("/ContactBankAccounts", {}, "BankAccountNumber"),
    ):
        made[path] = [
            api.make(
                f"{path}/{owner}", **body, **{code: account if code[0] == "B" else f"Å{owner}"}
            )["Id"]
            for owner in owners
        ]
    for path, ids in made.items():
        assert api.ids(path, contactIds=f"{owners[0]}, 99") == ids[:1]
        assert api.ids(path, createdDateTimeOffsetGreaterThan="2026-01-01") == ids
        assert api.ids(path, lastChangedDateTimeOffsetGreaterThan="2026-01-03") == []
        refused(api.get(path, contactIds="1-2"), 400, UNCASTABLE)
    assert (
        api.ids("/ContactPersons", externalCodes=f"Å{owners[1]},x") == made["/ContactPersons"][1:]
    )
    codes = {"externalCodes": f"Å{owners[0]}"}
    assert len(api.ids("/ContactDeliveryAddresses", **codes)) == 1
    for number in ("15031234562", "1503.12.34562", account):
        assert len(api.ids("/ContactBankAccounts", bankAccountNumbers=number)) == 2
    assert api.ids("/ContactBankAccounts", bankAccountNumbers="1") == []


def test_external_codes_of_addresses_ignore_case(api: Api) -> None:
    owner = api.make_customer()["Id"]
    path = "/ContactDeliveryAddresses"
    made = api.make(f"{path}/{owner}", City="Os", ZipCode="1", ExternalCode="Dock-A")["Id"]
    assert api.ids(path, externalCodes="dock-a") == api.ids(path, externalCodes="DOCK-A") == [made]


def test_number_series(api: Api) -> None:
    shown = api.get("/SubLedgerNumberSeries").json
    assert shown[0] == {
        "FromInclusive": 10_000,
        "GeneralLedgerAccountId": shown[0]["GeneralLedgerAccountNo"],
        "GeneralLedgerAccountNo": shown[0]["GeneralLedgerAccountNo"],
        "Id": shown[0]["Id"],
        "IsClientTrust": False,
        "IsDefault": True,
        "Name": "Customers",
        "SubLedgerNumberSeriesType": "Customer",
        "ToInclusive": 19_999,
    }
    kinds = [each["SubLedgerNumberSeriesType"] for each in shown]
    assert kinds == ["Customer"] * 2 + ["Supplier"] * 2 + ["Employee"] * 2
    path = "/SubLedgerNumberSeries"
    ids = [each["Id"] for each in shown]
    assert api.ids(path, subLedgerNumberSeriesType="Supplier,employee") == ids[2:]
    assert api.ids(path, isDefault="true") == ids[::2]
    account = shown[2]["GeneralLedgerAccountNo"]
    assert api.ids(path, generalLedgerAccountNos=f"{account}-{account}") == ids[2:4]
    assert api.show(f"{path}/{ids[3].upper()}") == shown[3]
    refused(api.get(f"{path}/7"), 404, "Object(s) not found")
    refused(api.get(path, subLedgerNumberSeriesType="Project"), 400, UNCASTABLE)
    made = api.make_customer(SubLedgerNumberSeriesId=ids[1])
    assert made["Number"] == shown[1]["FromInclusive"]
    assert api.make_customer(SubLedgerNumberSeriesId=ids[1])["Number"] == made["Number"] + 1
    assert api.make_customer()["Number"] == 10_000
    answer = api.post("/Customers", {"Name": "A", "SubLedgerNumberSeriesId": ids[2]})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/PaymentTerms", {"Id": 1, "Name": "Net 14 days", "CreditDays": 14, "IsDefault": True}),
        ("/DeliveryTerms", {"Id": 1, "Name": "Delivered at place", "IsDefault": True}),
        ("/Departments", {"Id": 1, "Code": "1", "IsActive": True}),
        ("/Locations", {"Id": 1, "Code": "1", "Name": "Head office"}),
        ("/BrandingThemes", {"Id": 1, "Name": "Standard"}),
    ],
)
def test_lookups(api: Api, path: str, expected: dict[str, Any]) -> None:
    answer = api.get(path, PageSize=1)
    shown = answer.json[0]
    assert {name: shown[name] for name in expected} == expected
    assert api.show(f"{path}/1") == shown
    if link := pagination(answer).get("nextPageLink"):
        assert follow(api, link).json[0]["Id"] == 2


def test_currencies(api: Api) -> None:
    codes = [each["Code"] for each in api.get("/Currencies").json]
    assert {"NOK", "EUR", "DKK"} <= set(codes)
    assert all(each["IsActive"] for each in api.get("/Currencies").json)


def test_single_objects_show_the_members_asked_for(api: Api) -> None:
    made = api.make_customer()["Id"]
    assert api.get(f"/customers/{made}/", fields="id,NAME").json == {"Id": made, "Name": "Alfa AS"}
    refused(api.get(f"/Customers/{made}", Fields="x"), 400, BAD_PARAMETER)
    refused(api.get("/Customers/99"), 404, "Object(s) not found")
    refused(api.get("/Suppliers/1"), 404, "Object(s) not found")
    for path in ("/Customers/x", "/Customers/1.5", "/Unknown", "/Customers/1/ContactPersons"):
        answer = api.get(path)
        assert answer.status_code == 404
        assert answer.json == {"statusCode": 404, "message": "Resource not found"}
    assert api.call("PUT", f"/Customers/{made}").status_code == 405
