"""Documents of the GraphQL dialect beside plain graphql-core: ``python -m bench.graphql``.

Ours is a whole request without a socket: headers, who asks, the database, the log. The plain side
executes the same parsed document over the same rows, held as dictionaries, and does nothing else.
"""

import argparse
import io
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final

from bench.graphql_plain import DEEP, FLAT, per_second, plain
from partita.access.grant import operator
from partita.bootstrap import open_database, prepare_database
from partita.facekit.passwords import hash_password
from partita.faces.sage.keys import PLAN
from partita.kit.clock import system_clock
from partita.server import make_app
from partita.settings import Settings
from partita.usecases import admin
from partita.usecases.context import Context

PATH: Final = "/sage/v2/graphql"
BY_ID: Final = "query ($id: UUID) { customers(where: {id: {eq: $id}}) { nodes { id socialName } } }"
CREATE: Final = (
    "mutation ($values: CustomerCreateGLDtoInput!) { createCustomer(input: $values) { id code } }"
)
UPDATE: Final = (
    "mutation ($values: CustomerUpdateGLDtoInput!) { updateCustomer(input: $values) { id } }"
)
CUSTOMERS: Final = 1_000


@dataclass
class Endpoint:
    """The endpoint, asked in this process."""

    app: Callable[..., Any]
    keys: dict[str, str]

    def ask(self, query: str, **variables: object) -> bytes:
        """The body of an answer without errors."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": PATH,
            "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_AUTHORIZATION": f"Bearer {self.keys['access_token']}",
            "HTTP_X_API_KEY": self.keys["subscription_key"],
            "HTTP_X_ORGANIZATIONID": self.keys["organization_id"],
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
        }
        answer = b"".join(self.app(environ, lambda *_: None))
        assert b'"errors"' not in answer, answer[:500]
        return answer

    def data(self, query: str, **variables: object) -> Any:  # noqa: ANN401
        """The data of an answer."""
        return json.loads(self.ask(query, **variables))["data"]


def serve(url: str) -> Endpoint:
    """An empty book of the dialect."""
    settings = Settings(database=url, rate_limit=0, dialect_rates="sage=0", log_level="error")
    prepare_database(settings)
    database = open_database(settings)
    actor = operator(database.take_book_id())
    with database.write(actor, "fill") as unit:
        ctx = Context(actor, unit, system_clock())
        wanted = admin.NewBook(slug="bench", name="Bench", country="FR", legislation="FR")
        admin.create_book(ctx, wanted)
        keys = admin.create_app(ctx, admin.NewApp(name="one"), PLAN, hash_password)
    database.close()
    return Endpoint(make_app(settings), keys)


def new_customer(number: int) -> dict[str, Any]:
    """A customer with an address, two contact persons and an e-mail address each."""
    persons = [
        {
            "name": "Ines",
            "surname": f"Faure {each}",
            "emails": [{"emailAddress": f"{number}.{each}@x.example", "isDefault": True}],
        }
        for each in range(2)
    ]
    place = {"firstLine": "4 quai du Port", "city": "NANTES", "countryIsoCodeAlpha2": "FR"}
    return {"socialName": f"Atelier {number}", "addresses": [place], "contacts": persons}


def rows(endpoint: Endpoint) -> list[tuple[str, float, float | None]]:
    """Name, ours a second, and plain graphql-core's a second where it can be compared."""
    numbers = count(CUSTOMERS)
    ids = [
        endpoint.data(CREATE, values=new_customer(number))["createCustomer"]["id"]
        for number in range(CUSTOMERS)
    ]
    read = {"100 customers x 20 fields": FLAT, "100 customers, 4 levels": DEEP}
    found: list[tuple[str, float, float | None]] = [
        (
            name,
            per_second(lambda text=text: endpoint.ask(text), 2),  # type: ignore[misc]  # bound now
            per_second(plain(text, endpoint.data(text)), 2),
        )
        for name, text in read.items()
    ]

    def update() -> bytes:
        values = {"id": ids[0], "tradeName": f"Trade {next(numbers)}"}
        return endpoint.ask(UPDATE, values=values)

    alone: dict[str, Callable[[], bytes]] = {
        "one by id": lambda: endpoint.ask(BY_ID, id=ids[7]),
        "create": lambda: endpoint.ask(CREATE, values=new_customer(next(numbers))),
        "update": update,
    }
    return [*found, *((name, per_second(call, 2), None) for name, call in alone.items())]


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench.graphql", description=__doc__)
    parser.add_argument("--database", help="an empty one; a new file of SQLite by default")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = options.database or f"sqlite:///{Path(folder) / 'bench.db'}"
        print("| document | /s | ms | plain graphql-core /s | ratio |")
        print("| --- | --: | --: | --: | --: |")
        for name, ours, theirs in rows(serve(url)):
            beside = f"{theirs:,.0f} | {ours / theirs:.1f} x" if theirs else "|"
            print(f"| {name} | {ours:,.0f} | {1_000 / ours:.2f} | {beside} |")


if __name__ == "__main__":
    main()
