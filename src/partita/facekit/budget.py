"""How much a caller may ask in a window of time, counted over all worker processes.

Each worker counts in its own column of a small shared file, so that no lock is needed between
processes; the sum over the columns is what counts. A caller's row is found by hash; two callers
that share one share its budget, which a table of `ROWS` rows makes rare.
"""

import fcntl
import mmap
import os
import struct
import threading
import time
from pathlib import Path
from typing import Final

from partita.domain.errors import RateExceeded
from partita.facekit.face import Budget

ROWS: Final = 1_021
WORKERS_MAX: Final = 64
_CELL: Final = struct.Struct("<QQ")
_ROW_BYTES: Final = _CELL.size * WORKERS_MAX
_FILE_BYTES: Final = _ROW_BYTES * ROWS


class SharedBudget:
    """Counts what callers use; one for each worker process, over one file."""

    def __init__(self, path: Path, *, limit: int, window_s: int) -> None:
        """Open the file and take a free column.

        Args:
            path: The file, shared by all workers of a server.
            limit: Units a caller may use in a window; 0 for no limit.
            window_s: Length of the window.

        Raises:
            RuntimeError: All columns are taken.
        """
        self._limit = limit
        self._window_s = window_s
        self._lock = threading.Lock()
        self._file = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        os.ftruncate(self._file, _FILE_BYTES)
        self._column = self._take_column()
        self._cells = mmap.mmap(self._file, _FILE_BYTES)

    def _take_column(self) -> int:
        """Lock one byte of the file; the lock goes when the process does."""
        for column in range(WORKERS_MAX):
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, column)
            except OSError:
                continue
            return column
        raise RuntimeError("more worker processes than the budget file has columns")

    def spend(self, caller: int, cost: int) -> Budget:
        """Take units from the budget of a caller.

        Args:
            caller: A number that names them, such as their book.
            cost: How many units.

        Returns:
            What they have used of what they may.

        Raises:
            RateExceeded: They have used it up; nothing was taken.
        """
        now = time.time()
        window = int(now // self._window_s)
        row = (caller % ROWS) * _ROW_BYTES
        mine = row + self._column * _CELL.size
        with self._lock:
            used = self._used(row, window)
            if self._limit and used + cost > self._limit:
                wait_s = int((window + 1) * self._window_s - now) + 1
                raise RateExceeded(
                    limit=self._limit, window_s=self._window_s, used=used, retry_after_s=wait_s
                )
            then, count = _CELL.unpack_from(self._cells, mine)
            _CELL.pack_into(self._cells, mine, window, cost + (count if then == window else 0))
        return Budget(used=used + cost, limit=self._limit, window_s=self._window_s)

    def _used(self, row: int, window: int) -> int:
        cells = self._cells[row : row + _ROW_BYTES]
        return sum(count for then, count in _CELL.iter_unpack(cells) if then == window)

    def close(self) -> None:
        """Let go of the file."""
        self._cells.close()
        os.close(self._file)
