"""What tests of the dialect start from."""

import pytest

from tests.faces.flowtly.api import Api
from tests.faces.world import World


@pytest.fixture
def api(world: World) -> Api:
    """A client with full rights."""
    return Api(world, world.give_access("flowtly"))
