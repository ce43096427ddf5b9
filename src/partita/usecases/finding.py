"""Finding parties by what people type: names, numbers, addresses, with a slip or two.

A text with a slip still has a half without it: a word that is cut in two is found by either half,
and what is found is then compared letter by letter.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import OSA

from partita.domain.checks import compact_number
from partita.domain.party import NUMBER_MAX
from partita.domain.query import (
    LIKE_ANY,
    TRIGRAM_CHARS,
    And,
    Compare,
    Filter,
    Form,
    Member,
    OffsetPage,
    Op,
    Or,
    Query,
    View,
)
from partita.domain.standing import Role
from partita.kit.text import fold, search_fold
from partita.usecases.context import Looking
from partita.usecases.search import search_rows

FOUND_MAX: Final = 1_000
"""Parties a search finds at most; beyond, people say more of what they look for."""

CANDIDATES_MAX: Final = 3_000
WORDS_MAX: Final = 6
SEARCH_CHARS_MAX: Final = 200
ENOUGH: Final = 5
"""With so many found as typed, nobody looks for slips."""

SLIP_CHARS_MIN: Final = 4
TWO_SLIPS_CHARS: Final = 8
_LAST: Final = "\U0010ffff"

NAMES: Final = View("parties", (Member("name", "name"),))
PLACES: Final = View("mail_addresses", (Member("party_id", "party_id", Form.INTEGER),))


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed, read once.

    Attributes:
        words: Its words, without case and accents.
        whole: All of it with single blanks.
    """

    words: tuple[str, ...]
    whole: str

    @classmethod
    def read(cls, text: str) -> "Typed | None":
        """Read it; ``None`` when it says nothing.

        >>> Typed.read("  Şørensen  ApS ")
        Typed(words=('sorensen', 'aps'), whole='sorensen aps')
        """
        words = tuple(search_fold(text[:SEARCH_CHARS_MAX]).split())[:WORDS_MAX]
        return cls(words, " ".join(words)) if words else None


def find_parties(ctx: Looking, text: str) -> list[int] | None:
    """Find the parties somebody means, the likeliest first.

    Args:
        text: What they typed: a name, a number, a VAT number, an e-mail address, a city.

    Returns:
        Ids of at most `FOUND_MAX` parties; ``None`` when the text says nothing.

    Raises:
        NotAllowed: The actor may not see parties or addresses.
    """
    typed = Typed.read(text)
    if typed is None:
        return None
    exact = dict.fromkeys(_by_number(ctx, text))
    named = _ranked(typed, _by_words(ctx, typed))
    found = list(exact | dict.fromkeys(named) | dict.fromkeys(_by_city(ctx, text, typed)))
    if len(found) < ENOUGH:
        found = list(dict.fromkeys([*found, *_with_slips(ctx, typed)]))
    return found[:FOUND_MAX]


def _by_number(ctx: Looking, text: str) -> Iterator[int]:
    """Parties that have the number: in a role, as company number or as VAT number."""
    compact = compact_number(text[:SEARCH_CHARS_MAX])
    plain = compact if compact.isascii() and compact.isdecimal() else ""
    if plain and int(plain) <= NUMBER_MAX:
        for role in Role:
            yield from _ids(ctx, Compare(f"{role}.number", Op.EQ, int(plain)), limit=1)
        yield from _ids(ctx, Compare("id", Op.EQ, int(plain)), limit=1)
    if any(letter.isdecimal() for letter in compact):
        for name in ("vat_number_compact", "company_number_compact"):
            yield from _ids(ctx, _starts(name, compact), limit=FOUND_MAX)


def _starts(field: str, text: str) -> Filter:
    """A field begins with a text, as a range an index answers."""
    return And((Compare(field, Op.GE, text), Compare(field, Op.LT, text + _LAST)))


def _by_words(ctx: Looking, typed: Typed) -> dict[int, str]:
    """Parties in whose texts every word stands, with their names."""
    if max(map(len, typed.words)) < TRIGRAM_CHARS:
        return _names(ctx, _starts("name", typed.whole), FOUND_MAX)
    found = _names(ctx, And(tuple(_has(word) for word in typed.words)), CANDIDATES_MAX)
    if len(found) >= CANDIDATES_MAX:  # who begins so must not be missed
        found |= _names(ctx, _starts("name", typed.whole), FOUND_MAX)
    return found


