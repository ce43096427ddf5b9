"""One query becomes one statement, compiled once per shape."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

import sqlalchemy as sa

from partita.domain.change import POSITION
from partita.domain.errors import FilterInvalid
from partita.domain.query import (
    And,
    Compare,
    Filter,
    KeyPage,
    Member,
    Not,
    OffsetPage,
    Op,
    Or,
    Page,
    Part,
    Projection,
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
from partita.store.recent_sql import Recent, probe_of, recent_of
from partita.store.render import to_sql
from partita.store.search_sql import MATCH, Look, Plan, Search, plan_of
from partita.store.source import joined
from partita.store.sources import SOURCES, Source, folded_twin
from partita.store.totals import touched_sql
from partita.store.where_sql import Bind, Where, clamp

Shape = tuple[Any, ...]
CACHE_MAX: Final = 2_000
"""Statements remembered; all are forgotten when there are more."""

ONE: Final = OffsetPage(1)
"""The page of whoever asks for one record."""

CACHED_CHARS_MAX: Final = 16_000_000
"""How long all of them may be, likewise: filters as long as they may be make long statements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedPage(KeyPage):
    """A page from a known start; empty if the feed is past the position it was known at."""

    position: int


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement and how the values of a request are bound to it.

    Attributes:
        sql: The statement.
        binds: Name and conversion of each value of the filter, in the order of a walk.
        search: What to look for in the search table, if the statement goes through it.
        constants: Values that are always the same.
        has_pattern: It looks for pieces of texts, so the best plan depends on the values.
        recent: How to tell whether `recent_sql` is the better statement.
        recent_sql: The statement for when few records changed, or have what is searched for.
        is_by_key: The order is that of keys.
    """

    sql: str
    binds: tuple[tuple[str, Bind], ...]
    search: Plan | None = None
    constants: dict[str, Any] = field(default_factory=dict)
    has_pattern: bool = False
    recent: Recent | None = None
    recent_sql: str = ""
    is_by_key: bool = False

    def params(self, query: Query, book_id: int) -> dict[str, Any]:
        """The values of one request, by name."""
        found = {"book_id": book_id, **self.constants, **page_params(query.page)}
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
        key = clamp(page.at if page.at is not None else page.after)
        found = {"limit": page.limit, "key": key}
        return found | {"position": page.position} if isinstance(page, StartedPage) else found
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
        return "all" if page is None else "offset" if page.offset else "start"
    if isinstance(page, StartedPage):
        return "started"
    if page.at is not None:
        return "at"
    return "start" if page.after is None else "after"


def fields_of(item: Filter) -> set[str]:
    """The fields a filter looks at; those of related records count as none of them."""
    match item:
        case Compare(name):
            return {name}
        case And(items) | Or(items):
            return {name for each in items for name in fields_of(each)}
        case Not(inner):
            return fields_of(inner)
        case Some(relation):
            return {f"{relation}[]"}


def _shape_of_rows(query: Query) -> Shape:
    return (query.view, shape_of(query.filter), query.sorts, page_kind(query))


def _shape_of_count(query: Query) -> Shape:
    return ("count", query.view.source, shape_of(query.filter))


class Compiler:
    """Compiles queries for one database, and remembers."""

    def __init__(self, can: Capabilities) -> None:
        """Start with nothing compiled."""
        self._can = can
        self._known: dict[Shape, Compiled] = {}
        self._chars = 0
        self._sources: dict[str, Source] = {}
        self.position = to_sql(_counter(sa.bindparam("name")), can, is_list=True)
        self.touched = touched_sql(can)

    def rows(self, query: Query) -> Compiled:
        """The statement that shows key and JSON of a page.

        Raises:
            FilterInvalid: The filter is nested too deep.
        """
        return self._known_or(query, _shape_of_rows, self._compile_rows)

    def one(self, view: View, field: str) -> Compiled:
        """The statement that shows the first record with some value in a field."""
        shape = ("one", view, field)
        known = self._known.get(shape)
        if known is None:
            query = Query(view, Compare(field, Op.EQ, 0), page=ONE)
            known = self._remember(shape, self._compile_rows(query))
        return known

    def texts(self, query: Query) -> Compiled:
        """The statement that shows the JSON of a page alone.

        Raises:
            FilterInvalid: The filter is nested too deep.
        """
        return self._known_or(
            query,
            lambda each: ("texts", *_shape_of_rows(each)),
            lambda each: self._compile_rows(each, is_keyed=False),
        )

    def count(self, query: Query) -> Compiled:
        """The statement that counts.

        Raises:
            FilterInvalid: The filter is nested too deep.
        """
        return self._known_or(query, _shape_of_count, self._compile_count)

    def count_some(self, query: Query) -> Compiled:
        """The statement that counts no further than a limit.

        Raises:
            FilterInvalid: The filter is nested too deep.
        """
        return self._known_or(
            query,
            lambda each: ("some", *_shape_of_count(each)),
            lambda each: self._compile_count(each, is_limited=True),
        )

    def is_carried(self, query: Query) -> bool:
        """Tell whether only what is written of a party decides if a query finds it."""
        own = self.source(query.view.source).own
        asked = set() if query.filter is None else fields_of(query.filter)
        return bool(own) and asked <= own

    def keys(self, query: Query, *, is_among: bool = False) -> Compiled:
        """The statement that tells the keys a query finds, perhaps of those in a list ``keys``.

        Raises:
            FilterInvalid: The filter is nested too deep.
        """
        return self._known_or(
            query,
            lambda each: ("among" if is_among else "keys", *_shape_of_count(each)),
            lambda each: self._compile_keys(each, is_among=is_among),
        )

    def tally(self, query: Query, field: str) -> Compiled:
        """The statement that counts by the value of a field.

        Raises:
            FilterInvalid: The filter is nested too deep.
        """
        return self._known_or(
            query,
            lambda each: ("tally", field, *_shape_of_count(each)),
            lambda each: self._compile_tally(each, field),
        )

    def _known_or(
        self,
        query: Query,
        shape: Callable[[Query], Shape],
        compiled: Callable[[Query], Compiled],
    ) -> Compiled:
        try:
            known = shape(query)
            return self._known.get(known) or self._remember(known, compiled(query))
        except RecursionError:
            raise FilterInvalid(message="The filter is nested too deep.", name=None) from None

    def _remember(self, shape: Shape, compiled: Compiled) -> Compiled:
        if len(self._known) >= CACHE_MAX or self._chars >= CACHED_CHARS_MAX:
            self._known.clear()
            self._chars = 0
        self._known[shape] = compiled
        self._chars += len(compiled.sql) + len(compiled.recent_sql)
        return compiled

    def source(self, name: str) -> Source:
        """A source by name, made once."""
        if name not in self._sources:
            self._sources[name] = SOURCES[name]()
        return self._sources[name]

    def _compile_rows(self, query: Query, *, is_keyed: bool = True) -> Compiled:
        compiled = self._compile_walk(query, is_keyed=is_keyed)
        names = tuple(name for name, _ in compiled.binds)
        source = self.source(query.view.source)
        recent = self._rare(query, compiled.search, source)
        recent = recent or recent_of(query.filter, names, source, self._can)
        if recent is None:
            return compiled
        few = self._compile_walk(query, recent.keys, is_keyed=is_keyed)
        return replace(compiled, recent=recent, recent_sql=few.sql)

    def _rare(self, query: Query, plan: Plan | None, source: Source) -> Recent | None:
        """How to tell whether what is too short to be indexed is rare, where that matters."""
        if not isinstance(plan, Look) or _is_by_key(source, query.sorts):
            return None
        search = Search(source, plan, self._can)
        probe = probe_of(search.table, search.conditions(), self._can)
        return Recent(probe, search.contains())

    def _compile_walk(
        self, query: Query, *chosen_keys: sa.ColumnElement[bool], is_keyed: bool = True
    ) -> Compiled:
        source = self.source(query.view.source)
        plan, kind = self._plan(query, source), page_kind(query)
        walk = self._walk(query, source, plan)
        where, json = Where(walk.source, self._can), JsonSql(self._can)
        conditions = [*where.conditions(query.filter), *chosen_keys]
        key = source.base.c[source.key]
        shown = [
            text.label(f"record_json_{place}")
            for place, text in enumerate(json.pieces(source, query.view.show))
        ]
        beside = [source.column(name) for name in query.view.beside]
        first = [key.label("record_key")] if is_keyed else []
        joins = where.joins | _shown_joins(source, query.view, query.sorts)
        base, order = walk.base, walk.order
        if kind == "offset" or (kind == "start" and walk.is_sorted):
            chosen = where.joins | _sorted_joins(source, query.sorts)
            keys = sa.select(key).select_from(joined(source, base, chosen))
            keys = keys.where(*conditions, *walk.conditions).order_by(*order)
            again = Where(source, self._can).conditions(query.filter)  # what is bound is the same
            conditions = [*again, *chosen_keys]
            conditions.append(_found_late(key, _paged(keys, key, kind, self._can)))
            base, order, kind = source.base, self._order(query, source), "all"
        else:
            conditions += walk.conditions
        statement = (
            sa.select(*first, *shown, *beside)
            .select_from(joined(source, base, joins))
            .where(*conditions)
            .order_by(*order)
        )
        sql = to_sql(_paged(statement, key, kind, self._can), self._can, is_list=True)
        return Compiled(
            sql,
            where.binds,
            plan,
            json.constants,
            where.has_pattern,
            is_by_key=_is_by_key(source, query.sorts) and not _is_backward(query.sorts),
        )

    def _compile_count(self, query: Query, *, is_limited: bool = False) -> Compiled:
        source = self.source(query.view.source)
        plan = self._plan(query, source)
        walk = self._walk(Query(query.view, query.filter), source, plan)
        where = Where(walk.source, self._can)
        conditions = where.conditions(query.filter)
        what: Any = sa.literal_column("1", sa.Integer) if is_limited else sa.func.count()
        statement: sa.Select[Any] = (
            sa.select(what)
            .select_from(joined(source, walk.base, where.joins, is_shown=False))
            .where(*conditions, *walk.conditions)
        )
        if is_limited:
            some = statement.limit(sa.bindparam("limit", type_=sa.BigInteger)).subquery()
            statement = sa.select(sa.func.count()).select_from(some)
        sql = to_sql(statement, self._can, is_list=True)
        return Compiled(sql, where.binds, plan, has_pattern=where.has_pattern)

    def _compile_keys(self, query: Query, *, is_among: bool) -> Compiled:
        source = self.source(query.view.source)
        key = source.base.c[source.key]
        plan = None if is_among else self._plan(query, source)
        walk = self._walk(Query(query.view, query.filter), source, plan)
        where = Where(walk.source, self._can)
        conditions = [*where.conditions(query.filter), *walk.conditions]
        if is_among:
            conditions.append(self._can.any_of(key, sa.bindparam("keys")))
        rows = joined(source, walk.base, where.joins, is_shown=False)
        statement = sa.select(key).select_from(rows).where(*conditions)
        sql = to_sql(statement, self._can, is_list=True)
        return Compiled(sql, where.binds, plan, has_pattern=where.has_pattern and not is_among)

    def _compile_tally(self, query: Query, name: str) -> Compiled:
        source = self.source(query.view.source)
        plan = self._plan(query, source)
        walk = self._walk(Query(query.view, query.filter), source, plan)
        where = Where(walk.source, self._can)
        conditions = where.conditions(query.filter)
        value, count = source.column(name), sa.func.count()
        statement = (
            sa.select(value, count)
            .select_from(joined(source, walk.base, where.joins | {source.prefix(name)}))
            .where(*conditions, *walk.conditions)
            .group_by(value)
            .order_by(count.desc(), value)
        )
        sql = to_sql(statement, self._can, is_list=True)
        return Compiled(sql, where.binds, plan, has_pattern=where.has_pattern)

    def _plan(self, query: Query, source: Source) -> Plan | None:
        return plan_of(query.filter, source) if self._can.has_search_table else None

    def _order(self, query: Query, source: Source) -> list[sa.ColumnElement[Any]]:
        order = [_order_by(source, sort, self._can) for sort in query.sorts]
        return order if _has_key(source, query.sorts) else [*order, source.base.c[source.key]]

    def _walk(self, query: Query, source: Source, plan: Plan | None) -> "Walk":
        order = self._order(query, source)
        if plan is None:
            return Walk(source, source.base, [], order)
        search, is_by_key = Search(source, plan, self._can), _is_by_key(source, query.sorts)
        if not is_by_key and isinstance(plan, Look):
            return Walk(search.looked_up(source), source.base, [], order, is_sorted=True)
        if not is_by_key:
            return Walk(source, source.base, [search.contains()], order, is_sorted=True)
        found = [*search.conditions(), *search.from_key(page_kind(query))]
        row = search.row.desc() if _is_backward(query.sorts) else search.row
        return Walk(search.seen(source), search.leading(source.base), found, [row])


@dataclass(frozen=True, slots=True)
class Walk:
    """Where rows come from, and in which order.

    Attributes:
        source: The records, with what the way tells of them by itself.
        base: What stands first in the statement.
        conditions: What the way asks for by itself.
        order: In which order; the key is part of it.
        is_sorted: All that is found is sorted before a page of it is known.
    """

    source: Source
    base: sa.FromClause
    conditions: list[sa.ColumnElement[bool]]
    order: list[sa.ColumnElement[Any]]
    is_sorted: bool = False


def _paged(
    statement: sa.Select[Any],
    key: Any,  # noqa: ANN401  # a column
    kind: str,
    can: Capabilities,
) -> sa.Select[Any]:
    if kind == "all":
        return statement
    if kind == "started":
        return _started(statement.where(key >= sa.bindparam("key")), can)
    if kind == "at":
        statement = statement.where(key >= sa.bindparam("key"))
    if kind == "after":
        statement = statement.where(key > sa.bindparam("key"))
    if kind == "offset":
        statement = statement.offset(sa.bindparam("offset"))
    return statement.limit(sa.bindparam("limit"))


def _started(statement: sa.Select[Any], can: Capabilities) -> sa.Select[Any]:
    """Nothing, without a look at any row, if the feed is past a position."""
    now = _counter(sa.literal_column(f"'{POSITION}'", sa.Text)).scalar_subquery()
    is_so = now == sa.bindparam("position")
    if can.plans_by_value:
        return statement.where(is_so).limit(sa.bindparam("limit"))
    # A condition would be asked of each row, to the last, until there are enough.
    return statement.limit(sa.case((is_so, sa.bindparam("limit")), else_=0))


def _counter(name: sa.ColumnElement[str]) -> sa.Select[Any]:
    """The value of a counter of the book."""
    counter = schema.counter
    here = counter.c.book_id == sa.bindparam("book_id")
    return sa.select(counter.c.value).where(here, counter.c.name == name)


def _found_late(key: sa.ColumnElement[Any], keys: sa.Select[Any]) -> sa.ColumnElement[bool]:
    """Look rows up by key after paging, so that rows skipped cost a walk of an index only."""
    return key.in_(keys.correlate(None))


def _shown_joins(source: Source, view: View, sorts: tuple[Sort, ...]) -> set[str]:
    beside = {source.prefix(name) for name in view.beside}
    return beside | _show_joins(source, view.show) | _sorted_joins(source, sorts)


def _show_joins(source: Source, show: Projection) -> set[str]:
    found = {source.prefix(each.field) for each in show if isinstance(each, Member)}
    for each in show:
        if isinstance(each, Part):
            found |= {source.prefix(each.at)} | _show_joins(source, each.members)
    return found


def _sorted_joins(source: Source, sorts: tuple[Sort, ...]) -> set[str]:
    return {source.prefix(sort.field) for sort in sorts}


def _has_key(source: Source, sorts: tuple[Sort, ...]) -> bool:
    return any(sort.field == source.key and not sort.as_text for sort in sorts)


def _is_by_key(source: Source, sorts: tuple[Sort, ...]) -> bool:
    return not sorts or _has_key(source, sorts[:1])


def _is_backward(sorts: tuple[Sort, ...]) -> bool:
    return any(sort.descending for sort in sorts[:1])


def _order_by(source: Source, sort: Sort, can: Capabilities) -> sa.ColumnElement[Any]:
    column: Any = source.column(sort.field)
    is_filled = source.is_filled(sort.field)
    if sort.as_text:
        column = sa.cast(column, schema.TEXT)
    elif (twin := folded_twin(source, sort.field)) is not None:
        column = twin
    ordered: sa.UnaryExpression[Any] = column.desc() if sort.descending else column.asc()
    if is_filled or can.sorts_nulls_first:
        return ordered
    return ordered.nulls_last() if sort.descending else ordered.nulls_first()
