"""Filters on moments compare what the dialect shows: whole seconds (contracts/economic.md 4)."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from partita.domain.query import And, Compare, Filter, Op, Or
from partita.facekit.table import Kind, Resource

_SECOND: Final = timedelta(seconds=1)
_LAST: Final = datetime.max.replace(microsecond=0, tzinfo=UTC)


def by_seconds(item: Filter | None, resource: Resource) -> Filter | None:
    """Make comparisons of moments mean the second that is shown, not the microsecond stored.

    Without it an object would not be found by the very value it shows.

    Args:
        item: A filter as `parse_filter` makes them.
        resource: What it filters.

    Returns:
        A filter that finds the same as the given one would among values cut to seconds.
    """
    moments = _moments(resource)
    return _cut(item, moments) if item is not None and moments else item


@lru_cache
def _moments(resource: Resource) -> frozenset[str | None]:
    """The fields of the book that are moments a filter can name."""
    fields = (each for each in resource.fields if each.kind is Kind.MOMENT and each.ops)
    return frozenset(each.at for each in fields)


def _cut(item: Filter, moments: frozenset[str | None]) -> Filter:
    match item:
        case And(items):
            return And(tuple(_cut(each, moments) for each in items))
        case Or(items):
            return Or(tuple(_cut(each, moments) for each in items))
        case Compare(field, op, datetime() as moment) if field in moments:
            return _compare(field, op, moment)
        case _:
            return item


def _compare(field: str, op: Op, moment: datetime) -> Filter:
    floor = moment.replace(microsecond=0)
    after = min(floor, _LAST - _SECOND) + _SECOND
    first = after if moment.microsecond else floor
    at_or_after, before = Compare(field, Op.GE, first), Compare(field, Op.LT, first)
    past, not_past = Compare(field, Op.GE, after), Compare(field, Op.LT, after)
    found: dict[Op, Filter] = {
        Op.GE: at_or_after,
        Op.LT: before,
        Op.GT: past,
        Op.LE: not_past,
        Op.EQ: And((at_or_after, not_past)),
        Op.NE: Or((before, past)),
    }
    return found[op]
