"""Addresses: where to deliver, and where to write to."""

from collections.abc import Sequence

from partita.access.permission import Permission
from partita.domain.address import Address, AddressKind, AddressPatch
from partita.domain.errors import (
    IdentifierTaken,
    NumberTaken,
    OwnerBarred,
    OwnerFixed,
    RecordNotFound,
    VersionStale,
)
from partita.domain.party import Customer
from partita.domain.record import mentioned
from partita.domain.standing import Role, Standing
from partita.usecases.context import Context
from partita.usecases.in_use import refuse_if_in_use
from partita.usecases.numbers import DELIVERIES, take_delivery_numbers
from partita.usecases.owners import Owner, find_owner
from partita.usecases.roles import require_role


def create_delivery_address(  # noqa: PLR0913  # what a dialect demands is named one by one
    ctx: Context,
    owner: Owner,
    patch: AddressPatch,
    *,
    number: int | None = None,
    refuses_barred: bool = False,
    codes_are_unique: bool = False,
) -> Address:
    """Add a place of delivery to a party.

    Args:
        owner: Whose.
        patch: What is known of it.
        number: Wanted number; the next free one when ``None``.
        refuses_barred: Refuse when the owner is a customer that is not active.
        codes_are_unique: Refuse an external code that another place of delivery has.

    Returns:
        The address; the first of a party is its primary one.

    Raises:
        NotAllowed: The actor lacks ``addresses.write``.
        OwnerUnknown: There is no such party.
        OwnerBarred: The customer is not active.
        NumberTaken: Another address has the wanted number.
        IdentifierTaken: Another address has that external code.

    Emits:
        address.created
        address.changed
    """
    ctx.require(Permission.ADDRESSES_WRITE)
    party_id, customer = find_owner(ctx, owner)
    _refuse_barred(customer, refuses_barred=refuses_barred)
    if codes_are_unique:
        _check_code(ctx, patch, None)
    serial = ctx.unit.addresses.top("serial", party_id=party_id, kind=AddressKind.DELIVERY) + 1
    values = mentioned(patch)
    has_others = serial > 1 and ctx.unit.addresses.has(party_id=party_id, kind=AddressKind.DELIVERY)
    values["is_primary"] = values.get("is_primary", False) or not has_others
    address = Address(
        **ctx.new(),
        number=_take_number(ctx, number),
        party_id=party_id,
        kind=AddressKind.DELIVERY,
        customer_number=customer.number if customer else None,
        serial=serial,
        **values,
    )
    if address.is_primary and has_others:
        _demote_primary(ctx, address)
    ctx.unit.addresses.insert(address)
    ctx.record("address.created", address.number, party_id=party_id, after=address)
    return address


def change_address(  # noqa: PLR0913  # the conditions of a write are named one by one
    ctx: Context,
    number: int,
    patch: AddressPatch,
    *,
    owner: Owner | None = None,
    if_version: int | None,
    refuses_barred: bool = False,
    codes_are_unique: bool = False,
) -> Address:
    """Replace the mentioned fields of an address.

    Args:
        number: Which one.
        patch: Fields left ``UNSET`` stay as they are; ``None`` empties one.
        owner: Refuse unless it belongs to this party; ``None`` skips the check.
        if_version: Refuse unless the stored version is this one; ``None`` skips the check.
        refuses_barred: Refuse when the owner is a customer that is not active.
        codes_are_unique: As for `create_delivery_address`.

    Returns:
        The address, one version on.

    Raises:
        NotAllowed: The actor lacks ``addresses.write``.
        RecordNotFound: There is none of that number, or its party is no customer and the owner is
            named as one.
        OwnerUnknown: The named party does not exist.
        OwnerFixed: It belongs to another party.
        OwnerBarred: The customer is not active.
        VersionStale: Somebody was faster.
        IdentifierTaken: Another address has that external code.

    Emits:
        address.changed
    """
    ctx.require(Permission.ADDRESSES_WRITE)
    address = _get(ctx, number)
    if owner is not None:
        customer = _find_customer(ctx, address, owner)
        _refuse_barred(customer, refuses_barred=refuses_barred)
    if if_version is not None and if_version != address.version:
        raise VersionStale(kind="address", key=number)
    if codes_are_unique:
        _check_code(ctx, patch, address)
    changed = address.changed(country_settled(address, patch), ctx.now)
    if changed.is_primary and not address.is_primary:
        _demote_primary(ctx, changed)
    ctx.unit.addresses.put(changed, was=address)
    ctx.record("address.changed", number, party_id=address.party_id, before=address, after=changed)
    return changed


