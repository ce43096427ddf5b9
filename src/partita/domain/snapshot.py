"""Records as plain values that JSON can say, and back, without losing anything."""

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from partita.domain.record import values_of
from partita.kit.clock import parse_stamp, stamp

_WRITERS: Final[Mapping[type, Callable[[Any], object]]] = {
    datetime: stamp,
    date: date.isoformat,
}
_READERS: Final[Mapping[Any, Callable[[Any], object]]] = {
    datetime: parse_stamp,
    date: date.fromisoformat,
}


def snapshot(record: object) -> dict[str, object]:
    """The fields of a record by name, empty ones left out.

    >>> from partita.domain.extras import Membership
    >>> snapshot(Membership(group=2, party_id=7))
    {'group': 2, 'party_id': 7}
    """
    return {name: plain(value) for name, value in values_of(record).items() if value is not None}


def restored(kind: type[Any], values: Mapping[str, object]) -> Any:  # noqa: ANN401  # a record
    """The record a snapshot was taken of.

    Args:
        kind: Its class.
        values: The snapshot; what is left out is empty.
    """
    found: dict[str, object] = {}
    cached: Any = kind
    for name, read in _readers(cached):
        value = values.get(name)
        found[name] = value if value is None or read is None else read(value)
    return kind(**found)


def plain(value: object) -> object:
    """A value of a field as JSON can say it."""
    write = _WRITERS.get(type(value))
    return write(value) if write is not None else value


@lru_cache(maxsize=64)
def _readers(kind: Any) -> tuple[tuple[str, Callable[[Any], object] | None], ...]:  # noqa: ANN401  # caches cannot be told a class
    hints = typing.get_type_hints(kind)
    return tuple((each.name, _reader(hints[each.name])) for each in fields(kind))


def _reader(annotation: Any) -> Callable[[Any], object] | None:  # noqa: ANN401  # any annotation
    options = typing.get_args(annotation) if isinstance(annotation, types.UnionType) else ()
    base = next((each for each in options if each is not type(None)), annotation)
    if isinstance(base, type) and issubclass(base, StrEnum):
        return base
    return _READERS.get(base)
