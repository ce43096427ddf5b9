"""Says what situations tell in the words of Flowtly."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

from falcon.testing import Result

from partita.kit.text import fold
from tests.faces.flowtly.api import ALPHA, Api
from tests.faces.speaking import Key, Refused, Said
from tests.faces.world import World

PATHS: Final = {"customer": "/clients", "contact": "/client-contacts"}
WORDS: Final = {
    "customer": {"name": "name", "phone": "addressPhoneNumber", "city": "addressCity"},
    "contact": {"of": "client", "name": "name", "email": "email", "phone": "phone"},
}
UNSAID: Final = "unsaid@x.example"
"""A contact must have an e-mail address here; this one is none that was said."""

REASONS: Final = {401: "nobody", 403: "not allowed", 404: "unknown", 409: "in use"}


class Speaker:
    """Speaks JSON-LD with an agent token; keys are the ids of the dialect."""

    lacks: ClassVar[frozenset[str]] = frozenset(
        {"versions", "unique names", "replay", "customer email", "delete customer"}
        | {"contact without email"}
    )

    def __init__(self, world: World, *, is_read_only: bool = False) -> None:
        self._world = world
        self._api = Api(world, world.give_access("flowtly", is_read_only=is_read_only))

    def create(self, kind: str, said: Said, *, once: str | None = None) -> Key:
        del once
        if kind == "customer":
            base = {name: value for name, value in ALPHA.items() if name != "name"}
        else:
            base = {"type": "general", "email": UNSAID}
        answer = understood(self._api.post(PATHS[kind], {**base, **self._members(kind, said)}))
        return int(answer.json["id"])

    def show(self, kind: str, key: Key) -> Said:
        body = self._get(kind, key)
        shown = {ours: body[theirs] for ours, theirs in WORDS[kind].items() if theirs in body}
        if kind == "contact":
            shown["of"] = int(shown["of"].rpartition("/")[2])
            if shown.get("email") == UNSAID:
                del shown["email"]
        elif body["status"] != "active":
            shown["is_active"] = False
        return shown

    def change(self, kind: str, key: Key, said: Said) -> None:
        understood(self._api.patch(f"{PATHS[kind]}/{key}", self._members(kind, said)))

    def delete(self, kind: str, key: Key) -> None:
        understood(self._api.delete(f"{PATHS[kind]}/{key}"))

    def list(self, kind: str, **equal: object) -> Sequence[Key]:
        """Its filters find pieces of texts, so what they find is looked at again."""
        query = {WORDS[kind][name]: value for name, value in equal.items()}
        path = f"{PATHS[kind]}?{urlencode({**query, 'pagination': 'false'})}"
        found = understood(self._api.get(path)).json["hydra:member"]
        return [
            each["id"]
            for each in found
            if all(fold(each.get(name, "")) == fold(str(value)) for name, value in query.items())
        ]

    def pages(self, kind: str, size: int) -> Sequence[Sequence[Key]]:
        found: list[Sequence[Key]] = []
        path: str | None = f"{PATHS[kind]}?itemsPerPage={size}"
        while path:
            body = understood(self._api.get(path)).json
            if body["hydra:member"]:
                found.append([each["id"] for each in body["hydra:member"]])
            path = body.get("hydra:view", {}).get("hydra:next")
        return found

    def without_keys(self) -> "Speaker":
        stranger = Speaker(self._world)
        stranger._api.headers = {"Authorization": "Bearer nobody"}
        return stranger

    def _get(self, kind: str, key: Key) -> dict[str, Any]:
        body: dict[str, Any] = understood(self._api.get(f"{PATHS[kind]}/{key}")).json
        return body

    def _members(self, kind: str, said: Said) -> dict[str, Any]:
        words = WORDS[kind]
        found = {words[ours]: value for ours, value in said.items() if ours in words}
        if "of" in said:
            found["client"] = f"/clients/{said['of']}"
        if "is_active" in said:
            found["status"] = "active" if said["is_active"] else "inactive"
        return found


def understood(answer: Result) -> Result:
    """The answer, unless it is a refusal."""
    if answer.status_code < 400:
        return answer
    if answer.json.get("detail", "").startswith("Item not found"):
        raise Refused("unknown", answer.text)
    raise Refused(REASONS.get(answer.status_code, "invalid"), answer.text)
