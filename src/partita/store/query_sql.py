"""One query becomes one statement, compiled once per shape."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from partita.domain.query import (
    LIKE_ANY,
    And,
    Compare,
    Filter,
    KeyPage,
    Not,
    Op,
    Or,
    Query,
    Some,
    Sort,
    View,
    slot_of,
    walk_values,
)
from partita.kit.clock import stamp
from partita.kit.text import fold
from partita.store import schema
from partita.store.capabilities import Capabilities
from partita.store.json_sql import json_object
from partita.store.render import to_sql
from partita.store.search_sql import match_text, search_match
from partita.store.sources import FOLDED_TWINS, SOURCES, Source

Shape = tuple[Any, ...]
Bind = Callable[[Any], Any]
CACHE_MAX: Final = 2_000

_ORDERINGS: Final[dict[Op, Callable[[Any, Any], Any]]] = {
    Op.LT: lambda column, value: column < value,
    Op.LE: lambda column, value: column <= value,
    Op.GT: lambda column, value: column > value,
    Op.GE: lambda column, value: column >= value,
}
_EXACT: Final = {
    Op.EXACT_EQ: Op.EQ,
    Op.EXACT_NE: Op.NE,
    Op.EXACT_IN: Op.IN,
    Op.EXACT_NOT_IN: Op.NOT_IN,
}


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement and how the values of a request are bound to it."""

    sql: str
    binds: tuple[tuple[tuple[str, Bind], ...], ...]

    def params(self, query: Query, book_id: int) -> dict[str, Any]:
        """The values of one request, by name."""
        found: dict[str, Any] = {"book_id": book_id}
        if query.filter is not None:
            for binds, value in zip(self.binds, walk_values(query.filter), strict=True):
                for name, bind in binds:
                    found[name] = bind(value)
        page = query.page
        if isinstance(page, KeyPage):
            found["limit"] = page.limit
            found["key"] = page.at if page.at is not None else page.after
        elif page is not None:
            found["limit"], found["offset"] = page.limit, page.offset
        return found


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
        where = Where(source, self._can)
        conditions = where.conditions(query.filter)
        key = source.base.c[source.key]
        order = [_order_by(source, sort) for sort in query.sorts]
        shown = json_object(source, query.view.show, self._can)
        prefixes = where.prefixes | _shown_prefixes(source, query.view, query.sorts)
        statement = (
            sa.select(key.label("record_key"), shown.label("record_json"))
            .select_from(_joined(source, prefixes))
            .where(*conditions)
            .order_by(*order, *([] if _has_key(source, query.sorts) else [key]))
        )
        return self._finish(_paged(statement, key, page_kind(query)), where)

    def _compile_count(self, query: Query) -> Compiled:
        source = self.source(query.view.source)
        where = Where(source, self._can)
        conditions = where.conditions(query.filter)
        statement = (
            sa.select(sa.func.count())
            .select_from(_joined(source, where.prefixes))
            .where(*conditions)
        )
        return self._finish(statement, where)

    def _finish(self, statement: sa.Select[Any], where: "Where") -> Compiled:
        return Compiled(to_sql(statement, self._can), tuple(where.binds))


def _paged(statement: sa.Select[Any], key: Any, kind: str) -> sa.Select[Any]:  # noqa: ANN401
    if kind == "all":
        return statement
    if kind == "at":
        statement = statement.where(key >= sa.bindparam("key"))
    if kind == "after":
        statement = statement.where(key > sa.bindparam("key"))
    if kind == "offset":
        statement = statement.offset(sa.bindparam("offset"))
    return statement.limit(sa.bindparam("limit"))


def _joined(source: Source, prefixes: set[str]) -> sa.FromClause:
    joined = source.base
    for prefix, join in source.joins.items():
        if join.is_required or prefix in prefixes:
            joined = joined.join(join.table, join.on, isouter=not join.is_required)
    return joined


def _shown_prefixes(source: Source, view: View, sorts: tuple[Sort, ...]) -> set[str]:
    names = [each.field for each in view.show if not hasattr(each, "members")]
    names += [sort.field for sort in sorts]
    return {source.prefix(name) for name in names}


def _has_key(source: Source, sorts: tuple[Sort, ...]) -> bool:
    return any(sort.field == source.key and not sort.as_text for sort in sorts)


def _twin(source: Source, name: str) -> Any:  # noqa: ANN401  # a column
    """The folded twin of a text field, or ``None``."""
    twin = FOLDED_TWINS.get(name, f"{name}_fold")
    try:
        return source.column(twin)
    except KeyError:
        return None


