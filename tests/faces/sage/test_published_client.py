"""The published GraphQL client works against both generations, over a real socket."""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any, Final

import pytest
from gql.transport.exceptions import TransportQueryError
from graphql import GraphQLError

from tests.builders import make_customer
from tests.faces.live import live
from tests.faces.sage.lands import land
from tests.faces.sage.published import (
    CREATE,
    Json,
    ask,
    ask_patiently,
    batched,
    client,
    many_created,
    municipalities,
)
from tests.faces.world import World
from tests.figures import note_figures
from tests.server.running import serving

GENERATIONS: Final = {
    "/sage/graphql": ("Customers", "CustomersGLDto"),
    "/sage/v2/graphql": ("Customer", "Customer"),
}
MANY: Final = 1_000
PAGE: Final = 300
SAMPLE: Final = 100
BATCH: Final = 50
CALLERS: Final = 4
WORKERS: Final = 2

PAGES: Final = """
query ($after: String) {
  customers(first: 300, after: $after, order: { socialName: DESC }) {
    nodes { socialName } pageInfo { hasNextPage endCursor } totalCount
  }
}"""


def written(noun: str, of: str, verb: str) -> str:
    return f"""
mutation ($values: {noun}{verb.title()}GLDtoInput!) {{
  done: {verb}{noun}(input: $values) {{ ...all }}
}}
fragment all on {of} {{
  id code socialName addresses {{ id city }}
  contacts {{ id surname emails {{ id emailAddress isDefault }} }}
  paymentTermLines {{ id order value }}
}}"""


@pytest.mark.parametrize("path", GENERATIONS)
def test_create_read_update_and_delete(world: World, path: str) -> None:
    noun, of = GENERATIONS[path]
    api = land(world, "FR")
    values: dict[str, Any] = {
        "socialName": "Atelier Roseau",
        "countryAcronym": "FR",
        "documentId": "732829320",
        "addresses": [{"city": "NANTES", "zipCode": "44000"}],
        "contacts": [{"surname": "Faure", "emails": [{"emailAddress": "ines@example.test"}]}],
        "paymentTermLines": [{"order": 0, "type": "PERCENTAGE", "value": 30.5}],
    }
    with live(api.world) as base, client(base, path, api.keys) as session:
        made = ask(session, written(noun, of, "create"), values=values)["done"]
        person = made["contacts"][0]
        question = "query ($id: UUID) { customers(where: { id: { eq: $id } }) { nodes { code } } }"
        found = ask(session, question, id=made["id"])["customers"]["nodes"]
        assert found == [{"code": made["code"]}]
        changed = ask(
            session,
            written(noun, of, "update"),
            values={
                "id": made["id"],
                "contacts": [
                    {
                        "id": person["id"],
                        "requestedAction": "MODIFY",
                        "emails": [
                            {"id": person["emails"][0]["id"], "requestedAction": "DELETE"},
                            {"emailAddress": "new@example.test", "requestedAction": "CREATE"},
                        ],
                    }
                ],
                "paymentTermLines": [],
                "replaceAll": ["PAYMENT_TERM_LINES"],
            },
        )["done"]
        assert changed["contacts"][0]["emails"][0]["emailAddress"] == "new@example.test"
        assert changed["paymentTermLines"] == []
        with pytest.raises(TransportQueryError) as refused:
            ask(session, written(noun, of, "create"), values=values)
        assert refused.value.errors is not None
        key = "global.businessErrors.documentIdAlreadyExistInOrganization"
        assert [each["message"] for each in refused.value.errors] == [key]
        with pytest.raises(GraphQLError):  # the client knows the schema
            ask(session, "{ customers { nodes { colour } } }")
    if path.endswith("v2/graphql"):
        delete = "mutation ($v: CustomerDeleteGLDtoInput!) { deleteCustomer(input: $v) { id } }"
        assert api.ask(delete, v={"id": made["id"]}) == {"deleteCustomer": {"id": made["id"]}}


@pytest.mark.parametrize("path", GENERATIONS)
def test_a_thousand_are_paged_through(world: World, path: str) -> None:
    api = land(world, "FR")
    with api.world.book.writing() as ctx:
        for number in range(MANY):
            make_customer(ctx, f"N{number:04}")
    read: list[str] = []
    with live(api.world) as base, client(base, path, api.keys) as session:
        after, has_more, pages = None, True, 0
        while has_more:
            page = ask(session, PAGES, after=after)["customers"]
            assert page["totalCount"] == MANY
            read += [each["socialName"] for each in page["nodes"]]
            after, has_more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
            pages += 1
    assert read == [f"N{number:04}" for number in reversed(range(MANY))]
    assert pages == MANY // PAGE + 1


def test_real_municipalities_are_taken(world: World) -> None:
    api = land(world, "FR")
    with live(api.world) as base, client(base, "/sage/v2/graphql", api.keys) as session:
        made = {
            ask(session, CREATE, values=values)["createCustomer"]["code"]
            for values in islice(municipalities(), SAMPLE)
        }
        total = ask(session, "{ customers { totalCount } }")["customers"]["totalCount"]
    assert len(made) == total == SAMPLE


@pytest.mark.long
def test_all_municipalities_are_taken(world: World, shared_url: str, tmp_path: Path) -> None:
    """All there are, many in a request, several requests at once; `VARIABLE` names the file."""
    api = land(world, "FR")
    waiting = batched(municipalities(), BATCH)
    lock = Lock()
    busy: list[float] = []

    def take() -> list[Json]:
        with lock:
            return next(waiting, [])

    def work(base: str) -> list[str]:
        codes: list[str] = []
        with client(base, "/sage/v2/graphql", api.keys) as session:
            while batch := take():
                document = many_created(len(batch))
                given = {f"v{place}": values for place, values in enumerate(batch)}
                made = ask_patiently(session, document, given, busy)
                codes += [each["code"] for each in made.values()]
        return codes

    with serving(shared_url, tmp_path, workers=WORKERS) as server:
        base = f"http://127.0.0.1:{server.port}"
        started = time.monotonic()
        with ThreadPoolExecutor(CALLERS) as callers:
            codes = [code for told in callers.map(work, [base] * CALLERS) for code in told]
        seconds = time.monotonic() - started
        with client(base, "/sage/v2/graphql", api.keys) as session:
            found = ask(session, "{ customers(last: 1) { totalCount nodes { viesCode } } }")
    assert found["customers"]["totalCount"] == len(codes) == len(set(codes)) > SAMPLE
    note_figures(
        "communes",
        database="SQLite" if shared_url.startswith("sqlite") else "PostgreSQL",
        created=len(codes),
        refused=0,
        said_again=len(busy),
        seconds=round(seconds, 1),
        per_s=round(len(codes) / seconds),
    )
