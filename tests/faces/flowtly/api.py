"""A client of the dialect, as thin as can be."""

import json
from typing import Any, Final

from falcon.testing import Result, TestClient

from tests.faces.world import World

Json = dict[str, Any]
LINKED: Final = "application/ld+json"
PATCH: Final = "application/merge-patch+json"
ALPHA: Final = {
    "country": "/countries/DK",
    "currency": "/currencies/DKK",
    "status": "active",
    "name": "Alpha ApS",
    "tinType": "none",
}
IDA: Final = {"type": "billing", "email": "ida@a.example", "name": "Ida Holm"}


class Api:
    """Speaks to the dialect with the token of an app."""

    def __init__(self, world: World, keys: dict[str, str], mount: str = "/flowtly") -> None:
        self.world = world
        self.keys = keys
        self.mount = mount
        self.headers = {"Authorization": f"Bearer {keys['token']}"}

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Result:  # noqa: ANN401
        """Ask; a path that begins with the mount is taken as it is, the form of a body as usual."""
        sent = {**self.headers, **{name.replace("_", "-"): each for name, each in headers.items()}}
        if body is not None and "Content-Type" not in sent:
            sent["Content-Type"] = PATCH if method == "PATCH" else LINKED
        place, _, query = path.partition("?")
        full = place if place.startswith("/flowtly") else self.mount + place
        text = body if isinstance(body, str | bytes | None) else json.dumps(body)
        return TestClient(self.world.app).simulate_request(
            method, full, query_string=query, headers=sent, body=text
        )

    def get(self, path: str, **headers: str) -> Result:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any, **headers: str) -> Result:  # noqa: ANN401
        return self.call("POST", path, body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Result:  # noqa: ANN401
        return self.call("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Result:
        return self.call("DELETE", path, **headers)

    def make(self, path: str, body: Json) -> Json:
        """Make something; as it is shown."""
        answer = self.post(path, body)
        assert answer.status_code == 201, answer.text
        made: Json = answer.json
        return made

    def make_client(self, **more: Any) -> Json:  # noqa: ANN401
        return self.make("/clients", {**ALPHA, **more})

    def make_contact(self, client: Json, **more: Any) -> Json:  # noqa: ANN401
        return self.make("/client-contacts", {**IDA, "client": client["@id"], **more})

    def make_counterparty(self, name: str = "Beta ApS", **more: Any) -> Json:  # noqa: ANN401
        return self.make("/counterparties", {"name": name, **more})

    def make_note(self, client: Json, note: str = "Called back.", **more: Any) -> Json:  # noqa: ANN401
        body = {"client": client["@id"], "employee": self.me(), "note": note}
        return self.make("/client-notes", {**body, **more})

    def me(self) -> str:
        """The IRI of the employee the app acts as."""
        found: str = self.show("/employees/me")["@id"]
        return found

    def show(self, path: str) -> Json:
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        shown: Json = answer.json
        return shown

    def members(self, path: str) -> list[Json]:
        found: list[Json] = self.show(path)["hydra:member"]
        return found

    def names(self, path: str) -> list[str]:
        return [each["name"] for each in self.members(path)]


def refused(answer: Result, status: int, detail: str | None = None) -> Json:
    """Make sure an answer is a refusal in the dialect's shape; its body."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json; charset=utf-8"
    body: Json = answer.json
    assert body["@type"] == ("ConstraintViolation" if status == 422 else "hydra:Error")
    assert body["@id"] == body["type"]
    assert body["status"] == status
    assert body["title"] == body["hydra:title"] == "An error occurred"
    assert body["detail"] == body["description"] == body["hydra:description"]
    if detail is not None:
        assert body["detail"] == detail
    return body


def violations(answer: Result) -> list[tuple[str, str, str]]:
    """Path, message and code of each violation."""
    body = refused(answer, 422)
    found = [(each["propertyPath"], each["message"], each["code"]) for each in body["violations"]]
    assert body["detail"] == "\n".join(f"{path}: {message}" for path, message, _ in found)
    return found
