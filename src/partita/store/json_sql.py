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
from partita.store import schema
from partita.store.capabilities import Capabilities, Expression
from partita.store.source import Source, is_plain, joined
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

PARTS_MAX: Final = 90
"""Databases take no more than about a hundred arguments for one function."""


def _number(value: int) -> sa.ColumnClause[Any]:
    return sa.literal_column(str(value), sa.Integer)


def _text(value: str) -> sa.ColumnClause[Any]:
    return sa.literal_column("'" + value.replace("'", "''") + "'", sa.Text)


_EMPTY: Final = {
    Absent.NULL: "null",
    Absent.OMIT: None,
    Absent.OMIT_FALSE: None,
    Absent.FALSE: "false",
}
"""What is written for a missing value, if anything."""

_NUMERIC: Final = frozenset({Form.INTEGER, Form.JSON})
"""Forms that are shown as they are stored."""


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

    def pieces(self, source: Source, show: Projection, before: str = "") -> list[Expression]:
        """The JSON object of one record, cut where there are gaps, after a text."""
        spans = _spans(show)
        is_easy = bool(show) and self._is_always(source, show[0])
        lead = before + "{"
        # The comma before the first member can be left out here, and not in every row.
        first = self._part(source, show[0], lead) if is_easy else []
        rest = [spans[0][1:] if is_easy else spans[0], *spans[1:]]
        sections = [[piece for each in span for piece in self._part(source, each)] for span in rest]
        sections[0] = [*first, *sections[0]]
        if is_easy:
            sections[-1].append("}")
            return [self._joined(each) for each in sections]
        texts = [self._joined(each) for each in sections]
        texts[0] = _text(lead).concat(sa.func.substr(texts[0], _number(2)))
        texts[-1] = texts[-1].concat(_text("}"))
        return texts

    def object(self, source: Source, show: Projection, before: str = "") -> Expression:
        """The JSON object of one record, after a text.

        A function that makes all of it writes short texts quicker than a pattern joins them.
        """
        make, values = self._can.json_object, _as_they_are(source, show)
        if make is None or not 0 < len(values) <= PARTS_MAX:
            return self.pieces(source, show, before)[0]
        return _text(before).concat(make(*values)) if before else make(*values)

    def _is_always(self, source: Source, each: Shown) -> bool:
        """Tell whether a member is there in every row."""
        match each:
            case Nested():
                return each.many or not each.is_omitted
            case Part():
                return each.absent is not Absent.OMIT
            case Member():
                is_chosen = bool(each.words) or each.absent is Absent.OMIT_FALSE
                is_filled = not is_chosen and source.is_filled(each.field)
                return is_filled or _empty(each) is not None
        return True

    def _joined(self, pieces: Pieces) -> Expression:
        """Pieces put together; what is the same in every row stands in the pattern."""
        patterns: list[str] = [""]
        values: list[list[Expression]] = [[]]
        for piece in pieces:
            if not isinstance(piece, str) and len(values[-1]) == PARTS_MAX:
                patterns.append("")
                values.append([])
            patterns[-1] += _mark(piece)
            if not isinstance(piece, str):
                values[-1].append(piece.value if isinstance(piece, Loose) else piece)
        return _concat(list(map(self._can.join_texts, patterns, values)))

    def _part(self, source: Source, each: Shown, lead: str = ",") -> Pieces:
        """One member with the comma before it, or an empty text."""
        head = f'{lead}"{each.name}":'
        match each:
            case Gap():
                return [head]
            case Fixed():
                return [head + each.json]
            case Nested():
                return self._nested(source, each, head)
            case Listed():
                return [*self._list_of(self._listed(source, each), head)]
            case Part():
                there = source.column(each.at).is_not(None)
                shown = self.object(source.with_row_of(each.at), each.members, head)
                return [sa.case((there, shown), else_=_missing(head, each.absent))]
        return self._member(source, each, head)

    def _member(self, source: Source, each: Member, head: str) -> Pieces:
        column = source.column(each.field)
        if each.absent is Absent.OMIT_FALSE:
            return [sa.case((column, _text(head + "true")), else_=_text(""))]
        shown = self._headed(column, each, head)
        if source.is_filled(each.field) and not each.words:
            return shown
        empty = _empty(each)
        missing = _text("" if empty is None else head + empty)
        if each.words:
            others = _concat(shown) if each.has_other_words else missing
            return [_in_words(column, each, head, others)]
        if empty is not None and each.form in _NUMERIC:
            # Its name is no part of what varies.
            return [head, sa.func.coalesce(_concat(shown[1:]), _text(empty))]
        return [sa.case((column.is_not(None), _concat(shown)), else_=missing)]

    def _headed(self, column: Expression, each: Member, head: str) -> Pieces:
        """A value that is there, after its name.

        Text that a function makes is put after its name at once: a pattern would copy it first.
        """
        if each.form is Form.BOOLEAN and not each.before:
            return [sa.case((column, _text(head + "true")), else_=_text(head + "false"))]
        value = _shown(column, each, self._can)
        return [head, *value] if _is_loose(value) else [_concat([head, *value])]

    def _listed(self, source: Source, each: Listed) -> sa.Select[Any]:
        related, on = source.relations[each.relation]
        column = related.column(each.field)
        item = _concat(_value(column, each.form, self._can)).label("item")
        order = related.order or (related.base.c[related.key],)
        rows = self._in_order(item, order)
        return rows.where(on, *related.where).order_by(*order).correlate(source.base)

    def _in_order(self, item: Expression, order: Sequence[Any]) -> sa.Select[Any]:
        """Items, each with its place where a list of them would not keep their order."""
        if self._can.keeps_order:
            return sa.select(item)
        return sa.select(item, sa.func.row_number().over(order_by=order).label("place"))

    def _list_of(self, rows: sa.Select[Any], head: str) -> tuple[Expression, str]:
        """A list of items after its name, and its end."""
        listed = rows.subquery()
        place = listed.c.get("place", listed.c.item)
        items = sa.func.coalesce(self._can.joined_items(listed.c.item, place), _text(""))
        return sa.select(_text(head + "[").concat(items)).scalar_subquery(), "]"

    def _nested(self, source: Source, each: Nested, head: str) -> Pieces:
        related, on = source.relations[each.relation]
        conditions = [on, *related.where]
        if each.filter is not None:
            where = Where(related, self._can, prefix=f"n{self._nested_count}v")
            self._nested_count += 1
            conditions.append(where.condition(each.filter))
            self.constants |= where.constants(each.filter)
        order = related.order or (related.base.c[related.key],)
        item = self.object(related, each.members, "" if each.many else head).label("item")
        rows = self._in_order(item, order)
        rows = rows.select_from(joined(related, related.base, _prefixes(related, each.members)))
        rows = rows.where(*conditions).order_by(*order).correlate(source.base)
        if each.many:
            return [*self._list_of(rows, head)]
        one = sa.select(rows.limit(_number(1)).subquery().c.item).scalar_subquery()
        missing = _text("" if each.is_omitted else f"{head}null")
        found = sa.func.coalesce(one, missing)
        if not each.is_omitted or not each.guard:
            return [found]
        return [sa.case((source.column(each.guard).is_not(None), found), else_=missing)]


