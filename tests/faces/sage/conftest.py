"""What tests of the dialect start from."""

import pytest

from tests.faces.sage.api import Api
from tests.faces.world import World


@pytest.fixture(scope="session")
def database_url(shared_url: str) -> str:
    """A book of its own for each test is enough."""
    return shared_url


@pytest.fixture
def api(world: World) -> Api:
    """A client of the second generation with full rights."""
    return Api(world, world.give_access("sage"))


@pytest.fixture
def first_api(world: World) -> Api:
    """A client of the first generation with full rights."""
    return Api(world, world.give_access("sage"), "/sage/graphql")
