"""Tables of one JSON object a line."""

import io
import json
from collections.abc import Iterator, Mapping
from typing import IO, Any, Final, Literal

from partita.domain.errors import ImportUnreadable
from partita.files.pieces import Pieces
from partita.files.texts import lines
from partita.usecases.exchange.tables import TableRow

_ENCODE: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class JsonTable:
    """A file of objects, each with its own names; keeps the promises of `Table`."""

    headers: tuple[str, ...] | None = None

    def __init__(self, text: io.TextIOWrapper) -> None:
        """Read nothing yet."""
        self._text = text
        self._pieces = Pieces()

    def close(self) -> None:
        """Forget the files it brought."""
        self._pieces.close()

    def rows(self) -> Iterator[TableRow]:
        """Yield the objects; a line that holds none says so.

        The lines that hold pieces of a file are one row, with the content of the file.
        """
        is_empty = True
        for number, line in enumerate(lines(self._text), 1):
            if line.strip():
                is_empty = False
                yield from self._pieces.take(_read(number, line))
        yield from self._pieces.end()
        if is_empty:
            raise ImportUnreadable(reason="the file is empty")


def _read(number: int, line: str) -> TableRow:
    try:
        value = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        return TableRow(number, (), (), f"is not JSON: {str(error)[:100]}")
    if not isinstance(value, dict):
        return TableRow(number, (), (), "is not a JSON object")
    return TableRow(number, tuple(value), tuple(value.values()))


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


class JsonSheet:
    """Writes one object a line; keeps the promises of `NestedSheet`."""

    is_nested: Literal[True] = True

    def __init__(self, raw: IO[bytes]) -> None:
        """Start an empty file."""
        self._raw = raw

    def line(self, members: Mapping[str, Any]) -> None:
        """Write one record."""
        self._raw.write(_ENCODE(members).encode("utf-8", "replace") + b"\n")

    def close(self) -> None:
        """Nothing: every line was written."""
