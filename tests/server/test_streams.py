"""Event streams of a real server: live, bounded, and never in the way of others."""

import http.client
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Final

import pytest

from partita.faces.native.keys import PLAN
from partita.usecases.admin import NewApp, create_app
from tests.builders import OpenBook
from tests.server.running import Running, prepare_book, serving

STREAM_S: Final = 3
STREAMS: Final = 8
ANSWER_S_MAX: Final = 2.0


@pytest.fixture
def book(database_url: str) -> Iterator[OpenBook]:
    made = prepare_book(database_url)
    yield made
    made.database.close()


@pytest.fixture
def token(book: OpenBook) -> str:
    with book.writing() as ctx:
        ctx.unit.raise_counter("app", 1)  # the shop's own
        return create_app(ctx, NewApp(name="listener"), PLAN, str)["token"]


@pytest.fixture
def server(book: OpenBook, database_url: str, tmp_path: Path) -> Iterator[Running]:
    del book
    with serving(database_url, tmp_path, workers=1, threads=4, stream_s=STREAM_S) as running:
        yield running


@contextmanager
def listening(server: Running, token: str, after: int) -> Iterator[http.client.HTTPResponse]:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)) as made:
        headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
        made.request("GET", f"/feed?after={after}", headers=headers)
        yield made.getresponse()


def next_event(answer: http.client.HTTPResponse) -> dict[str, object]:
    while line := answer.readline():
        if line.startswith(b"data: "):
            found: dict[str, object] = json.loads(line.removeprefix(b"data: "))
            return found
    raise EOFError


def test_what_happens_arrives_while_it_happens_and_the_stream_ends(
    server: Running, token: str
) -> None:
    with listening(server, token, after=3) as answer:
        assert next_event(answer)["type"] == "app.created"
        server.post_contact("Ada Holm")
        began = time.monotonic()
        event = next_event(answer)
        assert event["type"] == "contact.created"
        assert time.monotonic() - began < ANSWER_S_MAX
        with pytest.raises(EOFError):
            next_event(answer)


def test_many_streams_leave_threads_for_others(server: Running, token: str) -> None:
    with ExitStack() as stack:
        answers = [stack.enter_context(listening(server, token, after=100)) for _ in range(STREAMS)]
        began = time.monotonic()
        for _ in range(20):
            assert server.get().status == 200
        assert time.monotonic() - began < ANSWER_S_MAX
        assert [each.status for each in answers] == [200] * STREAMS
        assert sum(b"retry: 2000" in each.read() for each in answers) == STREAMS


def test_a_place_is_free_again_when_its_client_is_gone(server: Running, token: str) -> None:
    for _ in range(3):
        with listening(server, token, after=100) as answer:
            assert answer.readline() == b"retry: 2000\n"
    deadline = time.monotonic() + 2 * STREAM_S
    while time.monotonic() < deadline:
        began = time.monotonic()
        with listening(server, token, after=100) as answer:
            answer.read()
        if time.monotonic() - began > STREAM_S - 1:
            return
    pytest.fail("no stream went on")


def test_a_revoked_app_hears_nothing_more(server: Running, token: str, book: OpenBook) -> None:
    from partita.usecases.admin import revoke_app  # noqa: PLC0415  # only here

    with listening(server, token, after=100) as answer:
        answer.readline()
        with book.writing() as ctx:
            revoke_app(ctx, "listener")
        server.post_contact("Ada Holm")
        with pytest.raises(EOFError):
            next_event(answer)
