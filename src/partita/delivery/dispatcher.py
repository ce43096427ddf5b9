"""Tells receivers what happened: one thread that reads and notes, and one for each message sent.

One dispatcher leads in a database, however many servers and workers there are; another takes over
when it ends. At most one message of a subscription is on its way, so each receiver hears of changes
in order, and none waits for another.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from queue import Empty, Queue
from threading import Thread
from typing import Final

import structlog

from partita.access.grant import Actor
from partita.access.permission import EVERYTHING
from partita.domain.change import POSITION
from partita.kit.clock import Clock
from partita.kit.ids import trace_id
from partita.ports import Database
from partita.usecases.context import Context
from partita.usecases.retention import forget_past
from partita.usecases.telling import Message, Outcome, find_messages, settle_message
from partita.usecases.webhooks import DIRECTORY_KIND

POLL_S: Final = 0.5
LOOK_S: Final = 2.0
"""How long a message that is due, or asked for again, may wait in a book where nothing happens."""

LEAD_S: Final = 3.0
"""How long the place of a dispatcher that ended may stay empty."""

TIDY_S: Final = 3_600.0
THREADS_MAX: Final = 64

_log = structlog.get_logger("partita.delivery")
Done = tuple[int, Message, Outcome]


class Dispatcher:
    """Works until its process ends."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        send: Callable[[Message], Outcome],
        *,
        history_days: int = 0,
    ) -> None:
        """Know what to work with; nothing happens yet."""
        self._database = database
        self._clock = clock
        self._send = send
        self._history_days = history_days
        self._done: Queue[Done] = Queue()
        self._busy: dict[int, set[int]] = defaultdict(set)
        self._seen: dict[int, tuple[int, float]] = {}
        self._tidied_at = float("-inf")
        self._untidy: list[int] = []

    def run(self) -> None:
        """Lead when there is nobody else who does, for ever."""
        while True:
            try:
                with self._database.lead() as is_leader:
                    while is_leader:
                        self.turn(POLL_S)
            except Exception:  # noqa: BLE001  # the edge: whatever it is, there is a next turn
                _log.exception("unexpected")
            time.sleep(LEAD_S)

    def turn(self, wait_s: float) -> None:
        """Note what was sent, and send what there is to send.

        Args:
            wait_s: How long to wait for a message to arrive.
        """
        done = self._collect(wait_s)
        try:
            for book_id in sorted({each[0] for each in done} | set(self._stirred())):
                self._work(book_id, [each for each in done if each[0] == book_id])
                done = [each for each in done if each[0] != book_id]
        except BaseException:
            for each in done:
                self._done.put(each)
            raise
        if time.monotonic() - self._tidied_at >= TIDY_S:
            self._tidied_at = time.monotonic()
            self._untidy = self._database.books_with("slug")
        self._tidy_some()

    def tidy(self) -> None:
        """Forget what is older than it is kept, in every book."""
        self._untidy = self._database.books_with("slug")
        while self._untidy:
            self._tidy_some()

    def _tidy_some(self) -> None:
        """Forget some of what is to be forgotten; the rest has its turn later."""
        for book_id in self._untidy[-1:]:
            self._untidy.pop()
            with self._writing(book_id) as ctx:
                is_done = not forget_past(ctx, history_days=self._history_days)
            if not is_done:
                self._untidy.append(book_id)

    def _collect(self, wait_s: float) -> list[Done]:
        found: list[Done] = []
        with suppress(Empty):
            found.append(self._done.get(timeout=wait_s))
            while True:
                found.append(self._done.get_nowait())
        return found

    def _stirred(self) -> list[int]:
        """Books where something happened, or where nobody looked for a while."""
        return [
            book_id
            for book_id in self._database.books_with(DIRECTORY_KIND)
            if self._is_stirred(book_id, time.monotonic())
        ]

    def _is_stirred(self, book_id: int, now: float) -> bool:
        with self._database.read(book_id) as reading:
            head = reading.counter(POSITION)
        seen, looked_at = self._seen.get(book_id, (-1, float("-inf")))
        is_stirred = head != seen or now - looked_at >= LOOK_S
        if is_stirred:
            self._seen[book_id] = (head, now)
        return is_stirred

    def _work(self, book_id: int, done: Sequence[Done]) -> None:
        """One transaction in a book; what it found is sent once it is durable."""
        busy = self._busy[book_id]
        with self._writing(book_id) as ctx:
            for _, message, outcome in done:
                settle_message(ctx, message, outcome)
            still = busy - {message.webhook for _, message, _ in done}
            room = THREADS_MAX - sum(map(len, self._busy.values())) + len(busy) - len(still)
            messages = find_messages(ctx, still)[: max(0, room)]
        self._busy[book_id] = still | {each.webhook for each in messages}
        for message in messages:
            Thread(target=self._tell, args=(book_id, message), daemon=True).start()
        for _, message, outcome in done:
            _log.info(
                "delivery",
                book=book_id,
                webhook=message.webhook,
                message=message.id,
                good=outcome.is_good,
                reason=outcome.reason,
            )

    def _tell(self, book_id: int, message: Message) -> None:
        try:
            outcome = self._send(message)
        except Exception:  # noqa: BLE001  # the edge: told in the log, and tried again
            _log.exception("unexpected", message=message.id)
            outcome = Outcome(is_good=False, reason="it could not be sent")
        self._done.put((book_id, message, outcome))

    @contextmanager
    def _writing(self, book_id: int) -> Iterator[Context]:
        actor = Actor(book_id, 0, "delivery", "delivery", EVERYTHING)
        with self._database.write(actor, trace_id()) as unit:
            yield Context(actor, unit, self._clock())


def start(dispatcher: Dispatcher) -> Thread:
    """Let a dispatcher work beside the requests of this process."""
    thread = Thread(target=dispatcher.run, name="delivery", daemon=True)
    thread.start()
    return thread
