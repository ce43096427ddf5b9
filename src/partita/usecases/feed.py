"""The change feed: every change of a book, once, in the order in which it was committed."""

from collections.abc import Sequence
from typing import Final

from partita.access.permission import Permission
from partita.domain.change import FORGOTTEN
from partita.domain.errors import FeedForgotten, PageInvalid
from partita.domain.query import Fixed, Form, KeyPage, Member, Part, Query, View
from partita.ports import Row
from partita.usecases.context import Looking
from partita.usecases.search import search_rows

EVENTS_MAX: Final = 1_000

EVENTS: Final = View(
    "changes",
    (
        Fixed("specversion", '"1.0"'),
        Member("id", "event_id"),
        Member("source", "book.source"),
        Member("type", "kind"),
        Member("subject", "subject"),
        Member("time", "at", Form.MOMENT_MILLIS),
        Fixed("datacontenttype", '"application/json"'),
        Member("sequence", "position", Form.INTEGER),
        Part(
            "data",
            (
                Member("party", "party_id", Form.INTEGER),
                Member("key", "record_key"),
                Member("version", "version", Form.INTEGER),
                Member("app", "audit.actor"),
                Member("dialect", "audit.dialect"),
                Member("request", "audit.request_id"),
            ),
            at="kind",
        ),
    ),
)
"""An event as CloudEvents 1.0 has it (JSON format), with the extension ``sequence``.

It says what happened to which record, and by whom, so that a program can leave out what it did
itself; what the record holds is read through a dialect or the audit trail, by whoever may.
"""


def search_events(ctx: Looking, *, after: int, limit: int) -> Sequence[Row]:
    """Read the changes after a position.

    Args:
        after: The last position known; 0 for none.
        limit: How many at most, from 1 to `EVENTS_MAX`.

    Returns:
        Position and JSON text of each, without a gap.

    Raises:
        NotAllowed: The actor lacks ``feed.read``.
        PageInvalid: The limit or the position is out of range.
        FeedForgotten: Changes after the position are no longer kept.
    """
    ctx.require(Permission.FEED_READ)
    check_page(after, limit)
    rows = search_rows(ctx, Query(EVENTS, page=KeyPage(limit, after=after)))
    kept_after = ctx.reading.counter(FORGOTTEN)  # asked last: what was read may be gone by now
    if after < kept_after:
        raise FeedForgotten(after=after, kept_after=kept_after)
    return rows


def check_page(after: int, limit: int) -> None:
    """Make sure of a page of changes.

    Raises:
        PageInvalid: The limit or the position is out of range.
    """
    if not 1 <= limit <= EVENTS_MAX:
        message = f"The limit must be between 1 and {EVENTS_MAX}."
        raise PageInvalid(name="limit", message=message)
    if not 0 <= after <= POSITION_MAX:
        message = "A position is a whole number, 0 for the beginning."
        raise PageInvalid(name="after", message=message)


POSITION_MAX: Final = 2**63 - 1
