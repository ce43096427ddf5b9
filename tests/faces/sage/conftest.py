"""What tests of the dialect start from."""

import pytest

from partita.branding.brands import Brands
from partita.branding.jobs import EnrichmentJobs
from partita.facekit.services import Services
from partita.facekit.telemetry import Figures
from partita.facekit.wsgi import Mounted, build_app
from partita.faces.sage.whole import build
from partita.store.engine import Engine
from tests.builders import FrozenClock
from tests.faces.sage.api import Api
from tests.faces.world import BODY_BYTES_MAX, World, make_seeded_book


@pytest.fixture(scope="session")
def database_url(shared_url: str) -> str:
    """A book of its own for each test is enough."""
    return shared_url


@pytest.fixture
def world(engine: Engine, clock: FrozenClock) -> World:
    """A book with reference data, served in this dialect."""
    world = World(engine, clock, make_seeded_book(engine, clock))
    services = Services(
        database=engine,
        clock=clock,
        budgets={},
        figures=Figures(),
        body_bytes_max=BODY_BYTES_MAX,
        public_url="",
        branding=Brands(),
        jobs=EnrichmentJobs(engine, clock, Brands()),
    )
    world.app = build_app([Mounted(build(shows_false=False), ("/sage",))], services, {}, "")
    return world


@pytest.fixture
def api(world: World) -> Api:
    """A client of the second generation with full rights."""
    return Api(world, world.give_access("sage"))


@pytest.fixture
def first_api(world: World) -> Api:
    """A client of the first generation with full rights."""
    return Api(world, world.give_access("sage"), "/sage/graphql")
