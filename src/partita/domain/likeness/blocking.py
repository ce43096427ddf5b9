"""Whom to compare: parties that share a key, and keys that few parties share.

Comparing everybody with everybody takes five thousand million comparisons among a hundred
thousand parties. Two records of one party agree in something specific, though: each profile has
some twenty keys made of two things each (the beginning of a name and the year of birth, the street
and the region, ...), so that one mistake spoils a few of them only. A key that many share says
little and is left out (`SHARED_MAX`): those parties share a more specific one, or nothing tells
them apart anyway.
"""

from array import array
from collections.abc import Iterator, Sequence
from itertools import combinations, groupby
from typing import Final
from zlib import crc32

from partita.domain.likeness.plain import skeleton
from partita.domain.likeness.profile import Profile

SHARED_MAX: Final = 40
"""A key that more parties share is left out."""
KEY_MAX: Final = 2**31 - 1
WORDS_MAX: Final = 6
"""So many words of a name make keys."""


def keys_of(profile: Profile) -> frozenset[int]:
    """The keys of a party, as numbers below 2 ** 31."""
    made = (*_name_keys(profile), *_birth_keys(profile), *_place_keys(profile), *_own_keys(profile))
    return frozenset(crc32("\0".join(parts).encode()) & KEY_MAX for parts in made)


def pairs_of(profiles: Sequence[Profile]) -> Iterator[tuple[Profile, Profile]]:
    """Each pair of profiles worth comparing, once, in the order in which the two are given."""
    seen: set[int] = set()
    for entries in _entries(profiles):
        for _, block in groupby(sorted(entries), key=_key):
            places = [entry & _PLACE_MASK for entry in block]
            if len(places) > SHARED_MAX:
                continue
            for left, right in combinations(places, 2):
                if (pair := left << _PLACE_BITS | right) not in seen:
                    seen.add(pair)
                    yield profiles[left], profiles[right]


def _entries(profiles: Sequence[Profile]) -> "list[array[int]]":
    """All keys with the place of the profile that has it, in parts that are sorted one by one."""
    parts = [array("Q") for _ in range(_PARTS)]
    for place, profile in enumerate(profiles):
        for key in keys_of(profile):
            parts[key % _PARTS].append(key << _PLACE_BITS | place)
    return parts


_PARTS: Final = 16
_PLACE_BITS: Final = 32
_PLACE_MASK: Final = (1 << _PLACE_BITS) - 1


def _key(entry: int) -> int:
    return entry >> _PLACE_BITS


Parts = tuple[str, ...]


def _name_words(profile: Profile) -> list[str]:
    """The words of its names; of a person the two."""
    apart = [each for each in (profile.given, profile.surname) if each]
    return apart or list(dict.fromkeys(word for name in profile.names for word in name))[:WORDS_MAX]


def _name_keys(profile: Profile) -> Iterator[Parts]:
    for name in profile.names:
        yield "name", " ".join(name)
        yield "sound", " ".join(map(skeleton, name))
    words = _name_words(profile)
    region = profile.postal_code[:2] or profile.city[:3]
    for first, second in combinations(sorted(word[:4] for word in words), 2):
        yield "words", first, second, region
    for word in words:
        if profile.postal_code:
            yield "word postal code", word[:3], profile.postal_code
        if profile.house:
            yield "word house", word[:4], profile.house, region


def _birth_keys(profile: Profile) -> Iterator[Parts]:
    if not profile.birth:
        return
    yield "birth", profile.birth
    for word in (profile.given, profile.surname):
        if word:
            yield "word year", word[:3], profile.birth[:4]
            yield "word day", word[:3], profile.birth[4:]
    yield "city year", profile.city[:4], profile.birth[:4]


def _place_keys(profile: Profile) -> Iterator[Parts]:
    for line in (profile.street, profile.extra):
        if line:
            yield "street house", line[:6], profile.house, profile.postal_code[:2]
            yield "street city", line[:6], profile.city[:4]
    if profile.house and profile.city:
        yield "house city", profile.house, profile.city[:5], profile.postal_code[:2]


def _own_keys(profile: Profile) -> Iterator[Parts]:
    for number in profile.register_numbers:
        yield "register", number
    for phone in profile.phones:
        yield "phone", phone
    for account in profile.accounts:
        yield "account", account
    if profile.national_id:
        yield "national", profile.national_id
    if profile.email:
        yield "email", profile.email
        yield "domain", profile.email.rpartition("@")[2]
