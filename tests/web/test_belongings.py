"""People, places and accounts of a party come, change and go on its page."""

from typing import Any

import pytest

from partita.domain.contact import ContactPatch
from partita.domain.standing import Role
from partita.usecases.contacts import change_contact
from tests.builders import make_party
from tests.web.site import Site, text_of

IBAN = "BE71 0961 2345 6769"
PLACE = {"name": "Ramp 3", "street": "Havnen 1", "postal_code": "8000", "city": "Aarhus"}


@pytest.fixture
def page(site: Site) -> str:
    """The page of a customer."""
    site.sign_in()
    with site.book.writing() as ctx:
        return f"/parties/{make_party(ctx, Role.CUSTOMER, 'Alpha ApS').party.id}"


def all_of(site: Site, records: str) -> list[Any]:
    with site.book.writing() as ctx:
        return list(getattr(ctx.unit, records).stream())


def test_a_person_changes_unless_somebody_was_faster(site: Site, page: str) -> None:
    assert site.post(f"{page}/persons", {"name": "Ida", "email": "i@a.example"}).status_code == 303
    (person,) = all_of(site, "contacts")
    fields = {"name": "Ida Holm", "title": "Buyer", "email": "", "version": person.version}
    assert site.post(f"{page}/persons/{person.number}", fields).status_code == 303
    (changed,) = all_of(site, "contacts")
    assert (changed.name, changed.title, changed.email) == ("Ida Holm", "Buyer", None)
    with site.book.writing() as ctx:
        patch = ContactPatch(title="Owner")
        change_contact(ctx, person.number, patch, if_version=None)
    answer = site.post(f"{page}/persons/{person.number}", fields | {"version": changed.version})
    assert answer.status_code == 422
    assert "Somebody else changed it in the meantime." in text_of(answer)
    assert all_of(site, "contacts")[0].title == "Owner"


@pytest.mark.parametrize(
    ("country", "kept"), [("Tyskland", ("DE", None)), ("fr", ("FR", None)), ("", (None, None)),
                          ("Atlantis", (None, "Atlantis"))],
)  # fmt: skip
def test_a_place_comes_changes_and_goes(
    site: Site, page: str, country: str, kept: tuple[str | None, str | None]
) -> None:
    assert site.post(f"{page}/places", PLACE | {"country": country}).status_code == 303
    (place,) = all_of(site, "addresses")
    assert (place.street, place.city, place.is_primary) == ("Havnen 1", "Aarhus", True)
    assert (place.country, place.country_text) == kept
    fields = PLACE | {"street": "Havnen 2", "country": country, "version": place.version}
    assert site.post(f"{page}/places/{place.number}", fields).status_code == 303
    (moved,) = all_of(site, "addresses")
    assert (moved.street, moved.country, moved.country_text) == ("Havnen 2", *kept)
    assert site.post(f"{page}/places/{place.number}", fields).status_code == 422
    assert site.post(f"{page}/places/{place.number}/delete").status_code == 303
    assert all_of(site, "addresses") == []


def test_an_account_comes_and_goes(site: Site, page: str) -> None:
    assert site.post(f"{page}/accounts", {"iban": IBAN}).status_code == 303
    (account,) = all_of(site, "bank_accounts")
    assert f"{page}/accounts/{account.number}/delete" in site.get(page).text
    assert site.post(f"{page}/accounts/{account.number}/delete").status_code == 303
    assert all_of(site, "bank_accounts") == []


@pytest.mark.parametrize(
    ("what", "fields", "key"),
    [
        ("notes", {"text": "Called <twice>."}, "uuid"),
        ("identifiers", {"scheme": "lei", "value": "254900UU5FUUIKLFGM46"}, "id"),
    ],
)
def test_notes_and_numbers_come_and_go(
    site: Site, page: str, what: str, fields: dict[str, str], key: str
) -> None:
    assert site.post(f"{page}/{what}", fields).status_code == 303
    (made,) = all_of(site, what)
    way = f"{what}/{getattr(made, key)}/delete"
    assert f"{page}/{way}" in site.get(page).text
    with site.book.writing() as ctx:
        other = f"/parties/{make_party(ctx, Role.CUSTOMER, 'Beta').party.id}"
    assert site.post(f"{other}/{way}").status_code == 422
    assert all_of(site, what) == [made]
    assert site.post(f"{page}/{way}").status_code == 303
    assert all_of(site, what) == []
    assert site.post(f"{page}/{way}").status_code == 422


def test_what_belongs_to_another_party_stays(site: Site, page: str) -> None:
    site.post(f"{page}/places", PLACE)
    site.post(f"{page}/accounts", {"iban": IBAN})
    site.post(f"{page}/persons", {"name": "Ida"})
    with site.book.writing() as ctx:
        other = f"/parties/{make_party(ctx, Role.CUSTOMER, 'Beta').party.id}"
    (place,), (account,) = all_of(site, "addresses"), all_of(site, "bank_accounts")
    (person,) = all_of(site, "contacts")
    for path in (
        f"places/{place.number}/delete",
        f"places/{place.number}",
        f"accounts/{account.number}/delete",
        f"persons/{person.number}",
    ):
        fields = {"name": "Stolen", "version": 1}
        assert site.post(f"{other}/{path}", fields).status_code in (404, 422)
    assert all_of(site, "addresses") == [place]
    assert all_of(site, "bank_accounts") == [account]
    assert all_of(site, "contacts") == [person]
