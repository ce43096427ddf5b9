"""Records changed since a moment: found by when they changed where they are few, else by key.

A client that keeps in step asks for what changed since it last asked, in order of the key. A
planner that looks at a statement alone cannot know whether few did (find them in the index of
moments, then order them) or nearly all (walk the keys until the page is full). So it is counted
first, no further than `FEW`.
"""

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
    """How to tell whether few records changed, and the statement for when they did.

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
    some: sa.Select[int] = (
        sa.select(sa.literal_column("1", sa.Integer))
        .select_from(table)
        .where(*where)
        .limit(FEW + 1)
    )
    keys = sa.select(table.c[source.key]).where(*where)
    return Recent(
        to_sql(sa.select(sa.func.count()).select_from(some.subquery()), can),
        source.base.c[source.key].in_(keys),
    )


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