def delete_address(
    ctx: Context, number: int, *, of: Role | None = None, owner: Owner | None = None
) -> None:
    """Delete an address for good.

    Args:
        number: Which one.
        of: Only one of a party with this role; ``None`` for any party.
        owner: Refuse unless it belongs to this party; ``None`` skips the check.

    Raises:
        NotAllowed: The actor lacks ``addresses.write``.
        RecordNotFound: There is none of that number.
        OwnerUnknown: The named party does not exist.
        OwnerFixed: It belongs to another party.
        RecordInUse: A customer or a document refers to it.

    Emits:
        address.deleted
    """
    ctx.require(Permission.ADDRESSES_WRITE)
    address = _get(ctx, number)
    require_role(ctx, address.party_id, of, kind="address", number=number)
    if owner is not None:
        _find_customer(ctx, address, owner)
    refuse_if_in_use(ctx, "address", number)
    ctx.unit.addresses.remove(address)
    ctx.record("address.deleted", number, party_id=address.party_id, before=address)


def check_mail_code(ctx: Context, patch: AddressPatch, party_id: int | None) -> None:
    """Make sure no other party's mail address has an external code.

    Args:
        patch: What is said of the mail address.
        party_id: Whose it is; ``None`` for a party that is not there yet.

    Raises:
        IdentifierTaken: Another one has it.
    """
    for holder in _holders(ctx, patch, AddressKind.MAIL):
        if holder.party_id != party_id:
            raise _code_taken(holder)


def _check_code(ctx: Context, patch: AddressPatch, address: Address | None) -> None:
    for holder in _holders(ctx, patch, AddressKind.DELIVERY):
        if address is None or holder.number != address.number:
            raise _code_taken(holder)


def _holders(ctx: Context, patch: AddressPatch, kind: AddressKind) -> Sequence[Address]:
    """The addresses that have the external code that is said."""
    code = patch.external_code
    return ctx.unit.addresses.select(external_code=code, kind=kind) if code else ()


def _code_taken(holder: Address) -> IdentifierTaken:
    code = holder.external_code
    return IdentifierTaken(scheme="external_code", holder=holder.party_id, value=code)


def _tell(ctx: Context, before: Address, after: Address) -> None:
    party_id = before.party_id
    ctx.record("address.changed", before.number, party_id=party_id, before=before, after=after)


def _get(ctx: Context, number: int) -> Address:
    address = ctx.unit.addresses.first(number=number, kind=AddressKind.DELIVERY)
    if address is None:
        raise RecordNotFound(kind="address", key=number)
    return address


def _find_customer(ctx: Context, address: Address, owner: Owner) -> Customer | None:
    """The customer role of the owner, who must be the owner of the address."""
    if owner.customer_number is not None and address.customer_number is None:
        raise RecordNotFound(kind="address", key=address.number)
    party_id, customer = find_owner(ctx, owner)
    if party_id != address.party_id:
        raise OwnerFixed(kind="address", number=address.number)
    return customer


def _take_number(ctx: Context, wanted: int | None) -> int:
    if wanted is None:
        return take_delivery_numbers(ctx)
    if ctx.unit.addresses.has(number=wanted):
        raise NumberTaken(kind="address", number=wanted)
    ctx.unit.raise_counter(DELIVERIES, wanted)
    return wanted


def _refuse_barred(customer: Customer | None, *, refuses_barred: bool) -> None:
    if refuses_barred and customer is not None and customer.standing is not Standing.ACTIVE:
        raise OwnerBarred(kind="customer", number=customer.number)


def _demote_primary(ctx: Context, address: Address) -> None:
    """Let no other address of the same kind and party be the primary one."""
    others = ctx.unit.addresses.select(
        party_id=address.party_id, kind=address.kind, is_primary=True
    )
    for other in others:
        if other.number != address.number:
            demoted = other.changed({"is_primary": False}, ctx.now)
            ctx.unit.addresses.put(demoted, was=other)
            _tell(ctx, other, demoted)


def country_settled(address: Address, patch: AddressPatch) -> dict[str, object]:
    """Keep a country in words and its code true to each other: saying one anew drops the other.

    Args:
        address: The address so far.
        patch: What is said of it.

    Returns:
        What was mentioned, completed.
    """
    values = mentioned(patch)
    is_new = "country" in values and values["country"] != address.country
    if is_new and "country_text" not in values:
        values["country_text"] = None
    return values
