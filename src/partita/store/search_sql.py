"""Substring search through a table of trigrams, where the database has no such index.

A row's number there is the book's number shifted high plus the record's key, so that one book's
rows stand together, in the order of their keys: a page in that order stops as soon as it is full.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from partita.domain.query import (
    LIKE_ANY,
    TRIGRAM_CHARS,
    And,
    Compare,
    Filter,
    Op,
    Or,
    slot_of,
    walk_values,
)
from partita.kit.text import fold
from partita.store.capabilities import Capabilities
from partita.store.schema import BOOK_STRIDE
from partita.store.sources import SearchTable, Source
from partita.store.where_sql import is_like, like_pattern

TRIGRAMS_MAX: Final = 12
"""Trigrams asked for at most; the pattern itself decides in the end."""

PARTS_MAX: Final = 30
"""Parts of a search at most: the table takes no expression of any size."""

MATCH: Final = "match"
"""Name the text of a search is bound to."""

_ONE: Final = (Op.EQ, Op.IN, Op.EXACT_EQ, Op.EXACT_IN)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A pattern to search for.

    Attributes:
        slot: Where its value stands among those of the filter.
        column: In which column of the search table; empty for any.
    """

    slot: int
    column: str

    def text(self, values: Sequence[Any]) -> str:
        """Ask for rows that have the trigrams of the pattern."""
        return match_text(self.column, fold(values[self.slot]))


@dataclass(frozen=True, slots=True)
class Group:
    """Searches joined by a word."""

    word: str
    parts: tuple["Leaf | Group", ...]

    def text(self, values: Sequence[Any]) -> str:
        """Ask for rows that all, or any, of the parts find."""
        return "(" + f" {self.word} ".join(part.text(values) for part in self.parts) + ")"


@dataclass(frozen=True, slots=True)
class Look:
    """A pattern too short for trigrams: it is looked for in one text after the other.

    Attributes:
        slot: Where its value stands among those of the filter.
        column: In which column of the table of texts.
    """

    slot: int
    column: str

    def text(self, values: Sequence[Any]) -> str:
        """The pattern of SQL."""
        return like_pattern(values[self.slot])


Match = Leaf | Group
Plan = Match | Look


