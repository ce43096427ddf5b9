"""Who is told of changes as they happen, and how far that has got."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from ipaddress import IPv6Address
from typing import Final

from partita.domain.change import CHANGE_KINDS
from partita.domain.record import Record
from partita.domain.violation import Violation

URL_CHARS_MAX: Final = 2_000
KINDS_MAX: Final = 100
EVERY: Final = "*"
PORT_MAX: Final = 65_535
_URL: Final = re.compile(
    r"https?://(?:[A-Za-z0-9.\-_]+|\[(?P<address>[^]]*)\])(?::(?P<port>[0-9]{1,5}))?(?:[/?][!-~]*)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook(Record):
    """A subscription: a receiver and what it wants to hear.

    Attributes:
        number: Unique in the book among webhooks, from 1.
        url: Where messages go.
        kinds: Kinds of changes, such as ``party.created`` or ``party.*``; all when empty.
        secret: What messages are signed with (Standard Webhooks, ``whsec_...``).
        told: Position of the last change that was told, given up or not wanted.
        is_active: It is told of changes.
        reason: Why it is not active.
    """

    number: int
    url: str
    kinds: tuple[str, ...]
    secret: str
    told: int
    is_active: bool = True
    reason: str | None = None


class DeliveryState(StrEnum):
    """How far a message has got."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one receiver.

    Attributes:
        webhook: Number of the subscription.
        position: Of the change it tells of.
        state: How far it has got.
        attempts: How often it was sent.
        tried_at: When it was last sent.
        due_at: When it is sent again; ``None`` when it is not.
        status_code: What the receiver answered, if it did.
        reason: Why it did not arrive.
        is_replay: Somebody asked for it again; it keeps nothing waiting.
    """

    webhook: int
    position: int
    state: DeliveryState
    attempts: int
    tried_at: datetime
    due_at: datetime | None = None
    status_code: int | None = None
    reason: str | None = None
    is_replay: bool = False


def wanted_kinds(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """The kinds of changes that patterns mean; empty for all.

    >>> wanted_kinds(("term_line.*",))
    ('term_line.changed', 'term_line.created', 'term_line.deleted')
    """
    if not patterns or EVERY in patterns:
        return ()
    return tuple(sorted(kind for kind in CHANGE_KINDS if any(_means(p, kind) for p in patterns)))


def _means(pattern: str, kind: str) -> bool:
    return pattern == kind or (pattern.endswith(".*") and kind.startswith(pattern[:-1]))


def _is_url(text: str) -> bool:
    """Whether a message can be sent to a URL.

    >>> [_is_url(text) for text in ("https://a.example/in?x=1", "http://[::1]:80", "http://[::1")]
    [True, True, False]
    >>> [_is_url(text) for text in ("https://a.example:65536/", "https://[a.example]/")]
    [False, False]
    """
    found = _URL.fullmatch(text)
    if found is None:
        return False
    if found["address"] is not None:
        try:
            IPv6Address(found["address"])
        except ValueError:
            return False
    return int(found["port"] or 0) <= PORT_MAX


def webhook_violations(url: str, kinds: tuple[str, ...]) -> list[Violation]:
    """What is wrong with a wanted subscription; the fields are ``url`` and ``event``."""
    found = []
    if len(url) > URL_CHARS_MAX:
        found.append(Violation("url", "too_long", {"max": URL_CHARS_MAX}))
    elif not _is_url(url):
        message = f"{url!r} is no http or https URL without a user name."
        found.append(Violation("url", "url", {"message": message}))
    if len(kinds) > KINDS_MAX:
        found.append(Violation("event", "range", {"min": 0, "max": KINDS_MAX}))
    unknown = [each for each in kinds if each != EVERY and not wanted_kinds((each,))]
    found += [
        Violation("event", "kind", {"message": f"There is no kind of change {each!r}."})
        for each in unknown
    ]
    return found
