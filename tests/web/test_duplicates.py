"""Pairs that may be one: listed, side by side, merged as chosen, dismissed, and taken back."""

import re
from dataclasses import dataclass

import pytest
from falcon.testing import Result

from partita.domain.likeness.suggestion import State
from partita.domain.party import Party, PartyPatch
from partita.domain.standing import Role
from partita.usecases import duplicates, parties
from partita.usecases.roles import ById
from partita.web import duplicates as pages
from tests.builders import make_customer
from tests.web.site import Site, text_of

DK_VAT = "DK13585628"


@dataclass
class Twins:
    """Two customers that are alike, on the pages of somebody who owns the book."""

    site: Site
    first: int
    other: int

    @property
    def path(self) -> str:
        """Where the pair is shown."""
        return f"/duplicates/{self.first}/{self.other}"

    def party(self, number: int) -> Party:
        """A party as it is stored."""
        with self.site.book.writing() as ctx:
            found = ctx.unit.parties.find(number)
        assert found is not None
        return found

    def states(self) -> list[State]:
        """What became of the suggestion."""
        with self.site.book.looking() as look:
            return [each.state for each in duplicates.suggestions_of(look, self.first)]

    def merge(self, **fields: object) -> Result:
        """Send the form as the page shows it, with some choices of one's own."""
        shown = self.site.get(self.path).text
        form = dict(re.findall(r'type="hidden" name="(keep|version_\d+)" value="(\d+)"', shown))
        checked = re.findall(r'name="(take_\w+)" value="(\d+)"[^>]* checked', shown)
        return self.site.post(f"{self.path}/merge", form | dict(checked) | fields)


@pytest.fixture
def twins(site: Site) -> Twins:
    """Found by the button, as people do."""
    with site.book.writing() as ctx:
        mine = {"vat_number": DK_VAT, "phone": "11", "email": "a@alpha.example"}
        first = make_customer(ctx, "Alpha Transport ApS", party=mine).party.id
        theirs = {"vat_number": "13585628", "phone": "22", "website": "alpha.example"}
        other = make_customer(ctx, "Alpha Transport", party=theirs).party.id
        make_customer(ctx, "Beta Kaffe")
    site.sign_in()
    assert site.post("/duplicates").headers["location"].startswith("/duplicates?looked=3")
    return Twins(site, first, other)


def test_pairs_are_listed_with_reasons(twins: Twins) -> None:
    page = twins.site.get("/duplicates")
    said = text_of(page)
    assert "Alpha Transport ApS" in said
    assert "almost certainly the same" in said
    assert "Company or VAT number: the same" in said
    assert f'href="{twins.path}"' in page.text
    assert "Beta" not in said
    assert f'href="{twins.path}"' in twins.site.get(f"/parties/{twins.other}").text
    assert 'href="/duplicates"' in twins.site.get("/").text


def test_pairs_come_in_pages(twins: Twins, monkeypatch: pytest.MonkeyPatch) -> None:
    with twins.site.book.writing() as ctx:
        make_customer(ctx, "Alpha Transport", party={"vat_number": DK_VAT})
    twins.site.post("/duplicates")
    monkeypatch.setattr(pages, "PAGE_ROWS", 2)
    first = twins.site.get("/duplicates").text
    later = twins.site.get("/duplicates?offset=2").text
    assert 'href="/duplicates?offset=2"' in first
    found = [re.findall(r'class="pair" href="(\S+)"', each) for each in (first, later)]
    assert [len(each) for each in found] == [2, 1]
    assert len({*found[0], *found[1]}) == 3
    assert 'rel="prev" href="/duplicates"' in later
    assert "There are no pairs here" in text_of(twins.site.get("/duplicates?offset=999"))
    assert twins.site.get("/duplicates?offset=x&state=nonsense").status_code == 200


def test_what_differs_is_there_to_choose(twins: Twins) -> None:
    page = twins.site.get(twins.path).text
    chosen = dict(re.findall(r'name="take_(\w+)" value="(\d+)"[^>]* checked', page))
    assert chosen == dict.fromkeys(("name", "vat_number", "phone"), str(twins.first))
    turned = twins.site.get(f"{twins.path}?keep={twins.other}").text
    chosen = dict(re.findall(r'name="take_(\w+)" value="(\d+)"[^>]* checked', turned))
    assert set(chosen.values()) == {str(twins.other)}
    assert "a@alpha.example" in page, "what one of them says alone is told as well"


def test_the_chosen_values_survive_and_undoing_brings_all_back(twins: Twins) -> None:
    before = twins.party(twins.first), twins.party(twins.other)
    answer = twins.merge(take_phone=twins.other, take_vat_number=twins.first)
    assert answer.headers["location"] == f"/parties/{twins.first}?merged={twins.other}"
    kept = twins.party(twins.first)
    assert (kept.name, kept.phone, kept.vat_number) == ("Alpha Transport ApS", "22", DK_VAT)
    assert (kept.email, kept.website) == ("a@alpha.example", "alpha.example")
    assert twins.states() == [State.MERGED]
    assert "Undo the merge" in twins.site.get(answer.headers["location"]).text
    assert twins.site.get(twins.path).headers["location"] == f"/parties/{twins.first}"
    undone = twins.site.post(f"/parties/{twins.first}/unmerge")
    assert undone.headers["location"] == f"/parties/{twins.first}?unmerged={twins.other}"
    for was in before:
        now = twins.party(was.id)
        assert (now.name, now.phone, now.email) == (was.name, was.phone, was.email)
        assert (now.website, now.merged_into) == (was.website, None)
    assert twins.states() == [State.OPEN]


