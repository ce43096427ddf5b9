"""Participant identifier in the Peppol network: whose numbers are meant, a colon, the number.

Four digits name the numbering (``0184`` Danish CVR, ``0192`` Norwegian organisation number,
``0088`` GLN); older ones are two words such as ``no:org``. The code list is kept by OpenPeppol:
https://docs.peppol.eu/edelivery/codelists/
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Self

from partita.domain.checks.cleaning import refuse_long
from partita.domain.checks.value import Value
from partita.domain.errors import IdentifierInvalid

TEXT_CHARS_MAX: Final = 128

_NETWORK: Final = "iso6523-actorid-upis::"
_SHAPE: Final = re.compile(r"(?:[0-9]{4}|[a-z]{2}:[a-z]{2,10}|gln):[a-z0-9._~+-]{1,50}")


@dataclass(frozen=True, slots=True)
class PeppolId(Value):
    """An address in the Peppol network, by its shape; case does not matter there."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a participant identifier, with or without the name of the network in front.

        Raises:
            IdentifierInvalid: It is not a numbering, a colon and a number.

        >>> PeppolId.parse("iso6523-actorid-upis::0192:991825827").compact
        '0192:991825827'
        """
        refuse_long("peppol", text, TEXT_CHARS_MAX)
        folded = "".join(unicodedata.normalize("NFKC", text).lower().split())
        number = folded.removeprefix(_NETWORK)
        if not number:
            raise IdentifierInvalid(scheme="peppol", reason="empty")
        if not _SHAPE.fullmatch(number):
            raise IdentifierInvalid(scheme="peppol", reason="format")
        return cls(number)
