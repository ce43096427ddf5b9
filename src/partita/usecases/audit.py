"""The audit trail: who did what to which record, when, and how it was before and after."""

from collections.abc import Sequence
from typing import Final

from partita.access.permission import Permission
from partita.domain.query import Compare, Form, KeyPage, Member, OffsetPage, Op, Query, Sort, View
from partita.ports import Row
from partita.usecases.context import Looking
from partita.usecases.feed import check_page
from partita.usecases.search import search_rows

AUDIT: Final = View(
    "history",
    (
        Member("position", "position", Form.INTEGER),
        Member("at", "at", Form.MOMENT_MILLIS),
        Member("kind", "kind"),
        Member("party", "party_id", Form.INTEGER),
        Member("key", "record_key"),
        Member("version", "version", Form.INTEGER),
        Member("app_id", "audit.app_id", Form.INTEGER),
        Member("actor", "audit.actor"),
        Member("dialect", "audit.dialect"),
        Member("request", "audit.request_id"),
        Member("before", "audit.before", Form.JSON),
        Member("after", "audit.after", Form.JSON),
    ),
)
"""An entry; secrets and national numbers are masked in what is stored already."""


def search_audit(
    ctx: Looking, *, party_id: int | None = None, after: int | None = None, limit: int
) -> Sequence[Row]:
    """Read the audit trail of a book, or of one party.

    Args:
        party_id: Which party; all, and what concerns none, when ``None``.
        after: The last position known; the newest entries when ``None``.
        limit: How many at most, from 1 to `EVENTS_MAX`.

    Returns:
        Position and JSON text of each, oldest first.

    Raises:
        NotAllowed: The actor lacks ``audit.read``.
        PageInvalid: The limit or the position is out of range.
    """
    ctx.require(Permission.AUDIT_READ)
    check_page(after or 0, limit)
    of_party = None if party_id is None else Compare("party_id", Op.EQ, party_id)
    if after is not None:
        return search_rows(ctx, Query(AUDIT, of_party, page=KeyPage(limit, after=after)))
    newest = Query(AUDIT, of_party, (Sort("position", descending=True),), OffsetPage(limit))
    return search_rows(ctx, newest)[::-1]
