"""The dialect's own document: whole, true, and shown as a page."""

import re
from typing import Final

from falcon.testing import TestClient

from partita.faces.poweroffice.face import build
from tests.faces.documents import check_document
from tests.faces.poweroffice.api import Api, Json
from tests.faces.world import World

EXAMPLES_MAX: Final = 3


def document(world: World, mount: str = "/poweroffice") -> Json:
    found: Json = TestClient(world.app).simulate_get(f"{mount}/v2/openapi.json").json
    return found


def test_the_document_is_true(api: Api) -> None:
    customer = api.make_customer(MailAddress={"City": "Bergen", "ZipCode": "5003"})
    api.make_supplier()
    employee = api.make_employee()
    api.make("/ContactGroups", Name="Harbour")
    for owner in (customer, employee):
        api.make(f"/ContactBankAccounts/{owner['Id']}", BankAccountNumber="15031234562")
        api.make(f"/ContactDeliveryAddresses/{owner['Id']}", City="Os", ZipCode="5200")
    api.make(f"/ContactPersons/{customer['Id']}", FirstName="Kari", LastName="Vik")
    path = f"{api.base}/openapi.json"
    check_document(api.world, path, api.headers, examples_max=EXAMPLES_MAX)


def test_every_operation_is_in_it(world: World) -> None:
    told = {
        (method.upper(), re.sub(r"\{\w+\}", "{}", path).lower())
        for path, item in document(world)["paths"].items()
        for method in item
    }
    routes = [each for each in build(shows_false=False).routes if each.path.startswith("/v2/")]
    served = {
        (each.method, re.sub(r"\{\w+\}", "{}", each.path.removeprefix("/v2")))
        for each in routes
        if each.open is None
    }
    assert told == served


def test_every_reference_leads_somewhere(world: World) -> None:
    told = document(world)
    names = set(re.findall(r"'#/components/schemas/(\w+)'", str(told)))
    assert names <= set(told["components"]["schemas"])
    ids = re.findall(r"'operationId': '(\w+)'", str(told))
    assert len(ids) == len(set(ids))


def test_servers_are_those_asked(world: World) -> None:
    assert document(world)["servers"][0]["url"].endswith("/poweroffice/v2")
    assert document(world, "/poweroffice/Demo")["servers"][0]["url"].endswith("/Demo/v2")


def test_marks_of_members(world: World) -> None:
    schemas = document(world)["components"]["schemas"]
    assert schemas["EmployeePostDto"]["required"] == ["FirstName", "LastName"]
    assert "SubLedgerNumberSeriesId" not in schemas["CustomerDto"]["properties"]
    assert "SubLedgerNumberSeriesId" in schemas["CustomerPostDto"]["properties"]
    assert "PaymentTerm" not in schemas["CustomerPatchDto"]["properties"]
    assert schemas["CustomerDto"]["properties"]["InvoiceDeliveryType"]["enum"][0] == "Print"


def test_the_page(world: World) -> None:
    answer = TestClient(world.app).simulate_get("/poweroffice/v2/reference.html")
    assert answer.headers["content-type"].startswith("text/html")
    assert "ContactBankAccount" in answer.text


def test_operations_by_id_are_called_as_in_the_contract() -> None:
    """Section 3: "Operation ids exist only on the get-by-id routes"."""
    told = {each.name for each in build(shows_false=False).routes}
    assert told >= {
        "GetCustomerById",
        "GetSupplierById",
        "GetEmployeeById",
        "GetContactGroupById",
        "GetContactPersonById",
        "GetContactDeliveryAddressById",
        "GetContactBankAccountsById",
    }
