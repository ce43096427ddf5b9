"""GLN: the thirteen digits of a place or a company in trade, also called EAN location number.

Issued by GS1 and its national members: https://www.gs1.org/standards/id-keys/gln
"""

from dataclasses import dataclass
from typing import Final, Self

from stdnum import ean

from partita.domain.checks.cleaning import cleaned, validated
from partita.domain.checks.value import Value
from partita.domain.errors import IdentifierInvalid

TEXT_CHARS_MAX: Final = 64

_DIGITS: Final = 13


@dataclass(frozen=True, slots=True)
class Gln(Value):
    """The number of a place or a company in trade."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a GLN.

        Raises:
            IdentifierInvalid: It is not thirteen digits ending in the right check digit.

        >>> Gln.parse("EAN 5790 0004 3597 5").compact
        '5790000435975'
        """
        number = cleaned("gln", text, TEXT_CHARS_MAX, ("GLN", "EAN"))
        if len(number) != _DIGITS:
            raise IdentifierInvalid(scheme="gln", reason="length")
        return cls(validated("gln", ean.validate, number))
