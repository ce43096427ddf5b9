"""LEI: the twenty characters of a legal entity anywhere in the world (ISO 17442).

Eighteen letters or digits and two check digits. Issued by the members of the Global Legal Entity
Identifier Foundation: https://www.gleif.org/en/about-lei/iso-17442-the-lei-code-structure
"""

import re
from dataclasses import dataclass
from typing import Final, Self

from stdnum import lei

from partita.domain.checks.cleaning import cleaned, validated
from partita.domain.checks.value import Value
from partita.domain.errors import IdentifierInvalid

TEXT_CHARS_MAX: Final = 64

_CHARS: Final = 20
_SHAPE: Final = re.compile(r"[0-9A-Z]{18}[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Lei(Value):
    """The number of a legal entity."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an LEI.

        Raises:
            IdentifierInvalid: It is not twenty characters ending in the right check digits.

        >>> Lei.parse("2138 00KU D8LA JWSQ 9D15").compact
        '213800KUD8LAJWSQ9D15'
        """
        number = cleaned("lei", text, TEXT_CHARS_MAX)
        if len(number) != _CHARS:  # python-stdnum looks at the check digits alone
            raise IdentifierInvalid(scheme="lei", reason="length")
        if not _SHAPE.fullmatch(number):
            raise IdentifierInvalid(scheme="lei", reason="format")
        return cls(validated("lei", lei.validate, number))
