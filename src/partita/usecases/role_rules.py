"""What the values of a role must keep to, whichever dialect sets them."""

from collections.abc import Mapping
from typing import Any, Final

from partita.domain.address import AddressKind
from partita.domain.errors import ReferenceUnknown
from partita.domain.standing import Standing
from partita.usecases.context import Context

Values = Mapping[str, Any]

REFERENCE_KINDS: Final = {
    "group": "customer_group",
    "vat_zone": "vat_zone",
    "payment_term": "payment_term",
    "price_group": "price_group",
    "discount_group": "discount_group",
    "attachment_language": "language",
    "department": "department",
    "location": "location",
    "delivery_term": "delivery_term",
    "branding_theme": "branding_theme",
    "attribute_set": "attribute_set",
    "cost_group": "cost_group",
    "account": "account",
    "prepayment_account": "account",
}
"""Fields of roles that hold the number of a reference row, and which list it is of."""

_CONTACT_FIELDS: Final = ("attention", "their_reference")
IS_ACTIVE: Final = "is_active"
"""Not a field: what dialects say that know only active and not active."""


def settle_standing(values: Values, current: Standing = Standing.ACTIVE) -> dict[str, Any]:
    """Turn "active" or "not active" into a standing.

    Args:
        values: Fields of a role, and perhaps ``is_active``.
        current: The standing so far.

    Returns:
        Fields of the role only.
    """
    settled = {name: value for name, value in values.items() if name != IS_ACTIVE}
    if IS_ACTIVE in values:
        settled["standing"] = current.allowed(is_active=bool(values[IS_ACTIVE]))
    return settled


def check_references(
    ctx: Context, party_id: int, values: Values, current: object | None = None
) -> None:
    """Make sure that what a role points at exists; what it pointed at before is not asked again.

    Args:
        party_id: The party of the role.
        values: Fields of the role that are set.
        current: The role as it was; ``None`` for a new one.

    Raises:
        ReferenceUnknown: Something does not exist, or is barred (the fact ``field`` then ends in
            ``:barred``).
    """
    for field, value in values.items():
        if value is None or getattr(current, field, None) == value:
            continue
        if field in REFERENCE_KINDS:
            _check_reference(ctx, field, value)
        elif field in _CONTACT_FIELDS:
            _check_contact(ctx, party_id, field, value)
        elif field == "delivery_address":
            here = {"number": value, "party_id": party_id, "kind": AddressKind.DELIVERY}
            if not ctx.unit.addresses.has(**here):
                raise ReferenceUnknown(field=field, kind="address", number=value)


def _check_reference(ctx: Context, field: str, number: int) -> None:
    kind = REFERENCE_KINDS[field]
    row = ctx.unit.references.find(kind, number)
    if row is None or row.removed_at is not None:
        raise ReferenceUnknown(field=field, kind=kind, number=number)
    if row.is_barred:
        raise ReferenceUnknown(field=f"{field}:barred", kind=kind, number=number)


def _check_contact(ctx: Context, party_id: int, field: str, number: int) -> None:
    if not ctx.unit.contacts.has(number=number, party_id=party_id, is_deleted=False):
        raise ReferenceUnknown(field=field, kind="contact", number=number)
