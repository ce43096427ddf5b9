"""A turn that one process of many has at a time: a lock on a file, waited for without polling.

The system call that waits for such a lock has no time limit. So a thread does nothing but make it,
and who wants the turn waits for that thread, for as long as they like.
"""

import fcntl
import os
import threading
from pathlib import Path

from partita.domain.errors import StoreBusy


class FileTurn:
    """The turn, as one process asks for it: by one thread at a time."""

    def __init__(self, path: Path) -> None:
        """Name the file, which is made where there is none."""
        self._file = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        self._told = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_wanted = self._is_asked_for = self._has_come = self._is_closed = False

    def take(self, wait_s: float) -> None:
        """Wait for the turn.

        Raises:
            StoreBusy: Other processes took too long.
        """
        with self._told:
            if not self._is_asked_for and self._is_free():
                return
            self._ask()
            try:
                self._told.wait_for(lambda: self._has_come, wait_s)
            except BaseException:
                if self._has_come:
                    self.give_back()
                raise
            finally:
                has_come = self._has_come
                self._is_wanted = self._has_come = False
        if not has_come:
            raise StoreBusy(retry_after_s=1)

    def _is_free(self) -> bool:
        """Take it if no other process has it."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _ask(self) -> None:
        """Let the thread wait for it, which may do so already: for somebody who gave up."""
        if self._thread is None:
            thread = threading.Thread(target=self._serve, name="turn", daemon=True)
            thread.start()
            self._thread = thread
        self._is_wanted = self._is_asked_for = True
        self._told.notify()

    def _serve(self) -> None:
        while self._is_next():
            is_here = self._waited()
            with self._told:
                self._is_asked_for = False
                if is_here and self._is_wanted:
                    self._has_come = True
                    self._told.notify()
                elif is_here:
                    self.give_back()
        os.close(self._file)

    def _waited(self) -> bool:
        """Wait for it; false where the system cannot, which `_is_free` tells who asks next."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX)
        except OSError:
            return False
        return True

    def _is_next(self) -> bool:
        """Wait until somebody asks; false when nobody will any more."""
        with self._told:
            self._told.wait_for(lambda: self._is_asked_for or self._is_closed)
            return not self._is_closed

    def give_back(self) -> None:
        """Let other processes take it."""
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of it, and of the turn if it is here."""
        with self._told:
            self.give_back()
            self._is_closed = True
            self._told.notify()
            if self._thread is None:
                os.close(self._file)
