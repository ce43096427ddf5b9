"""Tokens and subscription keys (section 2 of the contract), and what an app may do (section 11)."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from partita.access.secret import hash_secret
from partita.faces.poweroffice.tokens import TOKEN_S, make_token
from partita.usecases import admin
from tests.faces.poweroffice.api import MOUNT, Api, ask_for_token, basic, refused
from tests.faces.world import World

DEMO = f"{MOUNT}/Demo"


@pytest.fixture
def keys(world: World) -> dict[str, str]:
    return world.give_access("poweroffice", "Customer_Full", "ContactGroup", "ShowCustomerSSN")


def claims(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    decoded = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    found: dict[str, Any] = msgspec.json.decode(decoded)
    return found


def test_a_token_is_a_jwt_of_twenty_minutes_that_carries_the_privileges(
    world: World, keys: dict[str, str]
) -> None:
    answer = ask_for_token(world, keys)
    assert answer.status_code == 200
    assert {k: v for k, v in answer.json.items() if k != "access_token"} == {
        "token_type": "bearer",
        "expires_in": 1200,
    }
    told = claims(answer.json["access_token"])
    assert told["role"] == ["ContactGroup", "Customer_Full"]
    assert told["goAllowShowCustomerSSN"] is True
    assert told["goAllowShowEmployeeSSN"] is told["goAllowSendInvoice"] is False
    assert told["exp"] - told["iat"] == TOKEN_S == 1200
    secrets = [value for name, value in keys.items() if name.endswith("key")]
    assert not any(secret in answer.text for secret in secrets)


@pytest.mark.parametrize("path", ["/OAuth/Token", "/oauth/token", "/OAuth/token", "/OAUTH/TOKEN/"])
def test_paths_ignore_case(world: World, keys: dict[str, str], path: str) -> None:
    from falcon.testing import TestClient  # noqa: PLC0415

    headers = {
        "Authorization": basic(keys),
        "Ocp-Apim-Subscription-Key": keys["secondary_subscription_key"],
    }
    client = TestClient(world.app)
    for mount in (MOUNT, DEMO, DEMO.lower()):
        body = "grant_type=client_credentials"
        answer = client.simulate_post(mount + path, headers=headers, body=body)
        assert answer.status_code == 200, mount


def test_the_header_wins_over_empty_credentials_in_the_body(
    world: World, keys: dict[str, str]
) -> None:
    body = "client_id=&client_secret=&grant_type=client_credentials"
    assert ask_for_token(world, keys, body=body).status_code == 200


def test_credentials_in_the_body_alone(world: World, keys: dict[str, str]) -> None:
    pair = f"client_id={keys['application_key']}&client_secret={keys['client_key']}"
    body = f"grant_type=client_credentials&{pair}"
    answer = ask_for_token(world, keys, body=body, headers={"Authorization": None})
    assert answer.status_code == 200


def test_the_subscription_key_in_the_query(world: World, keys: dict[str, str]) -> None:
    answer = ask_for_token(
        world,
        keys,
        headers={"Ocp-Apim-Subscription-Key": None},
        params={"subscription-key": keys["subscription_key"]},
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"body": "grant_type=password"}, "unsupported_grant_type"),
        ({"body": ""}, "invalid_request"),
        ({"body": "\xff\xfe=%%%"}, "invalid_request"),
        ({"headers": {"Authorization": "Basic bm86b25l"}}, "invalid_client"),
        ({"headers": {"Authorization": "Basic %%%"}}, "invalid_client"),
        ({"headers": {"Authorization": "Basic"}}, "invalid_client"),
        ({"headers": {"Authorization": None}}, "invalid_client"),
        ({"headers": {"Authorization": f"Basic {'YTph' * 3000}"}}, "invalid_client"),
    ],
)
def test_refusals_of_the_token_endpoint(
    world: World, keys: dict[str, str], more: dict[str, Any], error: str
) -> None:
    answer = ask_for_token(world, keys, **more)
    assert answer.status_code == 400
    assert answer.json["error"] == error
    assert answer.json["error_description"]
    assert "access_token" not in answer.json


@pytest.mark.parametrize(
    ("key", "word"), [(None, "missing"), ("other", "invalid"), ("x" * 5000, "invalid")]
)
def test_the_gateway_asks_for_the_subscription_key(
    world: World, keys: dict[str, str], key: str | None, word: str
) -> None:
    api = Api(world, keys)
    headers = {"Ocp-Apim-Subscription-Key": key}
    for answer in (
        ask_for_token(world, keys, headers=headers),
        api.call("GET", "/Customers", headers=headers),
    ):
        assert answer.status_code == 401
        assert answer.json["statusCode"] == 401
        assert word in answer.json["message"]


@pytest.mark.parametrize("scheme", [None, "", "Bearer", "Bearer x", "Bearer a.b.c", "Basic x"])
def test_no_token_no_answer(api: Api, scheme: str | None) -> None:
    answer = api.call("GET", "/Customers", headers={"Authorization": scheme})
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_false_tokens(api: Api) -> None:
    head, payload, signature = api.token.split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    changed = (
        base64.urlsafe_b64encode(msgspec.json.encode({**claims(api.token), "exp": 2**40}))
        .decode()
        .rstrip("=")
    )
    for token in (
        f"{head}.{changed}.{signature}",
        f"{none}.{payload}.",
        f"{none}.{payload}.{signature}",
        f"{head}.{payload}.{signature[:-4]}AAAA",
        f"{head}.{payload}",
        api.token + "x" * 9_000,
    ):
        answer = api.call("GET", "/Customers", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401


def test_a_token_ends(api: Api) -> None:
    pair = f"{api.keys['application_key']}:{api.keys['client_key']}"
    finder = hash_secret(pair)
    grant = api.world.engine.find_grant("poweroffice", finder)
    assert grant is not None
    for age_s, status in ((TOKEN_S - 60, 204), (TOKEN_S + 1, 401)):
        begun = datetime.now(UTC) - timedelta(seconds=age_s)
        token = make_token(grant, finder, {"environment": "production"}, begun)
        answer = api.call("GET", "/Customers", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == status, age_s


def test_tokens_of_the_two_environments_are_not_mixed(world: World, keys: dict[str, str]) -> None:
    production, demo = Api(world, keys), Api(world, keys, DEMO)
    assert production.get("/Customers").status_code == 204
    assert demo.get("/Customers").status_code == 204
    foreign = {"Authorization": f"Bearer {demo.token}"}
    assert production.call("GET", "/Customers", headers=foreign).status_code == 401


def test_a_revoked_app_stops_at_once(api: Api) -> None:
    with api.world.book.writing() as ctx:
        admin.revoke_app(ctx, "app 1")
    assert api.get("/Customers").status_code == 401
    assert ask_for_token(api.world, api.keys).json["error"] == "invalid_client"


def test_a_key_of_another_app_is_none_of_this_one(world: World, keys: dict[str, str]) -> None:
    other = world.give_access("poweroffice")
    headers = {"Ocp-Apim-Subscription-Key": other["subscription_key"]}
    assert Api(world, keys).call("GET", "/Customers", headers=headers).status_code == 401


def test_whoever_may_only_look_may_not_write(world: World) -> None:
    api = Api(world, world.give_access("poweroffice", is_read_only=True))
    assert api.get("/Customers").status_code == 204
    answer = api.post("/Customers", {"Name": "A"})
    assert (answer.status_code, answer.content) == (403, b"")


LISTS = {
    "/Customers": "Customer",
    "/Suppliers": "Supplier",
    "/Employees": "Employee",
    "/ContactGroups": "ContactGroup",
    "/ContactPersons": "ContactPerson",
    "/ContactDeliveryAddresses": "ContactDeliveryAddress",
    "/ContactBankAccounts": "ContactBankAccount",
    "/SubLedgerNumberSeries": "CommonServices",
}


@pytest.mark.parametrize(("path", "privilege"), LISTS.items())
def test_each_list_needs_its_privilege(world: World, path: str, privilege: str) -> None:
    def statuses(*roles: str) -> int:
        answer = Api(world, world.give_access("poweroffice", *roles)).get(path)
        return answer.status_code

    for role in (privilege, f"{privilege}_Full"):
        assert statuses(role) in (200, 204)
    stranger = "CommonServices" if privilege != "CommonServices" else "ContactGroup"
    answer = Api(world, world.give_access("poweroffice", stranger)).get(path)
    assert (answer.status_code, answer.content) == (403, b"")


def test_reading_is_not_writing(world: World) -> None:
    full = Api(world, world.give_access("poweroffice"))
    made = full.make_customer()["Id"]
    api = Api(world, world.give_access("poweroffice", "Customer"))
    world.forget()
    for answer in (
        api.post("/Customers", {"Name": "A"}),
        api.post("/Customers", {"broken": True}),
        api.replace(f"/Customers/{made}", Name="B"),
        api.delete(f"/Customers/{made}"),
        api.post(f"/ContactPersons/{made}", {"FirstName": "A", "LastName": "B"}),
        api.patch("/Employees/1/BankAccounts"),
    ):
        assert (answer.status_code, answer.content) == (403, b"")
    assert world.changes() == []


def test_parts_are_seen_and_written_as_far_as_their_contacts(world: World) -> None:
    full = Api(world, world.give_access("poweroffice"))
    customer, supplier = full.make_customer()["Id"], full.make_supplier()["Id"]
    account = {"BankAccountNumber": "1503.12.34562", "CountryCode": "SE"}
    place = {"City": "Os", "ZipCode": "5200"}
    person = {"FirstName": "Kari", "LastName": "Vik"}
    made = {
        path: {owner: full.make(f"{path}/{owner}", **body)["Id"] for owner in (customer, supplier)}
        for path, body in (
            ("/ContactBankAccounts", account),
            ("/ContactDeliveryAddresses", place),
            ("/ContactPersons", person),
        )
    }
    reader = Api(world, world.give_access("poweroffice", "Supplier"))
    writer = Api(world, world.give_access("poweroffice", "Supplier_Full", "Customer"))
    for path, ids in made.items():
        own = path.removeprefix("/").removesuffix("es" if path.endswith("sses") else "s")
        all_of = Api(world, world.give_access("poweroffice", own))
        assert reader.ids(path) == [ids[supplier]]
        assert sorted(all_of.ids(path)) == sorted(ids.values())
        assert reader.get(f"{path}/{supplier}/{ids[supplier]}").status_code == 200
        assert reader.get(f"{path}/{customer}/{ids[customer]}").status_code == 404
        assert sorted(writer.ids(path)) == sorted(ids.values())
        name = "Title" if path == "/ContactPersons" else "CountryCode"
        change = {"op": "replace", "path": f"/{name}", "value": "SE"}
        assert writer.patch(f"{path}/{supplier}/{ids[supplier]}", change).status_code == 200
        refused(
            writer.patch(f"{path}/{customer}/{ids[customer]}", change), 404, "Object(s) not found"
        )
        refused(writer.delete(f"{path}/{customer}/{ids[customer]}"), 404, "Object(s) not found")


def test_the_plain_privilege_over_accounts_changes_and_deletes(world: World) -> None:
    full = Api(world, world.give_access("poweroffice"))
    owner = full.make_customer()["Id"]
    made = full.make(f"/ContactBankAccounts/{owner}", BankAccountNumber="15031234562")["Id"]
    api = Api(world, world.give_access("poweroffice", "ContactBankAccount"))
    path = f"/ContactBankAccounts/{owner}"
    assert api.post(path, {"BankAccountNumber": "15031234562"}).status_code == 403
    assert api.replace(f"{path}/{made}", IsActive=False).status_code == 200
    assert api.delete(f"{path}/{made}").status_code == 200


def test_what_the_client_is(world: World) -> None:
    roles = ("Customer", "Supplier_Full", "ShowCustomerSSN")
    api = Api(world, world.give_access("poweroffice", *roles))
    told = api.show("/ClientIntegrationInformation")
    assert told["ClientName"] == "Seeded"
    assert told["ValidPrivileges"] == ["Customer", "Supplier_Full"]
    assert told["InvalidPrivileges"] == []
    assert told["AllowSendInvoice"] is False
    assert "Accounting" in told["ActiveClientSubscriptions"]
