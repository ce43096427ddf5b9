"""What is forgotten by itself."""

from datetime import timedelta
from typing import Final

from partita.access.permission import Permission
from partita.usecases.context import Context
from partita.usecases.exchange.orders import forget_uploads

REPLIES_DAYS: Final = 1
DELIVERIES_DAYS: Final = 30
FORGOTTEN_ROWS: Final = 2_000
"""Entries forgotten in one transaction, so that other writers need not wait."""


def forget_past(ctx: Context, *, history_days: int) -> int:
    """Take away some of what is older than it is kept, the oldest first.

    Args:
        history_days: How long the feed and the audit trail are kept; 0 for ever.

    Returns:
        The last position that went; 0 when none did. Until then there may be more.

    Raises:
        NotAllowed: The actor lacks ``admin``.
    """
    ctx.require(Permission.ADMIN)
    history = ctx.unit.history
    if history_days:
        before = ctx.now - timedelta(days=history_days)
        if gone := history.forget(before, rows_max=FORGOTTEN_ROWS):
            return gone
    history.forget_replies(ctx.now - timedelta(days=REPLIES_DAYS))
    history.forget_deliveries(ctx.now - timedelta(days=DELIVERIES_DAYS))
    forget_uploads(ctx)
    return 0
