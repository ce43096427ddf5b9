"""Which format a file has: what it holds decides when reading, its name when writing."""

import gzip
import os
import re
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from io import BufferedReader, FileIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from partita.domain.errors import ImportUnreadable
from partita.files.csv_file import CsvSheet, CsvTable
from partita.files.json_file import JsonSheet, JsonTable
from partita.files.limits import SAMPLE_BYTES
from partita.files.texts import looks_binary, open_text, sample_text
from partita.usecases.exchange.tables import Sheet, Table

if TYPE_CHECKING:
    from partita.files.xlsx_file import XlsxSheet

_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_LIST: Final = re.compile(r"\[\s*[\[{]")


def _workbook(raw: IO[bytes]) -> "XlsxSheet":
    from partita.files.xlsx_file import XlsxSheet  # noqa: PLC0415  # slow to import, seldom needed

    return XlsxSheet(raw)


_SHEETS: Final[dict[str, Callable[[IO[bytes]], "CsvSheet | JsonSheet | XlsxSheet"]]] = {
    ".csv": CsvSheet,
    ".jsonl": JsonSheet,
    ".ndjson": JsonSheet,
    ".xlsx": _workbook,
}
ENDINGS: Final = (*_SHEETS, ".csv.gz", ".jsonl.gz", ".ndjson.gz")


@contextmanager
def open_content(content: bytes) -> Iterator[Table]:
    """Open the bytes of a file of rows.

    Args:
        content: As in `open_table`.

    Raises:
        ImportUnreadable: It is no such file.
    """
    with tempfile.TemporaryDirectory(prefix="partita-") as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        with open_table(path) as table:
            yield table


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """Open a file of rows.

    Args:
        path: A CSV, JSON lines or XLSX file, plain or gzipped; its name does not matter.

    Raises:
        ImportUnreadable: There is no such file, or it is none of these.
    """
    with ExitStack() as stack:
        try:
            raw = stack.enter_context(BufferedReader(FileIO(path, "rb"), SAMPLE_BYTES))
            yield _table(stack, raw)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise ImportUnreadable(reason=f"the packed file is damaged: {error}") from error
        except OSError as error:
            raise ImportUnreadable(reason=f"{path}: {error.strerror or error}") from error


def _table(stack: ExitStack, raw: "BufferedReader[Any]") -> Table:
    """The table of an open file.

    Raises:
        ImportUnreadable: It holds none.
    """
    if raw.peek(2)[:2] == _GZIP:
        packed = stack.enter_context(gzip.GzipFile(fileobj=raw))
        raw = BufferedReader(packed, SAMPLE_BYTES)
    sample = raw.peek(SAMPLE_BYTES)[:SAMPLE_BYTES]
    if sample.startswith(_ZIP):
        from partita.files.xlsx_file import XlsxTable  # noqa: PLC0415  # as above

        workbook = XlsxTable(raw)
        stack.callback(workbook.close)
        return workbook
    if not sample.strip():
        raise ImportUnreadable(reason="the file is empty")
    if looks_binary(sample):
        raise ImportUnreadable(reason="the file holds no text: CSV, JSON lines and XLSX are read")
    text = stack.enter_context(open_text(raw, sample))
    beginning = sample_text(sample)
    begun = beginning.lstrip("\ufeff \t\r\n")
    if _LIST.match(begun):
        raise ImportUnreadable(
            reason="it holds one JSON list: of JSON, lines with an object are read"
        )
    if begun.startswith("{"):
        table = JsonTable(text)
        stack.callback(table.close)
        return table
    return CsvTable(text, beginning)


@contextmanager
def open_sheet(path: Path) -> Iterator[Sheet]:
    """Start a file; it takes the place of an older one only when all of it is written.

    Args:
        path: Its ending tells the format: one of `ENDINGS`.

    Raises:
        ImportUnreadable: The ending is unknown.
    """
    made = _SHEETS.get(Path(path.name.removesuffix(".gz")).suffix.lower())
    if made is None or not path.name.lower().endswith(ENDINGS):
        raise ImportUnreadable(reason=f"{path.name}: the name must end in {', '.join(ENDINGS)}")
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with ExitStack() as stack:
            raw: Any = stack.enter_context(beside.open("xb"))
            if path.name.lower().endswith(".gz"):
                packed = gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0)
                raw = stack.enter_context(packed)
            sheet = made(raw)
            yield sheet
            sheet.close()
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
