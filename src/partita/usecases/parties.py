"""Companies and persons we deal with, in their roles."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from partita.access.permission import Permission
from partita.domain.address import AddressKind, AddressPatch
from partita.domain.errors import (
    NumberFixed,
    NumberTaken,
    RecordInUse,
    RecordNotFound,
    ReferenceUnknown,
    ValuesInvalid,
    VersionStale,
)
from partita.domain.extras import Membership
from partita.domain.party import Party, PartyPatch, RoleRecord
from partita.domain.record import mentioned
from partita.domain.references import Referrer, referrers_to
from partita.domain.standing import Role, Standing
from partita.domain.violation import Violation
from partita.kit.unset import UNSET, UnsetType
from partita.usecases.addresses import check_mail_code
from partita.usecases.building import (
    Values,
    differs,
    new_party,
    new_role,
    settle_party,
)
from partita.usecases.context import Context
from partita.usecases.lawful import Law, Wanted, is_code_taken, settle_lawfully
from partita.usecases.ledger import forget_steps
from partita.usecases.merge import forget_merges
from partita.usecases.numbers import take_role_number
from partita.usecases.party_parts import (
    NO_PARTS,
    PartsChange,
    make_account,
    make_mail,
    remove_parts,
    settle_account,
    settle_mail,
    settle_parts,
)
from partita.usecases.role_rules import (
    IS_ARCHIVED,
    check_references,
    check_unique,
    settle_standing,
    settle_words,
)
from partita.usecases.roles import ROLE_RECORDS, ById, find_role, role_records


@dataclass(frozen=True, slots=True)
class PartyChange:
    """What a caller wants of a party in one of its roles.

    Attributes:
        party: Of what all roles share.
        role: Of the role, fields of its record by name.
        mail: Of the mail address; made when it does not exist and something is said of it.
        account: Of the default bank account, fields of `BankAccount` by name; made likewise.
        groups: Numbers of all groups it shall be in.
        parts: Of its contact persons, addresses and payment plan.
    """

    party: PartyPatch = field(default_factory=PartyPatch)
    role: Values = field(default_factory=dict)
    mail: AddressPatch = field(default_factory=AddressPatch)
    account: Values = field(default_factory=dict)
    groups: tuple[int, ...] | UnsetType = UNSET
    parts: PartsChange = NO_PARTS


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRules:
    """What a dialect demands beyond what every book demands.

    Attributes:
        unique: Fields of the role that nobody else in that role may have the same value in.
        is_in_series: A number somebody chooses must lie in a series of the role.
        allows_renumbering: The number in the role may change.
        series: UUID of the number series of a new party; the default one when ``None``.
        law: The party must keep to the book's legislation, read in this way.
        mail_codes_are_unique: No two mail addresses have the same external code.
    """

    unique: frozenset[str] = frozenset()
    is_in_series: bool = False
    allows_renumbering: bool = False
    series: str | None = None
    law: Law | None = None
    mail_codes_are_unique: bool = False


NO_RULES: Final = PartyRules()


@dataclass(frozen=True, slots=True)
class PartyInRole:
    """A party and one of its roles."""

    party: Party
    role: RoleRecord


def create_party(
    ctx: Context,
    role: Role,
    change: PartyChange,
    *,
    number: int | None = None,
    rules: PartyRules = NO_RULES,
) -> PartyInRole:
    """Make a party that has one role.

    Args:
        role: What it is to us.
        change: What is known of it.
        number: Wanted number in the role; the next free one of the series when ``None``.
        rules: What its dialect demands besides.

    Returns:
        The party and its role.

    Raises:
        NotAllowed: The actor lacks ``parties.write``.
        NameMissing: There is no name.
        NumberTaken: Another party has the wanted number.
        NumbersUsedUp: The series has no free number left.
        ReferenceUnknown: A value points at something that does not exist, or is barred.
        IdentifierTaken: Somebody else has a value that must be unique.
        ValuesInvalid: The wanted number lies in no series, or something is not lawful.
        RecordNotFound: A part is named that is not there.

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
    if rules.law is not None:
        settled = settle_lawfully(ctx, role, Wanted(change.party, change.role), rules.law)
        change = replace(change, party=settled.party, role=settled.role)
        number = settled.number if number is None else number
    values = settle_party(mentioned(change.party), str(role))
    if rules.mail_codes_are_unique:
        check_mail_code(ctx, change.mail, None)
    party = new_party(ctx.new(), ctx.unit.take_numbers("party"), values)
    ctx.unit.parties.insert(party)
    ctx.record("party.created", party.id, party_id=party.id, after=party)
    made = _add_role(ctx, party.id, role, change.role, number, rules)
    _settle_groups(ctx, party.id, change.groups)
    make_mail(ctx, party.id, change.mail)
    make_account(ctx, party.id, change.account)
    settle_parts(ctx, party.id, change.parts)
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
        party.changed
    """
    ctx.require(Permission.PARTIES_WRITE)
    party = ctx.unit.parties.find(party_id)
    if party is None or party.merged_into is not None:
        raise RecordNotFound(kind="party", key=party_id)
    existing = role_records(ctx, role).find(party_id)
    if existing is not None:
        raise NumberTaken(kind=str(role), number=existing.number)
    made = _add_role(ctx, party_id, role, values, number, NO_RULES)
    if role is Role.CUSTOMER:
        tell_parts(ctx, party_id, made.number)
    _touch(ctx, party)
    return made


def get_in_role(ctx: Context, role: Role, who: int | ById) -> PartyInRole:
    """Read a party in one of its roles, to change it in the same unit of work.

    Args:
        role: In which role it is meant.
        who: Its number in that role, or its id.

    Returns:
        The party and its role.

    Raises:
        NotAllowed: The actor lacks ``parties.write``.
        RecordNotFound: Nobody is that in that role.
    """
    ctx.require(Permission.PARTIES_WRITE)
    current = find_role(ctx, role, who)
    party = ctx.unit.parties.find(current.party_id)
    if party is None:
        raise RecordNotFound(kind=str(role), key=current.number)
    return PartyInRole(party, current)


def change_party(  # noqa: PLR0913  # the conditions of a write are named one by one
    ctx: Context,
    role: Role,
    who: int | ById | PartyInRole,
    change: PartyChange,
    *,
    if_version: int | None,
    rules: PartyRules = NO_RULES,
) -> PartyInRole:
    """Replace the mentioned fields of a party in one of its roles.

    Args:
        role: In which role it is meant.
        who: Its number in that role, or its id; or what `get_in_role` read in this unit of work.
        change: Fields left out stay as they are; ``None`` empties one.
        if_version: Refuse unless the stored version of the party is this one; it moves with any
            change of the party, its roles, its mail address and its default bank account.
            ``None`` skips the check.
        rules: What its dialect demands besides.

    Returns:
        The party, one version on, and its role; as it was where only parts changed that do not
        move it. Its moment of change moves with what all roles
        share, with its groups and with the role, and not with its address or account alone. What
        happens to its parts is told as `partita.usecases.party_parts` says.

    Raises:
        NotAllowed: The actor lacks ``parties.write``.
        RecordNotFound: Nobody is that in that role.
        VersionStale: Somebody was faster.
        NameMissing: The name would be empty.
        NumberFixed: The number would change, and the rules do not allow it.
        NumberTaken: Somebody has the new number.
        ReferenceUnknown: A value points at something that does not exist, or is barred.
        IdentifierTaken: Somebody else has a value that must be unique.
        ValuesInvalid: The new number lies in no series or is none, or something is not lawful.
        RecordInUse: A part that shall go is referred to.

    Emits:
        party.changed
        customer.changed
        supplier.changed
        employee.changed
        counterparty.changed
    """
    ctx.require(Permission.PARTIES_WRITE)
    known = who if isinstance(who, PartyInRole) else get_in_role(ctx, role, who)
    party, current = known.party, known.role
    if if_version is not None and if_version != party.version:
        raise VersionStale(kind=str(role), key=current.number)
    if rules.law is not None:
        settled = settle_lawfully(
            ctx, role, Wanted(change.party, change.role), rules.law, current=(party, current)
        )
        change = replace(change, party=settled.party, role=settled.role)
    check_unique(ctx, role, party.id, change.role, rules.unique)
    if rules.mail_codes_are_unique:
        check_mail_code(ctx, change.mail, party.id)
    values = settle_party(mentioned(change.party), str(role), party)
    numbered = _renumbered(ctx, role, current, change.role, rules)
    made = _change_role(ctx, role, current, numbered)
    _settle_archived(ctx, party.id, role, change.role)
    is_moved = _settle_groups(ctx, party.id, change.groups)
    is_moved = settle_parts(ctx, party.id, change.parts) or is_moved
    if change == PartyChange(parts=change.parts) and change.parts != NO_PARTS and not is_moved:
        return PartyInRole(party, made)
    at = ctx.now if made is not current or is_moved or differs(party, values) else party.changed_at
    changed = party.changed(values, at)
    ctx.unit.parties.put(changed, was=party)
    ctx.record("party.changed", party.id, party_id=party.id, before=party, after=changed)
    settle_mail(ctx, party.id, change.mail)
    settle_account(ctx, party.id, change.account)
    return PartyInRole(changed, made)


def delete_role(
    ctx: Context, role: Role, who: int | ById, *, refuses_other_roles: bool = False
) -> None:
    """Take a role from a party; with its last role the party goes, and all that is part of it.

    Args:
        role: Which role.
        who: Its number in that role, or its id.
        refuses_other_roles: Refuse while the party is active in another role.

    Raises:
        NotAllowed: The actor lacks ``parties.write``.
        RecordNotFound: Nobody is that in that role.
        RecordInUse: A document, another party, or another role of its own refers to it; also
            what stays of the party itself, where it needs this role.

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
    known = get_in_role(ctx, role, who)
    current, party = known.role, known.party
    others = [other for other in Role if other is not role]
    is_last = not any(role_records(ctx, other).find(party.id) for other in others)
    _refuse_if_referred_to(ctx, current, role, is_last=is_last)
    if refuses_other_roles:
        _refuse_if_active(ctx, party.id, role, others)
    role_records(ctx, role).remove(current)
    ctx.record(f"{role}.deleted", current.number, party_id=party.id, before=current)
    if not is_last:
        if role is Role.CUSTOMER:
            tell_parts(ctx, party.id, None)
        _touch(ctx, party)
        return
    remove_parts(ctx, party.id)
    forget_merges(ctx, party.id)
    forget_steps(ctx, party.id)
    ctx.unit.parties.remove(party)
    ctx.record("party.deleted", party.id, party_id=party.id, before=party)


