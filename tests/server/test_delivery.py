"""Webhooks of a real server with two workers: every change arrives, also after kills."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from partita.domain.webhook import Webhook
from partita.usecases import webhooks
from tests.builders import OpenBook
from tests.delivery.receiver import Receiver, receiving
from tests.server.running import prepare_book, serving

WAIT_S_MAX = 20


@pytest.fixture
def book(database_url: str) -> Iterator[OpenBook]:
    made = prepare_book(database_url)
    yield made
    made.database.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def subscribe(book: OpenBook, url: str) -> Webhook:
    with book.writing() as ctx:
        return webhooks.create_webhook(ctx, url, ["contact.*"])


def wait_for(receiver: Receiver, count: int) -> None:
    end = time.monotonic() + WAIT_S_MAX
    while len(set(receiver.ids())) < count:
        assert time.monotonic() < end, receiver.ids()
        time.sleep(0.05)


def test_two_workers_tell_each_change_once(
    book: OpenBook, database_url: str, receiver: Receiver, tmp_path: Path
) -> None:
    subscribe(book, receiver.url)
    with serving(database_url, tmp_path, private_targets="true") as server:
        for number in range(10):
            assert server.post_contact(f"Contact {number}").status == 201
        wait_for(receiver, 10)
        assert server.stop() == 0
    told = [json.loads(body)["sequence"] for _, body in receiver.came]
    assert told == sorted(set(told))
    assert len(told) == 10


def test_kills_between_commit_and_delivery_lose_nothing(
    book: OpenBook, database_url: str, receiver: Receiver, tmp_path: Path
) -> None:
    subscribe(book, receiver.url)
    made = 0
    for _ in range(3):
        with serving(database_url, tmp_path, private_targets="true") as server:
            for _ in range(4):
                assert server.post_contact(f"Contact {made}").status == 201
                made += 1
            server.kill()
    with serving(database_url, tmp_path, private_targets="true"):
        wait_for(receiver, made)
    first_seen = list(dict.fromkeys(receiver.ids()))
    assert first_seen == sorted(first_seen, key=lambda each: int(each.rpartition("_")[2]))


def test_addresses_inside_are_refused_unless_allowed(
    book: OpenBook, database_url: str, receiver: Receiver, tmp_path: Path
) -> None:
    made = subscribe(book, receiver.url)
    with serving(database_url, tmp_path) as server:
        server.post_contact("Ada Holm")
        end = time.monotonic() + WAIT_S_MAX
        rows: list[dict[str, object]] = []
        while not rows:
            assert time.monotonic() < end
            time.sleep(0.1)
            with book.looking() as looking:
                found = webhooks.search_deliveries(looking, made.number, limit=1)
                rows = [json.loads(text) for _, text in found]
    assert rows[0]["state"] == "waiting"
    assert rows[0]["reason"] == "the address is not public"
    assert receiver.came == []
