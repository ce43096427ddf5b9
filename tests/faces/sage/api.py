"""A client of the dialect, as thin as can be."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from falcon.testing import Result, TestClient

from tests.faces.world import World

SECOND: Final = "/sage/v2/graphql"


class Api:
    """Speaks one generation with one token."""

    def __init__(self, world: World, keys: dict[str, str], path: str = SECOND) -> None:
        self.world = world
        self.keys = keys
        self.path = path
        self.headers: dict[str, str | None] = {
            "Authorization": f"Bearer {keys['access_token']}",
            "X-Api-Key": keys["subscription_key"],
            "X-TenantId": keys["tenant_id"],
            "X-OrganizationId": keys["organization_id"],
        }

    def post(self, body: Any, **headers: str | None) -> Result:  # noqa: ANN401
        """Send a body as JSON; headers with underscores for dashes, ``None`` leaves one out."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {
            name: value for name, value in {**self.headers, **named}.items() if value is not None
        }
        return TestClient(self.world.app).simulate_post(self.path, json=body, headers=sent)

    def send(self, query: str, **variables: Any) -> Result:  # noqa: ANN401
        """Send a document."""
        return self.post({"query": query, "variables": variables})

    def ask(self, query: str, **variables: Any) -> Any:  # noqa: ANN401
        """The data of an answer without errors."""
        answer = self.send(query, **variables)
        assert answer.status_code == 200, answer.text
        assert "errors" not in answer.json, answer.text
        return answer.json["data"]

    def refused(self, query: str, **variables: Any) -> list[dict[str, Any]]:  # noqa: ANN401
        """The errors of an answer."""
        errors: list[dict[str, Any]] = self.send(query, **variables).json["errors"]
        return errors


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    """The statements run meanwhile that read anything but grants and the book itself."""
    link: Any = world.engine._link()
    found: list[str] = []
    plain = type(link).rows

    def rows(sql: str, *args: Any, **more: Any) -> Any:  # noqa: ANN401
        found.append(sql)
        return plain(link, sql, *args, **more)

    link.rows = rows
    try:
        yield found
    finally:
        del link.rows
