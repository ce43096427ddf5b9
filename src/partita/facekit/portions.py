"""Long answers: sent while they are read, as fast as the client takes them."""

import threading
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Final

from partita.facekit.face import Reply

LONG_ANSWER_S_MAX: Final = 60.0
"""How long a client may take for a long answer; the rest is not sent."""

End = Callable[[int, bool], None]
"""Told how many bytes were sent, and whether these were all."""


class Portions:
    """The places of one process; each holds a thread, and a look at the book, while it sends.

    Who finds no place gets an answer that was put together first.
    """

    def __init__(self, places: int, duration_s: float = LONG_ANSWER_S_MAX) -> None:
        """Say how many answers may be on their way at once, and how long each."""
        self._free = threading.Semaphore(places)
        self._duration_s = duration_s

    def placed(self, reply: Reply, *, is_sent: bool) -> Reply:
        """A reply that is either whole or has a place.

        Args:
            reply: As a handler made it.
            is_sent: Its body will be asked for.
        """
        if reply.rest is None:
            return reply
        if is_sent and self._free.acquire(blocking=False):
            return reply
        return replace(reply, body=reply.body + b"".join(reply.rest), rest=None)

    def send(self, body: bytes, rest: Generator[bytes, None, None], end: End) -> "Sending":
        """Send an answer that has a place.

        Args:
            body: What was read already.
            rest: What is read as it is sent.
            end: Told when it is over.
        """

        def ended(sent_bytes: int, is_whole: bool) -> None:  # noqa: FBT001  # as `End`
            self._free.release()
            end(sent_bytes, is_whole)

        return Sending(body, rest, ended, self._duration_s)


class Sending:
    """The body of a long answer on its way; the server iterates it, and closes it in any case.

    Somebody who stops taking it blocks the thread, so that time is up only on another: it lets go
    of what the database keeps for the reader, and the answer ends where it is.
    """

    def __init__(
        self, body: bytes, rest: Generator[bytes, None, None], end: End, duration_s: float
    ) -> None:
        """Start the time."""
        self._body = body
        self._rest = rest
        self._end = end
        self._sent_bytes = 0
        self._is_over = False
        self._lock = threading.Lock()
        self._timer = threading.Timer(duration_s, self.close)
        self._timer.daemon = True
        self._timer.start()

    def __iter__(self) -> "Sending":
        """Itself."""
        return self

    def __next__(self) -> bytes:
        """The next portion."""
        with self._lock:
            if self._is_over:
                raise StopIteration
            try:
                part = self._next()
            except BaseException as error:
                self._finish(is_whole=isinstance(error, StopIteration))
                raise
            self._sent_bytes += len(part)
            return part

    def _next(self) -> bytes:
        if self._body:
            part, self._body = self._body, b""
            return part
        return next(self._rest)

    def close(self) -> None:
        """End it where it is."""
        with self._lock:
            self._finish(is_whole=False)

    def _finish(self, *, is_whole: bool) -> None:
        if self._is_over:
            return
        self._is_over = True
        self._timer.cancel()
        try:
            self._rest.close()
        finally:
            self._end(self._sent_bytes, is_whole)
