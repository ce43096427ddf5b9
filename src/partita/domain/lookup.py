"""Several short questions about records, asked at once.

A lookup is written down once, where a module is loaded; asking it costs one statement however many
questions it has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Given:
    """A whole number or text that is given when a lookup is asked, by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Top:
    """The greatest number in a column among the records with these values; 0 without any.

    Attributes:
        records: Class of the records.
        column: The column.
        equal: Values by column: fixed ones, given ones, or what another question finds.
    """

    records: type[Any]
    column: str
    equal: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Has:
    """Whether there is a record with these values; as of `Top`."""

    records: type[Any]
    equal: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Inside:
    """A whole number inside a column of JSON, of the first record with these values; else 0.

    Attributes:
        records: Class of the records.
        column: The column.
        name: Of the number in it.
        equal: As of `Top`.
    """

    records: type[Any]
    column: str
    name: str
    equal: Mapping[str, object]


Question = Top | Has | Inside


@dataclass(frozen=True, eq=False)
class Lookup:
    """Questions by the names their answers shall have."""

    questions: Mapping[str, Question]
