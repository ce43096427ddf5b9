"""Pages of a book with reference data, on both databases."""

import pytest

from partita.store.engine import Engine
from tests.builders import FrozenClock
from tests.faces.world import make_seeded_book
from tests.web.site import Site


@pytest.fixture(scope="module")
def database_url(shared_url: str) -> str:
    """One database of each kind for all tests of a module."""
    return shared_url


@pytest.fixture
def site(engine: Engine, clock: FrozenClock) -> Site:
    """The pages of an empty book; nobody is signed in."""
    return Site(engine, clock, make_seeded_book(engine, clock))
