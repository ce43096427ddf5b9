"""One query becomes one statement, compiled once per shape."""

from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa

from partita.domain.query import (
    And,
    Compare,
    Filter,
    KeyPage,
    Member,
    Not,
    Or,
    Page,
    Query,
    Some,
    Sort,
    View,
    slot_of,
    walk_values,
)
from partita.store import schema
from partita.store.capabilities import Capabilities
from partita.store.json_sql import JsonSql
from partita.store.render import to_sql
from partita.store.search_sql import MATCH, Plan, Search, plan_of
from partita.store.sources import SOURCES, Source, folded_twin
from partita.store.where_sql import Bind, Where, clamp

Shape = tuple[Any, ...]
CACHE_MAX: Final = 2_000


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement and how the values of a request are bound to it.

    Attributes:
        sql: The statement.
        binds: Name and conversion of each value of the filter, in the order of a walk.
        search: What to look for in the search table, if the statement goes through it.
        constants: Values that are always the same.
    """

    sql: str
    binds: tuple[tuple[str, Bind], ...]
    search: Plan | None = None
    constants: dict[str, Any] = field(default_factory=dict)

    def params(self, query: Query, book_id: int) -> dict[str, Any]:
        """The values of one request, by name."""
        found: dict[str, Any] = {"book_id": book_id, **self.constants}
        if query.filter is not None:
            values = list(walk_values(query.filter))
            for (name, bind), value in zip(self.binds, values, strict=True):
                found[name] = bind(value)
            if self.search is not None:
                found[MATCH] = self.search.text(values)
        return found


def page_params(page: Page | None) -> dict[str, Any]:
    """The values of a page, by name."""
    if page is None:
        return {}
    if isinstance(page, KeyPage):
        return {"limit": page.limit, "key": clamp(page.at if page.at is not None else page.after)}
    return {"limit": page.limit, "offset": clamp(page.offset)}


def shape_of(item: Filter | None) -> Shape | None:
    """What decides the statement of a filter, whatever its values."""
    match item:
        case None:
            return None
        case Compare(name, op):
            return (name, op, slot_of(item).kind)
        case And(items):
            return ("and", *map(shape_of, items))
        case Or(items):
            return ("or", *map(shape_of, items))
        case Not(inner):
            return ("not", shape_of(inner))
        case Some(relation, inner):
            return ("some", relation, shape_of(inner))


def page_kind(query: Query) -> str:
    """What decides the statement of a page."""
    page = query.page
    if not isinstance(page, KeyPage):
        return "all" if page is None else "offset"
    if page.at is not None:
        return "at"
    return "start" if page.after is None else "after"


class Compiler:
    """Compiles queries for one database, and remembers."""

    def __init__(self, can: Capabilities) -> None:
        """Start with nothing compiled."""
        self._can = can
        self._known: dict[Shape, Compiled] = {}
        self._sources: dict[str, Source] = {}
        counter = schema.counter
        position = sa.select(counter.c.value).where(
            counter.c.book_id == sa.bindparam("book_id"), counter.c.name == sa.bindparam("name")
        )
        self.position = to_sql(position, can)

    def rows(self, query: Query) -> Compiled:
        """The statement that shows key and JSON of a page."""
        shape = (query.view, shape_of(query.filter), query.sorts, page_kind(query))
        return self._known.get(shape) or self._remember(shape, self._compile_rows(query))

    def count(self, query: Query) -> Compiled:
        """The statement that counts."""
        shape = ("count", query.view.source, shape_of(query.filter))
        return self._known.get(shape) or self._remember(shape, self._compile_count(query))

    def _remember(self, shape: Shape, compiled: Compiled) -> Compiled:
        if len(self._known) >= CACHE_MAX:
            self._known.clear()
        self._known[shape] = compiled
        return compiled

    def source(self, name: str) -> Source:
        """A source by name, made once."""
        if name not in self._sources:
            self._sources[name] = SOURCES[name]()
        return self._sources[name]

    def _compile_rows(self, query: Query) -> Compiled:
        source = self.source(query.view.source)
        where, json = Where(source, self._can), JsonSql(self._can)
        conditions, kind = where.conditions(query.filter), page_kind(query)
        key: sa.ColumnElement[Any] = source.base.c[source.key]
        order = [_order_by(source, sort, self._can) for sort in query.sorts]
        base, plan = source.base, self._plan(query, source)
        if plan is not None:
            search = Search(source)
            if _walks_by_key(source, query.sorts):
                base, key, order = search.leading(base), search.key, [search.row]
                conditions += [*search.conditions(), *search.from_key(kind)]
            else:
                conditions.append(search.contains())
        joins = where.joins | _shown_joins(source, query.view, query.sorts)
        shown = json.object(source, query.view.show).label("record_json")
        statement = (
            sa.select(source.base.c[source.key].label("record_key"), shown)
            .select_from(_joined(source, base, joins))
            .where(*conditions)
            .order_by(*order, *([] if _has_key(source, query.sorts) or plan and order == [] else [key]))
        )
        return self._finish(_paged(statement, source.base.c[source.key], kind), where, plan, json)
