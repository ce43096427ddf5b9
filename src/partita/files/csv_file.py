"""Tables of cells with something between them: commas, semicolons, tabs.

A cell that a spreadsheet would run as a formula is written with an apostrophe before it, and read
without it. Numbers and telephone numbers need none.
"""

import csv
import io
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import IO, Final, Literal

from partita.files.limits import CELL_CHARS_MAX
from partita.files.texts import lines
from partita.usecases.exchange.tables import Cell, TableRow

DELIMITERS: Final = ",;\t|"
_DECLARED: Final = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_QUOTED: Final = re.compile(r'"[^"]*("|$)')
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
_EXPORTED: Final = re.compile(r"\ufeff?uuid[,;\t|]")
"""How our own exports begin, whose cells hold texts as they are; blanks of others mean nothing."""

_HARMLESS: Final = re.compile(r"[+-][0-9 ()./-]*[0-9)]")

csv.field_size_limit(CELL_CHARS_MAX)


def guess_delimiter(sample: str) -> str:
    r"""Tell what stands between the cells of the first line.

    >>> guess_delimiter('"a,b";c;d\n1,2;3;4')
    ';'
    """
    declared = _DECLARED.match(sample)
    if declared:
        return declared[1]
    first = next((line for line in sample.splitlines() if line.strip()), "")
    plain = _QUOTED.sub("", first)
    return max(DELIMITERS, key=plain.count)


def guard(text: str) -> str:
    """Write a text so that no spreadsheet runs it.

    >>> guard("=1+1"), guard("'=1+1"), guard("+45 33 12 34 56")
    ("'=1+1", "''=1+1", '+45 33 12 34 56')
    """
    if text and text[0] in "'=+-@\t\r" and _FORMULA.match(text) and not _HARMLESS.fullmatch(text):
        return f"'{text}"
    return text


def unguard(text: str) -> str:
    """Read what `guard` wrote."""
    if text[:1] == "'" and _FORMULA.match(text, 1):
        return text[1:]
    return text


class CsvTable:
    """A file of cells; keeps the promises of `Table`."""

    def __init__(self, text: io.TextIOWrapper, sample: str) -> None:
        """Read the headers."""
        source = lines(text)
        if _DECLARED.match(sample):
            next(source)
        self._skipped = 1 if _DECLARED.match(sample) else 0
        self._reader = csv.reader(
            source,
            delimiter=guess_delimiter(sample),
            skipinitialspace=not _EXPORTED.match(sample),
        )
        first: list[str] = next((cells for _, cells, _ in self._records() if any(cells)), [])
        self.headers: tuple[str, ...] | None = tuple(cell.strip() for cell in first)

    def rows(self) -> Iterator[TableRow]:
        """Yield the rows that hold something."""
        headers = self.headers or ()
        for line, cells, trouble in self._records():
            if trouble or any(cells):
                read = [unguard(cell) if cell[:1] == "'" else cell for cell in cells]
                yield TableRow(line, headers, read, trouble)

    def _records(self) -> Iterator[tuple[int, list[str], str]]:
        """Yield each record with the line it begins on, and what is wrong with it."""
        for _ in itertools.repeat(None):
            line = self._reader.line_num + self._skipped + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield line, [], f"cannot be read: {error}"
            else:
                yield line, cells, ""


class _Lines:
    r"""Ends lines with ``\n``; the writer, which ends them with ``\r\n``, puts both in quotes."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text

    def write(self, line: str) -> int:
        return self._text.write(line[:-2] + "\n")


class CsvSheet:
    """Writes comma separated UTF-8 without mark; keeps the promises of `FlatSheet`."""

    is_nested: Literal[False] = False

    def __init__(self, raw: IO[bytes]) -> None:
        """Start an empty file."""
        self._text = io.TextIOWrapper(raw, encoding="utf-8", errors="replace", newline="")
        self._writer = csv.writer(_Lines(self._text), lineterminator="\r\n")

    def row(self, cells: Sequence[Cell]) -> None:
        """Write one row."""
        self._writer.writerow([guard(cell) if isinstance(cell, str) else cell for cell in cells])

    def close(self) -> None:
        """Write what is left; the file below stays open."""
        self._text.flush()
        self._text.detach()
