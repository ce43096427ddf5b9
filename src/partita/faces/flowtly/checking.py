"""What a body says, checked against the table: types first, then values (contracts/flowtly.md 10).

A wrong type or an IRI that is none ends the reading with the first one found, as in the framework;
values that do not fit are told all together.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from partita.domain.checks import check_identifier
from partita.domain.errors import BodyMalformed
from partita.domain.violation import Violation
from partita.facekit.table import Kind
from partita.faces.flowtly.messages import GIVEN_CHARS_MAX, N_
from partita.faces.flowtly.places import Iri, Place, is_key, read_iri
from partita.faces.flowtly.wire import Property
from partita.kit.text import is_storable

Values = dict[str, Any]
"""Values by the names of the table; links as `Iri`, embedded objects as they were sent."""

WRONG_TYPE: Final = N_('The type of the "{name}" attribute must be "{wanted}", "{given}" given.')
WRONG_LINK: Final = N_(
    'The type of the "{name}" attribute must be "array" (nested document) or "string" (IRI), '
    '"{given}" given.'
)
NESTED: Final = N_('Nested documents for attribute "{name}" are not allowed. Use IRIs instead.')
NO_IRI: Final = N_('Invalid IRI "{iri}".')
NOT_FOUND: Final = N_('Item not found for "{iri}".')
_NUMBER: Final = re.compile(r"[0-9]{1,18}")
_TYPES: Final = {Kind.INTEGER: "int", Kind.TEXT: "string", Kind.BOOLEAN: "bool"}
_KINDS: Final = {
    bool: "boolean",
    int: "integer",
    float: "double",
    str: "string",
    list: "array",
    dict: "array",
    type(None): "NULL",
}
"""What PHP calls the types of JSON."""


def wrong_type(name: str, wanted: str, value: Any) -> BodyMalformed:
    """A value is of another type than its property."""
    is_object = wanted == "array" and isinstance(value, dict)
    given = "object" if is_object else _KINDS[type(value)]
    return BodyMalformed(reason=WRONG_TYPE, name=name, wanted=wanted, given=given)


def wrong_link(name: str, value: Any) -> BodyMalformed:
    """A value is neither an IRI nor an object."""
    return BodyMalformed(reason=WRONG_LINK, name=name, given=_KINDS[type(value)])


def read_typed(known: Mapping[str, Property], members: Mapping[str, Any], place: Place) -> Values:
    """Read the members that may be written; others are left alone.

    Args:
        known: The properties that may be written, by name.
        members: The body.
        place: Where the request came to.

    Raises:
        BodyMalformed: A value is of the wrong type, or no IRI.
    """
    found: Values = {}
    for name, value in members.items():
        each = known.get(name)
        if each is not None:
            found[name] = _typed(each, value, place)
    return found


def _typed(each: Property, value: Any, place: Place) -> Any:
    if value is None and each.nullable:
        return None
    if each.items is not None:
        if not isinstance(value, list):
            raise wrong_type(each.name, "array", value)
        return value
    if each.link:
        return read_link(each.name, each.link, value, place)
    if type(value) is not _PYTHON[each.kind]:
        raise wrong_type(each.name, _TYPES[each.kind], value)
    return value


_PYTHON: Final[dict[Kind, type]] = {Kind.INTEGER: int, Kind.TEXT: str, Kind.BOOLEAN: bool}


def read_link(name: str, path: str, value: Any, place: Place) -> Iri:
    """Read an IRI of a member of a collection.

    Args:
        name: What the body calls it.
        path: The collection.
        value: What the body says.
        place: Where the request came to.

    Raises:
        BodyMalformed: It is none, or of another collection, or can be nobody's.
    """
    if isinstance(value, dict | list):
        raise BodyMalformed(reason=NESTED, name=name)
    if type(value) in (int, float):
        raise BodyMalformed(reason=NO_IRI, iri=str(value)[:GIVEN_CHARS_MAX])
    if not isinstance(value, str):
        raise wrong_link(name, value)
    iri = read_iri(value, place)
    if iri is None or iri.path != path:
        raise BodyMalformed(reason=NO_IRI, iri=value[:GIVEN_CHARS_MAX])
    if not is_key(path, iri.key):
        raise not_found(iri)
    return iri


def read_link_or_number(name: str, path: str, value: Any, place: Place) -> Iri:
    """Read which member of a collection is meant, by its IRI or its number.

    Raises:
        BodyMalformed: It is neither.
    """
    is_number = type(value) is int or (isinstance(value, str) and _NUMBER.fullmatch(value))
    return read_link(name, path, f"{place.prefix}/{path}/{value}" if is_number else value, place)


def not_found(iri: Iri) -> BodyMalformed:
    """Nothing has that IRI."""
    return BodyMalformed(reason=NOT_FOUND, iri=iri.text[:GIVEN_CHARS_MAX])


def violations(
    known: Mapping[str, Property],
    values: Values,
    *,
    is_strict: bool,
    is_new: bool = False,
    within: str = "",
) -> list[Violation]:
    """What is wrong with values, in the order of the table.

    Args:
        known: The properties that may be written, by name.
        values: What is said of them.
        is_strict: Only values the contract suggests are taken.
        is_new: They make a new object, so what is required must be there.
        within: What stands before the names, such as ``clientContacts[0].``.
    """
    found: list[Violation] = []
    for name, each in known.items():
        if name in values:
            found += _misfit(each, values[name], within, is_strict=is_strict)
        elif is_new and each.required:
            found.append(Violation(within + name, "null" if each.link else "blank"))
    return found


def _misfit(each: Property, value: Any, within: str, *, is_strict: bool) -> Iterable[Violation]:
    path = within + each.name
    if type(value) is int:
        return _outside(each, value, path)
    if not isinstance(value, str):
        return []
    return _misfit_text(each, value, path, is_strict=is_strict)


def _outside(each: Property, value: int, path: str) -> list[Violation]:
    low, high = each.min or 0, each.max or 0
    return [] if low <= value <= high else [Violation(path, "range", {"min": low, "max": high})]


def _misfit_text(each: Property, value: str, path: str, *, is_strict: bool) -> list[Violation]:
    for rule, (breaks, facts) in _TEXT_RULES.items():
        if breaks(each, value):
            return [Violation(path, rule, facts(each))]
    if is_strict and each.choices and value not in each.choices:
        return [Violation(path, "choice", {"choices": list(each.choices)})]
    return []


def _is_email(value: str) -> bool:
    """Tell whether a text is an address and nothing else, at a host with a dot in its name."""
    host = value.rpartition("@")[2]
    is_bare = value == value.strip() and not value.lower().startswith("mailto:")
    return is_bare and "." in host and check_identifier("email", value).status == "valid"


def _no_facts(_: Property) -> dict[str, Any]:
    return {}


_Rule = tuple[Callable[[Property, str], bool], Callable[[Property], dict[str, Any]]]
_TEXT_RULES: Final[dict[str, _Rule]] = {
    "blank": (lambda each, value: not each.nullable and not value.strip(), _no_facts),
    "characters": (lambda _, value: not is_storable(value), _no_facts),
    "too_long": (
        lambda each, value: each.max is not None and len(value) > each.max,
        lambda each: {"max": each.max},
    ),
    "email": (
        lambda each, value: each.is_email and not _is_email(value),
        _no_facts,
    ),
}
"""What a text must keep to, by the rule it breaks; the first one broken is told."""
