"""What tests of the dialect start from."""

import pytest

from tests.faces.economic.api import Api
from tests.faces.world import World


@pytest.fixture
def database_url(shared_url: str) -> str:
    """Each test has a book of its own; the database may be shared."""
    return shared_url


@pytest.fixture
def api(world: World) -> Api:
    """A client with full rights, pinned to the newest version."""
    return Api(world, world.give_access("economic"))
