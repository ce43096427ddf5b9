"""A client of the dialect, as thin as can be."""

from typing import Any, Final

from falcon.testing import Result, TestClient

from tests.faces.world import World

SERVICE: Final = "/economic/customersapi"
Json = dict[str, Any]


class Api:
    """Speaks to one version of the dialect."""

    def __init__(self, world: World, keys: dict[str, str], version: str = "3.1.0") -> None:
        self.world = world
        self.keys = keys
        self.base = f"{SERVICE}/v{version}"
        self.headers = {
            "X-AppSecretToken": keys["app_secret_token"],
            "X-AgreementGrantToken": keys["agreement_grant_token"],
        }

    def at(self, version: str) -> "Api":
        """The same client, pinned to another version."""
        return Api(self.world, self.keys, version)

    def call(self, method: str, path: str, **more: Any) -> Result:  # noqa: ANN401
        headers = {**self.headers, **more.pop("headers", {})}
        headers = {name: value for name, value in headers.items() if value is not None}
        full = path if path.startswith("//") else self.base + path
        return TestClient(self.world.app).simulate_request(method, full, headers=headers, **more)

    def get(self, path: str, **params: object) -> Result:
        return self.call("GET", path, params=params)

    def post(self, path: str, json: Any, **headers: str) -> Result:  # noqa: ANN401
        return self.call("POST", path, json=json, headers=headers)

    def put(self, path: str, json: Any, **headers: str) -> Result:  # noqa: ANN401
        return self.call("PUT", path, json=json, headers=headers)

    def delete(self, path: str, **headers: str) -> Result:
        return self.call("DELETE", path, headers=headers)

    def make_customer(self, number: int = 1, name: str = "Alpha ApS", **more: object) -> int:
        """Make a customer; its number."""
        body = {"customerNumber": number, "name": name, **more}
        answer = self.at("3.1.0").post("/Customers", body)
        assert answer.status_code == 201, answer.text
        return number

    def make_contact(self, customer: int = 1, name: str = "Ada Holm", **more: object) -> int:
        """Make a contact; its number."""
        answer = self.post("/Contacts", {"customerNumber": customer, "name": name, **more})
        assert answer.status_code == 201, answer.text
        return int(answer.json["number"])

    def make_location(self, customer: int = 1, **more: object) -> int:
        """Make a delivery location; its number."""
        answer = self.post("/DeliveryLocations", {"customerNumber": customer, **more})
        assert answer.status_code == 201, answer.text
        return int(answer.json["number"])

    def show(self, path: str) -> Json:
        """Get one object."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        shown: Json = answer.json
        return shown

    def items(self, path: str, **params: object) -> list[Json]:
        """The items of a cursor page."""
        found: list[Json] = self.get(path, **params).json["items"]
        return found


def codes(answer: Result) -> list[str]:
    """The error codes of what was refused."""
    return [each["errorCode"] for each in answer.json["errors"]]


def refused(answer: Result, status: int, code: str) -> Json:
    """Make sure an answer is a refusal in the dialect's shape; its body."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: Json = answer.json
    assert body["errorCode"] == code, body
    assert body["status"] == status
    assert {"type", "title", "errors", "traceId", "traceTimeUtc"} <= set(body)
    assert "instance" not in body
    return body
