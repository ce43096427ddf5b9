"""How much a caller may ask in a window of time, counted exactly over all worker processes.

Each worker has a column of its own in a small shared file, and a caller has a row; the sum over a
row is what counts. Nobody writes into another's column, so processes need no lock between them
that a killed one could leave behind. A unit is taken first and given back when the sum then shows
that it was one too many: two workers that reach for the last unit at the same moment can both be
refused it, but never both get it.
"""

import hashlib
import mmap
import os
import threading
from pathlib import Path
from typing import Final

from partita.domain.errors import RateExceeded
from partita.facekit.face import Budget
from partita.kit.clock import Clock

ROWS: Final = 16_381
"""Callers are numbered from 1 on; from this many on, some share a row and with it a budget."""

NAME_COST: Final = 5
PEER_COST: Final = 1
"""What an attempt to sign in takes of the budget of a name, and of that of an address, which many
people may share.
"""

_CELL_BYTES: Final = 8
_COUNT_BITS: Final = 32
_COUNT: Final = (1 << _COUNT_BITS) - 1


def caller_of(who: str) -> int:
    """A number for somebody who is named by a text."""
    return int.from_bytes(hashlib.sha256(who.encode("utf-8", "replace")).digest()[:7])


class SharedBudget:
    """Counts what callers use; one for each worker process, made after the fork, over one file."""

    def __init__(
        self, path: Path | None, column: int, columns: int, *, limit: int, window_s: int
    ) -> None:
        """Open the file.

        Args:
            path: The file, shared by all workers of a server; ``None`` for a process of its own.
            column: Number of this worker; no other may have it at the same time.
            columns: How many there may be; the same for all workers.
            limit: Units a caller may use in a window; at least 1.
            window_s: Length of the window.
        """
        self._column = column
        self._columns = columns
        self._limit = limit
        self._window_s = window_s
        self._lock = threading.Lock()
        # A cell is one aligned word, window and count in one: nobody sees it half written.
        self._cells = memoryview(_map(path, ROWS * columns * _CELL_BYTES)).cast("Q")

    def spend(self, caller: int, cost: int, clock: Clock) -> Budget:
        """Take units from the budget of a caller.

        Args:
            caller: A number that names them, such as their book.
            cost: How many units.
            clock: What time it is.

        Returns:
            What they have used of what they may.

        Raises:
            RateExceeded: They have used it up; nothing was taken.
        """
        now = clock().timestamp()
        window = int(now // self._window_s)
        row = caller % ROWS * self._columns
        self._add(row, window, cost)
        used = self._used(row, window)
        if used > self._limit:
            self._add(row, window, -cost)
            # Another worker may hold a unit that it is about to give back.
            used = min(used - cost, self._limit)
            wait_s = int((window + 1) * self._window_s - now) + 1
            raise RateExceeded(
                limit=self._limit, window_s=self._window_s, used=used, retry_after_s=wait_s
            )
        return Budget(used=used, limit=self._limit, window_s=self._window_s)

    def give_back(self, caller: int, cost: int, clock: Clock) -> None:
        """Give units back that were just taken here and turned out not to count.

        Args:
            caller: Whose they are.
            cost: How many units.
            clock: What time it is.
        """
        window = int(clock().timestamp() // self._window_s)
        self._add(caller % ROWS * self._columns, window, -cost)

    def _add(self, row: int, window: int, units: int) -> None:
        """Change this worker's own cell; releasing the lock shows it before others are read."""
        mine = row + self._column
        with self._lock:
            cell = self._cells[mine]
            count = cell & _COUNT if cell >> _COUNT_BITS == window else 0
            self._cells[mine] = window << _COUNT_BITS | max(0, count + units)

    def _used(self, row: int, window: int) -> int:
        cells = self._cells[row : row + self._columns].tolist()
        return sum([cell & _COUNT for cell in cells if cell >> _COUNT_BITS == window])


def _map(path: Path | None, size: int) -> mmap.mmap:
    if path is None:
        return mmap.mmap(-1, size)
    file = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        os.ftruncate(file, size)
        return mmap.mmap(file, size)
    finally:
        os.close(file)