def _touch(ctx: Context, party: Party) -> None:
    """Move a party on whose roles are others now."""
    touched = party.changed({}, ctx.now)
    ctx.unit.parties.put(touched, was=party)
    ctx.record("party.changed", party.id, party_id=party.id, before=party, after=touched)


def _refuse_if_active(ctx: Context, party_id: int, role: Role, others: list[Role]) -> None:
    for other in others:
        found = role_records(ctx, other).find(party_id)
        if found is not None and found.standing is Standing.ACTIVE:
            raise RecordInUse(kind=str(role), number=party_id, by=str(other))


def _add_role(  # noqa: PLR0913, PLR0917  # what a role is made of
    ctx: Context,
    party_id: int,
    role: Role,
    values: Values,
    wanted: int | None,
    rules: PartyRules,
) -> RoleRecord:
    check_references(ctx, party_id, values)
    check_unique(ctx, role, party_id, values, rules.unique)
    number = _take_number(ctx, role, wanted, rules)
    while rules.law is not None and "code" not in values and is_code_taken(ctx, role, str(number)):
        number = _take_number(ctx, role, None, rules)
    made = new_role(ctx.new(), role, party_id, number, values)
    role_records(ctx, role).insert(made)
    ctx.record(f"{role}.created", number, party_id=party_id, after=made)
    return made


