"""Webhooks: signed, in order, again and again for a day, and nobody waits for anybody."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from standardwebhooks import Webhook as Signer

from partita.delivery.dispatcher import Dispatcher
from partita.delivery.sending import Sender
from partita.domain.change import FORGOTTEN
from partita.domain.errors import FeedForgotten, RecordNotFound, ValuesInvalid
from partita.domain.webhook import Delivery, DeliveryState, Webhook
from partita.kit.clock import system_clock
from partita.outgoing import guard
from partita.store.engine import Engine
from partita.usecases import feed, retention, telling, webhooks
from partita.usecases.exchange import orders
from partita.usecases.retention import FORGOTTEN_ROWS
from partita.usecases.telling import Outcome
from tests.builders import FrozenClock, OpenBook, make_book, make_customer
from tests.delivery.receiver import Receiver, receiving

SECONDS_MAX = 10


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


class Work:
    """A dispatcher whose turns a test takes."""

    def __init__(self, engine: Engine, book: OpenBook, clock: FrozenClock) -> None:
        self.book = book
        self.clock = clock
        send = Sender(system_clock, allows_private=True, connections_max=64)
        self.dispatcher = Dispatcher(engine, clock, send)

    def until(self, is_done: Callable[[], object]) -> None:
        end = time.monotonic() + SECONDS_MAX
        while not is_done():
            assert time.monotonic() < end, "it never happened"
            self.turn()

    def turn(self) -> None:
        self.dispatcher._seen.clear()
        self.dispatcher.turn(0.05)

    def settle(self) -> None:
        """Turn until nothing is on its way."""
        self.turn()
        self.until(lambda: not any(self.dispatcher._busy.values()))

    def add(self, url: str, *kinds: str) -> Webhook:
        with self.book.writing() as ctx:
            return webhooks.create_webhook(ctx, url, kinds)

    def customers(self, count: int) -> None:
        with self.book.writing() as ctx:
            for _ in range(count):
                make_customer(ctx)

    def stored(self, number: int) -> Webhook:
        with self.book.writing() as ctx:
            return webhooks.get_webhook(ctx, number)

    def deliveries(self) -> list[Delivery]:
        with self.book.writing() as ctx:
            return ctx.unit.deliveries.select()


@pytest.fixture
def work(engine: Engine, book: OpenBook, clock: FrozenClock) -> Work:
    return Work(engine, book, clock)


def positions(receiver: Receiver) -> list[int]:
    return [json.loads(body)["sequence"] for _, body in receiver.came]


def has_come(receiver: Receiver, count: int) -> bool:
    return len(receiver.came) == count


def test_messages_are_signed_and_are_the_events_of_the_feed(work: Work, receiver: Receiver) -> None:
    made = work.add(receiver.url)
    work.customers(1)
    work.until(lambda: len(receiver.came) == 3)
    for headers, body in receiver.came:
        Signer(made.secret).verify(body, headers)
        assert headers["content-type"].startswith("application/cloudevents+json")
    with work.book.looking() as looking:
        told = [text for _, text in feed.search_events(looking, after=made.told, limit=10)]
    assert [body for _, body in receiver.came] == told
    stem = made.uuid.replace("-", "")
    assert receiver.ids() == [f"msg_{stem}_{each}" for each in (2, 3, 4)]


def test_only_what_is_wanted_comes(work: Work, receiver: Receiver) -> None:
    work.add(receiver.url, "customer.*", "party.deleted")
    work.customers(2)
    work.until(lambda: len(receiver.came) == 2)
    work.settle()
    assert [json.loads(body)["type"] for _, body in receiver.came] == ["customer.created"] * 2


def test_what_happened_before_is_not_told(work: Work, receiver: Receiver) -> None:
    work.customers(3)
    made = work.add(receiver.url)
    work.until(lambda: len(receiver.came) == 1)
    assert positions(receiver) == [made.told + 1]


def test_what_fails_holds_the_next_back_and_is_sent_again_with_its_id(
    work: Work, receiver: Receiver
) -> None:
    receiver.answers = [500, 302, 404]
    work.add(receiver.url, "party.*")
    work.customers(2)
    for attempt in range(1, 4):
        work.until(partial(has_come, receiver, attempt))
        work.settle()
        assert len(receiver.came) == attempt, "not before its time"
        [waiting] = work.deliveries()
        assert (waiting.state, waiting.attempts) == (DeliveryState.WAITING, attempt)
        assert waiting.due_at is not None
        wait_s = (waiting.due_at - work.clock.now).total_seconds()
        assert 0.8 * 5 * 4 ** (attempt - 1) <= wait_s <= 1.2 * 5 * 4 ** (attempt - 1)
        work.clock.advance(seconds=wait_s)
    work.until(lambda: len(receiver.came) == 5)
    work.settle()
    first, second = dict.fromkeys(receiver.ids())
    assert receiver.ids() == [first] * 4 + [second]
    assert [each.state for each in work.deliveries()] == [DeliveryState.DELIVERED] * 2


def test_after_a_day_the_next_one_has_its_turn(work: Work, receiver: Receiver) -> None:
    made = work.add(receiver.url, "party.*")
    work.customers(1)
    began, tries = work.clock.now, 0
    while work.clock.now - began < timedelta(days=2):
        receiver.answers = [503]
        work.settle()
        [delivery] = work.deliveries()
        tries = delivery.attempts
        if delivery.state is DeliveryState.FAILED:
            break
        assert delivery.due_at is not None
        work.clock.now = delivery.due_at
    assert timedelta(hours=16) < work.clock.now - began <= timedelta(days=1)
    assert 9 <= tries <= 13
    assert delivery.reason == "the receiver answered 503"
    receiver.answers = []
    work.customers(1)
    work.until(lambda: positions(receiver)[-1] > delivery.position)
    work.settle()
    assert work.stored(made.number).is_active


def test_whoever_is_gone_hears_no_more_until_told_again(work: Work, receiver: Receiver) -> None:
    receiver.answers = [410]
    made = work.add(receiver.url, "party.*")
    work.customers(2)
    work.until(lambda: not work.stored(made.number).is_active)
    work.settle()
    assert len(receiver.came) == 1
    assert work.stored(made.number).reason == "the receiver is gone (410)"
    with work.book.writing() as ctx:
        webhooks.activate_webhook(ctx, made.number)
    work.until(lambda: len(receiver.came) == 2)
    work.settle()


def test_a_message_is_sent_again_when_asked_for(work: Work, receiver: Receiver) -> None:
    work.add(receiver.url, "party.*")
    work.customers(2)
    work.until(lambda: len(receiver.came) == 2)
    work.settle()
    first, second = receiver.ids()
    with work.book.writing() as ctx:
        webhooks.replay_delivery(ctx, first)
    work.until(lambda: len(receiver.came) == 3)
    work.settle()
    assert receiver.ids() == [first, second, first]
    assert receiver.came[0][1] == receiver.came[2][1]
    for unknown in ("", "msg_x_1", first + "9", first[:-1], "msg__", f"{first}_1"):
        with pytest.raises(RecordNotFound), work.book.writing() as ctx:
            webhooks.replay_delivery(ctx, unknown)


def test_a_crash_after_sending_sends_again_with_the_same_id(
    engine: Engine, work: Work, receiver: Receiver
) -> None:
    work.add(receiver.url, "party.*")
    work.customers(1)
    work.turn()
    end = time.monotonic() + SECONDS_MAX
    while not has_come(receiver, 1) and time.monotonic() < end:
        time.sleep(0.01)
    again = Work(engine, work.book, work.clock)  # what came back was never noted
    again.until(lambda: len(receiver.came) == 2)
    again.settle()
    assert len(set(receiver.ids())) == 1


def test_the_slow_and_the_wrong_hold_up_nobody(work: Work, receiver: Receiver) -> None:
    with receiving() as slow, receiving() as wrong:
        slow.delay_s = 2
        wrong.answers = [500] * 100
        for url in (slow.url, wrong.url, "http://127.0.0.1:9/nobody", "http://nobody.invalid/"):
            work.add(url, "party.*")
        work.add(receiver.url, "party.*")
        began = time.monotonic()
        work.customers(20)
        work.until(lambda: len(receiver.came) == 20)
        assert time.monotonic() - began < 8
        assert positions(receiver) == sorted(positions(receiver))
        assert len(slow.came) <= 4
        assert len(wrong.came) == 1
        slow.delay_s = 0
        work.settle()


def message_to(receiver: Receiver) -> telling.Message:
    return telling.Message(
        webhook=1,
        position=1,
        id="msg_1",
        url=receiver.url,
        body="{}",
        secret="whsec_c2VjcmV0",  # noqa: S106  # of nobody
        happened_at=system_clock(),
        attempts=0,
        is_replay=False,
    )


def test_an_answer_that_never_ends_is_given_up(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "ANSWER_S_MAX", 1.0)
    receiver.drips = True
    message = message_to(receiver)
    began = time.monotonic()
    outcome = Sender(system_clock, allows_private=True, connections_max=1)(message)
    assert time.monotonic() - began < 3
    assert outcome == Outcome(is_good=False, reason="the receiver took too long")


def test_addresses_inside_and_redirects_are_not_followed(receiver: Receiver) -> None:
    message = message_to(receiver)
    closed = Sender(system_clock, allows_private=False, connections_max=1)
    for url in (receiver.url, receiver.url.replace("127.0.0.1", "localhost"), "http://[::1]:1/"):
        outcome = closed(replace(message, url=url))
        assert outcome == Outcome(is_good=False, reason=guard.ADDRESS_REFUSED)
    assert receiver.came == []
    with receiving() as inner:
        receiver.answers, receiver.location = [307], inner.url
        opened = Sender(system_clock, allows_private=True, connections_max=1)
        assert opened(message).status_code == 307
        assert inner.came == []


@pytest.mark.parametrize(
    "url",
    [
        "", "ftp://a.example/", "https://", "https://user:pass@a.example/", "//a.example",
        "https://a.example/\n", "https://a.example/ b", "javascript:1", "https://é.example/",
        "https://a.example/" + "x" * 2000,
    ],
)  # fmt: skip
def test_urls_nobody_can_send_to(book: OpenBook, url: str) -> None:
    with pytest.raises(ValuesInvalid), book.writing() as ctx:
        webhooks.create_webhook(ctx, url)


@pytest.mark.parametrize("kind", ["party", "party.", "nothing.*", "*.created", "party.created "])
def test_kinds_there_are_not(book: OpenBook, kind: str) -> None:
    with pytest.raises(ValuesInvalid), book.writing() as ctx:
        webhooks.create_webhook(ctx, "https://a.example/", [kind])


def test_only_one_leads_and_another_takes_over(engine: Engine, database_url: str) -> None:
    other = Engine(database_url, system_clock)
    with engine.lead() as is_first:
        assert is_first
        with other.lead() as is_second:
            assert not is_second
    with other.lead() as is_second:
        assert is_second
    other.close()


@pytest.mark.parametrize("rows", [1, 2, FORGOTTEN_ROWS])
def test_what_is_old_is_forgotten(
    engine: Engine, book: OpenBook, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(retention, "FORGOTTEN_ROWS", rows)
    with book.writing() as ctx:
        make_customer(ctx)
    clock.advance(days=10)
    with book.writing() as ctx:
        make_customer(ctx)
    make_book(engine, clock)
    keep_all = Dispatcher(engine, clock, lambda _: Outcome(is_good=True))
    keep_all.tidy()
    with book.looking() as looking:
        assert len(feed.search_events(looking, after=0, limit=10)) == 5
    Dispatcher(engine, clock, lambda _: Outcome(is_good=True), history_days=7).tidy()
    with book.looking() as looking:
        found = feed.search_events(looking, after=3, limit=10)
        with pytest.raises(FeedForgotten) as refused:
            feed.search_events(looking, after=2, limit=10)
    assert [key for key, _ in found] == [4, 5]
    assert refused.value.facts == {"after": 2, "kept_after": 3}


def test_the_past_is_forgotten_bit_by_bit(
    engine: Engine, book: OpenBook, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "FORGOTTEN_ROWS", 2)
    with book.writing() as ctx:
        make_customer(ctx)
        make_customer(ctx)
    clock.advance(days=10)
    dispatcher = Dispatcher(engine, clock, lambda _: Outcome(is_good=True), history_days=7)
    kept_after = []
    for _ in range(4):
        dispatcher.turn(0)
        with book.looking() as looking:
            kept_after.append(looking.reading.counter(FORGOTTEN))
    assert kept_after == [2, 4, 5, 5]


def test_files_that_nobody_imports_are_forgotten(
    engine: Engine, book: OpenBook, clock: FrozenClock
) -> None:
    dispatcher = Dispatcher(engine, clock, lambda _: Outcome(is_good=True))
    with book.writing() as ctx:
        for is_dry in (True, False):
            key = orders.keep_upload(ctx, b"name\nAlpha\n")
            orders.order_import(ctx, orders.ImportOrder(is_dry=is_dry), file_key=key)

    def kept() -> tuple[list[str], int]:
        dispatcher.tidy()
        with book.writing() as ctx:
            return [each.kind for each in ctx.unit.jobs.select()], len(ctx.unit.files.select())

    clock.advance(hours=23)
    assert kept() == ([orders.CHECK, orders.IMPORT], 2)
    clock.advance(hours=2)
    assert kept() == ([orders.IMPORT], 0)
