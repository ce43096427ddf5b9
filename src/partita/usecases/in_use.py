"""Whether something may go: who refers to it."""

from typing import Any

from partita.domain.errors import RecordInUse
from partita.domain.references import referrers_to
from partita.usecases.context import Context


def refuse_if_in_use(ctx: Context, target: str, number: int) -> None:
    """Make sure nothing refers to a record.

    Args:
        target: Its kind: ``party``, ``contact``, ``address`` or ``bank_account``.
        number: Its number.

    Raises:
        RecordInUse: Something does; the fact ``by`` names the kind of record, or of document.
    """
    for referrer in referrers_to(target, parts=False):
        records: Any = getattr(ctx.unit, referrer.records)
        found = records.first(**{referrer.column: number})
        if found is not None:
            by = found.kind if referrer.records == "documents" else referrer.records
            raise RecordInUse(kind=target, number=number, by=str(by))
