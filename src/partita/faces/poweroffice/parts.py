"""Writing groups, and the parts of contacts: persons, addresses, accounts (section 7)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from partita.domain.address import Address, AddressKind, AddressPatch
from partita.domain.bank_account import BankAccount
from partita.domain.contact import ContactPatch, ContactPerson
from partita.domain.errors import OwnerFixed, RecordNotFound
from partita.domain.extras import Group
from partita.domain.record import Record
from partita.facekit.face import Prepare, Reply, Request, Write, json_reply
from partita.facekit.table import Resource
from partita.faces.poweroffice import patching, reading, rules
from partita.faces.poweroffice.bodies import created, read_object
from partita.faces.poweroffice.reading import Shelf, path_id
from partita.faces.poweroffice.values import (
    Values,
    changed_values,
    document_of,
    in_country,
    mail_patch,
    new_values,
    object_of,
    patched_part,
    settled,
)
from partita.kit.unset import UNSET
from partita.usecases import addresses, bank_accounts, contacts, groups
from partita.usecases.context import Context
from partita.usecases.owners import Owner, find_owner_id

Find = Callable[[Context, int], Any]
"""The record of an id, or nothing."""


@dataclass(frozen=True, eq=False, slots=True)
class PartKind:
    """A kind of records that are written one by one.

    Attributes:
        shelf: Where they are read.
        rules: What their members must keep to.
        find: Finds the record of an id.
        create: Makes one of values, for an owner; its id.
        change: Changes one.
        delete: Deletes one.
    """

    shelf: Shelf
    rules: tuple[rules.Rule, ...]
    find: Find
    create: Callable[[Context, Owner, Values], int]
    change: Callable[[Context, Owner, int, Values], object]
    delete: Callable[[Context, Owner, int], None]


def owner_of(ctx: Context, shelf: Shelf, request: Request) -> Owner:
    """The contact in the path, as far as the app may write there."""
    if "contactid" not in request.params:
        return Owner()
    return Owner(path_id(request, "contactid"), roles=shelf.reached(ctx.actor, writes=True))


def prepare_new(kind: PartKind) -> Prepare:
    """Read the body of a POST."""

    def prepare(request: Request) -> Values:
        members = read_object(request, kind.shelf.resource)
        values = new_values(kind.shelf.resource, members)
        obj = object_of(kind.shelf.resource, members)
        rules.check_rules(kind.rules, obj, obj)
        return values

    return prepare


def post(kind: PartKind) -> Write:
    """Make one; the answer is the whole of it."""

    def write(ctx: Context, request: Request, prepared: Values) -> Reply:
        number = kind.create(ctx, owner_of(ctx, kind.shelf, request), prepared)
        return created(request, number, reading.show(ctx.looking, kind.shelf, number))

    return write


def patch(kind: PartKind) -> Write:
    """Change one; the answer is the whole of it."""

    def write(ctx: Context, request: Request, prepared: Any) -> Reply:
        number, owner = path_id(request), owner_of(ctx, kind.shelf, request)
        names = patching.named(kind.shelf.resource, prepared)
        resource = patched_part(kind.shelf.resource, kind.rules, names)
        before = document_of(resource, state_of(ctx, kind, resource.changeable, number, owner))
        patched = patching.apply(resource, before, prepared)
        values = changed_values(resource, before, patched)
        rules.check_rules(kind.rules, patched.after, patched.changed)
        if values:
            kind.change(ctx, owner, number, values)
        return json_reply(reading.show(ctx.looking, kind.shelf, number))

    return write


def state_of(ctx: Context, kind: PartKind, resource: Resource, number: int, owner: Owner) -> Values:
    """What the book holds of a record for the members of a table, by what a write sets.

    Raises:
        RecordNotFound: There is none of that id.
        OwnerUnknown: There is no such contact, or the app does not reach it.
        OwnerFixed: It is another contact's.
    """
    record = kind.find(ctx, number)
    if record is None:
        raise RecordNotFound(kind=kind.shelf.resource.name, key=number)
    if owner.party_id is not None and record.party_id != find_owner_id(ctx, owner)[0]:
        raise OwnerFixed(kind=kind.shelf.resource.name, number=number)
    mail = _mail_of(ctx, record) if any(field.parts for field in resource.fields) else None
    found: Values = {}
    for field in resource.fields:
        found[field.to or ""] = getattr(record, field.to or "", None)
        for part in field.parts:
            found[part.to or ""] = getattr(mail, (part.to or "").removeprefix("mail."), None)
    if isinstance(record, BankAccount):
        found["account"] = record.account or record.iban
    return found


def _mail_of(ctx: Context, record: Record) -> Address | None:
    if not isinstance(record, ContactPerson):
        return None
    here: Values = {"party_id": record.party_id, "kind": AddressKind.PERSON}
    return ctx.unit.addresses.first(**here, person=record.number)


def delete(kind: PartKind) -> Write:
    """Delete one."""

    def write(ctx: Context, request: Request, prepared: object) -> Reply:
        kind.delete(ctx, owner_of(ctx, kind.shelf, request), path_id(request))
        return Reply(200)

    return write


def _own(values: Values) -> Values:
    """What is said of the record itself, not of its address."""
    return {name: each for name, each in values.items() if not name.startswith("mail.")}


def _person(values: Values) -> ContactPatch:
    return ContactPatch(**settled(_own(values), ContactPerson))


def _create_person(ctx: Context, owner: Owner, values: Values) -> int:
    mail = mail_patch(values)
    person = contacts.create_contact(
        ctx, owner, _person(values), codes_are_unique=True, first_is_default=True, mail=mail
    )
    return person.number


def _change_person(ctx: Context, owner: Owner, number: int, values: Values) -> object:
    return contacts.change_contact(
        ctx,
        number,
        _person(values),
        owner=owner,
        if_version=None,
        codes_are_unique=True,
        mail=mail_patch(values),
    )


def _find_person(ctx: Context, number: int) -> ContactPerson | None:
    person = ctx.unit.contacts.find(number)
    return None if person is None or person.is_deleted else person


def _delete_person(ctx: Context, owner: Owner, number: int) -> None:
    contacts.delete_contact(ctx, number, owner=owner)


def _address(values: Values) -> AddressPatch:
    return AddressPatch(**settled(in_country(values, "country"), Address))


def _create_address(ctx: Context, owner: Owner, values: Values) -> int:
    patch = _address({"country": None, **values})
    made = addresses.create_delivery_address(ctx, owner, patch, codes_are_unique=True)
    return made.number


def _change_address(ctx: Context, owner: Owner, number: int, values: Values) -> object:
    patch = _address(values)
    return addresses.change_address(
        ctx, number, patch, owner=owner, if_version=None, codes_are_unique=True
    )


def _find_address(ctx: Context, number: int) -> Address | None:
    return ctx.unit.addresses.first(number=number, kind=AddressKind.DELIVERY)


def _delete_address(ctx: Context, owner: Owner, number: int) -> None:
    addresses.delete_address(ctx, number, owner=owner)


def _account(values: Values) -> Values:
    return settled(in_country(values, "country"), BankAccount)


def _create_account(ctx: Context, owner: Owner, values: Values) -> int:
    made = bank_accounts.create_bank_account(ctx, owner, _account({"country": None, **values}))
    return made.number


def _change_account(ctx: Context, owner: Owner, number: int, values: Values) -> object:
    return bank_accounts.change_bank_account(ctx, number, _account(values), owner=owner)


def _find_account(ctx: Context, number: int) -> BankAccount | None:
    return ctx.unit.bank_accounts.find(number)


def _delete_account(ctx: Context, owner: Owner, number: int) -> None:
    bank_accounts.delete_bank_account(ctx, number, owner=owner)


def _create_group(ctx: Context, owner: Owner, values: Values) -> int:
    return groups.create_group(ctx, values["name"]).number


def _change_group(ctx: Context, owner: Owner, number: int, values: Values) -> object:
    return groups.change_group(ctx, number, name=values.get("name", UNSET))


def _find_group(ctx: Context, number: int) -> Group | None:
    return ctx.unit.groups.find(number)


def _delete_group(ctx: Context, owner: Owner, number: int) -> None:
    groups.delete_group(ctx, number)


GROUP: Final = PartKind(
    reading.GROUPS, (), _find_group, _create_group, _change_group, _delete_group
)
PERSON: Final = PartKind(
    reading.PERSONS, rules.PERSON, _find_person, _create_person, _change_person, _delete_person
)
ADDRESS: Final = PartKind(
    reading.ADDRESSES,
    rules.ADDRESS,
    _find_address,
    _create_address,
    _change_address,
    _delete_address,
)
ACCOUNT: Final = PartKind(
    reading.ACCOUNTS,
    rules.ACCOUNT,
    _find_account,
    _create_account,
    _change_account,
    _delete_account,
)
