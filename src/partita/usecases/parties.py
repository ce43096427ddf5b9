"""Companies and persons we deal with, in their roles."""

from dataclasses import dataclass, field, replace
from typing import Any, Final

from partita.access.permission import Permission
from partita.domain.address import AddressKind, AddressPatch
from partita.domain.errors import (
    NumberFixed,
    NumberTaken,
    RecordInUse,
    RecordNotFound,
    VersionStale,
)
from partita.domain.party import Party, PartyPatch, RoleRecord
from partita.domain.record import mentioned
from partita.domain.references import referrers_to
from partita.domain.standing import Role
from partita.usecases.building import (
    Values,
    differs,
    new_account,
    new_mail,
    new_party,
    new_role,
    says_something,
    settle_party,
)
from partita.usecases.context import Context
from partita.usecases.numbers import take_role_number
from partita.usecases.role_rules import check_references, settle_standing
from partita.usecases.roles import role_records

_PART_KINDS: Final = {
    "contacts": "contact",
    "addresses": "address",
    "bank_accounts": "bank_account",
    "notes": "note",
    "term_lines": "term_line",
    "identifiers": "identifier",
}


@dataclass(frozen=True, slots=True)
class PartyChange:
    """What a caller wants of a party in one of its roles.

    Attributes:
        party: Of what all roles share.
        role: Of the role, fields of its record by name.
        mail: Of the mail address; made when it does not exist and something is said of it.
        account: Of the default bank account, fields of `BankAccount` by name; made likewise.
    """

    party: PartyPatch = field(default_factory=PartyPatch)
    role: Values = field(default_factory=dict)
    mail: AddressPatch = field(default_factory=AddressPatch)
    account: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartyInRole:
    """A party and one of its roles."""

    party: Party
    role: RoleRecord


def create_party(
    ctx: Context, role: Role, change: PartyChange, *, number: int | None = None
) -> PartyInRole:
    """Make a party that has one role.

    Args:
        role: What it is to us.
        change: What is known of it.
        number: Wanted number in the role; the next free one of the series when ``None``.

    Returns:
        The party and its role.

    Raises:
        NotAllowed: The actor lacks ``parties.write``.
        NameMissing: There is no name.
        NumberTaken: Another party has the wanted number.
        NumbersUsedUp: The series has no free number left.
        ReferenceUnknown: A value points at something that does not exist, or is barred.

    Emits:
        party.created
        customer.created
        supplier.created
        employee.created
        counterparty.created
        address.created
        bank_account.created
    """
    ctx.require(Permission.PARTIES_WRITE)
    values = settle_party(mentioned(change.party), str(role))
    party = new_party(ctx.new(), ctx.unit.take_numbers("party"), values)
    ctx.unit.parties.insert(party)
    ctx.record("party.created", party.id, party_id=party.id, after=party)
    made = _add_role(ctx, party.id, role, change.role, number)
    _make_mail(ctx, party.id, change.mail)
    _make_account(ctx, party.id, change.account)
    return PartyInRole(party, made)


def add_role(
    ctx: Context, party_id: int, role: Role, values: Values, *, number: int | None = None
) -> RoleRecord:
    """Give a party another role.

    Args:
        party_id: Which party.
        role: What it becomes to us.
        values: Fields of the role's record by name.
        number: Wanted number; the next free one of the series when ``None``.

    Returns:
        The role.

    Raises:
        NotAllowed: The actor lacks ``parties.write``.
        RecordNotFound: There is no such party.
        NumberTaken: It has the role already, or another party has the wanted number.
        NumbersUsedUp: The series has no free number left.
        ReferenceUnknown: A value points at something that does not exist, or is barred.

    Emits:
        customer.created
        supplier.created
        employee.created
        counterparty.created
    """
    ctx.require(Permission.PARTIES_WRITE)
    if not ctx.unit.parties.has(id=party_id):
        raise RecordNotFound(kind="party", key=party_id)
    existing = role_records(ctx, role).find(party_id)
    if existing is not None:
        raise NumberTaken(kind=str(role), number=existing.number)
    made = _add_role(ctx, party_id, role, values, number)
    if role is Role.CUSTOMER:
        _tell_parts(ctx, party_id, made.number)
    return made


def change_party(
    ctx: Context, role: Role, number: int, change: PartyChange, *, if_version: int | None
) -> PartyInRole:
    """Replace the mentioned fields of a party in one of its roles.

    Args:
        role: In which role it is meant.
        number: Its number in that role.
        change: Fields left out stay as they are; ``None`` empties one.
        if_version: Refuse unless the stored version of the party is this one; it moves with any
            change of the party, its roles, its mail address and its default bank account.
            ``None`` skips the check.

    Returns:
        The party, one version on, and its role.

    Raises:
        NotAllowed: The actor lacks ``parties.write``.
        RecordNotFound: Nobody has that number in that role.
        VersionStale: Somebody was faster.
        NameMissing: The name would be empty.
        NumberFixed: The number would change.
        ReferenceUnknown: A value points at something that does not exist, or is barred.

    Emits:
        party.changed
        customer.changed
        supplier.changed
        employee.changed
        counterparty.changed
        address.created
        address.changed
        bank_account.created
        bank_account.changed
    """
    ctx.require(Permission.PARTIES_WRITE)
    current, party = _get(ctx, role, number)
    if if_version is not None and if_version != party.version:
        raise VersionStale(kind=str(role), key=number)
    if change.role.get("number", number) != number:
        raise NumberFixed(kind=str(role), number=number)
    changed = party.changed(settle_party(mentioned(change.party), str(role), party), ctx.now)
    ctx.unit.parties.put(changed)
    ctx.record("party.changed", party.id, party_id=party.id, before=party, after=changed)
    made = _change_role(ctx, role, current, change.role)
    _settle_mail(ctx, party.id, change.mail)
    _settle_account(ctx, party.id, change.account)
    return PartyInRole(changed, made)