def match_text(column: str, pattern: str) -> str:
    """Ask for rows that have the trigrams of a folded pattern.

    >>> match_text("name", "abcd" + LIKE_ANY)
    'name : ("abc" AND "bcd")'
    >>> match_text("", "abc")
    '("abc")'
    """
    found: list[str] = []
    for literal in pattern.split(LIKE_ANY):
        ends = range(TRIGRAM_CHARS, len(literal) + 1)
        found += [literal[end - TRIGRAM_CHARS : end] for end in ends]
    step = -(-len(found) // TRIGRAMS_MAX)
    quoted = " AND ".join(
        '"' + each.replace('"', '""') + '"' for each in dict.fromkeys(found[::step])
    )
    return f"{column} : ({quoted})" if column else f"({quoted})"


def plan_of(item: Filter | None, source: Source) -> Plan | None:
    """How to search for what a filter asks, or ``None`` where that would not help.

    What is found may be more than what fits, never less.
    """
    if item is None or source.search is None:
        return None
    if any(each.op in _ONE and each.field in source.selective for each in _conjunction(item)):
        return None
    planned = _planned(item, source.search.columns, _Slots())
    return planned or _look(item, source.search.texts)


def _look(item: Filter, texts: Mapping[str, str]) -> Look | None:
    """How to look for what is too short, in what all records that fit must have."""
    if isinstance(item, And):
        alone, slots = item.items, _Slots()
    else:
        alone, slots = (item,), _Slots()
    for each in alone:
        if not isinstance(each, Compare):
            slots.skip(each)
            continue
        slot = slots.of(each)
        if each.op is Op.LIKE and each.value is not None and each.field in texts:
            return Look(slot, texts[each.field])
    return None


def _conjunction(item: Filter) -> list[Compare]:
    if isinstance(item, And):
        return [each for part in item.items for each in _conjunction(part)]
    return [item] if isinstance(item, Compare) else []


class _Slots:
    """Counts values in the order in which a filter is walked."""

    def __init__(self) -> None:
        self._count = 0

    def of(self, item: Compare) -> int:
        slot = self._count
        self._count += item.value is not None
        return slot

    def skip(self, item: Filter) -> None:
        self._count += sum(1 for _ in walk_values(item))


def _planned(item: Filter, columns: Mapping[str, str], slots: _Slots) -> Match | None:
    match item:
        case Compare():
            slot, column = slots.of(item), columns.get(item.field)
            is_indexed = item.op is Op.LIKE and slot_of(item).kind == "indexed"
            return Leaf(slot, column) if is_indexed and column is not None else None
        case And(items):
            parts = [plan for each in items if (plan := _planned(each, columns, slots))]
            return _group("AND", parts[:PARTS_MAX])
        case Or(items):
            branches = [_planned(each, columns, slots) for each in items]
            parts = [plan for plan in branches if plan]
            is_whole = len(parts) == len(branches) and len(parts) <= PARTS_MAX
            return _group("OR", parts) if is_whole else None
        case _:
            slots.skip(item)
            return None


def _group(word: str, parts: list[Match]) -> Match | None:
    return Group(word, tuple(parts)) if len(parts) > 1 else next(iter(parts), None)


class OrderedJoin(sa.sql.selectable.Join):
    """A join whose left side is walked first, whatever the database thinks."""

    inherit_cache = False


@compiles(OrderedJoin)
def _compile_ordered(join: OrderedJoin, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    text: str = compiler.visit_join(join, **options)  # type: ignore[no-untyped-call]  # untyped there
    return text.replace(" JOIN ", " CROSS JOIN ", 1)


def _row_of(plan: Plan) -> str:
    return "id" if isinstance(plan, Look) else "rowid"


def _found_in(searched: SearchTable, plan: Plan) -> sa.FromClause:
    """The table that is gone through, under the name of what is found."""
    if isinstance(plan, Look):
        name, columns = f"{searched.table}_content", set(searched.texts.values())
    else:
        name, columns = searched.table, {*filter(None, searched.columns.values()), searched.table}
    made = [sa.column(each, sa.Text) for each in sorted(columns)]
    return sa.table(name, sa.column(_row_of(plan), sa.BigInteger), *made).alias("found")


class Search:
    """The search table of a source inside one statement."""

    def __init__(self, source: Source, plan: Plan, can: Capabilities) -> None:
        """Name it, or the table of its texts for what is too short for it."""
        searched = source.search or SearchTable("", {})
        stride = sa.literal_column(str(BOOK_STRIDE), sa.BigInteger)
        self._low = sa.bindparam("book_id", type_=sa.BigInteger) * stride
        self._high = self._low + stride
        self._key = source.base.c[source.key]
        self.table = _found_in(searched, plan)
        self.row: sa.ColumnElement[int] = self.table.c[_row_of(plan)]
        self.key: sa.ColumnElement[int] = self.row - self._low
        wanted = sa.bindparam(MATCH, type_=sa.Text)
        self._match: sa.ColumnElement[bool] = (
            is_like(self.table.c[plan.column], wanted, can)
            if isinstance(plan, Look)
            else self.table.c[searched.table].op("MATCH")(wanted)
        )
        self._texts = {
            name: self.table.c[text if isinstance(plan, Look) else searched.columns[name]].label(
                "found_fold"
            )  # by this name it is known to be folded
            for name, text in searched.texts.items()
        }

    def seen(self, source: Source) -> Source:
        """The source with texts read where they are found, if that is gone through first."""
        return replace(source, found=self._texts)

    def looked_up(self, source: Source) -> Source:
        """The source with texts looked up there, whatever is gone through first."""
        here = self.row == self._low + self._key
        texts = {
            name: sa.select(text).where(here).correlate(source.base).scalar_subquery()
            for name, text in self._texts.items()
        }
        return replace(
            source, found={name: text.label("found_fold") for name, text in texts.items()}
        )

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """The rows of the book that match."""
        return [self._match, self.row >= self._low, self.row < self._high]

    def from_key(self, kind: str) -> list[sa.ColumnElement[bool]]:
        """Where a page by key starts, told to the search table itself."""
        start = self._low + sa.bindparam("key", type_=sa.BigInteger)
        at = [self.row >= start]
        return {"at": at, "started": at, "after": [self.row > start]}.get(kind, [])

    def contains(self) -> sa.ColumnElement[bool]:
        """The record is among those that match."""
        return self._key.in_(sa.select(self.key).where(*self.conditions()))

    def leading(self, base: sa.FromClause) -> sa.FromClause:
        """The base of a source, in the order in which the search finds its records."""
        return OrderedJoin(self.table, base, self._key == self.key)
