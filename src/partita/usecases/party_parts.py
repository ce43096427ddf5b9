"""The parts of a party: made, changed and removed with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from partita.domain.address import Address, AddressKind, AddressPatch
from partita.domain.contact import ContactPatch
from partita.domain.party import Customer
from partita.domain.record import mentioned
from partita.usecases.addresses import (
    change_address,
    country_settled,
    create_delivery_address,
    delete_address,
)
from partita.usecases.building import (
    Values,
    differs,
    new_account,
    new_mail,
    says_something,
)
from partita.usecases.contacts import change_contact, create_contact, delete_contact
from partita.usecases.context import Context
from partita.usecases.in_use import refuse_if_in_use
from partita.usecases.numbers import take_place_number
from partita.usecases.owners import Owner
from partita.usecases.parts import NO_WISHES, Points, Wish, Wishes, sort_out
from partita.usecases.term_lines import settle_lines

_PART_KINDS: Final = {
    "contacts": "contact",
    "addresses": "address",
    "bank_accounts": "bank_account",
    "notes": "note",
    "term_lines": "term_line",
    "identifiers": "identifier",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsChange:
    """What a caller wants of the parts of a party.

    Attributes:
        contacts: Of its contact persons; fields of `ContactPatch`.
        addresses: Of its mail address and places of delivery; fields of `AddressPatch`, and
            `IS_CHOSEN`. A new one is the mail address of a party that has none.
        term_lines: Of its payment plan; fields of `TermLine`.
    """

    contacts: Wishes = NO_WISHES
    addresses: Wishes = NO_WISHES
    term_lines: Wishes = NO_WISHES


NO_PARTS: Final = PartsChange()
IS_CHOSEN: Final = "is_chosen"
"""Not a field: a place of delivery is the one its customer is delivered to."""


def settle_parts(ctx: Context, party_id: int, parts: PartsChange) -> bool:
    """Make, change and remove parts of a party.

    Args:
        party_id: Whose.
        parts: What is wanted.

    Returns:
        Whether that moves the party: its mail address does, and the place it is delivered to.

    Raises:
        NotAllowed: The actor may not write contact persons or addresses.
        RecordNotFound: A named part is not one of this party.
        RecordInUse: A part that shall go is referred to.
        ValuesInvalid: The payment plan would break a rule.
        ReferenceUnknown: A part names a row that does not exist.

    Emits:
        address.created
        address.changed
        address.deleted
        customer.changed
    """
    _settle_contacts(ctx, party_id, parts.contacts)
    is_moved = _settle_addresses(ctx, party_id, parts.addresses)
    settle_lines(ctx, {"party_id": party_id}, parts.term_lines)
    return is_moved


def _settle_contacts(ctx: Context, party_id: int, wishes: Wishes) -> None:
    if not wishes:
        return
    current = ctx.unit.contacts.select(party_id=party_id, is_deleted=False)
    told = sort_out("contact", current, wishes)
    for person in told.gone:
        delete_contact(ctx, person.number)
    for person, wish in told.changed:
        patch = ContactPatch(**wish.values)
        change_contact(ctx, person.number, patch, if_version=None, points=wish.points)
    has_others = len(current) > len(told.gone)
    for values, points in _with_default(told.new, has_others=has_others):
        create_contact(ctx, Owner(party_id=party_id), ContactPatch(**values), points=points)


def _with_default(new: Sequence[Wish], *, has_others: bool) -> Iterator[tuple[Values, Points]]:
    """Of the first people of a party the first is the default one, unless another is flagged."""
    flagged = any(wish.values.get("is_default") for wish in new)
    for place, wish in enumerate(new):
        is_default = {"is_default": True} if not (has_others or flagged or place) else {}
        yield {**wish.values, **is_default}, wish.points


def _settle_addresses(ctx: Context, party_id: int, wishes: Wishes) -> bool:
    if not wishes:
        return False
    current = [
        each
        for each in ctx.unit.addresses.select(party_id=party_id)
        if each.kind is not AddressKind.PERSON
    ]
    told = sort_out("address", current, wishes)
    moves = [_remove_address(ctx, address) for address in told.gone]
    for address, wish in told.changed:
        moves += [_change_address(ctx, address, _plain(wish)), _choose(ctx, address, wish)]
    for wish in told.new:
        made = _add_address(ctx, party_id, _plain(wish))
        moves += [made.kind is AddressKind.MAIL, _choose(ctx, made, wish)]
    return any(moves)


def _plain(wish: Wish) -> dict[str, Any]:
    return {name: value for name, value in wish.values.items() if name != IS_CHOSEN}


def _choose(ctx: Context, address: Address, wish: Wish) -> bool:
    """Let an address be the place a customer is delivered to, or no longer be it."""
    customer = ctx.unit.customers.find(address.party_id) if IS_CHOSEN in wish.values else None
    if customer is None or address.kind is not AddressKind.DELIVERY:
        return False
    is_chosen, wanted = customer.delivery_address == address.number, bool(wish.values[IS_CHOSEN])
    if is_chosen != wanted:
        _deliver_to(ctx, customer, address.number if wanted else None)
    return is_chosen != wanted


def _deliver_to(ctx: Context, customer: Customer, number: int | None) -> None:
    changed = customer.changed({"delivery_address": number}, ctx.now)
    ctx.unit.customers.put(changed)
    party_id = customer.party_id
    ctx.record(
        "customer.changed", customer.number, party_id=party_id, before=customer, after=changed
    )


def _remove_address(ctx: Context, address: Address) -> bool:
    customer = ctx.unit.customers.find(address.party_id)
    is_chosen = customer is not None and customer.delivery_address == address.number
    if customer is not None and is_chosen:
        _deliver_to(ctx, customer, None)
    if address.kind is AddressKind.DELIVERY:
        delete_address(ctx, address.number)
        return is_chosen
    refuse_if_in_use(ctx, "address", address.number)
    ctx.unit.addresses.remove(address)
    ctx.record("address.deleted", address.number, party_id=address.party_id, before=address)
    return True


def _change_address(ctx: Context, address: Address, values: Values) -> bool:
    if not differs(address, values):
        return False
    if address.kind is AddressKind.MAIL:
        settle_mail(ctx, address.party_id, AddressPatch(**values))
        return True
    change_address(ctx, address.number, AddressPatch(**values), if_version=None)
    return False


def _add_address(ctx: Context, party_id: int, values: Values) -> Address:
    if ctx.unit.addresses.has(party_id=party_id, kind=AddressKind.MAIL):
        return create_delivery_address(ctx, Owner(party_id=party_id), AddressPatch(**values))
    return _insert_mail(ctx, party_id, values)


def make_mail(ctx: Context, party_id: int, patch: AddressPatch) -> None:
    """Make the mail address of a party if something is said of it.

    Args:
        party_id: Whose.
        patch: What is said.

    Emits:
        address.created
    """
    values = mentioned(patch)
    if says_something(values):
        _insert_mail(ctx, party_id, values)


def _insert_mail(ctx: Context, party_id: int, values: Values) -> Address:
    made = new_mail(ctx.new(), party_id, take_place_number(ctx), values)
    ctx.unit.addresses.insert(made)
    ctx.record("address.created", made.number, party_id=party_id, after=made)
    return made


def settle_mail(ctx: Context, party_id: int, patch: AddressPatch) -> None:
    """Make or change the mail address as far as something is said of it.

    Args:
        party_id: Whose.
        patch: What is said.

    Emits:
        address.created
        address.changed
    """
    values = mentioned(patch)
    if not values:
        return
    current = ctx.unit.addresses.first(party_id=party_id, kind=AddressKind.MAIL)
    if current is None:
        make_mail(ctx, party_id, patch)
    elif differs(current, values):
        changed = current.changed(country_settled(current, patch), ctx.now)
        ctx.unit.addresses.put(changed, was=current)
        number = current.number
        ctx.record("address.changed", number, party_id=party_id, before=current, after=changed)


def make_account(ctx: Context, party_id: int, values: Values) -> None:
    """Make the default bank account if something is said of it.

    Args:
        party_id: Whose.
        values: Fields of `BankAccount` by name.

    Emits:
        bank_account.created
    """
    if not says_something(values):
        return
    number = ctx.unit.take_numbers("bank_account")
    made = new_account(ctx.new(), party_id, number, values)
    ctx.unit.bank_accounts.insert(made)
    ctx.record("bank_account.created", number, party_id=party_id, after=made)


def settle_account(ctx: Context, party_id: int, values: Values) -> None:
    """Make or change the default bank account as far as something is said of it.

    Args:
        party_id: Whose.
        values: Fields of `BankAccount` by name.

    Emits:
        bank_account.created
        bank_account.changed
    """
    if not values:
        return
    current = ctx.unit.bank_accounts.first(party_id=party_id, is_default=True)
    if current is None:
        make_account(ctx, party_id, values)
    elif differs(current, values):
        changed = current.changed(values, ctx.now)
        ctx.unit.bank_accounts.put(changed, was=current)
        number = current.number
        ctx.record("bank_account.changed", number, party_id=party_id, before=current, after=changed)


def remove_parts(ctx: Context, party_id: int) -> None:
    """Remove all that is part of a party.

    Args:
        party_id: Which party.

    Emits:
        contact.deleted
        address.deleted
        bank_account.deleted
        note.deleted
        term_line.deleted
        identifier.deleted
    """
    for person in ctx.unit.contacts.select(party_id=party_id):
        ctx.unit.points.remove(*ctx.unit.points.select(person=person.number))
    for name, kind in _PART_KINDS.items():
        records: Any = getattr(ctx.unit, name)
        parts = records.select(party_id=party_id)
        records.remove(*parts)
        for part in parts:
            key = part.id if hasattr(part, "id") else part.number
            ctx.record(f"{kind}.deleted", key, party_id=party_id, before=part)
    ctx.unit.memberships.remove(*ctx.unit.memberships.select(party_id=party_id))