def _order_by(source: Source, sort: Sort) -> sa.ColumnElement[Any]:
    column = source.column(sort.field)
    if sort.as_text:
        column = sa.cast(column, sa.Text)
    else:
        twin = _twin(source, sort.field)
        column = column if twin is None else twin
    return column.desc() if sort.descending else column.asc()


class Where:
    """Conditions of one filter, and how its values are bound."""

    def __init__(self, source: Source, can: Capabilities) -> None:
        """Start with no value bound."""
        self._can = can
        self._source = source
        self.binds: list[tuple[tuple[str, Bind], ...]] = []
        self.prefixes: set[str] = set()

    def conditions(self, item: Filter | None) -> list[sa.ColumnElement[bool]]:
        """All conditions of a statement: the book, the source, the filter."""
        found = [self._source.base.c.book_id == sa.bindparam("book_id"), *self._source.where]
        if item is not None:
            found.append(self._condition(item, self._source))
        return found

    def _condition(self, item: Filter, source: Source) -> sa.ColumnElement[bool]:
        match item:
            case Compare():
                return self._compare(item, source)
            case And(items):
                return sa.and_(sa.true(), *[self._condition(each, source) for each in items])
            case Or(items):
                return sa.or_(sa.false(), *[self._condition(each, source) for each in items])
            case Not(inner):
                return sa.not_(sa.func.coalesce(self._condition(inner, source), sa.false()))
            case Some(relation, inner):
                related, on = source.relations[relation]
                return sa.exists().where(on, *related.where, self._condition(inner, related))

    def _compare(self, item: Compare, source: Source) -> sa.ColumnElement[bool]:
        if source is self._source:
            self.prefixes.add(source.prefix(item.field))
        column = source.column(item.field)
        twin = _twin(source, item.field)
        op = _EXACT.get(item.op, item.op)
        is_folded = twin is not None and op == item.op
        column = twin if is_folded else column
        if item.value is None:
            return column.is_(None) if op is Op.EQ else column.is_not(None)
        if op in (Op.LIKE, Op.NOT_LIKE):
            return self._like(item, source, column)
        if op in (Op.IN, Op.NOT_IN):
            return self._listed(column, item, op, is_folded=is_folded)
        bound = self._bind(_bind_one(is_folded=is_folded))
        if op is Op.EQ:
            return column == bound
        if op is Op.NE:
            return sa.or_(column != bound, column.is_(None))
        return _ORDERINGS[op](column, bound)  # type: ignore[no-any-return]

    def _listed(
        self, column: Any, item: Compare, op: Op, *, is_folded: bool  # noqa: ANN401  # a column
    ) -> sa.ColumnElement[bool]:
        one, bind_list = _bind_one(is_folded=is_folded), self._can.bind_list
        bound = self._bind(lambda value: bind_list([one(each) for each in value if each is not None]))
        has_null = slot_of(item).kind == "list_null"
        chosen = self._can.any_of(column, bound)
        if op is Op.IN:
            return sa.or_(chosen, column.is_(None)) if has_null else chosen
        if has_null:
            return sa.and_(sa.not_(chosen), column.is_not(None))
        return sa.or_(sa.not_(chosen), column.is_(None))

    def _like(self, item: Compare, source: Source, column: Any) -> sa.ColumnElement[bool]:  # noqa: ANN401
        name = f"v{len(self.binds)}"
        pattern = sa.bindparam(name, type_=sa.Text)
        binds: list[tuple[str, Bind]] = [(name, like_pattern)]
        condition = column.like(pattern, escape="\\")
        is_indexed = slot_of(item).kind == "indexed" and item.op is Op.LIKE
        if is_indexed and self._can.has_search_table and source.search_table:
            match = sa.bindparam(f"{name}m", type_=sa.Text)
            binds.append((f"{name}m", lambda value: match_text(item.field, fold(value))))
            condition = sa.and_(condition, search_match(source, match))
        self.binds.append(tuple(binds))
        return sa.or_(sa.not_(condition), column.is_(None)) if item.op is Op.NOT_LIKE else condition

    def _bind(self, bind: Bind) -> sa.BindParameter[Any]:
        name = f"v{len(self.binds)}"
        self.binds.append(((name, bind),))
        return sa.bindparam(name)


def _bind_one(*, is_folded: bool) -> Bind:
    def bind(value: Any) -> Any:  # noqa: ANN401  # any scalar
        if isinstance(value, datetime):
            return stamp(value)
        return fold(value) if is_folded and isinstance(value, str) else value

    return bind


def like_pattern(value: str) -> str:
    """The pattern of SQL for a value of `Op.LIKE`, folded.

    >>> like_pattern("50%" + LIKE_ANY)
    '50\\\\%%'
    """
    literals = fold(value).split(LIKE_ANY)
    return "%".join(
        each.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for each in literals
    )


