"""What every record of a book has."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, Self

from partita.kit.unset import UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A row of a book with its history in short.

    Attributes:
        uuid: Identifier for dialects that show UUIDs.
        version: Moves by one with every change, from 1.
        created_at: When it came into being.
        changed_at: When it last changed.
    """

    uuid: str
    version: int
    created_at: datetime
    changed_at: datetime

    def changed(self, values: Mapping[str, Any], at: datetime) -> Self:
        """The record with some values replaced, one version on."""
        moved = {"version": self.version + 1, "changed_at": at}
        return type(self)(**{**values_of(self), **values, **moved})


def values_of(record: object) -> dict[str, Any]:
    """The fields of a record by name."""
    kind: Any = type(record)
    names, read = _reading(kind)
    return dict(zip(names, read(record), strict=True))


@lru_cache(maxsize=256)
def _reading(kind: Any) -> tuple[tuple[str, ...], Callable[[object], tuple[Any, ...]]]:  # noqa: ANN401  # a dataclass
    """The names of the fields of a class of two fields or more, and what reads them all."""
    names = _field_names(kind)
    return names, attrgetter(*names)


def mentioned(patch: object) -> dict[str, Any]:
    """The fields of a patch that were mentioned, by name."""
    kind: Any = type(patch)
    names = _field_names(kind)
    return {name: value for name in names if (value := getattr(patch, name)) is not UNSET}


@lru_cache(maxsize=256)
def _field_names(kind: Any) -> tuple[str, ...]:  # noqa: ANN401  # a dataclass
    return tuple(each.name for each in fields(kind))
