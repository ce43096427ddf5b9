"""What tests of every part start from: a database of each kind, a book, a clock that stands."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from partita.store.engine import Engine
from partita.usecases.context import Context, Looking
from tests import databases
from tests.builders import FrozenClock, OpenBook, make_book

KINDS = (
    pytest.param("sqlite", id="sqlite"),
    pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgres),
)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[databases.Server]:
    """One server for each process of tests."""
    with databases.server() as made:
        yield made


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy."""
    return databases.sqlite_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Which kind of database: ``sqlite`` or ``postgresql``."""
    kind: str = request.param
    return kind


@pytest.fixture
def fresh_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each kind that no other test sees, migrated."""
    if database_kind == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        yield f"sqlite:///{shutil.copy(template, tmp_path / 'partita.db')}"
        return
    server: databases.Server = request.getfixturevalue("postgres_server")
    name = server.create(migrated=True)
    yield server.url_of(name)
    server.drop(name)


@pytest.fixture
def database_url(fresh_url: str) -> str:
    """The database of a test."""
    return fresh_url


@pytest.fixture(scope="session", params=KINDS)
def shared_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """One database of each kind for all tests that need but a book of their own.

    A module takes it by overriding `database_url` with it; that is much faster.
    """
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        yield f"sqlite:///{shutil.copy(template, tmp_path_factory.mktemp('shared') / 'partita.db')}"
        return
    server: databases.Server = request.getfixturevalue("postgres_server")
    name = server.create(migrated=True)
    yield server.url_of(name)
    server.drop(name)


@pytest.fixture
def empty_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database of each kind, without any table."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: databases.Server = request.getfixturevalue("postgres_server")
    name = server.create(migrated=False)
    yield server.url_of(name)
    server.drop(name)


@pytest.fixture
def clock() -> FrozenClock:
    """A clock that stands until a test moves it."""
    return FrozenClock()


@pytest.fixture
def engine(database_url: str, clock: FrozenClock) -> Iterator[Engine]:
    """The store on a fresh database of each kind."""
    made = Engine(database_url, clock)
    yield made
    made.close()


@pytest.fixture
def book(engine: Engine, clock: FrozenClock) -> OpenBook:
    """An empty book."""
    return make_book(engine, clock)


@pytest.fixture
def ctx(book: OpenBook) -> Iterator[Context]:
    """The book, inside one transaction that is committed after the test."""
    with book.writing() as made:
        yield made


@pytest.fixture
def looking(book: OpenBook) -> Iterator[Looking]:
    """The book, to look at."""
    with book.looking() as made:
        yield made
