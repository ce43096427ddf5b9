"""JSON is made by the database: a projection becomes one column of finished text."""

from typing import Any, Final

import sqlalchemy as sa

from partita.domain.query import Absent, Form, Member, Nested, Projection
from partita.store.capabilities import Capabilities, Expression
from partita.store.sources import Source

PARTS_MAX: Final = 80
"""Databases take no more than about a hundred arguments for one function."""


def json_object(source: Source, show: Projection, can: Capabilities) -> Expression:
    """The JSON object of one record."""
    parts = [_part(source, each, can) for each in show]
    pieces = [
        can.join_texts("%s" * len(chunk), chunk)
        for chunk in (parts[at : at + PARTS_MAX] for at in range(0, len(parts), PARTS_MAX))
    ]
    joined = pieces[0]
    for piece in pieces[1:]:
        joined = joined.concat(piece)
    return _text("{").concat(sa.func.substr(joined, _number(2))).concat(_text("}"))


def _number(value: int) -> sa.ColumnClause[Any]:
    return sa.literal_column(str(value), sa.Integer)


def _text(value: str) -> sa.ColumnClause[Any]:
    return sa.literal_column("'" + value.replace("'", "''") + "'", sa.Text)


def _part(source: Source, each: Member | Nested, can: Capabilities) -> Expression:
    """One member with the comma before it, or an empty text."""
    head = _text(f',"{each.name}":')
    if isinstance(each, Nested):
        return head.concat(_nested(source, each, can))
    column = source.column(each.field)
    shown = head.concat(_value(column, each.form, can))
    if each.absent is Absent.OMIT_FALSE:
        return sa.case((column, head.concat(_text("true"))), else_=_text(""))
    if each.absent is Absent.OMIT:
        return shown if _is_filled(source, column) else _unless_null(column, shown, "")
    empty = "false" if each.absent is Absent.FALSE else "null"
    return _unless_null(column, shown, f',"{each.name}":{empty}')


def _is_filled(source: Source, column: Any) -> bool:  # noqa: ANN401  # a column
    """Tell whether a column can never be empty."""
    required = {join.table for join in source.joins.values() if join.is_required}
    table = getattr(column, "table", None)
    return table in {source.base, *required} and not getattr(column, "nullable", True)


def _unless_null(column: Expression, shown: Expression, empty: str) -> Expression:
    return sa.case((column.is_not(None), shown), else_=_text(empty))


def _value(column: Expression, form: Form, can: Capabilities) -> Expression:
    match form:
        case Form.TEXT:
            return can.json_text(column)
        case Form.INTEGER | Form.JSON:
            return sa.cast(column, sa.Text)
        case Form.NUMBER:
            return can.json_number(column)
        case Form.BOOLEAN:
            return sa.case((column, _text("true")), else_=_text("false"))
        case Form.VERSION_HEX:
            return _text('"').concat(can.hex_digits(column)).concat(_text('"'))
        case _:
            length, tail = _MOMENTS[form]
            start = sa.func.substr(column, _number(1), _number(length))
            return _text('"').concat(start).concat(_text(tail + '"'))


_MOMENTS: Final = {
    Form.MOMENT_SECONDS: (19, "Z"),
    Form.MOMENT_OFFSET: (19, "+00:00"),
    Form.MOMENT_MILLIS: (23, "Z"),
    Form.MOMENT_TICKS: (26, "0+00:00"),
    Form.DATE: (10, ""),
}


def _nested(source: Source, each: Nested, can: Capabilities) -> Expression:
    related, on = source.relations[each.relation]
    inner = json_object(related, each.members, can).label("item")
    key = related.base.c[related.key]
    rows = sa.select(inner, key.label("place")).where(on, *related.where).order_by(key)
    if not each.many:
        one = rows.limit(_number(1)).correlate(source.base).subquery()
        return sa.func.coalesce(sa.select(one.c.item).scalar_subquery(), _text("null"))
    listed = rows.correlate(source.base).subquery()
    return sa.select(can.json_list(listed.c.item, listed.c.place)).scalar_subquery()
