"""VAT number of a taxable person in the European Union or Northern Ireland.

Two letters for the member state, then what that state issues. Greece writes EL (GR is accepted),
Northern Ireland XI. The tax offices issue them; the European Commission tells whether one is
registered: https://ec.europa.eu/taxation_customs/vies/
"""

from dataclasses import dataclass
from typing import Final, Self

from stdnum.eu import vat

from partita.domain.checks.cleaning import cleaned, validated
from partita.domain.checks.value import Value
from partita.domain.checks.vat_format import VIES_CODES, vies_code
from partita.domain.errors import IdentifierInvalid

TEXT_CHARS_MAX: Final = 64

_SWEDISH_CHARS: Final = 14


@dataclass(frozen=True, slots=True)
class EuVat(Value):
    """A VAT number whose check digits are right."""

    @classmethod
    def parse(cls, text: str, *, country: str | None = None) -> Self:
        """Read a VAT number.

        Args:
            text: As somebody typed it.
            country: Whose number it is when the text may lack the two letters; ``None`` demands
                them.

        Raises:
            IdentifierInvalid: No such member state, or not a number it issues.

        >>> EuVat.parse("gr 094.259.216").compact
        'EL094259216'
        >>> EuVat.parse("13 58 56 28", country="DK").compact
        'DK13585628'
        """
        number = cleaned("eu_vat", text, TEXT_CHARS_MAX)
        if country is not None and vies_code(number[:2]) != vies_code(country):
            number = country.upper() + number
        if vies_code(number[:2]) not in VIES_CODES:
            raise IdentifierInvalid(scheme="eu_vat", reason="component")
        return cls(validated("eu_vat", _validate, vies_code(number[:2]) + number[2:]))

    @property
    def vies_code(self) -> str:
        """The member state in the letters VAT uses: ``EL`` for Greece, ``XI`` for the North."""
        return self.compact[:2]

    @property
    def national_part(self) -> str:
        """What stands after the two letters.

        >>> EuVat.parse("DK 13585628").national_part
        '13585628'
        """
        return self.compact[2:]


def _validate(number: str) -> str:
    if number.startswith("SE") and len(number) == _SWEDISH_CHARS:
        # One company may hold several numbers, ending 01, 02 ...; python-stdnum knows 01.
        vat.validate(number[:-2] + ("01" if number[-2:].isdecimal() else number[-2:]))
        return number
    return vat.validate(number)
