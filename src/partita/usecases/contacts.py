"""Contact persons."""

from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any, Final

from partita.access.permission import Permission
from partita.domain.address import Address, AddressKind, AddressPatch
from partita.domain.contact import ContactPatch, ContactPerson, ContactPoint, PointKind
from partita.domain.errors import (
    IdentifierTaken,
    NameMissing,
    NameTaken,
    RecordNotFound,
    VersionStale,
)
from partita.domain.lookup import Given, Has, Lookup, Top
from partita.domain.names import settle_names
from partita.domain.record import mentioned
from partita.domain.standing import Role
from partita.kit.text import fold
from partita.usecases.addresses import country_settled
from partita.usecases.building import differs, says_something
from partita.usecases.context import Context
from partita.usecases.in_use import refuse_if_in_use
from partita.usecases.numbers import take_place_number
from partita.usecases.owners import (
    Owner,
    Shape,
    owner_questions,
    party_of,
    refuse_stranger,
    told_owner,
)
from partita.usecases.parts import Points
from partita.usecases.points import DEFAULT_POINTS, settle_points
from partita.usecases.roles import require_role

NOTHING = AddressPatch()
"""Nothing said of an address."""

NO_POINTS: Final[Points] = {}
"""Nothing said of contact points."""


def create_contact(  # noqa: PLR0913  # what a dialect demands besides is named one by one
    ctx: Context,
    owner: Owner,
    patch: ContactPatch,
    *,
    names_are_unique: bool = False,
    codes_are_unique: bool = False,
    first_is_default: bool = False,
    mail: AddressPatch = NOTHING,
    points: Points = NO_POINTS,
) -> ContactPerson:
    """Add a contact person to a party.

    Args:
        owner: At which party.
        patch: What is known of them; a full name, or first and last name.
        names_are_unique: Refuse a name that another, not deleted, person of the party has; names
            compare without case.
        codes_are_unique: Refuse an external code that another person of the book has.
        first_is_default: The first person of a party is its default one.
        mail: Of their postal address; made when something is said of it.
        points: Their contact points, where the patch names no default ones of the same kind.

    Returns:
        The contact person.

    Raises:
        NotAllowed: The actor lacks ``contacts.write``.
        OwnerUnknown: There is no such party.
        NameMissing: There is no name.
        NameTaken: Another person of the party has that name.
        IdentifierTaken: Another person has that external code.

    Emits:
        contact.created
        contact.changed
        address.created
        address.changed
    """
    ctx.require(Permission.CONTACTS_WRITE)
    values = mentioned(patch)
    values |= settle_names(values)
    name = values.get("name")
    given = owner.given | ({"name": fold(name or "")} if names_are_unique else {})
    lookup = _lookup(
        owner.shape, names_are_unique=names_are_unique, first_is_default=first_is_default
    )
    found = ctx.unit.look_up(lookup, **given)
    party_id, customer_number = told_owner(owner, found)
    _refuse_name(name, party_id, is_taken=bool(found.get("namesake")))
    if codes_are_unique:
        _check_code(ctx, values.get("external_code"), None)
    number = ctx.unit.take_numbers("contact")
    values |= settle_points(ctx, number, points)
    if first_is_default and not found["other"]:
        values["is_default"] = True
    person = ContactPerson(
        **ctx.new(),
        number=number,
        party_id=party_id,
        customer_number=customer_number,
        serial=found["serial"] + 1,
        **values,
    )
    ctx.unit.contacts.insert(person)
    _add_points(ctx, person, DEFAULT_POINTS.keys() - points.keys())
    ctx.record("contact.created", person.number, party_id=party_id, after=person)
    if person.is_default:
        _demote_default(ctx, person)
    _settle_mail(ctx, person, mail)
    return person


