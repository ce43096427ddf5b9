"""Says what situations tell in the words of e-conomic."""

import re
from collections.abc import Sequence
from itertools import count
from typing import Any, ClassVar, Final

from falcon.testing import Result

from tests.faces.economic.api import Api
from tests.faces.speaking import Key, Refused, Said
from tests.faces.world import World

PATHS: Final = {"customer": "/Customers", "contact": "/Contacts"}
WORDS: Final = {
    "customer": {
        "name": "name",
        "email": "email",
        "phone": "phone",
        "city": "city",
        "is_active": "access",
    },
    "contact": {"of": "customerNumber", "name": "name", "email": "email", "phone": "phone"},
}
NUMBERS: Final = {"customer": "customerNumber", "contact": "number"}
REASONS: Final = {401: "nobody", 403: "not allowed", 404: "unknown", 409: "stale"}
# Chosen by the caller; below those the other dialects take from a series.
CUSTOMER_NUMBERS: Final = count(1)
CODES: Final = {
    "CustomerContactNameAlreadyExists": "taken",
    "CustomerAlreadyExists": "taken",
    "CustomerContactIsInUse": "in use",
    "CustomerIsInUse": "in use",
    "CustomerDoesNotExist": "unknown",
}


class Speaker:
    """Speaks the newest version of the dialect."""

    lacks: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, world: World, *, is_read_only: bool = False) -> None:
        self._world = world
        self._api = Api(world, world.give_access("economic", is_read_only=is_read_only))

    def create(self, kind: str, said: Said, *, once: str | None = None) -> Key:
        body = {"currency": "DKK", "zone": 1} if kind == "customer" else {}
        body |= self._body(kind, said)
        if kind == "customer":
            body["customerNumber"] = next(CUSTOMER_NUMBERS)
        headers = {"Idempotency-Key": once} if once else {}
        answer = understood(self._api.post(PATHS[kind], body, **headers))
        return int(answer.json[NUMBERS[kind]])

    def show(self, kind: str, key: Key) -> Said:
        body = self._get(kind, key)
        if body.get("isDeleted"):
            raise Refused("unknown")
        inactive = {} if kind == "contact" or body.get("access") else {"is_active": False}
        shown = {ours: body[theirs] for ours, theirs in WORDS[kind].items() if theirs in body}
        return {name: value for name, value in shown.items() if name != "is_active"} | inactive

    def change(self, kind: str, key: Key, said: Said) -> None:
        self._put(kind, key, said, {})

    def change_seen(self, kind: str, key: Key, said: Said, version: object) -> None:
        self._put(kind, key, said, {"objectVersion": version})

    def _put(self, kind: str, key: Key, said: Said, seen: Said) -> None:
        body = {**self._get(kind, key), **self._body(kind, said)}
        body = {name: value for name, value in body.items() if value is not None}
        body |= seen
        path = f"{PATHS[kind]}/{key}" if kind == "customer" else PATHS[kind]
        understood(self._api.put(path, body))

    def version(self, kind: str, key: Key) -> object:
        return self._get(kind, key)["objectVersion"]

    def delete(self, kind: str, key: Key) -> None:
        understood(self._api.delete(f"{PATHS[kind]}/{key}"))

    def list(self, kind: str, **equal: object) -> Sequence[Key]:
        wanted = [f"{WORDS[kind][name]}$eq:{escaped(value)}" for name, value in equal.items()]
        wanted += ["isDeleted$eq:false"] if kind == "contact" else []
        answer = understood(self._api.get(PATHS[kind], filter="$and:".join(wanted)))
        return [each[NUMBERS[kind]] for each in answer.json["items"]]

    def pages(self, kind: str, size: int) -> Sequence[Sequence[Key]]:
        found: list[Sequence[Key]] = []
        while True:
            path, place = f"{PATHS[kind]}/paged", {"pagesize": size, "skippages": len(found)}
            page = understood(self._api.get(path, **place)).json
            if page:
                found.append([each[NUMBERS[kind]] for each in page])
            if len(page) < size:
                return found

    def without_keys(self) -> "Speaker":
        stranger = Speaker(self._world)
        nobody = {"app_secret_token": "x", "agreement_grant_token": "y"}
        stranger._api = Api(self._world, nobody)
        return stranger

    def _get(self, kind: str, key: Key) -> dict[str, Any]:
        body: dict[str, Any] = understood(self._api.get(f"{PATHS[kind]}/{key}")).json
        return body

    def _body(self, kind: str, said: Said) -> dict[str, Any]:
        return {WORDS[kind][ours]: value for ours, value in said.items()}


def escaped(value: object) -> str:
    """A value as a filter takes it (`contracts/economic.md` 6)."""
    return re.sub(r"[$()*,\[\]]", r"$\g<0>", str(value))


def understood(answer: Result) -> Result:
    """The answer, unless it is a refusal."""
    if answer.status_code < 400:
        return answer
    code = answer.json["errorCode"]
    raise Refused(CODES.get(code) or REASONS.get(answer.status_code, "invalid"), answer.json)