def _take_number(ctx: Context, role: Role, wanted: int | None, rules: PartyRules) -> int:
    return take_role_number(ctx, role, wanted, series=rules.series, is_in_series=rules.is_in_series)


def tell_parts(ctx: Context, party_id: int, customer_number: int | None) -> None:
    """Let the parts that keep the customer number of their party know it.

    Args:
        party_id: Which party.
        customer_number: Its number; ``None`` when it is no customer any more.
    """
    for person in ctx.unit.contacts.select(party_id=party_id):
        told = replace(person, customer_number=customer_number)
        ctx.unit.contacts.put(told, was=person)
    for address in ctx.unit.addresses.select(party_id=party_id, kind=AddressKind.DELIVERY):
        moved = replace(address, customer_number=customer_number)
        ctx.unit.addresses.put(moved, was=address)


def _renumbered(
    ctx: Context, role: Role, current: RoleRecord, values: Values, rules: PartyRules
) -> Values:
    """The values of a role, with what follows from another number."""
    number = values.get("number", current.number)
    if number == current.number:
        return values
    if number is None:
        raise ValuesInvalid(violations=[Violation("number", "null")])
    if not rules.allows_renumbering:
        raise NumberFixed(kind=str(role), number=current.number)
    take_role_number(ctx, role, number, is_in_series=rules.is_in_series)
    if role is Role.CUSTOMER:
        tell_parts(ctx, current.party_id, number)
    follows_number = current.code == str(current.number)
    return {**values, "code": str(number)} if follows_number else values


