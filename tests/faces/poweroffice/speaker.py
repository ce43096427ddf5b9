"""Says what situations tell in the words of PowerOffice Go."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from falcon.testing import Result

from tests.faces.poweroffice.api import Api
from tests.faces.speaking import Key, Refused, Said
from tests.faces.world import World

PATHS: Final = {"customer": "/Customers", "contact": "/ContactPersons"}
WORDS: Final = {
    "customer": {"name": "Name", "email": "EmailAddress", "phone": "PhoneNumber"},
    "contact": {"of": "ContactId", "email": "EmailAddress", "phone": "PhoneNumber"},
}
REASONS: Final = {401: "nobody", 403: "not allowed", 404: "unknown", 409: "in use"}


class Speaker:
    """Speaks with full rights; a contact's key is the path of its two ids."""

    lacks: ClassVar[frozenset[str]] = frozenset({"versions", "filters", "unique names", "replay"})

    def __init__(self, world: World, *, is_read_only: bool = False) -> None:
        self._world = world
        self._api = Api(world, world.give_access("poweroffice", is_read_only=is_read_only))

    def create(self, kind: str, said: Said, *, once: str | None = None) -> Key:
        del once
        members = self._members(kind, said)
        if kind == "customer":
            answer = understood(self._api.post(PATHS[kind], members))
            return int(answer.json["Id"])
        answer = understood(self._api.post(f"{PATHS[kind]}/{said['of']}", members))
        return f"{said['of']}/{answer.json['Id']}"

    def show(self, kind: str, key: Key) -> Said:
        body = self._get(kind, key)
        shown = {ours: body[theirs] for ours, theirs in WORDS[kind].items()}
        if kind == "contact":
            shown["name"] = f"{body['FirstName']} {body['LastName']}"
        else:
            shown["city"] = (body.get("MailAddress") or {}).get("City")
            shown["is_active"] = False if body["IsArchived"] else None
        return {name: value for name, value in shown.items() if value is not None}

    def change(self, kind: str, key: Key, said: Said) -> None:
        members = self._members(kind, said)
        operations = [
            {"op": "replace", "path": f"/{name}", "value": value} for name, value in members.items()
        ]
        understood(self._api.patch(f"{PATHS[kind]}/{key}", *operations))

    def delete(self, kind: str, key: Key) -> None:
        understood(self._api.delete(f"{PATHS[kind]}/{key}"))

    def list(self, kind: str, **equal: object) -> Sequence[Key]:
        assert not equal
        answer = understood(self._api.get(PATHS[kind]))
        return self._keys(kind, answer)

    def pages(self, kind: str, size: int) -> Sequence[Sequence[Key]]:
        found: list[Sequence[Key]] = []
        while True:
            place = {"PageSize": size, "PageNumber": len(found) + 1}
            answer = understood(self._api.get(PATHS[kind], **place))
            if answer.status_code == 204:
                return found
            found.append(self._keys(kind, answer))

    def without_keys(self) -> "Speaker":
        stranger = Speaker(self._world)
        stranger._api.headers = {"Authorization": "Bearer nobody"}
        return stranger

    def _keys(self, kind: str, answer: Result) -> Sequence[Key]:
        if answer.status_code == 204:
            return []
        if kind == "customer":
            return [each["Id"] for each in answer.json]
        return [f"{each['ContactId']}/{each['Id']}" for each in answer.json]

    def _get(self, kind: str, key: Key) -> dict[str, Any]:
        body: dict[str, Any] = understood(self._api.get(f"{PATHS[kind]}/{key}")).json
        return body

    def _members(self, kind: str, said: Said) -> dict[str, Any]:
        words = WORDS[kind]
        found = {words[ours]: each for ours, each in said.items() if ours in words and ours != "of"}
        if kind == "contact" and "name" in said:
            first, _, last = said["name"].rpartition(" ")
            found |= {"FirstName": first or last, "LastName": last}
        if "city" in said:
            found["MailAddress"] = {"City": said["city"], "ZipCode": "5970"}
        if "is_active" in said:
            found["IsArchived"] = not said["is_active"]
        return found


def understood(answer: Result) -> Result:
    """The answer, unless it is a refusal."""
    if answer.status_code < 400:
        return answer
    reason = REASONS.get(answer.status_code, "invalid")
    raise Refused(reason, answer.text)
