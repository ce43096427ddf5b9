"""How values of the domain stand in columns, and back."""

import sys
import types
import typing
from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

import msgspec

from partita.domain.errors import ValuesInvalid
from partita.domain.violation import Violation
from partita.kit.clock import parse_stamp, stamp
from partita.kit.text import is_plain, is_storable

Convert = Callable[[Any], Any]
INT64_MAX: Final = 2**63 - 1
FLOAT_MAX: Final = sys.float_info.max


def _base(annotation: Any) -> Any:  # noqa: ANN401  # any annotation
    options = typing.get_args(annotation) if isinstance(annotation, types.UnionType) else ()
    base = next((each for each in options if each is not type(None)), annotation)
    return typing.get_origin(base) or base


def _dump_json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _load_tuple(text: str) -> tuple[Any, ...]:
    return tuple(msgspec.json.decode(text))


_WRITERS: dict[Any, Convert] = {
    datetime: lru_cache(maxsize=1024)(stamp),  # most moments of a write are the same
    date: date.isoformat,
    dict: _dump_json,
    tuple: _dump_json,
    bytes: bytes,
}
_READERS: dict[Any, Convert] = {
    datetime: parse_stamp,
    date: date.fromisoformat,
    dict: msgspec.json.decode,
    tuple: _load_tuple,
    bytes: bytes,
}


def _optional(convert: Convert) -> Convert:
    return lambda value: None if value is None else convert(value)


def converters(record: type[Any], truth: Convert) -> dict[str, Convert]:
    """How the fields of a record that need it are written where they are not empty, by name.

    Args:
        record: Class of the record.
        truth: How a truth is bound.
    """
    found: dict[str, Convert] = {}
    hints = typing.get_type_hints(record)
    writers = {**_WRITERS, bool: truth}
    for each in fields(record):
        base = _base(hints[each.name])
        convert = str if issubclass(base, StrEnum) else writers.get(base)
        if convert is not None:
            found[each.name] = convert
    return found


def writers(record: type[Any], truth: Convert) -> dict[str, Convert]:
    """How the fields of a record that need it are written, by name; as `converters`."""
    return {name: _optional(convert) for name, convert in converters(record, truth).items()}


def structured(record: type[Any]) -> frozenset[str]:
    """The fields of a record that hold objects or lists."""
    hints = typing.get_type_hints(record)
    return frozenset(
        each.name for each in fields(record) if _base(hints[each.name]) in (dict, tuple)
    )


def truths(record: type[Any]) -> list[int]:
    """The places of the fields of a record that are true or false."""
    hints = typing.get_type_hints(record)
    return [place for place, each in enumerate(fields(record)) if _base(hints[each.name]) is bool]


def readers(record: type[Any]) -> list[tuple[int, Convert]]:
    """How the other fields of a record that need it are read, by place."""
    found: list[tuple[int, Convert]] = []
    hints = typing.get_type_hints(record)
    for place, each in enumerate(fields(record)):
        base = _base(hints[each.name])
        convert = base if issubclass(base, StrEnum) else _READERS.get(base)
        if convert is not None:
            found.append((place, convert))
    return found


def check_texts(values: dict[str, Any], names: list[str]) -> None:
    """Refuse texts with characters that no database can hold.

    Raises:
        ValuesInvalid: There is one.
    """
    texts = [value for name in names if (value := values[name]) is not None]
    if not is_storable("".join(texts)):
        raise refused(
            next(name for name in names if not is_storable(values[name] or "")), "characters"
        )


def check_plain(values: dict[str, Any], names: list[str]) -> None:
    """Refuse codes with characters that no code has and that JSON escapes.

    Raises:
        ValuesInvalid: There is one.
    """
    for name in names:
        if not is_plain(values[name] or ""):
            raise refused(name, "characters")


def check_numbers(values: dict[str, Any], names: list[str], limit: float) -> None:
    """Refuse numbers beyond a limit, and what is no number, for JSON has no word for it.

    Raises:
        ValuesInvalid: There is one.
    """
    for name in names:
        value = values[name]
        if value is not None and not -limit <= value <= limit:
            raise out_of_range(name, limit)


def refused(field: str, rule: str) -> ValuesInvalid:
    """The error for a value that no column can hold."""
    return ValuesInvalid(violations=[Violation(field, rule)])


def out_of_range(field: str, limit: float = INT64_MAX) -> ValuesInvalid:
    """The error for a number that no column can hold, with the bounds whoever tells it needs."""
    return ValuesInvalid(violations=[Violation(field, "range", {"min": -limit, "max": limit})])
