"""IBAN: an account number that is valid across borders (ISO 13616).

Country, two check digits and the account in the form its country registered. The register is kept
by SWIFT: https://www.swift.com/standards/data-standards/iban-international-bank-account-number

python-stdnum does the work: importing it costs 30 ms, most of it shared with every other scheme
here; schwifty costs 45 ms and loads bank directories that nothing here needs. National check
digits and bank codes are not looked at: directories age, and a refused valid account is worse.
"""

from dataclasses import dataclass
from typing import Final, Self

from stdnum import iban
from stdnum.iso7064 import mod_97_10

from partita.domain.checks.cleaning import cleaned, validated
from partita.domain.checks.value import Value

TEXT_CHARS_MAX: Final = 64

_UNREGISTERED_CHARS: Final = {
    "AO": 25, "BF": 28, "BJ": 28, "CF": 27, "CG": 27, "CI": 28, "CM": 27, "CV": 25, "DZ": 26,
    "GA": 27, "GQ": 27, "GW": 25, "IR": 26, "KM": 27, "MA": 28, "MG": 27, "ML": 28, "MZ": 25,
    "NE": 28, "SN": 28, "TD": 27, "TG": 28,
}  # fmt: skip
"""Countries whose banks use account numbers of this form and length without registering it."""


@dataclass(frozen=True, slots=True)
class Iban(Value):
    """A valid account number; one that is not valid cannot be built."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an IBAN.

        Raises:
            IdentifierInvalid: Unknown country, wrong shape for it, or wrong check digits.

        >>> Iban.parse("be71 0961 2345 6769").compact
        'BE71096123456769'
        """
        number = cleaned("iban", text, TEXT_CHARS_MAX, ("IBAN",))
        return cls(validated("iban", _validate, number))

    @property
    def country(self) -> str:
        """The ISO 3166-1 alpha-2 code of the country that keeps the account."""
        return self.compact[:2]

    @property
    def grouped(self) -> str:
        """The number in groups of four, as it is printed.

        >>> Iban.parse("BE71096123456769").grouped
        'BE71 0961 2345 6769'
        """
        return iban.format(self.compact)


def _validate(number: str) -> str:
    if _UNREGISTERED_CHARS.get(number[:2]) == len(number):
        mod_97_10.validate(number[4:] + number[:4])
        return number
    return iban.validate(number, check_country=False)
