"""What an import reads and an export writes, whatever the format of the file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

Cell = str | int | float | bool | None
"""What is written into one cell."""


FILE: Final = "file"
"""The only member of a row that holds a file of the party before it.

To write are ``kind``, ``number`` (of the document), ``at``, ``of`` (bytes) and ``base64``: a piece.
Read are ``kind``, ``number`` and ``content``, a `Content`: the whole.
"""


class Content(Protocol):
    """The bytes of a file that came with a table, which keeps them until they are not needed.

    Attributes:
        size_bytes: How many.
    """

    size_bytes: int

    def read(self) -> bytes:
        """All of them."""

    def close(self) -> None:
        """Let go of them."""


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


def is_file(row: TableRow) -> bool:
    """Tell whether a row holds a file of the party before it."""
    return row.headers == (FILE,) and isinstance(row.cells[0], dict) and "content" in row.cells[0]


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
