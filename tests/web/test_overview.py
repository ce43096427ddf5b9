"""The book at a glance, and what apps did, to those who may know."""

import re

import pytest

from partita.access.grant import operator
from partita.domain.calling import CallCount
from partita.domain.standing import Role
from partita.usecases.admin import search_apps
from partita.usecases.context import Context
from partita.usecases.overview import count_calls
from partita.web.drawing import COLUMNS, EUROPE, tile_map
from tests.builders import make_party
from tests.web.site import Site, text_of


def count(site: Site, *counts: CallCount) -> None:
    """Count calls as the server does."""
    actor = operator(site.book.book_id)
    with site.engine.write(actor, "counting") as unit:
        count_calls(Context(actor, unit, site.clock()), list(counts))


def make_app(site: Site, name: str) -> int:
    """Make an app at the pages; its number."""
    answer = site.post("/apps", {"dialect": "economic", "name": name})
    assert answer.status_code == 200
    with site.book.writing() as ctx:
        return next(each.app_id for each in ctx.unit.grants.select() if each.app == name)


def row_of(page: str, name: str) -> list[str]:
    """The cells of the row of a name."""
    rows = re.findall(r"<tr>(.*?)</tr>", page, flags=re.DOTALL)
    row = next(each for each in rows if name in each)
    cells = re.findall(r"<td.*?>(.*?)</td>", row, flags=re.DOTALL)
    return [re.sub("<[^>]+>", "", cell).strip() for cell in cells]


def test_countries_are_drawn_where_they_lie_and_lead_to_lists(site: Site) -> None:
    site.sign_in()
    with site.book.writing() as ctx:
        for name, country in (("A", "DK"), ("B", "DK"), ("C", "US"), ("D", "PL")):
            make_party(ctx, Role.CUSTOMER, name, party={"country": country})
    page = site.get("/").text
    for country, label in (("DK", "Denmark: 2"), ("US", "United States: 1"), ("PL", "Poland: 1")):
        assert f'<a href="/parties?country={country}" aria-label="{label}">' in page
    assert "Elsewhere" in page
    assert "Sweden: 1" not in page


def test_no_country_has_two_tiles_and_none_is_lost() -> None:
    lines = [line.split() for line in EUROPE]
    codes = [code for line in lines for code in line if code != ".."]
    assert len(codes) == len(set(codes))
    assert {len(line) for line in lines} == {COLUMNS}
    many = {f"{a}{b}": 1 for a in "ABCDQXZ" for b in "QRSTUVWXYZ"}
    found = tile_map(many)
    places = {(tile.x, tile.y) for tile in found.tiles}
    assert len(places) == len(found.tiles)
    drawn = {tile.code for tile in found.tiles if tile.count}
    assert len(drawn) + found.more == len(many)


def test_what_apps_called_is_told_to_owners_alone(site: Site) -> None:
    site.sign_in()
    number = make_app(site, "webshop")
    today = site.clock().date()
    count(
        site,
        CallCount(today, number, "economic", calls=1200, refused=7, failed=2),
        CallCount(today, 0, "web", calls=99_999, refused=0, failed=0),
    )
    told = text_of(site.get("/"))
    assert "1,200 calls: 7 refused, 2 failed" in told
    assert "99,999" not in told, "people are no apps"
    site.sign_in("eva", "reader")
    assert "1,200 calls" not in text_of(site.get("/"))


def test_an_app_shows_when_it_called_and_what_went_wrong(site: Site) -> None:
    site.sign_in()
    number = make_app(site, "webshop")
    make_app(site, "never seen")
    today = site.clock().date()
    count(site, CallCount(today, number, "economic", calls=10, refused=3, failed=0))
    count(site, CallCount(today, number, "economic", calls=5, refused=0, failed=1))
    page = site.get("/apps").text
    assert row_of(page, "webshop")[2:6] == ["2 Jan 2026", "15", "3", "1"]
    assert row_of(page, "never seen")[2:6] == ["never", "0", "0", "0"]


def test_keys_are_shown_once_and_as_variables(site: Site) -> None:
    site.sign_in()
    made = site.post("/apps", {"dialect": "economic", "name": "webshop"}).text
    found = re.search(r"APP_SECRET_TOKEN=&#39;(.+?)&#39;|APP_SECRET_TOKEN='(.+?)'", made)
    assert found is not None
    secret = found[1] or found[2]
    assert made.count(secret) >= 2
    assert secret not in site.get("/apps").text


def test_apps_people_give_access_say_where_they_are_sent_back_to(site: Site) -> None:
    site.sign_in()
    assert 'name="redirect_uris"' not in site.get("/apps?dialect=economic").text
    assert 'name="redirect_uris"' in site.get("/apps?dialect=sage").text
    said = {"dialect": "sage", "name": "shop", "redirect_uris": "https://a.example/x\r\nx"}
    assert "Redirect uri is not valid." in site.post("/apps", said).text
    site.post("/apps", {**said, "redirect_uris": "https://a.example/x\r\nhttp://127.0.0.1/y\r\n"})
    with site.book.looking() as look:
        told = [text for _, text in search_apps(look) if '"shop"' in text]
    assert '"redirect_uris":["https://a.example/x","http://127.0.0.1/y"]' in told[0]


@pytest.mark.parametrize("path", ["/apps", "/webhooks"])
def test_only_owners_give_access(site: Site, path: str) -> None:
    site.sign_in("eva", "reader")
    assert f'href="{path}"' not in site.get("/").text
    assert site.get(path).status_code == 403


def test_figures_lead_to_those_they_count(site: Site) -> None:
    site.sign_in()
    with site.book.writing() as ctx:
        whole = {"vat_number": "DK13585628", "email": "a@a.example", "country": "DK"}
        make_party(ctx, Role.CUSTOMER, "Whole ApS", party=whole)
        make_party(ctx, Role.CUSTOMER, "No VAT ApS", party={**whole, "vat_number": None})
        make_party(ctx, Role.CUSTOMER, "No post ApS", party={**whole, "email": None})
        make_party(ctx, Role.CUSTOMER, "Wrong ApS", party={**whole, "vat_number": "DK13585629"})
        person = {**whole, "vat_number": None, "is_person": True}
        make_party(ctx, Role.CUSTOMER, "A person", party=person)
    site.post("/duplicates")
    wanted = {
        "lacks=vat_number": ["No VAT ApS"],
        "lacks=email": ["No post ApS"],
        "lacks=country": [],
        "flaw=wrong_vat_number": ["Wrong ApS"],
        "flaw=wrong_iban": [],
        "lacks=vat_number&role=supplier": [],
    }
    for query, expected in wanted.items():
        page = site.get(f"/parties?{query}").text
        shown = re.findall(r'<th[^>]*class="name"[^>]*>\s*<a [^>]*>(.*?)</a>', page, re.DOTALL)
        assert [re.sub("<.*?>", "", each).strip() for each in shown] == expected, query
        assert f"{len(expected)} part" in text_of(site.get(f"/parties?{query}")), query
