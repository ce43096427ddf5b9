"""What belongs to somebody else is refused as fast as what there is not (issue 6).

Statements are counted where answers are compared; here they are timed, for every operation that
takes an id and, in GraphQL, for every place of the schemas that names a record.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from typing import Any, Final

import pytest

from partita.faces.sage.graph import Generation
from partita.store.engine import Engine
from tests.builders import FrozenClock
from tests.faces.isolation import test_graph
from tests.faces.isolation.attacking import FACES, PARAMETER, ask, attacker, operations
from tests.faces.isolation.marked import Marked
from tests.faces.isolation.statements import Statements
from tests.faces.isolation.stopwatch import Times, clock_of, measured
from tests.faces.isolation.test_isolation import key_pairs, starts_work
from tests.faces.sage.api import Api
from tests.faces.world import World, make_seeded_book
from tests.figures import note_figures

BY_PATH: Final = [face for face in FACES if any(PARAMETER.search(at) for _, at in operations(face))]
BURNT_MS: Final = 2


@pytest.fixture
def database_url(shared_url: str) -> str:
    return shared_url


def tell(face: str, url: str, times: Mapping[str, Times]) -> None:
    """Note figures, and make sure that nobody can tell the times apart."""
    most = max(times.values(), key=lambda each: each.ratio)
    note_figures(
        "isolation",
        database="PostgreSQL" if url.startswith("postgres") else "SQLite",
        face=face,
        pairs=len(times),
        median_ms=round(median(each.theirs_ms for each in times.values()), 2),
        theirs_to_nobodys=round(median(each.theirs_to_nobodys for each in times.values()), 3),
        greatest_ratio=round(most.ratio, 2),
        there_apart_ms=round(most.apart_ms, 2),
    )
    assert {at: each for at, each in times.items() if not each.are_similar} == {}


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("face", BY_PATH)
def test_operations_take_a_similar_time(
    engine: Engine, clock: FrozenClock, other: Marked, face: str, database_url: str
) -> None:
    world = World(engine, clock, make_seeded_book(engine, clock))
    headers = attacker(world, face)
    times, statuses = dict[str, Times](), Counter[int]()
    for method, path in operations(face):
        if not PARAMETER.search(path) or starts_work(path):
            continue
        for keys in key_pairs(other):
            theirs, nobodys = (
                partial(ask, world, headers, method, PARAMETER.sub(each, path)) for each in keys
            )
            statuses[theirs().status_code] += 1
            times[f"{method} {path} {keys[0]}"] = measured(theirs, nobodys, clock_of(database_url))
    assert not statuses[429]
    assert statuses[401] * 2 <= len(times), "only at a mount where other tokens count"
    tell(face, database_url, times)


@dataclass(frozen=True)
class Timed(test_graph.Attacker):
    """Somebody who asks with a stopwatch."""

    clock: Callable[[], int] = time.perf_counter_ns
    times: dict[str, Times] = field(default_factory=dict)

    def compare(self, document: str, theirs: Mapping[str, Any], nobodys: Mapping[str, Any]) -> str:
        one, other = (partial(self.api.send, document, **each) for each in (theirs, nobodys))
        self.times[f"{document} {theirs}"] = measured(one, other, self.clock)
        return super().compare(document, theirs, nobodys)


@pytest.mark.long
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("generation", Generation, ids=lambda each: each.name.lower())
@pytest.mark.parametrize("attack", ["query", "argument", "mutation"])
def test_places_of_a_graph_take_a_similar_time(  # noqa: PLR0917  # fixtures
    engine: Engine,
    clock: FrozenClock,
    other: Marked,
    generation: Generation,
    attack: str,
    statements: Statements,
    database_url: str,
) -> None:
    world = World(engine, clock, make_seeded_book(engine, clock, "FR", "FR"))
    api = Api(world, world.give_access("sage"), test_graph.PATHS[generation])
    timed = Timed(api, other, generation, statements, clock_of(database_url))
    getattr(test_graph, f"test_no_{attack}_reaches_another_book")(timed)
    tell(f"sage, {generation.name.lower()} generation, {attack}", database_url, timed.times)


def burn(ms: float) -> None:
    """Keep the processor busy."""
    end = time.thread_time_ns() + int(ms * 1e6)
    while time.thread_time_ns() < end:
        pass


def test_a_stopwatch_tells_what_takes_longer() -> None:
    longer, shorter = partial(burn, BURNT_MS * 1.5), partial(burn, BURNT_MS)
    for both in ((longer, shorter), (shorter, longer)):
        found = measured(both[0], both[1], time.thread_time_ns)
        assert not found.are_similar
        assert 1.3 < found.ratio < 1.7
    assert measured(shorter, shorter, time.thread_time_ns).are_similar
