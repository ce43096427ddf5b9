"""Tokens that say of themselves what they are good for, and are not any more."""

from datetime import timedelta
from typing import Final

from partita.access.secret import hash_secret
from partita.access.user import Session, SessionKind
from partita.domain.query import Compare, Member, OffsetPage, Op, Query, View
from partita.ports import Reading
from partita.usecases.context import Context

NOBODY: Final = 0
_SPENT: Final = View("spent_tokens", (Member("at", "created_at"),))


def spend_token(ctx: Context, token: str, seconds: int) -> bool:
    """Note that a token must not be used again.

    Args:
        token: The token, or what tells it from others.
        seconds: How long it would be good for; then it need not be remembered.

    Returns:
        Whether it had not been spent before.

    Emits:
        session.created
    """
    key = hash_secret(token)
    if ctx.unit.sessions.find(key) is not None:
        return False
    ends = ctx.now + timedelta(seconds=seconds)
    spent = Session(
        token_hash=key, kind=SessionKind.SPENT, user=NOBODY, created_at=ctx.now, expires_at=ends
    )
    ctx.unit.sessions.insert(spent)
    ctx.record("session.created", NOBODY, party_id=None)
    return True


def is_spent(reading: Reading, *tokens: str) -> bool:
    """Tell whether a token must not be used again.

    Args:
        reading: The book.
        tokens: The token, or what tells it from others; of several, whether one was spent.

    Returns:
        Whether it was spent.
    """
    spent = Compare("token_hash", Op.EXACT_IN, tuple(map(hash_secret, tokens)))
    return bool(reading.rows(Query(_SPENT, spent, page=OffsetPage(1))))
