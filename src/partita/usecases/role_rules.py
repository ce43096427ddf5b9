"""What the values of a role must keep to, whichever dialect sets them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from partita.domain.address import AddressKind
from partita.domain.errors import IdentifierTaken, ReferenceUnknown
from partita.domain.standing import Role, Standing
from partita.usecases.context import Context
from partita.usecases.roles import role_records

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
_ROLE_FIELDS: Final = {
    "sales_person": Role.EMPLOYEE,
    "manager": Role.EMPLOYEE,
    "default_counterparty": Role.COUNTERPARTY,
}
"""Fields of roles that hold the id of a party in another role."""

_ACCOUNT_FIELDS: Final = ("expense_account", "salary_account", "travel_account")
IS_ACTIVE: Final = "is_active"
"""Not a field: what dialects say that know only active and not active."""
IS_ARCHIVED: Final = "is_archived"
"""Not a field: what dialects say that know only archived and not archived."""


def settle_standing(
    values: Values, current: Standing = Standing.ACTIVE, *, today: date
) -> dict[str, Any]:
    """Turn "active" or "not active", "archived" or "not archived" into a standing.

    Whoever stops being active does so today unless another day is said; an active one has no such
    day.

    Args:
        values: Fields of a role, and perhaps ``is_active`` or ``is_archived``.
        current: The standing so far.
        today: Which day it is.

    Returns:
        Fields of the role only.
    """
    words = (IS_ACTIVE, IS_ARCHIVED)
    settled = {name: value for name, value in values.items() if name not in words}
    if IS_ACTIVE in values:
        settled["standing"] = current.allowed(is_active=bool(values[IS_ACTIVE]))
    if IS_ARCHIVED in values:
        settled["standing"] = current.archived(is_archived=bool(values[IS_ARCHIVED]))
    standing = settled.get("standing", current)
    if standing == Standing.ACTIVE and current != Standing.ACTIVE:
        settled["disabled_on"] = None
    elif standing != Standing.ACTIVE and current == Standing.ACTIVE:
        settled["disabled_on"] = settled.get("disabled_on") or today
    return settled


def settle_words(values: Values, current: object) -> dict[str, Any]:
    """Forget the words for a standing that is another now.

    Args:
        values: Fields of a role.
        current: The role so far.

    Returns:
        The values, with what follows from them.
    """
    is_news = "standing" in values and values["standing"] != getattr(current, "standing", None)
    if not is_news or "standing_words" in values or not hasattr(current, "standing_words"):
        return dict(values)
    return {**values, "standing_words": None}


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
        elif field in _ROLE_FIELDS:
            role = _ROLE_FIELDS[field]
            found = role_records(ctx, role).has(party_id=value)
            _check_has(field, str(role), value, found=found)
        elif field in _ACCOUNT_FIELDS:
            here = {"number": value, "party_id": party_id}
            _check_has(field, "bank_account", value, found=ctx.unit.bank_accounts.has(**here))
        elif field == "delivery_address":
            here = {"number": value, "party_id": party_id, "kind": AddressKind.DELIVERY}
            _check_has(field, "address", value, found=ctx.unit.addresses.has(**here))


def _check_has(field: str, kind: str, number: object, *, found: bool) -> None:
    if not found:
        raise ReferenceUnknown(field=field, kind=kind, number=number)


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


def check_unique(
    ctx: Context, role: Role, party_id: int, values: Values, names: frozenset[str]
) -> None:
    """Make sure nobody else in the role has the same values.

    Args:
        role: Which role.
        party_id: The party of the role.
        values: Fields of the role that are set.
        names: Those nobody else may have.

    Raises:
        IdentifierTaken: Somebody has.
    """
    for name in sorted(names & values.keys()):
        if values[name] is None:
            continue
        holder = role_records(ctx, role).first(**{name: values[name]})
        if holder is not None and holder.party_id != party_id:
            raise IdentifierTaken(scheme=name, holder=holder.party_id, value=values[name])
