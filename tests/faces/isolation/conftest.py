"""What tests that try to reach another book start from."""

from collections.abc import Iterator

import pytest

from partita.store.engine import Engine
from tests.builders import FrozenClock
from tests.faces.isolation.marked import Marked, make_marked
from tests.faces.isolation.statements import Careless, Statements


@pytest.fixture(scope="session")
def other(shared_url: str) -> Iterator[Marked]:
    """The book of somebody else; nothing that is tried changes it, so all tests share it."""
    clock = FrozenClock()
    engine = Engine(shared_url, clock)
    yield make_marked(engine, clock, shared_url)
    engine.close()


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Statements:
    return Statements(monkeypatch)


@pytest.fixture
def careless(monkeypatch: pytest.MonkeyPatch) -> Careless:
    """A build that forgets the book; what is made meanwhile is made by it."""
    return Careless(monkeypatch)
