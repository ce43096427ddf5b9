"""Whatever is sent: a clear refusal in the dialect's shape, and nothing half-written."""

from typing import Any, Final

import pytest

from tests.faces.poweroffice.api import Api, refused
from tests.faces.world import BODY_BYTES_MAX

JSON: Final = {"Content-Type": "application/json"}
MALFORMED: Final[dict[str, bytes]] = {
    "nothing": b"",
    "blanks": b" \n ",
    "null": b"null",
    "cut off": b'{"Name": "Ada", ',
    "an array": b'[{"Name": "Ada"}]',
    "a text": b'"Ada"',
    "invalid UTF-8": b'{"Name": "\xff\xfe"}',
    "a lone surrogate": b'{"Name": "\\ud800"}',
    "deep arrays": b"[" * 100_000,
    "a deep unknown member": b'{"x":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "a number beyond all": b'{"Allowance": 1e400, "Name": "Ada"}',
    "a huge integer": b'{"ExternalNumber": 1' + b"0" * 30 + b', "Name": "Ada"}',
    "UTF-16": '{"Name": "Ada"}'.encode("utf-16"),
    "an object for a text": b'{"Name": {"a": 1}}',
    "an array for an object": b'{"Name": "A", "MailAddress": []}',
    "an object for a list": b'{"Name": "A", "ContactGroupIds": {"a": 1}}',
    "a truth for a number": b'{"Name": "A", "ContactGroupIds": [true]}',
}


@pytest.mark.parametrize("name", MALFORMED)
def test_bodies(api: Api, name: str) -> None:
    answer = api.call("POST", "/Customers", body=MALFORMED[name], headers=JSON)
    told = refused(answer, 400, "Customer validation error(s)")
    assert all(isinstance(each, list) for each in told["errors"].values())
    assert api.world.changes() == []


def test_a_missing_body_is_said_to_be_missing(api: Api) -> None:
    told = refused(api.call("POST", "/Suppliers"), 400, "Supplier validation error(s)")
    assert told["detail"] == "Supplier object is missing."


def test_a_body_too_long(api: Api) -> None:
    body = b'{"Name": "' + b"x" * BODY_BYTES_MAX + b'"}'
    answer = api.call("POST", "/Customers", body=body, headers=JSON)
    assert answer.status_code == 413
    assert api.world.changes() == []


@pytest.mark.parametrize(
    "path", ["/Customers/-1", "/Customers/1e3", f"/Customers/{10**30}", "/Customers/%00", "/X"]
)
def test_paths_to_nowhere(api: Api, path: str) -> None:
    for method in ("GET", "PATCH", "DELETE"):
        answer = api.call(method, path, body=b"[]", headers=JSON)
        assert answer.status_code == 404
        assert answer.json["statusCode"] == 404


@pytest.mark.parametrize(
    "params",
    [
        {"Fields": "x" * 5_000},
        {"OrderBy": ",".join(["Name"] * 30)},
        {"customerNos": "1" * 5_000},
        {"contactGroupIds": "1," * 2_000},
        {"lastChangedDateTimeOffsetGreaterThan": "0001-01-01T00:00:00+23:59"},
        {"PageNumber": "9" * 400},
    ],
)
def test_parameters_beyond_measure(api: Api, params: dict[str, Any]) -> None:
    assert api.get("/Customers", **params).status_code == 400


def test_texts_that_no_database_holds(api: Api) -> None:
    for params in ({"phoneNumbers": "a\x00b"}, {"externalImportReference": "\x00"}):
        assert api.get("/Customers", **params).status_code == 400


def test_what_is_stored_is_never_read_as_more(api: Api) -> None:
    name = "'; DROP TABLE customer; -- \" \\ %s {} \u2028 </script> æøå 🚢"
    made = api.make_customer(name)
    assert made["Name"] == name
    assert api.get("/Customers", Fields="Name").json == [{"Name": name}]
