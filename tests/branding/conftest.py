"""A site on loopback for every test that wants one."""

from collections.abc import Iterator

import pytest

from tests.branding.serving import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    """A real server."""
    with serving() as made:
        yield made
