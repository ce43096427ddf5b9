"""Groups, persons, delivery addresses and bank accounts (section 7 of the contract)."""

from typing import Any

import pytest

from tests.faces.poweroffice.api import HOST, Api, refused

GONE = "Object(s) not found"
PERSON: dict[str, Any] = {
    "EmailAddress": "kari@alfa.example",
    "ExternalCode": "p-1",
    "FirstName": "Kari",
    "IsActive": True,
    "IsDefault": True,
    "LastName": "Vik",
    "PhoneNumber": "+47 900 00 000",
    "Title": "Daglig leder",
}
PLACE: dict[str, Any] = {
    "AddressLine1": "Kaien 1",
    "AddressLine2": "Port 2",
    "City": "Os",
    "CountryCode": "SE",
    "ExternalCode": "a-1",
    "IsPrimary": True,
    "ZipCode": "5200",
}
ACCOUNT: dict[str, Any] = {
    "BankAccountNumber": "1503 12 34562",
    "BankCode": "DNB",
    "BicSwift": "DNBANOKK",
    "CountryCode": "NO",
    "IsActive": False,
}


@pytest.fixture
def owner(api: Api) -> int:
    made: int = api.make_customer()["Id"]
    api.world.forget()
    return made


@pytest.mark.parametrize(
    ("path", "body", "changes"),
    [
        ("/ContactPersons", PERSON, ["contact.created"]),
        ("/ContactDeliveryAddresses", PLACE, ["address.created"]),
        ("/ContactBankAccounts", ACCOUNT, ["bank_account.created"]),
    ],
)
def test_everything_written_is_shown(
    api: Api, owner: int, path: str, body: dict[str, Any], changes: list[str]
) -> None:
    answer = api.post(f"{path}/{owner}", body)
    assert answer.status_code == 201, answer.text
    shown = answer.json
    number = shown["Id"]
    assert answer.headers["location"] == f"{HOST}/poweroffice/v2{path}/{owner}/{number}"
    assert {name: shown[name] for name in body} == body
    assert shown["ContactId"] == owner
    assert api.show(f"{path}/{owner}/{number}") == shown
    assert api.get(path).json == [shown]
    assert api.world.changes() == changes
    answer = api.delete(f"{path}/{owner}/{number}")
    assert (answer.status_code, answer.content) == (200, b"")
    refused(api.get(f"{path}/{owner}/{number}"), 404, GONE)
    refused(api.delete(f"{path}/{owner}/{number}"), 404, GONE)
    assert api.world.changes() == [changes[0].replace("created", "deleted")]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/ContactPersons", PERSON),
        ("/ContactDeliveryAddresses", PLACE),
        ("/ContactBankAccounts", ACCOUNT),
    ],
)
def test_parts_belong_to_their_contact(
    api: Api, owner: int, path: str, body: dict[str, Any]
) -> None:
    made, other = api.make(f"{path}/{owner}", **body)["Id"], api.make_supplier()["Id"]
    api.world.forget()
    told = refused(api.get(f"{path}/{other}/{made}"), 404, GONE)
    assert str(made) in told["detail"]
    assert str(other) in told["detail"]
    change = {"op": "replace", "path": "/ExternalCode", "value": "x"}
    refused(api.patch(f"{path}/{other}/{made}", change), 404, GONE)
    refused(api.delete(f"{path}/{other}/{made}"), 404, GONE)
    refused(api.post(f"{path}/999", body), 404, GONE)
    refused(api.get(f"{path}/999/1"), 404, GONE)
    assert api.world.changes() == []


def test_persons_hang_on_companies_only(api: Api) -> None:
    employee = api.make_employee()["Id"]
    refused(api.post(f"/ContactPersons/{employee}", PERSON), 404, GONE)
    assert api.post(f"/ContactDeliveryAddresses/{employee}", PLACE).status_code == 201
    person = api.make("/Customers", IsPerson=True, FirstName="A", LastName="B")["Id"]
    assert api.post(f"/ContactPersons/{person}", PERSON).status_code == 201


def test_a_person_has_an_address(api: Api, owner: int) -> None:
    mail = {"AddressLine1": "Veien 2", "City": "Os", "ZipCode": "5200"}
    shown = api.make(f"/ContactPersons/{owner}", **PERSON, MailAddress=mail)
    blank = {"AddressLine2": None, "CountryCode": "NO"}
    assert shown["MailAddress"] == {**mail, **blank}
    path = f"/ContactPersons/{owner}/{shown['Id']}"
    changed = api.replace(path, MailAddress_City="Bergen").json
    assert changed["MailAddress"]["City"] == "Bergen"
    assert "MailAddress" not in api.patch(path, {"op": "remove", "path": "/mailAddress"}).json
    again = api.replace(path, MailAddress_zipCode="5003").json
    assert again["MailAddress"]["ZipCode"] == "5003"
    assert again["MailAddress"]["CountryCode"] == "NO"


