"""A filter tree becomes conditions of SQL."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from partita.domain.query import (
    LIKE_ANY,
    And,
    Compare,
    Filter,
    Not,
    Op,
    Or,
    Some,
    slot_of,
    walk_values,
)
from partita.kit.clock import stamp
from partita.kit.text import fold, is_storable, simple_fold
from partita.store.capabilities import Capabilities
from partita.store.source import joined
from partita.store.sources import Source, folded_twin
from partita.store.values import INT64_MAX, refused

Bind = Callable[[Any], Any]
Condition = sa.ColumnElement[bool]

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


class AnyType(sa.types.UserDefinedType[Any]):
    """The type of a value nobody converts: 1.5 stays 1.5 beside a column of integers."""

    cache_ok = True


class Where:
    """Conditions of one filter, and how its values are bound."""

    def __init__(self, source: Source, can: Capabilities, prefix: str = "v") -> None:
        """Start with no value bound; names of values start with the prefix."""
        self._can = can
        self._source = source
        self._prefix = prefix
        self._binds: list[tuple[str, Bind]] = []
        self.joins: set[str] = set()
        self.has_pattern = False

    @property
    def binds(self) -> tuple[tuple[str, Bind], ...]:
        """Name and conversion of each value, in the order a walk of the filter meets them."""
        return tuple(self._binds)

    def constants(self, item: Filter) -> dict[str, Any]:
        """The values of a filter that is always the same, by name."""
        walked = zip(self._binds, walk_values(item), strict=True)
        return {name: bind(value) for (name, bind), value in walked}

    def conditions(self, item: Filter | None) -> list[Condition]:
        """All conditions of a statement: the book, the source, the filter."""
        found = [self._source.base.c.book_id == sa.bindparam("book_id"), *self._source.where]
        if item is not None:
            found.append(self.condition(item))
        return found

    def condition(self, item: Filter) -> Condition:
        """The condition of the filter alone."""
        return self._condition(item, self._source, self.joins)

    def _condition(self, item: Filter, source: Source, joins: set[str]) -> Condition:
        match item:
            case Compare():
                return self._compare(item, source, joins)
            case And(items):
                return sa.and_(sa.true(), *[self._condition(each, source, joins) for each in items])
            case Or(items):
                return sa.or_(sa.false(), *[self._condition(each, source, joins) for each in items])
            case Not(inner):
                return sa.not_(sa.func.coalesce(self._condition(inner, source, joins), sa.false()))
            case Some(relation, inner):
                related, on = source.relations[relation]
                needed: set[str] = set()
                condition = self._condition(inner, related, needed)
                tables = joined(related, related.base, needed, is_shown=False)
                return sa.exists().select_from(tables).where(on, *related.where, condition)

    def _compare(self, item: Compare, source: Source, joins: set[str]) -> Condition:
        joins.add(source.prefix(item.field))
        column: Any = source.column(item.field)
        twin = folded_twin(source, item.field)
        op = _EXACT.get(item.op, item.op)
        is_folded = twin is not None and op == item.op
        column = twin if is_folded else column
        if item.value is None:
            return _emptiness(column, op)
        if op in (Op.LIKE, Op.NOT_LIKE):
            found = self._like(column, op, is_folded=is_folded)
            return sa.and_(self._in_wider(item, source), found)
        if op in (Op.IN, Op.NOT_IN):
            return self._listed(column, item, op, is_folded=is_folded)
        bound = self._bind(_bind_one(item.field, is_folded=is_folded))
        if op in (Op.EQ, Op.NE):
            return _negatable(column, column == bound, op)
        ordered: Condition = _ORDERINGS[op](column, bound)
        return ordered

    def _like(self, column: Any, op: Op, *, is_folded: bool) -> Condition:  # noqa: ANN401
        """Pieces of a text; one without a folded twin is folded as it is read."""
        self.has_pattern = True
        is_ready = is_folded or str(getattr(column, "name", "")).endswith(("_fold", "search_text"))
        bound = self._bind(like_pattern if is_ready else simple_pattern)
        text = column if is_ready else self._can.lower(column)
        return _negatable(column, is_like(text, bound, self._can), op)

    def _in_wider(self, item: Compare, source: Source) -> Condition:
        """A stored text that holds the one in question has it, too, and is read with less work."""
        wider = source.wider.get(item.field) if item.field not in source.found else None
        if wider is None or item.op is not Op.LIKE or slot_of(item).kind != "scanned":
            return sa.true()
        bound = sa.bindparam(self._binds[-1][0], type_=AnyType())
        return is_like(source.column(wider), bound, self._can)

    def _listed(self, column: Any, item: Compare, op: Op, *, is_folded: bool) -> Condition:  # noqa: ANN401
        one, bind_list = _bind_one(item.field, is_folded=is_folded), self._can.bind_list
        bound = self._bind(
            lambda value: bind_list([one(each) for each in value if each is not None])
        )
        chosen = self._can.any_of(column, bound)
        if slot_of(item).kind != "list_null":
            return _negatable(column, chosen, op)
        if op is Op.IN:
            return sa.or_(chosen, column.is_(None))
        return sa.and_(sa.not_(chosen), column.is_not(None))

    def _bind(self, bind: Bind) -> sa.BindParameter[Any]:
        name = f"{self._prefix}{len(self._binds)}"
        self._binds.append((name, bind))
        return sa.bindparam(name, type_=AnyType())


def _emptiness(column: Any, op: Op) -> Condition:  # noqa: ANN401  # a column
    empty: Condition = column.is_(None) if op is Op.EQ else column.is_not(None)
    return empty


_NEGATIONS: Final = frozenset({Op.NE, Op.NOT_IN, Op.NOT_LIKE})


def _negatable(column: Any, condition: Condition, op: Op) -> Condition:  # noqa: ANN401  # a column
    """What is missing is not the value, so a negation holds for it."""
    return sa.or_(sa.not_(condition), column.is_(None)) if op in _NEGATIONS else condition


def _bind_one(field: str, *, is_folded: bool) -> Bind:
    def bind(value: Any) -> Any:  # noqa: ANN401  # any scalar
        if isinstance(value, str):
            if not is_storable(value):
                raise refused(field, "characters")
            return fold(value) if is_folded else value
        return stamp(value) if isinstance(value, datetime) else clamp(value)

    return bind


def clamp(value: Any) -> Any:  # noqa: ANN401  # any scalar
    """A number that a database can compare; none it holds lies beyond.

    >>> clamp(2**80) == 2**63 - 1, clamp(-1.5), clamp(None)
    (True, -1.5, None)
    """
    if isinstance(value, int) and not -INT64_MAX <= value <= INT64_MAX:
        return INT64_MAX if value > 0 else -INT64_MAX
    return value


def is_like(text: Any, pattern: sa.BindParameter[Any], can: Capabilities) -> Condition:  # noqa: ANN401  # a column
    """A text is like a bound pattern.

    Where plans do not depend on values the planner gets to see none: it would plan a statement
    anew each time a pattern is bound to it, which takes as long as the statement itself.
    """
    plus: sa.sql.operators.custom_op[Any] = sa.sql.operators.custom_op("+")
    shown: Any = pattern if can.plans_by_value else sa.UnaryExpression(pattern, operator=plus)
    found: Condition = text.like(shown, escape="\\")
    return found


def like_pattern(value: str) -> str:
    r"""The pattern of SQL for a value of `Op.LIKE`, folded.

    >>> like_pattern("50%" + LIKE_ANY)
    '50\\%%'
    """
    return _pattern(fold(value))


def simple_pattern(value: str) -> str:
    """Likewise, for a text that has no folded twin."""
    return _pattern(simple_fold(value))


def _pattern(folded: str) -> str:
    literals = folded.split(LIKE_ANY)
    return "%".join(
        each.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for each in literals
    )
