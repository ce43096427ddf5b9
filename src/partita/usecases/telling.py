"""What a receiver is to be told next, and what became of it: the work behind webhooks.

The feed itself is what is still to be told: a subscription knows how far it has got, so a crash at
any moment loses nothing. In the worst case a message is sent again, with the same id.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from partita.access.permission import Permission
from partita.domain.change import POSITION
from partita.domain.query import Compare, Filter, KeyPage, Op, Query
from partita.domain.webhook import Delivery, DeliveryState, Webhook, wanted_kinds
from partita.kit.clock import parse_moment
from partita.kit.ids import jittered
from partita.usecases.context import Context
from partita.usecases.feed import EVENTS
from partita.usecases.search import search_rows
from partita.usecases.webhooks import MessageId

TRIED_S: Final = 86_400
FIRST_WAIT_S: Final = 5
WAIT_FACTOR: Final = 4
WAIT_S_MAX: Final = 4 * 3_600
BUSY_MAX: Final = 8
"""How many messages of one book may be on their way at once."""

UNWANTED_MAX: Final = 1_000
"""How many changes nobody wanted may be looked through again and again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to send now.

    Attributes:
        webhook: Number of the subscription.
        id: The same however often it is sent.
        body: JSON text.
        secret: What it is signed with.
        happened_at: When what it tells of happened.
        attempts: How often it was sent before.
        is_replay: Somebody asked for it again.
    """

    webhook: int
    position: int
    id: str
    url: str
    body: str
    secret: str
    happened_at: datetime
    attempts: int
    is_replay: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message.

    Attributes:
        is_good: The receiver has it.
        is_last: The receiver wants no more, ever.
        status_code: What it answered, if it did.
        reason: Why it did not arrive.
    """

    is_good: bool
    is_last: bool = False
    status_code: int | None = None
    reason: str | None = None


def find_messages(ctx: Context, busy: Collection[int]) -> list[Message]:
    """Find what is to be sent now: at most one message of each subscription.

    Args:
        busy: Numbers of subscriptions that a message is on its way to.

    Returns:
        The messages; a subscription whose next one has to wait has none.

    Raises:
        NotAllowed: The actor lacks ``admin``.
    """
    ctx.require(Permission.ADMIN)
    free = [each for each in ctx.unit.webhooks.select(is_active=True) if each.number not in busy]
    found = (_next(ctx, webhook) for webhook in free)
    messages = (message for message in found if message is not None)
    return list(islice(messages, max(0, BUSY_MAX - len(busy))))


def _next(ctx: Context, webhook: Webhook) -> Message | None:
    waiting = ctx.unit.deliveries.select(state=DeliveryState.WAITING, webhook=webhook.number)
    due = [each for each in waiting if each.due_at is None or each.due_at <= ctx.now]
    for delivery in sorted(due, key=lambda each: each.is_replay):
        event = _event_at(ctx, delivery.position)
        if event is not None:
            return _message(webhook, delivery.position, event, delivery)
        ctx.unit.deliveries.put(_failed(delivery, "it is no longer kept"))
    if any(not each.is_replay for each in waiting):
        return None
    return _new(ctx, webhook)


def _new(ctx: Context, webhook: Webhook) -> Message | None:
    """The first change not told yet that the receiver wants."""
    head = ctx.unit.reading.counter(POSITION)
    if head <= webhook.told:
        return None
    page = KeyPage(1, after=webhook.told)
    rows = search_rows(ctx.looking, Query(EVENTS, _filter(webhook), page=page))
    if rows:
        return _message(webhook, int(rows[0][0]), rows[0][1])
    if head - webhook.told > UNWANTED_MAX:
        ctx.unit.webhooks.put(replace(webhook, told=head))
    return None


def _filter(webhook: Webhook) -> Filter | None:
    kinds = wanted_kinds(webhook.kinds)
    return Compare("kind", Op.EXACT_IN, kinds) if kinds else None


def _event_at(ctx: Context, position: int) -> str | None:
    found = search_rows(ctx.looking, Query(EVENTS, Compare("position", Op.EQ, position)))
    return found[0][1] if found else None


def _message(
    webhook: Webhook, position: int, body: str, delivery: Delivery | None = None
) -> Message:
    return Message(
        webhook=webhook.number,
        position=position,
        id=str(MessageId(webhook.uuid, position)),
        url=webhook.url,
        body=body,
        secret=webhook.secret,
        happened_at=parse_moment(json.loads(body)["time"]),
        attempts=0 if delivery is None else delivery.attempts,
        is_replay=delivery is not None and delivery.is_replay,
    )


def settle_message(ctx: Context, message: Message, outcome: Outcome) -> None:
    """Note what became of a message, and when it is sent again.

    Args:
        message: Which one.
        outcome: What became of it.

    Raises:
        NotAllowed: The actor lacks ``admin``.

    Emits:
        webhook.changed
    """
    ctx.require(Permission.ADMIN)
    webhook = ctx.unit.webhooks.find(message.webhook)
    if webhook is None:
        return
    delivery = _settled(ctx, message, outcome)
    _keep(ctx, delivery)
    is_over = delivery.state is not DeliveryState.WAITING
    if is_over and not message.is_replay and message.position > webhook.told:
        webhook = replace(webhook, told=message.position)
        ctx.unit.webhooks.put(webhook)
    if outcome.is_last:
        stopped = webhook.changed({"is_active": False, "reason": outcome.reason}, ctx.now)
        ctx.unit.webhooks.put(stopped)
        ctx.record("webhook.changed", webhook.number, party_id=None, before=webhook, after=stopped)


def _settled(ctx: Context, message: Message, outcome: Outcome) -> Delivery:
    attempts = message.attempts + 1
    made = Delivery(
        webhook=message.webhook,
        position=message.position,
        state=DeliveryState.DELIVERED,
        attempts=attempts,
        tried_at=ctx.now,
        status_code=outcome.status_code,
        reason=outcome.reason,
        is_replay=message.is_replay,
    )
    if outcome.is_good:
        return made
    due_at = _due_at(ctx.now, _since(ctx, message), attempts)
    if outcome.is_last or due_at is None:
        return _failed(made, outcome.reason or "")
    return replace(made, state=DeliveryState.WAITING, due_at=due_at)


def _since(ctx: Context, message: Message) -> datetime:
    """Since when a message is tried: a day of the change itself, or of its replay."""
    if message.is_replay:
        return ctx.now - timedelta(seconds=sum(waits(message.attempts)))
    return message.happened_at


def _due_at(now: datetime, since: datetime, attempts: int) -> datetime | None:
    *_, wait_s = waits(attempts)
    due_at = now + timedelta(seconds=jittered(wait_s))
    return due_at if due_at <= since + timedelta(seconds=TRIED_S) else None


def waits(attempts: int) -> Iterator[int]:
    """How long is waited after each attempt, in seconds, before chance.

    >>> list(waits(8))
    [5, 20, 80, 320, 1280, 5120, 14400, 14400]
    """
    return (min(FIRST_WAIT_S * WAIT_FACTOR**each, WAIT_S_MAX) for each in range(attempts))


def _failed(delivery: Delivery, reason: str) -> Delivery:
    return replace(delivery, state=DeliveryState.FAILED, due_at=None, reason=reason)


def _keep(ctx: Context, delivery: Delivery) -> None:
    known = ctx.unit.deliveries.find(delivery.webhook, delivery.position)
    if known is None:
        ctx.unit.deliveries.insert(delivery)
    else:
        ctx.unit.deliveries.put(delivery)