def test_one_default_person_and_one_primary_address(api: Api, owner: int) -> None:
    persons, places = f"/ContactPersons/{owner}", f"/ContactDeliveryAddresses/{owner}"
    made = api.make(persons, FirstName="A", LastName="A")
    first = made["Id"]
    assert made["IsDefault"] is True, "the first one, likewise (section 8)"
    assert api.make(persons, FirstName="C", LastName="C")["IsDefault"] is False
    second = api.make(persons, FirstName="B", LastName="B", IsDefault=True)["Id"]
    assert api.show(f"{persons}/{first}")["IsDefault"] is False
    api.replace(f"{persons}/{first}", IsDefault=True)
    assert api.show(f"{persons}/{second}")["IsDefault"] is False
    place = {"City": "Os", "ZipCode": "5200"}
    first = api.make(places, **place)["Id"]
    shown = api.show(f"{places}/{first}")
    assert (shown["IsPrimary"], shown["CountryCode"]) == (True, "NO")
    second = api.make(places, **place)
    assert second["IsPrimary"] is False
    api.replace(f"{places}/{second['Id']}", IsPrimary=True, CountryCode="")
    assert api.show(f"{places}/{first}")["IsPrimary"] is False
    assert api.show(f"{places}/{second['Id']}")["CountryCode"] == "NO"


def test_external_codes_are_unique(api: Api, owner: int) -> None:
    for path, body in (("/ContactPersons", PERSON), ("/ContactDeliveryAddresses", PLACE)):
        made = api.make(f"{path}/{owner}", **body)["Id"]
        answer = api.post(f"{path}/{owner}", body)
        assert answer.status_code == 400
        assert "ExternalCode" in answer.json["errors"]
        code = body["ExternalCode"]
        assert api.replace(f"{path}/{owner}/{made}", ExternalCode=code).status_code == 200


@pytest.mark.parametrize(
    ("path", "body", "member"),
    [
        ("/ContactPersons", {"FirstName": "A"}, "LastName"),
        ("/ContactPersons", {"LastName": "A", "FirstName": None}, "FirstName"),
        ("/ContactPersons", {**PERSON, "EmailAddress": "no"}, "EmailAddress"),
        ("/ContactPersons", {**PERSON, "MailAddress": {"City": "X"}}, "MailAddress.ZipCode"),
        ("/ContactDeliveryAddresses", {"City": "Os"}, "ZipCode"),
        ("/ContactDeliveryAddresses", {**PLACE, "CountryCode": "XX"}, "CountryCode"),
        ("/ContactDeliveryAddresses", {**PLACE, "ExternalCode": "x" * 51}, "ExternalCode"),
        ("/ContactBankAccounts", {}, "BankAccountNumber"),
        ("/ContactBankAccounts", {"BankAccountNumber": "15031234563"}, "BankAccountNumber"),
        ("/ContactBankAccounts", {"BankAccountNumber": "1"}, "BankAccountNumber"),
    ],
)
def test_refusals(api: Api, owner: int, path: str, body: dict[str, Any], member: str) -> None:
    answer = api.post(f"{path}/{owner}", body)
    assert answer.status_code == 400
    assert list(answer.json["errors"]) == [member]
    assert answer.json["title"].endswith("validation error(s)")
    assert api.world.changes() == []


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("15031234562", None),
        ("1503.12.34562", "no"),
        ("NO93 8601 1117 947", None),
        ("DE89370400440532013000", None),
        ("12-34", "SE"),
    ],
)
def test_account_numbers_are_kept_as_written(
    api: Api, owner: int, number: str, country: str | None
) -> None:
    body = {"BankAccountNumber": number, "CountryCode": country}
    shown = api.make(f"/ContactBankAccounts/{owner}", **body)
    assert shown["BankAccountNumber"] == number
    assert shown["CountryCode"] == (country or "NO").upper()
    assert shown["IsActive"] is True


def test_groups(api: Api) -> None:
    answer = api.post("/ContactGroups", {"Name": "Harbour"})
    group = answer.json["Id"]
    assert answer.headers["location"].endswith(f"/v2/ContactGroups/{group}")
    assert set(answer.json) == {"CreatedDateTimeOffset", "Id", "LastChangedDateTimeOffset", "Name"}
    assert api.replace(f"/ContactGroups/{group}", Name="Port").json["Name"] == "Port"
    member = api.make_customer(ContactGroupIds=[group, group])
    assert member["ContactGroupIds"] == [group]
    assert api.world.changes()[:2] == ["group.created", "group.changed"]
    refused(api.delete(f"/ContactGroups/{group}"), 409, "Contact group conflict")
    api.replace(f"/Customers/{member['Id']}", ContactGroupIds=[])
    assert api.delete(f"/ContactGroups/{group}").status_code == 200
    refused(api.get(f"/ContactGroups/{group}"), 404, GONE)
    for body in ({}, {"Name": None}, {"Name": ""}, {"Name": "x" * 401}):
        refused(api.post("/ContactGroups", body), 400, "Contact group validation error(s)")


