"""Headers, limits and documents nobody should send (contracts/sage.md 1.3, 1.4, 1.6, 7)."""

import time
from typing import Any

import pytest
from falcon.testing import TestClient

from partita.facekit.budget import SharedBudget
from tests.faces.sage.api import Api

COUNT = "{ customers { totalCount } }"
OTHER = "11111111-2222-3333-4444-555555555555"
BAD_HEADER = {
    "Message": "Bad Request",
    "Code": None,
    "Path": None,
    "Locations": None,
    "Extensions": None,
    "Exception": None,
    "SyntaxNode": None,
}
WRONG_KEY = (
    "Access denied due to invalid subscription key. "
    "Make sure to provide a valid key for an active subscription."
)


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({"X_Api_Key": "wrong", "Authorization": None}, WRONG_KEY),
        ({"X_Api_Key": "wrong"}, WRONG_KEY),
        ({"Authorization": None}, "JWT not present."),
        ({"Authorization": "Bearer nonsense"}, "Invalid JWT."),
    ],
    ids=["the key is looked at first", "wrong key", "no token", "wrong token"],
)
def test_the_gateway_refuses(api: Api, headers: dict[str, str | None], message: str) -> None:
    answer = api.post({"query": COUNT}, **headers)
    assert answer.status_code == 401
    assert answer.json == {"statusCode": 401, "message": message}


def test_a_missing_key_is_told(api: Api) -> None:
    answer = api.post({"query": COUNT}, X_Api_Key=None)
    assert answer.status_code == 401
    assert "missing subscription key" in answer.json["message"]


@pytest.mark.parametrize("name", ["X_TenantId", "X_OrganizationId"])
@pytest.mark.parametrize("value", [None, "", "nonsense"])
def test_the_first_generation_refuses_unusable_headers(
    first_api: Api, name: str, value: str | None
) -> None:
    answer = first_api.post({"query": COUNT}, **{name: value})
    assert (answer.status_code, answer.json) == (400, BAD_HEADER)
    assert first_api.post(
        {"query": "{ userProfile { id } }"}, X_TenantId=None, X_OrganizationId=None
    ).json["data"]["userProfile"]["id"]


def test_the_second_generation_ignores_the_tenant_and_needs_the_organization(api: Api) -> None:
    assert api.post({"query": COUNT}, X_TenantId="nonsense").json["data"]
    answer = api.post({"query": COUNT}, X_OrganizationId=None)
    assert answer.status_code == 200
    assert answer.json == {
        "errors": [{"message": "X-OrganizationId header is mandatory"}],
        "data": {"customers": None},
    }
    free = "{ organizations { nodes { id } } userProfile { id } }"
    assert "errors" not in api.post({"query": free}, X_OrganizationId=None).json


def test_another_organization_is_not_ours(api: Api) -> None:
    answer = api.post({"query": COUNT}, X_OrganizationId=OTHER)
    assert answer.status_code == 200
    assert answer.json == {
        "errors": [
            {
                "message": "The current user is not authorized to access this resource.",
                "locations": [{"line": 1, "column": 3}],
                "path": ["customers"],
                "extensions": {"code": "AUTH_NOT_AUTHORIZED"},
            }
        ],
        "data": {"customers": None},
    }


def test_a_token_that_may_only_read_cannot_write(api: Api) -> None:
    reader = Api(api.world, api.world.give_access("sage", "RDSA"))
    assert reader.ask(COUNT)["customers"] == {"totalCount": 0}
    document = 'mutation { deleteCustomer(input: {id: "%s"}) { id } }'.replace("%s", OTHER)
    (error,) = reader.refused(document)
    assert error["message"] == "global.businessErrors.authorizationPolicy"
    assert error["extensions"] == {"details": "delete-customer"}


def test_an_unknown_field_is_told_in_the_words_of_the_dialect(api: Api) -> None:
    answer = api.send("{ customers { nodes { x } } }")
    assert answer.status_code == 400
    (error,) = answer.json["errors"]
    assert error["message"] == "The field `x` does not exist on the type `Customer`."
    assert error["extensions"]["responseName"] == "x"
    assert "data" not in answer.json


