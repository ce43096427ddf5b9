"""Reading: one record or many, straight from rows to JSON text."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from partita.access.permission import Permission
from partita.domain.errors import RecordNotFound
from partita.domain.query import Query, Value, View
from partita.domain.standing import Role
from partita.ports import Row
from partita.usecases.context import Looking

NEEDED: Final = {
    "bank_accounts": Permission.BANK_ACCOUNTS_READ,
    "counterparties": Permission.PARTIES_READ,
    "changes": Permission.FEED_READ,
    "customers": Permission.PARTIES_READ,
    "customers_by_party": Permission.PARTIES_READ,
    "customer_contacts": Permission.CONTACTS_READ,
    "customer_addresses": Permission.ADDRESSES_READ,
    "deliveries": Permission.ADMIN,
    "delivery_addresses": Permission.ADDRESSES_READ,
    "employees": Permission.PARTIES_READ,
    "files": Permission.DOCUMENTS_READ,
    "flaws": Permission.PARTIES_READ,
    "grants": Permission.ADMIN,
    "groups": Permission.GROUPS_READ,
    "jobs": Permission.PARTIES_READ,
    "saved_views": Permission.PARTIES_READ,
    "members": Permission.GROUPS_READ,
    **{f"in_{role}": Permission.PARTIES_READ for role in Role},
    "history": Permission.AUDIT_READ,
    "list_rows": Permission.REFERENCES_READ,
    "mail_addresses": Permission.ADDRESSES_READ,
    "parties": Permission.PARTIES_READ,
    "notes": Permission.NOTES_READ,
    "party_contacts": Permission.CONTACTS_READ,
    "references": Permission.REFERENCES_READ,
    "sessions": Permission.ADMIN,
    "setup": Permission.SETUP_READ,
    "contact_points": Permission.CONTACTS_READ,
    "party_addresses": Permission.ADDRESSES_READ,
    "party_persons": Permission.CONTACTS_READ,
    "term_lines": Permission.PARTIES_READ,
    "user_names": Permission.SETUP_READ,
    "whole_customers": Permission.PARTIES_READ,
    "whole_employees": Permission.PARTIES_READ,
    "whole_rows": Permission.REFERENCES_READ,
    "whole_setup": Permission.SETUP_READ,
    "whole_suppliers": Permission.PARTIES_READ,
    "suppliers": Permission.PARTIES_READ,
    "webhooks": Permission.ADMIN,
    "users": Permission.ADMIN,
}
"""What an actor needs to look at a source."""


def get_row(ctx: Looking, view: View, field: str, value: Value) -> str:
    """Read one record as JSON text.

    Args:
        view: What to show of it.
        field: The field that identifies it, such as ``number``.
        value: Its value.

    Returns:
        The JSON text.

    Raises:
        NotAllowed: The actor lacks the permission of the source.
        RecordNotFound: There is none.
    """
    ctx.require(NEEDED[view.source])
    text = ctx.reading.one(view, field, value)
    if text is None:
        raise RecordNotFound(kind=view.source, key=value)
    return text


def search_rows(ctx: Looking, query: Query) -> Sequence[Row]:
    """Read a page of records as key and JSON text.

    Args:
        query: Which, in which order, which part.

    Returns:
        Key and JSON text of each.

    Raises:
        NotAllowed: The actor lacks the permission of the source.
    """
    ctx.require(NEEDED[query.view.source])
    return ctx.reading.rows(query)


def search_texts(ctx: Looking, query: Query) -> Sequence[bytes]:
    """Read a page of records as JSON texts that are sent on as they are.

    Args:
        query: Which, in which order, which part.

    Returns:
        The JSON text of each, in UTF-8.

    Raises:
        NotAllowed: The actor lacks the permission of the source.
    """
    ctx.require(NEEDED[query.view.source])
    return ctx.reading.texts(query)


def search_pieces(ctx: Looking, query: Query) -> Sequence[tuple[Any, ...]]:
    """Read a page of records as key, pieces of JSON text, and what the view tells beside it.

    Args:
        query: Which, in which order, which part.

    Returns:
        One row for each; a view with n gaps makes n + 1 pieces.

    Raises:
        NotAllowed: The actor lacks the permission of the source.
    """
    ctx.require(NEEDED[query.view.source])
    return ctx.reading.pieces(query)


def stream_rows(ctx: Looking, query: Query, *, rows_max: int) -> Iterator[Sequence[Row]]:
    """Read a long page of records in portions, so that it is never held as records.

    Args:
        query: Which, in which order, which part.
        rows_max: Longest portion.

    Returns:
        Key and JSON text of each, in portions.

    Raises:
        NotAllowed: The actor lacks the permission of the source.
    """
    ctx.require(NEEDED[query.view.source])
    return ctx.reading.stream(query, rows_max=rows_max)


def count_rows(ctx: Looking, query: Query, *, rows_max: int | None = None) -> int:
    """Count the records of a query, whatever its page.

    Args:
        query: Which.
        rows_max: Count no further; ``None`` counts all.

    Returns:
        How many.

    Raises:
        NotAllowed: The actor lacks the permission of the source.
    """
    ctx.require(NEEDED[query.view.source])
    return ctx.reading.count(query, rows_max=rows_max)


def tally_rows(ctx: Looking, query: Query, field: str) -> Sequence[tuple[Any, int]]:
    """Count the records of a query by the value of a field.

    Args:
        query: Which records, whatever its order and page.
        field: A field of the source, such as ``country``.

    Returns:
        Each value, ``None`` for none, and how many have it; most first.

    Raises:
        NotAllowed: The actor lacks the permission of the source.
    """
    ctx.require(NEEDED[query.view.source])
    return ctx.reading.tally(query, field)
