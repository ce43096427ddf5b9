"""One durable transaction for the writes of many threads.

A commit costs a flush of the disk, and writes that come one after the other touch the same pages.
So threads that wait for their turn to write share a transaction on one connection: each of them
runs in a part of its own that can be undone alone, passes the turn on, and waits. Who finds nobody
waiting ends the transaction for all. Nobody is told how their part ended before that: what one
did, and what one was refused, stands on what the others of the transaction did before.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Final, Protocol

from partita.domain.errors import PartitaError, StoreBusy
from partita.store.driver import LOCK_WAIT_S, STATEMENT_S_MAX, Link

PARTS_MAX: Final = 64
"""Parts of a transaction at most."""

JOINING_S_MAX: Final = 0.05
"""How long after its beginning a transaction takes further parts."""

END_WAIT_S: Final = LOCK_WAIT_S + 2 * STATEMENT_S_MAX


class SharedLink(Link, Protocol):
    """A connection that threads use in turn."""

    @property
    def is_in_transaction(self) -> bool:
        """Something was begun and not ended; some failures undo everything by themselves."""

    def write_back(self) -> None:
        """Do between two transactions what the database would do within one, if anything."""


class Opener(Protocol):
    """Opens connections."""

    def connect(self) -> SharedLink:
        """Open one."""


class Turns:
    """Who goes next: whoever waits longest."""

    def __init__(self) -> None:
        """Nobody has the turn."""
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._is_taken = False

    def take(self, wait_s: float) -> None:
        """Wait for the turn.

        Raises:
            StoreBusy: Others took too long.
        """
        with self._mutex:
            if not self._is_taken:
                self._is_taken = True
                return
            called = threading.Lock()
            called.acquire()
            self._waiting.append(called)
        try:
            has_come = called.acquire(timeout=wait_s)
        except BaseException:
            if not self._gave_up(called):
                self.give_back()
            raise
        if not has_come and self._gave_up(called):
            raise StoreBusy(retry_after_s=1)

    def _gave_up(self, called: threading.Lock) -> bool:
        """Leave the queue; false for who was called in the last moment."""
        with self._mutex:
            if called not in self._waiting:
                return False
            self._waiting.remove(called)
            return True

    def pass_on(self) -> bool:
        """Give the turn to who waits longest; false, and the turn stays here, if nobody does."""
        with self._mutex:
            if not self._waiting:
                return False
            self._waiting.popleft().release()
            return True

    def give_back(self) -> None:
        """Give the turn to who waits longest, or to whoever comes next."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False


class End:
    """The end of something that many wait for: each who hears of it tells the next.

    Were all woken at once, they would only wait again, for the one of them that may run.
    """

    def __init__(self) -> None:
        """Nobody waits for it."""
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self.has_come = False

    def place(self) -> threading.Lock:
        """A place to `wait` at; it must be taken while the end cannot come."""
        called = threading.Lock()
        called.acquire()
        with self._mutex:
            self._waiting.append(called)
        return called

    def wait(self, place: threading.Lock, wait_s: float) -> bool:
        """Wait for the end; false if it does not come in time."""
        try:
            place.acquire(timeout=wait_s)
        finally:
            self.leave(place)
        return self.has_come

    def leave(self, place: threading.Lock) -> None:
        """Leave a place; who was called there tells the next."""
        with self._mutex:
            if place in self._waiting:
                self._waiting.remove(place)
                return
        self._call_next()

    def come(self) -> None:
        """Tell those who wait."""
        self.has_come = True
        self._call_next()

    def _call_next(self) -> None:
        with self._mutex:
            called = self._waiting.popleft() if self._waiting else None
        if called is not None:
            called.release()


class Shared:
    """One transaction and its parts.

    Attributes:
        link: The connection it is on.
        end: Comes when nothing more can happen to it.
        is_void: Its only part was undone.
        is_lost: Nothing of it will ever be there, though somebody thought so.
    """

    __slots__ = ("_parts", "_until", "end", "is_lost", "is_void", "link")

    def __init__(self, link: SharedLink) -> None:
        """Begin it, waiting for other processes."""
        link.begin()
        self._parts = 0
        self._until = time.monotonic() + JOINING_S_MAX
        self.link = link
        self.end = End()
        self.is_void = self.is_lost = False

    @property
    def is_whole(self) -> bool:
        """There is something to make durable."""
        return self.link.is_in_transaction and not self.is_void

    @property
    def has_room(self) -> bool:
        """Another part may join."""
        return self._parts < PARTS_MAX and time.monotonic() < self._until

    def part(self) -> AbstractContextManager[None]:
        """Run a part; it is undone alone when it raises, the first with the transaction."""
        self._parts += 1
        return self.link.savepoint() if self._parts > 1 else self._first()

    @contextmanager
    def _first(self) -> Iterator[None]:
        try:
            yield
            self.link.settle()
        except BaseException:
            self.is_void = True
            raise


class SharedCommit:
    """Lets the threads of a process write in shared transactions."""

    def __init__(self, opener: Opener) -> None:
        """Know how to connect; nothing is opened yet."""
        self._opener = opener
        self._turns = Turns()
        self._link: SharedLink | None = None
        self._shared: Shared | None = None

    @contextmanager
    def part(self, own: SharedLink | None = None) -> Iterator[Link]:
        """Write; it is durable when this ends, or undone when it raises.

        Args:
            own: Where to begin a transaction if there is none to join; ``None`` for the connection
                kept here.

        Raises:
            StoreBusy: Other writers took too long, or the transaction was lost with all its parts.
        """
        self._turns.take(LOCK_WAIT_S)
        try:
            shared = self._shared = self._shared or Shared(own or self._connected())
        except BaseException:
            self._turns.give_back()
            raise
        try:
            with shared.part():
                yield shared.link
        except BaseException as error:
            is_lost = not self._is_kept(shared)
            if is_lost and isinstance(error, PartitaError):
                raise StoreBusy(retry_after_s=1) from error
            raise
        if not self._is_kept(shared):
            raise StoreBusy(retry_after_s=1)

    def _connected(self) -> SharedLink:
        self._link = self._link or self._opener.connect()
        return self._link

    def _is_kept(self, shared: Shared) -> bool:
        """Let others go on, or end the transaction; tell, once it has ended, whether it holds."""
        if shared.is_whole and shared.has_room:
            place = shared.end.place()
            if self._turns.pass_on():
                return shared.end.wait(place, END_WAIT_S) and not shared.is_lost
            shared.end.leave(place)
        self._shared = None
        try:
            self._close(shared)
        finally:
            self._turns.give_back()
        return not shared.is_lost

    def _close(self, shared: Shared) -> None:
        """End a transaction, tell those who wait for it, then make ready for the next."""
        try:
            self._end(shared)
        finally:
            shared.end.come()
        if not shared.is_lost:
            shared.link.write_back()

    def _end(self, shared: Shared) -> None:
        """Make it durable, or undo it; a connection that could do neither is not used again."""
        shared.is_lost = not shared.is_void
        is_fit = False
        try:
            if shared.is_whole:
                shared.link.commit()
                shared.is_lost = False
            else:
                shared.link.rollback()
            is_fit = True
        except StoreBusy:
            pass
        finally:
            if not is_fit:
                self._link = None if self._link is shared.link else self._link
                shared.link.close()

    def close(self) -> None:
        """Let go of the connection, unless somebody is writing."""
        with suppress(StoreBusy):
            self._turns.take(0)
            try:
                if self._link is not None:
                    self._link.close()
                    self._link = None
            finally:
                self._turns.give_back()
