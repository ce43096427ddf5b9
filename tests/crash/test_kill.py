"""Killed at any moment, the server loses nothing it has confirmed and does nothing twice.

A few clients write all the time, most of them with an idempotency key and repeating what was not
answered until it is. Fifty times all that writes is killed in the midst of it: the workers alone,
which their master replaces, and the server with all its processes, in turn.
"""

import http.client
import json
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
import sqlalchemy as sa

from partita.store import schema
from partita.store.engine import Engine
from partita.store.render import to_sql
from tests.builders import OpenBook
from tests.server.running import (
    CONTACTS,
    TOKENS,
    Running,
    free_port,
    prepare_book,
    start,
    wait_until_it_answers,
)

KILLS: Final = (15, pytest.param(50, marks=pytest.mark.long))
"""The longer run is one of `make test-long`."""

CLIENTS: Final = 4
LIFE_S: Final = (0.01, 0.25)
"""How long a server lives under load before it is killed."""

PAUSE_S: Final = 0.02


@dataclass
class Client:
    """Writes contact persons, one after another, until told to stop.

    Attributes:
        port: Where the server listens.
        name: First part of the names it writes.
        has_keys: Send an idempotency key and repeat what was not answered.
        confirmed: What the server said it has done: number by name.
        unsure: Names of writes that got no answer and were not repeated.
    """

    port: int
    name: str
    has_keys: bool
    stop: threading.Event
    confirmed: dict[str, int] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)
    odd: list[tuple[int, bytes]] = field(default_factory=list)
    _connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        """Write until told to stop; with a key, until the last one is answered."""
        number = 0
        while not self.stop.is_set():
            number += 1
            name = f"{self.name}-{number}"
            while (reply := self._try(name)) is None and self.has_keys:
                time.sleep(PAUSE_S)
            if reply is None:
                self.unsure.add(name)
                time.sleep(PAUSE_S)
            else:
                self.confirmed[name] = reply
        self._hang_up()

    def _try(self, name: str) -> int | None:
        """Ask once; the number, or ``None`` when nobody knows what became of it."""
        body = json.dumps({"customerNumber": 1, "name": name, "email": "a@b.example"})
        headers = {**TOKENS, "Content-Type": "application/json"}
        if self.has_keys:
            headers["Idempotency-Key"] = name
        try:
            status, answer = self._ask(body, headers)
        except (OSError, http.client.HTTPException):
            self._hang_up()
            return None
        if status != http.client.CREATED:
            self.odd.append((status, answer))
            return None
        number: int = json.loads(answer)["number"]
        return number

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _ask(self, body: str, headers: dict[str, str]) -> tuple[int, bytes]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        self._connection.request("POST", CONTACTS, body, headers)
        reply = self._connection.getresponse()
        return reply.status, reply.read()


@contextmanager
def writing(port: int) -> Iterator[list[Client]]:
    """Clients at work; those with keys end only when all they asked for is answered."""
    stop = threading.Event()
    clients = [Client(port, f"client{n}", n > 0, stop) for n in range(CLIENTS)]
    threads = [threading.Thread(target=each.run, daemon=True) for each in clients]
    for each in threads:
        each.start()
    try:
        yield clients
    finally:
        stop.set()
        for each in threads:
            each.join(30)
            assert not each.is_alive()


def kill_often(url: str, folder: Path, port: int, kills: int) -> list[Client]:
    """Let servers live and die under load, the last one to answer what is still open."""
    chance = random.Random(7)  # noqa: S311  # any moment will do
    running: Running | None = None
    settings: dict[str, Any] = {"rate_limit": 0, "log_level": "warning"}
    try:
        running = start(url, folder, port, **settings)
        with writing(port) as clients:
            for at in range(kills):
                time.sleep(chance.uniform(*LIFE_S))
                if at % 2:
                    running.kill()
                    running = start(url, folder, port, **settings)
                else:
                    kill_workers(running)
            time.sleep(0.5)
    finally:
        if running is not None and running.process.poll() is None:
            os.killpg(running.process.pid, signal.SIGKILL)
            running.process.wait(10)
    return clients


def kill_workers(running: Running) -> None:
    """End all that writes, and wait until the master has replaced it."""
    for each in running.workers():
        os.kill(each, signal.SIGKILL)
    wait_until_it_answers(running, time.perf_counter())


@pytest.fixture
def book(database_url: str) -> Iterator[OpenBook]:
    made = prepare_book(database_url)
    yield made
    made.database.close()


def column(book: OpenBook, table: sa.Table, *names: str) -> list[tuple[Any, ...]]:
    """Columns of all rows of the book, in the order of the first."""
    engine = book.database
    assert isinstance(engine, Engine)
    columns = [table.c[name] for name in names]
    here = sa.select(*columns).where(table.c.book_id == sa.bindparam("book_id"))
    sql = to_sql(here.order_by(columns[0]), engine._can)
    link = engine._link()
    link.scope(book.book_id)
    return [tuple(row) for row in link.rows(sql, {"book_id": book.book_id})]


@pytest.mark.slow
@pytest.mark.timeout(280)
@pytest.mark.parametrize("kills", KILLS)
def test_kills(book: OpenBook, database_url: str, tmp_path: Path, kills: int) -> None:
    clients = kill_often(database_url, tmp_path, free_port(), kills)

    assert [each.odd for each in clients] == [[]] * CLIENTS
    stored = dict[str, int]()
    times = Counter[str]()
    for number, name in column(book, schema.contact, "number", "name"):
        stored[name] = number
        times[name] += 1
    confirmed = {name: number for each in clients for name, number in each.confirmed.items()}
    unsure = {name for each in clients for name in each.unsure}

    assert max(times.values()) == 1, "nothing is done twice"
    assert {name: stored.get(name) for name in confirmed} == confirmed, "nothing confirmed is lost"
    assert set(stored) - set(confirmed) <= unsure, "what was not asked for is not there"
    assert len(confirmed) > kills
    assert sorted(stored.values()) == list(range(1, len(stored) + 1)), "numbers have no holes"
    assert_feed_of(book, "contact.created", len(stored))


def assert_feed_of(book: OpenBook, kind: str, count: int) -> None:
    """Positions follow each other, so many of a kind, and each has its audit entry."""
    changes = column(book, schema.change, "position", "kind")
    positions = [position for position, _ in changes]
    assert positions == list(range(1, len(positions) + 1))
    assert Counter(told for _, told in changes)[kind] == count
    assert [row[0] for row in column(book, schema.audit, "position")] == positions