def _spans(show: Projection) -> list[Projection]:
    """What is shown, cut behind each gap."""
    cuts = [at + 1 for at, each in enumerate(show) if isinstance(each, Gap)]
    return [show[start:end] for start, end in zip([0, *cuts], [*cuts, len(show)], strict=True)]


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
    merged: Pieces = []
    for piece in pieces:
        if isinstance(piece, str) and merged and isinstance(merged[-1], str):
            merged[-1] += piece
        else:
            merged.append(piece)
    first, *others = map(_as_text, merged)
    joined: Expression = first
    for each in others:
        joined = joined.concat(each)
    return joined


def _is_loose(pieces: Pieces) -> bool:
    """Tell whether a pattern makes text of a value by itself."""
    return any(isinstance(each, Loose) for each in pieces)


def _shown(column: Expression, each: Member, can: Capabilities) -> Pieces:
    if not each.before:
        return _value(column, each.form, can)
    if each.form is Form.INTEGER or is_plain(column):  # what stands before is escaped once
        start = json.dumps(each.before, ensure_ascii=False)[:-1]
        return [start, _as_stored(column, can), '"']
    return [can.json_text(_text(each.before).concat(sa.cast(column, sa.Text)))]


def _empty(each: Member) -> str | None:
    """What is shown for a missing value, if anything."""
    return each.otherwise if each.otherwise is not None else _EMPTY[each.absent]


