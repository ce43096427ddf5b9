"""Servers that several tests ask."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.running import Running, prepare_book, serving


@pytest.fixture(scope="module")
def server(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One worker over a fresh file, with small limits and a mapped host name."""
    folder = tmp_path_factory.mktemp("server")
    url = f"sqlite:///{shutil.copy(sqlite_template, folder / 'partita.db')}"
    prepare_book(url)
    with serving(
        url, folder, workers=1, hosts="economic.test=economic", body_bytes_max=1_000
    ) as running:
        yield running
