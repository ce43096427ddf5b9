"""A long list leaves a real server while it is read: on both databases."""

import base64
import http.client
import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from partita.domain.party import Customer, Party
from partita.faces.poweroffice.keys import PLAN
from partita.usecases.admin import NewApp, create_app
from tests.builders import OpenBook, new_record
from tests.server.running import Running, prepare_book, serving

ROWS: Final = 6_000
NAME: Final = "Ærlig & Sønner " * 12
WAIT_S_MAX: Final = 20
PATH: Final = "/poweroffice/v2/Customers?PageSize=20000"


@dataclass
class Lists:
    """A server with a long list, and who may read it."""

    server: Running
    headers: dict[str, str]

    def begin(self, method: str = "GET") -> socket.socket:
        """Ask for the list and take nothing of the answer yet."""
        made = socket.socket()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32_768)
        made.settimeout(WAIT_S_MAX)
        made.connect(("127.0.0.1", self.server.port))
        lines = [f"{method} {PATH} HTTP/1.1", "Host: x"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        made.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode())
        return made

    def told(self) -> list[dict[str, Any]]:
        """The log's lines about this list."""
        lines = self.server.log_lines()
        return [each for each in lines if each.get("path") == "/poweroffice/v2/Customers"]


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S_MAX
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def fill(book: OpenBook) -> dict[str, str]:
    """Make a long list, and keys to read it."""
    numbers = range(10_001, 10_001 + ROWS)
    with book.writing() as ctx:
        parties = [Party(**new_record(), id=n, name=NAME) for n in numbers]
        customers = [Customer(**new_record(), party_id=n, number=n, code=str(n)) for n in numbers]
        ctx.unit.parties.insert(*parties)
        ctx.unit.customers.insert(*customers)
        ctx.unit.raise_counter("app", 1)  # taken by the app of the prepared book
        return create_app(ctx, NewApp(name="reader"), PLAN, str)


@pytest.fixture
def lists(database_url: str, tmp_path: Path) -> Iterator[Lists]:
    book = prepare_book(database_url)
    keys = fill(book)
    book.database.close()
    settings: dict[str, Any] = {"workers": 1, "threads": 8, "dialect_rates": "poweroffice=100000"}
    with serving(database_url, tmp_path, **settings) as running:
        pair = f"{keys['application_key']}:{keys['client_key']}".encode()
        headers = {
            "Authorization": f"Basic {base64.b64encode(pair).decode()}",
            "Ocp-Apim-Subscription-Key": keys["subscription_key"],
            "Content-Type": "application/x-www-form-urlencoded",
        }
        asked = running.ask(
            "POST", "/poweroffice/OAuth/Token", b"grant_type=client_credentials", headers
        )
        token = {"Authorization": f"Bearer {asked.json['access_token']}"}
        key = {"Ocp-Apim-Subscription-Key": keys["subscription_key"]}
        yield Lists(running, token | key)


def test_it_is_read_as_the_client_takes_it(lists: Lists) -> None:
    with lists.begin() as made:
        head = made.recv(2_048)
        assert head.startswith(b"HTTP/1.1 200")
        time.sleep(0.3)
        assert lists.told() == [], "its first bytes are here, its end is not read yet"
        reply = lists.server.ask("GET", PATH.replace("20000", "1"), headers=lists.headers)
        assert len(reply.json) == 1, "others are answered meanwhile"
        received = head
        while part := made.recv(1 << 20):
            received += part
    until(lambda: len(lists.told()) == 2)
    [told] = [each for each in lists.told() if each["bytes"] > len(NAME) * ROWS]
    assert "cut" not in told
    assert len(received) > told["bytes"]


def test_it_is_whole(lists: Lists) -> None:
    made = http.client.HTTPConnection("127.0.0.1", lists.server.port, timeout=WAIT_S_MAX)
    with closing(made) as connection:
        connection.request("GET", PATH, headers=lists.headers)
        reply = connection.getresponse()
        body = reply.read()
        assert reply.getheader("Transfer-Encoding") == "chunked"
        assert json.loads(reply.getheader("X-Pagination") or "")["totalCount"] == ROWS + 1
        found = json.loads(body)
        assert len({each["Id"] for each in found}) == ROWS + 1
        connection.request("HEAD", PATH, headers=lists.headers)
        reply = connection.getresponse()
        assert (reply.status, reply.read()) == (200, b"")
        assert reply.getheader("Content-Length") == str(len(body))


def test_who_goes_away_leaves_nothing_behind(lists: Lists) -> None:
    for turn in range(1, 7):
        with lists.begin() as made:
            made.recv(1_024)
        until(lambda expected=turn: len(lists.told()) == expected)  # type: ignore[misc]
    sent = [each["bytes"] for each in lists.told() if each["cut"]]
    reply = lists.server.ask("GET", PATH, headers=lists.headers)
    assert len(reply.json) == ROWS + 1
    assert reply.headers["Transfer-Encoding"] == "chunked", "there is a place again"
    assert len(sent) == 6
    assert max(sent) < len(reply.body), "it was not read to its end for nobody"


def test_many_at_once_are_all_answered(lists: Lists) -> None:
    """More than there are places: some are put together first."""
    waiting = [lists.begin() for _ in range(5)]
    try:
        assert [each.recv(12) for each in waiting] == [b"HTTP/1.1 200"] * 5
    finally:
        for each in waiting:
            each.close()
    until(lambda: len(lists.told()) == 5)
    reply = lists.server.ask("GET", PATH, headers=lists.headers)
    assert len(reply.json) == ROWS + 1
