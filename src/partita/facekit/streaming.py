"""Answers that go on: few at once and not for long, so that they never starve ordinary requests."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from threading import Semaphore
from typing import Final

from partita.domain.errors import PartitaError
from partita.facekit.face import Following
from partita.usecases.context import Looking

POLL_S: Final = 0.25
"""How long nothing new may go unseen."""

IDLE_S: Final = 10.0
"""How long a connection may be silent."""

Look = Callable[[], AbstractContextManager[Looking]]


class Streams:
    """The places of one process; each holds a thread while its answer goes on.

    Who finds no place is not refused: the answer ends after what there is, and the client asks
    again where it stopped.
    """

    def __init__(self, places: int, duration_s: float) -> None:
        """Say how many answers may go on at once, and how long each."""
        self._free = Semaphore(places)
        self._duration_s = duration_s if places else 0

    def run(self, body: bytes, following: Following, look: Look) -> Iterator[bytes]:
        """The parts of an answer.

        Args:
            body: What is sent at once.
            following: What comes after it.
            look: A look at the book, by somebody who still may.
        """
        yield body
        if self._duration_s and self._free.acquire(blocking=False):
            try:
                yield from self._follow(following, look)
            except PartitaError:
                return  # told the next time the client asks
            finally:
                self._free.release()

    def _follow(self, following: Following, look: Look) -> Iterator[bytes]:
        end = time.monotonic() + self._duration_s
        spoken_at = time.monotonic()
        while (now := time.monotonic()) < end:
            with look() as looking:
                part = following.more(looking)
            if not part and now - spoken_at >= IDLE_S:
                part = following.idle
            if part:
                yield part
                spoken_at = now
            else:
                time.sleep(min(POLL_S, end - now))


NO_STREAMS: Final = Streams(0, 0)
"""Every answer ends after what there is."""