def test_the_other_can_stay(twins: Twins) -> None:
    fields = {"keep": twins.other, "take_name": twins.first, "take_phone": twins.other}
    assert twins.merge(**fields).headers["location"].startswith(f"/parties/{twins.other}?")
    kept = twins.party(twins.other)
    assert (kept.name, kept.phone) == ("Alpha Transport ApS", "22")
    assert twins.party(twins.first).merged_into == twins.other


def test_a_party_changed_meanwhile_is_not_overwritten(twins: Twins) -> None:
    seen = twins.party(twins.other).version
    with twins.site.book.writing() as ctx:
        change = parties.PartyChange(PartyPatch(phone="33"))
        parties.change_party(ctx, Role.CUSTOMER, ById(twins.other), change, if_version=None)
    answer = twins.merge(**{f"version_{twins.other}": seen})
    assert answer.status_code == 422
    assert "One of the two changed since you opened this page" in text_of(answer)
    assert re.search(r"> 33</label>", answer.text), "what it says now is shown"
    assert twins.party(twins.other).merged_into is None
    assert twins.merge().status_code == 303, "what is shown now can be merged"


def test_a_merge_is_fixed_once_something_changed(twins: Twins) -> None:
    twins.merge()
    with twins.site.book.writing() as ctx:
        change = parties.PartyChange(PartyPatch(phone="33"))
        parties.change_party(ctx, Role.CUSTOMER, ById(twins.first), change, if_version=None)
    answer = twins.site.post(f"/parties/{twins.first}/unmerge")
    assert answer.status_code == 422
    assert "can no longer be undone" in text_of(answer)
    assert twins.party(twins.other).merged_into == twins.first


def test_what_somebody_else_dismissed_is_not_merged(twins: Twins) -> None:
    both = (twins.first, twins.other)
    versions = {f"version_{each}": twins.party(each).version for each in both}
    twins.site.post(f"{twins.path}/dismiss")
    answer = twins.site.post(f"{twins.path}/merge", {"keep": twins.first, **versions})
    assert answer.status_code == 422
    assert "Somebody marked these as not being duplicates." in text_of(answer)
    assert twins.party(twins.other).merged_into is None


def test_two_stay_two_until_somebody_says_otherwise(twins: Twins) -> None:
    answer = twins.site.post(f"{twins.path}/dismiss")
    page = twins.site.get(answer.headers["location"]).text
    assert f'action="{twins.path}/reopen"' in page
    assert 'class="pair"' not in page
    assert f'href="{twins.path}"' in twins.site.get("/duplicates?state=dismissed").text
    assert f"{twins.path}/merge" not in twins.site.get(twins.path).text
    assert twins.site.post(f"{twins.path}/reopen").headers["location"] == twins.path
    assert twins.states() == [State.OPEN]


@pytest.mark.parametrize("act", ["merge", "dismiss"])
def test_readers_and_strangers_settle_nothing(twins: Twins, act: str) -> None:
    forged = twins.site.post(f"{twins.path}/{act}", {"csrf": "x", "keep": twins.first})
    assert forged.status_code == 403
    twins.site.cookies.clear()
    twins.site.sign_in("bo", "reader")
    page = twins.site.get(twins.path)
    assert page.status_code == 200
    assert "Merge them" not in page.text
    assert "Look for duplicates now" not in twins.site.get("/duplicates").text
    versions = {f"version_{each}": twins.party(each).version for each in (twins.first, twins.other)}
    refused = twins.site.post(f"{twins.path}/{act}", {"keep": twins.first, **versions})
    assert refused.status_code == 403
    assert twins.site.post("/duplicates").status_code == 403
    assert twins.states() == [State.OPEN]


@pytest.mark.parametrize("path", ["/duplicates/1/999999", "/duplicates/x/y", "/duplicates/1/1"])
def test_pairs_nobody_suggests_are_not_there(twins: Twins, path: str) -> None:
    assert twins.site.get(path).status_code == 404
    assert twins.site.post(f"{path}/merge", {"keep": 1}).status_code == 404


def test_a_form_that_names_nobody_merges_nobody(twins: Twins) -> None:
    assert twins.merge(keep=999999).status_code == 422
    assert twins.merge(take_phone=999999).status_code == 422
    assert twins.states() == [State.OPEN]


def test_large_books_are_told_the_command(twins: Twins, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "LOOKED_AT_MAX", 2)
    said = text_of(twins.site.get("/duplicates"))
    assert "partita duplicates run" in said
    assert "Look for duplicates now" not in said
    assert twins.site.post("/duplicates").headers["location"] == "/duplicates"
