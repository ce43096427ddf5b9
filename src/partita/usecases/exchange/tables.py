"""What an import reads and an export writes, whatever the format of the file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Cell = str | int | float | bool | None
"""What is written into one cell."""


@dataclass(slots=True)
class TableRow:
    """One row as a file has it.

    Attributes:
        line: Where it begins: the first line of a file is 1, and usually holds the headers.
        headers: Names of the columns.
        cells: What stands in them; there may be fewer or more than there are headers.
        trouble: Why the row cannot be read; empty when it can.
    """

    line: int
    headers: tuple[str, ...]
    cells: Sequence[Any]
    trouble: str = ""


class Table(Protocol):
    """A file of rows, read once from top to bottom.

    Attributes:
        headers: Names of the columns; ``None`` where each row names its own.
    """

    headers: tuple[str, ...] | None

    def rows(self) -> Iterator[TableRow]:
        """Yield the rows below the headers."""


class FlatSheet(Protocol):
    """A file to write rows of cells to."""

    is_nested: Literal[False]

    def row(self, cells: Sequence[Cell]) -> None:
        """Write one row; the first holds the headers."""


class NestedSheet(Protocol):
    """A file to write whole records to."""

    is_nested: Literal[True]

    def line(self, members: Mapping[str, Any]) -> None:
        """Write one record with all that belongs to it."""


Sheet = FlatSheet | NestedSheet
