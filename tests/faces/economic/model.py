"""What a filter means, told as plainly as possible; the databases must agree with it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from operator import ge, gt, le, lt
from typing import Any, Final

from partita.domain.query import LIKE_ANY, And, Compare, Filter, Not, Op, Or, Some
from partita.kit.text import fold

Stored = str | int | float | bool | datetime | None
Record = Mapping[str, Any]

EXACT: Final = {
    Op.EXACT_EQ: Op.EQ,
    Op.EXACT_NE: Op.NE,
    Op.EXACT_IN: Op.IN,
    Op.EXACT_NOT_IN: Op.NOT_IN,
}
OPPOSITES: Final = {Op.NE: Op.EQ, Op.NOT_IN: Op.IN, Op.NOT_LIKE: Op.LIKE}
ORDERS: Final[dict[Op, Callable[[Any, Any], bool]]] = {Op.LT: lt, Op.LE: le, Op.GT: gt, Op.GE: ge}


def matches(item: Filter, record: Record) -> bool:
    """Tell whether a record, its values by field of the book, fits a filter.

    A field the record does not mention is null. A related record is one of the list under the
    name of its relation.
    """
    match item:
        case And(items):
            return all(matches(each, record) for each in items)
        case Or(items):
            return any(matches(each, record) for each in items)
        case Not(inner):
            return not matches(inner, record)
        case Some(relation, inner):
            return any(matches(inner, related) for related in record.get(relation, ()))
        case Compare(field, op, value):
            return _compares(record.get(field), op, value)


def _compares(stored: Stored, op: Op, value: object) -> bool:
    if op in EXACT:
        return _holds(stored, EXACT[op], value)
    return _holds(_folded(stored), op, _folded(value))


def _holds(stored: Any, op: Op, value: Any) -> bool:  # noqa: ANN401 - values of any kind
    """Compare folded values; what is missing equals nothing but "missing"."""
    if op in OPPOSITES:
        return not _holds(stored, OPPOSITES[op], value)
    if op is Op.EQ:
        return bool(stored == value)
    if op is Op.IN:
        return stored in value
    if stored is None:
        return False
    return like(stored, value) if op is Op.LIKE else ORDERS[op](stored, value)


def _folded(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(map(_folded, value))
    return fold(value) if isinstance(value, str) else value


def like(text: str, pattern: str) -> bool:
    """Tell whether a text fits a pattern, taking each literal as early as it comes."""
    first, *rest = pattern.split(LIKE_ANY)
    if not rest:
        return text == pattern
    *middle, last = rest
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    return _in_order(text[len(first) : len(text) - len(last)], middle)


def _in_order(text: str, literals: Iterable[str]) -> bool:
    at = 0
    for literal in literals:
        found = text.find(literal, at)
        if found < 0:
            return False
        at = found + len(literal)
    return True
