"""The published GraphQL client of Python, unmodified, with the schema it fetched itself."""

import csv
import gzip
import os
import time
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

from gql import Client, gql
from gql.transport.exceptions import TransportServerError
from gql.transport.httpx import HTTPXTransport

from partita.demo.samples import communes, french_vat

VARIABLE: Final = "PARTITA_TEST_COMMUNES"
"""Names a file of municipalities (``siren``, ``name``, ``postal_code``) instead of our sample."""

CREATE: Final = """
mutation ($values: CustomerCreateGLDtoInput!) { createCustomer(input: $values) { id code } }"""
UNAVAILABLE: Final = 503
BUSY_MAX: Final = 20
"""How often a request is said again that the server was too busy for."""

Json = dict[str, Any]


def client(base: str, path: str, keys: Json) -> Client:
    """A client that checks every document against the schema it has read."""
    headers = {
        "Authorization": f"Bearer {keys['access_token']}",
        "X-Api-Key": keys["subscription_key"],
        "X-TenantId": keys["tenant_id"],
        "X-OrganizationId": keys["organization_id"],
    }
    transport = HTTPXTransport(url=base + path, headers=headers, timeout=60)
    return Client(transport=transport, fetch_schema_from_transport=True)


def ask(session: Any, document: str, **variables: Any) -> Json:  # noqa: ANN401  # of the library
    """Ask, and answer the data."""
    request = gql(document)
    request.variable_values = variables
    told: Json = session.execute(request)
    return told


def ask_patiently(
    session: Any,  # noqa: ANN401  # of the library
    document: str,
    variables: Json,
    busy: list[float],
) -> Json:
    """Ask, and again where the server says that it was too busy to begin.

    Args:
        session: Of the client.
        document: What is asked.
        variables: Of it.
        busy: When that was the case is added here.
    """
    for _ in range(BUSY_MAX):
        try:
            return ask(session, document, **variables)
        except TransportServerError as error:
            if error.code != UNAVAILABLE:
                raise
            busy.append(time.monotonic())
            time.sleep(1)
    raise TimeoutError(document[:80])


@cache
def many_created(count: int) -> str:
    """A document that makes so many customers, which are its variables ``v0``, ``v1`` and on."""
    places = range(count)
    variables = " ".join(f"$v{each}: CustomerCreateGLDtoInput!" for each in places)
    fields = " ".join(f"c{each}: createCustomer(input: $v{each}) {{ code }}" for each in places)
    return f"mutation ({variables}) {{ {fields} }}"


def batched(rows: Iterator[Json], size: int) -> Iterator[list[Json]]:
    """The rows in lists of so many, the last one perhaps shorter."""
    while batch := list(islice(rows, size)):
        yield batch


def municipalities() -> Iterator[Json]:
    """Municipalities of France as new customers."""
    for siren, name, postal_code in _rows():
        yield {
            "socialName": f"Commune de {name}"[:70],
            "documentId": siren,
            "vatNumber": french_vat(siren),
            "addresses": [
                {"city": name[:35], "zipCode": postal_code, "countryIsoCodeAlpha2": "FR"}
            ],
        }


def _rows() -> Iterator[tuple[str, str, str]]:
    path = os.environ.get(VARIABLE)
    if path is None:
        for each in communes():
            yield each.siren or "", each.city or "", each.postal_code or ""
        return
    with gzip.open(Path(path), "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["siren"], row["name"], row["postal_code"]
