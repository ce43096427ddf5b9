"""What happened to a party is told in words, page by page; its labels are printed."""

import re

import pytest

from partita.domain.address import AddressPatch
from partita.domain.party import PartyPatch
from partita.domain.standing import Role
from partita.usecases import parties, whole_party
from partita.usecases.roles import ById
from tests.web.site import Site, text_of


@pytest.fixture
def party(site: Site) -> int:
    """A customer who moved, and was given a limit."""
    site.sign_in()
    with site.book.writing() as ctx:
        change = parties.PartyChange(PartyPatch(name="Alpha"), mail=AddressPatch(city="Ribe"))
        made = parties.create_party(ctx, Role.CUSTOMER, change).party.id
    with site.book.writing() as ctx:
        change = parties.PartyChange(PartyPatch(vat_number="DK13585628"), {"credit_maximum": 5.0})
        parties.change_party(ctx, Role.CUSTOMER, ById(made), change, if_version=None)
    return made


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("VAT number", "Credit limit")), ("da", ("Momsnummer", "Kreditmaksimum"))],
)
def test_fields_are_called_what_people_call_them(
    site: Site, party: int, language: str, words: tuple[str, str]
) -> None:
    answer = site.get(f"/parties/{party}/history", **{"Accept-Language": language})
    told = re.findall(r'<th scope="row">(.*?)</th>', answer.text)
    assert set(words) <= set(told), text_of(answer)


def test_every_page_of_it_leads_to_the_earlier_one(site: Site, party: int) -> None:
    with site.book.looking() as look:
        whole = whole_party.search_history(look, party)
        assert whole.earlier is None
        found: list[whole_party.Event] = []
        before = None
        for _ in range(20):
            page = whole_party.search_history(look, party, before=before, rows_max=2)
            found += page.events
            if (before := page.earlier) is None:
                break
    assert tuple(found) == whole.events


def test_a_party_is_shown_as_it_was_at_any_place(
    site: Site, party: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_party, "PORTION_ROWS", 2)
    names = [f"Alpha {number}" for number in range(6)]
    for name in names:
        with site.book.writing() as ctx:
            change = parties.PartyChange(PartyPatch(name=name))
            parties.change_party(ctx, Role.CUSTOMER, ById(party), change, if_version=None)
    with site.book.looking() as look:
        newest = [event.position for event in whole_party.search_history(look, party).events]
        told = [whole_party.get_earlier_party(look, party, each) for each in newest[:6]]
    assert [each["name"] for each in told] == names[::-1]
    assert {each["customer"]["credit_maximum"] for each in told} == {5.0}


@pytest.mark.parametrize("before", ["9" * 5_000, "9" * 30, "-1", "²", "x"])
def test_a_place_that_is_none_is_no_place(site: Site, party: int, before: str) -> None:
    assert site.get(f"/parties/{party}/history?before={before}").status_code == 200


def test_a_label_stands_alone(site: Site, party: int) -> None:
    with site.book.writing() as ctx:
        (mail,) = ctx.unit.addresses.select(party_id=party)
    page = site.get(f"/parties/{party}/labels/{mail.number}")
    assert "Alpha\nRibe" in page.text
    assert f"/parties/{party}/labels/{mail.number}" in site.get(f"/parties/{party}").text
    for wrong in ("0", "x", "9" * 30):
        assert site.get(f"/parties/{party}/labels/{wrong}").status_code == 404
