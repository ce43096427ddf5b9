"""Writing: create, replace, delete (contracts/economic.md 8)."""

from typing import Any, Final

from partita.domain.address import AddressPatch
from partita.domain.checks import compact_number
from partita.domain.contact import ContactPatch
from partita.domain.countries import find_country
from partita.domain.errors import ValuesInvalid, VersionStale
from partita.domain.standing import Role
from partita.domain.violation import Violation
from partita.facekit.body import read_members, read_values
from partita.facekit.face import Prepare, Reply, Request
from partita.facekit.table import INT32_MAX, Kind, Resource
from partita.faces.economic.reading import path_number
from partita.usecases.addresses import change_address, create_delivery_address, delete_address
from partita.usecases.contacts import change_contact, create_contact, delete_contact
from partita.usecases.context import Context
from partita.usecases.owners import Owner

VERSION_DIGITS: Final = 16
Values = dict[str, Any]


def created(request: Request, member: str, number: int) -> Reply:
    """Answer a create: the number only, and where the new thing is."""
    location = f"{request.url}/{number}"
    body = f'{{"{member}":{number}}}'.encode()
    return Reply(201, body, "application/json", {"Location": location})


def prepare_new(resource: Resource) -> Prepare:
    """Read the body of a POST."""

    def prepare(request: Request) -> tuple[Values, int | None]:
        members = read_members(request)
        values = read_values(resource, members, clears=True)
        number = next((value for name, value in members.items() if name.lower() == "number"), None)
        return values, number if isinstance(number, int) and 0 < number <= INT32_MAX else None

    return prepare


def prepare_replacement(resource: Resource) -> Prepare:
    """Read the body of a PUT: identity, version and everything that shall be."""

    def prepare(request: Request) -> tuple[Values, int, int]:
        members = read_members(request)
        number = _given_number(members)
        return read_values(resource, members, clears=True), number, given_version(members, number)

    return prepare


def _given_number(members: dict[str, Any]) -> int:
    number = next((value for name, value in members.items() if name.lower() == "number"), None)
    if isinstance(number, int) and not isinstance(number, bool) and abs(number) <= INT32_MAX:
        return number
    rule = "required" if number is None else "type"
    raise ValuesInvalid(violations=[Violation("number", rule, {"kind": Kind.INTEGER})])


def given_version(members: dict[str, Any], number: int) -> int:
    """The version a PUT was made from.

    Raises:
        VersionStale: There is none, or none that this server gave.
        ValuesInvalid: It is no text.
    """
    found = (value for name, value in members.items() if name.lower() == "objectversion")
    text = next(found, None)
    if text is not None and not isinstance(text, str):
        facts = {"kind": Kind.TEXT}
        raise ValuesInvalid(violations=[Violation("objectVersion", "type", facts)])
    try:
        is_version = text is not None and len(text) == VERSION_DIGITS
        return int(text or "", 16) if is_version else -1
    except ValueError:
        raise VersionStale(kind="object", key=number) from None


def post_contact(ctx: Context, request: Request, prepared: tuple[Values, int | None]) -> Reply:
    """Create a contact; a number in the body is ignored."""
    values, _ = prepared
    owner = Owner(customer_number=values.pop("customer_number"))
    person = create_contact(ctx, owner, ContactPatch(**values), names_are_unique=True)
    return created(request, "number", person.number)


def put_contact(ctx: Context, request: Request, prepared: tuple[Values, int, int]) -> Reply:
    """Replace what the dialect says of a contact."""
    values, number, version = prepared
    owner = Owner(customer_number=values.pop("customer_number"))
    change_contact(
        ctx,
        number,
        ContactPatch(**values),
        owner=owner,
        if_version=version,
        names_are_unique=True,
    )
    return Reply(204)


def delete_contact_by_number(ctx: Context, request: Request, prepared: object) -> Reply:
    """Delete a contact."""
    delete_contact(ctx, path_number(request), of=Role.CUSTOMER)
    return Reply(204)


def address_patch(values: Values) -> AddressPatch:
    """What the dialect says of an address; its one field of lines is two in the book."""
    lines, country = values.pop("street_lines", None), values.pop("country_text", None)
    street, _, extra = (lines or "").partition("\n")
    code = find_country(country) if country else None
    is_code = country is not None and compact_number(country) == code
    return AddressPatch(
        **values,
        street=street or None,
        street_extra=extra or None,
        country=code,
        country_text=None if is_code else country or None,
    )


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