def _settle_archived(ctx: Context, party_id: int, role: Role, values: Values) -> None:
    """A party goes to the archive, and comes back, in all its roles."""
    if IS_ARCHIVED not in values:
        return
    for other in Role:
        found = role_records(ctx, other).find(party_id) if other is not role else None
        if found is not None:
            _change_role(ctx, other, found, {IS_ARCHIVED: values[IS_ARCHIVED]})


def _settle_groups(ctx: Context, party_id: int, groups: tuple[int, ...] | UnsetType) -> bool:
    """Let a party be in these groups and no others; tell whether that is news."""
    if groups is UNSET:
        return False
    current = {each.group: each for each in ctx.unit.memberships.select(party_id=party_id)}
    new = [number for number in dict.fromkeys(groups) if number not in current]
    for number in new:
        if ctx.unit.groups.find(number) is None:
            raise ReferenceUnknown(field="groups", kind="group", number=number)
    gone = [each for number, each in current.items() if number not in groups]
    ctx.unit.memberships.remove(*gone)
    ctx.unit.memberships.insert(*[Membership(group=each, party_id=party_id) for each in new])
    return bool(new or gone)


def _change_role(ctx: Context, role: Role, current: RoleRecord, values: Values) -> RoleRecord:
    standing = settle_standing(values, current.standing, today=ctx.now.date())
    settled = settle_words(standing, current)
    if not differs(current, settled):
        return current
    check_references(ctx, current.party_id, settled, current)
    changed = current.changed(settled, ctx.now)
    role_records(ctx, role).put(changed, was=current)
    ctx.record(
        f"{role}.changed", current.number, party_id=current.party_id, before=current, after=changed
    )
    return changed


def _refuse_if_referred_to(ctx: Context, current: RoleRecord, role: Role, *, is_last: bool) -> None:
    """Refuse while others need the party, or what stays of it needs it in this role."""
    party_id, own = current.party_id, ROLE_RECORDS[role][1]
    for referrer in referrers_to("party", parts=False):
        stays = not is_last and referrer.role is role and referrer.records != own
        for found in _referring(ctx, referrer, party_id):
            if referrer.records == "documents":
                raise RecordInUse(kind="party", number=current.number, by=str(found.kind))
            if stays or found.party_id != party_id:
                raise RecordInUse(kind="party", number=current.number, by=referrer.records)


def _referring(ctx: Context, referrer: Referrer, party_id: int) -> Sequence[Any]:
    """Records that refer to a party: one of another party where that comes first, else all."""
    records: Any = getattr(ctx.unit, referrer.records)
    first = records.first(**{referrer.column: party_id})
    if first is None or first.party_id != party_id:
        return () if first is None else (first,)
    found: list[Any] = records.select(**{referrer.column: party_id})
    return found
