"""Who may do what (section 3 of the contract)."""

import json
from datetime import timedelta

import pytest
from falcon.testing import Result, TestClient

from partita.access.secret import hash_secret
from partita.facekit.passwords import hash_password
from partita.faces.flowtly.keys import PLAN, USER
from partita.faces.flowtly.tokens import TOKEN_S, make_token
from partita.kit.clock import system_clock
from partita.usecases import admin
from tests.faces.flowtly.api import Api
from tests.faces.world import World


def log_in(world: World, body: object, path: str = "/flowtly/login") -> Result:
    headers = {"Content-Type": "application/json"}
    return TestClient(world.app).simulate_post(path, body=json.dumps(body), headers=headers)


def with_password(world: World, name: str = "shop") -> dict[str, str]:
    """The keys of an app whose password is hashed as in earnest."""
    with world.book.writing() as ctx:
        return admin.create_app(ctx, admin.NewApp(name=name), PLAN, hash_password)


def told(answer: Result, message: str) -> None:
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json == {"code": 401, "message": message}


@pytest.mark.parametrize("path", ["/flowtly/login", "/flowtly/api/login"])
def test_a_password_gives_a_token(world: World, path: str) -> None:
    keys = with_password(world)
    answer = log_in(world, {"username": keys["username"], "password": keys["password"]}, path)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    api = Api(world, {"token": answer.json["token"]})
    assert api.show("/clients")["hydra:totalItems"] == 0


def test_wrong_words_give_none(world: World) -> None:
    keys = with_password(world)
    for wrong in ({"username": keys["username"]}, {"username": "nobody"}):
        told(log_in(world, {"password": "wrong", **wrong}), "Invalid credentials.")
    bodies: tuple[object, ...] = ({"username": "a"}, {"username": 1, "password": "b"}, [])
    for body in bodies:
        assert log_in(world, body).status_code == 400
    with world.book.writing() as ctx:
        admin.revoke_app(ctx, "shop")
    told(log_in(world, {**keys}), "Invalid credentials.")


def test_what_is_told_without_a_good_token(world: World) -> None:
    keys = with_password(world)
    grant = world.engine.find_grant(USER, hash_secret(keys["username"]))
    assert grant is not None
    past = system_clock() - timedelta(seconds=TOKEN_S + 1)
    expired = make_token(grant, keys["username"], past)
    forged = make_token(grant, "somebody else", system_clock())
    good = make_token(grant, keys["username"], system_clock())
    api = Api(world, keys)
    for given, message in (
        ({}, "JWT Token not found"),
        ({"Authorization": "Basic abc"}, "JWT Token not found"),
        ({"Authorization": "Bearer nobody"}, "Invalid JWT Token"),
        ({"Authorization": "Bearer a.b.c"}, "Invalid JWT Token"),
        ({"Authorization": f"Bearer {forged}"}, "Invalid JWT Token"),
        ({"Authorization": f"Bearer {good[:-4]}AAAA"}, "Invalid JWT Token"),
        ({"Authorization": f"Bearer {expired}"}, "Expired JWT Token"),
    ):
        api.headers = given
        told(api.get("/clients"), message)
        told(api.delete("/client-notes/x"), message)


def test_a_revoked_app_stops_at_once(world: World) -> None:
    api = Api(world, with_password(world))
    assert api.get("/clients").status_code == 200
    with world.book.writing() as ctx:
        admin.revoke_app(ctx, "shop")
    told(api.get("/clients"), "Invalid JWT Token")


def test_the_instance_must_be_that_of_the_token(api: Api) -> None:
    assert api.get("/clients", instance=api.world.book.slug).status_code == 200
    assert api.get("/clients", instance=api.world.book.slug.upper()).status_code == 200
    answer = api.get("/clients", instance="another")
    assert answer.status_code == 403
    assert answer.json["detail"] == "Access Denied."


def test_users_look_and_managers_write(world: World) -> None:
    api = Api(world, world.give_access("flowtly"))
    client = api.make_client()
    user = Api(world, world.give_access("flowtly", "ROLE_USER"))
    manager = Api(world, world.give_access("flowtly", "ROLE_MANAGER"))
    assert user.names("/clients") == ["Alpha ApS"]
    answer = user.patch(client["@id"], {"name": "Beta ApS"})
    assert (answer.status_code, answer.json["detail"]) == (403, "Access Denied.")
    assert manager.patch(client["@id"], {"name": "Beta ApS"}).status_code == 200


def test_an_app_is_an_employee(world: World) -> None:
    keys = with_password(world, "Ida Holm")
    mine = Api(world, keys).show("/employees/me")
    assert (mine["name"], mine["firstName"], mine["lastName"]) == ("Ida Holm", "Ida", "Holm")
    with world.book.writing() as ctx:
        admin.revoke_app(ctx, "Ida Holm")
    again = Api(world, with_password(world, "Ida Holm"))
    assert again.show("/employees/me")["@id"] == mine["@id"]
    assert again.names("/employees/search?query=ida") == ["Ida Holm"]


@pytest.mark.parametrize("path", ["", "/docs", "/docs.jsonld", "/contexts/Client", "/docs.json"])
def test_what_anybody_may_see(world: World, path: str) -> None:
    assert TestClient(world.app).simulate_get(f"/flowtly{path}").status_code == 200


def test_what_is_no_json_logs_nobody_in(world: World) -> None:
    """10: "Malformed JSON -> 400 "Syntax error""."""
    headers = {"Content-Type": "application/json"}
    for body in ("{", "", b"\xff", "[]"):
        answer = TestClient(world.app).simulate_post("/flowtly/login", body=body, headers=headers)
        assert (answer.status_code, answer.json["detail"]) == (400, "Syntax error")


def test_nobody_is_told_so_in_their_language(api: Api) -> None:
    api.headers = {"Accept-Language": "da"}
    answer = api.get("/clients")
    told(answer, "JWT-token ikke fundet")
    assert answer.headers["vary"] == "Accept, Accept-Language"
    assert answer.headers["content-language"] == "da"
