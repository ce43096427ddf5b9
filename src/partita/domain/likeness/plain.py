"""Texts as they are compared: without case, accents, punctuation and what says nothing."""

import re
from typing import Final

from partita.kit.text import search_fold

_SCANDINAVIAN: Final = "aps as ps is ks ivs amba smba fmba asa ans da enk ab hb kb oy oyj ky"
_GERMAN_DUTCH: Final = "gmbh ag kg ohg gbr ek ev ug se mbh kgaa bv nv vof cv bvba"
_ENGLISH: Final = "ltd limited plc llp llc inc incorporated corp corporation co company"
_ROMANCE: Final = "sarl sa sas sasu eurl sci snc sl slu sau sc scp lda spa srl sapa"
_SLAVIC_GREEK: Final = "spzoo sp z oo spolka zoo sro vos spol αε επε οε ικε"
LEGAL_FORMS: Final = frozenset(
    f"{_SCANDINAVIAN} {_GERMAN_DUTCH} {_ENGLISH} {_ROMANCE} {_SLAVIC_GREEK}".split()
)
"""Legal forms as they stand between blanks when dots and slashes are taken out."""

JOINING: Final = frozenset(
    {"and", "og", "und", "et", "y", "e", "i", "en", "of", "the", "von", "van", "der", "de"}
)
"""Words between names that people leave out or write otherwise."""

_DOTTED: Final = re.compile(r"\b(?:\w[./]\s?)+\w?(?=\W|$)")
_GLUED: Final = re.compile("株式会社|有限会社|合同会社")
"""Legal forms written without a blank."""
_PARTED: Final = re.compile(r"[\W_]+")
_HOUSE: Final = re.compile(r"\b\d+\s?[a-z]?\b")
_NOT_DIGITS: Final = re.compile(r"\D+")
PHONE_DIGITS: Final = 8
"""Phones are compared by their last digits: prefixes are written in many ways."""


def squashed(text: str | None) -> str:
    """A text as its letters and digits alone.

    >>> squashed("St. Kilda-East")
    'stkildaeast'
    """
    return _PARTED.sub("", search_fold(text)) if text else ""


def words_of_name(text: str) -> tuple[str, ...]:
    """The words of a company's or a person's name that tell it from others, sorted.

    >>> words_of_name("Møller & Søn, Transport A/S")
    ('moller', 'son', 'transport')
    >>> words_of_name("Sp. z o.o.")
    ('oo', 'sp', 'z')
    """
    folded = _GLUED.sub(" ", search_fold(text))
    words = [word for word in _PARTED.split(_DOTTED.sub(_undotted, folded)) if word]
    telling = [word for word in words if word not in LEGAL_FORMS and word not in JOINING]
    return tuple(sorted(telling or words))


def _undotted(found: re.Match[str]) -> str:
    """Letters with dots or slashes between them are one word: A/S, S.L., z o.o."""
    return re.sub(r"[./\s]", "", found[0])


def street_and_house(street: str | None, building: str | None) -> tuple[str, str]:
    """A street without its house number, and the house number.

    >>> street_and_house("Vester Allé 12 B", None)
    ('vesteralle', '12b')
    >>> street_and_house("Vestergade", "7")
    ('vestergade', '7')
    """
    folded = search_fold(street) if street else ""
    if building:
        return squashed(folded), squashed(building)
    found = _HOUSE.search(folded)
    if found is None:
        return squashed(folded), ""
    return squashed(folded[: found.start()] + folded[found.end() :]), squashed(found[0])


def phone_tail(text: str | None) -> str:
    """The last digits of a phone number; empty when there are too few to tell anything.

    >>> phone_tail("+45 33 12 34 56"), phone_tail("112")
    ('33123456', '')
    """
    digits = _NOT_DIGITS.sub("", text) if text else ""
    return digits[-PHONE_DIGITS:] if len(digits) >= PHONE_DIGITS - 2 else ""


def skeleton(text: str) -> str:
    """What is heard of a word: its first letter and the consonants, doubled ones once; digits stay.

    >>> skeleton("matthews"), skeleton("mathews")
    ('mtws', 'mtws')
    >>> skeleton("101"), skeleton("1001")
    ('101', '1001')
    """
    kept = text[:1]
    for letter in text[1:]:
        if letter.isdigit() or (letter not in "aeiouyh" and letter != kept[-1]):
            kept += letter
    return kept
