"""One party, several roles (section 8 of the contract), and what other dialects see of it."""

from typing import Any

import pytest

from partita.domain.standing import Role
from partita.usecases.parties import add_role
from tests.faces.economic.api import Api as Economic
from tests.faces.poweroffice.api import Api, refused

SHARED = (
    *("Id", "Name", "EmailAddress", "PhoneNumber", "MailAddress", "ContactGroupIds", "IsPerson"),
    *("IsArchived", "ContactCreatedDateTimeOffset", "OrganizationNumber", "WebsiteUrl"),
)


def add(api: Api, party: int, role: Role, number: int | None = None) -> None:
    with api.world.book.writing() as ctx:
        add_role(ctx, party, role, {}, number=number)


@pytest.fixture
def both(api: Api) -> int:
    """A customer that is a supplier, too."""
    group = api.make("/ContactGroups", Name="Harbour")["Id"]
    mail = {"City": "Bergen", "ZipCode": "5003"}
    made: int = api.make_customer(
        EmailAddress="a@alfa.example", MailAddress=mail, ContactGroupIds=[group]
    )["Id"]
    api.world.clock.advance(hours=1)
    add(api, made, Role.SUPPLIER)
    api.world.forget()
    return made


def test_roles_share_the_base_and_have_their_own_numbers(api: Api, both: int) -> None:
    customer, supplier = api.show(f"/Customers/{both}"), api.show(f"/Suppliers/{both}")
    assert {name: customer[name] for name in SHARED} == {name: supplier[name] for name in SHARED}
    assert (customer["Number"], supplier["Number"]) == (10_000, 20_000)
    begun = "2026-01-02T03:04:05.6789010+00:00"
    assert customer["CustomerCreatedDateTimeOffset"] == begun
    assert supplier["ContactCreatedDateTimeOffset"] == begun
    assert supplier["SupplierCreatedDateTimeOffset"] == "2026-01-02T04:04:05.6789010+00:00"
    refused(api.get(f"/Employees/{both}"), 404, "Object(s) not found")


def test_parts_are_shared_once(api: Api, both: int) -> None:
    person = api.make(f"/ContactPersons/{both}", FirstName="A", LastName="B")["Id"]
    assert api.ids("/ContactPersons") == [person]
    assert api.ids("/ContactPersons", contactIds=both) == [person]


def test_what_one_role_changes_the_other_shows(api: Api, both: int) -> None:
    api.replace(f"/Suppliers/{both}", Name="Beta", MailAddress_City="Os", CurrencyCode="SEK")
    customer = api.show(f"/Customers/{both}")
    assert (customer["Name"], customer["MailAddress"]["City"]) == ("Beta", "Os")
    assert customer["CurrencyCode"] == "DKK", "currencies are of the role"


def test_archiving_is_of_the_contact(api: Api, both: int) -> None:
    shown = api.replace(f"/Suppliers/{both}", IsArchived=True).json
    assert (shown["IsArchived"], shown["IsActive"]) == (True, False)
    customer = api.show(f"/Customers/{both}")
    assert (customer["IsArchived"], customer["IsActive"]) == (True, False)
    api.replace(f"/Customers/{both}", IsArchived=False)
    assert api.show(f"/Suppliers/{both}")["IsActive"] is True


def test_a_role_that_another_needs_stays(api: Api, both: int) -> None:
    told = refused(api.delete(f"/Customers/{both}"), 409, "Customer conflict")
    assert "supplier" in told["detail"]
    assert api.world.changes() == []
    with api.world.book.writing() as ctx:
        ctx.unit.suppliers.put(
            *[each.changed({"standing": "barred"}, ctx.now) for each in ctx.unit.suppliers.select()]
        )
    assert api.delete(f"/Customers/{both}").status_code == 200
    assert api.world.changes() == ["customer.deleted", "party.changed"]
    assert api.show(f"/Suppliers/{both}")["Name"] == "Alfa AS"


def test_the_same_reference_may_be_in_each_class(api: Api, both: int) -> None:
    api.replace(f"/Customers/{both}", ExternalNumber=7)
    assert api.replace(f"/Suppliers/{both}", ExternalNumber=7).status_code == 200


@pytest.fixture
def economic(api: Api) -> Economic:
    return Economic(api.world, api.world.give_access("economic"))


