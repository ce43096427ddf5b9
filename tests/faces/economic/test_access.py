"""Tokens, roles, demonstration, budgets, headers, paths (sections 2, 3, 10 and 11)."""

import re

import pytest
from falcon.testing import TestClient

from partita.facekit.budget import SharedBudget
from partita.usecases import admin
from tests.faces.economic.api import Api, refused
from tests.faces.world import World

PATHS = ("/Contacts", "/Contacts/paged", "/Contacts/count", "/Contacts/1", "/Setup", "/Customers")
TRACE = re.compile(r"[0-9a-f]{16}-CPH")

BAD_TOKENS: list[dict[str, str | None]] = [
    {"X-AppSecretToken": None},
    {"X-AgreementGrantToken": None},
    {"X-AppSecretToken": None, "X-AgreementGrantToken": None},
    {"X-AppSecretToken": ""},
    {"X-AppSecretToken": "wrong"},
    {"X-AgreementGrantToken": "wrong"},
    {"X-AgreementGrantToken": "x" * 10_000},
    {"X-AppSecretToken": "\u00e6\u00f8\u00e5"},
    {"X-AppSecretToken": "demo", "X-AgreementGrantToken": "demo"},
]


@pytest.fixture
def database_url(fresh_url: str) -> str:
    """The keys of a demonstration are the same in all books."""
    return fresh_url


def test_who_has_not_both_tokens_is_nobody(api: Api) -> None:
    for headers in BAD_TOKENS:
        for path in PATHS:
            body = refused(api.call("GET", path, headers=headers), 401, "Unauthorized")
            assert body["title"] == "Unauthorized access."
        refused(api.call("POST", "/Contacts", json={}, headers=headers), 401, "Unauthorized")


def test_the_tokens_of_two_agreements_do_not_mix(world: World, api: Api) -> None:
    other = world.give_access("economic")
    headers = {"X-AppSecretToken": other["app_secret_token"]}
    refused(api.call("GET", "/Contacts", headers=headers), 401, "Unauthorized")


def test_revoked_tokens_stop_at_once(world: World, api: Api) -> None:
    assert api.get("/Contacts").status_code == 200
    with world.book.writing() as ctx:
        admin.revoke_app(ctx, "app 1")
    refused(api.get("/Contacts"), 401, "Unauthorized")


@pytest.mark.parametrize("role", ["SuperUser", "Sales"])
def test_roles_that_may(world: World, role: str) -> None:
    api = Api(world, world.give_access("economic", role))
    assert api.get("/Contacts").status_code == 200
    api.make_customer(1)
    api.make_contact(1)


@pytest.mark.parametrize("role", ["Bookkeeping", "ProjectEmployee"])
def test_roles_that_may_not(world: World, role: str) -> None:
    api = Api(world, world.give_access("economic", role))
    for path in PATHS:
        body = refused(api.get(path), 403, "AccessDeniedMissingRole")
        assert body["title"] == "Access forbidden."
    refused(api.post("/Contacts", {}), 403, "AccessDeniedMissingRole")


def test_a_missing_role_is_told_with_what_is_used_of_the_budget(world: World) -> None:
    """Both rate headers are present on failures too (contracts/economic.md 11)."""
    world.budget = SharedBudget(None, 0, 1, limit=10, window_s=60)
    world.serve()
    api = Api(world, world.give_access("economic", "Bookkeeping"))
    headers = api.get("/Contacts/paged").headers
    assert headers["x-ratelimiting"] == "token-limit-10-per-60-seconds: 1/10"
    assert headers["x-callcost"] == "1"


def test_one_role_that_may_is_enough(world: World) -> None:
    api = Api(world, world.give_access("economic", "Bookkeeping", "Sales"))
    assert api.get("/Contacts").status_code == 200


def test_the_demonstration_tokens_only_read(world: World) -> None:
    demo = {"app_secret_token": "demo", "agreement_grant_token": "demo"}
    world.give_access("economic", chosen=demo, is_read_only=True)
    api = Api(world, demo)
    assert api.get("/Contacts").json == {"items": []}
    assert api.get("/Setup").status_code == 200
    for method, path in (("POST", "/Contacts"), ("PUT", "/Contacts"), ("DELETE", "/Contacts/1")):
        refused(api.call(method, path, json={}), 403, "AccessDeniedReadOnly")
    assert world.changes() == []


def test_the_budget_is_shared_by_all_and_told_on_failures_too(world: World) -> None:
    world.budget = SharedBudget(None, 0, 1, limit=10, window_s=60)
    world.serve()
    one = Api(world, world.give_access("economic"))
    two = Api(world, world.give_access("economic"))
    told = one.get("/Contacts").headers
    assert told["x-ratelimiting"] == "token-limit-10-per-60-seconds: 3/10"
    assert told["x-callcost"] == "3"
    failed = two.get("/Contacts/99")
    assert failed.status_code == 404
    assert failed.headers["x-ratelimiting"] == "token-limit-10-per-60-seconds: 4/10"
    assert two.post("/Contacts", {}).headers["x-callcost"] == "1"
    assert two.get("/Contacts").status_code == 200
    answer = one.get("/Contacts")
    body = refused(answer, 429, "TooManyRequests")
    assert body["title"] == "Too many requests."
    assert answer.headers["x-ratelimiting"] == "token-limit-10-per-60-seconds: 8/10"
    assert 0 < int(answer.headers["retry-after"]) <= 61
    assert one.get("/Contacts/count").status_code == 200


