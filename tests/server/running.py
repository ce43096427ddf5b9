"""Starts the server as people do, and talks to it over the loopback interface."""

import ctypes
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from partita.access.grant import Grant
from partita.access.secret import hash_secret
from partita.kit.clock import system_clock
from partita.store.engine import Engine
from tests.builders import OpenBook, make_book, make_customer

APP: Final = "app-secret"
GRANT: Final = "grant-secret"
TOKENS: Final = {"X-AppSecretToken": APP, "X-AgreementGrantToken": GRANT}
CONTACTS: Final = "/economic/customersapi/v1.1.1/Contacts"
START_S_MAX: Final = 20
STOP_S_MAX: Final = 20
REPLY_S_MAX: Final = 30
_PDEATHSIG: Final = 1
_libc: Final = ctypes.CDLL(None)


def prepare_book(url: str, *, app: str = APP, grant: str = GRANT) -> OpenBook:
    """Make a book with a customer and an app that may do everything."""
    engine = Engine(url, system_clock)
    book = make_book(engine, system_clock, default_customer_group=1, default_layout=21)
    with book.writing() as ctx:
        made = Grant(
            book_id=book.book_id,
            app_id=1,
            app="shop",
            dialect="economic",
            roles=(),
            is_read_only=False,
            secret_hashes={"app": hash_secret(app)},
            created_at=ctx.now,
        )
        ctx.unit.grants.insert(made)
        ctx.unit.announce("economic", hash_secret(grant), 1)
        make_customer(ctx, number=1)
    return book


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401
        """The body, read."""
        return json.loads(self.body)


@dataclass
class Running:
    """A server that runs."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    start_s: float = 0.0

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request on a connection of its own."""
        with closing(
            http.client.HTTPConnection("127.0.0.1", self.port, timeout=REPLY_S_MAX)
        ) as connection:
            connection.request(method, path, body, dict(headers or {}))
            reply = connection.getresponse()
            return Answer(reply.status, CaseBlind(reply.getheaders()), reply.read())

    def get(self, path: str = CONTACTS, **headers: str) -> Answer:
        """Read something, as the app."""
        return self.ask("GET", path, headers={**TOKENS, **headers})

    def post_contact(self, name: str, **headers: str) -> Answer:
        """Make a contact person of the customer."""
        body = json.dumps({"customerNumber": 1, "name": name}).encode()
        sent = {**TOKENS, "Content-Type": "application/json", **headers}
        return self.ask("POST", CONTACTS, body, sent)

    def raw(self, data: bytes, wait_s: float = 5) -> bytes:
        """Send bytes and collect what comes until the server hangs up or is silent."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=wait_s) as made:
            made.sendall(data)
            received = b""
            try:
                while part := made.recv(65_536):
                    received += part
            except TimeoutError:
                pass
            return received

    def workers(self) -> list[int]:
        """The processes that answer."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(each) for each in path.read_text().split()]

    def waited_s(self) -> float:
        """How long it has waited for a processor that others had, since it began."""
        return _waited_s(self.process.pid) + min(map(_waited_s, self.workers()), default=0.0)

    def kill(self) -> None:
        """End all its processes at once, without a word."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(STOP_S_MAX)

    def stop(self) -> int:
        """Ask it to end, and tell the exit code."""
        self.process.terminate()
        return self.process.wait(STOP_S_MAX)

    def log_lines(self) -> list[dict[str, Any]]:
        """What it logged."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]


def _waited_s(process: int) -> float:
    """How long the first thread of a process was ready and had no processor."""
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[1]) / 1e9
    except OSError:  # gone, or a system that does not count it
        return 0.0


class CaseBlind(dict[str, str]):
    """Headers by name in any case."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        super().__init__((name.lower(), value) for name, value in pairs)

    def __missing__(self, name: str) -> str:
        return super().__getitem__(name.lower()) if name != name.lower() else ""


def free_port() -> int:
    """A port nobody listens on."""
    with closing(socket.socket()) as made:
        made.bind(("127.0.0.1", 0))
        port: int = made.getsockname()[1]
        return port


def end_with_test() -> None:
    """In the child, before it becomes the server: no test leaves one behind."""
    _libc.prctl(_PDEATHSIG, signal.SIGKILL)


def start(url: str, folder: Path, port: int | None = None, **settings: object) -> Running:
    """Start a server in a process group of its own and wait until it answers."""
    port = port or free_port()
    known = {"database": url, "port": port, "workers": 2, "log_format": "json", **settings}
    environment = {f"PARTITA_{name.upper()}": str(value) for name, value in known.items()}
    environment["PYTHONDONTWRITEBYTECODE"] = ""  # what is installed is compiled, too
    log = folder / f"server-{port}.log"
    began = time.perf_counter()
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "partita", "serve", "--json"],
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=output,
            start_new_session=True,
            preexec_fn=end_with_test,  # noqa: PLW1509  # one thread does this
        )
    running = Running(process, port, log)
    wait_until_it_answers(running, began)
    return running


def wait_until_it_answers(running: Running, began: float) -> None:
    """Ask for its health until it has some."""
    while True:
        assert running.process.poll() is None, running.log.read_text()
        try:
            if running.ask("GET", "/healthz").status == 200:
                running.start_s = time.perf_counter() - began
                return
        except (OSError, http.client.HTTPException):
            assert time.perf_counter() - began < START_S_MAX, running.log.read_text()
            time.sleep(0.01)


@contextmanager
def serving(
    url: str, folder: Path, port: int | None = None, **settings: object
) -> Iterator[Running]:
    """A server for as long as a test needs it."""
    running = start(url, folder, port, **settings)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.kill()
