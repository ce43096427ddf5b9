"""How texts are compared: once, here, so that every database agrees."""

import unicodedata
from typing import Final

_LETTERS_WITHOUT_MARKS: Final = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}  # noqa: RUF001  # that one is meant
)


def fold(text: str) -> str:
    """Fold case, so that texts equal but for case (or for composition of accents) are the same.

    >>> fold("Straße ÅSE") == fold("STRASSE åse")
    True
    """
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def search_fold(text: str) -> str:
    """Fold case and accents, for searching as people type.

    >>> search_fold("Şørensen & Łódź")
    'sorensen & lodz'
    """
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(mark for mark in folded if not unicodedata.combining(mark))
    return plain.translate(_LETTERS_WITHOUT_MARKS)


def squeeze(text: str) -> str:
    r"""Trim a text and make every run of white space one blank.

    >>> squeeze("  a \n b ")
    'a b'
    """
    return " ".join(text.split())
