"""The raw limit: the statements of Partita's requests on the bare driver, in one process.

No HTTP, no authentication beyond its statement, no thread but one. The statements are put on tape
while the application works on one copy of the database, and are run anew on another copy, so that
writes meet what they met.
"""

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg
from psycopg.types.numeric import Int8Dumper

from bench.driver import Outcome, Plan
from bench.inside import Statement, Tape, inside, run_plan
from bench.procfs import cpu_s

READS: Final = 300
WARM: Final = 20
PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-32768",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA mmap_size=268435456",
)

Run = Callable[[Statement], None]


def record(url: str, plans: dict[str, Plan], writes: dict[str, int]) -> dict[str, Tape]:
    """Put the statements of each operation on tape.

    Args:
        url: A copy of the database; it is written to.
        plans: Operations by name.
        writes: How many requests to record of those that write, by name.
    """
    tapes = {}
    for name, plan in plans.items():
        tape = Tape()
        with inside(url, tape) as app:
            if name not in writes:
                run_plan(app, plan, WARM, 1, tape)
                tape.requests.clear()
            run_plan(app, plan, writes.get(name, READS), 7, tape)
        tapes[name] = tape
    return tapes


@dataclass(slots=True)
class Player:
    """Runs tapes on a bare connection.

    Attributes:
        database_pid: The server behind it, if it is one.
    """

    run: Run
    database_pid: int | None = None

    def play(
        self, tape: Tape, seconds: float, part: slice | None = None
    ) -> tuple[Outcome, float, float]:
        """Run requests over and over for a while, or a part of them once.

        Returns:
            What came of it, processor seconds of this process and of the database.
        """
        requests = tape.requests if part is None else tape.requests[part]
        before = self._database_cpu_s(), time.process_time()
        times, started = [], time.perf_counter()
        until, last = started + seconds, started
        place = 0
        while last < until and (part is None or place < len(requests)):
            for statement in requests[place % len(requests)]:
                self.run(statement)
            now = time.perf_counter()
            times.append(now - last)
            place, last = place + 1, now
        own = time.process_time() - before[1]
        times.sort()
        outcome = Outcome(
            requests=len(times),
            answers=len(times),
            seconds=last - started,
            p50_ms=times[len(times) // 2] * 1000,
            p99_ms=times[len(times) * 99 // 100] * 1000,
        )
        return outcome, own, self._database_cpu_s() - before[0]

    def _database_cpu_s(self) -> float:
        return cpu_s(self.database_pid) if self.database_pid else 0.0


def sqlite_player(url: str) -> Player:
    """A bare connection to a file."""
    connection = sqlite3.connect(
        Path(url.removeprefix("sqlite:///")), isolation_level=None, cached_statements=512
    )
    for pragma in PRAGMAS:
        connection.execute(pragma)

    def run(statement: Statement) -> None:
        if statement.is_many:
            connection.executemany(statement.sql, statement.params)
        else:
            connection.execute(statement.sql, statement.params or ()).fetchall()

    return Player(run)


def postgres_player(url: str, pid: int) -> Player:
    """A bare connection to a server."""
    assert urlsplit(url).scheme == "postgresql"
    connection = psycopg.connect(
        url, autocommit=True, prepare_threshold=2, options="-c jit=off -c timezone=UTC"
    )
    connection.prepared_max = 500
    connection.adapters.register_dumper(int, Int8Dumper)
    _be_the_server(connection)

    def run(statement: Statement) -> None:
        if statement.is_many:
            with connection.cursor() as cursor:
                cursor.executemany(statement.sql, statement.params)
            return
        found = connection.execute(statement.sql.encode(), statement.params or None)
        if found.description is not None:
            found.fetchall()

    return Player(run, pid)


def _be_the_server(connection: "psycopg.Connection[Any]") -> None:
    """See what the server sees: one book, by row-level security."""
    roles = connection.execute("SELECT count(*) FROM pg_roles WHERE rolname = 'partita_app'")
    if roles.fetchone() == (1,):
        connection.execute("SET ROLE partita_app")
    connection.execute("SELECT set_config('partita.book', '1', false)")


def plans_of(url: str, tapes: dict[str, Tape]) -> dict[str, list[tuple[str, list[str]]]]:
    """How the database runs each statement of each operation.

    Returns:
        Statement and lines of its plan, by operation.
    """
    found = {}
    for name, tape in tapes.items():
        told = [each for each in tape.requests[-1] if not each.is_many and _is_query(each.sql)]
        found[name] = [(each.sql, _plan(url, each)) for each in told]
    return found


def _is_query(sql: str) -> bool:
    return sql.startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))


def _plan(url: str, statement: Statement) -> list[str]:
    params: Any = statement.params or None
    if url.startswith("sqlite"):
        connection = sqlite3.connect(Path(url.removeprefix("sqlite:///")))
        rows = connection.execute("EXPLAIN QUERY PLAN " + statement.sql, params or ())
        lines = [str(row[3]) for row in rows]
        connection.close()
        return lines
    with psycopg.connect(url, autocommit=True) as server:
        server.adapters.register_dumper(int, Int8Dumper)
        told = server.execute(("EXPLAIN " + statement.sql).encode(), params)
        return [str(row[0]) for row in told]
