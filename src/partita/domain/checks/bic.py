"""BIC: the eight or eleven characters of a bank (ISO 9362), also called SWIFT code.

Four characters for the institution, two letters for the country, two characters for the place and
three, which may be left out, for the branch. Issued by SWIFT:
https://www.swift.com/standards/data-standards/bic-business-identifier-code
"""

from dataclasses import dataclass
from typing import Final, Self

from stdnum import bic

from partita.domain.checks.cleaning import cleaned, validated
from partita.domain.checks.value import Value

TEXT_CHARS_MAX: Final = 64

_INSTITUTION_CHARS: Final = 4


@dataclass(frozen=True, slots=True)
class Bic(Value):
    """The code of a bank or of one of its branches."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a BIC.

        Raises:
            IdentifierInvalid: It has the wrong length or shape, or names no country.

        >>> Bic.parse("dabadkkk").compact
        'DABADKKK'
        """
        number = cleaned("bic", text, TEXT_CHARS_MAX)  # no labels: BICIGALX is a bank
        institution, rest = number[:_INSTITUTION_CHARS], number[_INSTITUTION_CHARS:]
        # The standard of 2014 allows digits in the institution, python-stdnum letters alone.
        letters = "A" * len(institution) if institution.isalnum() else institution
        validated("bic", bic.validate, letters + rest)
        return cls(number)
