"""The feed and the audit trail, each in the shape a client asks for."""

from collections.abc import Callable, Sequence
from typing import Final

from partita.domain.errors import PageInvalid
from partita.facekit.accepting import best_of
from partita.facekit.face import JSON, Following, Reply, Request
from partita.faces.native.errors import problem
from partita.ports import Row
from partita.usecases import audit, feed
from partita.usecases.context import Looking

LINES: Final = ("application/x-ndjson", "application/jsonl", "application/x-jsonlines")
STREAM: Final = "text/event-stream"
OFFERED: Final = (JSON, *LINES, STREAM)
LIMIT: Final = 100
RETRY_MS: Final = 2_000
_NOT_ACCEPTABLE: Final = 406
_DIGITS_MAX: Final = 19
_IDLE: Final = b": nothing new\n\n"

Find = Callable[[Looking, int | None], Sequence[Row]]


def read_feed(look: Looking, request: Request) -> Reply:
    """Answer what happened after a position."""
    limit = _limit(request)

    def find(look: Looking, after: int | None) -> Sequence[Row]:
        return feed.search_events(look, after=after or 0, limit=limit)

    return _answer(look, request, find, "events")


def read_audit(look: Looking, request: Request) -> Reply:
    """Answer who did what, from the newest entries or after a position."""
    limit = _limit(request)
    party = _number(request, "party")

    def find(look: Looking, after: int | None) -> Sequence[Row]:
        return audit.search_audit(look, party_id=party, after=after, limit=limit)

    return _answer(look, request, find, "entries")


def _answer(look: Looking, request: Request, find: Find, name: str) -> Reply:
    media_type = best_of(OFFERED, request.header("Accept"))
    if media_type is None:
        return problem(request, _NOT_ACCEPTABLE, f"Offered are {', '.join(OFFERED)}.")
    is_stream = media_type == STREAM
    after = _resumed(request) if is_stream else None
    if after is None:
        after = _number(request, "after")
    rows = find(look, after)
    reached = _reached(rows, after or 0)
    if is_stream:
        body = b"retry: %d\n\n" % RETRY_MS + _events(rows)
        return Reply(200, body, STREAM, _UNBUFFERED, _following(find, reached))
    if media_type in LINES:
        return Reply(200, b"".join(b"%s\n" % text.encode() for _, text in rows), media_type)
    items = ",".join(text for _, text in rows)
    return Reply(200, f'{{"{name}":[{items}],"next":{reached}}}'.encode(), JSON)


_UNBUFFERED: Final = {"X-Accel-Buffering": "no"}
"""Proxies are to hand events on as they come."""


def _following(find: Find, reached: int) -> Following:
    position = reached

    def more(look: Looking) -> bytes:
        nonlocal position
        rows = find(look, position)
        position = _reached(rows, position)
        return _events(rows)

    return Following(more, _IDLE)


def _reached(rows: Sequence[Row], after: int) -> int:
    return int(rows[-1][0]) if rows else after


def _events(rows: Sequence[Row]) -> bytes:
    """Server-sent events: position as id, so that browsers resume by themselves."""
    return b"".join(b"id: %d\ndata: %s\n\n" % (int(key), text.encode()) for key, text in rows)


def _resumed(request: Request) -> int | None:
    """The position a client that lost its stream has seen."""
    return _whole("Last-Event-ID", request.header("Last-Event-ID"))


def _number(request: Request, name: str) -> int | None:
    return _whole(name, request.query.get(name))


def _limit(request: Request) -> int:
    found = _number(request, "limit")
    return LIMIT if found is None else found


def _whole(name: str, text: str | None) -> int | None:
    """Read a whole number.

    Raises:
        PageInvalid: It is none.
    """
    if text is None or not text.strip():
        return None
    digits = text.strip()
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= _DIGITS_MAX):
        raise PageInvalid(name=name, message=f"{name} must be a whole number, 0 or more.")
    return int(digits)
