"""The looks of VAT and company numbers, for callers that must not verify check digits.

Length and characters alone, per state: https://ec.europa.eu/taxation_customs/vies/#/faq (no. 11).
"""

import re
from typing import Final

from partita.domain.checks.cleaning import compact_number

TEXT_CHARS_MAX: Final = 64

_VAT: Final = {
    code: re.compile(pattern)
    for code, pattern in {
        "AT": "U[0-9]{8}",
        "BE": "[01][0-9]{9}",
        "BG": "[0-9]{9,10}",
        "CY": "[0-9]{8}[A-Z]",
        "CZ": "[0-9]{8,10}",
        "DE": "[0-9]{9}",
        "DK": "[0-9]{8}",
        "EE": "[0-9]{9}",
        "EL": "[0-9]{9}",
        "ES": "[0-9A-Z][0-9]{7}[0-9A-Z]",
        "FI": "[0-9]{8}",
        "FR": "[0-9A-Z]{2}[0-9]{9}",
        "HR": "[0-9]{11}",
        "HU": "[0-9]{8}",
        "IE": "[0-9A-Z+*]{8,9}",
        "IT": "[0-9]{11}",
        "LT": "[0-9]{9}|[0-9]{12}",
        "LU": "[0-9]{8}",
        "LV": "[0-9]{11}",
        "MT": "[0-9]{8}",
        "NL": "[0-9A-Z+*]{12}",
        "PL": "[0-9]{10}",
        "PT": "[0-9]{9}",
        "RO": "[0-9]{2,10}",
        "SE": "[0-9]{12}",
        "SI": "[0-9]{8}",
        "SK": "[0-9]{10}",
        "XI": "[0-9]{9}|[0-9]{12}|(?:GD|HA)[0-9]{3}",
    }.items()
}
VIES_CODES: Final = frozenset(_VAT)
"""The two letters before a VAT number: 27 member states and Northern Ireland."""

_NATIONAL: Final = {
    "DE": re.compile("[0-9A-Z]{11,14}"),
    "FR": re.compile("[0-9]{9}|[0-9]{14}"),
}


def vies_code(country_code: str) -> str:
    """Say which letters stand before a country's VAT numbers; only Greece differs.

    >>> vies_code("gr"), vies_code("DK")
    ('EL', 'DK')
    """
    upper = country_code.upper()
    return "EL" if upper == "GR" else upper


def split_vat(text: str) -> tuple[str, str]:
    """Split a VAT number into its state's letters and the rest; no letters, no state.

    >>> split_vat("PL 856-734-62-15")
    ('PL', '8567346215')
    >>> split_vat("13585628")
    ('', '13585628')
    """
    number = compact_number(text)
    code = vies_code(number[:2])
    return (code, number[2:]) if code in VIES_CODES else ("", number)


def vat_format(code: str, national_part: str) -> bool:
    """Tell whether a VAT number looks right; check digits are not verified.

    Args:
        code: The letters before the number; a country without VAT number in the Union has none
            that look right.
        national_part: What stands after them; blanks and marks do not matter.

    >>> vat_format("BE", "1489.052.515")
    True
    >>> vat_format("ES", "")
    False
    """
    pattern = _VAT.get(vies_code(code))
    if pattern is None or len(national_part) > TEXT_CHARS_MAX:
        return False
    return pattern.fullmatch(compact_number(national_part)) is not None


def national_format(country_code: str, text: str) -> bool:
    """Tell whether a company or tax number looks right; check digits are not verified.

    French numbers have 9 or 14 digits, German ones 11 to 14 characters. A country without a known
    format accepts all that is not too long.

    >>> national_format("FR", "323 456 789")
    True
    >>> national_format("DE", "123")
    False
    """
    if len(text) > TEXT_CHARS_MAX:
        return False
    pattern = _NATIONAL.get(country_code.upper())
    return pattern is None or pattern.fullmatch(compact_number(text)) is not None
