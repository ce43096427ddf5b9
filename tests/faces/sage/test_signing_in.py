"""OAuth: codes, PKCE, refresh tokens, revocation (contracts/sage.md 1.5)."""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pyotp
import pytest
from falcon.testing import Result, TestClient

from partita.access.secret import hash_secret
from partita.facekit.budget import SharedBudget
from partita.facekit.passwords import hash_password
from partita.facekit.tokens import sign_token
from partita.facekit.totp import new_totp_secret
from partita.faces.sage.tokens import ACCESS, CLIENT, REFRESH
from partita.kit.clock import system_clock
from partita.usecases.users import NewUser, bar_user, create_user, set_totp
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
    assert ask_with(api, renewed.json["access_token"]).status_code == 200


def renew(api: Api, token: str) -> Result:
    known = {"client_id": api.keys["client_id"], "client_secret": api.keys["client_secret"]}
    return post(api, "token", grant_type="refresh_token", refresh_token=token, **known)


def test_a_refresh_token_is_good_once_and_a_second_use_ends_all(api: Api) -> None:
    given = exchange(api, consent(api)["code"]).json
    newer = renew(api, given["refresh_token"]).json
    assert newer["refresh_token"] != given["refresh_token"]
    newest = renew(api, newer["refresh_token"]).json
    assert newest["scope"] == given["scope"]
    assert ask_with(api, newest["access_token"]).status_code == 200
    stolen = renew(api, given["refresh_token"])
    assert (stolen.status_code, stolen.json["error"]) == (400, "invalid_grant")
    for each in (given, newer, newest):
        assert ask_with(api, each["access_token"]).json["message"] == "Invalid JWT."
    assert renew(api, newest["refresh_token"]).json["error"] == "invalid_grant"
    # Others who signed in go on.
    assert exchange(api, consent(api)["code"]).status_code == 200


@pytest.mark.parametrize("kind", [ACCESS, REFRESH])
def test_a_token_from_before_families_is_refused(api: Api, kind: str) -> None:
    finder = hash_secret(api.keys["client_id"])
    grant = api.world.engine.find_grant(CLIENT, finder)
    assert grant is not None
    now = int(system_clock().timestamp())
    claims = {"typ": kind, "sub": finder, "exp": now + 60, "jti": "1" * 16, "scope": "RDSA"}
    old = sign_token(claims, grant.secret_hashes["client"])
    if kind == REFRESH:
        answer = exchange(api, "", grant_type="refresh_token", refresh_token=old)
        assert (answer.status_code, answer.json["error"]) == (400, "invalid_grant")
    else:
        assert api.post("{ __typename }", Authorization=f"Bearer {old}").status_code == 401


def test_a_code_shown_twice_ends_what_came_of_it(api: Api) -> None:
    code = consent(api)["code"]
    given = exchange(api, code).json
    assert ask_with(api, given["access_token"]).status_code == 200
    assert exchange(api, code).json["error"] == "invalid_grant"
    assert ask_with(api, given["access_token"]).status_code == 401
    assert renew(api, given["refresh_token"]).json["error"] == "invalid_grant"


def test_whoever_cannot_prove_themselves_uses_nothing_up(api: Api) -> None:
    code = consent(api)["code"]
    assert exchange(api, code, client_secret="wrong").json["error"] == "invalid_client"  # noqa: S106
    given = exchange(api, code).json
    wrong = {"client_id": api.keys["client_id"], "client_secret": "wrong"}
    form = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"]}
    assert post(api, "token", **form, **wrong).json["error"] == "invalid_client"
    assert renew(api, given["refresh_token"]).status_code == 200


def test_a_challenge_cannot_be_taken_away(api: Api) -> None:
    told = consent(api)
    assert exchange(api, told["code"], code_verifier=VERIFIER).json["error"] == "invalid_grant"
    assert consent(api, code_challenge="")["error"] == "invalid_request"
    assert consent(api, code_challenge=CHALLENGE)["error"] == "invalid_request"
    plain = {"code_challenge": VERIFIER, "code_challenge_method": "plain"}
    assert consent(api, **plain)["error"] == "invalid_request"


REGISTERED = ("https://shop.example/back", "http://127.0.0.1/native", "com.example.app:/back")


def test_people_are_sent_to_registered_addresses_only(api: Api) -> None:
    api.keys = api.world.give_access("sage", redirect_uris=REGISTERED)
    client = TestClient(api.world.app)
    for target, statuses in (
        *((each, (200, 302)) for each in REGISTERED),
        ("http://127.0.0.1:5000/native", (200, 302)),
        # Not even a refusal is sent elsewhere.
        ("https://shop.example/back?x=1", (400, 400)),
        ("https://shop.example@evil.example/back", (400, 400)),
        ("", (400, 400)),
    ):
        asked = question(api, redirect_uri=target)
        page = client.simulate_get("/sage/connect/authorize", params=asked)
        answer = post(api, "authorize", **asked, decision="deny")
        assert (page.status_code, answer.status_code) == statuses


