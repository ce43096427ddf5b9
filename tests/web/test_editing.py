"""Fields of roles are changed beside those of the party; two at once see each other's changes."""

import re
from html import unescape
from typing import Any

import pytest

from partita.domain.standing import Role
from partita.usecases import parties
from partita.usecases.roles import ROLE_RECORDS
from tests.builders import make_party
from tests.web.site import Site, text_of


def page_of(site: Site, role: Role, **values: Any) -> str:  # noqa: ANN401  # of the role
    with site.book.writing() as ctx:
        made = make_party(ctx, role, "Alpha ApS", **values)
    return f"/parties/{made.party.id}/edit"


def fields_of(html: str) -> dict[str, str]:
    """What a form would send if nobody changed anything."""
    form = html[html.index('class="card"') :]
    found = {
        name: unescape(value)
        for name, value in re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', form)
    }
    for name, options in re.findall(r'<select name="([^"]+)">(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        first = re.search(r'value="([^"]*)"', options)
        picked = chosen or first
        found[name] = picked[1] if picked else ""
    found.pop("csrf", None)
    return found


def role_of(site: Site, role: Role) -> object:
    with site.book.writing() as ctx:
        (found,) = getattr(ctx.unit, ROLE_RECORDS[role][1]).stream()
        return found


CHANGES = [
    (Role.CUSTOMER, "credit_maximum", "1500,50", 1500.5),
    (Role.CUSTOMER, "payment_days", "21", 21),
    (Role.CUSTOMER, "currency", "eur", "EUR"),
    (Role.CUSTOMER, "invoice_email", "bills@alpha.example", "bills@alpha.example"),
    (Role.SUPPLIER, "payment_days", "30", 30),
    (Role.EMPLOYEE, "job_title", "Baker", "Baker"),
    (Role.COUNTERPARTY, "description", "The landlord", "The landlord"),
]


@pytest.mark.parametrize(("role", "name", "text", "value"), CHANGES)
def test_a_field_of_a_role_changes(
    site: Site, role: Role, name: str, text: str, value: object
) -> None:
    site.sign_in()
    page = page_of(site, role)
    form = fields_of(site.get(page).text)
    answer = site.post(page, form | {f"{role}.{name}": text})
    assert answer.status_code == 303, text_of(answer)
    assert getattr(role_of(site, role), name) == value
    again = fields_of(site.get(page).text)
    assert site.post(page, again | {f"{role}.{name}": ""}).status_code == 303
    assert getattr(role_of(site, role), name) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("credit_maximum", "much"), ("credit_maximum", "nan"), ("credit_maximum", "-1"),
        ("payment_days", "10000"), ("payment_days", "²"), ("currency", "EURO"),
        ("invoice_email", "nobody"), ("gln", "x" * 256), ("group", "99999"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_and_nothing_is_written(site: Site, name: str, text: str) -> None:
    site.sign_in()
    page = page_of(site, Role.CUSTOMER, credit_maximum=5.0)
    form = fields_of(site.get(page).text)
    answer = site.post(page, form | {"name": "Beta", f"customer.{name}": text})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    with site.book.writing() as ctx:
        assert [each.name for each in ctx.unit.parties.stream()] == ["Alpha ApS"]


def test_two_at_once_choose_between_fields_of_roles(site: Site) -> None:
    site.sign_in()
    page = page_of(site, Role.CUSTOMER, credit_maximum=5.0)
    mine = fields_of(site.get(page).text)
    with site.book.writing() as ctx:
        (customer,) = ctx.unit.customers.stream()
        change = parties.PartyChange(role={"credit_maximum": 7.0, "payment_days": 9})
        parties.change_party(ctx, Role.CUSTOMER, customer.number, change, if_version=None)
    answer = site.post(page, mine | {"customer.credit_maximum": "6"})
    assert answer.status_code == 422
    assert "Customer: Credit limit 5 7 6" in text_of(answer)
    again = fields_of(answer.text) | {"choose_customer.credit_maximum": "mine"}
    assert site.post(page, again).status_code == 303
    with site.book.writing() as ctx:
        (customer,) = ctx.unit.customers.stream()
        assert (customer.credit_maximum, customer.payment_days) == (6.0, 9)
