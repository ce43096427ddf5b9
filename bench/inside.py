"""The application inside this process: without HTTP, and with its statements on tape."""

import io
import logging
import random
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import structlog

from bench.driver import Plan
from partita import server
from partita.settings import Settings
from partita.store import postgres, sqlite


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement as it went to the database."""

    sql: str
    params: Any
    is_many: bool = False


@dataclass(slots=True)
class Tape:
    """The statements of each request, in order."""

    requests: list[list[Statement]] = field(default_factory=list)

    def note(self, sql: str, params: Any = None, *, is_many: bool = False) -> None:  # noqa: ANN401
        """Note a statement of the last request."""
        self.requests[-1].append(Statement(sql, params, is_many))


class TapedLink:
    """A connection that notes what it is asked."""

    def __init__(self, link: Any, tape: Tape, begin: str) -> None:  # noqa: ANN401  # any link
        """Stand before a connection."""
        self._link = link
        self._tape = tape
        self._begin = begin

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever it is
        """All else is the connection's own."""
        return getattr(self._link, name)

    def execute(self, sql: str, params: Any = ()) -> Any:  # noqa: ANN401  # as the link's
        """Run and note one statement."""
        self._tape.note(sql, params)
        return self._link.execute(sql, params)

    def execute_many(self, sql: str, rows: Any) -> None:  # noqa: ANN401  # as the link's
        """Run and note one statement for many rows."""
        self._tape.note(sql, rows, is_many=True)
        self._link.execute_many(sql, rows)

    def execute_soon(self, sql: str, params: Any) -> None:  # noqa: ANN401  # as the link's
        """Run soon, and note at once, one statement."""
        self._tape.note(sql, params)
        self._link.execute_soon(sql, params)

    def execute_late(self, table: str, sql: str, rows: Any) -> None:  # noqa: ANN401  # likewise
        """Run in the end, and note at once, one statement for some rows."""
        for row in rows:
            self._tape.note(sql, row)
        self._link.execute_late(table, sql, rows)

    def take_numbers(self, take: str, raised: str, row: Any) -> Any:  # noqa: ANN401  # likewise
        """Move a counter, noted as a statement of its own."""
        self._tape.note(take, row)
        return self._link.take_numbers(take, raised, row)

    def rows(self, sql: str, params: Any = (), **more: Any) -> Any:  # noqa: ANN401  # as the link's
        """Run and note one statement."""
        self._tape.note(sql, params)
        return self._link.rows(sql, params, **more)

    def encoded_rows(self, sql: str, params: Any = (), **more: Any) -> Any:  # noqa: ANN401  # as the link's
        """Run and note one statement."""
        self._tape.note(sql, params)
        return self._link.encoded_rows(sql, params, **more)

    def row(self, sql: str, params: Any = (), **more: Any) -> Any:  # noqa: ANN401  # as the link's
        """Run and note one statement."""
        self._tape.note(sql, params)
        return self._link.row(sql, params, **more)

    def begin(self) -> None:
        """Start and note a transaction."""
        self._tape.note(self._begin)
        self._link.begin()

    def commit(self) -> None:
        """End and note a transaction."""
        self._tape.note("COMMIT")
        self._link.commit()


class Inside:
    """The application, asked by function calls."""

    def __init__(self, url: str, tape: Tape | None = None) -> None:
        """Open a database."""
        self._log = structlog.get_config()
        self._links: list[Any] = []
        settings = Settings(database=url, rate_limit=0, log_level="error", log_format="json")
        with mock.patch.object(server, "configure_log"):  # it would be for good
            self._app = server.make_app(settings)
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
        self._stack = ExitStack()
        begin = "BEGIN IMMEDIATE" if url.startswith("sqlite") else "BEGIN"
        for backend in (sqlite.SqliteFile, postgres.PostgresBackend):
            connect = self._connecting(backend.connect, tape, begin)
            self._stack.enter_context(mock.patch.object(backend, "connect", connect))

    def _connecting(
        self, connect: Callable[[Any], Any], tape: Tape | None, begin: str
    ) -> Callable[[Any], Any]:
        """Opens connections that are closed with this, and noted on tape if there is one."""

        def made(backend: Any) -> Any:  # noqa: ANN401  # any backend, any link
            link = connect(backend)
            self._links.append(link)
            return link if tape is None else TapedLink(link, tape, begin)

        return made

    def ask(self, method: str, target: str, headers: dict[str, str], body: str = "") -> bytes:
        """Ask once; the answer's body.

        Raises:
            RuntimeError: It was refused.
        """
        path, _, query = target.partition("?")
        content = body.encode()
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(content),
            "wsgi.errors": io.StringIO(),
        }
        if content:
            environ |= {"CONTENT_LENGTH": str(len(content)), "CONTENT_TYPE": "application/json"}
        for name, text in headers.items():
            environ["HTTP_" + name.upper().replace("-", "_")] = text
        if "Content-Type" in headers:
            environ["CONTENT_TYPE"] = headers["Content-Type"]
        status: list[str] = []

        def start(line: str, *_: object) -> Callable[[bytes], object]:
            status.append(line)
            return parts.append

        parts: list[bytes] = []
        parts += self._app(environ, start)
        answer = b"".join(parts)
        if not status[0].startswith("2"):
            raise RuntimeError(f"{method} {target}: {status[0]} {answer[:300]!r}")
        return answer

    def close(self) -> None:
        """Let go of the database, and log as before."""
        self._stack.close()
        for link in self._links:
            link.close()
        structlog.configure(**self._log)


@contextmanager
def inside(url: str, tape: Tape | None = None) -> Iterator[Inside]:
    """Open the application and close it again."""
    made = Inside(url, tape)
    try:
        yield made
    finally:
        made.close()


def run_plan(app: Inside, plan: Plan, times: int, seed: int, tape: Tape) -> None:
    """Run the requests of a plan inside this process, noting the statements of each.

    Of an edit, only the writes are noted.
    """
    chance = random.Random(seed)
    for turn in range(times):
        number = plan.low + plan.step * chance.randrange(plan.count)
        values = {"n": str(number), "unique": f"in-{seed}-{turn}", "term": ""}
        if plan.terms:
            values["term"] = chance.choice(plan.terms)
        body = plan.body
        if plan.edit is not None:
            tape.requests.append([])
            path = _fill(plan.edit.read_path, values)
            text = app.ask("GET", path, plan.headers).decode()
            tape.requests.pop()
            body = re.sub(plan.edit.changed, _fill(plan.edit.changed_as, values), text)
        tape.requests.append([])
        app.ask(plan.method, _fill(plan.path, values), plan.headers, _fill(body, values))


def _fill(template: str, values: dict[str, str]) -> str:
    return re.sub(r"\{([a-z]+)\}", lambda found: values[found[1]], template)
