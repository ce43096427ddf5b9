"""Cursors and pages (contracts/sage.md 1.6, 2.2).

A cursor holds the values by which its record is ordered, and the fingerprint of the question: the
book, the field, the filter and the order. It says where to go on, whatever was inserted or deleted
meanwhile, and is refused where another question is asked.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

import msgspec

from partita.domain.query import And, Filter, Query, Scalar, Sort
from partita.domain.seeking import backward, beyond
from partita.faces.sage.faults import FieldFaulty, entry

PAGE_DEFAULT: Final = 20
PAGE_MAX: Final = 500
CURSOR_CHARS_MAX: Final = 20_000
_FINGERPRINT_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page is asked for.

    Attributes:
        first: How many from the start; ``None`` when they are counted from the end.
        last: How many from the end, if they are.
        after: Cursor before the first record.
        before: Cursor after the last record.
    """

    first: int | None
    last: int | None
    after: str | None
    before: str | None

    @property
    def size(self) -> int:
        """How many records at most."""
        return self.last if self.first is None and self.last is not None else self.first or 0

    @property
    def is_backward(self) -> bool:
        """Records are counted from the end."""
        return self.first is None


def read_paging(arguments: Mapping[str, Any], place: str) -> Paging:
    """Which page arguments ask for; null is absent.

    Args:
        arguments: As they were coerced.
        place: The field, for the error.

    Raises:
        FieldFaulty: It is longer than allowed, or its length is below zero.
    """
    first, last = arguments.get("first"), arguments.get("last")
    for name, size in (("first", first), ("last", last)):
        if size is not None and size < 0:
            raise FieldFaulty(entry(f"The argument `{name}` must not be negative.", "HC0079"))
        if size is not None and size > PAGE_MAX:
            message = "The maximum allowed items per page were exceeded."
            facts = {"field": place, "requestedItems": size, "maxAllowedItems": PAGE_MAX}
            raise FieldFaulty(entry(message, "HC0051", **facts))
    if first is None and last is None:
        first = PAGE_DEFAULT
    return Paging(first, last, arguments.get("after"), arguments.get("before"))


@dataclass(frozen=True, slots=True)
class Keys:
    """The order of a question and what its cursors carry.

    Attributes:
        sorts: The order; its last key tells all records apart.
        kinds: The type of the values of each.
        print: What tells the question from others.
    """

    sorts: tuple[Sort, ...]
    kinds: tuple[type, ...]
    print: str

    @property
    def fields(self) -> tuple[str, ...]:
        """What must be told beside a record for its cursor."""
        return tuple(each.field for each in self.sorts)

    def cursor(self, values: Sequence[Any]) -> str:
        """The cursor of a record."""
        told = [
            None if value is None else kind(value)
            for kind, value in zip(self.kinds, values, strict=True)
        ]
        packed = msgspec.json.encode([self.print, *told])
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")

    def read(self, cursor: str) -> list[Scalar | None]:
        """What a cursor carries.

        Raises:
            FieldFaulty: It is no cursor, or that of another book or question.
        """
        values = _unpack(cursor)
        if not values or not isinstance(values[0], str):
            raise FieldFaulty(entry("The cursor is not valid.", "HC0078"))
        if values[0] != self.print:
            message = "The cursor belongs to another book, filter or order."
            raise FieldFaulty(entry(message, "HC0078"))
        told = values[1:]
        fits = len(told) == len(self.kinds) and all(
            value is None or type(value) is kind
            for kind, value in zip(self.kinds, told, strict=True)
        )
        if not fits or told[-1] is None:
            raise FieldFaulty(entry("The cursor is not valid.", "HC0078"))
        return told


def _unpack(cursor: str) -> list[Any]:
    if len(cursor) > CURSOR_CHARS_MAX:
        return []
    try:
        packed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        values = msgspec.json.decode(packed)
    except (ValueError, binascii.Error, msgspec.DecodeError, RecursionError):
        return []
    return values if isinstance(values, list) else []


def fingerprint(book_id: int, place: str, question: object) -> str:
    """What tells a question from others."""
    text = f"{book_id}|{place}|{question!r}"
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_FINGERPRINT_BYTES)
    return base64.urlsafe_b64encode(digest.digest()).decode().rstrip("=")


def bounded(query: Query, keys: Keys, paging: Paging) -> Query:
    """The query of the records between the cursors, counted from the end where that is asked."""
    filters: list[Filter] = [] if query.filter is None else [query.filter]
    if paging.after is not None:
        filters.append(beyond(keys.sorts, keys.read(paging.after)))
    if paging.before is not None:
        filters.append(beyond(backward(keys.sorts), keys.read(paging.before)))
    sorts = backward(keys.sorts) if paging.is_backward else keys.sorts
    narrowed = And(tuple(filters)) if filters else None
    return Query(query.view, narrowed, sorts, query.page)
