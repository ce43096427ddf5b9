"""Who is cut off when a body is late, and who is spared."""

import threading
from dataclasses import replace
from typing import Final

import pytest

from partita.domain.errors import StoreBusy
from partita.facekit.arriving import BODIES_MAX, Arrivals, spared
from partita.facekit.connections import Connection
from partita.facekit.seats import Seats, Work
from partita.store.engine import Engine
from tests.builders import OpenBook

PEER: Final = "192.0.2.1"
WAIT_S: Final = 8.0
HALF_S: Final = WAIT_S / 2


class Cut(list[int]):
    """Notes which connections were cut."""


class Watched(Connection):
    """A connection that is not there; its `file` names it."""

    cuts: Cut

    def cut(self) -> bool:
        self.cuts.append(self.file)
        return True


@pytest.fixture
def cuts(monkeypatch: pytest.MonkeyPatch) -> Cut:
    made = Cut()
    monkeypatch.setattr(Watched, "cuts", made, raising=False)
    return made


def connection(name: int, received: int = 100, **more: object) -> Connection:
    known = Watched(name, (PEER, 40_000 + name), received, 0, is_sending=False, silent_s=60.0)
    return replace(known, **more)  # type: ignore[arg-type]  # fields of it


NOT_CUT = [
    pytest.param(connection(1, 9_000), id="it moves"),
    pytest.param(connection(1, sent_bytes=1), id="it is answered"),
    pytest.param(connection(1, is_sending=True), id="its answer is on its way"),
]


def look_twice(engine: Engine, first: Connection, second: Connection, apart_s: float) -> None:
    """Wait for a body of somebody while the system tells of one connection."""
    shown = [[first], [second]]
    arrivals = Arrivals(Seats(engine, 1), WAIT_S, lambda _peers: shown.pop(0))
    with arrivals.waiting(PEER) as arrival:
        start = arrival.since + HALF_S
        arrivals.look(start)
        arrivals.look(start + apart_s)


def test_who_stands_still_is_cut_off(engine: Engine, cuts: Cut) -> None:
    look_twice(engine, connection(1), connection(1), HALF_S)
    assert cuts == [1]


def test_not_before_its_time(engine: Engine, cuts: Cut) -> None:
    look_twice(engine, connection(1), connection(1), HALF_S - 0.1)
    assert cuts == []


@pytest.mark.parametrize("later", NOT_CUT)
def test_who_moves_is_not(engine: Engine, cuts: Cut, later: Connection) -> None:
    look_twice(engine, connection(1), later, HALF_S)
    assert cuts == []


def test_whose_request_is_worked_on_is_spared() -> None:
    now, stalled, worked_on = 1_000.0, connection(1, silent_s=50.0), connection(2, silent_s=20.0)
    works = [Work(PEER, now - 20.1), Work(PEER, now - 1), Work("192.0.2.9", now - 50)]
    assert spared([stalled, worked_on], works, now, HALF_S) == [stalled]


def test_there_is_no_room_for_ever_more(engine: Engine) -> None:
    arrivals = Arrivals(Seats(engine, 1), WAIT_S, None)
    waits = [arrivals.waiting(PEER) for _ in range(BODIES_MAX)]
    for each in waits:
        each.__enter__()
    with pytest.raises(StoreBusy), arrivals.waiting(PEER):
        pass
    for each in waits:
        each.__exit__(None, None, None)
    with arrivals.waiting(PEER):
        assert arrivals.has_room


def test_a_seat_is_left_to_others_with_its_connection(book: OpenBook) -> None:
    engine = book.database
    assert isinstance(engine, Engine)
    seats, links = Seats(engine, 1), list[object]()

    def work() -> None:
        seats.take(PEER)
        engine.ping()
        links.append(engine._link())
        seats.leave()

    seats.take(PEER)
    engine.ping()
    mine = engine._link()
    with seats.left(PEER):
        other = threading.Thread(target=work)
        other.start()
        other.join(10)
        assert links == [mine]
        assert seats.works() == []
    assert engine._link() is mine
    seats.leave()
    engine.hold(mine)