def delete_role(ctx: Context, role: Role, number: int) -> None:
    """Take a role from a party; with its last role the party goes, and all that is part of it.

    Args:
        role: Which role.
        number: Its number in that role.

    Raises:
        NotAllowed: The actor lacks ``parties.write``.
        RecordNotFound: Nobody has that number in that role.
        RecordInUse: A document, or another party, refers to it.

    Emits:
        party.changed
        party.deleted
        customer.deleted
        supplier.deleted
        employee.deleted
        counterparty.deleted
        contact.deleted
        address.deleted
        bank_account.deleted
        note.deleted
        term_line.deleted
        identifier.deleted
    """
    ctx.require(Permission.PARTIES_WRITE)
    current, party = _get(ctx, role, number)
    _refuse_if_referred_to(ctx, party.id, number)
    role_records(ctx, role).remove(current)
    ctx.record(f"{role}.deleted", number, party_id=party.id, before=current)
    if any(role_records(ctx, other).find(party.id) for other in Role):
        if role is Role.CUSTOMER:
            _tell_parts(ctx, party.id, None)
        touched = party.changed({}, ctx.now)
        ctx.unit.parties.put(touched)
        ctx.record("party.changed", party.id, party_id=party.id, before=party, after=touched)
        return
    _remove_parts(ctx, party.id)
    ctx.unit.parties.remove(party)
    ctx.record("party.deleted", party.id, party_id=party.id, before=party)


def _get(ctx: Context, role: Role, number: int) -> tuple[RoleRecord, Party]:
    current = role_records(ctx, role).first(number=number)
    party = ctx.unit.parties.find(current.party_id) if current is not None else None
    if current is None or party is None:
        raise RecordNotFound(kind=str(role), key=number)
    return current, party


def _add_role(
    ctx: Context, party_id: int, role: Role, values: Values, wanted: int | None
) -> RoleRecord:
    check_references(ctx, party_id, values)
    number = take_role_number(ctx, role, wanted)
    made = new_role(ctx.new(), role, party_id, number, values)
    role_records(ctx, role).insert(made)
    ctx.record(f"{role}.created", number, party_id=party_id, after=made)
    return made


def _tell_parts(ctx: Context, party_id: int, customer_number: int | None) -> None:
    """Let the parts that keep the customer number of their party know it."""
    for person in ctx.unit.contacts.select(party_id=party_id):
        ctx.unit.contacts.put(replace(person, customer_number=customer_number))
    for address in ctx.unit.addresses.select(party_id=party_id, kind=AddressKind.DELIVERY):
        ctx.unit.addresses.put(replace(address, customer_number=customer_number))


def _change_role(ctx: Context, role: Role, current: RoleRecord, values: Values) -> RoleRecord:
    settled = settle_standing(values, current.standing)
    if not differs(current, settled):
        return current
    check_references(ctx, current.party_id, settled, current)
    changed = current.changed(settled, ctx.now)
    role_records(ctx, role).put(changed)
    ctx.record(
        f"{role}.changed", current.number, party_id=current.party_id, before=current, after=changed
    )
    return changed


def _make_mail(ctx: Context, party_id: int, patch: AddressPatch) -> None:
    """Make the mail address if something is said of it."""
    values = mentioned(patch)
    if not says_something(values):
        return
    made = new_mail(ctx.new(), party_id, ctx.unit.take_numbers("address"), values)
    ctx.unit.addresses.insert(made)
    ctx.record("address.created", made.number, party_id=party_id, after=made)


def _settle_mail(ctx: Context, party_id: int, patch: AddressPatch) -> None:
    """Make or change the mail address as far as something is said of it."""
    values = mentioned(patch)
    if not values:
        return
    current = ctx.unit.addresses.first(party_id=party_id, kind=AddressKind.MAIL)
    if current is None:
        _make_mail(ctx, party_id, patch)
    elif differs(current, values):
        changed = current.changed(values, ctx.now)
        ctx.unit.addresses.put(changed)
        number = current.number
        ctx.record("address.changed", number, party_id=party_id, before=current, after=changed)


def _make_account(ctx: Context, party_id: int, values: Values) -> None:
    """Make the default bank account if something is said of it."""
    if not says_something(values):
        return
    number = ctx.unit.take_numbers("bank_account")
    made = new_account(ctx.new(), party_id, number, values)
    ctx.unit.bank_accounts.insert(made)
    ctx.record("bank_account.created", number, party_id=party_id, after=made)


def _settle_account(ctx: Context, party_id: int, values: Values) -> None:
    """Make or change the default bank account as far as something is said of it."""
    if not values:
        return
    current = ctx.unit.bank_accounts.first(party_id=party_id, is_default=True)
    if current is None:
        _make_account(ctx, party_id, values)
    elif differs(current, values):
        changed = current.changed(values, ctx.now)
        ctx.unit.bank_accounts.put(changed)
        number = current.number
        ctx.record("bank_account.changed", number, party_id=party_id, before=current, after=changed)


def _refuse_if_referred_to(ctx: Context, party_id: int, number: int) -> None:
    for referrer in referrers_to("party", parts=False):
        records: Any = getattr(ctx.unit, referrer.records)
        found = records.first(**{referrer.column: party_id})
        if found is not None and getattr(found, "party_id", None) != party_id:
            raise RecordInUse(kind="party", number=number, by=referrer.records)
        if found is not None and referrer.records == "documents":
            raise RecordInUse(kind="party", number=number, by=str(found.kind))


def _remove_parts(ctx: Context, party_id: int) -> None:
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
