"""What a book does when nobody says otherwise."""

from collections.abc import Sequence
from typing import Any

from partita.access.permission import Permission
from partita.domain.book import Book
from partita.domain.errors import BookNotFound, ReferenceUnknown
from partita.domain.standing import Role
from partita.kit.unset import UNSET, UnsetType
from partita.usecases.context import Context


def change_setup(
    ctx: Context,
    *,
    default_customer_group: int | None | UnsetType = UNSET,
    default_layout: int | None | UnsetType = UNSET,
    manual_codes: Sequence[Role] | UnsetType = UNSET,
) -> Book:
    """Change the defaults of the book.

    Args:
        default_customer_group: Number of the group of new customers; ``None`` for no default,
            ``UNSET`` leaves it as it is.
        default_layout: Number of the layout of new documents; likewise.
        manual_codes: Roles in which whoever makes a party must choose its code, where a dialect
            has codes.

    Returns:
        The book; its setup is one version on when one of the two defaults was mentioned.

    Raises:
        NotAllowed: The actor lacks ``setup.write``.
        BookNotFound: There is no such book.
        ReferenceUnknown: There is no such group or layout.

    Emits:
        setup.changed
    """
    ctx.require(Permission.SETUP_WRITE)
    book = ctx.unit.books.first()
    if book is None:
        raise BookNotFound(slug="")
    values: dict[str, Any] = {
        "default_customer_group": default_customer_group,
        "default_layout": default_layout,
    }
    values = {name: value for name, value in values.items() if value is not UNSET}
    _check(ctx, "customer_group", values.get("default_customer_group"))
    _check(ctx, "layout", values.get("default_layout"))
    if values:
        values["setup_version"] = book.setup_version + 1
    if manual_codes is not UNSET:
        values["manual_codes"] = tuple(dict.fromkeys(map(str, manual_codes))) or None
    if not values:
        return book
    changed = book.changed(values, ctx.now)
    ctx.unit.books.put(changed)
    ctx.record("setup.changed", book.book_id, party_id=None, before=book, after=changed)
    return changed


def _check(ctx: Context, kind: str, number: int | None) -> None:
    if number is not None and not ctx.unit.references.has(kind=kind, number=number):
        raise ReferenceUnknown(field=f"default_{kind}", kind=kind, number=number)
