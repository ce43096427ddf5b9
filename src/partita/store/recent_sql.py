"""Few records or many: found by what they have in common where they are few, else in order.

A client that keeps in step asks for what changed since it last asked, in order of the key. A
planner that looks at a statement alone cannot know whether few did (find them in the index of
moments, then order them) or nearly all (walk the keys until the page is full). So it is counted
first, no further than `FEW`. Likewise two letters that are searched for in an order of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from partita.domain.query import And, Compare, Filter, Op, walk_values
from partita.store.capabilities import Capabilities
from partita.store.render import to_sql
from partita.store.sources import Source

FEW: Final = 5_000
_LATER: Final = {Op.GT: sa.Column.__gt__, Op.GE: sa.Column.__ge__}


@dataclass(frozen=True, slots=True)
class Recent:
    """How to tell whether few records changed, or have what is searched for.

    Attributes:
        probe: Counts the records in question, up to one more than `FEW`.
        keys: The condition that a record is one of them.
    """

    probe: str
    keys: sa.ColumnElement[bool]


def recent_of(
    item: Filter | None, names: tuple[str, ...], source: Source, can: Capabilities
) -> Recent | None:
    """See whether a filter asks for what changed since a moment.

    Args:
        item: The filter.
        names: The names its values are bound to, in walking order.
        source: Which records.
        can: What the database can do; one that plans by value needs no help.
    """
    found = _since(item, source)
    if can.plans_by_value or found is None:
        return None
    compare, slot = found
    table = source.base.element  # type: ignore[attr-defined]  # the base is an alias
    moment = _LATER[compare.op](table.c[compare.field], sa.bindparam(names[slot]))
    where = [table.c.book_id == sa.bindparam("book_id"), moment]
    keys = sa.select(table.c[source.key]).where(*where)
    return Recent(probe_of(table, where, can), source.base.c[source.key].in_(keys))


def probe_of(
    table: sa.FromClause, where: Sequence[sa.ColumnElement[bool]], can: Capabilities
) -> str:
    """A statement that counts rows up to one more than `FEW`."""
    some: sa.Select[int] = (
        sa.select(sa.literal_column("1", sa.Integer))
        .select_from(table)
        .where(*where)
        .limit(FEW + 1)
    )
    return to_sql(sa.select(sa.func.count()).select_from(some.subquery()), can)


def _since(item: Filter | None, source: Source) -> tuple[Compare, int] | None:
    """A comparison every record must meet that asks for later moments, and its slot."""
    slot = 0
    for each in item.items if isinstance(item, And) else (item,):
        if isinstance(each, Compare) and each.op in _LATER and each.field in source.moments:
            return each, slot
        slot += _slots(each)
    return None


def _slots(item: Filter | None) -> int:
    return len(list(walk_values(item))) if item is not None else 0
