"""The served documents are true (section 12 of the contract)."""

from typing import Any, Final

import pytest
from falcon.testing import TestClient

from partita.faces.economic.wire import VERSIONS
from tests.faces.documents import check_document
from tests.faces.economic.api import SERVICE, Api
from tests.faces.world import World

EXAMPLES_MAX: Final = 12


def document(world: World, version: str) -> dict[str, Any]:
    path = f"{SERVICE}/v{version}/openapi.json"
    found: dict[str, Any] = TestClient(world.app).simulate_get(path).json
    return found


def seed(api: Api) -> None:
    """Something of everything, so that answers have something to show."""
    api.make_customer(1, email="post@a.example", zone=1, paymentTermId=1, country="Danmark")
    for name in ("Ida", "Bo"):
        api.make_contact(1, name, email="a@a.example", receiveInvoices=True)
        api.make_location(1, city="Odense", country="DK", isBarred=True)
    api.delete("/Contacts/2")


@pytest.mark.parametrize("version", ["1.0.0", "1.1.1", "3.1.0"])
def test_the_document_is_true(world: World, api: Api, version: str) -> None:
    seed(api)
    path = f"{SERVICE}/v{version}/openapi.json"
    check_document(world, path, api.headers, examples_max=EXAMPLES_MAX)


def test_every_version_has_its_own_document(world: World) -> None:
    for version in VERSIONS:
        told = ".".join(map(str, version))
        found = document(world, told)
        assert found["openapi"] == "3.0.1"
        assert found["info"]["title"] == "Visma e-conomic OpenAPI Customers"
        assert found["info"]["version"] == told
        assert [each["url"][-len(told) - 2 :] for each in found["servers"]] == [f"v{told}/"]
        names = [each["name"] for each in found["tags"]]
        assert found["x-tagGroups"] == [{"name": "Endpoints", "tags": names}]
        assert ("Setup" in names) is (version >= (1, 1, 0))
        assert ("Customers" in names) is (version >= (3, 1, 0))
        contact = found["components"]["schemas"]["Contact"]["properties"]
        assert ("active" in contact) is (version >= (2, 0, 0))
        assert contact["notes"]["maxLength"] == (2000 if version >= (3, 0, 1) else 255)
        assert ("/Contacts" in found["paths"]) is (version >= (1, 1, 1))
        assert ("/contacts" in found["paths"]) is (version < (1, 1, 1))
        post = found["paths"]["/Contacts" if version >= (1, 1, 1) else "/contacts"]["post"]
        assert ("headers" in post["responses"]["201"]) is (version >= (1, 0, 2))


def test_the_operations_are_those_of_the_contract(world: World) -> None:
    found = document(world, "1.1.1")["paths"]
    told = {
        (method.upper(), path): (
            each["operationId"],
            sorted(status for status in each["responses"] if status < "4"),
            sorted(set(each["responses"]) - {"401", "403", "429", "500"} - {"200", "201", "204"}),
        )
        for path, item in found.items()
        for method, each in item.items()
    }
    expected: dict[tuple[str, str], tuple[str, list[str], list[str]]] = {}
    for path, one, many in (
        ("/Contacts", "Contact", "Contacts"),
        ("/DeliveryLocations", "DeliveryLocation", "DeliveryLocations"),
    ):
        expected |= {
            ("GET", f"{path}/paged"): (f"GetPageOf{many}", ["200"], ["400"]),
            ("GET", path): (f"GetAll{many}", ["200"], ["400"]),
            ("POST", path): (f"Create{one}", ["201"], ["400"]),
            ("PUT", path): (f"Update{one}ById", ["204"], ["400", "404", "409"]),
            ("GET", f"{path}/count"): (f"GetNumberOf{many}", ["200"], ["400"]),
            ("GET", f"{path}/{{number}}"): (f"Get{one}ById", ["200"], ["400", "404"]),
            ("DELETE", f"{path}/{{number}}"): (f"Delete{one}ById", ["204"], ["400", "404"]),
        }
    expected["GET", "/Setup"] = ("GetCustomerSetup", ["200"], ["400", "404"])
    assert told == expected


def test_the_extensions(world: World) -> None:
    found = document(world, "3.1.0")
    tags = {each["name"]: each for each in found["tags"]}
    for tag in tags.values():
        assert tag["x-required-roles"] == ["Sales", "SuperUser"]
        assert tag.get("x-error-codes", []) == sorted(tag.get("x-error-codes", []))
    assert len(tags["Customers"]["x-error-codes"]) == 28
    schemas = found["components"]["schemas"]
    for name in ("Contact", "DeliveryLocation", "Customer"):
        assert schemas[f"{name}CursorResults"]["x-cursor-page-size"] == 1000
    for schema in schemas.values():
        assert schema["additionalProperties"] is False
    contact = schemas["Contact"]["properties"]
    assert contact["name"]["x-filterable"] == "eq, ne, gt, gte, lt, lte, like, in, nin"
    assert contact["isDeleted"]["x-filterable"] == "eq, ne, gt, gte, lt, lte"
    assert contact["phone"]["x-filterable"] == "not filterable"
    sortable = {name for name, each in contact.items() if each["x-sortable"]}
    assert sortable == {"number", "customerNumber"}
    assert {name for name, each in contact.items() if each.get("readOnly")} == {
        *("userInterfaceNumber", "lastUpdated", "isDeleted", "active")
    }
    assert found["security"] == [{"X-AppSecretToken": [], "X-AgreementGrantToken": []}]


def test_what_may_be_null_and_what_is_false_by_default(world: World) -> None:
    """Sections 4 and 12: null is refused for booleans and whole numbers."""
    schemas = document(world, "3.1.0")["components"]["schemas"]
    assert all(each["nullable"] for each in schemas["Setup"]["properties"].values())
    customer = schemas["Customer"]["properties"]
    assert customer["creditMaximum"]["nullable"]
    assert customer["directDebitMandateDate"]["nullable"]
    assert not any(
        each.get("nullable") for each in customer.values() if each["type"] in ("integer", "boolean")
    )
    assert schemas["DeliveryLocation"]["properties"]["isBarred"]["default"] is False


@pytest.mark.parametrize("path", ["", "/v1.1.1", "/v3.1.0"])
def test_the_documents_and_pages_need_no_tokens(world: World, path: str) -> None:
    client = TestClient(world.app)
    assert client.simulate_get(f"{SERVICE}{path}/openapi.json").status_code == 200
    page = client.simulate_get(f"{SERVICE}{path}/redoc.html")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "GetAllContacts" in page.text
    assert 'href="openapi.json"' in page.text
    for word in ("<script", "<link", "<img", "http://", "https://", "url("):
        assert word not in page.text, word