def test_an_employees_accounts(api: Api) -> None:
    employee = api.make_employee()["Id"]
    numbers = [
        api.make(f"/ContactBankAccounts/{employee}", BankAccountNumber="15031234562")["Id"]
        for _ in range(2)
    ]
    path = f"/Employees/{employee}/BankAccounts"
    salary = {"op": "replace", "path": "/SalaryBankAccountId", "value": numbers[0]}
    shown = api.patch(path, salary).json
    names = ("ExpenseBankAccountId", "SalaryBankAccountId", "TravelExpenseBankAccountId")
    assert [shown[name] for name in names] == [numbers[0]] * 3
    travel = {"op": "add", "path": "/travelexpensebankaccountid", "value": str(numbers[1])}
    shown = api.patch(path, travel).json
    assert [shown[name] for name in names] == [numbers[0], numbers[0], numbers[1]]
    gone = api.delete(f"/ContactBankAccounts/{employee}/{numbers[1]}")
    refused(gone, 409, "Contact bank account conflict")
    wrong = {"op": "replace", "path": "/SalaryBankAccountId", "value": 999}
    refused(api.patch(path, wrong), 404, "Employee bank accounts validation error(s)")
    unknown = {"op": "replace", "path": "/Salary", "value": 1}
    told = refused(api.patch(path, unknown), 400, "Employee bank accounts validation error(s)")
    assert told["detail"].startswith("EmployeeBankAccountsPatchDto")
    refused(api.patch("/Employees/999/BankAccounts", salary), 404, GONE)


def test_employments_are_not_an_employee(api: Api) -> None:
    for path in ("/Employees/Employments", "/employees/employments/", "/Employees/1/Employments"):
        answer = api.get(path)
        assert answer.status_code == 404
        assert answer.json == {"statusCode": 404, "message": "Resource not found"}


def test_an_employee(api: Api) -> None:
    boss = api.make_employee("Ola", "Sjef")
    full: dict[str, Any] = {
        "DateOfBirth": "1980-05-06",
        "DepartmentCode": "1",
        "EmailAddress": "kari@alfa.example",
        "EndDate": "2030-01-01",
        "ExternalNumber": 4,
        "FirstName": "Kari",
        "Gender": "Female",
        "HiredDate": "2019-12-01",
        "InternationalIdCountryCode": "SE",
        "InternationalIdNumber": "P-1",
        "InternationalIdReportToAltinn": True,
        "InternationalIdType": "PassportNumber",
        "JobTitle": "Fører",
        "LastName": "Vik",
        "LocationId": 1,
        "ManagerEmployeeNo": boss["Number"],
        "Number": 55,
        "PhoneNumber": "1",
        "StartDate": "2020-01-01",
    }
    shown = api.make("/Employees", **full)
    assert {name: shown[name] for name in full} == full
    assert (shown["ManagerEmployeeId"], shown["DepartmentId"]) == (boss["Id"], 1)
    assert "Name" not in shown
    refused(api.delete(f"/Employees/{boss['Id']}"), 409, "Employee conflict")
    for wrong in (
        {"Gender": "Hidden"},
        {"InternationalIdCountryCode": None},
        {"InternationalIdNumber": ""},
        {"InternationalIdType": "Card"},
        {"LastName": None},
        {"LastName": " "},
        {"Number": 20_000},
    ):
        body = {**full, "Number": 56, "ExternalNumber": None, **wrong}
        refused(api.post("/Employees", body), 400, "Employee validation error(s)")


def test_a_supplier(api: Api) -> None:
    full = {
        "CurrencyCode": "SEK",
        "EmailAddress": "b@beta.example",
        "Name": "Beta AB",
        "Payout": False,
        "WebsiteUrl": "beta.example",
        "CurrencyRate": 1.25,
    }
    shown = api.make("/Suppliers", **full)
    assert {name: shown[name] for name in full} == full
    assert (shown["Number"], shown["IsActive"]) == (20_000, True)
    wrong = api.post("/Suppliers", {"Name": "B", "PaymentTermSupplierId": 99})
    told = refused(wrong, 404, "Supplier validation error(s)")
    assert list(told["errors"]) == ["PaymentTermSupplierId"]
    assert api.replace(f"/Suppliers/{shown['Id']}", Payout=None).json["Payout"] is True
    assert api.delete(f"/Suppliers/{shown['Id']}").status_code == 200


def test_what_is_required_says_something(api: Api, owner: int) -> None:
    """Section 7, "required": neither left out, nor null, nor blank."""
    place = {"City": "Os", "ZipCode": "5200"}
    for path, whole in (
        ("/ContactGroups", {"Name": "A"}),
        (f"/ContactPersons/{owner}", {"FirstName": "A", "LastName": "B"}),
        (f"/ContactDeliveryAddresses/{owner}", place),
        (f"/ContactBankAccounts/{owner}", {"BankAccountNumber": "15031234562"}),
    ):
        made = f"{path}/{api.make(path, **whole)['Id']}"
        for member in whole:
            for blank in (None, "", " "):
                assert list(api.post(path, {**whole, member: blank}).json["errors"]) == [member]
                assert list(api.replace(made, **{member: blank}).json["errors"]) == [member]