def _has(word: str) -> Compare:
    return Compare("search_text", Op.LIKE, f"{LIKE_ANY}{word}{LIKE_ANY}")


def _by_city(ctx: Looking, text: str, typed: Typed) -> Iterator[int]:
    """Parties in a city; with other words, those of them that have the words, too."""
    if len(typed.whole) < TRIGRAM_CHARS:
        return
    wanted = Query(PLACES, _starts("city", fold(" ".join(text.split()))), page=_page(FOUND_MAX))
    for _, shown in search_rows(ctx, wanted):
        yield json.loads(shown)["party_id"]
    if len(typed.words) > 1:
        for place, city in enumerate(fold(text).split()[:WORDS_MAX]):
            others = [word for at, word in enumerate(typed.words) if at != place]
            named = And((*map(_has, others), Compare("mail.city", Op.LIKE, city + LIKE_ANY)))
            yield from _ids(ctx, named, limit=FOUND_MAX)


def _with_slips(ctx: Looking, typed: Typed) -> list[int]:
    """Parties whose names have words like those typed."""
    if min(map(len, typed.words)) < SLIP_CHARS_MIN:
        return []
    some = [Or(tuple(map(_has, _pieces(word)))) for word in typed.words]
    candidates = _names(ctx, And(tuple(some)), CANDIDATES_MAX)
    if len(typed.words) == 1:
        candidates |= _names(ctx, _starts("name", typed.whole[:TRIGRAM_CHARS]), CANDIDATES_MAX)
    scored = [(_slips(typed, name), name, found) for found, name in candidates.items()]
    return [found for slips, _, found in sorted(scored) if slips >= 0]


def _pieces(word: str) -> list[str]:
    """Parts of a word, one of which a slip leaves alone; whole parts of three letters at least.

    >>> _pieces("jensen"), _pieces("holm")
    (['jen', 'sen'], ['hol', 'olm'])
    """
    half = max(TRIGRAM_CHARS, len(word) // 2)
    if len(word) < 2 * TRIGRAM_CHARS:
        return [word[:TRIGRAM_CHARS], word[-TRIGRAM_CHARS:]]
    return [word[:half], word[half:]]


def _slips(typed: Typed, name: str) -> int:
    """How many letters differ in all; -1 when it is too many to be meant."""
    words, total = name.split(), 0
    for word in typed.words:
        allowed = 2 if len(word) >= TWO_SLIPS_CHARS else 1
        best = min((_distance(word, each, allowed) for each in words), default=allowed + 1)
        if best > allowed:
            return -1
        total += best
    return total


def _distance(word: str, other: str, allowed: int) -> int:
    """Letters that differ between a word and another, or its beginning."""
    whole = OSA.distance(word, other, score_cutoff=allowed)
    return min(whole, OSA.distance(word, other[: len(word)], score_cutoff=allowed))


def _ranked(typed: Typed, names: dict[int, str]) -> list[int]:
    """Ids, those whose names say it best first."""
    return sorted(names, key=lambda each: (_place(typed, names[each]), names[each], each))


def _place(typed: Typed, name: str) -> int:
    """0 for the name itself, then names that begin so, that have a word that does, and others."""
    if name == typed.whole:
        return 0
    if name.startswith(typed.whole):
        return 1
    return 2 if f" {typed.whole}" in f" {name}" else 3


def _names(ctx: Looking, item: Filter, limit: int) -> dict[int, str]:
    rows = search_rows(ctx, Query(NAMES, item, page=_page(limit)))
    return {int(key): search_fold(json.loads(shown)["name"]) for key, shown in rows}


def _ids(ctx: Looking, item: Filter, *, limit: int) -> list[int]:
    return [int(key) for key, _ in search_rows(ctx, Query(NAMES, item, page=_page(limit)))]


def _page(limit: int) -> OffsetPage:
    return OffsetPage(limit)
