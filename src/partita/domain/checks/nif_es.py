"""NIF: the nine characters of a Spanish taxpayer.

Of companies (formerly CIF) a letter, seven digits and a control digit or letter; of Spaniards the
DNI, eight digits and a letter; of foreigners the NIE, the same with X, Y or Z in front. Issued by
the Agencia Tributaria: https://sede.agenciatributaria.gob.es/Sede/censos-nif-domicilio-fiscal.html
"""

import re
from dataclasses import dataclass
from typing import Final, Self

from stdnum.es import nif

from partita.domain.checks.cleaning import cleaned, validated
from partita.domain.checks.value import Value

TEXT_CHARS_MAX: Final = 64

_CHARS: Final = 9
_DNI_WITHOUT_ZEROS: Final = re.compile(r"[0-9]{6,7}[A-Z]")


@dataclass(frozen=True, slots=True)
class NifEs(Value):
    """The number of a Spanish taxpayer: company, citizen or foreigner."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a NIF, DNI, NIE or CIF; zeros missing in front of a DNI are put back.

        Raises:
            IdentifierInvalid: It is none of them, or the control character is wrong.

        >>> NifEs.parse("ES B-58378431").compact
        'B58378431'
        >>> NifEs.parse("z4660201-s").compact
        'Z4660201S'
        """
        number = cleaned("nif_es", text, TEXT_CHARS_MAX, ("NIF", "NIE", "DNI", "CIF", "ES"))
        if _DNI_WITHOUT_ZEROS.fullmatch(number):
            number = number.zfill(_CHARS)
        return cls(validated("nif_es", nif.validate, number))
