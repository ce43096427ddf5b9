"""Sends one message, signed as Standard Webhooks wants it."""

from datetime import datetime
from http import HTTPStatus
from typing import Final

import httpx
from standardwebhooks import Webhook as Signer

from partita.kit.clock import Clock
from partita.outgoing.guard import ADDRESS_REFUSED, guarded_client
from partita.usecases.telling import Message, Outcome

MEDIA_TYPE: Final = "application/cloudevents+json; charset=utf-8"
AGENT: Final = "Partita-Webhooks/1"


def headers_of(message: Message, at: datetime) -> dict[str, str]:
    """The headers of a message: its id, and what proves whose it is and that nobody touched it."""
    return {
        "Content-Type": MEDIA_TYPE,
        "User-Agent": AGENT,
        "webhook-id": message.id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Signer(message.secret).sign(message.id, at, message.body),
    }


class Sender:
    """Sends messages, from many threads."""

    def __init__(self, clock: Clock, *, allows_private: bool, connections_max: int) -> None:
        """Say where messages may go, and how many at once."""
        self._clock = clock
        self._client = guarded_client(
            allows_private=allows_private, connections_max=connections_max
        )

    def __call__(self, message: Message) -> Outcome:
        """Send a message; what became of it. The body of the answer is never read."""
        content, headers = message.body.encode(), headers_of(message, self._clock())
        try:
            with self._client.stream(
                "POST", message.url, content=content, headers=headers
            ) as answer:
                return judged(answer.status_code)
        except httpx.InvalidURL:
            return Outcome(is_good=False, reason="the URL cannot be used")
        except httpx.HTTPError as error:
            return Outcome(is_good=False, reason=_reason(error))


def judged(status: int) -> Outcome:
    """What a status means: 2xx is good, 410 is the end, all else is tried again."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Outcome(is_good=True, status_code=status)
    is_last = status == HTTPStatus.GONE
    reason = "the receiver is gone (410)" if is_last else f"the receiver answered {status}"
    return Outcome(is_good=False, is_last=is_last, status_code=status, reason=reason)


def _reason(error: httpx.HTTPError) -> str:
    """Why, without anything that the receiver chose to say."""
    match error:
        case httpx.ConnectTimeout() | httpx.ReadTimeout() | httpx.WriteTimeout():
            return "the receiver took too long"
        case httpx.ConnectError() if ADDRESS_REFUSED in str(error):
            return ADDRESS_REFUSED
        case httpx.ConnectError():
            return "the receiver cannot be reached"
        case _:
            return f"the receiver did not answer as it should ({type(error).__name__})"
