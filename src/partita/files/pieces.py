"""Files that go along in JSON lines, in pieces: put together on disk, never held in memory."""

import base64
import binascii
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, Final

from partita.files.limits import FILE_BYTES_MAX
from partita.usecases.exchange.tables import FILE, TableRow

_TEXTS: Final = ("kind", "number", "base64")
_NUMBERS: Final = ("at", "of")


@dataclass(slots=True)
class _Open:
    """A file of which pieces are still to come."""

    line: int
    name: tuple[str, str]
    start: int
    size_bytes: int
    got_bytes: int = 0


class Pieces:
    """The files of one table; they lie one after another in a file that has no name."""

    def __init__(self, spool: IO[bytes] | None = None) -> None:
        """Keep nothing yet."""
        self._spool = spool
        self._open: _Open | None = None
        self._kept = 0

    def close(self) -> None:
        """Forget them all."""
        if self._spool is not None:
            self._spool.close()

    def take(self, row: TableRow) -> Iterator[TableRow]:
        """Add a piece; yield a row with the file when that was the last one.

        Args:
            row: A row of the one member `FILE`; any other ends the file that is not complete.
        """
        members = row.cells[0] if row.headers == (FILE,) else None
        goes_on = isinstance(members, dict) and members.get("at") != 0
        if self._open is not None and not goes_on:
            yield self._refused(self._open.line, "is a file that breaks off")
        if members is None:
            yield row
            return
        piece = _piece(members)
        if isinstance(piece, str):
            yield self._refused(row.line, piece)
        else:
            yield from self._add(row.line, members, piece)

    def end(self) -> Iterator[TableRow]:
        """Yield what is wrong with the last file."""
        if self._open is not None:
            yield self._refused(self._open.line, "is a file that breaks off")

    def _refused(self, line: int, trouble: str) -> TableRow:
        self._open = None
        self._tidy()
        return TableRow(line, (), (), trouble)

    def _add(self, line: int, members: Mapping[str, Any], piece: bytes) -> Iterator[TableRow]:
        name, size_bytes = (members["kind"], members["number"]), members["of"]
        spool = self._file()
        if members["at"] == 0:
            self._open = _Open(line, name, spool.seek(0, 2), size_bytes)
        kept = self._open
        if kept is None or (kept.name, kept.size_bytes, kept.got_bytes) != (
            name,
            size_bytes,
            members["at"],
        ):
            yield self._refused(line, "is a piece of a file out of its order")
            return
        spool.seek(0, 2)
        spool.write(piece)
        kept.got_bytes += len(piece)
        if kept.got_bytes > size_bytes:
            yield self._refused(line, "is more of a file than it says")
        elif kept.got_bytes == size_bytes:
            self._open = None
            self._kept += 1
            content = KeptFile(self, kept.start, size_bytes)
            told = {"kind": name[0], "number": name[1], "content": content}
            yield TableRow(kept.line, (FILE,), (told,))

    def _file(self) -> IO[bytes]:
        if self._spool is None:
            self._spool = tempfile.TemporaryFile(prefix="partita-")  # noqa: SIM115  # `close` does
        return self._spool

    def read(self, start: int, size_bytes: int) -> bytes:
        """The bytes of a file."""
        spool = self._file()
        spool.seek(start)
        return spool.read(size_bytes)

    def release(self) -> None:
        """One file is not needed any more."""
        self._kept -= 1
        self._tidy()

    def _tidy(self) -> None:
        if self._kept == 0 and self._open is None and self._spool is not None:
            self._spool.truncate(0)


class KeptFile:
    """Keeps the promises of `partita.usecases.exchange.tables.Content`."""

    def __init__(self, pieces: Pieces, start: int, size_bytes: int) -> None:
        """Say where it lies."""
        self.size_bytes = size_bytes
        self._pieces, self._start = pieces, start
        self._is_closed = False

    def read(self) -> bytes:
        """Its bytes."""
        return self._pieces.read(self._start, self.size_bytes)

    def close(self) -> None:
        """Let go of it."""
        if not self._is_closed:
            self._is_closed = True
            self._pieces.release()


def _piece(members: Any) -> bytes | str:  # noqa: ANN401  # any JSON
    """The bytes of a piece, or what is wrong with it.

    >>> _piece({"kind": "file", "number": "1", "at": 0, "of": 2, "base64": "aGk="})
    b'hi'
    >>> _piece({"kind": "file", "number": "1", "at": 0, "of": 0, "base64": ""})
    'is no piece of a file'
    >>> _piece({"kind": "file", "number": "1", "at": 0, "of": 2, "base64": "?"})
    'is a piece of a file that is no base64'
    """
    if not isinstance(members, dict):
        return "is no piece of a file"
    are_texts = all(isinstance(members.get(name), str) for name in _TEXTS)
    are_numbers = all(type(members.get(name)) is int for name in _NUMBERS)
    if not are_texts or not are_numbers or not 0 <= members["at"] < members["of"]:
        return "is no piece of a file"
    if members["of"] > FILE_BYTES_MAX:
        return f"is a file of more than {FILE_BYTES_MAX} bytes"
    try:
        return base64.b64decode(members["base64"], validate=True)
    except (binascii.Error, ValueError):
        return "is a piece of a file that is no base64"
