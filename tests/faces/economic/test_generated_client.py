"""A client generated from the served document does a whole day's work over a socket."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import httpx
import pytest

from tests.faces.economic.api import SERVICE
from tests.faces.live import live
from tests.faces.world import World

GENERATE_S_MAX: Final = 120


@dataclass
class Generated:
    """A generated package and a client of it.

    Attributes:
        package: Its name.
        client: As its own documentation makes one.
    """

    package: str
    client: Any

    def part(self, path: str) -> ModuleType:
        """A module of the package."""
        return import_module(f"{self.package}.{path}")

    def call(self, path: str, *args: object, **more: object) -> Any:  # noqa: ANN401
        """Call an operation; the whole response."""
        return self.part(f"api.{path}").sync_detailed(*args, client=self.client, **more)

    def model(self, schema: str, /, **values: object) -> Any:  # noqa: ANN401
        """Make an object of a schema."""
        return getattr(self.part("models"), schema)(**values)


@pytest.fixture
def base(world: World) -> Iterator[str]:
    with live(world) as url:
        yield url + SERVICE


def generate(base: str, version: str, folder: Path) -> str:
    """Generate a package from the document the server serves; its name."""
    document = httpx.get(f"{base}/v{version}/openapi.json", timeout=10).json()
    assert document["servers"] == [{"url": f"{base}/v{version}/"}]
    name = f"generated_{version.replace('.', '_')}_{abs(hash(str(folder)))}"
    (folder / "openapi.json").write_text(json.dumps(document))
    (folder / "config.yml").write_text("post_hooks: []\n")
    command = [
        *(sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"),
        *("--path", str(folder / "openapi.json"), "--config", str(folder / "config.yml")),
        *("--output-path", str(folder / name), "--fail-on-warning"),
    ]
    subprocess.run(command, check=True, timeout=GENERATE_S_MAX, capture_output=True)
    return name


@pytest.fixture(params=["3.1.0", "1.1.1"])
def generated(
    request: pytest.FixtureRequest,
    world: World,
    base: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Generated]:
    name = generate(base, request.param, tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    keys = world.give_access("economic")
    headers = {
        "X-AppSecretToken": keys["app_secret_token"],
        "X-AgreementGrantToken": keys["agreement_grant_token"],
    }
    client = import_module(name).Client(
        base_url=f"{base}/v{request.param}", headers=headers, timeout=httpx.Timeout(10)
    )
    with client:
        yield Generated(name, client)
    for each in [each for each in sys.modules if each.split(".")[0] == name]:
        del sys.modules[each]


def test_a_day_with_a_generated_client(generated: Generated, world: World, base: str) -> None:
    make_customer(generated, world, base)
    numbers = create_contacts(generated)
    find_contacts(generated, numbers)
    change_contacts(generated, numbers[0])
    locations(generated)
    setup = generated.call("setup.get_customer_setup").parsed
    assert (setup.default_customer_group_number, setup.default_layout_number) == (1, 21)


def make_customer(made: Generated, world: World, base: str) -> None:
    """Make customer 7: with the client where the version can, else with the newest version."""
    customer = {"customerNumber": 7, "name": "Alpha ApS", "zone": 1, "currency": "DKK"}
    if "3_1_0" not in made.package:
        headers = dict(made.client.get_httpx_client().headers)
        url = f"{base}/v3.1.0/Customers"
        assert httpx.post(url, json=customer, headers=headers).status_code == 201
        return
    body = made.model("Customer", customer_number=7, name="Alpha ApS", zone=1, currency="DKK")
    answer = made.call("customers.create_customer", body=body)
    assert (answer.status_code, answer.parsed.customer_number) == (201, 7)
    shown = made.call("customers.get_customer_by_id", 7).parsed
    assert (shown.name, shown.zone, shown.access) == ("Alpha ApS", 1, True)
    shown.name = "Beta ApS"
    assert made.call("customers.update_customer_by_id", 7, body=shown).status_code == 204
    assert made.call("customers.update_customer_by_id", 7, body=shown).status_code == 409
    listed = made.call("customers.get_all_customers", filter_="customerNumber$eq:7").parsed
    assert [each.name for each in listed.items] == ["Beta ApS"]
    assert made.call("customers.get_number_of_customers").parsed == 1
    world.forget()


def create_contacts(made: Generated) -> list[int]:
    """Create three, each told twice."""
    numbers = []
    for name in ("Ida", "Bo", "Ada"):
        body = made.model("Contact", customer_number=7, name=name, receive_invoices=True)
        answer = made.call("contacts.create_contact", body=body, idempotency_key=f"key {name}")
        again = made.call("contacts.create_contact", body=body, idempotency_key=f"key {name}")
        assert (answer.status_code, answer.content) == (201, again.content)
        numbers.append(answer.parsed.number)
    return numbers


def find_contacts(made: Generated, numbers: list[int]) -> None:
    """List, page, filter, count."""
    listed = made.call("contacts.get_all_contacts").parsed
    assert [each.number for each in listed.items] == numbers
    page = made.call("contacts.get_page_of_contacts", sort="-number", page_size=2, skip_pages=0)
    assert [each.name for each in page.parsed] == ["Ada", "Bo"]
    found = made.call("contacts.get_all_contacts", filter_="name$like:*da$and:number$gt:0").parsed
    assert [each.name for each in found.items] == ["Ida", "Ada"]
    count = made.call("contacts.get_number_of_contacts", filter_="name$like:*da").parsed
    assert count == 2
    bad = made.call("contacts.get_all_contacts", filter_="phone$eq:1")
    assert (bad.status_code, bad.parsed.errors[0].error_code) == (400, "BadFilterRequest")


def change_contacts(made: Generated, number: int) -> None:
    """Update, conflict, delete, and what is gone."""
    one = made.call("contacts.get_contact_by_id", number).parsed
    one.phone, one.receive_invoices = "12345678", False
    assert made.call("contacts.update_contact_by_id", body=one).status_code == 204
    conflict = made.call("contacts.update_contact_by_id", body=one)
    assert (conflict.status_code, conflict.parsed.error_code) == (409, "UpdateConflict")
    assert conflict.parsed.property_ == "version"
    shown = made.call("contacts.get_contact_by_id", number).parsed
    assert (shown.phone, bool(shown.receive_invoices)) == ("12345678", False)
    assert made.call("contacts.delete_contact_by_id", number).status_code == 204
    assert made.call("contacts.get_contact_by_id", number).parsed.is_deleted is True
    gone = made.call("contacts.delete_contact_by_id", number)
    assert (gone.status_code, gone.parsed.error_code) == (404, "ResourceNotFound")


def locations(made: Generated) -> None:
    """The same of delivery locations, as far as it differs."""
    body = made.model("DeliveryLocation", customer_number=7, city="Odense", country="Danmark")
    number = made.call("delivery_locations.create_delivery_location", body=body).parsed.number
    one = made.call("delivery_locations.get_delivery_location_by_id", number).parsed
    one.is_barred = True
    update = "delivery_locations.update_delivery_location_by_id"
    assert made.call(update, body=one).status_code == 204
    assert made.call(update, body=one).status_code == 409
    listed = made.call("delivery_locations.get_all_delivery_locations", filter_="isBarred$eq:true")
    assert [each.city for each in listed.parsed.items] == ["Odense"]
    delete = "delivery_locations.delete_delivery_location_by_id"
    assert made.call(delete, number).status_code == 204
    assert made.call(delete, number).status_code == 404
