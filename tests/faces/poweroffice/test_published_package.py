"""The published Python package reads all seven lists, unmodified, over a real socket."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import pytest

from tests.faces.live import live
from tests.faces.poweroffice.api import Api

PACKAGE: Final = "ds_provider_powerofficego_py_lib"
READER: Final = Path(__file__).parent / "reader.py"
READ_S_MAX: Final = 120
ROWS: Final = 5
LISTS: Final = (
    *("Customers", "Suppliers", "Employees", "ContactGroups", "ContactPersons"),
    *("ContactDeliveryAddresses", "ContactBankAccounts"),
)

pytestmark = pytest.mark.skipif(find_spec(PACKAGE) is None, reason=f"{PACKAGE} is not installed")


def read(api: Api, base: str, lists: dict[str, Any]) -> dict[str, Any]:
    task = {"base": f"{base}/poweroffice", "keys": api.keys, "lists": lists, "page_size": 2}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(READER)],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        timeout=READ_S_MAX,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, Any] = json.loads(done.stdout[done.stdout.rindex('{"Customers"') :])
    return told


def fill(api: Api) -> dict[str, list[int]]:
    """Make five of each; their ids."""
    made: dict[str, list[int]] = {name: [] for name in LISTS}
    for at in range(ROWS):
        owner = api.make_customer(f"Customer {at}")["Id"]
        made["Customers"].append(owner)
        made["Suppliers"].append(api.make_supplier(f"Supplier {at}")["Id"])
        made["Employees"].append(api.make_employee()["Id"])
        for name, path, body in (
            ("ContactGroups", "/ContactGroups", {"Name": f"Group {at}"}),
            ("ContactPersons", f"/ContactPersons/{owner}", {"FirstName": "A", "LastName": "B"}),
            (
                "ContactDeliveryAddresses",
                f"/ContactDeliveryAddresses/{owner}",
                {"City": "Os", "ZipCode": "5200"},
            ),
            (
                "ContactBankAccounts",
                f"/ContactBankAccounts/{owner}",
                {"BankAccountNumber": "15031234562"},
            ),
        ):
            made[name].append(api.make(path, **body)["Id"])
    return made


@pytest.mark.slow
def test_all_lists_over_pages_and_from_a_checkpoint_on(api: Api) -> None:
    with live(api.world) as base:
        nothing = read(api, base, dict.fromkeys(LISTS))
        assert {name: each["ids"] for name, each in nothing.items()} == {name: [] for name in LISTS}
        made = fill(api)
        told = read(api, base, dict.fromkeys(LISTS))
        assert {name: each["ids"] for name, each in told.items()} == made
        points = {name: each["checkpoint"]["incremental"] for name, each in told.items()}
        marks = {name: {"incremental": point} for name, point in points.items()}
        assert all(mark["incremental"]["value"] for mark in marks.values())
        api.world.clock.advance(seconds=1)
        changed = made["Customers"][3]
        api.replace(f"/Customers/{changed}", Name="Other")
        later = read(api, base, marks)
        assert later["Customers"]["ids"] == [changed]
        assert all(later[name]["ids"] == [] for name in LISTS if name != "Customers")
