"""What the audit trail may hold of a record."""

import json
from dataclasses import replace
from typing import Any

import pytest

from partita.domain.bank_account import BankAccount
from partita.domain.extras import Identifier
from partita.domain.party import Party
from partita.domain.webhook import Webhook
from partita.store.audit_text import audit_text
from tests.builders import new_record

PERSON = Party(
    **new_record(),
    id=1,
    name="Ada Holm",
    is_person=True,
    company_number="12345678Z",
    vat_number="ES12345678Z",
    national_id="070362-1234",
)


def told(record: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(audit_text(record) or "")
    return found


def test_numbers_of_persons_are_hidden_and_of_companies_are_not() -> None:
    names = ("company_number", "vat_number", "national_id")
    assert [told(PERSON)[name] for name in names] == ["***"] * 3
    company = replace(PERSON, is_person=False, national_id=None)
    assert [told(company).get(name) for name in names] == ["12345678Z", "ES12345678Z", None]


@pytest.mark.parametrize(
    ("scheme", "value", "shown"),
    [
        ("steuer_id_de", "86095742719", "***"),
        ("nif_es", "12345678Z", "***"),
        ("iban", "DE89 3704 0044 0532 0130 00", "DE89***3000"),
        ("lei", "529900T8BM49AURSDO55", "529900T8BM49AURSDO55"),
    ],
)
def test_identifiers(scheme: str, value: str, shown: str) -> None:
    made = Identifier(
        **new_record(), id=1, party_id=1, scheme=scheme, value=value, status="unchecked"
    )
    assert told(made)["value"] == shown


def test_accounts_show_their_ends() -> None:
    account = BankAccount(
        **new_record(), number=1, party_id=1, account="5301 1234567", iban="DK5000400440116243"
    )
    assert (told(account)["account"], told(account)["iban"]) == ("***4567", "DK50***6243")


def test_secrets_are_hidden() -> None:
    made = Webhook(
        **new_record(),
        number=1,
        url="https://a.example/",
        kinds=(),
        secret="whsec_x",  # noqa: S106  # of nobody
        told=0,
    )
    assert "whsec" not in (audit_text(made) or "")
