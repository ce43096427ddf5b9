"""Every page in both colour schemes and sizes: axe finds nothing, and nothing sticks out."""

import re
from pathlib import Path
from typing import Any, Final, Literal

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
    "users": "/users",
    "new-app": "/apps?dialect=economic",
    "reference": "/reference/poweroffice",
    "reference-documents": "/reference/sage",
    "missing": "/parties/999999",
}


RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING: Final = {"runOnly": RULES}
CONTRAST: Final = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
ALIKE: Final = [
    ["tbody tr:nth-child(n+6)"],
    [".ops:nth-of-type(n+3)"],
    [".ops .op:nth-of-type(n+6)"],
    [".faces .card:nth-of-type(n+2) .json"],
    [".json span:nth-of-type(n+12)"],
    [".facets option:nth-child(n+4)"],
]
"""More of the same: looking at every row of a list again says nothing new."""

LOOKS: Final[tuple[tuple[str, Literal["light", "dark"], dict[str, Any]], ...]] = (
    ("desktop", "light", EVERYTHING),
    ("phone", "light", CONTRAST),
    ("phone", "dark", EVERYTHING),
    ("desktop", "dark", CONTRAST),
)
"""Every size in every scheme. Only contrast depends on both; the rest is looked at once a size."""


def look(page: Page, name: str, options: dict[str, Any] = EVERYTHING) -> None:
    """Let axe look, and leave a picture if asked."""
    page.wait_for_load_state("load")
    found: Any = Axe().run(page, context={"exclude": ALIKE}, options=options)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    stay_inside(page)
    folder = screenshots()
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png")


def look_in_all_ways(page: Page, name: str) -> None:
    """Look at a page in every size and scheme, without loading it again."""
    for size, scheme, options in LOOKS:
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        look(page, f"{name}-{size}-{scheme}", options)


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(signed_in: Visit, name: str) -> None:
    page = signed_in(PAGES[name], reduced_motion="reduce")
    look_in_all_ways(page, name)


def test_axe_finds_nothing_in_an_operation_that_was_tried(signed_in: Visit) -> None:
    page = signed_in("/reference/economic", reduced_motion="reduce")
    operation = page.locator("#GetPageOfCustomers")
    operation.locator("summary").click()
    operation.get_by_role("button", name="Send").click()
    operation.locator(".answer .card").wait_for()
    look_in_all_ways(page, "tried")


def test_axe_finds_nothing_where_people_sign_in(visit: Visit) -> None:
    look_in_all_ways(visit("/signin", reduced_motion="reduce"), "signin")


@pytest.mark.parametrize("language", ["en-GB", "da-DK", "nl-NL"])
def test_pages_can_be_read_without_scripts(signed_in: Visit, language: str) -> None:
    page = signed_in("/parties", java_script_enabled=False, locale=language)
    assert page.locator("html").get_attribute("lang") == language[:2]
    page.locator("tbody a").first.click()
    assert page.locator("h1").inner_text()


def test_everything_can_be_read_and_searched_without_scripts(signed_in: Visit) -> None:
    page = signed_in("/", java_script_enabled=False)
    for name, path in PAGES.items():
        page.goto(path)
        assert page.locator("h1").inner_text(), name
    page.goto("/parties")
    names = " ".join(page.locator("tbody th.name a").all_inner_texts())
    word = max(re.findall("[A-Za-z]+", names), key=len)
    page.locator("#find").fill(word)
    page.locator("#find").press("Enter")
    page.wait_for_url(f"**/parties?q={word}**")
    assert word in page.locator("tbody").inner_text()
    page.locator(".top .menu summary").click()
    assert page.get_by_role("button", name="Sign out").is_visible()


def test_an_operation_can_be_tried_without_scripts(signed_in: Visit) -> None:
    page = signed_in("/reference/economic", java_script_enabled=False)
    operation = page.locator("#GetNumberOfCustomers")
    operation.locator("summary").click()
    operation.get_by_role("button", name="Send").click()
    assert page.locator("#answer .badge").inner_text() == "200"
    page.get_by_role("link", name="Back to the reference").click()
    page.wait_for_url("**/reference/economic#GetNumberOfCustomers")


def test_every_page_can_be_reached_with_the_keyboard_alone(signed_in: Visit) -> None:
    page = signed_in("/parties/60")
    places = {
        link.get_attribute("data-go"): link.get_attribute("href")
        for link in page.locator("[data-go]").all()
    }
    assert len(places) >= 7
    for key, target in places.items():
        page.keyboard.press("g")
        page.keyboard.press(str(key))
        page.wait_for_url(f"**{target}")
    page.keyboard.press("Tab")
    assert page.locator(".skip:focus").count() == 1, "the first stop skips the navigation"


def test_long_names_stick_out_nowhere(signed_in: Visit) -> None:
    page = signed_in("/parties/new", viewport={"width": 390, "height": 844})
    name = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3
    page.get_by_label("Name", exact=True).fill(name[:250])
    page.get_by_role("button", name="Create party").click()
    page.wait_for_url(re.compile(r"/parties/\d+"))
    party = page.url.partition("?")[0]
    page.goto("/apps?dialect=economic")
    page.get_by_label("Name of the app").fill(name[:100])
    page.get_by_role("button", name="Create keys").click()
    stay_inside(page)
    page.goto("/webhooks")
    page.get_by_label("URL").fill(f"https://long.receiver.example/{'x' * 200}")
    page.get_by_role("button", name="Add").click()
    stay_inside(page)
    page.get_by_role("link", name="long.receiver.example").click()
    for path in (
        page.url,
        party,
        f"{party}/history",
        f"{party}/dialects",
        f"{party}/edit",
        "/apps",
        "/parties?sort=-changed_at",
    ):
        page.goto(path)
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            stay_inside(page)


def stay_inside(page: Page) -> None:
    """Nothing is wider than the screen."""
    sticks_out = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert sticks_out <= 0, f"{page.url} is wider than the screen"
