"""Orders as this dialect writes them, such as ``-customerNumber,~number``."""

import re
from typing import Final, Never

from partita.domain.errors import SortInvalid
from partita.domain.query import Sort
from partita.facekit.table import Field, Kind, Resource

SORT_CHARS_MAX: Final = 2_000
SORT_KEYS_MAX: Final = 20

_KEY: Final = re.compile(r"(?P<prefixes>-?~?|~-)(?P<name>[^\W\d_][\w.]*)")
_NUMBERS: Final = frozenset({Kind.INTEGER, Kind.NUMBER})


def parse_sort(text: str, resource: Resource) -> tuple[Sort, ...]:
    """Read an order: names divided by commas, each after ``-``, ``~``, both or neither.

    Section 7 of the contract: ``-`` is descending, ``~`` compares numbers as texts.

    Args:
        text: The decoded value of the parameter.
        resource: What it sorts; says by which properties.

    Returns:
        The keys over the fields of the book; none when the text is blank.

    Raises:
        SortInvalid: It cannot be read, is too long, or names a property not sorted by.
    """
    if len(text) > SORT_CHARS_MAX:
        _refuse(f"At most {SORT_CHARS_MAX} characters are allowed in an order; {len(text)} sent.")
    if not text.strip():
        return ()
    keys = text.split(",")
    if len(keys) > SORT_KEYS_MAX:
        _refuse(f"At most {SORT_KEYS_MAX} properties are allowed in an order; {len(keys)} sent.")
    return tuple(_sort(number, key.strip(), resource) for number, key in enumerate(keys, start=1))


def _sort(number: int, key: str, resource: Resource) -> Sort:
    match = _KEY.fullmatch(key)
    if match is None:
        _refuse(f"Part {number} of the order cannot be read: expected a property name.")
    field, at = _sortable(match["name"], resource)
    as_text = "~" in match["prefixes"] and field.kind in _NUMBERS
    return Sort(at, descending="-" in match["prefixes"], as_text=as_text)


def _sortable(name: str, resource: Resource) -> tuple[Field, str]:
    field = resource.by_name.get(name.lower()) if name.isascii() else None
    if field is None or field.at is None or not field.sortable:
        shown = field.name if field else name
        _refuse(f"Sorting is not allowed on property '{shown}'.", shown)
    return field, field.at


def _refuse(message: str, name: str | None = None) -> Never:
    raise SortInvalid(message=message, name=name)
