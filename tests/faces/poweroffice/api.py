"""A client of the dialect, as thin as can be."""

import base64
from typing import Any, Final

import msgspec
from falcon.testing import Result, TestClient

from tests.faces.world import World

MOUNT: Final = "/poweroffice"
HOST: Final = "http://falconframework.org"
FORM: Final = "application/x-www-form-urlencoded"
PATCH: Final = "application/json-patch+json"
Json = dict[str, Any]


def basic(keys: dict[str, str]) -> str:
    """The header that names an app and its client."""
    pair = f"{keys['application_key']}:{keys['client_key']}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def ask_for_token(world: World, keys: dict[str, str], mount: str = MOUNT, **more: Any) -> Result:  # noqa: ANN401
    """Ask for a token as most clients do."""
    headers = {
        "Authorization": basic(keys),
        "Ocp-Apim-Subscription-Key": keys["subscription_key"],
        "Content-Type": FORM,
        **more.pop("headers", {}),
    }
    headers = {name: value for name, value in headers.items() if value is not None}
    body = more.pop("body", "grant_type=client_credentials")
    client = TestClient(world.app)
    return client.simulate_post(f"{mount}/OAuth/Token", headers=headers, body=body, **more)


class Api:
    """Speaks the dialect with one token."""

    def __init__(self, world: World, keys: dict[str, str], mount: str = MOUNT) -> None:
        self.world = world
        self.keys = keys
        self.base = f"{mount}/v2"
        answer = ask_for_token(world, keys, mount)
        assert answer.status_code == 200, answer.text
        self.token = answer.json["access_token"]
        self.headers: dict[str, str | None] = {
            "Authorization": f"Bearer {self.token}",
            "Ocp-Apim-Subscription-Key": keys["subscription_key"],
        }

    def call(self, method: str, path: str, **more: Any) -> Result:  # noqa: ANN401
        headers = {**self.headers, **more.pop("headers", {})}
        headers = {name: value for name, value in headers.items() if value is not None}
        client = TestClient(self.world.app)
        return client.simulate_request(method, self.base + path, headers=headers, **more)

    def get(self, path: str, **params: object) -> Result:
        return self.call("GET", path, params=params)

    def post(self, path: str, json: Any, **headers: str) -> Result:  # noqa: ANN401
        headers = {"Content-Type": "application/json", **headers}
        return self.call("POST", path, body=msgspec.json.encode(json), headers=headers)

    def patch(self, path: str, *operations: Any, content_type: str = PATCH) -> Result:  # noqa: ANN401
        headers = {"Content-Type": content_type}
        body = msgspec.json.encode(operations)
        return self.call("PATCH", path, body=body, headers=headers)

    def replace(self, path: str, **values: Any) -> Result:  # noqa: ANN401
        """Replace members; an underline stands for a step down."""
        operations = [
            {"op": "replace", "path": "/" + name.replace("_", "/"), "value": value}
            for name, value in values.items()
        ]
        return self.patch(path, *operations)

    def delete(self, path: str) -> Result:
        return self.call("DELETE", path)

    def make(self, path: str, **members: Any) -> Json:  # noqa: ANN401
        """Make one; all of it."""
        answer = self.post(path, members)
        assert answer.status_code == 201, answer.text
        made: Json = answer.json
        return made

    def make_customer(self, name: str = "Alfa AS", **more: Any) -> Json:  # noqa: ANN401
        return self.make("/Customers", Name=name, **more)

    def make_supplier(self, name: str = "Beta AS", **more: Any) -> Json:  # noqa: ANN401
        return self.make("/Suppliers", Name=name, **more)

    def make_employee(self, first: str = "Kari", last: str = "Vik", **more: Any) -> Json:  # noqa: ANN401
        return self.make("/Employees", FirstName=first, LastName=last, **more)

    def show(self, path: str) -> Json:
        """Get one object."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        shown: Json = answer.json
        return shown

    def ids(self, path: str, **params: object) -> list[Any]:
        """The ids of a list; none when the answer says there is nothing."""
        answer = self.get(path, **params)
        if answer.status_code == 204:
            assert answer.content == b""
            assert "x-pagination" not in answer.headers
            return []
        assert answer.status_code == 200, answer.text
        return [each["Id"] for each in answer.json]


def refused(answer: Result, status: int, title: str) -> Json:
    """Make sure an answer is a refusal in the dialect's shape; its body."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: Json = answer.json
    assert body["title"] == title, body
    assert body["status"] == status
    assert body["detail"]
    assert list(body)[:3] == ["title", "status", "detail"]
    return body
