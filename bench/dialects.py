"""The same work in three dialects, in one process, without a socket: ``python -m bench.dialects``.

What differs is the dialect alone: both read and write one book through one store. Times are means
of a call; bytes are those of the answer, because one dialect shows three times the members.
"""

import argparse
import base64
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final

import msgspec
from falcon.testing import Result, TestClient

from partita.access.grant import operator
from partita.bootstrap import open_database, prepare_database
from partita.domain.address import AddressPatch
from partita.domain.party import PartyPatch
from partita.domain.standing import Role
from partita.facekit.passwords import hash_password
from partita.faces.economic.keys import PLAN as ECONOMIC
from partita.faces.flowtly.keys import PLAN as FLOWTLY
from partita.faces.poweroffice.keys import PLAN as POWEROFFICE
from partita.kit.clock import system_clock
from partita.server import make_app
from partita.settings import Settings
from partita.usecases import admin
from partita.usecases.context import Context
from partita.usecases.parties import PartyChange, create_party

FIRST: Final = 100_001
E: Final = "/economic/customersapi/v3.1.0/Customers"
P: Final = "/poweroffice/v2/Customers"
F: Final = "/flowtly/clients"
DIALECTS: Final = {"e": "e-conomic", "p": "PowerOffice Go", "f": "Flowtly"}
Call = Callable[[], Result]


@dataclass
class Bench:
    """A filled book, served, and the headers of an app of each dialect."""

    client: TestClient
    economic: dict[str, str]
    poweroffice: dict[str, str]
    flowtly: dict[str, str]
    numbers: Iterator[int] = field(default_factory=lambda: count(200_000_000))

    def get(self, path: str, **params: object) -> Result:
        """Read something in the dialect of its path."""
        return self.client.simulate_get(path, headers=self._headers(path), params=params)

    def send(self, method: str, path: str, json: Any) -> Result:  # noqa: ANN401
        """Write something likewise."""
        headers = {**self._headers(path), "Content-Type": "application/json"}
        if method == "PATCH" and path.startswith("/flowtly"):
            headers["Content-Type"] = "application/merge-patch+json"
        body = msgspec.json.encode(json)
        return self.client.simulate_request(method, path, headers=headers, body=body)

    def _headers(self, path: str) -> dict[str, str]:
        known = {"economic": self.economic, "flowtly": self.flowtly}
        return known.get(path.split("/")[1], self.poweroffice)


def fill(url: str, parties: int) -> Bench:
    """Make a book of customers, each with an address."""
    settings = Settings(database=url, rate_limit=0, log_level="error")
    prepare_database(settings)
    database = open_database(settings)
    actor = operator(database.take_book_id())
    with database.write(actor, "fill") as unit:
        ctx = Context(actor, unit, system_clock())
        admin.create_book(ctx, admin.NewBook(slug="bench", name="Bench", country="NO"))
        for number in range(FIRST, FIRST + parties):
            party = PartyPatch(name=f"Customer {number}", email=f"{number}@x.example")
            mail = AddressPatch(street="Kaien 1", city="Bergen", postal_code="5003", country="NO")
            change = PartyChange(party=party, mail=mail)
            create_party(ctx, Role.CUSTOMER, change, number=number)
        first = admin.create_app(ctx, admin.NewApp(name="one"), ECONOMIC, hash_password)
        second = admin.create_app(ctx, admin.NewApp(name="two"), POWEROFFICE, hash_password)
        third = admin.create_app(ctx, admin.NewApp(name="three"), FLOWTLY, hash_password)
    database.close()
    client = TestClient(make_app(settings))
    economic = {
        "X-AppSecretToken": first["app_secret_token"],
        "X-AgreementGrantToken": first["agreement_grant_token"],
    }
    flowtly = {"Authorization": f"Bearer {third['token']}"}
    return Bench(client, economic, sign_in(client, second), flowtly)