def change_contact(  # noqa: PLR0913  # the conditions of a write are named one by one
    ctx: Context,
    number: int,
    patch: ContactPatch,
    *,
    owner: Owner | None = None,
    if_version: int | None,
    names_are_unique: bool = False,
    codes_are_unique: bool = False,
    mail: AddressPatch = NOTHING,
    points: Points = NO_POINTS,
) -> ContactPerson:
    """Replace the mentioned fields of a contact person.

    Args:
        number: Which one.
        patch: Fields left ``UNSET`` stay as they are; ``None`` empties one. ``email`` and
            ``phone`` are the default contact points; other points are left alone.
        owner: Refuse unless they belong to this party; ``None`` skips the check.
        if_version: Refuse unless the stored version is this one; ``None`` skips the check.
        names_are_unique: As for `create_contact`.
        codes_are_unique: As for `create_contact`.
        mail: Of their postal address; made when it does not exist and something is said of it.
        points: As for `create_contact`.

    Returns:
        The contact person, one version on.

    Raises:
        NotAllowed: The actor lacks ``contacts.write``.
        RecordNotFound: There is none of that number, or it is deleted, or its party is no customer
            and the owner is named as one.
        OwnerUnknown: The named party does not exist.
        OwnerFixed: They belong to another party.
        VersionStale: Somebody was faster.
        NameMissing: The name would be empty.
        NameTaken: Another person of the party has that name.
        IdentifierTaken: Another person has that external code.

    Emits:
        contact.changed
        address.created
        address.changed
    """
    ctx.require(Permission.CONTACTS_WRITE)
    person = _get(ctx, number)
    if owner is not None:
        _refuse_stranger(ctx, person, owner)
    if if_version is not None and if_version != person.version:
        raise VersionStale(kind="contact", key=number)
    values = mentioned(patch)
    names = ("name", "first_name", "last_name")
    values |= settle_names(values, {name: getattr(person, name) for name in names})
    if "name" in values and values["name"] != person.name:
        unique = names_are_unique and fold(values["name"]) != fold(person.name)
        _check_name(ctx, person.party_id, values["name"], names_are_unique=unique)
    if codes_are_unique:
        _check_code(ctx, values.get("external_code"), person)
    values |= settle_points(ctx, number, points)
    changed = person.changed(values, ctx.now)
    ctx.unit.contacts.put(changed, was=person)
    for kind, field in DEFAULT_POINTS.items():
        if kind not in points and getattr(changed, field) != getattr(person, field):
            _settle_point(ctx, changed, kind, getattr(changed, field))
    ctx.record("contact.changed", number, party_id=person.party_id, before=person, after=changed)
    if changed.is_default and not person.is_default:
        _demote_default(ctx, changed)
    _settle_mail(ctx, changed, mail)
    return changed


def delete_contact(
    ctx: Context, number: int, *, of: Role | None = None, owner: Owner | None = None
) -> None:
    """Delete a contact person softly: one dialect still shows them as history.

    Args:
        number: Which one.
        of: Only one of a party with this role; ``None`` for any party.
        owner: Refuse unless they belong to this party; ``None`` skips the check.

    Raises:
        NotAllowed: The actor lacks ``contacts.write``.
        RecordNotFound: There is none of that number, or it is deleted already.
        OwnerUnknown: The named party does not exist.
        OwnerFixed: They belong to another party.
        RecordInUse: A customer or a document refers to them.

    Emits:
        contact.deleted
    """
    ctx.require(Permission.CONTACTS_WRITE)
    person = _get(ctx, number)
    require_role(ctx, person.party_id, of, kind="contact", number=number)
    if owner is not None:
        _refuse_stranger(ctx, person, owner)
    refuse_if_in_use(ctx, "contact", number)
    gone: dict[str, Any] = {"is_deleted": True, "is_default": False, "deleted_at": ctx.now}
    deleted = person.changed(gone, ctx.now)
    ctx.unit.contacts.put(deleted, was=person)
    ctx.record("contact.deleted", number, party_id=person.party_id, before=person, after=deleted)


def _get(ctx: Context, number: int) -> ContactPerson:
    person = ctx.unit.contacts.find(number)
    if person is None or person.is_deleted:
        raise RecordNotFound(kind="contact", key=number)
    return person


def _refuse_stranger(ctx: Context, person: ContactPerson, owner: Owner) -> None:
    if owner.customer_number is not None and person.customer_number is None:
        raise RecordNotFound(kind="contact", key=person.number)
    if owner.customer_number is not None and owner.customer_number == person.customer_number:
        return
    refuse_stranger(ctx, owner, person.party_id, kind="contact", number=person.number)


