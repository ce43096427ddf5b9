"""What is forgotten by itself."""

from datetime import timedelta
from typing import Final

from partita.access.permission import Permission
from partita.usecases.context import Context

REPLIES_DAYS: Final = 1
DELIVERIES_DAYS: Final = 30


def forget_past(ctx: Context, *, history_days: int) -> int:
    """Take away what is older than it is kept.

    Args:
        history_days: How long the feed and the audit trail are kept; 0 for ever.

    Returns:
        The last position that went; 0 when none did.

    Raises:
        NotAllowed: The actor lacks ``admin``.
    """
    ctx.require(Permission.ADMIN)
    history = ctx.unit.history
    history.forget_replies(ctx.now - timedelta(days=REPLIES_DAYS))
    history.forget_deliveries(ctx.now - timedelta(days=DELIVERIES_DAYS))
    return history.forget(ctx.now - timedelta(days=history_days)) if history_days else 0
