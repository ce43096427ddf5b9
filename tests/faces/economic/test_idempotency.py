"""Requests that carry an Idempotency-Key (section 9 of the contract)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from falcon.testing import Result

from tests.faces.economic.api import Api, refused
from tests.faces.world import World

KEY = {"Idempotency-Key": "6d1f0f0e-5f0c-4e0a-9b0a-0a1b2c3d4e5f"}
CACHED = "x-resultfromcache"
ADA = {"customerNumber": 1, "name": "Ada"}


@pytest.fixture
def api(api: Api) -> Api:
    api.make_customer(1)
    api.world.forget()
    return api


def assert_same(first: Result, again: Result) -> None:
    assert CACHED not in first.headers
    assert again.headers[CACHED] == "true"
    assert again.status_code == first.status_code
    assert again.content == first.content
    for name in ("location", "content-type"):
        assert again.headers.get(name) == first.headers.get(name)


def test_the_same_key_gets_the_first_answer_and_nothing_happens(api: Api) -> None:
    first, again = (api.post("/Contacts", ADA, **KEY) for _ in range(2))
    assert first.status_code == 201
    assert_same(first, again)
    assert api.world.changes() == ["contact.created"]


def test_another_body_or_url_under_the_same_key_gets_it_too(api: Api) -> None:
    first = api.post("/Contacts", ADA, **KEY)
    assert_same(first, api.post("/Contacts", {"nonsense": 1}, **KEY))
    assert_same(first, api.delete("/Contacts/1", **KEY))
    assert api.world.changes() == ["contact.created"]


def test_a_refusal_is_stored_too(api: Api) -> None:
    first = api.post("/Contacts", {"customerNumber": 9, "name": "Ada"}, **KEY)
    refused(first, 400, "CustomerDoesNotExist")
    assert_same(first, api.post("/Contacts", ADA, **KEY))
    assert api.world.changes() == []


def test_an_unreadable_body_is_stored_too(api: Api) -> None:
    headers = {**KEY, "Content-Type": "application/json"}
    first = api.call("POST", "/Contacts", body=b"{", headers=headers)
    refused(first, 400, "BadJsonRequest")
    assert_same(first, api.post("/Contacts", ADA, **KEY))


def test_a_repeated_delete(api: Api) -> None:
    number = api.make_contact(1)
    first, again = (api.delete(f"/Contacts/{number}", **KEY) for _ in range(2))
    assert (first.status_code, again.status_code) == (204, 204)
    assert_same(first, again)
    refused(api.delete(f"/Contacts/{number}"), 404, "ResourceNotFound")


def test_a_repeated_put_does_not_conflict(api: Api) -> None:
    body = api.show(f"/Contacts/{api.make_contact(1)}")
    first, again = (api.put("/Contacts", body, **KEY) for _ in range(2))
    assert first.status_code == 204
    assert_same(first, again)
    refused(api.put("/Contacts", body), 409, "UpdateConflict")


def test_a_key_is_forgotten_after_an_hour(api: Api) -> None:
    first = api.post("/Contacts", ADA, **KEY)
    api.world.clock.advance(minutes=59)
    assert_same(first, api.post("/Contacts", ADA, **KEY))
    api.world.clock.advance(minutes=2)
    refused(api.post("/Contacts", ADA, **KEY), 400, "CustomerContactNameAlreadyExists")


def test_a_key_is_one_apps(world: World, api: Api) -> None:
    other = Api(world, world.give_access("economic"))
    assert api.post("/Contacts", ADA, **KEY).status_code == 201
    assert other.post("/Contacts", {**ADA, "name": "Bo"}, **KEY).status_code == 201
    assert world.changes() == ["contact.created", "contact.created"]


def test_reads_have_no_keys(api: Api) -> None:
    before = api.call("GET", "/Contacts/count", headers=KEY).text
    api.make_contact(1)
    answer = api.call("GET", "/Contacts/count", headers=KEY)
    assert (before, answer.text) == ("0", "1")
    assert CACHED not in answer.headers


def test_a_restart_forgets_nothing(api: Api) -> None:
    first = api.post("/Contacts", ADA, **KEY)
    api.world.serve()
    assert_same(first, api.post("/Contacts", ADA, **KEY))


def test_two_at_once_are_done_once(api: Api) -> None:
    start = Barrier(4)

    def send(_: int) -> Result:
        start.wait(10)
        try:
            return api.post("/Contacts", ADA, **KEY)
        finally:
            api.world.engine.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sorted(CACHED in answer.headers for answer in answers) == [False, True, True, True]
    assert api.world.changes() == ["contact.created"]


def test_of_two_writers_of_one_version_one_wins(api: Api) -> None:
    body = api.show(f"/Contacts/{api.make_contact(1)}")
    api.world.forget()
    start = Barrier(2)

    def send(phone: str) -> int:
        start.wait(10)
        try:
            return api.put("/Contacts", {**body, "phone": phone}).status_code
        finally:
            api.world.engine.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(send, ["1", "2"])) == [204, 409]
    assert api.world.changes() == ["contact.changed"]
