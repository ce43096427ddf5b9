"""Writing customers, suppliers and employees (contracts/poweroffice.md 7 and 8)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final
from uuid import UUID

from partita.domain.address import AddressKind
from partita.domain.party import Customer, Employee, Party, PartyPatch, RoleRecord, Supplier
from partita.domain.standing import Role, Standing
from partita.facekit.face import Prepare, Reply, Request, Write, json_reply
from partita.facekit.table import Resource
from partita.faces.poweroffice import patching, reading, rules, wire
from partita.faces.poweroffice.bodies import created, read_object
from partita.faces.poweroffice.reading import Shelf, path_id
from partita.faces.poweroffice.values import (
    Values,
    changed_values,
    document_of,
    mail_patch,
    new_values,
    object_of,
    patched_part,
    settled,
    under,
)
from partita.kit.unset import UNSET
from partita.usecases.context import Context
from partita.usecases.parties import (
    PartyChange,
    PartyInRole,
    PartyRules,
    change_party,
    create_party,
    delete_role,
    get_in_role,
)
from partita.usecases.references import find_employee, find_row
from partita.usecases.roles import ById

DEMANDS: Final = PartyRules(
    unique=frozenset({"external_reference", "external_number"}),
    is_in_series=True,
    allows_renumbering=True,
    mail_codes_are_unique=True,
)
_ACCOUNTS: Final = ("expense_account", "salary_account", "travel_account")


@dataclass(frozen=True, eq=False, slots=True)
class RoleKind:
    """One of the three kinds of contacts.

    Attributes:
        role: The role.
        record: Class of its records.
        shelf: Where they are read.
        rules: What their members must keep to.
        is_person: Always; else a member says it.
    """

    role: Role
    record: type[Any]
    shelf: Shelf
    rules: tuple[rules.Rule, ...]
    is_person: bool = False


CUSTOMER: Final = RoleKind(Role.CUSTOMER, Customer, reading.CUSTOMERS, rules.CUSTOMER)
SUPPLIER: Final = RoleKind(Role.SUPPLIER, Supplier, reading.SUPPLIERS, rules.SUPPLIER)
EMPLOYEE: Final = RoleKind(
    Role.EMPLOYEE, Employee, reading.EMPLOYEES, rules.EMPLOYEE, is_person=True
)


def prepare_new(kind: RoleKind) -> Prepare:
    """Read the body of a POST."""

    def prepare(request: Request) -> Values:
        members = read_object(request, kind.shelf.resource)
        values = new_values(kind.shelf.resource, members)
        obj = object_of(kind.shelf.resource, members)
        rules.check_rules(kind.rules, obj, {*obj, "IsPerson"})
        return values

    return prepare


def post(kind: RoleKind) -> Write:
    """Make a contact that has one role; the answer is the whole of it."""

    def write(ctx: Context, request: Request, prepared: Values) -> Reply:
        values = _with_codes(ctx, prepared)
        demands = replace(DEMANDS, series=_series(values))
        number = values.pop("role.number", None)
        change = _change(kind, values)
        made = create_party(ctx, kind.role, change, number=number, rules=demands)
        body = reading.show(ctx.looking, kind.shelf, made.party.id)
        return created(request, made.party.id, body)

    return write


def _series(values: Values) -> str | None:
    uuid = values.pop("series", None)
    return None if uuid is None else str(UUID(uuid))


def _with_codes(ctx: Context, values: Values) -> Values:
    """Values with rows of lists and employees by number; where both are given the number wins."""
    found = {name: each for name, each in values.items() if name not in ("code", "employee")}
    for name, code in under("code", values).items():
        found.pop(f"code.{name}")
        if code is not None and values.get(f"role.{name}") is None:
            found[f"role.{name}"] = find_row(ctx, name, code)
    for name, number in under("employee", values).items():
        found.pop(f"employee.{name}")
        if number is not None and values.get(f"role.{name}") is None:
            found[f"role.{name}"] = find_employee(ctx, f"{name}_number", number)
    if values.get("role.payment_term") is not None:
        found.pop("role.payment_days", None)
    return found


def _change(kind: RoleKind, values: Mapping[str, Any]) -> PartyChange:
    party = settled(under("party", values), Party)
    if kind.is_person:
        party["is_person"] = True
    if party.get("is_person") and {"first_name", "last_name"} <= party.keys():
        party.pop("name", None)
    groups = values.get("groups", UNSET)
    role = settled(under("role", values), kind.record)
    if "is_archived" in role:
        role["is_archived"] = bool(role["is_archived"])
    return PartyChange(
        party=PartyPatch(**party),
        role=role,
        mail=mail_patch(values),
        groups=UNSET if groups is UNSET else groups or (),
    )


def state_of(ctx: Context, resource: Resource, known: PartyInRole) -> Values:
    """What the book holds of a contact in a role for the members of a table.

    Args:
        resource: The table; only what its members need is read.
        known: The contact in the role.

    Returns:
        Values by what a write sets (`Field.to`).
    """
    targets = [part.to or "" for field in resource.fields for part in (field, *field.parts)]
    parts: dict[str, object] = {"party": known.party, "role": known.role}
    found: Values = {}
    if any(each.startswith("mail.") for each in targets):
        kind = AddressKind.MAIL
        parts["mail"] = ctx.unit.addresses.first(party_id=known.party.id, kind=kind)
    if "groups" in targets:
        groups = ctx.unit.memberships.select(party_id=known.party.id)
        found["groups"] = tuple(sorted(each.group for each in groups))
    for each in targets:
        prefix, _, name = each.partition(".")
        if prefix in parts:
            found[each] = getattr(parts[prefix], name, None)
    found["role.is_archived"] = known.role.standing is Standing.ARCHIVED
    if found.get("role.currency", "") is None:
        book = ctx.unit.books.first()
        found["role.currency"] = book and book.currency
    return found


def patch(kind: RoleKind) -> Write:
    """Change a contact in a role; the answer is the whole of it."""

    def write(ctx: Context, request: Request, prepared: Any) -> Reply:
        known = get_in_role(ctx, kind.role, ById(path_id(request)))
        names = patching.named(kind.shelf.resource, prepared)
        resource = patched_part(kind.shelf.resource, kind.rules, names)
        state = state_of(ctx, resource.changeable, known)
        before = document_of(resource, state, is_masked=kind.shelf.is_masked(ctx.actor))
        patched = patching.apply(resource, before, prepared)
        values = changed_values(resource, before, patched)
        rules.check_rules(kind.rules, patched.after, patched.changed)
        if values:
            change = _change(kind, values)
            change_party(ctx, kind.role, known, change, if_version=None, rules=DEMANDS)
        return json_reply(reading.show(ctx.looking, kind.shelf, known.party.id))

    return write


def patch_accounts(ctx: Context, request: Request, prepared: Any) -> Reply:
    """Say which of an employee's bank accounts is paid to for what."""
    resource, known = (
        wire.EMPLOYEE_ACCOUNTS,
        get_in_role(ctx, Role.EMPLOYEE, ById(path_id(request))),
    )
    record = known.role
    before = document_of(resource, {f"role.{name}": getattr(record, name) for name in _ACCOUNTS})
    patched = patching.apply(resource, before, prepared)
    values = under("role", changed_values(resource, before, patched))
    if values:
        change = PartyChange(role=_inherited(record, values))
        change_party(ctx, Role.EMPLOYEE, known, change, if_version=None)
    return json_reply(reading.show(ctx.looking, reading.EMPLOYEES, known.party.id))


def _inherited(record: RoleRecord, values: Values) -> Values:
    """Where only the salary account is set, the other two are the same."""
    after = {name: values.get(name, getattr(record, name)) for name in _ACCOUNTS}
    others = [name for name in _ACCOUNTS if name != "salary_account"]
    if after["salary_account"] is None or any(after[name] is not None for name in others):
        return values
    return {**values, **dict.fromkeys(others, after["salary_account"])}


def delete(kind: RoleKind) -> Write:
    """Take a role from a contact, which goes with its last one."""
    return partial(_delete, kind.role)


def _delete(role: Role, ctx: Context, request: Request, prepared: object) -> Reply:
    delete_role(ctx, role, ById(path_id(request)), refuses_other_roles=True)
    return Reply(200)