HUGE = "{ customers { nodes { " + "id " * 350_000 + "} } }"
BAD: list[Any] = [
    pytest.param([{"query": COUNT}], id="a batch"),
    pytest.param({"query": HUGE[:900_000]}, id="nearly a megabyte"),
    pytest.param(
        {
            "query": "{ customers { nodes { %s } } }".replace(
                "%s", " ".join(f"a{n}: id" for n in range(10_000))
            )
        },
        id="ten thousand aliases",
    ),
    pytest.param(
        {
            "query": "{ customers { nodes { ...a } } } fragment a on Customer { ...b } "
            "fragment b on Customer { ...a }"
        },
        id="fragments in a circle",
    ),
    pytest.param(
        {"query": f"{{ customers(where: {'{and: [' * 500}{{}}{']}' * 500}) {{ totalCount }} }}"},
        id="500 deep in the document",
    ),
    pytest.param({"query": '{ customers(after: "' + '\\"' * 99_000}, id="a text that never ends"),
    pytest.param({"query": '{ a(b: """' + '\\"""' * 45_000}, id="a block that never ends"),
    pytest.param(
        {
            "query": "#\n" * 600
            + f"{{ customers(where: {'{and: [' * 300}{{}}{']}' * 300}) {{ id }} }}"
        },
        id="deep behind empty comments",
    ),
    pytest.param(
        {
            "query": f"{{ {' '.join(f'...f{n}' for n in range(1_600))} }}"
            + "".join(f" fragment f{n} on Query {{ a{n}: __typename }}" for n in range(1_600))
        },
        id="fragments by the thousand",
    ),
    pytest.param(
        {
            "query": "{ __schema { types"
            + " { fields { type" * 15
            + " { name }"
            + " } }" * 15
            + " } }"
        },
        id="the schema over and over",
    ),
    pytest.param(
        {
            "query": "{ __schema { types {"
            + "".join(f" f{n}: fields {{ name type {{ name }} }}" for n in range(200))
            + " } } }"
        },
        id="all types by two hundred names",
    ),
    pytest.param({"query": "subscription { customers { totalCount } }"}, id="a subscription"),
    pytest.param({"query": "query A { __typename } query B { __typename }"}, id="which one"),
    pytest.param({"query": ""}, id="nothing"),
    pytest.param({"query": COUNT, "variables": 5}, id="variables of another kind"),
    pytest.param({"query": COUNT, "operationName": "No"}, id="no such operation"),
    pytest.param("text", id="a text"),
]


@pytest.mark.parametrize("body", BAD)
def test_bad_documents_are_refused_soon(api: Api, body: Any) -> None:  # noqa: ANN401
    started = time.thread_time()  # what others do in the machine does not count
    answer = api.post(body)
    assert answer.status_code == 400, answer.text
    assert answer.json["errors"][0]["message"]
    assert "data" not in answer.json
    assert time.thread_time() - started < 5


@pytest.mark.parametrize(
    ("depth", "told"), [(100, "nested deeper"), (500, "not valid JSON"), (50_000, "not valid JSON")]
)
def test_a_deep_filter_in_variables_is_refused(api: Api, depth: int, told: str) -> None:
    where = '{"and": [' * depth + "{}" + "]}" * depth
    query = "query ($where: CustomerFilterInput) { customers(where: $where) { totalCount } }"
    body = f'{{"query": "{query}", "variables": {{"where": {where}}}}}'
    headers = {**api.headers, "Content-Type": "application/json"}
    answer = TestClient(api.world.app).simulate_post(api.path, body=body, headers=headers)
    assert answer.status_code == 400
    assert told in answer.json["errors"][0]["message"]


