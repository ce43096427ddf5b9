"""What apps without the special privilege see of national ids and gender (section 7).

"returned as the text hidden when set and the integration lacks the special privilege; null when
empty"; "Hidden when the special privilege is missing".
"""

from typing import Any

import pytest

from tests.faces.poweroffice.api import Api
from tests.faces.world import World

ONE = "01010750160"
OTHER = "15076500565"


@pytest.fixture
def full(world: World) -> Api:
    """A client that sees everything."""
    return Api(world, world.give_access("poweroffice"))


@pytest.fixture
def api(world: World) -> Api:
    """A client that sees masks."""
    return Api(world, world.give_access("poweroffice", "Customer_Full", "Employee_Full"))


@pytest.fixture
def employee(full: Api) -> dict[str, Any]:
    return full.make_employee(NationalIdNumber=ONE, Gender="Female", InternationalIdNumber="P-1")


def test_values_are_hidden_where_they_are_set(
    full: Api, api: Api, employee: dict[str, Any]
) -> None:
    assert (employee["Gender"], employee["InternationalIdNumber"]) == ("Female", "P-1")
    customer = full.make_customer(NationalIdNumber=ONE)
    assert customer["NationalIdNumber"] == ONE
    assert api.show(f"/Customers/{customer['Id']}")["NationalIdNumber"] == "hidden"
    assert api.get("/Customers", Fields="NationalIdNumber").json == [{"NationalIdNumber": "hidden"}]
    assert api.make_customer()["NationalIdNumber"] is None
    shown = api.show(f"/Employees/{employee['Id']}")
    assert shown["NationalIdNumber"] == shown["InternationalIdNumber"] == "hidden"
    assert shown["Gender"] == "Hidden"


def test_gender_is_hidden_even_where_there_is_none(full: Api, api: Api) -> None:
    assert api.make_employee()["Gender"] == "Hidden"
    assert "Gender" not in full.make_employee()


@pytest.mark.parametrize("name", ["copy", "move"])
def test_a_patch_brings_nothing_hidden_to_light(
    full: Api, api: Api, employee: dict[str, Any], name: str
) -> None:
    path = f"/Employees/{employee['Id']}"
    for member in ("NationalIdNumber", "InternationalIdNumber", "Gender"):
        operation = {"op": name, "from": f"/{member}", "path": "/JobTitle"}
        assert api.patch(path, operation).status_code == 200
        assert full.show(path)["JobTitle"].lower() == "hidden"


def test_a_patch_tests_what_is_seen(api: Api, employee: dict[str, Any]) -> None:
    path = f"/Employees/{employee['Id']}"
    for member, value in (("NationalIdNumber", ONE), ("Gender", "Female")):
        operation = {"op": "test", "path": f"/{member}", "value": value}
        assert api.patch(path, operation).status_code == 400
        seen = operation | {"value": api.show(path)[member]}
        assert api.patch(path, seen).status_code == 200


def test_hidden_values_stay_until_others_are_written(
    full: Api, api: Api, employee: dict[str, Any]
) -> None:
    path = f"/Employees/{employee['Id']}"
    members = ("NationalIdNumber", "InternationalIdNumber", "Gender")
    shown = api.show(path)
    seen = {member: shown[member] for member in members}
    assert api.replace(path, **seen, JobTitle="Boss").status_code == 200, "sent back as it was read"
    assert {each: full.show(path)[each] for each in members} == {
        each: employee[each] for each in members
    }
    assert api.replace(path, NationalIdNumber=OTHER, Gender="Male").json["Gender"] == "Hidden"
    assert (full.show(path)["NationalIdNumber"], full.show(path)["Gender"]) == (OTHER, "Male")
    assert api.replace(path, NationalIdNumber=None).json["NationalIdNumber"] is None


def test_the_order_of_a_list_tells_nothing_hidden(full: Api, api: Api) -> None:
    for number in (ONE, OTHER, ONE):
        full.make_customer(NationalIdNumber=number)
    up, down = (
        api.ids("/Customers", OrderBy=f"NationalIdNumber{way}", Fields="Id")
        for way in ("", " desc")
    )
    assert up == down == sorted(up)
