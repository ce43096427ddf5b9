"""The documentation is tested: what there is has its heading, and generated pages are fresh."""

import re
from dataclasses import fields
from pathlib import Path
from urllib.parse import unquote

import pytest

from partita.access.permission import Permission
from partita.domain.change import CHANGE_KINDS
from partita.domain.errors import error_codes
from partita.faces import discover
from partita.settings import PREFIX, Settings
from tools import gendocs

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]
VIEWS = (DOCS / "one-thing-four-views.md").read_text(encoding="utf-8")


def headings(name: str) -> set[str]:
    text = (DOCS / "reference" / name).read_text(encoding="utf-8")
    return set(re.findall(r"^## (.+)$", text, re.MULTILINE))


@pytest.mark.parametrize(
    ("page", "things"),
    [
        ("settings.md", [PREFIX + each.name.upper() for each in fields(Settings)]),
        ("errors.md", error_codes()),
        ("changes.md", sorted(CHANGE_KINDS)),
        ("permissions.md", [str(each) for each in Permission]),
    ],
    ids=["settings", "errors", "changes", "permissions"],
)
def test_everything_has_its_heading(page: str, things: list[str]) -> None:
    assert headings(page) == set(things)


def test_every_dialect_has_its_page() -> None:
    for face in discover():
        assert {"Operations", "Status of each error"} <= headings(f"{face.name}.md")


def test_generated_pages_are_fresh() -> None:
    assert gendocs.stale(gendocs.pages()) == [], "run make docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target, anchor in re.findall(r"\]\(([^)#\s]*)(?:#([^)]*))?\)", text):
        if "://" not in target:
            path = page.parent / unquote(target) if target else page
            assert path.exists(), target
            assert not anchor or anchor in anchors(path), f"{target}#{anchor}"


def anchors(page: Path) -> set[str]:
    """The names by which GitHub and others lead to the headings of a page."""
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize(
    ("index", "folder"), [("index.md", "."), ("reference/index.md", "reference")]
)
def test_every_page_can_be_found_from_its_index(index: str, folder: str) -> None:
    """And a page of ``docs`` stands there once: nobody has to choose between two entries."""
    text = (DOCS / index).read_text(encoding="utf-8")
    named = re.findall(r"\]\((?!\.\.)([^)#/]+\.md)\)", text)
    assert sorted(named) == sorted(
        each.name for each in (DOCS / folder).glob("*.md") if each.name != "index.md"
    )


def test_columns_named_in_the_four_views_exist() -> None:
    from partita.store.schema import metadata  # noqa: PLC0415  # the only test here that needs it

    columns = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
    }
    tables = "|".join(metadata.tables)
    named = set(re.findall(rf"`((?:{tables})\.[a-z_0-9]+)`", VIEWS))
    assert named
    assert named <= columns


NAMES_A_TEST = re.compile(r"`(tests/[^`:]+)(?:::(\w+))?`")
RISK = re.compile(r"^\| API(\d+) (.*)\|$", re.MULTILINE)


def rows_of_risks() -> dict[int, str]:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    return {int(number): row for number, row in RISK.findall(text)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_tests_that_are_named_exist(page: Path) -> None:
    for path, function in NAMES_A_TEST.findall(page.read_text(encoding="utf-8")):
        found = [each for each in ROOT.glob(path.rstrip("/")) if "fixtures" not in each.parts]
        files = [one for each in found for one in ([each] if each.is_file() else each.rglob("*.*"))]
        assert files, f"{page.name} names {path}"
        told = "".join(each.read_text(encoding="utf-8") for each in files)
        assert f"def {function or 'test_'}" in told or not path.endswith(".py"), path


@pytest.mark.parametrize("number", range(1, 11))
def test_every_risk_of_the_ten_has_an_answer_and_a_test(number: int) -> None:
    risk, answer, tests = rows_of_risks()[number].strip().split(" | ")
    assert risk
    assert len(answer) > 20
    assert [path for path, _ in NAMES_A_TEST.findall(tests) if "test_" in path or "*" not in path]


@pytest.mark.parametrize("command", ["make demo", "make test"])
def test_the_readme_names_the_commands_to_begin_with(command: str) -> None:
    blocks = re.findall(
        r"^```\w*\n(.+?)^```$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    assert any(line.startswith(command) for block in blocks for line in block.splitlines())