def test_an_app_without_addresses_stays_on_this_machine(api: Api) -> None:
    for target, status in (
        ("http://127.0.0.1:1234/x", 200),
        ("http://localhost/x", 200),
        ("https://shop.example/back", 400),
    ):
        answer = TestClient(api.world.app).simulate_get(
            "/sage/connect/authorize", params=question(api, redirect_uri=target)
        )
        assert answer.status_code == status


def test_signing_out_leads_to_the_app_and_nowhere_else(api: Api) -> None:
    keys = api.world.give_access("sage", redirect_uris=REGISTERED)
    for client_id, target, status in (
        (keys["client_id"], "https://shop.example/bye", 302),
        (keys["client_id"], "https://evil.example/", 200),
        (keys["client_id"], "https://shop.example@evil.example/", 200),
        ("nobody", "https://shop.example/bye", 200),
    ):
        answer = TestClient(api.world.app).simulate_get(
            "/sage/connect/endsession", params={"client_id": client_id, "returnTo": target}
        )
        assert answer.status_code == status


PASSWORD = "correct horse battery"  # noqa: S105  # of a test


def make_person(api: Api, role: str) -> None:
    with api.world.book.writing() as ctx:
        create_user(ctx, NewUser(name="Ines", roles=(role,), password=PASSWORD), hash_password)


def test_a_person_gives_what_is_theirs_and_is_the_user_of_the_token(api: Api) -> None:
    make_person(api, "reader")
    told = consent(api, name="ines", password=PASSWORD)
    assert told["scope"] == "RDSA offline_access"
    assert consent(api, name="ines", password=PASSWORD, scope="WDSA")["error"] == "access_denied"
    given = exchange(api, told["code"]).json
    profile = {"query": "{ userProfile { id fullName } users { nodes { id fullName } } }"}
    shown = api.post(profile, Authorization=f"Bearer {given['access_token']}").json["data"]
    assert shown["users"]["nodes"] == [shown["userProfile"]]
    assert shown["userProfile"]["fullName"] == "Ines"
    mutation = {"query": 'mutation { createJobArea(input: {name: "x"}) { id } }'}
    refused = api.post(mutation, Authorization=f"Bearer {given['access_token']}").json
    assert refused["errors"][0]["message"] == "global.businessErrors.authorizationPolicy"


def test_somebody_who_may_sign_in_no_longer_is_refused_with_403(api: Api) -> None:
    make_person(api, "owner")
    given = exchange(api, consent(api, name="Ines", password=PASSWORD)["code"]).json
    assert given["scope"] == "RDSA WDSA offline_access"
    assert ask_with(api, given["access_token"]).status_code == 200
    with api.world.book.writing() as ctx:
        bar_user(ctx, "Ines")
    answer = ask_with(api, given["access_token"])
    assert answer.status_code == 403
    assert answer.json["statusCode"] == 403
    assert renew(api, given["refresh_token"]).json["error"] == "invalid_grant"
    wrong = {**question(api), "decision": "allow", "name": "Ines", "password": PASSWORD}
    assert "is wrong" in post(api, "authorize", **wrong).text


def test_passwords_cannot_be_tried_for_ever(api: Api) -> None:
    api.world.attempts = SharedBudget(None, 0, 1, limit=10, window_s=300)
    api.world.serve()
    wrong = {**question(api), "decision": "allow", "password": "wrong"}
    tried = [post(api, "authorize", **wrong, name=name) for name in ("Ines", "ines ", "INES", "a")]
    assert [each.status_code for each in tried] == [200, 200, 429, 200]
    rest = [post(api, "authorize", **wrong).status_code for _ in range(7)]
    assert rest == [200] * 6 + [429]


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


def give(api: Api, **more: str) -> Result:
    """What a user of the book who agrees is answered."""
    asked = {**question(api), "decision": "allow", "name": "ada", **more}
    return post(api, "authorize", **asked)


def test_a_code_of_an_authenticator_gives_access_once(api: Api) -> None:
    secret = new_totp_secret()
    with api.world.book.writing() as ctx:
        wanted = NewUser(name="ada", password=PASSWORD, roles=("owner",))
        create_user(ctx, wanted, hash_password)
        set_totp(ctx, "ada", secret)
    code = pyotp.TOTP(secret).at(system_clock())
    assert give(api, password=PASSWORD, otp="1").status_code == 200
    assert give(api, password=PASSWORD, otp=code).status_code == 302
    assert give(api, password=PASSWORD, otp=code).status_code == 200
