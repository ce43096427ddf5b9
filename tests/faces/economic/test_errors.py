"""Every error of the core becomes an answer in the dialect's shape (section 10)."""

from dataclasses import dataclass
from typing import Any, Final

import pytest
from msgspec import json

from partita.domain.errors import PartitaError, StoreBusy, ValuesInvalid, error_classes
from partita.domain.violation import Violation
from partita.faces.economic.errors import STATUSES, TITLES, error_reply
from tests.faces.economic.api import Json

ALL_FACTS: Final[dict[str, Any]] = {
    "accepted": ("application/json",),
    "allowed": "GET",
    "by": "invoice",
    "field": "price_group",
    "given": "text/plain",
    "key": 1,
    "kind": "contact",
    "limit": 9,
    "message": "The message.",
    "name": "name",
    "number": 1,
    "owner": 1,
    "reason": "The reason.",
    "retry_after_s": 5,
    "used": 9,
    "violations": [Violation("name", "null", {})],
    "window_s": 60,
}


@dataclass
class Asked:
    path: str = "/economic/customersapi/v1.1.1/Contacts"
    id: str = "0123456789abcdef"


def body_of(error: PartitaError, path: str = Asked.path) -> tuple[Any, Json]:
    reply = error_reply(error, Asked(path))  # type: ignore[arg-type]
    return reply, json.decode(reply.body)


@pytest.mark.parametrize("kind", [PartitaError, *error_classes()], ids=lambda kind: kind.code)
def test_every_error(kind: type[PartitaError]) -> None:
    reply, body = body_of(kind(**ALL_FACTS))
    assert reply.status == body["status"] == STATUSES[kind.code]
    assert reply.media_type == "application/problem+json"
    assert body["title"] == TITLES[reply.status]
    assert body["traceId"] == "0123456789abcdef-CPH"
    assert body["errorCode"]
    assert all(set(each) == {"message", "errorCode", "property"} for each in body["errors"])


def test_who_must_wait_is_told_how_long() -> None:
    assert body_of(StoreBusy(retry_after_s=5))[0].headers == {"Retry-After": "5"}
    assert body_of(StoreBusy())[0].headers == {"Retry-After": "1"}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/economic/customersapi/v3.1.0/Contacts", "CustomerContactNameNullOrEmpty"),
        ("//x//customersapi//V3.1.0//CONTACTS/1", "CustomerContactNameNullOrEmpty"),
        ("/customersapi/v3.1.0/customers/1", "CustomerMissingName"),
        ("/customersapi/v3.1.0/DeliveryLocations", "ValidationError"),
        ("/customersapi/v3.1.0/", "ValidationError"),
    ],
)
def test_the_same_fault_has_the_code_of_its_resource(path: str, code: str) -> None:
    body = body_of(ValuesInvalid(violations=[Violation("name", "null", {})]), path)[1]
    assert body["errors"][0]["errorCode"] == code
