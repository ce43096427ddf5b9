"""Steuer-IdNr: the eleven digits of a German taxpayer, with an ISO 7064 check digit.

One of the first ten digits occurs two or three times and no other is repeated. Issued by the
Federal Central Tax Office: https://www.bzst.de/DE/Privatpersonen/SteuerlicheIdentifikationsnummer/
"""

from dataclasses import dataclass
from typing import Final, Self

from stdnum.de import idnr

from partita.domain.checks.cleaning import cleaned, validated
from partita.domain.checks.value import Value

TEXT_CHARS_MAX: Final = 64


@dataclass(frozen=True, slots=True)
class SteuerIdDe(Value):
    """The number of a German taxpayer."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a Steuer-IdNr.

        Raises:
            IdentifierInvalid: It is not eleven digits in the allowed pattern.

        >>> SteuerIdDe.parse("11 234 567 890").compact
        '11234567890'
        """
        number = cleaned("steuer_id_de", text, TEXT_CHARS_MAX, ("STEUERIDNR", "IDNR", "DE"))
        return cls(validated("steuer_id_de", idnr.validate, number))
