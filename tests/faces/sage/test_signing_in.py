"""OAuth: codes, PKCE, refresh tokens, revocation (contracts/sage.md 1.5)."""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pyotp
import pytest
from falcon.testing import Result, TestClient

from partita.facekit.passwords import hash_password
from partita.facekit.totp import new_totp_secret
from partita.faces.sage.signing_in import ATTEMPTS_MAX, count_attempt
from partita.kit.clock import system_clock
from partita.kit.ids import trace_id
from partita.usecases import users
from tests.faces.sage.api import Api

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BACK = "http://127.0.0.1:9999/back?x=1"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().strip("=")


def post(api: Api, path: str, **form: str) -> Result:
    client = TestClient(api.world.app)
    return client.simulate_post(f"/sage/connect/{path}", body=urlencode(form), headers=FORM)


def question(api: Api, **more: str) -> dict[str, str]:
    return {
        "client_id": api.keys["client_id"],
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": "RDSA WDSA offline_access",
        **more,
    }


def consent(api: Api, **more: str) -> dict[str, str]:
    """What the app is told after somebody agreed."""
    asked = {**question(api), "decision": "allow", "password": api.keys["client_secret"], **more}
    answer = post(api, "authorize", **asked)
    assert answer.status_code == 302, answer.text
    target = answer.headers["location"]
    assert target.startswith(BACK + "&")
    return dict(parse_qsl(urlsplit(target).query))


def exchange(api: Api, given: str, **more: str) -> Result:
    known = {"client_id": api.keys["client_id"], "client_secret": api.keys["client_secret"]}
    form = {
        "grant_type": "authorization_code",
        "code": given,
        "redirect_uri": BACK,
        **known,
        **more,
    }
    return post(api, "token", **form)


def ask_with(api: Api, token: str) -> Result:
    query = {"query": "{ customers { totalCount } }"}
    return api.post(query, Authorization=f"Bearer {token}")


def test_a_code_becomes_tokens_that_work_once(api: Api) -> None:
    page = TestClient(api.world.app).simulate_get(
        "/sage/connect/authorize", params=question(api, state="<s>")
    )
    assert page.status_code == 200
    assert "&lt;s&gt;" in page.text
    told = consent(api, state="s")
    assert told["state"] == "s"
    given: dict[str, Any] = exchange(api, told["code"]).json
    assert given["token_type"] == "Bearer"  # noqa: S105  # the kind, no secret
    assert given["expires_in"] == 28_800
    assert ask_with(api, given["access_token"]).json["data"]
    again = exchange(api, told["code"])
    assert (again.status_code, again.json["error"]) == (400, "invalid_grant")


def test_pkce_stands_for_the_secret(api: Api) -> None:
    told = consent(api, code_challenge=CHALLENGE, code_challenge_method="S256")
    wrong = exchange(api, told["code"], client_secret="", code_verifier="w" * 43)
    assert wrong.json["error"] == "invalid_grant"
    given = exchange(api, told["code"], client_secret="", code_verifier=VERIFIER).json
    form = {"grant_type": "refresh_token", "client_id": api.keys["client_id"]}
    renewed = post(api, "token", refresh_token=given["refresh_token"], **form)
    assert renewed.json["refresh_token"] == given["refresh_token"]
    assert ask_with(api, renewed.json["access_token"]).status_code == 200


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_id": "wrong"}, "invalid_client"),
        ({"redirect_uri": "http://elsewhere.example/"}, "invalid_grant"),
        ({"code": "nonsense"}, "invalid_grant"),
        ({"grant_type": "password"}, "invalid_request"),
    ],
)
def test_what_does_not_fit_is_refused(api: Api, more: dict[str, str], error: str) -> None:
    answer = exchange(api, consent(api)["code"], **more)
    assert (answer.status_code, answer.json["error"]) == (400, error)


def test_refused_and_excessive_questions_go_back(api: Api) -> None:
    assert consent(api, decision="deny")["error"] == "access_denied"
    assert consent(api, scope="RDSA ADMIN")["error"] == "invalid_scope"
    assert consent(api, response_type="token")["error"] == "invalid_request"
    wrong = {**question(api), "decision": "allow", "password": "wrong"}
    answer = post(api, "authorize", **wrong)
    assert answer.status_code == 200
    assert "is wrong" in answer.text
    nobody = post(api, "authorize", **{**question(api), "client_id": "x"})
    assert nobody.status_code == 400


def test_the_printed_refresh_token_works_with_the_secret(api: Api) -> None:
    form = {
        "grant_type": "refresh_token",
        "client_id": api.keys["client_id"],
        "refresh_token": api.keys["refresh_token"],
    }
    assert post(api, "token", **form).json["error"] == "invalid_client"
    given = post(api, "token", **form, client_secret=api.keys["client_secret"]).json
    assert given["refresh_token"] == api.keys["refresh_token"]
    assert ask_with(api, given["access_token"]).status_code == 200


def test_scopes_limit_and_revoked_tokens_stop(api: Api) -> None:
    given = exchange(api, consent(api, scope="RDSA")["code"]).json
    assert given["scope"] == "RDSA"
    mutation = {"query": 'mutation { deleteCustomer(input: {id: "%s"}) { id } }'}
    mutation["query"] = mutation["query"].replace("%s", api.keys["organization_id"])
    refused = api.post(mutation, Authorization=f"Bearer {given['access_token']}").json
    assert refused["errors"][0]["message"] == "global.businessErrors.authorizationPolicy"
    known = {"client_id": api.keys["client_id"], "client_secret": api.keys["client_secret"]}
    for name in ("access_token", "refresh_token"):
        assert post(api, "revocation", token=given[name], **known).status_code == 200
    assert ask_with(api, given["access_token"]).json["message"] == "Invalid JWT."
    form = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"], **known}
    assert post(api, "token", **form).json["error"] == "invalid_grant"


PASSWORD = "open sesame, please"  # noqa: S105  # of nobody


def give(api: Api, **more: str) -> Result:
    """What a user of the book who agrees is answered."""
    asked = {**question(api), "decision": "allow", "name": "ada", **more}
    return post(api, "authorize", **asked)


def test_a_code_of_an_authenticator_gives_access_once(api: Api) -> None:
    secret = new_totp_secret()
    with api.world.book.writing() as ctx:
        wanted = users.NewUser(name="ada", password=PASSWORD, roles=("owner",))
        users.create_user(ctx, wanted, hash_password)
        users.set_totp(ctx, "ada", secret)
    code = pyotp.TOTP(secret).at(system_clock())
    assert give(api, password=PASSWORD, otp="1").status_code == 200
    assert give(api, password=PASSWORD, otp=code).status_code == 302
    assert give(api, password=PASSWORD, otp=code).status_code == 200


def test_names_cannot_be_tried_on_and_on(api: Api) -> None:
    name = trace_id()
    for _ in range(ATTEMPTS_MAX - 1):
        count_attempt(api.world.book.book_id, name)
    answers = [give(api, name=name, password="guess").status_code for _ in range(2)]  # noqa: S106
    assert answers == [200, 429]
