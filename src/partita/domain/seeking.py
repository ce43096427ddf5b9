"""Where a page begins: what comes after a record in an order, as a filter."""

from collections.abc import Sequence
from dataclasses import replace

from partita.domain.query import And, Compare, Filter, Op, Or, Scalar, Sort


def backward(sorts: Sequence[Sort]) -> tuple[Sort, ...]:
    """The opposite order."""
    return tuple(replace(each, descending=not each.descending) for each in sorts)


def beyond(sorts: Sequence[Sort], values: Sequence[Scalar | None]) -> Filter:
    """The records that come after one, in an order in which no two are the same.

    What is missing comes first in ascending order and last in descending.

    Args:
        sorts: The order; its last key tells all records apart and is never missing.
        values: What that record has in each of its keys.
    """
    sort, value = sorts[0], values[0]
    later = _later(sort, value)
    if len(sorts) == 1:
        return later
    rest = And((Compare(sort.field, Op.EQ, value), beyond(sorts[1:], values[1:])))
    found = Or((later, rest))
    if sort.descending or value is None:
        return found
    # Implied by the rest, and what a database can walk an index by.
    return And((Compare(sort.field, Op.GE, value), found))


def _later(sort: Sort, value: Scalar | None) -> Filter:
    """Later in this key alone."""
    if value is None:
        return Or(()) if sort.descending else Compare(sort.field, Op.NE, None)
    if sort.descending:
        missing = Compare(sort.field, Op.EQ, None)
        return Or((Compare(sort.field, Op.LT, value), missing))
    return Compare(sort.field, Op.GT, value)
