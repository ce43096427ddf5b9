"""Lists have the columns somebody chose, and files hold what a list shows."""

import csv
import io
import re

import openpyxl
import pytest

from partita.domain.address import AddressPatch
from partita.domain.extras import DocumentKind
from partita.domain.party import PartyPatch
from partita.domain.standing import Role, Standing
from partita.usecases import parties
from partita.usecases.documents import Mentioned, NewFile, add_document
from partita.usecases.roles import ById
from tests.builders import make_customer
from tests.web.site import Site

TOWNS = (("Alpha ApS", "Aarhus", "DK"), ("Beta GmbH", "Berlin", "DE"), ("Gamma A/S", "Ribe", "DK"))
USUAL = [
    "Name, E-mail ↑", "Id", "Roles", "City", "Country", "Company or VAT number", "Changed",
]  # fmt: skip


@pytest.fixture
def listed(site: Site) -> Site:
    """A book of three parties."""
    with site.book.writing() as ctx:
        for name, city, country in TOWNS:
            patch = PartyPatch(name=name, country=country, email=f"post@{city.lower()}.example")
            change = parties.PartyChange(patch, mail=AddressPatch(city=city))
            parties.create_party(ctx, Role.CUSTOMER, change)
    return site.sign_in()


def headings(site: Site, path: str) -> list[str]:
    table = site.get(path).text.partition("<thead>")[2].partition("</thead>")[0]
    cells = re.findall(r"<th.*?</th>", table, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", each).strip() for each in cells][1:]


def file_of(site: Site, asked: str, path: str = "", **more: object) -> list[list[str]]:
    answer = site.post(f"/parties/export{path}", {"asked": asked, "format": "csv", **more})
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.content.decode())))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", USUAL),
        ("columns=city.country", ["Name ↑", "City", "Country"]),
        ("columns=nonsense.city.city", ["Name ↑", "City"]),
        ("columns=nonsense", USUAL),
        ("column=city&column=phone&column=id", ["Name ↑", "City", "Phone", "Id"]),
        ("column=city&column=phone&up=phone", ["Name ↑", "Phone", "City"]),
        ("column=city&column=phone&up=city", ["Name ↑", "City", "Phone"]),
        ("column=city&up=evil", ["Name ↑", "City"]),
        ("columns=email.id", ["Name, E-mail ↑", "Id"]),
        ("columns=id.email&sort=-id", ["Name", "Id ↓", "E-mail"]),
    ],
)
def test_columns_are_those_somebody_chose(listed: Site, query: str, expected: list[str]) -> None:
    assert headings(listed, f"/parties?{query}") == expected


def test_the_form_keeps_what_else_was_asked(listed: Site) -> None:
    page = listed.get("/parties?country=DK&sort=-name&column=city&column=id&up=id").text
    assert 'href="/parties?country=DK&amp;sort=name&amp;columns=id.city"' in page
    form = page.partition('class="column-form"')[2].partition("</form>")[0]
    assert '<input type="hidden" name="country" value="DK">' in form
    assert re.findall('name="column" value="([a-z_]+)" checked', form) == ["id", "city"]
    assert 'href="/parties?sort=-name&amp;columns=id.city">show all</a>' in page


def test_columns_are_kept_in_saved_views(listed: Site) -> None:
    asked = "columns=country.city"
    answer = listed.post("/views", {"name": "Where they are", "asked": asked})
    assert answer.headers["location"] == f"/parties?{asked}"
    assert f'href="/parties?{asked}" aria-current="true">' in listed.get(f"/parties?{asked}").text
    listed.post("/views", {"name": "Nonsense", "asked": "columns=evil&country=DE"})
    assert 'href="/parties?country=DE"' in listed.get("/parties").text


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ("columns=city.country&sort=-name", [
            ["Name", "City", "Country"], ["Gamma A/S", "Ribe", "Denmark"],
            ["Beta GmbH", "Berlin", "Germany"], ["Alpha ApS", "Aarhus", "Denmark"],
        ]),
        ("country=DK&columns=email", [
            ["Name", "E-mail"], ["Alpha ApS", "post@aarhus.example"],
            ["Gamma A/S", "post@ribe.example"],
        ]),
        ("q=berlin&columns=id.kind", [["Name", "Id", "Kind"], ["Beta GmbH", "2", "Company"]]),
        ("country=FR&columns=id", [["Name", "Id"]]),
    ],
)  # fmt: skip
def test_a_file_holds_what_a_list_shows(listed: Site, asked: str, rows: list[list[str]]) -> None:
    assert file_of(listed, asked) == rows


def test_a_file_speaks_the_language_of_the_page(listed: Site) -> None:
    listed.cookies["partita_look"] = "da."
    rows = file_of(listed, "columns=roles.country&country=DE")
    assert rows == [["Navn", "Roller", "Land"], ["Beta GmbH", "Kunde 10001", "Tyskland"]]


def test_the_chosen_alone_are_in_a_file_in_the_order_of_the_list(listed: Site) -> None:
    rows = file_of(listed, "columns=id", id=["3", "1", "999", "x", "9" * 30])
    assert rows == [["Name", "Id"], ["Gamma A/S", "3"], ["Alpha ApS", "1"]]


def test_standings_and_groups_are_told(listed: Site) -> None:
    with listed.book.writing() as ctx:
        change = parties.PartyChange(role={"standing": Standing.BARRED})
        parties.change_party(ctx, Role.CUSTOMER, ById(2), change, if_version=None)
        parties.add_role(ctx, 2, Role.SUPPLIER, {})
    rows = file_of(listed, "country=DE&columns=roles.groups")
    assert rows[1] == ["Beta GmbH", "Customer 10001 (barred), Supplier 20000", ""]


def test_a_workbook_holds_the_same(listed: Site) -> None:
    answer = listed.post("/parties/export", {"asked": "columns=city.id", "format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows == [
        ["Name", "City", "Id"],
        *[[n, c, str(i)] for i, (n, c, _) in enumerate(TOWNS, 1)],
    ]


def test_all_fields_are_exported_to_import_again(listed: Site) -> None:
    head, *rows = file_of(listed, "country=DK&sort=-name&columns=id", "/whole")
    assert {"uuid", "party_role", "city", "iban"} <= set(head)
    assert [row[head.index("name")] for row in rows] == ["Gamma A/S", "Alpha ApS"]
    lines = listed.post("/parties/export/whole", {"asked": "", "format": "jsonl"}).text
    assert len(lines.splitlines()) == len(TOWNS)


def test_files_stay_behind_when_all_fields_are_exported(site: Site) -> None:
    with site.book.writing() as ctx:
        make_customer(ctx, number=1)
        file = NewFile(name="a.bin", content=b"x" * 1_000)
        add_document(ctx, DocumentKind.FILE, "A-1", Mentioned(customer=1), file=file)
    site.sign_in()
    lines = site.post("/parties/export/whole", {"asked": "", "format": "jsonl"}).text.splitlines()
    assert len(lines) == 1
    assert "A-1" in lines[0]


def test_nothing_is_exported_without_the_session_of_a_page(listed: Site) -> None:
    for path in ("/parties/export", "/parties/export/whole"):
        assert listed.post(path, {"csrf": "wrong"}).status_code == 403
        assert Site(listed.engine, listed.clock, listed.book).post(path).status_code == 303
