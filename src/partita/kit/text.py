"""How texts are compared: once, here, so that every database agrees."""

import re
import unicodedata
from typing import Final

_LETTERS: Final = {
    "ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ŧ": "t", "\u0131": "i",
    "æ": "ae", "œ": "oe", "þ": "th",
}  # fmt: skip


class _Plain(dict[int, str | int | None]):
    """What each character is without its marks; asked once for each."""

    def __missing__(self, code: int) -> str | int | None:
        """Leave marks out, and other characters as they are."""
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_WITHOUT_MARKS: Final = _Plain((ord(letter), plain) for letter, plain in _LETTERS.items())


def fold(text: str) -> str:
    """Fold case, so that texts equal but for case (or for composition of accents) are the same.

    >>> fold("Straße ÅSE") == fold("STRASSE åse")
    True
    """
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


_SIMPLE_CHARS_BEFORE: Final = 0x590
SIMPLE_UPPER: Final = "".join(
    chr(code)
    for code in range(_SIMPLE_CHARS_BEFORE)
    if len(chr(code).lower()) == 1 and chr(code).lower() != chr(code)
)
SIMPLE_LOWER: Final = SIMPLE_UPPER.lower()
_SIMPLE: Final = str.maketrans(SIMPLE_UPPER, SIMPLE_LOWER)


def simple_fold(text: str) -> str:
    """Fold case letter by letter, as any database can: Latin, Greek, Cyrillic, Armenian.

    For texts that have no folded twin.

    >>> simple_fold("ÉCLAIR ΩΣ Ж")
    'éclair ωσ ж'
    """
    return text.lower() if text.isascii() else text.translate(_SIMPLE)


def search_fold(text: str) -> str:
    """Fold case and accents, for searching as people type.

    >>> search_fold("Şørensen & Łódź")
    'sorensen & lodz'
    """
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text.casefold()).translate(_WITHOUT_MARKS)


_ESCAPED: Final = re.compile(r'["\\\x00-\x1f]')


def is_plain(value: str) -> bool:
    r"""Tell whether a text stands in JSON as it is.

    >>> is_plain("DKK"), is_plain('D"K'), is_plain("D\\n")
    (True, False, False)
    """
    return _ESCAPED.search(value) is None


def plain(value: str) -> str:
    """A text without the characters that JSON escapes.

    >>> plain('D"K')
    'DK'
    """
    return _ESCAPED.sub("", value)


def is_storable(value: str) -> bool:
    r"""Tell whether a text has neither NUL nor halves of surrogate pairs.

    >>> is_storable("\u00e6"), is_storable("a\x00")
    (True, False)
    """
    if value.isascii():
        return "\x00" not in value
    try:
        return b"\x00" not in value.encode()
    except UnicodeEncodeError:
        return False


def squeeze(text: str) -> str:
    r"""Trim a text and make every run of white space one blank.

    >>> squeeze("  a \n b ")
    'a b'
    """
    return " ".join(text.split())
