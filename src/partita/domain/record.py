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
    """The names of the fields of a class, and what reads them all."""
    names = tuple(each.name for each in fields(kind))
    read = attrgetter(*names)
    return names, read if len(names) > 1 else lambda record: (read(record),)


def mentioned(patch: object) -> dict[str, Any]:
    """The fields of a patch that were mentioned, by name."""
    kind: Any = type(patch)
    names, read = _reading(kind)
    pairs = zip(names, read(patch), strict=True)
    return {name: value for name, value in pairs if value is not UNSET}