def _as_they_are(source: Source, show: Projection) -> list[Expression]:
    """Names and values in turn; nothing where one needs more than to be written as JSON."""
    found: list[Expression] = []
    for each in show:
        value = _as_is(source, each)
        if value is None:
            return []
        found += [_text(each.name), value]
    return found


def _as_is(source: Source, each: Shown) -> Expression | None:
    """The value of a member that is always there and needs no form of its own."""
    if not isinstance(each, Member) or each.words or each.before:
        return None
    column = source.column(each.field)
    is_shown = source.is_filled(each.field) or _empty(each) == "null"
    if not is_shown or not isinstance(column, sa.Column):
        return None
    if each.form is Form.MOMENT_TICKS:  # all of it is shown, as it is stored
        return column.concat(_text(_MOMENTS[each.form][1]))
    kinds = {Form.TEXT: sa.Text, Form.INTEGER: sa.Integer}
    return column if isinstance(column.type, kinds.get(each.form, ())) else None


def _missing(head: str, absent: Absent) -> Expression:
    empty = _EMPTY[absent]
    return _text(head + empty if empty is not None else "")


def _in_words(column: Expression, each: Member, head: str, others: Expression) -> Expression:
    words = [(stored, _text(f'{head}"{shown}"')) for stored, shown in each.words]
    given = [(column == _text(stored), shown) for stored, shown in words if stored is not None]
    unsaid = [(column.is_(None), shown) for stored, shown in words if stored is None]
    return sa.case(*unsaid, *given, else_=others)  # what nobody said is most common


def _value(column: Expression, form: Form, can: Capabilities) -> Pieces:
    match form:
        case Form.TEXT:
            plain: Pieces = ['"', _as_stored(column, can), '"']
            return plain if is_plain(column) else [can.json_text(column)]
        case Form.INTEGER | Form.JSON:
            return [_as_stored(column, can)]
        case Form.NUMBER:
            return [can.json_number(column)]
        case Form.BOOLEAN:
            return [sa.case((column, _text("true")), else_=_text("false"))]
        case Form.VERSION_HEX:
            digits = can.hex_digits(column)
            return ['"', Loose(column, "%016x", digits) if can.has_printf else digits, '"']
        case _:
            length, tail = _MOMENTS[form]
            start = sa.func.substr(column, _number(1), _number(length))
            cut = Loose(column, f"%.{length}s", start) if can.has_printf else start
            return ['"', cut, tail + '"']


def _as_stored(column: Expression, can: Capabilities) -> Loose:
    """A whole number as its digits, or a text as it is."""
    is_number = can.has_printf and isinstance(column.type, sa.Integer)
    is_text = isinstance(column.type, schema.PlainText)
    text = column if is_text else sa.cast(column, sa.Text)
    return Loose(column, "%d" if is_number else "%s", text)


_MOMENTS: Final = {
    Form.MOMENT_SECONDS: (19, "Z"),
    Form.MOMENT_OFFSET: (19, "+00:00"),
    Form.MOMENT_MILLIS: (23, "Z"),
    Form.MOMENT_TICKS: (26, "0+00:00"),
    Form.DATE: (10, ""),
    Form.DATE_MIDNIGHT: (10, "T00:00:00.000Z"),
}
