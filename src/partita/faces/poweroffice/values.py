"""Between members of the dialect and values of the book."""

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any, Final

from partita.domain.address import AddressPatch
from partita.domain.errors import ValuesInvalid
from partita.domain.violation import Violation
from partita.facekit.body import read_values
from partita.facekit.problem import sentence
from partita.facekit.table import Field, Kind, Resource
from partita.faces.poweroffice.patching import Document, Patched, dto_name
from partita.faces.poweroffice.rules import Rule, looked_at
from partita.faces.poweroffice.wire import COUNTRY, mask_of, showing

Values = dict[str, Any]
_MAIL_COUNTRY: Final = "mail.country"
_UPPER: Final = ("country", "foreign_id_country", "currency")


def under(prefix: str, values: Mapping[str, Any]) -> Values:
    """The values of one part, by their names in it."""
    start = f"{prefix}."
    return {name[len(start) :]: each for name, each in values.items() if name.startswith(start)}


def settled(values: Mapping[str, Any], record: type[Any]) -> Values:
    """Values of a record: codes in capitals, and its default where there must be something.

    Args:
        values: Fields of the record by name.
        record: Its class.
    """
    kind: Any = record
    truths = _truths(kind)
    return {
        name: truths[name] if value is None and name in truths else _upper(name, value)
        for name, value in values.items()
    }


@cache
def _truths(record: Any) -> Mapping[str, bool]:
    """The fields of a record that are true or false, and which of it by default."""
    defaults = {each.name: each.default for each in dataclasses.fields(record)}
    return {name: each for name, each in defaults.items() if isinstance(each, bool)}


def _upper(name: str, value: Any) -> Any:
    return value.upper() if name in _UPPER and isinstance(value, str) else value


def mail_patch(values: Mapping[str, Any]) -> AddressPatch:
    """What is said of a postal address."""
    return AddressPatch(
        **{name: _upper(name, value) for name, value in under("mail", values).items()}
    )


def new_values(resource: Resource, members: Mapping[str, Any]) -> Values:
    """What a POST sets, checked; an address without a country is in the dialect's own.

    Raises:
        ValuesInvalid: A value does not fit, or one is missing or blank.
    """
    values = read_values(resource, members, clears=False)
    parts = [(f"{field.name}.", field.parts) for field in resource.writable if field.parts]
    _refuse_blank(values, ("", resource.writable), *parts)
    return in_country(values, _MAIL_COUNTRY)


def _refuse_blank(values: Values, *tables: tuple[str, Iterable[Field]]) -> None:
    """Make sure that required texts say something."""
    blank = [
        Violation(within + field.name, "required")
        for within, fields in tables
        for field in fields
        if field.required and _is_blank(values.get(field.to or ""))
    ]
    if blank:
        raise ValuesInvalid(violations=blank)


def _is_blank(value: object) -> bool:
    return isinstance(value, str) and not value.strip()


def in_country(values: Values, name: str) -> Values:
    """Values with the dialect's own country where none is said; one not mentioned stays.

    Args:
        values: What is written.
        name: The value that is a country.
    """
    return {**values, name: values[name] or COUNTRY} if name in values else values


def object_of(resource: Resource, members: Mapping[str, Any]) -> Document:
    """A body by the names of the table, whatever their case there."""
    found: Document = {}
    for name, value in members.items():
        field = resource.by_name.get(name.lower())
        if field is not None:
            found[field.name] = _cased(field, value)
    return found


def _cased(field: Field, value: Any) -> Any:
    if field.kind is not Kind.OBJECT or not isinstance(value, dict):
        return value
    names = {part.name.lower(): part.name for part in field.parts}
    return {names.get(name.lower(), name): each for name, each in value.items()}


@lru_cache(maxsize=512)
def patched_part(resource: Resource, rules: tuple[Rule, ...], names: frozenset[str]) -> Resource:
    """The part of a table that a patch is about: no more of an object is read and copied for it.

    Args:
        resource: The table.
        rules: What its members must keep to; those they look at beside the named ones are in it.
        names: Names of the members a patch names, in lower case.
    """
    return showing(resource, looked_at(rules, names), is_masked=False)


def document_of(
    resource: Resource, values: Mapping[str, Any], *, is_masked: bool = False
) -> Document:
    """The members a patch can change, as whoever patches sees them.

    Args:
        resource: The table.
        values: What the book holds, by what a write sets (`Field.to`).
        is_masked: They may not see all: what a patch copies, moves or tests is the mask.
    """
    found = {each.name: _shown(each, values) for each in resource.changeable.fields}
    hidden = [each for each in resource.changeable.fields if is_masked and each.masked_at]
    return found | {each.name: mask_of(each, found[each.name]) for each in hidden}


def _shown(field: Field, values: Mapping[str, Any]) -> Any:
    if field.kind is Kind.OBJECT:
        parts = [part for part in field.parts if part.to is not None]
        found = {part.name: _shown(part, values) for part in parts}
        return found if any(found.values()) else None
    value = values.get(field.to or "")
    if field.words:
        return dict(field.words).get(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def changed_values(resource: Resource, before: Document, patched: Patched) -> Values:
    """What a patch sets, checked; of an object that was there, the parts that are others now.

    Raises:
        ValuesInvalid: A value does not fit its target.
    """
    members = {name: patched.after.get(name) for name in patched.changed}
    try:
        values = read_values(resource.changeable, members, clears=False, is_partial=True)
        _refuse_blank(values, ("", resource.writable))
    except ValuesInvalid as error:
        raise ValuesInvalid(violations=list(_told(resource, error))) from None
    for name in patched.changed:
        was, now = before.get(name) or {}, patched.after.get(name) or {}
        for part in resource.by_name[name.lower()].parts if was else ():
            if was.get(part.name) == now.get(part.name):
                values.pop(part.to or "", None)
    return in_country(values, _MAIL_COUNTRY) if patched.after.get("MailAddress") else values


def _told(resource: Resource, error: ValuesInvalid) -> Iterable[Any]:
    violations: Any = error.facts["violations"]
    for each in violations:
        message = f"{dto_name(resource)}: the value is invalid for the target location. "
        yield dataclasses.replace(each, rule="patch", facts={"message": message + sentence(each)})
