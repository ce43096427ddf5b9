"""What a country's accounting rules ask of third parties, as far as it can be told without a book.

Numbers are judged by length and characters; check digits count in Spain alone: accepted creation
examples of the other countries fail them (contracts/sage.md 5.4).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from partita.domain.checks import (
    check_identifier,
    compact_number,
    national_format,
    split_vat,
    vat_format,
)
from partita.domain.seeds.countries import vat_prefix
from partita.domain.standing import Role
from partita.domain.violation import Violation


class CountryClass(StrEnum):
    """Where a party is, seen from a legislation."""

    DOMESTIC = "domestic"
    VIES = "vies"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Whose rules hold, and in which reading.

    Attributes:
        legislation: Two letters: ``FR``, ``ES``, ``DE``, ``PT``; any other country has no rules
            of its own beyond the class of a country.
        is_older: The reading of the reference page: a company number of another member state
            looks like its VAT number, a German one has exactly 11 characters, and no VAT number
            is mandatory.
    """

    legislation: str
    is_older: bool = False


_ISO_CODES: Final = {"EL": "GR"}
_NEEDS_VAT_NUMBER: Final = frozenset({"ES", "DE"})
_GERMAN_CHARS: Final = 11
CODE_RANGES: Final[Mapping[Role, tuple[int, int]]] = {
    Role.CUSTOMER: (10_000, 69_999),
    Role.SUPPLIER: (70_000, 99_999),
    Role.EMPLOYEE: (70_000, 99_999),
}
"""Between which numbers a chosen code lies in Germany (contracts/sage.md 5.1)."""


def iso_code(country: str) -> str:
    """The code of ISO 3166-1 of a country that may be named as VAT does.

    >>> iso_code("el"), iso_code("XI")
    ('GR', 'XI')
    """
    upper = country.upper()
    return _ISO_CODES.get(upper, upper)


def country_class(legislation: str, country: str) -> CountryClass:
    """Where a country is, seen from a legislation.

    >>> [str(country_class("FR", country)) for country in ("FR", "GR", "XI", "GB")]
    ['domestic', 'vies', 'vies', 'other']
    """
    if country == legislation:
        return CountryClass.DOMESTIC
    return CountryClass.VIES if vat_prefix(country) else CountryClass.OTHER


def uses_vat_number(rulebook: Rulebook, country: str) -> bool:
    """Tell whether a party of a country has a VAT number at all."""
    return country_class(rulebook.legislation, country) is not CountryClass.OTHER


def company_number_violations(rulebook: Rulebook, country: str, text: str) -> list[Violation]:
    """What is wrong with a company number (contracts/sage.md 5.4).

    Args:
        rulebook: Whose rules hold.
        country: Of the party.
        text: The number as written; not empty.

    Returns:
        At most one violation: the rule is ``format``, or ``checksum`` where it alone is wrong.
    """
    where = country_class(rulebook.legislation, country)
    if where is CountryClass.DOMESTIC:
        return _domestic_violations(rulebook, country, text)
    if where is CountryClass.VIES and rulebook.is_older and not _looks_like_vat(country, text):
        return [Violation("company_number", "format", {"country": country})]
    return []


def _domestic_violations(rulebook: Rulebook, country: str, text: str) -> list[Violation]:
    if country == "ES":
        verdict = check_identifier("nif_es", text)
        rule = "checksum" if verdict.reason == "checksum" else "format"
        is_good = verdict.status == "valid"
    else:
        rule, is_good = "format", national_format(country, text)
        if country == "DE" and rulebook.is_older:
            is_good = is_good and len(compact_number(text)) == _GERMAN_CHARS
    return [] if is_good else [Violation("company_number", rule, {"country": country})]


def _looks_like_vat(country: str, text: str) -> bool:
    """With or without the letters of the country in front."""
    prefix = vat_prefix(country) or ""
    code, rest = split_vat(text)
    return (code == prefix and vat_format(prefix, rest)) or vat_format(prefix, text)


def vat_number_violations(rulebook: Rulebook, country: str, text: str | None) -> list[Violation]:
    """What is wrong with a VAT number (contracts/sage.md 5.5).

    Args:
        rulebook: Whose rules hold.
        country: Of the party.
        text: The number with the letters of its country; ``None`` for none.

    Returns:
        At most one violation: the rule is ``required`` or ``format``, with the fact ``vies``, the
        letters a number of that country begins with.
    """
    where = country_class(rulebook.legislation, country)
    if where is CountryClass.OTHER:
        return []
    prefix = vat_prefix(country)
    if text is None:
        is_needed = where is CountryClass.VIES and rulebook.legislation in _NEEDS_VAT_NUMBER
        is_missing = is_needed and not rulebook.is_older
        return [Violation("vat_number", "required", {"vies": prefix})] if is_missing else []
    code, rest = split_vat(text)
    is_good = prefix is None or (code == prefix and vat_format(code, rest))
    return [] if is_good else [Violation("vat_number", "format", {"vies": prefix})]


def code_violations(legislation: str, role: Role, code: str) -> list[Violation]:
    """What is wrong with a chosen code (contracts/sage.md 5.1).

    Returns:
        At most one violation: the rule is ``blank`` (anything but letters and digits) or
        ``range``.
    """
    if not code.isalnum():
        return [Violation("code", "blank")]
    if legislation != "DE" or role not in CODE_RANGES:
        return []
    least, most = CODE_RANGES[role]
    is_number = code.isascii() and code.isdecimal() and len(code) == len(str(most))
    if is_number and least <= int(code) <= most:
        return []
    return [Violation("code", "range", {"min": least, "max": most})]
