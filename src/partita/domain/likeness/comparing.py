"""How much two parties are alike, and why: the model of Fellegi and Sunter with fixed weights.

Each thing both parties tell is worth points, the binary logarithm of how much more often it comes
out so between two records of one party than between two parties: twelve points for the same day of
birth say that this is four thousand times more usual. What one of them does not tell is worth
nothing. The points of all things add up, but for those of the place: who lives or works together
shares all of it, so it is worth `PLACE_MAX` at most.

The weights are chosen by what such data is like in general, not learnt: no labels are needed, a
party is judged the same in a full run and after a single write, and the reasons can be read.
`docs/duplicates.md` tells where they come from and how well they do.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from partita.domain.likeness.profile import Profile


class Level(StrEnum):
    """How far two parties agree in one thing."""

    SAME = "same"
    NEARLY = "nearly"
    PARTLY = "partly"
    DIFFERENT = "different"


class Reason(NamedTuple):
    """How far two parties agree in one thing, and what that is worth.

    Attributes:
        thing: What was compared, a key of `WEIGHTS`.
        is_swapped: Each has it where the other has its pair, such as first and last name.
    """

    thing: str
    level: Level
    points: float
    is_swapped: bool = False


Reasons = tuple[Reason, ...]


class Weights(NamedTuple):
    """What each level is worth, in points."""

    same: float
    nearly: float
    partly: float
    different: float


WEIGHTS: Final = {
    "given": Weights(7, 5.5, 1, -4),
    "surname": Weights(9, 7, 1.5, -3),
    "name": Weights(20, 14, 4, -10),
    "birth": Weights(12, 9, 4, -4),
    "house": Weights(5, 2, 0, -1.5),
    "street": Weights(9, 7, 2, -2),
    "extra": Weights(8, 6.5, 2, -1),
    "city": Weights(8, 6.5, 1.5, -2.5),
    "postal_code": Weights(7, 4.5, 2, -2.5),
    "province": Weights(2, 1, 0, -1.5),
    "register_number": Weights(30, 6, 0, -16),
    "national_id": Weights(30, 8, 0, -10),
    "email": Weights(11, 6, 0, -1),
    "phone": Weights(10, 2, 0, -1),
    "account": Weights(20, 4, 0, -1),
}
"""What agreement and disagreement in each thing is worth."""

PLACE: Final = frozenset({"house", "street", "extra", "city", "postal_code", "province"})
PLACE_MAX: Final = 17.0
"""What all of the place is worth at most."""

POINTS_MIN: Final = 18.0
"""From here on a pair is suggested: a chance of one to a million in a hundred thousand parties."""
SWAPPED_POINTS: Final = -1.0

NEARLY_FROM: Final = 0.74
PARTLY_FROM: Final = 0.6
NAME_NEARLY_FROM: Final = 0.85
NAME_PARTLY_FROM: Final = 0.75
CODE_CHARS_MIN: Final = 4
"""Two mistakes in a code shorter than this make another code."""
EDITS_PARTLY: Final = 2


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two parties are alike.

    Attributes:
        points: The sum; from `POINTS_MIN` on a duplicate is likely.
        reasons: What it is made of.
    """

    points: float
    reasons: Reasons


def likeness(left: Profile, right: Profile) -> Likeness:
    """Say how much two parties are alike, and why."""
    reasons = (*_who(left, right), *_where(left, right), *_numbers(left, right))
    place = sum(each.points for each in reasons if each.thing in PLACE)
    rest = sum(each.points for each in reasons if each.thing not in PLACE)
    return Likeness(round(rest + min(place, PLACE_MAX), 1), reasons)


_REASONS: Final = {
    (thing, level): Reason(thing, level, points)
    for thing, weights in WEIGHTS.items()
    for level, points in zip(Level, weights, strict=True)
}


def _text(left: str, right: str) -> Level:
    """Compare texts that people type: some letters may be wrong, or all but the first left out."""
    if left == right:
        return Level.SAME
    if len(left) == 1 or len(right) == 1:
        return Level.PARTLY if left[0] == right[0] else Level.DIFFERENT
    alike = OSA.normalized_similarity(left, right, score_cutoff=PARTLY_FROM)
    if alike >= NEARLY_FROM:
        return Level.NEARLY
    return Level.PARTLY if alike else Level.DIFFERENT


def _code(left: str, right: str) -> Level:
    """Compare short codes: one character may be wrong, or two swapped."""
    if left == right:
        return Level.SAME
    edits = OSA.distance(left, right, score_cutoff=EDITS_PARTLY)
    if edits == 1:
        return Level.NEARLY
    is_long = min(len(left), len(right)) >= CODE_CHARS_MIN
    return Level.PARTLY if edits <= EDITS_PARTLY and is_long else Level.DIFFERENT


