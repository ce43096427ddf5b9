"""What happened, as the change feed and the audit trail tell it."""

from dataclasses import dataclass
from typing import Final

from partita.kit.swift import swift

POSITION: Final = "position"
"""The counter of a book that its changes are numbered by."""

FORGOTTEN: Final = "forgotten"
"""The counter that tells the last position no longer kept."""


@swift
@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to a record.

    Attributes:
        kind: Such as ``party.changed``; one of `CHANGE_KINDS`.
        party_id: The party it concerns, if any.
        key: Number of the record inside its kind.
        version: Version the record has now.
        before: The record as it was; ``None`` when it is new.
        after: The record as it is; ``None`` when it is gone.
    """

    kind: str
    party_id: int | None
    key: int | str
    version: int
    before: object | None = None
    after: object | None = None


CHANGE_KINDS: Final = frozenset(
    f"{noun}.{verb}"
    for noun in (
        "party",
        "customer",
        "supplier",
        "employee",
        "counterparty",
        "contact",
        "address",
        "bank_account",
        "group",
        "note",
        "document",
        "term_line",
        "identifier",
        "reference",
        "setup",
        "app",
        "webhook",
        "user",
        "session",
        "saved_view",
    )
    for verb in ("created", "changed", "deleted")
) | {
    "party.merged",
    "party.exported",
    "party.erased",
    "party.unmerged",
    "book.created",
    "suggestion.dismissed",
    "suggestion.reopened",
    "party.enriched",
}
