"""Two parties that may be one, as the book keeps the suspicion."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from partita.domain.likeness.comparing import Level, Reason

Pair = tuple[int, int]
"""Ids of two parties, the smaller first."""


class State(StrEnum):
    """What became of a suggestion."""

    OPEN = "open"
    DISMISSED = "dismissed"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two parties that may be one.

    Attributes:
        party_id, other_id: The two, the smaller id first.
        points: How much they are alike; see `partita.domain.likeness.comparing`.
        reasons: Why.
        names: What the two are called.
    """

    party_id: int
    other_id: int
    state: State
    points: float
    reasons: tuple[Reason, ...]
    names: tuple[str, str] = ("", "")

    @property
    def certainty(self) -> str:
        """How sure it is, in a word: ``possible``, ``likely`` or ``certain``."""
        return next(word for points, word in CERTAINTIES if self.points >= points)


CERTAINTIES: Final = ((36.0, "certain"), (26.0, "likely"), (float("-inf"), "possible"))
"""From how many points on a suggestion is called what."""

THINGS: Final = {
    "given": "first name",
    "surname": "last name",
    "name": "name",
    "birth": "date of birth",
    "house": "house number",
    "street": "street",
    "extra": "second address line",
    "city": "city",
    "postal_code": "postal code",
    "province": "province",
    "register_number": "company or VAT number",
    "national_id": "national id",
    "email": "e-mail",
    "phone": "phone",
    "account": "bank account",
}
"""What was compared, in English."""

_SAID: Final = {
    Level.SAME: "the same {}",
    Level.NEARLY: "nearly the same {}",
    Level.PARTLY: "a similar {}",
    Level.DIFFERENT: "another {}",
}


def in_words(reason: Reason) -> str:
    """A reason in English.

    >>> in_words(Reason("surname", Level.NEARLY, 7.0))
    'nearly the same last name'
    """
    said = _SAID[reason.level].format(THINGS[reason.thing])
    return f"{said}, first and second exchanged" if reason.is_swapped else said