def sign_in(client: TestClient, keys: dict[str, str]) -> dict[str, str]:
    """The headers of an app of the second dialect."""
    pair = base64.b64encode(f"{keys['application_key']}:{keys['client_key']}".encode()).decode()
    gate = {"Ocp-Apim-Subscription-Key": keys["subscription_key"]}
    answer = client.simulate_post(
        "/poweroffice/OAuth/Token",
        headers={**gate, "Authorization": f"Basic {pair}"},
        body="grant_type=client_credentials",
    )
    return {**gate, "Authorization": f"Bearer {answer.json['access_token']}"}


def operations(bench: Bench) -> dict[str, tuple[int, dict[str, Call]]]:
    """What is measured: how often, and how each dialect says it."""

    def put() -> Result:
        shown = bench.get(f"{E}/{FIRST}").json
        return bench.send("PUT", f"{E}/{FIRST}", {**shown, "phone": str(next(bench.numbers))})

    def patch() -> Result:
        value = str(next(bench.numbers))
        operation = {"op": "replace", "path": "/PhoneNumber", "value": value}
        return bench.send("PATCH", f"{P}/1", [operation])

    def create() -> Result:
        body = {"customerNumber": next(bench.numbers), "name": "New", "zone": 1}
        return bench.send("POST", E, {**body, "currency": "NOK", "access": True})

    def new_client() -> Result:
        body = {"name": "New", "status": "active", "tinType": "none"}
        where = {"country": "/countries/NO", "currency": "/currencies/NOK"}
        return bench.send("POST", F, {**body, **where})

    def merge_patch() -> Result:
        return bench.send("PATCH", f"{F}/1", {"addressPhoneNumber": str(next(bench.numbers))})

    def page(size: int) -> Call:
        return lambda: bench.get(P, PageSize=size)

    def clients(size: int) -> Call:
        return lambda: bench.get(F, itemsPerPage=size)

    return {
        "by id": (
            200,
            {
                "e": lambda: bench.get(f"{E}/{FIRST}"),
                "p": lambda: bench.get(f"{P}/1"),
                "f": lambda: bench.get(f"{F}/1"),
            },
        ),
        "list of 30": (
            50,
            {"e": lambda: bench.get(f"{E}/paged", pageSize=30), "p": page(30), "f": clients(30)},
        ),
        "list of 100": (
            50,
            {"e": lambda: bench.get(f"{E}/paged", pageSize=100), "p": page(100), "f": clients(100)},
        ),
        "list of 1,000": (20, {"e": lambda: bench.get(E), "p": page(1_000), "f": clients(1_000)}),
        "search": (
            50,
            {"f": lambda: bench.get(f"{F}/search", query="mer 1000")},
        ),
        "list of 20,000": (3, {"p": page(20_000)}),
        "create": (
            100,
            {"e": create, "p": lambda: bench.send("POST", P, {"Name": "New"}), "f": new_client},
        ),
        "get and put, patch": (
            100,
            {"e": put, "p": patch, "f": merge_patch},
        ),
    }


def measure(call: Call, times: int) -> tuple[float, int]:
    """Mean milliseconds of a call, and bytes of its answer."""
    answer = call()
    assert answer.status_code < 300, answer.text
    started = time.perf_counter()
    for _ in range(times):
        call()
    return (time.perf_counter() - started) / times * 1_000, len(answer.content)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench.dialects", description=__doc__)
    parser.add_argument("--parties", type=int, default=20_000)
    parser.add_argument("--database", help="an empty one; a new file of SQLite by default")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = options.database or f"sqlite:///{Path(folder) / 'bench.db'}"
        bench = fill(url, options.parties)
        heads = [f"{name} ms | bytes" for name in DIALECTS.values()]
        print(f"| operation | {' | '.join(heads)} | Flowtly to e-conomic |")
        print(f"| --- |{' --: |' * (2 * len(DIALECTS) + 1)}")
        for name, (times, calls) in operations(bench).items():
            found = {dialect: measure(call, times) for dialect, call in calls.items()}
            cells = [name]
            for dialect in DIALECTS:
                told = found.get(dialect)
                cells += [f"{told[0]:.2f}", f"{told[1]:,}"] if told else ["", ""]
            both = "e" in found and "f" in found
            cells.append(f"{found['f'][0] / found['e'][0]:.2f}" if both else "")
            print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
