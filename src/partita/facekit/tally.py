"""Counts calls by day, app and dialect beside the requests, and writes the sums now and then."""

import threading
from collections import defaultdict
from datetime import date
from typing import Final

import structlog

from partita.access.grant import Actor, operator
from partita.domain.calling import CallCount
from partita.domain.errors import PartitaError
from partita.kit.clock import Clock
from partita.kit.ids import trace_id
from partita.ports import Database
from partita.usecases.context import Context
from partita.usecases.overview import count_calls

REFUSED_FROM: Final = 400
FAILED_FROM: Final = 500
WRITTEN_EVERY_S: Final = 15.0
"""So much is lost of the sums at most, should the process be killed."""

Key = tuple[int, int, int, str]
"""Book, day as an ordinal, app, dialect."""

_log = structlog.get_logger("partita.tally")


class Tally:
    """What the process answered, and how; a thread of its own writes it down."""

    def __init__(self, database: Database, clock: Clock, every_s: float = WRITTEN_EVERY_S) -> None:
        """Know where to write; nothing runs before something is counted."""
        self._database = database
        self._clock = clock
        self._every_s = every_s
        self._lock = threading.Lock()
        self._counts: dict[Key, list[int]] = {}
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def count(self, actor: Actor, status: int) -> None:
        """Count an answer."""
        key = (actor.book_id, self._clock().toordinal(), actor.app_id, actor.dialect)
        with self._lock:
            row = self._counts.get(key)
            if row is None:
                row = self._counts[key] = [0, 0, 0]
                self._begin()
            row[0] += 1
            if status >= FAILED_FROM:
                row[2] += 1
            elif status >= REFUSED_FROM:
                row[1] += 1

    def _begin(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="tally", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while not self._stop.wait(self._every_s):
            self.write()

    def write(self) -> None:
        """Write what was counted since the last time; what cannot be written is kept."""
        with self._lock:
            counts, self._counts = self._counts, {}
        books: dict[int, dict[Key, list[int]]] = defaultdict(dict)
        for key, row in counts.items():
            books[key[0]][key] = row
        for book_id, rows in books.items():
            self._write(book_id, rows)

    def _write(self, book_id: int, rows: dict[Key, list[int]]) -> None:
        counts = [
            CallCount(date.fromordinal(day), app_id, dialect, calls, refused, failed)
            for (_, day, app_id, dialect), (calls, refused, failed) in rows.items()
        ]
        actor = operator(book_id)
        try:
            with self._database.write(actor, trace_id()) as unit:
                count_calls(Context(actor, unit, self._clock()), counts)
        except PartitaError as error:
            _log.warning("calls not written", book=book_id, error=error.code)
            self._take_back(rows)
        except Exception:  # noqa: BLE001  # lint: allow broad-except because it is tried again
            _log.exception("unexpected", book=book_id)
            self._take_back(rows)

    def _take_back(self, rows: dict[Key, list[int]]) -> None:
        with self._lock:
            for key, row in rows.items():
                there = self._counts.setdefault(key, [0, 0, 0])
                there[:] = map(sum, zip(there, row, strict=True))

    def close(self) -> None:
        """Write what is left, and stop."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(self._every_s)
        self.write()