def test_every_answer_is_named(api: Api) -> None:
    good, bad = api.get("/Contacts"), api.get("/Contacts/99")
    assert TRACE.fullmatch(good.headers["x-requestid"])
    assert TRACE.fullmatch(bad.json["traceId"])
    assert bad.headers["x-requestid"] == bad.json["traceId"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", bad.json["traceTimeUtc"])
    assert bad.json["errors"] == []
    assert bad.json["type"] == "https://tools.ietf.org/html/rfc9110#section-15.5.5"


@pytest.mark.parametrize(
    "path",
    [
        "/economic/customersapi/v3.1.0/contacts",
        "/ECONOMIC/CustomersApi/V3.1.0/CONTACTS",
        "//economic//customersapi//v3.1.0//Contacts",
        "/economic/customersapi/v3.1.0/Contacts/",
    ],
)
def test_paths_in_any_form(api: Api, path: str) -> None:
    client = TestClient(api.world.app)
    assert client.simulate_get(path, headers=api.headers).json == {"items": []}


@pytest.mark.parametrize(
    "path", ["/Nothing", "/Contacts/1/2", "/customer-groups", "/Contacts/paged/1"]
)
def test_nothing_is_served_elsewhere(api: Api, path: str) -> None:
    refused(api.get(path), 404, "ResourceNotFound")
    refused(api.at("9.9.9").get("/Contacts"), 404, "ResourceNotFound")


WRONG_METHODS = [
    ("PUT", "/Contacts/1", {"GET", "DELETE"}),
    ("PATCH", "/Contacts", {"GET", "POST", "PUT"}),
    ("POST", "/Contacts/1", {"GET", "DELETE"}),
    ("DELETE", "/Contacts", {"GET", "POST", "PUT"}),
    ("PUT", "/DeliveryLocations/1", {"GET", "DELETE"}),
    ("POST", "/Contacts/paged", {"GET"}),
    ("POST", "/Setup", {"GET"}),
    ("PUT", "/Customers", {"GET", "POST"}),
    ("POST", "/Customers/1", {"GET", "PUT", "DELETE"}),
]


def test_wrong_methods_on_known_paths(api: Api) -> None:
    for method, path, allowed in WRONG_METHODS:
        answer = api.call(method, path, json={})
        body = refused(answer, 405, "MethodNotAllowed")
        told = {each.strip() for each in answer.headers["allow"].split(",")}
        assert allowed <= told <= {*allowed, "OPTIONS", "HEAD"}, (method, path)
        assert body["type"].endswith("15.5.6")


def test_options_tell_what_is_offered(api: Api) -> None:
    answer = api.call("OPTIONS", "/Contacts")
    assert answer.status_code in (200, 204)
    assert {"GET", "POST", "PUT"} <= set(answer.headers["allow"].replace(" ", "").split(","))


def test_head_is_get_without_a_body(api: Api) -> None:
    answer = api.call("HEAD", "/Contacts")
    assert (answer.status_code, answer.content) == (200, b"")
    assert api.call("HEAD", "/Contacts/99").status_code == 404


@pytest.mark.parametrize(
    "accept", ["application/problem+json", "text/html", "image/*", "nonsense", "*/*;q=0"]
)
def test_accept_is_never_refused(api: Api, accept: str) -> None:
    api.make_customer(1)
    headers = {"Accept": accept}
    assert api.call("GET", "/Contacts", headers=headers).status_code == 200
    assert api.call("GET", "/Contacts/9", headers=headers).status_code == 404
    number = api.make_contact(1)
    body = api.show(f"/Contacts/{number}")
    assert api.call("PUT", "/Contacts", json=body, headers=headers).status_code == 204
    assert api.call("DELETE", f"/Contacts/{number}", headers=headers).status_code == 204


def test_the_media_type_counts_only_with_a_body(api: Api) -> None:
    api.make_customer(1)
    number = api.make_contact(1)
    for media_type in ("application/json", "text/plain"):
        headers = {"Content-Type": media_type}
        assert api.call("GET", "/Contacts", headers=headers).status_code == 200
    headers = {"Content-Type": "text/plain"}
    assert api.call("DELETE", f"/Contacts/{number}", headers=headers).status_code == 204
    refused(api.call("POST", "/Contacts", headers=headers), 400, "BadJsonRequest")


@pytest.mark.parametrize(
    ("media_type", "status"),
    [
        ("application/json", 201),
        ("application/json; charset=utf-8", 201),
        ("APPLICATION/JSON", 201),
        ("application/vnd.x+json", 201),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        (None, 415),
    ],
)
def test_the_media_type_of_a_body(api: Api, media_type: str | None, status: int) -> None:
    api.make_customer(1)
    headers = {"Content-Type": media_type} if media_type else {}
    body = b'{"customerNumber": 1, "name": "Ada"}'
    answer = api.call("POST", "/Contacts", body=body, headers=headers)
    assert answer.status_code == status
    if status == 415:
        told = refused(answer, 415, "UnsupportedMediaType")["detail"]
        assert "application/json" in told
        assert (media_type or "nothing") in told


def test_a_compressed_body_is_refused_for_its_coding(api: Api) -> None:
    """415 says why (contracts/economic.md 8)."""
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    answer = api.call("POST", "/Contacts", body=b"\x1f\x8b", headers=headers)
    assert "gzip" in refused(answer, 415, "UnsupportedMediaType")["detail"]
