"""Clients that mean no good: the server goes on answering everybody else."""

import resource
import select
import shutil
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Final

import pytest

from tests.server.running import CONTACTS, TOKENS, Running, prepare_book, serving

HEAD: Final = "".join(f"{name}: {value}\r\n" for name, value in TOKENS.items()).encode()
POST: Final = (
    b"POST " + CONTACTS.encode() + b" HTTP/1.1\r\nHost: x\r\n" + HEAD
) + b"Content-Type: application/json\r\n"
GET: Final = b"GET " + CONTACTS.encode()
BODY_WAIT_S: Final = 2
SLOW: Final = 200
IDLE: Final = 600
IDLE_MANY: Final = 10_000
ANSWER_S_MAX: Final = 2.0
NUMBERS: Final = count(1)


@pytest.fixture(scope="module")
def server(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One worker with few threads and little patience."""
    folder = tmp_path_factory.mktemp("hostile")
    url = f"sqlite:///{shutil.copy(sqlite_template, folder / 'partita.db')}"
    with impatient(url, folder) as running:
        yield running


@contextmanager
def impatient(url: str, folder: Path) -> Iterator[Running]:
    prepare_book(url)
    with serving(url, folder, workers=1, threads=2, body_wait_s=BODY_WAIT_S) as running:
        yield running


@contextmanager
def connected(server: Running, number: int, sent: bytes) -> Iterator[list[socket.socket]]:
    """Clients that send something and then no more."""
    with ExitStack() as stack:
        made = []
        for _ in range(number):
            client = socket.create_connection(("127.0.0.1", server.port), timeout=20)
            made.append(stack.enter_context(closing(client)))
            client.sendall(sent)
        yield made


def answers_others(server: Running, times: int = 10) -> None:
    """Reading and writing go on, and quickly."""
    for _ in range(times):
        began = time.monotonic()
        assert server.get().status == 200
        assert time.monotonic() - began < ANSWER_S_MAX
    began = time.monotonic()
    assert server.post_contact(f"Ada {next(NUMBERS)}").status == 201
    assert time.monotonic() - began < ANSWER_S_MAX


def drip(clients: list[socket.socket], until: float) -> None:
    """Send a byte now and then."""
    while time.monotonic() < until:
        for each in clients:
            try:
                each.send(b" ")
            except OSError:
                return
        time.sleep(0.3)


def heard(client: socket.socket) -> bytes:
    """The first line of what a client was told."""
    try:
        return client.recv(65_536).split(b"\r\n")[0]
    except ConnectionResetError:
        return b"hung up"


def test_slow_bodies_hold_up_nobody_and_are_given_up(database_url: str, tmp_path: Path) -> None:
    """More of them than the server works on at once, silent or dripping."""
    with impatient(database_url, tmp_path) as server:
        hold_up_with_bodies(server)


def hold_up_with_bodies(server: Running) -> None:
    began = time.monotonic()
    with (
        connected(server, SLOW // 2, POST + b"Content-Length: 500\r\n\r\n{") as silent,
        connected(server, SLOW // 2, POST + b"Transfer-Encoding: chunked\r\n\r\n9\r\n{") as chunked,
        ThreadPoolExecutor(1) as pool,
    ):
        dripping = silent[: SLOW // 4]
        pool.submit(drip, dripping, began + 4 * BODY_WAIT_S)
        answers_others(server)
        told = {heard(each) for each in (*silent, *chunked)}
        assert time.monotonic() - began < 4 * BODY_WAIT_S
    assert told == {b"HTTP/1.1 408 Request Timeout"}
    assert server.get(f"{CONTACTS}/count?filter=name$eq:Half").json == 0


def test_who_sends_steadily_is_waited_for(server: Running) -> None:
    name, parts = b"Patience", 12
    body = b'{"customerNumber":1,' + b" " * 20_000 + b'"name":"%s"}' % name
    size = len(body) // parts + 1
    with connected(server, 1, POST + b"Content-Length: %d\r\n\r\n" % len(body)) as [client]:
        for at in range(0, len(body), size):
            client.sendall(body[at : at + size])
            time.sleep(1.4 * BODY_WAIT_S / parts)
        assert heard(client) == b"HTTP/1.1 201 Created"
    assert server.get(f"{CONTACTS}/count?filter=name$eq:Patience").json == 1


def test_more_bodies_than_there_is_room_for(server: Running) -> None:
    with connected(server, 260, POST + b"Content-Length: 500\r\n\r\n{") as clients:
        for _ in range(5):
            began = time.monotonic()
            assert server.get().status == 200
            assert time.monotonic() - began < ANSWER_S_MAX
        told = {heard(each) for each in clients}
    assert told == {b"HTTP/1.1 408 Request Timeout", b"HTTP/1.1 503 Service Unavailable"}
    answers_others(server)


def test_bodies_nobody_asked_for(server: Running) -> None:
    sent = b"POST /economic/nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{"
    with connected(server, 20, sent) as clients:
        answers_others(server)
        assert {heard(each) for each in clients} == {b"HTTP/1.1 404 Not Found"}


@pytest.mark.parametrize("sent", [b"", GET + b" HTTP/1.1\r\nHost:", b"\x16\x03\x01"])
def test_idle_connections(server: Running, sent: bytes) -> None:
    with connected(server, IDLE, sent):
        answers_others(server, 3)


@pytest.mark.long
@pytest.mark.timeout(120)
def test_ten_thousand_idle_connections(server: Running) -> None:
    """Each ends after the time a head may take, and all the while others are answered."""
    usual, allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed < IDLE_MANY + 1_000:
        pytest.skip(f"this system allows {allowed} files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(usual, IDLE_MANY + 1_000), allowed))
    with connected(server, IDLE_MANY, GET) as clients:
        answers_others(server, 100)
        end = time.monotonic() + 40
        waiting = select.poll()
        for each in clients:
            waiting.register(each, select.POLLIN)
        left = {each.fileno() for each in clients}
        while left and time.monotonic() < end:
            for file, _ in waiting.poll(1_000):
                waiting.unregister(file)
                left.discard(file)
        assert not left
    answers_others(server)


OVERSIZED = [
    pytest.param(GET + b"?" + b"x" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, id="query"),
    pytest.param(b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, id="path"),
    pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"x" * 900_000, 431, id="a header"),
    pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 9_000, 431, id="headers"),
    pytest.param(b"G" * 900_000, 431, id="no request"),
    pytest.param(POST + b"Content-Length: 9" + b"9" * 30 + b"\r\n\r\n", 400, id="a length"),
    pytest.param(POST + b"Content-Length: 9999999999\r\n\r\n", 413, id="a body"),
    pytest.param(
        POST + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", 400, id="a chunk"
    ),
    pytest.param(POST + b"Content-Encoding: gzip\r\nContent-Length: 9\r\n\r\nx", 415, id="gzip"),
    pytest.param(POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400, id="a coding"),
    pytest.param(POST + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\n{}", 400, id="two lengths"),
]


@pytest.mark.parametrize(("sent", "expected"), OVERSIZED)
def test_what_is_too_much_is_refused(server: Running, sent: bytes, expected: int) -> None:
    with connected(server, 1, b"") as [client]:
        try:
            client.sendall(sent)
        except ConnectionError:
            told = b"hung up"
        else:
            told = heard(client)
        assert told == b"hung up" or int(told.split()[1]) == expected, told
    answers_others(server, 1)
