"""How long SQLite's log is, which no function of it tells.

The format is SQLite's, and fixed (sqlite.org/fileformat2.html 4.1): a header with two salts, then
frames, each a header with the salts of the log it belongs to, and a page. When a log begins anew it
gets new salts, and frames left from before are overwritten one after the other.
"""

import os
import struct
from pathlib import Path
from typing import Final

_HEADER: Final = struct.Struct(">8xI4x8s8x")
"""Size of a page; salts."""
_FRAME: Final = struct.Struct(">8x8s8x")
"""Salts."""


class LogFile:
    """The log beside a database file."""

    def __init__(self, path: Path) -> None:
        """Name it; it may come later."""
        self._path = path
        self._file = -1

    def has(self, pages: int) -> bool:
        """Tell whether there are so many pages in it.

        Only for who has a connection to the database: the log is the same file as long as that is
        open.

        Raises:
            OSError: It cannot be read.
        """
        if self._file < 0:
            self._file = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        size, salts = _HEADER.unpack(self._read(0, _HEADER.size))
        frame = self._read(_HEADER.size + (pages - 1) * (_FRAME.size + size), _FRAME.size)
        return bool(size) and _FRAME.unpack(frame) == (salts,)

    def _read(self, at: int, size: int) -> bytes:
        """So many bytes; zeros behind the end."""
        return os.pread(self._file, size, at).ljust(size, b"\0")

    def close(self) -> None:
        """Let go of it."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
