"""Every page in both colour schemes and sizes: axe finds nothing, and nothing sticks out."""

from pathlib import Path
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.conftest import Visit, screenshots

SIZES: Final = {"desktop": (1280, 900), "phone": (390, 844)}
PAGES: Final = {
    "overview": "/",
    "parties": "/parties",
    "search": "/parties?q=bank&country=DE",
    "nothing-found": "/parties?q=zzzzqqqq",
    "party": "/parties/60",
    "history": "/parties/60/history",
    "edit": "/parties/60/edit",
    "new": "/parties/new",
    "dialects": "/parties/60/dialects",
    "apps": "/apps",
    "duplicates": "/duplicates",
    "import": "/import",
    "webhooks": "/webhooks",
    "new-app": "/apps?dialect=economic",
    "reference": "/reference",
    "missing": "/parties/999999",
}


def look(page: Page, name: str) -> None:
    """Let axe look, and leave a picture if asked."""
    page.wait_for_load_state("load")
    found: Any = Axe().run(
        page,
        options={
            "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        },
    )
    assert found.violations_count == 0, found.generate_report()
    sticks_out = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert sticks_out <= 0, "the page is wider than the screen"
    folder = screenshots()
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("phone", "dark")])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(signed_in: Visit, name: str, size: str, scheme: str) -> None:
    width, height = SIZES[size]
    options = {"viewport": {"width": width, "height": height}, "color_scheme": scheme}
    page = signed_in(PAGES[name], **options)
    look(page, f"{name}-{size}-{scheme}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_people_sign_in(visit: Visit, scheme: str) -> None:
    look(visit("/signin", color_scheme=scheme), f"signin-{scheme}")


@pytest.mark.parametrize("language", ["en-GB", "da-DK", "nl-NL"])
def test_pages_can_be_read_without_scripts(signed_in: Visit, language: str) -> None:
    page = signed_in("/parties", java_script_enabled=False, locale=language)
    assert page.locator("html").get_attribute("lang") == language[:2]
    page.locator("tbody a").first.click()
    assert page.locator("h1").inner_text()
