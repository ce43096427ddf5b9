"""SIRET: the fourteen digits of one establishment of a French company.

The SIREN of the company, then five digits counting its establishments. Issued by INSEE:
https://www.insee.fr/fr/metadonnees/definition/c1841
"""

from dataclasses import dataclass
from typing import Final, Self

from stdnum.fr import siret

from partita.domain.checks.cleaning import cleaned, compact_number, validated
from partita.domain.checks.siren import Siren
from partita.domain.checks.value import Value

TEXT_CHARS_MAX: Final = 64

_SIREN_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class Siret(Value):
    """The number of an establishment of a French company."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a SIRET.

        Raises:
            IdentifierInvalid: It is not fourteen digits ending in the right check digit.

        >>> Siret.parse("732 829 320 00074").compact
        '73282932000074'
        """
        number = cleaned("siret", text, TEXT_CHARS_MAX, ("SIRET", "FR"))
        return cls(validated("siret", siret.validate, number))

    @property
    def siren(self) -> Siren:
        """The company the establishment belongs to.

        >>> str(Siret.parse("73282932000074").siren)
        '732829320'
        """
        return Siren(self.compact[:_SIREN_DIGITS])


def parse_siren_or_siret(text: str) -> Siren | Siret:
    """Read the number of a French company, or of one of its establishments, by its length.

    Raises:
        IdentifierInvalid: It is neither.

    >>> type(parse_siren_or_siret("404 833 048")).__name__
    'Siren'
    >>> type(parse_siren_or_siret("73282932000074")).__name__
    'Siret'
    """
    digits = sum(char.isdecimal() for char in compact_number(text[:TEXT_CHARS_MAX]))
    if digits <= _SIREN_DIGITS:
        return Siren.parse(text)
    return Siret.parse(text)