def test_what_is_written_here_is_read_there(api: Api, economic: Economic) -> None:
    made = api.make_customer(
        EmailAddress="post@alfa.example",
        PhoneNumber="+47 1",
        OrganizationNumber="995525828",
        CurrencyCode="NOK",
        Allowance=2.5,
        PaymentTermId=3,
        MailAddress={"AddressLine1": "Kaien 1", "City": "Bergen", "ZipCode": "5003"},
    )
    owner = made["Id"]
    api.make(
        f"/ContactBankAccounts/{owner}", BankAccountNumber="1503 12 34562", BicSwift="DNBANOKK"
    )
    shown = economic.show("/Customers/10000")
    expected: dict[str, Any] = {
        "name": "Alfa AS",
        "email": "post@alfa.example",
        "phone": "+47 1",
        "cvrNo": "995525828",
        "currency": "NOK",
        "defaultDiscountPct": 2.5,
        "paymentTermId": 3,
        "address1": "Kaien 1",
        "city": "Bergen",
        "postCode": "5003",
        "country": "NO",
        "bankAccount": "1503 12 34562",
        "swift": "DNBANOKK",
        "access": True,
    }
    assert {name: shown.get(name) for name in expected} == expected
    person = api.make(f"/ContactPersons/{owner}", FirstName="Kari", LastName="Vik")["Id"]
    assert economic.show(f"/Contacts/{person}")["name"] == "Kari Vik"
    place = api.make(f"/ContactDeliveryAddresses/{owner}", City="Os", ZipCode="1")["Id"]
    assert economic.show(f"/DeliveryLocations/{place}")["city"] == "Os"


def test_what_is_written_there_is_read_here(api: Api, economic: Economic) -> None:
    number = economic.make_customer(
        10_007, "Beta ApS", city="Odense", country="Danmark", iban="DK5000400440116243"
    )
    (made,) = api.ids("/Customers", customerNos=number)
    shown = api.show(f"/Customers/{made}")
    assert (shown["Name"], shown["FirstName"], shown["IsPerson"]) == ("Beta ApS", None, False)
    assert shown["MailAddress"]["City"] == "Odense"
    assert shown["MailAddress"]["CountryCode"] == "DK"
    assert api.get("/ContactBankAccounts").json[0]["BankAccountNumber"] == "DK5000400440116243"
    contact = economic.make_contact(10_007, "Ida Marie Holm")
    person = api.show(f"/ContactPersons/{made}/{contact}")
    assert (person["FirstName"], person["LastName"]) == ("Ida Marie", "Holm")
    economic.delete(f"/Contacts/{contact}")
    assert api.ids("/ContactPersons") == []


def test_nothing_is_lost_on_either_side(api: Api, economic: Economic) -> None:
    made = api.make_customer(
        InvoiceEmailAddressCC="a@b.example", IsVatFree=True, LegalName="Holding", Number=10_001
    )["Id"]
    body = economic.show("/Customers/10001")
    economic.put("/Customers/10001", {**body, "name": "Gamma"})
    shown = api.show(f"/Customers/{made}")
    assert shown["Name"] == "Gamma"
    assert (shown["InvoiceEmailAddressCC"], shown["IsVatFree"]) == ("a@b.example", True)
    economic.make_customer(10_002, "Delta", country="Atlantis", city="X", voucherNumber="V")
    (other,) = api.ids("/Customers", customerNos="10002")
    api.replace(f"/Customers/{other}", MailAddress_City="Y", Number=10_003)
    moved = economic.show("/Customers/10003")
    assert (moved["country"], moved["city"], moved["voucherNumber"]) == ("Atlantis", "Y", "V")


def test_a_barred_customer_is_not_active(api: Api, economic: Economic) -> None:
    economic.make_customer(10_005, "Beta", access=False)
    (made,) = api.ids("/Customers", customerNos="10005")
    shown = api.show(f"/Customers/{made}")
    assert (shown["IsActive"], shown["IsArchived"]) == (False, False)
    api.replace(f"/Customers/{made}", IsArchived=True)
    assert "access" not in economic.show("/Customers/10005")


def test_parts_know_the_new_number_of_their_customer(api: Api, economic: Economic) -> None:
    made = api.make_customer()["Id"]
    person = api.make(f"/ContactPersons/{made}", FirstName="A", LastName="B")["Id"]
    api.replace(f"/Customers/{made}", Number=10_900)
    assert economic.show(f"/Contacts/{person}")["customerNumber"] == 10_900
