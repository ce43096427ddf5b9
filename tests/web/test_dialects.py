"""A party as each dialect shows it, and what each of them cannot show."""

import re
from html import unescape

import pytest

from partita.faces.poweroffice.keys import SECRETS
from tests.builders import make_contact, make_customer
from tests.web.site import DIALECTS, Site, text_of

TITLES = [each.showing.title for each in DIALECTS if each.showing.credentials]


def party_of(site: Site) -> int:
    """A customer with a contact person."""
    with site.book.writing() as ctx:
        made = make_customer(ctx, "Vindeby Værft ApS", number=7)
        make_contact(ctx, made.party.id, "Ada Holm", email="ada@vindeby.example")
    return made.party.id


def cards(site: Site, party: int) -> dict[str, str]:
    """What the page says of each dialect, as HTML."""
    page = site.get(f"/parties/{party}/dialects").text
    found = re.findall(r'<section class="card"><h2>(.*?)</section>', page, flags=re.DOTALL)
    return {re.split("[ <]", each, maxsplit=1)[0]: each for each in found}


def test_every_dialect_shows_the_party_and_the_command_that_fetches_it(site: Site) -> None:
    site.sign_in()
    told = cards(site, party_of(site))
    for title in TITLES:
        card = told[title.partition(" ")[0]]
        assert "Vindeby Værft ApS" in card, title
        assert "ada@vindeby.example" in card, title
        assert "curl -H" in card, title
        assert "badge bad" not in card, title
    assert len(TITLES) >= 4


def test_a_dialect_that_answers_to_documents_shows_all_its_fields(site: Site) -> None:
    site.sign_in()
    card = unescape(cards(site, party_of(site))["Sage"])
    for name in ("socialName", "emails", "vatNumber", "paymentTermLines"):
        assert f'"{name}"' in re.sub("<.*?>", "", card)


def test_what_a_dialect_cannot_show_is_marked(site: Site) -> None:
    site.sign_in()
    party = party_of(site)
    with site.book.writing() as ctx:
        found = ctx.unit.parties.find(party)
        assert found is not None
    page = site.get(f"/parties/{party}/dialects")
    rows = re.findall(r'<tr><th scope="row">(.*?)</tr>', page.text, flags=re.DOTALL)
    marks = {row.partition("<")[0]: row.count("✓") for row in rows}
    assert marks["Name"] == len(TITLES)
    assert marks["Contact person: E-mail"] == len(TITLES)


def test_nobody_sees_here_what_the_pages_mask() -> None:
    """Privileges that uncover national ids are none that people have."""
    roles = next(each.showing.roles for each in DIALECTS if each.name == "poweroffice")
    assert roles
    assert SECRETS.isdisjoint(roles)


@pytest.mark.parametrize("role", ["owner", "reader"])
def test_whoever_may_read_may_see_it(site: Site, role: str) -> None:
    party = party_of(site)
    site.sign_in("eva", role)
    assert "Vindeby Værft ApS" in text_of(site.get(f"/parties/{party}/dialects"))
