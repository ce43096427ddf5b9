"""Webhooks: who is told of changes as they happen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from partita.access.permission import Permission
from partita.domain.change import POSITION
from partita.domain.errors import RecordNotFound, ValuesInvalid
from partita.domain.query import Compare, Form, Member, OffsetPage, Op, Query, Sort, View
from partita.domain.webhook import Delivery, DeliveryState, Webhook, webhook_violations
from partita.kit.ids import new_signing_secret
from partita.ports import Row
from partita.usecases.context import Context, Looking
from partita.usecases.search import search_rows

DIRECTORY_KIND: Final = "webhook"
"""Under which the directory lists the books that have webhooks."""

WEBHOOKS: Final = View(
    "webhooks",
    (
        Member("id", "number", Form.INTEGER),
        Member("url", "url"),
        Member("events", "kinds", Form.JSON),
        Member("active", "is_active", Form.BOOLEAN),
        Member("reason", "reason"),
        Member("position", "told", Form.INTEGER),
        Member("created_at", "created_at", Form.MOMENT_SECONDS),
    ),
)
"""What is told of a subscription; never its secret."""

DELIVERIES: Final = View(
    "deliveries",
    (
        Member("webhook", "webhook", Form.INTEGER),
        Member("uuid", "webhook.uuid"),
        Member("position", "position", Form.INTEGER),
        Member("state", "state"),
        Member("attempts", "attempts", Form.INTEGER),
        Member("tried_at", "tried_at", Form.MOMENT_SECONDS),
        Member("due_at", "due_at", Form.MOMENT_SECONDS),
        Member("status", "status_code", Form.INTEGER),
        Member("reason", "reason"),
    ),
)
_PREFIX: Final = "msg_"


@dataclass(frozen=True, slots=True)
class MessageId:
    """The id of a message, the same however often it is sent."""

    webhook_uuid: str
    position: int

    def __str__(self) -> str:
        """As receivers see it.

        >>> str(MessageId("0189-ab", 7))
        'msg_0189ab_7'
        """
        return f"{_PREFIX}{self.webhook_uuid.replace('-', '')}_{self.position}"


def create_webhook(ctx: Context, url: str, kinds: Sequence[str] = ()) -> Webhook:
    """Tell a receiver of changes from now on.

    Args:
        url: Where messages go.
        kinds: Kinds of changes, such as ``party.created`` or ``party.*``; all when empty.

    Returns:
        The subscription, with its secret.

    Raises:
        NotAllowed: The actor lacks ``admin``.
        ValuesInvalid: The URL or a kind does not fit.

    Emits:
        webhook.created
    """
    ctx.require(Permission.ADMIN)
    if violations := webhook_violations(url, tuple(kinds)):
        raise ValuesInvalid(violations=violations)
    made = Webhook(
        **ctx.new(),
        number=ctx.unit.take_numbers("webhook"),
        url=url,
        kinds=tuple(kinds),
        secret=new_signing_secret(),
        told=ctx.unit.reading.counter(POSITION),
    )
    ctx.unit.webhooks.insert(made)
    ctx.unit.announce(DIRECTORY_KIND, f"{ctx.actor.book_id}:{made.number}")
    ctx.record("webhook.created", made.number, party_id=None, after=made)
    return made


def delete_webhook(ctx: Context, number: int) -> None:
    """Tell a receiver nothing more; what was noted of its messages goes, too.

    Args:
        number: Which subscription.

    Raises:
        NotAllowed: The actor lacks ``admin``.
        RecordNotFound: There is none of that number.

    Emits:
        webhook.deleted
    """
    ctx.require(Permission.ADMIN)
    gone = get_webhook(ctx, number)
    ctx.unit.deliveries.remove(*ctx.unit.deliveries.select(webhook=number))
    ctx.unit.webhooks.remove(gone)
    ctx.record("webhook.deleted", number, party_id=None, before=gone)


def activate_webhook(ctx: Context, number: int) -> Webhook:
    """Tell a receiver again that was given up; what happened in between is told, too.

    Args:
        number: Which subscription.

    Returns:
        The subscription.

    Raises:
        NotAllowed: The actor lacks ``admin``.
        RecordNotFound: There is none of that number.

    Emits:
        webhook.changed
    """
    ctx.require(Permission.ADMIN)
    current = get_webhook(ctx, number)
    changed = current.changed({"is_active": True, "reason": None}, ctx.now)
    ctx.unit.webhooks.put(changed)
    ctx.record("webhook.changed", number, party_id=None, before=current, after=changed)
    return changed


def get_webhook(ctx: Context, number: int) -> Webhook:
    """Read a subscription, with its secret.

    Args:
        number: Which one.

    Returns:
        The subscription.

    Raises:
        NotAllowed: The actor lacks ``admin``.
        RecordNotFound: There is none of that number.
    """
    ctx.require(Permission.ADMIN)
    found = ctx.unit.webhooks.find(number)
    if found is None:
        raise RecordNotFound(kind="webhook", key=number)
    return found


def search_webhooks(ctx: Looking) -> Sequence[Row]:
    """Read all subscriptions of the book, without their secrets.

    Returns:
        Number and JSON text of each.

    Raises:
        NotAllowed: The actor lacks ``admin``.
    """
    return search_rows(ctx, Query(WEBHOOKS))


def search_deliveries(ctx: Looking, number: int, *, limit: int) -> Sequence[Row]:
    """Read the newest messages of a subscription.

    Args:
        number: Which subscription.
        limit: How many at most.

    Returns:
        Position and JSON text of each, newest first.

    Raises:
        NotAllowed: The actor lacks ``admin``.
    """
    of_webhook = Compare("webhook", Op.EQ, number)
    newest = (Sort("position", descending=True),)
    return search_rows(ctx, Query(DELIVERIES, of_webhook, newest, OffsetPage(limit)))


def replay_delivery(ctx: Context, message_id: str) -> Delivery:
    """Send a message again, with the id it had.

    Args:
        message_id: Such as ``msg_0190a1b2c3d47e5f8a9b0c1d2e3f4a5b_7``.

    Returns:
        The message; it is sent as soon as somebody gets to it, beside newer ones.

    Raises:
        NotAllowed: The actor lacks ``admin``.
        RecordNotFound: No receiver that is still told was ever sent it, or it is no longer kept.
    """
    ctx.require(Permission.ADMIN)
    stem, _, position = message_id.removeprefix(_PREFIX).rpartition("_")
    owners = [each for each in ctx.unit.webhooks.select() if each.uuid.replace("-", "") == stem]
    found = None
    if owners and position.isascii() and position.isdecimal():
        found = ctx.unit.deliveries.find(owners[0].number, int(position[:18]))
    if found is None:
        raise RecordNotFound(kind="message", key=message_id)
    if found.state is DeliveryState.WAITING and not found.is_replay:
        again = replace(found, due_at=ctx.now)
    else:
        again = replace(
            found, state=DeliveryState.WAITING, attempts=0, due_at=ctx.now, is_replay=True
        )
    ctx.unit.deliveries.put(again)
    return again
