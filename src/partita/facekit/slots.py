"""A number for each worker process: small, and free again as soon as the process is gone."""

import fcntl
import os
from pathlib import Path


class Slot:
    """A number no other process of this server has.

    It is held by a lock on a file of its own, which the system takes away with the process,
    however that ended. A process must take its slot after it was forked: a fork shares the lock.
    """

    def __init__(self, folder: Path, slots: int) -> None:
        """Take the lowest free number.

        Args:
            folder: Where the files are; the same for all processes of a server.
            slots: How many numbers there are.

        Raises:
            RuntimeError: All are taken.
        """
        self.number, self._file = _take(folder, slots)

    def close(self) -> None:
        """Give the number back."""
        os.close(self._file)


def _take(folder: Path, slots: int) -> tuple[int, int]:
    for number in range(slots):
        path = folder / f"slot-{number}"
        file = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            continue
        return number, file
    raise RuntimeError(f"more than {slots} worker processes")
