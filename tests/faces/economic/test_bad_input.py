"""Whatever is sent: a clear refusal in the dialect's shape, soon, and nothing half-written."""

import json
import time
from typing import Any, Final

import pytest
from falcon.testing import Result

from tests.faces.economic.api import Api, refused
from tests.faces.world import BODY_BYTES_MAX

SECONDS_MAX: Final = 3.0
JSON: Final = {"Content-Type": "application/json"}
MALFORMED: Final[dict[str, bytes]] = {
    "nothing": b"",
    "blanks": b" \n ",
    "cut off": b'{"name": "Ada", ',
    "no JSON": b"name=Ada",
    "a single quote": b"{'name': 'Ada'}",
    "two values": b"{} {}",
    "a trailing comma": b'{"name": "Ada",}',
    "a comment": b'{"name": "Ada"} // Ada',
    "not a number": b'{"customerNumber": NaN}',
    "an array": b'[{"customerNumber": 1, "name": "Ada"}]',
    "a text": b'"Ada"',
    "null": b"null",
    "invalid UTF-8": b'{"customerNumber": 1, "name": "\xff\xfe"}',
    "a cut-off character": b'{"customerNumber": 1, "name": "\xc3"}',
    "an encoded surrogate": b'{"customerNumber": 1, "name": "\xed\xa0\x80"}',
    "a lone surrogate": b'{"customerNumber": 1, "name": "\\ud800"}',
    "a raw control character": b'{"customerNumber": 1, "name": "a\x01"}',
    "UTF-16": '{"customerNumber": 1, "name": "Ada"}'.encode("utf-16"),
    "deep arrays": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "a deep unknown member": b'{"x":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "a number beyond all": b'{"customerNumber": 1e400, "name": "Ada"}',
    "a number of 5,000 digits": b'{"customerNumber": ' + b"9" * 5_000 + b', "name": "Ada"}',
}
WRONG: Final[dict[str, Any]] = {
    "a huge integer": {"customerNumber": 10**30},
    "a 64-bit integer": {"customerNumber": 2**63},
    "a fraction": {"customerNumber": 1.5},
    "an exponent": {"customerNumber": 1e3},
    "an object for a text": {"name": {"a": 1}},
    "an array for a text": {"email": ["a@x.example"]},
    "a NUL": {"name": "a\x00b"},
    "a long text": {"name": "x" * 100_000},
    "a text for a boolean": {"receiveQuotes": "yes"},
}


@pytest.fixture
def api(api: Api) -> Api:
    api.make_customer(1)
    api.world.forget()
    return api


def send(api: Api, method: str, path: str, body: bytes) -> Result:
    started = time.perf_counter()
    answer = api.call(method, path, body=body, headers=JSON)
    assert time.perf_counter() - started < SECONDS_MAX
    return answer


@pytest.mark.parametrize("path", ["/Contacts", "/DeliveryLocations"])
def test_bodies_that_are_no_json_object(api: Api, path: str) -> None:
    for told, body in MALFORMED.items():
        for method in ("POST", "PUT"):
            assert refused(send(api, method, path, body), 400, "BadJsonRequest")["detail"], told
    assert api.world.changes() == []


def test_customers_are_read_as_carefully(api: Api) -> None:
    for body in MALFORMED.values():
        refused(send(api, "POST", "/Customers", body), 400, "BadJsonRequest")
        refused(send(api, "PUT", "/Customers/1", body), 400, "BadJsonRequest")
    assert api.world.changes() == []


def test_values_that_do_not_fit(api: Api) -> None:
    number = api.make_contact(1)
    api.world.forget()
    whole = {"customerNumber": 1, "name": "Bo"}
    for told, more in WRONG.items():
        post = send(api, "POST", "/Contacts", json.dumps({**whole, **more}).encode())
        assert refused(post, 400, "ValidationError")["errors"], told
        body = {**api.show(f"/Contacts/{number}"), **more}
        refused(send(api, "PUT", "/Contacts", json.dumps(body).encode()), 400, "ValidationError")
    assert api.world.changes() == []


def test_a_long_value_is_not_repeated_in_the_answer(api: Api) -> None:
    answer = api.post("/Contacts", {"customerNumber": 1, "name": "x" * 100_000})
    assert len(answer.content) < 2_000


def test_bodies_too_large(api: Api) -> None:
    body = b'{"customerNumber": 1, "name": "' + b"x" * BODY_BYTES_MAX * 10 + b'"}'
    refused(send(api, "POST", "/Contacts", body), 413, "RequestBodyTooLarge")
    refused(send(api, "PUT", "/Contacts", body), 413, "RequestBodyTooLarge")
    assert api.world.changes() == []


def test_many_unknown_members_are_ignored(api: Api) -> None:
    many = {f"unknown{at}": at for at in range(20_000)}
    body = json.dumps({**many, "customerNumber": 1, "name": "Ada"}).encode()
    assert send(api, "POST", "/Contacts", body).status_code == 201


