"""Workers, the whole server and PostgreSQL are killed while all faces write: nothing is lost.

Two hundred times, unless ``PARTITA_CRASH_ROUNDS`` says otherwise.
"""

import http.client
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final

import pytest

from partita.faces import discover
from partita.kit.clock import system_clock
from partita.store import schema
from partita.store.engine import Engine
from tests.builders import FrozenClock, OpenBook
from tests.crash.remote import Remote
from tests.crash.test_kill import assert_feed_of, column
from tests.databases import KillableServer, killable_server
from tests.faces.speaking import Refused, Speaker, speaker_class
from tests.faces.world import World, make_seeded_book
from tests.figures import note_figures
from tests.server.running import Running, free_port, start

ROUNDS: Final = int(os.environ.get("PARTITA_CRASH_ROUNDS", "200"))
LIFE_S: Final = (0.05, 0.4)
BACK_S_MAX: Final = 2.0
PAUSE_S: Final = 0.02
KINDS: Final = ("a worker", "all", "PostgreSQL")
FACES: Final = [face.name for face in discover() if speaker_class(face.name)]


@dataclass
class Writer:
    """Makes customers through one face until told to stop.

    Attributes:
        speaker: Somebody at a face.
        name: First part of the names it gives.
        confirmed: Names of customers the server said it has made.
        unsure: Names of those it gave no answer about, or could not make for want of a database.
    """

    speaker: Speaker
    remote: Remote
    name: str
    stop: threading.Event
    confirmed: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)

    def run(self) -> None:
        """Write until told to stop."""
        number = 0
        while not self.stop.is_set():
            number += 1
            name = f"{self.name} {number}"
            try:
                self.speaker.create("customer", {"name": name})
            except (OSError, http.client.HTTPException, Refused):
                self.unsure.add(name)
                time.sleep(PAUSE_S)
            else:
                self.confirmed.add(name)
        self.remote.hang_up()


@contextmanager
def writing(world: World, remote: Remote) -> Iterator[list[Writer]]:
    """A writer at each face."""
    stop = threading.Event()
    writers = []
    for face in FACES:
        found = speaker_class(face)
        assert found is not None
        writers.append(Writer(found(world), remote, face, stop))
    threads = [threading.Thread(target=each.run, daemon=True) for each in writers]
    for each in threads:
        each.start()
    try:
        yield writers
    finally:
        stop.set()
        for each in threads:
            each.join(30)
            assert not each.is_alive()


@dataclass(frozen=True, order=True)
class Return:
    """A server answered again.

    Attributes:
        took_s: After how long.
        waited_s: How much of it was spent ready to run while other programs had the processors.
        killed: What had been killed.
    """

    took_s: float
    waited_s: float
    killed: str

    def __str__(self) -> str:
        return f"{self.took_s:.2f} s ({self.waited_s:.2f} s waiting)"


@dataclass
class Stage:
    """A server that is killed again and again.

    Attributes:
        returns: How it came back, each time.
    """

    url: str
    folder: Path
    port: int
    database: KillableServer | None
    running: Running
    returns: list[Return] = field(default_factory=list)

    def kill_a_worker(self) -> None:
        """One worker ends; the master makes another."""
        began = time.perf_counter()
        os.kill(random.choice(self.running.workers()), signal.SIGKILL)  # noqa: S311  # any
        self._wait(began, "a worker")

    def kill_all(self) -> None:
        """Master and workers end; somebody starts the server again."""
        self.running.kill()
        self.running = start(self.url, self.folder, self.port, **SETTINGS)
        took_s, waited_s = self.running.start_s, self.running.waited_s()
        self.returns.append(Return(took_s, waited_s, "all"))

    def kill_database(self) -> None:
        """PostgreSQL ends with all its processes, and is started again."""
        assert self.database is not None
        self.database.kill()
        self.database.start()
        self._wait(time.perf_counter(), "PostgreSQL")

    def _wait(self, began: float, killed: str) -> None:
        while True:
            try:
                if self.running.ask("GET", "/healthz").status == 200:
                    break
            except (OSError, http.client.HTTPException):
                pass
            assert time.perf_counter() - began < 10 * BACK_S_MAX
            time.sleep(PAUSE_S)
        self.returns.append(Return(time.perf_counter() - began, 0.0, killed))


