"""CVR: the eight digits of a Danish company, with a modulus 11 check.

Issued by Erhvervsstyrelsen, the Danish Business Authority: https://datacvr.virk.dk/
"""

from dataclasses import dataclass
from typing import Final, Self

from stdnum.dk import cvr

from partita.domain.checks.cleaning import cleaned, validated
from partita.domain.checks.value import Value

TEXT_CHARS_MAX: Final = 64


@dataclass(frozen=True, slots=True)
class CvrDk(Value):
    """The number of a Danish company."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a CVR number.

        Raises:
            IdentifierInvalid: It is not eight digits that pass the check.

        >>> CvrDk.parse("CVR-nr. 13 58 56 28").compact
        '13585628'
        """
        number = cleaned("cvr_dk", text, TEXT_CHARS_MAX, ("CVRNR", "CVR", "DK"))
        return cls(validated("cvr_dk", cvr.validate, number))
