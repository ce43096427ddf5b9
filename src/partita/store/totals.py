"""Totals of searches that are carried along with what is written, instead of being counted anew.

A search that finds half of a million parties takes a second to count; all of them, which counts as
a search here, a tenth of one. Which parties it found is remembered, a bit for each; after a write
only the parties that were written are looked at again.
"""

from collections import OrderedDict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Final

import sqlalchemy as sa

from partita.store import schema
from partita.store.capabilities import Capabilities
from partita.store.render import to_sql

KEY_MAX: Final = 4_000_000
"""Largest key a bit is kept for; searches that find larger ones are counted."""

FOUND_BYTES_MAX: Final = 32 * 2**20
"""Room of a process for what searches found; the one asked longest ago is forgotten first."""

QUESTION_BYTES: Final = 4_096
"""What is reckoned for remembering that a search was asked at all."""

CHANGES_MAX: Final = 500
"""Changes followed; after more a search is counted anew."""


@dataclass(frozen=True, slots=True)
class Found:
    """Which records a search found.

    Attributes:
        bits: One for each key, from that of key 0 on.
        total: How many are set.
    """

    bits: bytes
    total: int

    def changed(self, touched: Iterable[int], there: Collection[int]) -> "Found | None":
        """The same after some were looked at again; ``None`` if a key is too large.

        >>> found_of([1, 9]).changed({9, 10, 11}, {10, 11}).total
        3
        """
        if not _fits(there):
            return None
        bits, total = bytearray(self.bits), self.total
        bits.extend(bytes(max(0, _length(there) - len(bits))))
        for key in touched:
            place, bit = key >> 3, 1 << (key & 7)
            was = place < len(bits) and bool(bits[place] & bit)
            if was != (key in there):
                bits[place] ^= bit
                total += -1 if was else 1
        return Found(bytes(bits), total)


def found_of(keys: Collection[int]) -> Found | None:
    """What a search found; ``None`` if a key is too large."""
    if not _fits(keys):
        return None
    bits = bytearray(_length(keys))
    for key in keys:
        bits[key >> 3] |= 1 << (key & 7)
    return Found(bytes(bits), len(keys))


def _fits(keys: Collection[int]) -> bool:
    return max(keys, default=0) <= KEY_MAX


def _length(keys: Collection[int]) -> int:
    return max(keys, default=0) // 8 + 1


class Totals:
    """Remembers what searches found, each with the position of the feed it was found at."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._known: OrderedDict[Hashable, tuple[int, Found | int]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def find(self, question: Hashable) -> tuple[int, Found | int] | None:
        """The position, and what was found or how many they were; ``None`` if that is forgotten."""
        with self._lock:
            known = self._known.get(question)
            if known is not None:
                self._known.move_to_end(question)
            return known

    def keep(self, question: Hashable, position: int, found: Found | int) -> None:
        """Remember what was found; the position was read before."""
        with self._lock:
            if (former := self._known.pop(question, None)) is not None:
                self._bytes -= _size(former[1])
            self._known[question] = (position, found)
            self._bytes += _size(found)
            while self._bytes > FOUND_BYTES_MAX:
                _, (_, forgotten) = self._known.popitem(last=False)
                self._bytes -= _size(forgotten)


def _size(found: Found | int) -> int:
    return QUESTION_BYTES + (len(found.bits) if isinstance(found, Found) else 0)


def touched_sql(can: Capabilities) -> str:
    """The statement for what changes beyond ``since`` up to ``until`` were about, one row each."""
    change = schema.change
    rows = sa.select(change.c.party_id).where(
        change.c.book_id == sa.bindparam("book_id"),
        change.c.position > sa.bindparam("since"),
        change.c.position <= sa.bindparam("until"),
    )
    return to_sql(rows, can, is_list=True)
