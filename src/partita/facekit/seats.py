"""Places at which requests are worked on: more may be on their way than are worked on at once.

The server has many threads, because a client that sends slowly holds one. Only as many as there are
seats work, each with the connection to the database that belongs to the seat; who waits for a
client gives the seat up meanwhile.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any, NamedTuple

from partita.ports import Database

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Work(NamedTuple):
    """A request that is worked on.

    Attributes:
        peer: The address it came from.
        since: When somebody began, or went on, to work on it, as `time.monotonic` counts.
    """

    peer: str
    since: float


class Seats:
    """The places of one process."""

    def __init__(self, database: Database, number: int) -> None:
        """Say how many requests may be worked on at once."""
        self._database = database
        self._free: SimpleQueue[object] = SimpleQueue()
        self._taken: dict[int, Work] = {}
        for _ in range(number):
            self._free.put(None)

    def take(self, peer: str) -> None:
        """Wait for a place; whoever has one is bound by limits of time."""
        self._database.hold(self._free.get())
        self._taken[threading.get_ident()] = Work(peer, time.monotonic())

    def leave(self) -> None:
        """Give the place of this thread to whoever waits."""
        del self._taken[threading.get_ident()]
        self._free.put(self._database.let_go())

    @contextmanager
    def left(self, peer: str) -> Iterator[None]:
        """Wait for something outside without a place."""
        if threading.get_ident() not in self._taken:  # nobody counts, as in a test
            yield
            return
        self.leave()
        try:
            yield
        finally:
            self.take(peer)

    def works(self) -> list[Work]:
        """What is worked on now."""
        return list(self._taken.values())


class Seated:
    """An application that works on as many requests at once as there are seats.

    The server iterates an answer, and closes it, on the thread that asked for it.
    """

    def __init__(self, app: Wsgi, seats: Seats) -> None:
        """Wrap an application."""
        self._app = app
        self._seats = seats

    def __call__(self, env: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request, on a seat until its answer is sent."""
        self._seats.take(env.get("REMOTE_ADDR", ""))
        try:
            answer = self._app(env, start_response)
        except BaseException:
            self._seats.leave()
            raise
        if isinstance(answer, list):
            self._seats.leave()
            return answer
        return _Sent(answer, self._seats)


class _Sent:
    """An answer that is sent part by part."""

    def __init__(self, answer: Iterable[bytes], seats: Seats) -> None:
        self._answer = answer
        self._seats = seats

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        try:
            if close := getattr(self._answer, "close", None):
                close()
        finally:
            self._seats.leave()
