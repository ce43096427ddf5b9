"""NIP: the ten digits of a Polish taxpayer, with a modulus 11 check.

Issued by the National Revenue Administration: https://www.podatki.gov.pl/
"""

from dataclasses import dataclass
from typing import Final, Self

from stdnum.pl import nip

from partita.domain.checks.cleaning import cleaned, validated
from partita.domain.checks.value import Value

TEXT_CHARS_MAX: Final = 64


@dataclass(frozen=True, slots=True)
class NipPl(Value):
    """The number of a Polish taxpayer."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a NIP.

        Raises:
            IdentifierInvalid: It is not ten digits that pass the check.

        >>> NipPl.parse("PL 856-734-62-15").compact
        '8567346215'
        """
        number = cleaned("nip_pl", text, TEXT_CHARS_MAX, ("NIP", "PL"))
        return cls(validated("nip_pl", nip.validate, number))
