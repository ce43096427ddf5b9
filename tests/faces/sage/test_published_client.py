"""The published GraphQL client works against both generations, over a real socket."""

from itertools import islice
from typing import Any, Final

import pytest
from gql.transport.exceptions import TransportQueryError
from graphql import GraphQLError

from tests.builders import make_customer
from tests.faces.live import live
from tests.faces.sage.lands import land
from tests.faces.sage.published import CREATE, ask, client, municipalities
from tests.faces.world import World

GENERATIONS: Final = {
    "/sage/graphql": ("Customers", "CustomersGLDto"),
    "/sage/v2/graphql": ("Customer", "Customer"),
}
MANY: Final = 1_000
PAGE: Final = 300
SAMPLE: Final = 100

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


@pytest.mark.parametrize(
    "count", [SAMPLE, pytest.param(None, marks=pytest.mark.slow, id="all there are")]
)
def test_real_municipalities_are_taken(world: World, count: int | None) -> None:
    api = land(world, "FR")
    with live(api.world) as base, client(base, "/sage/v2/graphql", api.keys) as session:
        made = {
            ask(session, CREATE, values=values)["createCustomer"]["code"]
            for values in islice(municipalities(), count)
        }
        total = ask(session, "{ customers { totalCount } }")["customers"]["totalCount"]
    assert len(made) == total > 0
