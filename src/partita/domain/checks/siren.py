"""SIREN: the nine digits of a French company, with a Luhn check digit.

Issued by INSEE, the French statistical office:
https://www.insee.fr/fr/metadonnees/definition/c2047
"""

from dataclasses import dataclass
from typing import Final, Self

from stdnum.fr import siren

from partita.domain.checks.cleaning import cleaned, validated
from partita.domain.checks.value import Value

TEXT_CHARS_MAX: Final = 64


@dataclass(frozen=True, slots=True)
class Siren(Value):
    """The number of a French company."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a SIREN.

        Raises:
            IdentifierInvalid: It is not nine digits ending in the right check digit.

        >>> Siren.parse("404 833 048").compact
        '404833048'
        """
        number = cleaned("siren", text, TEXT_CHARS_MAX, ("SIREN", "FR"))
        return cls(validated("siren", siren.validate, number))