def test_of_members_of_the_same_name_the_last_counts(api: Api) -> None:
    body = b'{"customerNumber": 1, "name": "Bo", "name": "Ada", "NAME": "Ida"}'
    answer = send(api, "POST", "/Contacts", body)
    assert api.show(f"/Contacts/{answer.json['number']}")["name"] == "Ida"


def test_a_byte_order_mark_is_skipped(api: Api) -> None:
    body = b'\xef\xbb\xbf{"customerNumber": 1, "name": "Ada"}'
    assert send(api, "POST", "/Contacts", body).status_code == 201


def test_texts_of_every_plane_are_kept(api: Api) -> None:
    name = "\U0001f600 \u0627\u0644 \u4e2d\u6587 e\u0301 \u200b\ufeff\\\"'<>&%_*$(){}[]\t\n\x7f\x80"
    assert api.show(f"/Contacts/{api.make_contact(1, name)}")["name"] == name


FILTERS: Final[dict[str, str]] = {
    "100,000 characters": "name$eq:" + "x" * 100_000,
    "10,000 parentheses": "(" * 10_000 + "number$eq:1" + ")" * 10_000,
    "10,000 open ones": "(" * 10_000,
    "10,000 closed ones": "number$eq:1" + ")" * 10_000,
    "10,000 comparisons": "$or:".join(["number$eq:1"] * 10_000),
    "10,000 wildcards": "name$like:" + "*a" * 10_000,
    "201 values": f"number$in:[{','.join(map(str, range(201)))}]",
    "a NUL": "name$eq:a\x00",
    "a number of 5,000 digits": "number$eq:" + "9" * 5_000,
    "an unknown property": "nonsense$eq:1",
    "a property not filtered": "phone$eq:1",
    "an unknown operator": "number$foo:1",
    "an operator not allowed": "number$like:1",
    "no operator": "number",
    "a value of the wrong type": "number$eq:abc",
    "a boolean of the wrong type": "isDeleted$eq:1",
    "a date that is none": "lastUpdated$gt:2024-02-30",
    "a date beyond": "lastUpdated$gt:10000-01-01",
    "null as an operator": "email$null:",
    "a lone $": "name$eq:$",
}


def test_filters_that_are_refused(api: Api) -> None:
    for told, text in FILTERS.items():
        for path in ("/Contacts", "/Contacts/paged", "/Contacts/count"):
            started = time.perf_counter()
            body = refused(api.get(path, filter=text), 400, "BadFilterRequest")
            assert time.perf_counter() - started < SECONDS_MAX, told
            assert len(body["detail"]) < 500, told


def test_two_hundred_values_are_fine(api: Api) -> None:
    text = f"number$in:[{','.join(map(str, range(200)))}]"
    assert api.get("/Contacts", filter=text).status_code == 200
    assert "200" in api.get("/Contacts", filter=text.replace("]", ",1]")).json["detail"]


QUERIES: Final[dict[str, str]] = {
    "invalid UTF-8": "filter=name$eq:%ff",
    "a cut-off character": "filter=name$eq:%c3",
    "a surrogate": "filter=name$eq:%ed%a0%80",
    "a broken escape": "filter=name$eq:%zz",
    "no value": "filter",
    "a NUL": "filter=name$eq:%00",
    "many parameters": "&".join(f"a{at}=1" for at in range(5_000)),
    "a NUL in a name": "%00=1",
    "nothing but signs": "&&&===&&",
    "a long sort": "sort=" + "number," * 10_000,
    "a long cursor": "cursor=" + "1" * 100_000,
}


def test_queries_in_any_form(api: Api) -> None:
    api.make_contact(1)
    for told, text in QUERIES.items():
        for path in ("/Contacts", "/Contacts/paged", "/Contacts/count", "/Contacts/1"):
            started = time.perf_counter()
            answer = api.call("GET", path, query_string=text)
            assert time.perf_counter() - started < SECONDS_MAX, told
            assert answer.status_code in (200, 400), (told, path, answer.text)
            kind = "json" if answer.status_code == 200 else "problem+json"
            assert answer.headers["content-type"] == f"application/{kind}", (told, path)


@pytest.mark.parametrize("path", ["/%00", "/Contacts/%00", "/Contacts/%ff", "/%c3%28", "/a\ud800"])
def test_paths_in_any_form(api: Api, path: str) -> None:
    answer = api.call("GET", path.encode("utf-8", "replace").decode())
    assert answer.status_code in (400, 404)
    assert answer.headers["content-type"] == "application/problem+json"


KEYS: Final = ["", " ", "x" * 10_000, "\u00e6", "a b;c,d", "'; DROP TABLE x --"]


@pytest.mark.parametrize("key", KEYS)
def test_idempotency_keys_in_any_form(api: Api, key: str) -> None:
    headers = {"Idempotency-Key": key}
    answer = api.post("/Contacts", {"customerNumber": 1, "name": "Ada"}, **headers)
    assert answer.status_code in (201, 400), answer.text
