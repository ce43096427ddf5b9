"""A long time at seven tenths of what it can do: no error, and memory stays as it is.

``make soak`` runs it for half an hour on each database; ``PARTITA_SOAK_MINUTES`` says otherwise.
"""

import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest

from bench.procfs import memory
from partita.faces import discover
from partita.kit.clock import system_clock
from partita.store.engine import Engine
from tests.builders import FrozenClock
from tests.crash.remote import Remote
from tests.faces.speaking import Speaker, speaker_class
from tests.faces.world import World, make_seeded_book
from tests.figures import note_figures
from tests.server.running import Running, serving

T = TypeVar("T")
MINUTES: Final = float(os.environ.get("PARTITA_SOAK_MINUTES", "30"))
MEASURE_S: Final = 15.0
LOAD: Final = 0.7
WRITERS_EACH: Final = 2
SAMPLE_S: Final = 5.0
TOKEN_S: Final = 600.0
"""How long a speaker is used; some dialects' tokens end after twenty minutes."""

GROWTH_MAX: Final = 1.15
"""What the last third of a run may hold of what the middle third held."""

FACES: Final = [face.name for face in discover() if speaker_class(face.name)]
SETTINGS: Final[dict[str, Any]] = {
    "rate_limit": 0,
    "dialect_rates": ",".join(f"{face.name}=0" for face in discover() if face.rate),
    "log_level": "error",
}


@dataclass
class Worker:
    """Keeps one customer's life going through one face, again and again.

    Attributes:
        pause_s: How long between the starts of two calls; none at first, to see what it can do.
        times: How long each kind of call took, in seconds.
        errors: What went wrong.
    """

    face: str
    world: World
    speaker: Speaker
    names: Iterator[int]
    stop: threading.Event
    pause_s: float = 0.0
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Work until told to stop."""
        lacks = type(self.speaker).lacks
        renew_at = time.monotonic() + TOKEN_S
        while not self.stop.is_set():
            try:
                if time.monotonic() > renew_at:
                    self.speaker = type(self.speaker)(self.world)
                    renew_at = time.monotonic() + TOKEN_S
                self._life(f"{self.face} {next(self.names)}", goes="delete customer" not in lacks)
            except Exception as error:  # noqa: BLE001  # whatever it is, the test tells it
                self.errors.append(repr(error))

    def _life(self, name: str, *, goes: bool) -> None:
        says = self.speaker
        key = self._timed("create", lambda: says.create("customer", {"name": name}))
        for _ in range(6):
            self._timed("show", lambda: says.show("customer", key))
        person = {"of": key, "name": "Ada Holm", "email": "ada@a.example"}
        contact = self._timed("create", lambda: says.create("contact", person))
        self._timed("change", lambda: says.change("contact", contact, {"name": "Eva Holm"}))
        self._timed("show", lambda: says.show("contact", contact))
        self._timed("change", lambda: says.change("customer", key, {"name": f"{name} ApS"}))
        self._timed("delete", lambda: says.delete("contact", contact))
        if goes:
            self._timed("delete", lambda: says.delete("customer", key))

    def _timed(self, kind: str, call: Callable[[], T]) -> T:
        began = time.perf_counter()
        found = call()
        took = time.perf_counter() - began
        self.times[kind].append(took)
        self.stop.wait(max(0.0, self.pause_s - took))
        return found

    def forget(self) -> None:
        """Forget all times."""
        self.times.clear()

    @property
    def calls(self) -> int:
        """How many calls are remembered."""
        return sum(map(len, self.times.values()))


@contextmanager
def working(world: World, remote: Remote) -> Iterator[list[Worker]]:
    """Workers at every face."""
    stop, names, workers = threading.Event(), count(1), []
    for face in FACES * WRITERS_EACH:
        found = speaker_class(face)
        assert found is not None
        workers.append(Worker(face, world, found(world), names, stop))

    def run(worker: Worker) -> None:
        worker.run()
        remote.hang_up()
        world.engine.close()

    threads = [threading.Thread(target=run, args=(each,), daemon=True) for each in workers]
    for each in threads:
        each.start()
    try:
        yield workers
    finally:
        stop.set()
        for each in threads:
            each.join(30)
            assert not each.is_alive()


def settle(workers: list[Worker]) -> float:
    """See what the server can do, and ask for seven tenths of it; calls a second then."""
    time.sleep(MEASURE_S)
    capacity = sum(each.calls for each in workers) / MEASURE_S
    for each in workers:
        each.pause_s = len(workers) / (capacity * LOAD)
        each.forget()
    return capacity * LOAD


def held_mb(running: Running) -> float:
    """What all workers hold of their own; pages of the database file come and go."""
    return sum(each.own_mb for each in memory(running.process.pid))


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_a_long_time_under_load(
    database_url: str, database_kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # E-conomic's callers choose numbers; these never meet those others are given from 10,000 on.
    monkeypatch.setattr("tests.faces.economic.speaker.CUSTOMER_NUMBERS", count(1_000_000))
    clock = FrozenClock(system_clock())
    engine = Engine(database_url, clock)
    world = World(engine, clock, make_seeded_book(engine, clock))
    with serving(database_url, tmp_path, **SETTINGS) as running:
        remote = Remote(running.port)
        world.app = remote  # type: ignore[assignment]  # another application, elsewhere
        samples = []
        with working(world, remote) as workers:
            rate = settle(workers)
            until = time.monotonic() + MINUTES * 60
            while time.monotonic() < until:
                time.sleep(SAMPLE_S)
                samples.append(held_mb(running))
        remote.hang_up()
    engine.close()
    tell(database_kind, rate, samples, workers)

    assert [each.errors for each in workers] == [[]] * len(workers)
    third = len(samples) // 3
    middle, last = samples[third : 2 * third], samples[2 * third :]
    assert sum(last) / len(last) <= GROWTH_MAX * sum(middle) / len(middle)


def tell(kind: str, rate: float, samples: list[float], workers: list[Worker]) -> None:
    """Note what the run has shown."""
    times = sorted(each for one in workers for some in one.times.values() for each in some)
    note_figures(
        "soak",
        database=kind,
        minutes=MINUTES,
        faces=len(FACES),
        asked_a_second=round(rate),
        calls_a_second=round(len(times) / (MINUTES * 60)),
        calls=len(times),
        errors=sum(len(each.errors) for each in workers),
        p50_ms=round(times[len(times) // 2] * 1_000, 1),
        p99_ms=round(times[len(times) * 99 // 100] * 1_000, 1),
        memory_first_mb=round(samples[len(samples) // 3]),
        memory_last_mb=round(samples[-1]),
    )
