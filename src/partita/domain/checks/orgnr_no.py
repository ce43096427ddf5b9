"""Organisation number: the nine digits of a Norwegian company, with a modulus 11 check.

Companies liable to VAT write ``MVA`` after it. Issued by the Brønnøysund Register Centre:
https://www.brreg.no/en/about-us-2/our-registers/about-the-central-coordinating-register-for-legal-entities-ccr/about-the-organisation-number/
"""

from dataclasses import dataclass
from typing import Final, Self

from stdnum.no import orgnr

from partita.domain.checks.cleaning import cleaned, validated
from partita.domain.checks.value import Value

TEXT_CHARS_MAX: Final = 64


@dataclass(frozen=True, slots=True)
class OrgnrNo(Value):
    """The number of a Norwegian company."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an organisation number, with or without country code and ``MVA``.

        Raises:
            IdentifierInvalid: It is not nine digits that pass the check.

        >>> OrgnrNo.parse("NO 995 525 828 MVA").compact
        '995525828'
        """
        number = cleaned("orgnr_no", text, TEXT_CHARS_MAX, ("ORGNR", "ORG", "NO"))
        return cls(validated("orgnr_no", orgnr.validate, number.removesuffix("MVA")))
