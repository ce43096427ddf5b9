"""Does jobs of the server beside its requests."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Final

import structlog

from partita.access.grant import Actor, operator
from partita.domain.errors import PartitaError
from partita.domain.job import Job
from partita.kit.clock import Clock
from partita.kit.ids import trace_id
from partita.ports import Database
from partita.usecases.context import Context
from partita.usecases.jobs import Begin

JOBS_AT_ONCE: Final = 2
_log = structlog.get_logger("partita.jobs")

Runner = Callable[[Begin, int], object]
"""Does a job, if it waits: told how to open transactions, and which one."""


class JobThreads:
    """Keeps the promises of `partita.ports.Jobs`: a few threads of this process.

    They do not hold up the end of the process: a job that is cut off by it is told as failed once
    it has been silent for long (`partita.domain.job`).
    """

    def __init__(self, database: Database, clock: Clock, runners: Mapping[str, Runner]) -> None:
        """Begin with nothing to do; threads are made when there is, and end when there is not.

        Args:
            database: Where the jobs are.
            clock: What time it is.
            runners: Who does jobs, by their kind.
        """
        self._database = database
        self._clock = clock
        self._runners = runners
        self._waiting: SimpleQueue[tuple[int, int, Actor | None]] = SimpleQueue()
        self._lock = threading.Lock()
        self._threads: set[threading.Thread] = set()

    def start(self, book_id: int, job_id: int, actor: Actor | None = None) -> None:
        """Begin a job; it waits for the transaction that made it, as every other writer does."""
        self._waiting.put((book_id, job_id, actor))
        self._employ()

    def _employ(self) -> None:
        """Make a thread, if something waits and there may be another."""
        with self._lock:
            if len(self._threads) < JOBS_AT_ONCE and not self._waiting.empty():
                thread = threading.Thread(target=self._work, name="partita-job", daemon=True)
                self._threads.add(thread)
                thread.start()

    def join(self, seconds: float) -> None:
        """Wait until nothing is left to do, for so long at most."""
        with self._lock:
            threads = list(self._threads)
        for thread in threads:
            thread.join(seconds)

    def _work(self) -> None:
        try:
            while True:
                with self._lock:
                    if self._waiting.empty():
                        self._threads.discard(threading.current_thread())
                        return
                try:
                    book_id, job_id, actor = self._waiting.get_nowait()
                except Empty:  # another thread was faster
                    continue
                self._run(book_id, job_id, actor)
        finally:
            self._database.close()
            with self._lock:
                self._threads.discard(threading.current_thread())
            self._employ()  # an unexpected error ended this one, not the jobs behind it

    def _run(self, book_id: int, job_id: int, actor: Actor | None) -> None:
        try:
            job = self._find(book_id, job_id)
            if job is not None and job.kind in self._runners:
                begin = self._begin(actor or operator(book_id, job.kind))
                self._runners[job.kind](begin, job_id)
            job = self._find(book_id, job_id)
        except PartitaError as error:
            _log.warning("job", book=book_id, job=job_id, error=str(error))
        else:
            state = None if job is None else str(job.state)
            _log.info("job", book=book_id, job=job_id, state=state)

    def _find(self, book_id: int, job_id: int) -> Job | None:
        """The job; whoever writes waits for the transaction that made it."""
        with self._begin(operator(book_id))() as ctx:
            return ctx.unit.jobs.find(job_id)

    def _begin(self, actor: Actor) -> Begin:
        @contextmanager
        def begin() -> Iterator[Context]:
            with self._database.write(actor, trace_id()) as unit:
                yield Context(actor, unit, self._clock())

        return begin
