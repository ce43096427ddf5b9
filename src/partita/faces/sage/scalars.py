"""Scalars of the schema (contracts/sage.md 2.5): what they take, and what it becomes."""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from graphql import (
    FloatValueNode,
    GraphQLError,
    GraphQLScalarType,
    IntValueNode,
    StringValueNode,
    ValueNode,
)

from partita.kit.clock import parse_moment

DECIMAL_CHARS_MAX: Final = 40
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def _refuse(name: str, value: object) -> GraphQLError:
    return GraphQLError(f"{name} cannot parse the given value {str(value)[:80]!r}.")


def parse_uuid(value: object) -> str:
    """The canonical form of an id, in lower case.

    Raises:
        GraphQLError: It is none.

    >>> parse_uuid("0190A0DE-0000-7000-8000-00000000000A")
    '0190a0de-0000-7000-8000-00000000000a'
    """
    if isinstance(value, str) and _UUID.fullmatch(value):
        return value.lower()
    raise _refuse("UUID", value)


def parse_date_time(value: object) -> datetime:
    """A moment in UTC; a plain date means its midnight.

    Raises:
        GraphQLError: It is neither.
    """
    if isinstance(value, str):
        try:
            return parse_moment(value)
        except (ValueError, OverflowError):
            pass
    raise _refuse("DateTime", value)


def parse_decimal(value: object) -> Decimal:
    """A number, exactly as it was written.

    Raises:
        GraphQLError: It is none, or longer than any amount.
    """
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        text = str(value)
        if len(text) <= DECIMAL_CHARS_MAX:
            return _finite(text)
    raise _refuse("Decimal", value)


def _finite(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise _refuse("Decimal", text) from None
    if not number.is_finite() or abs(number.adjusted()) > DECIMAL_CHARS_MAX:
        raise _refuse("Decimal", text)
    return number


def _scalar(
    name: str,
    parse: Callable[[object], Any],
    literals: tuple[type[ValueNode], ...],
    write: Callable[[Any], Any] = str,
) -> GraphQLScalarType:
    def parse_literal(node: Any, _variables: object = None) -> Any:
        if not isinstance(node, literals):
            raise _refuse(name, getattr(node, "value", node.kind))
        text = node.value  # type: ignore[attr-defined]  # the literals above all have one
        return parse(Decimal(text) if name == "Decimal" else text)

    return GraphQLScalarType(name, serialize=write, parse_value=parse, parse_literal=parse_literal)


UUID: Final = _scalar("UUID", parse_uuid, (StringValueNode,))
DATE_TIME: Final = _scalar("DateTime", parse_date_time, (StringValueNode,))
DECIMAL: Final = _scalar("Decimal", parse_decimal, (IntValueNode, FloatValueNode), float)