def _settle_mail(ctx: Context, person: ContactPerson, patch: AddressPatch) -> None:
    """Make or change the postal address of a person as far as something is said of it."""
    if patch is NOTHING:
        return
    values = mentioned(patch)
    here: dict[str, Any] = {"party_id": person.party_id, "kind": AddressKind.PERSON}
    current = ctx.unit.addresses.first(**here, person=person.number) if values else None
    if current is not None:
        changed = current.changed(country_settled(current, patch), ctx.now)
        if differs(current, values):
            ctx.unit.addresses.put(changed, was=current)
            ctx.record(
                "address.changed",
                current.number,
                party_id=person.party_id,
                before=current,
                after=changed,
            )
    elif says_something(values):
        serial = ctx.unit.addresses.top("serial", **here) + 1
        number = take_place_number(ctx)
        place = {**here, "number": number, "serial": serial, "person": person.number}
        made = Address(**ctx.new(), **place, **values)
        ctx.unit.addresses.insert(made)
        ctx.record("address.created", number, party_id=person.party_id, after=made)


def _check_code(ctx: Context, code: str | None, person: ContactPerson | None) -> None:
    same = [] if code is None else ctx.unit.contacts.select(external_code=code, is_deleted=False)
    for holder in same:
        if person is None or holder.number != person.number:
            raise IdentifierTaken(scheme="external_code", holder=holder.party_id, value=code)


def _demote_default(ctx: Context, person: ContactPerson) -> None:
    """Let nobody else be the default person of the party."""
    for other in ctx.unit.contacts.select(party_id=person.party_id, is_default=True):
        if other.number != person.number:
            demoted = other.changed({"is_default": False}, ctx.now)
            ctx.unit.contacts.put(demoted, was=other)
            ctx.record(
                "contact.changed",
                other.number,
                party_id=other.party_id,
                before=other,
                after=demoted,
            )


@lru_cache(maxsize=64)
def _lookup(shape: Shape, *, names_are_unique: bool, first_is_default: bool) -> Lookup:
    """What is asked before a person is made: of the owner, and of those the party has."""
    party = party_of(shape)
    here = {"party_id": party, "is_deleted": False}
    questions = owner_questions(shape)
    questions["serial"] = Top(ContactPerson, "serial", {"party_id": party})
    if names_are_unique:
        questions["namesake"] = Has(ContactPerson, {**here, "name_fold": Given("name")})
    if first_is_default:
        questions["other"] = Has(ContactPerson, here)
    return Lookup(questions)


def _check_name(ctx: Context, party_id: int, name: str | None, *, names_are_unique: bool) -> None:
    is_taken = bool(names_are_unique and name) and ctx.unit.contacts.has(
        party_id=party_id, name_fold=fold(name or ""), is_deleted=False
    )
    _refuse_name(name, party_id, is_taken=is_taken)


def _refuse_name(name: str | None, party_id: int, *, is_taken: bool) -> None:
    if not name or not name.strip():
        raise NameMissing(kind="contact")
    if is_taken:
        raise NameTaken(kind="contact", name=name, owner=party_id)


def _add_points(ctx: Context, person: ContactPerson, kinds: AbstractSet[PointKind]) -> None:
    """Make the default contact points of a new person."""
    told = [(kind, getattr(person, field)) for kind, field in DEFAULT_POINTS.items()]
    given = [(kind, value) for kind, value in told if kind in kinds and value is not None]
    points = [
        ContactPoint(**new, person=person.number, kind=kind, value=value, is_default=True)
        for new, (kind, value) in zip(ctx.new_many(len(given)), given, strict=True)
    ]
    ctx.unit.points.insert(*points)


def _settle_point(ctx: Context, person: ContactPerson, kind: PointKind, value: str | None) -> None:
    """Keep the default contact point of a kind true to the person's field."""
    here: dict[str, Any] = {"person": person.number, "kind": kind}
    default = ctx.unit.points.first(**here, is_default=True)
    if default is not None and value is not None:
        ctx.unit.points.put(default.changed({"value": value}, ctx.now), was=default)
    elif default is not None:
        ctx.unit.points.remove(default)
    elif value is not None:
        position = ctx.unit.points.top("position", **here) + 1
        ctx.unit.points.insert(
            ContactPoint(**ctx.new(), **here, value=value, is_default=True, position=position)
        )