def test_what_costs_too_much_is_refused(api: Api, first_api: Api) -> None:
    fields = " ".join(f"f{n}: socialName" for n in range(20))
    roots = " ".join(f"c{n}: customers(first: 500) {{ nodes {{ {fields} }} }}" for n in range(90))
    told = {}
    for each in (first_api, api):
        answer = each.send(f"{{ {roots} }}")
        assert answer.status_code == 200
        (error,) = answer.json["errors"]
        assert error["extensions"].pop("code") == "HC0047"
        assert "data" not in answer.json
        told[error["message"]] = error["extensions"]
    first, second = told.values()
    assert list(told) == [
        "The maximum allowed operation complexity was exceeded.",
        "The maximum allowed field cost was exceeded.",
    ]
    assert first["complexity"] > first["allowedComplexity"] == 100_000
    assert second["fieldCost"] > second["maxFieldCost"] == 650_000


def test_null_for_what_must_be_there(api: Api) -> None:
    query = "mutation ($v: CustomerCreateGLDtoInput!) { createCustomer(input: $v) { id } }"
    answer = api.send(query, v={"socialName": None})
    assert answer.json["errors"][0]["message"] == "Cannot accept null for non-nullable input"
    answer = api.send("query ($n: Int!) { customers(first: $n) { totalCount } }", n="x")
    assert answer.status_code == 400
    assert answer.json["errors"][0]["extensions"] == {"code": "HC0016"}


def test_introspection_and_the_services_for_words(api: Api) -> None:
    found = api.ask(
        """query ($name: String!) { __type(name: $name) { name kind }
        localizedEnumValues(enumName: "Courtesy", language: "fr-FR") { value label } }""",
        name="Customer",
    )
    assert found["__type"] == {"name": "Customer", "kind": "OBJECT"}
    assert {"value": "MR", "label": "Monsieur"} in found["localizedEnumValues"]
    answer = api.send('{ localizedEnumValues(enumName: "Nope") { value } }')
    assert answer.json["data"] is None
    assert "Unrecognized enumeration name 'Nope'" in answer.json["errors"][0]["message"]


def test_who_asks_too_often_is_told_when_to_come_back(api: Api) -> None:
    api.world.budget = SharedBudget(None, 0, 1, limit=2, window_s=60)
    api.world.serve()
    assert [api.post({"query": COUNT}).status_code for _ in range(2)] == [200, 200]
    answer = api.post({"query": COUNT})
    seconds = answer.headers["retry-after"]
    assert answer.status_code == 429
    assert answer.json == {
        "statusCode": 429,
        "message": f"Rate limit is exceeded. Try again in {seconds} seconds.",
    }
    assert 1 <= int(seconds) <= 61
    # Another app has a budget of its own.
    other = Api(api.world, api.world.give_access("sage"))
    assert other.post({"query": COUNT}).status_code == 200


def test_the_country_is_a_hint_where_no_language_is_said(api: Api) -> None:
    asked = '{ localizedEnumValues(enumName: "CustomerType"%s) { label } }'

    def label(more: str = "", **headers: str | None) -> str:
        answer = api.post({"query": asked % more}, X_OrganizationId=None, **headers).json
        return str(answer["data"]["localizedEnumValues"][0]["label"])

    assert [label(X_Country_Code=each) for each in ("de", "FR", "es", "pt", "xx", "")] == [
        *("Unternehmen", "Entreprise", "Empresa", "Empresa", "Business", "Business"),
    ]
    assert label(', language: "fr"', X_Country_Code="de") == "Entreprise"


def test_browsers_get_a_page_that_asks_nobody_else(api: Api) -> None:
    client = TestClient(api.world.app)
    page = client.simulate_get(api.path)
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for name in ("graphiql.min.js", "graphiql.min.css", "react.min.js", "react-dom.min.js"):
        assert f"/sage/graphiql/{name}" in page.text
        plain = client.simulate_get(f"/sage/graphiql/{name}")
        assert plain.status_code == 200
        assert len(plain.content) > 5_000
    assert client.simulate_get("/sage/graphiql/other.js").status_code == 404