SETTINGS: Final[dict[str, Any]] = {
    "rate_limit": 0,
    "dialect_rates": ",".join(f"{face.name}=0" for face in discover() if face.rate),
    "log_level": "error",
}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path
) -> Iterator[tuple[str, KillableServer | None]]:
    """A database of each kind that keeps what it promised when it is killed."""
    if request.param == "sqlite":
        path = tmp_path / "partita.db"
        path.write_bytes(sqlite_template.read_bytes())
        yield f"sqlite:///{path}", None
        return
    with killable_server() as server:
        yield server.migrated_url(), server


@pytest.mark.long
@pytest.mark.timeout(1_800)
def test_two_hundred_kills(database: tuple[str, KillableServer | None], tmp_path: Path) -> None:
    url, server = database
    clock = FrozenClock(system_clock())
    engine = Engine(url, clock)
    world = World(engine, clock, make_seeded_book(engine, clock))
    stage = Stage(url, tmp_path, free_port(), server, start(url, tmp_path, **SETTINGS))
    stage.kill_all()
    remote = Remote(stage.port)
    world.app = remote  # type: ignore[assignment]  # another application, elsewhere
    kills = [stage.kill_a_worker, stage.kill_all, *([stage.kill_database] if server else [])]
    chance = random.Random(11)  # noqa: S311  # any moment will do
    try:
        with writing(world, remote) as writers:
            for at in range(ROUNDS):
                time.sleep(chance.uniform(*LIFE_S))
                kills[at % len(kills)]()
            time.sleep(1)
    finally:
        stage.running.kill()
        remote.hang_up()
        engine.close()

    assert_nothing_is_lost(world.book, writers)
    note_figures(
        "crash",
        database="PostgreSQL" if server else "SQLite",
        kills=ROUNDS,
        faces=len(FACES),
        confirmed=sum(len(each.confirmed) for each in writers),
        **figures_of(stage.returns),
    )
    assert_all_are_quick(stage.returns)
    engine.close()


def figures_of(returns: list[Return]) -> dict[str, str]:
    """Median and longest return after each kind of kill."""
    found = {}
    for killed in KINDS:
        some = sorted(each for each in returns if each.killed == killed)
        told = f"{median(each.took_s for each in some):.2f} / {some[-1]}" if some else "-"
        found[f"after {killed}"] = told
    return found


def assert_all_are_quick(returns: list[Return]) -> None:
    """Each return was, had there been a processor for the server."""
    slow = [each for each in returns if each.took_s - each.waited_s >= BACK_S_MAX]
    assert not slow, [f"{each.killed}: {each}" for each in sorted(returns)[-10:]]


def assert_nothing_is_lost(book: OpenBook, writers: list[Writer]) -> None:
    """Every confirmed customer is there once, and nothing nobody asked for.

    An app of one dialect has an employee who acts for it and bears its name.
    """
    times = Counter(name for (name,) in column(book, schema.party, "name"))
    confirmed = set().union(*(each.confirmed for each in writers))
    unsure = set().union(*(each.unsure for each in writers))
    assert all(each.confirmed for each in writers), "every face wrote"
    assert max(times.values()) == 1, "nothing is there twice"
    assert confirmed <= set(times), "nothing confirmed is lost"
    employees = {name for (name,) in column(book, schema.app_grant, "app")}
    assert set(times) <= confirmed | unsure | employees, "what was not asked for is not there"
    assert_feed_of(book, "party.created", len(times))
    ids = sorted(number for (number,) in column(book, schema.party, "id"))
    assert ids == list(range(1, len(ids) + 1)), "counters have no holes"
