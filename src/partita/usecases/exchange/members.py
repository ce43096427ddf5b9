"""Whole records as members of JSON objects, and back: every field, made from its class."""

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from partita.kit.clock import parse_day, parse_moment
from partita.kit.text import is_plain
from partita.usecases.exchange.cells import CellRefused, text_of

TEXT_CHARS_MAX: Final = 100_000
_NUMBER_MAX: Final = 2**53
HISTORY: Final = frozenset({"uuid", "version", "created_at", "changed_at"})
"""Fields every record has; they tell of the book it is in."""

RecordClass = Any
"""A class of records; caches cannot be told so."""
Convert = Callable[[Any], Any]


class MemberRefused(Exception):  # as all our errors
    """A member cannot be a value of its field."""

    def __init__(self, field: str, value: object, reason: str) -> None:
        super().__init__(field, value, reason)
        self.field, self.value, self.reason = field, value, reason


def _read_text(value: Any) -> str:  # noqa: ANN401  # any JSON
    if not isinstance(value, str):
        raise CellRefused("is no text")
    if len(value) > TEXT_CHARS_MAX:
        raise CellRefused(f"is longer than {TEXT_CHARS_MAX} characters")
    text_of(value)
    return value


def _read_code(value: Any) -> str:  # noqa: ANN401  # any JSON
    text = _read_text(value)
    if not is_plain(text):
        raise CellRefused("holds characters that no code has")
    return text


def _read_integer(value: Any) -> int:  # noqa: ANN401  # any JSON
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _NUMBER_MAX:
        raise CellRefused("is no whole number in range")
    return value


def _read_number(value: Any) -> float:  # noqa: ANN401  # any JSON
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > _NUMBER_MAX:
        raise CellRefused("is no number in range")
    return float(value)


def _read_truth(value: Any) -> bool:  # noqa: ANN401  # any JSON
    if not isinstance(value, bool):
        raise CellRefused("is neither true nor false")
    return value


def _read_moment(value: Any) -> datetime:  # noqa: ANN401  # any JSON
    try:
        return parse_moment(_read_text(value))
    except (ValueError, OverflowError):
        raise CellRefused("is no moment in ISO 8601") from None


def _read_day(value: Any) -> date:  # noqa: ANN401  # any JSON
    try:
        return parse_day(_read_text(value))
    except ValueError:
        raise CellRefused("is no date in ISO 8601") from None


def _choice(kind: type[StrEnum]) -> Convert:
    def read(value: Any) -> StrEnum:  # noqa: ANN401  # any JSON
        if value not in list(kind):
            raise CellRefused(f"is none of {', '.join(kind)}")
        return kind(value)

    return read


_READERS: Final[dict[Any, Convert]] = {
    str: _read_text,
    int: _read_integer,
    float: _read_number,
    bool: _read_truth,
    datetime: _read_moment,
    date: _read_day,
}


_CODES: Final = {"country": _read_code, "currency": _read_code}
"""What reads fields that stand in answers as they are, whatever record they are of."""


@lru_cache(maxsize=64)
def readers(record: RecordClass) -> Mapping[str, tuple[Convert, bool]]:
    """What reads each field of a class, and whether it may be empty."""
    hints = typing.get_type_hints(record)
    return {
        each.name: _reader(hints[each.name], _CODES.get(each.name))
        for each in fields(record)
        if each.name not in HISTORY
    }


def _reader(annotation: Any, special: Convert | None = None) -> tuple[Convert, bool]:  # noqa: ANN401
    options = typing.get_args(annotation) if isinstance(annotation, types.UnionType) else ()
    base = next((each for each in options if each is not types.NoneType), annotation)
    convert = special or (_choice(base) if issubclass(base, StrEnum) else _READERS[base])
    return convert, types.NoneType in options


@lru_cache(maxsize=64)
def required(record: RecordClass) -> frozenset[str]:
    """The fields a record of a class cannot be without."""
    return frozenset(
        each.name for each in fields(record) if each.default is MISSING and each.name not in HISTORY
    )


@lru_cache(maxsize=64)
def _defaults(record: RecordClass) -> tuple[tuple[str, Any], ...]:
    return tuple((each.name, each.default) for each in fields(record) if each.name not in HISTORY)


def read_members(
    record: RecordClass,
    members: Any,  # noqa: ANN401  # any JSON
    where: str,
    skipped: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """Read an object as values of a class; members it does not know are left alone.

    Args:
        record: The class.
        members: What stands in the file.
        where: The name of the object, for the error.
        skipped: Fields that are not read.

    Returns:
        The values by field; ``null`` empties one.

    Raises:
        MemberRefused: It is no object, or a member cannot be a value of its field.
    """
    if not isinstance(members, dict):
        raise MemberRefused(where, members, "is no object")
    known = readers(record)
    found: dict[str, Any] = {}
    for name, value in members.items():
        if name in known and name not in skipped:
            convert, is_optional = known[name]
            try:
                found[name] = None if value is None and is_optional else convert(value)
            except CellRefused as refused:
                raise MemberRefused(f"{where}.{name}", value, str(refused)) from None
    return found


def write_members(record: object, skipped: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Write the fields of a record that are not at their default."""
    found: dict[str, Any] = {}
    kind: RecordClass = type(record)
    for name, default in _defaults(kind):
        value = getattr(record, name)
        if value != default and name not in skipped:
            found[name] = _written(value)
    return found


def _written(value: Any) -> Any:  # noqa: ANN401  # any value of a field
    return value.isoformat() if isinstance(value, date) else value
