"""A party gets and loses roles on its page, and says to whom it is tied."""

import re
from typing import Any

import pytest

from partita.domain.references import referrers_to
from partita.domain.standing import Role
from partita.usecases import notes, parties
from partita.usecases.owners import Owner
from partita.usecases.relations import SHOWN_MAX
from partita.usecases.roles import ROLE_RECORDS
from partita.web.rendering import TIES
from tests.builders import make_party
from tests.web.site import Site, text_of


def made(site: Site, role: Role, name: str, **values: Any) -> int:  # noqa: ANN401  # of the role
    """The id of a new party."""
    with site.book.writing() as ctx:
        return make_party(ctx, role, name, **values).party.id


def roles_of(site: Site, party_id: int) -> set[Role]:
    with site.book.writing() as ctx:
        return {
            role
            for role, (_, records) in ROLE_RECORDS.items()
            if getattr(ctx.unit, records).find(party_id)
        }


def relations(site: Site, party_id: int) -> dict[str, str]:
    page = site.get(f"/parties/{party_id}").text
    card = page.partition("<h2>Relations</h2>")[2].partition("</section>")[0]
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", card)
    return {name: re.sub(r"<[^>]+>", "", told) for name, told in found}


@pytest.mark.parametrize("role", [Role.SUPPLIER, Role.EMPLOYEE, Role.COUNTERPARTY])
def test_a_role_is_given_and_taken_away(site: Site, role: Role) -> None:
    site.sign_in()
    party = made(site, Role.CUSTOMER, "Alpha ApS")
    page = f"/parties/{party}"
    assert site.post(f"{page}/roles", {"role": role, "number": "4711"}).status_code == 303
    assert roles_of(site, party) == {Role.CUSTOMER, role}
    shown = site.get(page)
    assert "4711" in text_of(shown)
    assert f'<option value="{role}">' not in shown.text
    answer = site.post(f"{page}/roles/delete", {"role": role})
    assert answer.headers["location"] == f"{page}?done=1"
    assert roles_of(site, party) == {Role.CUSTOMER}


def test_a_number_comes_from_the_series_unless_it_is_chosen(site: Site) -> None:
    site.sign_in()
    party = made(site, Role.CUSTOMER, "Alpha ApS")
    answer = site.post(f"/parties/{party}/roles", {"role": "supplier", "number": ""})
    assert answer.status_code == 303
    with site.book.writing() as ctx:
        assert ctx.unit.suppliers.find(party) is not None


def test_what_cannot_be_given_is_said(site: Site) -> None:
    site.sign_in()
    party, other = made(site, Role.CUSTOMER, "Alpha"), made(site, Role.SUPPLIER, "Beta")
    with site.book.writing() as ctx:
        (taken,) = ctx.unit.suppliers.select(party_id=other)
    refused: list[tuple[dict[str, object], str]] = [
        ({"role": "supplier", "number": taken.number}, "That number is taken."),
        ({"role": "customer"}, "That number is taken."),
        ({"role": "emperor"}, "That could not be read."),
    ]
    for fields, said in refused:
        answer = site.post(f"/parties/{party}/roles", fields)
        assert answer.status_code == 422
        assert said in text_of(answer)
    assert roles_of(site, party) == {Role.CUSTOMER}


def test_the_last_role_takes_the_party_with_it(site: Site) -> None:
    site.sign_in()
    party = made(site, Role.SUPPLIER, "Alpha ApS")
    assert "Delete this party" in site.get(f"/parties/{party}").text
    answer = site.post(f"/parties/{party}/roles/delete", {"role": "supplier"})
    assert answer.headers["location"] == f"/parties?gone={party}"
    assert "The party was deleted." in text_of(site.get(answer.headers["location"]))
    assert site.get(f"/parties/{party}").status_code == 404


def test_a_role_that_is_needed_stays(site: Site) -> None:
    site.sign_in()
    payer = made(site, Role.CUSTOMER, "Payer")
    with site.book.writing() as ctx:
        parties.add_role(ctx, payer, Role.SUPPLIER, {})
    made(site, Role.CUSTOMER, "Paid for", third_payer=payer)
    answer = site.post(f"/parties/{payer}/roles/delete", {"role": "customer"})
    assert answer.status_code == 422
    assert "A customer refers to it, so it cannot be deleted." in text_of(answer)
    assert roles_of(site, payer) == {Role.CUSTOMER, Role.SUPPLIER}


def test_readers_are_offered_nothing_and_do_nothing(site: Site) -> None:
    site.sign_in(role="reader")
    party = made(site, Role.CUSTOMER, "Alpha ApS")
    assert "/roles" not in site.get(f"/parties/{party}").text
    for path in ("roles", "roles/delete"):
        assert site.post(f"/parties/{party}/{path}", {"role": "customer"}).status_code != 303
    assert roles_of(site, party) == {Role.CUSTOMER}


def test_every_tie_has_words() -> None:
    ties = [each for each in referrers_to("party", parts=False) if each.role is not None]
    assert {column for column, is_incoming in TIES if is_incoming} == {each.column for each in ties}


def test_ties_are_told_at_both_ends(site: Site) -> None:
    site.sign_in()
    boss = made(site, Role.EMPLOYEE, "Bo Holm")
    seller = made(site, Role.EMPLOYEE, "Ida Holm", manager=boss)
    costs = made(site, Role.COUNTERPARTY, "The landlord")
    values = {"sales_person": seller, "default_counterparty": costs}
    payer = made(site, Role.CUSTOMER, "Payer ApS", **values)
    paid = made(site, Role.CUSTOMER, "Paid ApS", third_payer=payer)
    with site.book.writing() as ctx:
        for text in ("one", "two"):
            notes.create_note(ctx, Owner(paid), text, author=seller)
    assert relations(site, boss) == {"Manages": "Ida Holm"}
    assert relations(site, seller) == {
        "Manager": "Bo Holm",
        "Is our contact for": "Payer ApS",
        "Wrote notes about": "Paid ApS",
    }
    assert relations(site, costs) == {"Takes the costs of": "Payer ApS"}
    assert relations(site, payer) == {
        "Our contact": "Ida Holm",
        "Costs are booked on": "The landlord",
        "Pays for": "Paid ApS",
    }
    assert relations(site, paid) == {"Pays through": "Payer ApS"}
    assert f'<a href="/parties/{payer}">Payer ApS</a>' in site.get(f"/parties/{paid}").text


def test_many_ties_are_told_in_part(site: Site) -> None:
    site.sign_in()
    seller = made(site, Role.EMPLOYEE, "Ida Holm")
    with site.book.writing() as ctx:
        for number in range(SHOWN_MAX + 1):
            make_party(ctx, Role.CUSTOMER, f"Customer {number}", sales_person=seller)
    told = relations(site, seller)["Is our contact for"]
    assert told.count("Customer") == SHOWN_MAX
    assert told.endswith("and others")
