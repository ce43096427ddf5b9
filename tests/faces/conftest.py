"""What tests of faces start from."""

import pytest

from partita.store.engine import Engine
from tests.builders import FrozenClock
from tests.faces.world import World, make_seeded_book


@pytest.fixture
def world(engine: Engine, clock: FrozenClock) -> World:
    """A book with reference data, served over a fresh database of each kind."""
    return World(engine, clock, make_seeded_book(engine, clock))
