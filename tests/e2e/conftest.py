"""A browser, and the demonstration as people start it; skipped where there is no Chromium."""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from partita.access.grant import operator
from partita.demo.preparing import SLUG, prepare
from partita.facekit.passwords import hash_password
from partita.kit.clock import system_clock
from partita.settings import Settings
from partita.store.engine import Engine
from partita.usecases import users
from partita.usecases.context import Context
from tests.server.running import Running, serving

CHROMIUM: Final = shutil.which("chromium")
FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
PASSWORD: Final = "correct horse battery"  # noqa: S105  # of nobody
ROWS: Final = 150
WAIT_MS: Final = 10_000


@dataclass(frozen=True)
class Shown:
    """The demonstration, served.

    Attributes:
        server: The server.
        url: Where it is.
        entry: Path that lets somebody in once.
        database: Where the book is.
    """

    server: Running
    url: str
    entry: str
    database: str


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.path).parents:
            item.add_marker("e2e")
            item.add_marker(pytest.mark.timeout(120))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="there is no Chromium (chromium)"))


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """The demonstration with few organisations, and the user ``ada`` who may do everything."""
    folder = tmp_path_factory.mktemp("demo")
    database = f"sqlite:///{folder / 'demo.db'}"
    with contextlib.chdir(folder):
        ready = prepare(Settings(database=database), quiet=True, rows_max=ROWS)
    engine = Engine(database, system_clock)
    actor = operator(engine.find_book(SLUG) or 0)
    with engine.write(actor, "add-user") as unit:
        for name, role in (("ada", "owner"), ("bo", "reader")):
            wanted = users.NewUser(name=name, password=PASSWORD, roles=(role,))
            users.create_user(Context(actor, unit, system_clock()), wanted, hash_password)
    engine.close()
    with serving(database, folder, workers=1) as server:
        yield Shown(server, f"http://127.0.0.1:{server.port}", ready.entry, database)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser without pages."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield made
        made.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, shown: Shown) -> Iterator[Visit]:
    """Opens pages in contexts of their own, and fails when one complains."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(path: str = "/", **options: Any) -> Page:  # noqa: ANN401  # those of a browser context
        context = browser.new_context(base_url=shown.url, **options)
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: _note(complaints, said.type, said.text))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def _note(complaints: list[str], kind: str, text: str) -> None:
    """Note what a browser finds wrong; answers that say no are no fault of a page."""
    if kind == "error" and "status of 4" not in text:
        complaints.append(text)


_STATES: dict[str, Any] = {}


@pytest.fixture
def signed_in(visit: Visit) -> Visit:
    """Opens pages as somebody who is signed in; ``ada`` unless said."""

    def opened(path: str = "/", who: str = "ada", **options: Any) -> Page:  # noqa: ANN401  # those of a browser context
        if who not in _STATES:
            page = visit("/signin")
            page.fill("#name", who)
            page.fill("#password", PASSWORD)
            page.click("button.primary")
            page.wait_for_url("**/*", wait_until="load")
            _STATES[who] = page.context.storage_state()
        return visit(path, storage_state=_STATES[who], **options)

    return opened


def screenshots() -> Path | None:
    """Where to leave pictures to look at; nowhere unless ``PARTITA_SCREENSHOTS`` says."""
    folder = os.environ.get("PARTITA_SCREENSHOTS")
    return Path(folder) if folder else None
