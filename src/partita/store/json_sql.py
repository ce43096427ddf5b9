"""JSON is made by the database: a projection becomes one column of finished text."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from partita.domain.query import (
    Absent,
    Fixed,
    Form,
    Gap,
    Listed,
    Member,
    Nested,
    Part,
    Projection,
    Shown,
)
from partita.store.capabilities import Capabilities, Expression
from partita.store.source import Source, joined
from partita.store.where_sql import Where


@dataclass(frozen=True, slots=True)
class Loose:
    """A value that a pattern makes text of by itself.

    Attributes:
        value: The value.
        mark: What stands for it in a pattern.
        text: The same as text, for where there is no pattern.
    """

    value: Expression
    mark: str
    text: Expression


Pieces = list[str | Expression | Loose]
"""Texts that follow each other, each the same in every row or made of it."""

PARTS_MAX: Final = 80
"""Databases take no more than about a hundred arguments for one function."""


def _number(value: int) -> sa.ColumnClause[Any]:
    return sa.literal_column(str(value), sa.Integer)


def _text(value: str) -> sa.ColumnClause[Any]:
    return sa.literal_column("'" + value.replace("'", "''") + "'", sa.Text)


_EMPTY: Final = {Absent.NULL: "null", Absent.OMIT: None, Absent.FALSE: "false"}
"""What is written for a missing value, if anything."""

_EMPTY_STAYS_EMPTY: Final = frozenset(
    {Form.INTEGER, Form.JSON, Form.DATE, Form.MOMENT_SECONDS, Form.MOMENT_OFFSET, Form.MOMENT_TICKS}
)
"""Forms in which a missing value is no text at all."""


class JsonSql:
    """Expressions that make JSON in one statement, and the values they need.

    Attributes:
        constants: Values of the filters of nested lists, by the names they are bound to.
    """

    def __init__(self, can: Capabilities) -> None:
        """Start without any."""
        self._can = can
        self._nested_count = 0
        self.constants: dict[str, Any] = {}

    def pieces(self, source: Source, show: Projection) -> list[Expression]:
        """The JSON object of one record, cut where there are gaps."""
        cuts = [at for at, each in enumerate(show) if isinstance(each, Gap)]
        starts, ends = [0, *(at + 1 for at in cuts)], [*(at + 1 for at in cuts), len(show)]
        spans = [show[start:end] for start, end in zip(starts, ends, strict=True)]
        sections = [
            [piece for each in span for piece in self._part(source, each)] for span in spans
        ]
        if sections[0] and isinstance(first := sections[0][0], str):
            # The comma before the first member can be left out here, and not in every row.
            sections[0][0] = "{" + first[1:]
            sections[-1].append("}")
            return [self._joined(each) for each in sections]
        texts = [self._joined(each) for each in sections]
        texts[0] = _text("{").concat(sa.func.substr(texts[0], _number(2)))
        texts[-1] = texts[-1].concat(_text("}"))
        return texts

    def object(self, source: Source, show: Projection) -> Expression:
        """The JSON object of one record."""
        return self.pieces(source, show)[0]

    def _joined(self, pieces: Pieces) -> Expression:
        """Pieces put together; what is the same in every row stands in the pattern."""
        found: list[Expression] = []
        for at in range(0, len(pieces), PARTS_MAX):
            chunk = pieces[at : at + PARTS_MAX]
            pattern = "".join(map(_mark, chunk))
            parts = [
                piece.value if isinstance(piece, Loose) else piece
                for piece in chunk
                if not isinstance(piece, str)
            ]
            found.append(self._can.join_texts(pattern, parts))
        return _concat([*found]) if found else _text("")

    def _part(self, source: Source, each: Shown) -> Pieces:
        """One member with the comma before it, or an empty text."""
        head = f',"{each.name}":'
        match each:
            case Gap():
                return [head]
            case Fixed():
                return [head + each.json]
            case Nested():
                return [self._nested(source, each, _text(head))]
            case Listed():
                return [head, self._listed(source, each)]
            case Part():
                there = source.column(each.at).is_not(None)
                shown = _text(head).concat(self.object(source, each.members))
                return [sa.case((there, shown), else_=_missing(head, each.absent))]
        return self._member(source, each, head)

    def _member(self, source: Source, each: Member, head: str) -> Pieces:
        column = source.column(each.field)
        if each.absent is Absent.OMIT_FALSE:
            return [sa.case((column, _text(head + "true")), else_=_text(""))]
        value = _shown(column, each, self._can)
        if source.is_filled(each.field) and not each.words:
            return [head, *value]
        empty = each.otherwise if each.otherwise is not None else _EMPTY[each.absent]
        if empty is not None:  # then it is always there, and its name is no part of what varies
            return [head, _or_empty(column, each, _concat(value), _text(empty))]
        shown = _concat([head, *value])
        if each.words:
            others = shown if each.has_other_words else _text("")
            return [_in_words(column, each, head, others)]
        return [sa.case((column.is_not(None), shown), else_=_text(""))]

    def _listed(self, source: Source, each: Listed) -> Expression:
        related, on = source.relations[each.relation]
        column = related.column(each.field)
        item = _concat(_value(column, each.form, self._can)).label("item")
        order = related.order or (related.base.c[related.key],)
        rows = self._in_order(item, order)
        rows = rows.where(on, *related.where).order_by(*order).correlate(source.base)
        return self._list_of(rows)

    def _in_order(self, item: Expression, order: Sequence[Any]) -> sa.Select[Any]:
        """Items, each with its place where a list of them would not keep their order."""
        if self._can.keeps_order:
            return sa.select(item)
        return sa.select(item, sa.func.row_number().over(order_by=order).label("place"))

    def _list_of(self, rows: sa.Select[Any]) -> Expression:
        listed = rows.subquery()
        place = listed.c.get("place", listed.c.item)
        return sa.select(self._can.json_list(listed.c.item, place)).scalar_subquery()

    def _nested(self, source: Source, each: Nested, head: Expression) -> Expression:
        related, on = source.relations[each.relation]
        conditions = [on, *related.where]
        if each.filter is not None:
            where = Where(related, self._can, prefix=f"n{self._nested_count}v")
            self._nested_count += 1
            conditions.append(where.condition(each.filter))
            self.constants |= where.constants(each.filter)
        order = related.order or (related.base.c[related.key],)
        item = self.object(related, each.members).label("item")
        rows = self._in_order(item, order)
        rows = rows.select_from(joined(related, related.base, _prefixes(related, each.members)))
        rows = rows.where(*conditions).order_by(*order).correlate(source.base)
        if each.many:
            return head.concat(self._list_of(rows))
        one = sa.select(rows.limit(_number(1)).subquery().c.item).scalar_subquery()
        if each.is_omitted:
            found = sa.func.coalesce(head.concat(one), _text(""))
            guard = source.column(each.guard) if each.guard else None
            return found if guard is None else sa.case((guard.is_not(None), found), else_=_text(""))
        return head.concat(sa.func.coalesce(one, _text("null")))


def _prefixes(source: Source, show: Projection) -> set[str]:
    found = {source.prefix(each.field) for each in show if isinstance(each, Member)}
    for each in show:
        if isinstance(each, Part):
            found |= {source.prefix(each.at)} | _prefixes(source, each.members)
    return found


def _mark(piece: str | Expression | Loose) -> str:
    """What stands for a piece in a pattern."""
    if isinstance(piece, str):
        return piece.replace("%", "%%")
    return piece.mark if isinstance(piece, Loose) else "%s"


def _as_text(piece: str | Expression | Loose) -> Expression:
    """A piece where there is no pattern."""
    if isinstance(piece, str):
        return _text(piece)
    return piece.text if isinstance(piece, Loose) else piece


def _concat(pieces: Sequence[str | Expression | Loose]) -> Expression:
    first, *others = map(_as_text, pieces)
    joined: Expression = first
    for each in others:
        joined = joined.concat(each)
    return joined


def _shown(column: Expression, each: Member, can: Capabilities) -> Pieces:
    if not each.before:
        return _value(column, each.form, can)
    if each.form is Form.INTEGER:  # digits need no quoting, and the rest is the same in every row
        start = json.dumps(each.before, ensure_ascii=False)[:-1]
        return [start, _loose(column), '"']
    return [can.json_text(_text(each.before).concat(sa.cast(column, sa.Text)))]


def _missing(head: str, absent: Absent) -> Expression:
    empty = _EMPTY[absent]
    return _text(head + empty if empty is not None else "")


def _or_empty(column: Expression, each: Member, value: Expression, empty: Expression) -> Expression:
    """A value, or what is shown for none."""
    if each.words:
        return _in_words(column, each, "", value if each.has_other_words else empty)
    if each.form in _EMPTY_STAYS_EMPTY:
        return sa.func.coalesce(value, empty)
    return sa.case((column.is_not(None), value), else_=empty)


def _in_words(column: Expression, each: Member, head: str, others: Expression) -> Expression:
    words = [(stored, _text(f'{head}"{shown}"')) for stored, shown in each.words]
    given = [(column == _text(stored), shown) for stored, shown in words if stored is not None]
    unsaid = [(column.is_(None), shown) for stored, shown in words if stored is None]
    return sa.case(*unsaid, *given, else_=others)  # what nobody said is most common


def _value(column: Expression, form: Form, can: Capabilities) -> Pieces:
    match form:
        case Form.TEXT:
            return [can.json_text(column)]
        case Form.INTEGER | Form.JSON:
            return [_loose(column)]
        case Form.NUMBER:
            return [can.json_number(column)]
        case Form.BOOLEAN:
            return [sa.case((column, _text("true")), else_=_text("false"))]
        case Form.VERSION_HEX:
            return ['"', can.hex_digits(column), '"']
        case _:
            length, tail = _MOMENTS[form]
            start = sa.func.substr(column, _number(1), _number(length))
            cut = Loose(column, f"%.{length}s", start) if can.cuts_in_patterns else start
            return ['"', cut, tail + '"']


def _loose(column: Expression) -> Loose:
    return Loose(column, "%s", sa.cast(column, sa.Text))


_MOMENTS: Final = {
    Form.MOMENT_SECONDS: (19, "Z"),
    Form.MOMENT_OFFSET: (19, "+00:00"),
    Form.MOMENT_MILLIS: (23, "Z"),
    Form.MOMENT_TICKS: (26, "0+00:00"),
    Form.DATE: (10, ""),
    Form.DATE_MIDNIGHT: (10, "T00:00:00.000Z"),
}
