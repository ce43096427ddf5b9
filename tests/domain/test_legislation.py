"""What legislations ask (contracts/sage.md 5)."""

import pytest

from partita.domain import legislation
from partita.domain.legislation import CountryClass, Rulebook, country_class
from partita.domain.standing import Role

FR, ES, DE, PT = (Rulebook(each) for each in ("FR", "ES", "DE", "PT"))
OLDER_FR, OLDER_ES, OLDER_DE = (Rulebook(each, is_older=True) for each in ("FR", "ES", "DE"))
VIES = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI"


@pytest.mark.parametrize("own", ["FR", "ES", "DE", "PT"])
def test_classes_of_countries(own: str) -> None:
    for country in VIES.split():
        expected = CountryClass.DOMESTIC if country == own else CountryClass.VIES
        assert country_class(own, country) is expected
    for country in ("GB", "US", "CH", "NO", "MC", "XK"):
        assert country_class(own, country) is CountryClass.OTHER


@pytest.mark.parametrize(
    ("rulebook", "country", "text", "rule"),
    [
        # The documentation's own examples, whose check digits are wrong.
        (FR, "FR", "323456789", None),
        (DE, "DE", "80715887835", None),
        (OLDER_FR, "BE", "BE1489052515", None),
        (FR, "FR", "73282932000074", None),
        (FR, "FR", "732 829 320", None),
        (FR, "FR", "7328293", "format"),
        (FR, "FR", "7328293200", "format"),
        (FR, "FR", "A32829320", "format"),
        (DE, "DE", "DE80715887835A", None),
        (DE, "DE", "8071588783", "format"),
        (DE, "DE", "807158878351234", "format"),
        (OLDER_DE, "DE", "80715887835", None),
        (OLDER_DE, "DE", "807158878351", "format"),
        *((ES, "ES", number, None) for number in (
            "12345678Z", "00000000T", "X1234567L", "Z4660201S", "B12345674", "A58818501",
            "Q2826000H", "z4660201-s",
        )),
        (ES, "ES", "12345678A", "checksum"),
        (ES, "ES", "Z4660201T", "checksum"),
        (ES, "ES", "N/A", "format"),
        (OLDER_ES, "DE", "DE807158878", None),
        (OLDER_ES, "DE", "807158878", None),
        (OLDER_ES, "DE", "FR807158878", "format"),
        (OLDER_ES, "XI", "XI123456789", None),
        (OLDER_ES, "GR", "EL123456789", None),
        (ES, "DE", "anything", None),
        (ES, "US", "N/A", None),
        (OLDER_ES, "US", "N/A", None),
        (PT, "PT", "123456789", None),
    ],
)  # fmt: skip
def test_company_numbers(rulebook: Rulebook, country: str, text: str, rule: str | None) -> None:
    found = legislation.company_number_violations(rulebook, country, text)
    assert [(each.field, each.rule) for each in found] == [("company_number", rule)] * bool(rule)


@pytest.mark.parametrize(
    ("rulebook", "country", "text", "rule"),
    [
        (FR, "FR", "FR33323456789", None),
        (FR, "FR", "FR 33 323456789", None),
        (FR, "FR", "33323456789", "format"),
        (FR, "FR", "DE807158878", "format"),
        (FR, "FR", None, None),
        (FR, "BE", "BE1489052515", None),
        (FR, "BE", None, None),
        (ES, "ES", "ESB58378431", None),
        (ES, "ES", "ES", "format"),
        (ES, "ES", None, None),
        (ES, "DE", None, "required"),
        (DE, "FR", None, "required"),
        (OLDER_DE, "FR", None, None),
        (PT, "FR", None, None),
        (ES, "GR", "EL123456789", None),
        (ES, "GR", "GR123456789", None),
        (ES, "XI", "XIGD123", None),
        (ES, "XI", "GB123456789", "format"),
        (ES, "NL", "NL123456789B01", None),
        (ES, "US", "whatever", None),
        (ES, "US", None, None),
    ],
)
def test_vat_numbers(rulebook: Rulebook, country: str, text: str | None, rule: str | None) -> None:
    found = legislation.vat_number_violations(rulebook, country, text)
    assert [(each.field, each.rule) for each in found] == [("vat_number", rule)] * bool(rule)


@pytest.mark.parametrize(
    ("own", "role", "code", "rule"),
    [
        ("ES", Role.CUSTOMER, "HP123", None),
        ("FR", Role.CUSTOMER, "12", None),
        ("FR", Role.CUSTOMER, "Émile", None),
        ("FR", Role.CUSTOMER, "A B", "blank"),
        ("FR", Role.CUSTOMER, " ", "blank"),
        ("FR", Role.CUSTOMER, "A-1", "blank"),
        ("DE", Role.CUSTOMER, "10000", None),
        ("DE", Role.CUSTOMER, "69999", None),
        ("DE", Role.CUSTOMER, "70000", "range"),
        ("DE", Role.CUSTOMER, "9999", "range"),
        ("DE", Role.CUSTOMER, "A1000", "range"),
        ("DE", Role.CUSTOMER, "٣٣٣٣٣", "range"),
        ("DE", Role.SUPPLIER, "70000", None),
        ("DE", Role.EMPLOYEE, "99999", None),
        ("DE", Role.SUPPLIER, "10000", "range"),
    ],
)
def test_codes(own: str, role: Role, code: str, rule: str | None) -> None:
    found = legislation.code_violations(own, role, code)
    assert [each.rule for each in found] == ([rule] if rule else [])
