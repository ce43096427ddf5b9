"""GraphiQL, the page of the Sage Active endpoints: it works, and asks nobody but this server."""

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from partita.access.grant import operator
from partita.demo.preparing import SLUG
from partita.faces.sage.keys import PLAN
from partita.kit.clock import system_clock
from partita.store.engine import Engine
from partita.usecases import admin
from partita.usecases.context import Context
from tests.e2e.conftest import Shown, Visit, screenshots

QUERY = "{ customers(first: 2) { totalCount nodes { __typename socialName } } }"


@pytest.fixture(scope="session")
def keys(shown: Shown) -> dict[str, str]:
    """Keys of an app that may look at the demonstration."""
    engine = Engine(shown.database, system_clock)
    actor = operator(engine.find_book(SLUG) or 0)
    with engine.write(actor, "add-app") as unit:
        wanted = admin.NewApp(name="graphiql", is_read_only=True)
        made = admin.create_app(Context(actor, unit, system_clock()), wanted, PLAN, lambda _: "")
    engine.close()
    return made


def opened(visit: Visit, path: str, keys: dict[str, str]) -> tuple[Page, list[str]]:
    """The page with keys behind the #, and every address it asks for something."""
    told = {
        "x-api-key": keys["subscription_key"],
        "Authorization": f"Bearer {keys['access_token']}",
        "X-OrganizationId": keys["organization_id"],
        "X-TenantId": keys["tenant_id"],
    }
    page = visit("/healthz")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{path}#" + "&".join(f"{name}={quote(value)}" for name, value in told.items()))
    return page, asked


@pytest.mark.parametrize(
    ("path", "typename"),
    [("/sage/graphql", "CustomersGLDto"), ("/sage/v2/graphql", "Customer")],
)
def test_a_query_is_typed_run_and_answered(
    visit: Visit, shown: Shown, keys: dict[str, str], path: str, typename: str
) -> None:
    page, asked = opened(visit, path, keys)
    editor = page.locator(".graphiql-query-editor .CodeMirror").first
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(QUERY)
    page.locator("button.graphiql-execute-button").click()
    result = page.locator(".result-window").first
    result.get_by_text("totalCount").wait_for()
    text = page.evaluate(
        "document.querySelector('.result-window .CodeMirror').CodeMirror.getValue()"
    )
    found = json.loads(text)["data"]["customers"]
    assert found["totalCount"] > 2
    assert [each["__typename"] for each in found["nodes"]] == [typename] * 2
    folder = screenshots()
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"graphiql-{typename}.png")
    assert asked
    assert [each for each in asked if not each.startswith((f"{shown.url}/", "data:"))] == []
