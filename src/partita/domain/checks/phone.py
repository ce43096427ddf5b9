"""Telephone number, in the international form of ITU-T E.164 where it is one.

The numbering plans are kept by the ITU and the national regulators:
https://www.itu.int/rec/T-REC-E.164
"""

import unicodedata
from dataclasses import dataclass
from typing import Final, Self

from partita.domain.checks.cleaning import refuse_long
from partita.domain.checks.value import Value
from partita.domain.errors import IdentifierInvalid

TEXT_CHARS_MAX: Final = 255
DIGITS_MIN: Final = 3
DIGITS_MAX: Final = 20


@dataclass(frozen=True, slots=True)
class Phone(Value):
    """Something that can be dialled; ``compact`` is E.164 when the number is a valid one.

    An extension follows as ``;ext=12``. Anything else that has enough digits stays as it was
    written: short numbers, inner lines, two numbers in one field.
    """

    @classmethod
    def parse(cls, text: str, *, region: str | None = None) -> Self:
        """Read a telephone number.

        Args:
            text: As somebody typed it.
            region: ISO 3166-1 alpha-2 code of the country whose habits a number without ``+``
                follows; ``None`` leaves such numbers as they are.

        Raises:
            IdentifierInvalid: It does not have 3 to 20 digits, or holds control characters.

        >>> Phone.parse("33 12 34 56", region="DK").compact
        '+4533123456'
        >>> Phone.parse("0047 22 86 44 00 ext. 12").compact
        '+4722864400;ext=12'
        >>> Phone.parse("inner line  112").compact
        'inner line 112'
        """
        refuse_long("phone", text, TEXT_CHARS_MAX)
        shown = _shown(text)
        if not shown:
            raise IdentifierInvalid(scheme="phone", reason="empty")
        if not shown.isprintable():
            raise IdentifierInvalid(scheme="phone", reason="characters")
        if not DIGITS_MIN <= sum(char.isdecimal() for char in shown) <= DIGITS_MAX:
            raise IdentifierInvalid(scheme="phone", reason="length")
        return cls(_international(shown, region) or shown)

    @property
    def is_international(self) -> bool:
        """Whether the number is a valid one that can be dialled from anywhere."""
        return self.compact.startswith("+") and _international(self.compact, None) is not None


def _shown(text: str) -> str:
    """Take away what is not seen: direction marks, runs of blanks, wide digits."""
    plain = unicodedata.normalize("NFKC", text)
    return " ".join("".join(char for char in plain if unicodedata.category(char) != "Cf").split())


def _international(shown: str, region: str | None) -> str | None:
    import phonenumbers  # noqa: PLC0415  # slow to import, and few commands need it

    dialled = f"+{shown[2:]}" if shown.startswith("00") else shown
    try:
        number = phonenumbers.parse(dialled, region and region.upper())
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{e164};ext={number.extension}" if number.extension else e164
