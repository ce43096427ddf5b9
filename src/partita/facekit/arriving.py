"""Bodies on their way in: whoever sends one too slowly is cut off, and holds up nobody meanwhile.

A thread that reads a body waits without a seat. When a body takes too long, a thread of our own
looks which connections of that client hardly move, and cuts them; the reader then finds that the
body has ended early, and answers that it was too slow.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

import structlog

from partita.domain.errors import StoreBusy
from partita.facekit.connections import IS_KNOWN, Connection, connections
from partita.facekit.seats import Seats, Work

BODIES_MAX: Final = 240
"""How many bodies may be on their way to one process."""

THREADS_SPARE: Final = 16
"""Threads beside those, so that requests without a body are always answered."""

BODY_BYTES_PER_S_MIN: Final = 1_000
"""Who sends less is too slow."""

PRESSED_WAIT_S: Final = 2.0
"""How long a body may be too slow while many others are on their way."""

LOOKS_PER_WAIT: Final = 8

_log = structlog.get_logger("partita.arriving")
Look = Callable[[set[str]], Iterable[Connection]]


@dataclass(slots=True, eq=False)
class Arrival:
    """A body that is on its way.

    Attributes:
        peer: The address it comes from.
        since: When somebody began to wait for it, as `time.monotonic` counts.
        is_cut: Its client was too slow.
    """

    peer: str
    since: float
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class _Seen:
    """A connection as it was when it last moved."""

    at: float
    connection: Connection

    def is_slower(self, now: float, later: Connection) -> bool:
        """It received too little since, and nothing was sent."""
        first = self.connection
        received = later.received_bytes - first.received_bytes
        is_answering = later.is_sending or later.sent_bytes != first.sent_bytes
        return not is_answering and received < BODY_BYTES_PER_S_MIN * (now - self.at)


class Arrivals:
    """The bodies on their way to one process."""

    def __init__(
        self, seats: Seats | None = None, wait_s: float = 0, look: Look | None = None
    ) -> None:
        """Say who waits where, and how long.

        Args:
            seats: What readers give up while they wait; ``None`` when nobody counts.
            wait_s: How long a body may be too slow.
            look: The connections of some clients; nobody is cut off without it.
        """
        self._seats = seats
        self._wait_s = wait_s
        self._look = look
        self._waiting: set[Arrival] = set()
        self._someone = threading.Event()
        self._seen: dict[tuple[str, int], _Seen] = {}

    @property
    def has_room(self) -> bool:
        """Another body may come."""
        return len(self._waiting) < BODIES_MAX

    @contextmanager
    def waiting(self, peer: str) -> Iterator[Arrival]:
        """Wait for a body.

        Raises:
            StoreBusy: Too many are on their way.
        """
        if self._seats is None:
            yield Arrival(peer, 0)
            return
        if not self.has_room:
            raise StoreBusy(retry_after_s=1)
        arrival = Arrival(peer, time.monotonic())
        self._waiting.add(arrival)
        self._someone.set()
        try:
            with self._seats.left(peer):
                yield arrival
        finally:
            self._waiting.discard(arrival)

    def watch(self) -> threading.Thread | None:
        """Begin to look after them, where the system tells what is needed for it."""
        if self._look is None:
            return None
        thread = threading.Thread(target=self._run, name="arriving", daemon=True)
        thread.start()
        return thread

    def _run(self) -> None:
        while True:
            self._someone.wait()
            time.sleep(self._patience_s() / LOOKS_PER_WAIT)
            self._someone.clear()
            if self._waiting:
                self._someone.set()
            with suppress(OSError):  # no file is free to look with; there is a next time
                self.look(time.monotonic())

    def _patience_s(self) -> float:
        is_pressed = len(self._waiting) > BODIES_MAX // 2
        return min(self._wait_s, PRESSED_WAIT_S) if is_pressed else self._wait_s

    def look(self, now: float) -> None:
        """Cut off those that were too slow for too long."""
        half_s = self._patience_s() / 2
        late = [each for each in tuple(self._waiting) if now - each.since >= half_s]
        if not late or self._look is None or self._seats is None:
            self._seen = {}
            return
        slow = self._slow(now, self._look({each.peer for each in late}), half_s)
        for connection in spared(slow, self._seats.works(), now, half_s):
            for each in late:
                each.is_cut |= each.peer == connection.client[0]
            if connection.cut():
                _log.info("slow body", peer=connection.client[0])

    def _slow(self, now: float, found: Iterable[Connection], half_s: float) -> list[Connection]:
        """Connections that hardly moved while somebody looked; the others are noted anew."""
        slow, seen = [], {}
        for each in found:
            before = self._seen.get(each.client)
            if before is None or not before.is_slower(now, each):
                seen[each.client] = _Seen(now, each)
            elif now - before.at < half_s:
                seen[each.client] = before
            else:
                slow.append(each)
        self._seen = seen
        return slow


def spared(
    slow: list[Connection], works: list[Work], now: float, half_s: float
) -> list[Connection]:
    """Slow connections without those whose client waits for us.

    Nothing moves there either. Each request that is worked on has a connection on which the last
    came at the moment the work began.
    """
    left = list(slow)
    for work in works:
        theirs = [each for each in left if each.client[0] == work.peer]
        if theirs and now - work.since >= half_s:
            left.remove(min(theirs, key=lambda each: abs(now - each.silent_s - work.since)))
    return left


def look_at(port: int) -> Look | None:
    """What the system tells of clients of a port, where it does."""
    if not IS_KNOWN:
        return None
    return lambda peers: connections(port, peers)
