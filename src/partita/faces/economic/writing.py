"""Writing: create, replace, delete (contracts/economic.md 8)."""

import re
from typing import Any, Final

from partita.domain.address import AddressPatch
from partita.domain.contact import ContactPatch
from partita.domain.countries import find_country
from partita.domain.errors import ValuesInvalid
from partita.domain.standing import Role
from partita.domain.violation import Violation
from partita.facekit.body import read_members, read_values
from partita.facekit.face import Prepare, Reply, Request
from partita.facekit.table import INT32_MAX, INT32_MIN, Kind, Resource
from partita.faces.economic.reading import path_number
from partita.usecases import contacts
from partita.usecases.addresses import change_address, create_delivery_address, delete_address
from partita.usecases.context import Context
from partita.usecases.owners import Owner

NUMBER_MAX: Final = 999_999_999
"""Largest number somebody may choose; the server's own go on beyond it."""

NO_VERSION: Final = -1
_VERSION: Final = re.compile(r"[0-9a-f]{16}")
Values = dict[str, Any]


def created(request: Request, member: str, number: int) -> Reply:
    """Answer a create: the number only, and where the new thing is."""
    location = f"{request.url}/{number}"
    body = f'{{"{member}":{number}}}'.encode()
    return Reply(201, body, "application/json", {"Location": location})


def prepare_new(resource: Resource) -> Prepare:
    """Read the body of a POST."""

    def prepare(request: Request) -> Values:
        return read_values(resource, read_object(request), clears=True)

    return prepare


def prepare_new_location(resource: Resource) -> Prepare:
    """Read the body of a POST that may carry a wanted number."""

    def prepare(request: Request) -> tuple[Values, int | None]:
        members = read_object(request)
        values = read_values(resource, members, clears=True)
        return values, _wanted_number(members)

    return prepare


def read_object(request: Request) -> Values:
    """Read the body of a write, which must say that it is JSON."""
    return read_members(request, demands_type=True)


def find_member(members: Values, name: str) -> Any:  # any JSON value
    """The value of a member whatever the case of its name; ``None`` when it is not there."""
    wanted = name.lower()
    for key, value in members.items():
        if key == name or key.lower() == wanted:
            return value
    return None


def _wanted_number(members: Values) -> int | None:
    """The number somebody wants; generated clients send 0 for none."""
    number = _integer(members, "number", 0, NUMBER_MAX)
    return number or None


def _integer(members: Values, name: str, low: int, high: int) -> int | None:
    number = find_member(members, name)
    facts = {"kind": Kind.INTEGER, "min": low, "max": high}
    if number is None and name not in {each.lower() for each in members}:
        return None
    if not isinstance(number, int) or isinstance(number, bool):
        rule = "null" if number is None else "type"
        raise ValuesInvalid(violations=[Violation(name, rule, facts)])
    if not low <= number <= high:
        raise ValuesInvalid(violations=[Violation(name, "range", facts)])
    return number


def prepare_replacement(resource: Resource) -> Prepare:
    """Read the body of a PUT: identity, version and everything that shall be."""

    def prepare(request: Request) -> tuple[Values, int, int]:
        members = read_object(request)
        number = _given_number(members)
        return read_values(resource, members, clears=True), number, given_version(members)

    return prepare


def _given_number(members: Values) -> int:
    number = _integer(members, "number", INT32_MIN, INT32_MAX)
    if number is None:
        raise ValuesInvalid(violations=[Violation("number", "required", {"kind": Kind.INTEGER})])
    return number


def given_version(members: Values) -> int:
    """The version a PUT was made from; `NO_VERSION` when it is none this server could have given.

    Raises:
        ValuesInvalid: It is no text.
    """
    text = find_member(members, "objectVersion")
    if text is not None and not isinstance(text, str):
        facts = {"kind": Kind.TEXT}
        raise ValuesInvalid(violations=[Violation("objectVersion", "type", facts)])
    return int(text, 16) if text is not None and _VERSION.fullmatch(text) else NO_VERSION


def post_contact(ctx: Context, request: Request, prepared: Values) -> Reply:
    """Create a contact; a number in the body is ignored."""
    owner = Owner(customer_number=prepared.pop("customer_number"))
    person = contacts.create_contact(ctx, owner, ContactPatch(**prepared), names_are_unique=True)
    return created(request, "number", person.number)


def put_contact(ctx: Context, request: Request, prepared: tuple[Values, int, int]) -> Reply:
    """Replace what the dialect says of a contact."""
    values, number, version = prepared
    owner = Owner(customer_number=values.pop("customer_number"))
    contacts.change_contact(
        ctx,
        number,
        ContactPatch(**values),
        owner=owner,
        if_version=version,
        names_are_unique=True,
    )
    return Reply(204)


def delete_contact(ctx: Context, request: Request, prepared: object) -> Reply:
    """Delete a contact."""
    contacts.delete_contact(ctx, path_number(request), of=Role.CUSTOMER)
    return Reply(204)


def address_patch(values: Values) -> AddressPatch:
    """What the dialect says of an address; its one field of lines is two in the book."""
    lines, country = values.pop("street_lines"), values.pop("country_text")
    return AddressPatch(**values, **_street_values(lines), **country_values(country))


def _street_values(lines: str | None) -> Values:
    """Two lines of one text, where both say something; put together again they are that text."""
    street, _, extra = (lines or "").partition("\n")
    if street and extra:
        return {"street": street, "street_extra": extra}
    return {"street": lines, "street_extra": None}


def country_values(text: str | None) -> Values:
    """What a country in free words means; the words are kept where they are not the code."""
    code = find_country(text) if text else None
    return {"country": code, "country_text": None if text == code else text}


def post_location(ctx: Context, request: Request, prepared: tuple[Values, int | None]) -> Reply:
    """Create a delivery location; a number in the body is a wish."""
    values, number = prepared
    owner = Owner(customer_number=values.pop("customer_number"))
    patch = address_patch(values)
    address = create_delivery_address(ctx, owner, patch, number=number, refuses_barred=True)
    return created(request, "number", address.number)


def put_location(ctx: Context, request: Request, prepared: tuple[Values, int, int]) -> Reply:
    """Replace what the dialect says of a delivery location."""
    values, number, version = prepared
    owner = Owner(customer_number=values.pop("customer_number"))
    change_address(
        ctx,
        number,
        address_patch(values),
        owner=owner,
        if_version=version,
        refuses_barred=True,
    )
    return Reply(204)


def delete_location(ctx: Context, request: Request, prepared: object) -> Reply:
    """Delete a delivery location for good."""
    delete_address(ctx, path_number(request), of=Role.CUSTOMER)
    return Reply(204)
