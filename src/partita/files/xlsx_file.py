"""Workbooks of spreadsheet programs; the first sheet counts."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import IO, Any, Final, Literal

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from partita.domain.errors import ImportUnreadable
from partita.files.limits import (
    XLSX_BYTES_MAX,
    XLSX_CELL_CHARS_MAX,
    XLSX_RATIO_MAX,
    XLSX_ROWS_MAX,
    XLSX_TEXTS_BYTES_MAX,
)
from partita.usecases.exchange.tables import Cell, TableRow

_TEXTS: Final = "sharedstrings.xml"
_PERCENT_DIGITS: Final = 10
_ILLEGAL: Final = re.compile("[\x00\ufffe\uffff\ud800-\udfff]")
_SPECIAL: Final = re.compile("[\x01-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED: Final = re.compile("_x(00[01][0-9A-Fa-f]|005[Ff])_")
"""How workbooks write what XML cannot hold, or would change: ``_x000D_`` for a carriage return."""

_BROKEN: Final = (
    zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, AttributeError,
    IndexError, SyntaxError, EOFError, NotImplementedError, OverflowError, RuntimeError,
)  # fmt: skip
"""What openpyxl raises for workbooks that are none; its XML errors are syntax errors."""


class XlsxTable:
    """The first sheet of a workbook; keeps the promises of `Table`."""

    def __init__(self, raw: IO[bytes]) -> None:
        """Look whether the workbook is sane, and read the headers.

        Raises:
            ImportUnreadable: It is not.
        """
        try:
            _refuse_bombs(raw)
            self._book = openpyxl.load_workbook(raw, read_only=True, data_only=True)
            sheet: Any = self._book.worksheets[0]
            sheet.reset_dimensions()
            self._rows: Iterator[tuple[Any, ...]] = sheet.iter_rows()
        except _BROKEN as error:
            raise ImportUnreadable(reason=f"the workbook cannot be read: {error}") from error
        self._line = 0
        first = next((cells for _, cells in self._filled()), ())
        self.headers: tuple[str, ...] | None = tuple(
            "" if cell is None else str(cell).strip() for cell in first
        )

    def rows(self) -> Iterator[TableRow]:
        """Yield the rows that hold something."""
        headers = self.headers or ()
        for line, cells in self._filled():
            yield TableRow(line, headers, cells)

    def _filled(self) -> Iterator[tuple[int, tuple[Any, ...]]]:
        try:
            for row in islice(self._rows, XLSX_ROWS_MAX - self._line):
                self._line += 1
                cells = tuple(map(_value, row))
                if any(cell is not None and cell != "" for cell in cells):
                    yield self._line, cells
        except _BROKEN as error:
            raise ImportUnreadable(reason=f"the workbook cannot be read: {error}") from error

    def close(self) -> None:
        """Let go of the workbook."""
        self._book.close()


def _value(cell: Any) -> Any:  # noqa: ANN401  # a cell of openpyxl, and what it holds
    """What a cell holds; of a number shown as a percentage what people see: ``10%``, not 0.1."""
    value = cell.value
    if type(value) in (int, float) and "%" in cell.number_format:
        return f"{round(value * 100, _PERCENT_DIGITS)!r}".removesuffix(".0") + "%"
    if isinstance(value, str) and "_x00" in value:
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    return value


def _refuse_bombs(raw: IO[bytes]) -> None:
    """Believe no more of a packed file than fits; unpacking stops at the sizes it declares.

    Raises:
        ImportUnreadable: It would become too much.
    """
    with zipfile.ZipFile(raw) as archive:
        parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    texts = sum(part.file_size for part in parts if part.filename.lower().endswith(_TEXTS))
    is_bomb = total > max(packed, 1_000_000) * XLSX_RATIO_MAX
    if total > XLSX_BYTES_MAX or texts > XLSX_TEXTS_BYTES_MAX or is_bomb:
        raise ImportUnreadable(reason="the workbook becomes too large when it is unpacked")
    raw.seek(0)


class XlsxSheet:
    """Writes a workbook of one sheet; keeps the promises of `FlatSheet`."""

    is_nested: Literal[False] = False

    def __init__(self, raw: IO[bytes]) -> None:
        """Start an empty workbook."""
        self._raw = raw
        self._book = openpyxl.Workbook(write_only=True)
        self._sheet: Any = self._book.create_sheet("parties")

    def row(self, cells: Sequence[Cell]) -> None:
        """Write one row; texts stay texts, whatever they begin with."""
        self._sheet.append([self._cell(cell) for cell in cells])

    def _cell(self, value: Cell) -> Any:  # noqa: ANN401  # a cell of openpyxl, or its value
        if not isinstance(value, str):
            return value
        kept = _ILLEGAL.sub("\ufffd", value)[:XLSX_CELL_CHARS_MAX]
        kept = _SPECIAL.sub(lambda found: f"_x{ord(found[0]):04X}_", kept)
        if kept[:1] not in ("=", "#"):
            return kept
        cell = WriteOnlyCell(self._sheet, value=kept)
        cell.data_type = "s"
        return cell

    def close(self) -> None:
        """Write the workbook; the file below stays open."""
        self._book.save(self._raw)
