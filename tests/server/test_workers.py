"""Several worker processes are one server: on both databases."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from falcon.testing import TestClient

from partita.kit.clock import system_clock
from partita.server import (
    RUN_PREFIX,
    SHARED_MEMORY,
    keep_to_processor,
    make_app,
    processor_of,
    processors,
)
from partita.settings import Settings
from partita.store.engine import Engine
from partita.usecases.overview import search_calls
from tests.builders import OpenBook
from tests.server.running import (
    CONTACTS,
    GRANT,
    TOKENS,
    Answer,
    Running,
    free_port,
    prepare_book,
    serving,
    start,
)

WAIT_S_MAX = 15
CONNECTIONS = 24


@pytest.fixture
def book(database_url: str) -> Iterator[OpenBook]:
    made = prepare_book(database_url)
    yield made
    made.database.close()


@pytest.fixture
def server(
    book: OpenBook,  # noqa: ARG001  # the server opens what it made
    database_url: str,
    tmp_path: Path,
) -> Iterator[Running]:
    with serving(database_url, tmp_path) as running:
        yield running


def at_once(count: int, ask: Callable[[int], Answer]) -> list[Answer]:
    """Ask on many connections, which the system spreads over the workers."""
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(ask, range(count)))


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S_MAX
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def counted(server: Running, operation: str) -> float:
    text = server.ask("GET", "/metrics").body.decode()
    found = re.findall(rf'partita_requests_total{{.*operation="{operation}".*}} (.*)', text)
    return sum(map(float, found))


def test_a_revoked_app_is_refused_by_all_at_once(server: Running, book: OpenBook) -> None:
    assert {each.status for each in at_once(CONNECTIONS, lambda _: server.get())} == {200}
    with book.writing() as ctx:
        grant = ctx.unit.grants.find(1)
        assert grant is not None
        ctx.unit.grants.put(replace(grant, revoked_at=ctx.now))
    assert {each.status for each in at_once(CONNECTIONS, lambda _: server.get())} == {401}


def test_figures_outlive_workers_that_die(server: Running) -> None:
    at_once(CONNECTIONS, lambda _: server.get(f"{CONTACTS}/count"))
    assert counted(server, "GetNumberOfContacts") == CONNECTIONS
    before = server.workers()
    os.kill(before[0], signal.SIGKILL)
    until(lambda: len(set(server.workers()) - set(before)) == 1)
    until(lambda: answers(server))
    at_once(CONNECTIONS, lambda _: server.get(f"{CONTACTS}/count"))
    assert counted(server, "GetNumberOfContacts") == 2 * CONNECTIONS


def test_a_worker_may_be_killed_again_and_again(server: Running) -> None:
    """The master of Granian would end all when one dies twice within seconds."""
    for _ in range(8):
        before = server.workers()
        for each in before:
            os.kill(each, signal.SIGKILL)
        until(partial(are_replaced, server, before))
        until(partial(answers, server))
    assert server.process.poll() is None


def are_replaced(server: Running, gone: list[int]) -> bool:
    """Whether others have the places of workers."""
    return len(set(server.workers()) - set(gone)) == len(gone)


def answers(server: Running) -> bool:
    """Whether nobody is sent to the dead any more."""
    try:
        return all(server.ask("GET", "/healthz").status == 200 for _ in range(10))
    except OSError:
        return False


def test_duplicates_at_the_same_time_are_done_once(server: Running) -> None:
    replies = at_once(
        CONNECTIONS, lambda _: server.post_contact("Ada", **{"Idempotency-Key": "one"})
    )
    assert {(each.status, each.body) for each in replies} == {(201, b'{"number":1}')}
    assert {each.headers["location"] for each in replies} == {replies[0].headers["location"]}
    assert Counter(each.headers["x-resultfromcache"] for each in replies) == {
        "true": CONNECTIONS - 1,
        "": 1,
    }
    assert server.get(f"{CONTACTS}/count").json == 1


def test_a_refusal_is_repeated_as_well(server: Running) -> None:
    for name, expected in (("", 400), ("Ada", 400)):
        reply = server.post_contact(name, **{"Idempotency-Key": "two"})
        assert (reply.status, reply.headers["content-type"]) == (
            expected,
            "application/problem+json",
        )
    assert server.get(f"{CONTACTS}/count").json == 0


def test_keys_that_begin_alike_differ(server: Running) -> None:
    for name in "AB":
        reply = server.post_contact(name, **{"Idempotency-Key": "x" * 300 + name})
        assert reply.headers["x-resultfromcache"] == ""
    assert server.get(f"{CONTACTS}/count").json == 2


@pytest.mark.usefixtures("book")
def test_an_answer_survives_a_kill(database_url: str, tmp_path: Path) -> None:
    with serving(database_url, tmp_path) as first:
        assert first.post_contact("Ada", **{"Idempotency-Key": "three"}).status == 201
        first.kill()
    with serving(database_url, tmp_path) as second:
        again = second.post_contact("Ada", **{"Idempotency-Key": "three"})
        assert (again.status, again.headers["x-resultfromcache"]) == (201, "true")


@pytest.mark.usefixtures("book")
def test_a_budget_is_one_over_all(database_url: str, tmp_path: Path) -> None:
    limit, window_s = 40, 86_400
    settings = {"rate_limit": limit, "rate_window_s": window_s}
    with serving(database_url, tmp_path, **settings) as server:
        replies = at_once(limit + 20, lambda _: server.get(f"{CONTACTS}/count"))
        assert Counter(each.status for each in replies) == {200: limit, 429: 20}
        over = server.get(f"{CONTACTS}/count")
    assert 0 < int(over.headers["retry-after"]) <= window_s + 1
    form = f"token-limit-{limit}-per-{window_s}-seconds: {limit}/{limit}"
    assert over.headers["x-ratelimiting"] == form
    used = sorted(int(each.headers["x-ratelimiting"].split()[1].split("/")[0]) for each in replies)
    assert used[-1] == limit


@pytest.mark.usefixtures("book")
def test_a_dialect_without_a_limit_of_its_own_gets_one(database_url: str) -> None:
    app = make_app(Settings(database=database_url, log_level="error", dialect_rates="economic=3"))
    client = TestClient(app, headers=TOKENS)
    statuses = [client.simulate_get(f"{CONTACTS}/count").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]


def test_a_stop_lets_requests_end(book: OpenBook, database_url: str, tmp_path: Path) -> None:
    """A request that waits for a lock of ours is answered although the server shall stop."""
    with serving(database_url, tmp_path) as server:
        replies: list[Answer] = []
        asking = threading.Thread(target=lambda: replies.append(server.post_contact("Ada")))
        with book.writing():
            asking.start()
            time.sleep(0.5)
            server.process.terminate()
            time.sleep(0.5)
        asking.join(WAIT_S_MAX)
        assert server.process.wait(WAIT_S_MAX) == 0
    assert [each.status for each in replies] == [201]


def test_workers_stop_when_their_master_is_killed(server: Running) -> None:
    workers = server.workers()
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait(WAIT_S_MAX)
    until(lambda: not any(is_running(each) for each in workers))


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.usefixtures("book")
def test_a_killed_server_leaves_its_folder_to_the_next(database_url: str, tmp_path: Path) -> None:
    running = start(database_url, tmp_path)
    mine = {each for each in SHARED_MEMORY.glob(f"{RUN_PREFIX}*") if (each / "slot-0").exists()}
    running.kill()
    with serving(database_url, tmp_path) as server:
        assert server.stop() == 0
    assert mine
    assert not all(each.exists() for each in mine)


@pytest.mark.usefixtures("book")
def test_stopping_before_it_has_begun(database_url: str, tmp_path: Path) -> None:
    for wait_s in (0.3, 0.45, 0.6):
        with serve_process(database_url, tmp_path, port=free_port()) as process:
            time.sleep(wait_s)
            process.terminate()
            assert process.wait(WAIT_S_MAX) in (0, -signal.SIGTERM)


def serve_process(url: str, folder: Path, **settings: object) -> subprocess.Popen[str]:
    known = {"database": url, "workers": 2, **settings}
    environment = {f"PARTITA_{name.upper()}": str(value) for name, value in known.items()}
    return subprocess.Popen(
        [sys.executable, "-m", "partita", "serve"],
        env={**os.environ, **environment},
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def refusal(url: str, folder: Path, **settings: object) -> str:
    """The one line in which a server says why it does not start."""
    with serve_process(url, folder, **settings) as process:
        try:
            _, said = process.communicate(timeout=WAIT_S_MAX)
        finally:
            process.kill()
    assert process.returncode in (1, 2)
    (line,) = said.splitlines()
    return line


@pytest.mark.usefixtures("book")
def test_a_port_that_is_taken(database_url: str, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        line = refusal(database_url, tmp_path, port=port)
    assert line.startswith("partita: ")
    assert str(port) in line
    assert "Address already in use" in line


def test_two_servers_never_share_a_port(server: Running, database_url: str, tmp_path: Path) -> None:
    assert "Address already in use" in refusal(database_url, tmp_path, port=server.port)


REFUSALS = [
    pytest.param({"port": 70_000}, "PARTITA_PORT must be from 1 to 65535", id="a port"),
    pytest.param({"hosts": "a.test=nope"}, "PARTITA_HOSTS names 'nope'", id="a face"),
    pytest.param({"dialect_rates": "nope=3"}, "PARTITA_DIALECT_RATES names 'nope'", id="a rate"),
    pytest.param({"host": "no.such.host.invalid"}, "no.such.host.invalid", id="a host"),
    pytest.param({"host": "192.0.2.1"}, "Cannot assign requested address", id="an address"),
    pytest.param({"log_format": "xml"}, "PARTITA_LOG_FORMAT must be one of", id="a format"),
    pytest.param({"database": "sqlite:////proc/x/y.db"}, "database", id="a database"),
]


@pytest.mark.parametrize(("settings", "part"), REFUSALS)
def test_what_does_not_fit(tmp_path: Path, settings: dict[str, object], part: str) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    assert part in refusal(url, tmp_path, **{"port": free_port(), **settings})


def test_an_empty_database_gets_its_tables(empty_url: str, tmp_path: Path) -> None:
    with serving(empty_url, tmp_path) as server:
        prepare_book(empty_url, grant=GRANT)
        assert server.ask("GET", f"{CONTACTS}/count", headers=TOKENS).json == 0
    assert Engine(empty_url, system_clock).slugs()


def test_calls_are_counted_to_the_last_one(
    book: OpenBook, database_url: str, tmp_path: Path
) -> None:
    with serving(database_url, tmp_path) as running:
        answers = at_once(40, lambda _: running.get(**TOKENS))
        assert {each.status for each in answers} == {200}
        assert running.get(f"{CONTACTS}/777", **TOKENS).status == 404
        running.stop()
    with book.looking() as ctx:
        (counted,) = search_calls(ctx, system_clock().date())
    assert (counted.app, counted.dialect) == ("shop", "economic")
    assert (counted.calls, counted.refused, counted.failed) == (41, 1, 0)


def test_each_worker_keeps_to_a_processor_of_its_own_when_there_is_one_for_each() -> None:
    assert [processor_of(place, 2, {3, 1}) for place in range(2)] == [1, 3]
    assert [processor_of(place, 4, {0, 1}) for place in range(4)] == [0, 1, 0, 1]
    assert [processor_of(place, 3, {0, 1}) for place in range(3)] == [None] * 3
    assert processor_of(0, 1, {0, 1}) is None


@pytest.mark.skipif(sys.platform != "linux", reason="the system cannot be asked")
def test_a_worker_goes_wherever_there_is_time_where_it_may_not_choose(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[object] = []

    def refuse(*about: object) -> None:
        asked.append(about)
        raise PermissionError

    monkeypatch.setattr(os, "sched_setaffinity", refuse)
    keep_to_processor(0, Settings(workers=len(processors())))
    assert asked == [(0, {min(processors())})]


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="the system cannot be asked")
def test_workers_that_take_over_have_the_processors_of_the_others(server: Running) -> None:
    here, before = os.sched_getaffinity(0), server.workers()
    server.process.send_signal(signal.SIGHUP)
    until(lambda: len(server.workers()) == len(before) and not {*before} & {*server.workers()})
    if len(here) == len(before):
        until(partial(are_on, server, here))


@pytest.mark.skipif(sys.platform != "linux", reason="the system cannot be asked")
@pytest.mark.usefixtures("book")
def test_a_server_has_a_worker_on_each_processor_it_may_use(
    database_url: str, tmp_path: Path
) -> None:
    here = os.sched_getaffinity(0)
    for allowed in ({min(here)}, here):
        os.sched_setaffinity(0, allowed)
        try:
            with serving(database_url, tmp_path, workers=0) as running:
                until(partial(are_on, running, allowed))
        finally:
            os.sched_setaffinity(0, here)


def are_on(server: Running, processors: set[int]) -> bool:
    found = sorted(tuple(os.sched_getaffinity(each)) for each in server.workers())
    return found == [(each,) for each in sorted(processors)]
