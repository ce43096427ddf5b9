"""Ten requests a second for each subscription key (section 10 of the contract)."""

from falcon.testing import TestClient

from partita.facekit.budget import SharedBudget
from partita.faces.poweroffice.face import build
from partita.server import make_app
from partita.settings import Settings
from tests.faces.poweroffice.api import Api, basic


def test_over_the_limit_the_gateway_says_how_long_to_wait(api: Api) -> None:
    rate = build(shows_false=False).rate
    assert rate is not None
    assert (rate.limit, rate.window_s) == (10, 1)
    api.world.budget = SharedBudget(None, 0, 1, limit=2, window_s=1)
    api.world.serve()
    assert [api.get("/Customers").status_code for _ in range(2)] == [204, 204]
    over = api.get("/Customers")
    assert over.status_code == 429
    assert over.json["statusCode"] == 429
    wait_s = over.headers["retry-after"]
    assert over.json["message"].endswith(f"{wait_s} seconds.")
    api.headers["Ocp-Apim-Subscription-Key"] = api.keys["secondary_subscription_key"]
    assert api.get("/Customers").status_code == 204, "another key has a budget of its own"
    api.world.clock.advance(seconds=1)
    api.headers["Ocp-Apim-Subscription-Key"] = api.keys["subscription_key"]
    assert api.get("/Customers").status_code == 204


def statuses(database_url: str, api: Api, rates: str = "") -> set[int]:
    app = make_app(Settings(database=database_url, log_level="error", dialect_rates=rates))
    headers = {
        "Authorization": basic(api.keys),
        "Ocp-Apim-Subscription-Key": api.keys["subscription_key"],
    }
    client = TestClient(app, headers=headers)
    body = "grant_type=client_credentials"
    token = client.simulate_post("/poweroffice/OAuth/Token", body=body).json["access_token"]
    headers["Authorization"] = f"Bearer {token}"
    path = "/poweroffice/v2/ClientIntegrationInformation"
    return {client.simulate_get(path, headers=headers).status_code for _ in range(40)}


def test_the_limit_is_a_setting(api: Api, database_url: str) -> None:
    assert statuses(database_url, api) == {200, 429}
    assert statuses(database_url, api, rates="poweroffice=0") == {200}
    assert statuses(database_url, api, rates="poweroffice=1000") == {200}


def test_tokens_are_throttled_with_all_else(api: Api, database_url: str) -> None:
    """contracts/poweroffice.md 2, errors of the token endpoint: throttled."""
    client = TestClient(make_app(Settings(database=database_url, log_level="error")))
    headers = {
        "Authorization": basic(api.keys),
        "Ocp-Apim-Subscription-Key": api.keys["subscription_key"],
    }
    body = "grant_type=client_credentials"
    answers = [
        client.simulate_post("/poweroffice/OAuth/Token", body=body, headers=headers)
        for _ in range(40)
    ]
    assert {each.status_code for each in answers} == {200, 429}
    over = next(each for each in answers if each.status_code == 429)
    assert over.json["statusCode"] == 429
    assert over.json["message"].endswith(f"{over.headers['retry-after']} seconds.")
