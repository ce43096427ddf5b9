"""What a new book starts with."""

import itertools
from collections import Counter

import pytest

from partita.domain.kinds import REFERENCE_KINDS
from partita.domain.legislation import CODE_RANGES
from partita.domain.seeds import SeedRow, countries, currencies, lists, seed_rows
from partita.domain.seeds.accounts import SUB_ACCOUNT_TYPES
from partita.domain.standing import Role

BOOKS = [
    ("DK", None),
    ("NO", None),
    ("PL", None),
    ("US", None),
    *((code, code) for code in lists.LEGISLATIONS),
]

BEGIN_EMPTY = {
    *("tariff", "tax_treatment", "zip_code", "transaction_category"),
    *("payment_method", "journal_type"),
}
"""Lists that are each organisation's own."""


def of_kind(rows: list[SeedRow], kind: str) -> list[SeedRow]:
    return [row for row in rows if row.kind == kind]


@pytest.mark.parametrize(("country", "legislation"), BOOKS)
def test_every_list_has_rows_and_numbers_that_differ(country: str, legislation: str | None) -> None:
    rows = seed_rows(country, legislation, countries.currency_of(country))
    assert {row.kind for row in rows} == set(REFERENCE_KINDS) - BEGIN_EMPTY
    assert [
        key for key, n in Counter((row.kind, row.number) for row in rows).items() if n > 1
    ] == []
    coded = [row for row in rows if row.code is not None and not REFERENCE_KINDS[row.kind].codes]
    assert [key for key, n in Counter((row.kind, row.code) for row in coded).items() if n > 1] == []


@pytest.mark.parametrize(("country", "legislation"), BOOKS)
def test_every_purpose_has_an_account(country: str, legislation: str | None) -> None:
    rows = of_kind(seed_rows(country, legislation, "EUR"), "account")
    assert [(row.details or {})["sub_account_type"] for row in rows] == list(SUB_ACCOUNT_TYPES)


@pytest.mark.parametrize(
    ("legislation", "classes"),
    [
        ("FR", ["domestic", "vies", "other"]),
        ("ES", ["domestic", "vies", "other", "other", "other", "other"]),
        ("DE", ["domestic", "vies", "other"]),
        (None, ["domestic", "vies", "other"]),
    ],
)
def test_document_types_by_legislation(legislation: str | None, classes: list[str]) -> None:
    rows = of_kind(seed_rows("DK", legislation, "EUR"), "document_type")
    assert [(row.details or {})["class"] for row in rows] == classes
    assert {(row.details or {})["legislation"] for row in rows} == {legislation}


@pytest.mark.parametrize(("country", "legislation"), BOOKS)
def test_series_that_share_a_ledger_do_not_overlap(country: str, legislation: str | None) -> None:
    rows = of_kind(seed_rows(country, legislation, "EUR"), "number_series")
    ledger = [row.details or {} for row in rows if row.code != "counterparty"]
    bounds = sorted((int(str(d["first"])), int(str(d["last"]))) for d in ledger)
    assert all(last < first for (_, last), (first, _) in itertools.pairwise(bounds))


def test_automatic_codes_in_germany_are_such_as_may_be_chosen() -> None:
    rows = of_kind(seed_rows("DE", "DE", "EUR"), "number_series")
    for row in rows:
        if row.is_default and row.code != "counterparty":
            least, most = CODE_RANGES[Role(row.code or "")]
            first, last = (int(str((row.details or {})[name])) for name in ("first", "last"))
            assert least <= first <= last <= most


def test_one_default_at_most() -> None:
    rows = [row for row in seed_rows("DE", "DE", "EUR") if row.is_default]
    named = Counter((row.kind, row.code if row.kind == "number_series" else None) for row in rows)
    assert set(named.values()) == {1}


def test_every_country_has_a_currency_we_know() -> None:
    rows = countries.country_rows()
    assert [row.code for row in rows if not currencies.is_currency(_currency(row))] == []
    assert len(countries.EU) == 27
    assert {row.code for row in rows} > countries.EU


def _currency(row: SeedRow) -> str:
    return countries.currency_of(row.code or "")


@pytest.mark.parametrize("unknown", ["", "X", "dk", "ZZ"])
def test_what_is_no_country(unknown: str) -> None:
    assert not countries.is_country(unknown)
