"""The dialect's own document: whole, true, and shown as a page."""

import re

from falcon.testing import TestClient

from partita.faces.poweroffice.face import build
from tests.faces.poweroffice.api import Json
from tests.faces.world import World


def document(world: World, mount: str = "/poweroffice") -> Json:
    found: Json = TestClient(world.app).simulate_get(f"{mount}/v2/openapi.json").json
    return found


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