def _birth(left: str, right: str) -> Level:
    """Compare days: a digit may be wrong, two swapped, or one of year, month and day another."""
    if left == right:
        return Level.SAME
    edits = OSA.distance(left, right, score_cutoff=EDITS_PARTLY)
    if edits == 1:
        return Level.NEARLY
    same = sum(left[part] == right[part] for part in _DATE_PARTS)
    is_partly = edits <= EDITS_PARTLY or same == len(_DATE_PARTS) - 1
    return Level.PARTLY if is_partly else Level.DIFFERENT


_DATE_PARTS: Final = (slice(0, 4), slice(4, 6), slice(6, 8))


def _number(left: str, right: str) -> Level:
    """Compare long numbers: a digit may be wrong."""
    if left == right:
        return Level.SAME
    is_near = OSA.distance(left, right, score_cutoff=1) <= 1
    return Level.NEARLY if is_near else Level.DIFFERENT


def _names(left: tuple[str, ...], right: tuple[str, ...]) -> Level:
    """Compare the telling words of two names; of two shops the second is not the first."""
    if left == right:
        return Level.SAME
    if _figures(left) != _figures(right):
        return Level.DIFFERENT
    texts = " ".join(left), " ".join(right)
    alike = OSA.normalized_similarity(*texts, score_cutoff=NAME_PARTLY_FROM)
    if alike >= NAME_NEARLY_FROM:
        return Level.NEARLY
    return Level.PARTLY if alike or _is_within(left, right) else Level.DIFFERENT


def _is_within(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """All words of the one, and more than one, are in the other."""
    shorter, longer = sorted((left, right), key=len)
    return len(shorter) > 1 and set(shorter) <= set(longer)


def _figures(words: Iterable[str]) -> list[str]:
    return [word for word in words if not word.isalpha()]


Compare = Callable[[str, str], Level]


def _one(thing: str, compare: Compare, left: str, right: str) -> Reasons:
    """What one thing says; nothing when either does not tell it."""
    return (_REASONS[thing, compare(left, right)],) if left and right else ()


def _any(thing: str, compare: Compare, left: Sequence[str], right: Sequence[str]) -> Reasons:
    """What the two most alike of several say."""
    if not left or not right:
        return ()
    if len(left) == len(right) == 1:
        return (_REASONS[thing, compare(left[0], right[0])],)
    return (max((_REASONS[thing, compare(*pair)] for pair in product(left, right)), key=_points),)


def _pair(things: tuple[str, str], left: tuple[str, str], right: tuple[str, str]) -> Reasons:
    """What two texts say that people put in each other's place."""
    straight = _two(things, left, right)
    if all(each.level is Level.SAME for each in straight):
        return straight
    crossed = _two(things, left, right[::-1])
    gain = sum(map(_points, crossed)) + SWAPPED_POINTS - sum(map(_points, straight))
    if not crossed or gain <= 0:
        return straight
    first = crossed[0]
    return (first._replace(points=first.points + SWAPPED_POINTS, is_swapped=True), *crossed[1:])


def _two(things: tuple[str, str], left: tuple[str, str], right: tuple[str, str]) -> Reasons:
    return tuple(
        _REASONS[thing, _text(mine, other)]
        for thing, mine, other in zip(things, left, right, strict=True)
        if mine and other
    )


def _points(reason: Reason) -> float:
    return reason.points


def _who(left: Profile, right: Profile) -> Reasons:
    birth = _one("birth", _birth, left.birth, right.birth)
    mine, other = (left.given, left.surname), (right.given, right.surname)
    if any(mine) and any(other):
        return *_pair(("given", "surname"), mine, other), *birth
    if not left.names or not right.names:
        return birth
    found = (_REASONS["name", _names(*pair)] for pair in product(left.names, right.names))
    return max(found, key=_points), *birth


def _where(left: Profile, right: Profile) -> Reasons:
    return (
        *_pair(("street", "extra"), (left.street, left.extra), (right.street, right.extra)),
        *_one("house", _code, left.house, right.house),
        *_one("city", _text, left.city, right.city),
        *_one("postal_code", _code, left.postal_code, right.postal_code),
        *_one("province", _code, left.province, right.province),
    )


def _numbers(left: Profile, right: Profile) -> Reasons:
    return (
        *_register_numbers(left, right),
        *_one("national_id", _number, left.national_id, right.national_id),
        *_one("email", _number, left.email, right.email),
        *_any("phone", _number, left.phones, right.phones),
        *_any("account", _number, left.accounts, right.accounts),
    )


def _register_numbers(left: Profile, right: Profile) -> Reasons:
    """One number in common settles it; else those of a kind speak."""
    if not set(left.register_numbers).isdisjoint(right.register_numbers):
        return (_REASONS["register_number", Level.SAME],)
    found = (
        *_one("register_number", _number, left.company_number, right.company_number),
        *_one("register_number", _number, left.vat_number, right.vat_number),
    )
    return (max(found, key=_points),) if found else ()
