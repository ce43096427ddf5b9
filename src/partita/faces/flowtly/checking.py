"""What a body says, checked against the table: types first, then values (contracts/flowtly.md 10).

A wrong type or an IRI that is none ends the reading with the first one found, as in the framework;
values that do not fit are told all together.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from partita.domain.checks import check_identifier
from partita.domain.errors import BodyMalformed
from partita.domain.violation import Violation
from partita.facekit.table import Kind
from partita.faces.flowtly.messages import N_
from partita.faces.flowtly.places import Iri, Place, is_key, read_iri
from partita.faces.flowtly.wire import Property

Values = dict[str, Any]
"""Values by the names of the table; links as `Iri`, embedded objects as they were sent."""

WRONG_TYPE: Final = N_('The type of the "{name}" attribute must be "{wanted}", "{given}" given.')
NO_IRI: Final = N_('Invalid IRI "{iri}".')
NOT_FOUND: Final = N_('Item not found for "{iri}".')
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
    given = _KINDS.get(type(value), "unknown type")
    return BodyMalformed(reason=WRONG_TYPE, name=name, wanted=wanted, given=given)


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
    if value is None:
        if each.nullable:
            return None
        raise wrong_type(each.name, _wanted(each), value)
    if each.items is not None:
        if not isinstance(value, list):
            raise wrong_type(each.name, "array", value)
        return value
    if each.link:
        return read_link(each.link, value, place)
    if type(value) is not _PYTHON[each.kind]:
        raise wrong_type(each.name, _wanted(each), value)
    return value


def _wanted(each: Property) -> str:
    return "array" if each.items is not None else _TYPES[each.kind]


_PYTHON: Final[dict[Kind, type]] = {Kind.INTEGER: int, Kind.TEXT: str, Kind.BOOLEAN: bool}


def read_link(path: str, value: Any, place: Place) -> Iri:
    """Read an IRI of a member of a collection.

    Raises:
        BodyMalformed: It is none, or of another collection, or can be nobody's.
    """
    if not isinstance(value, str):
        raise BodyMalformed(reason=NO_IRI, iri=_short(value))
    iri = read_iri(value, place)
    if iri is None or iri.path != path:
        raise BodyMalformed(reason=NO_IRI, iri=value[:200])
    if not is_key(path, iri.key):
        raise not_found(iri)
    return iri


def _short(value: Any) -> str:
    return str(value)[:200] if isinstance(value, int | float) else _KINDS.get(type(value), "")


def not_found(iri: Iri) -> BodyMalformed:
    """Nothing has that IRI."""
    return BodyMalformed(reason=NOT_FOUND, iri=iri.text[:200])


def missing(known: Mapping[str, Property], values: Values, within: str = "") -> list[Violation]:
    """Required properties that a new object lacks."""
    lacking = [each for name, each in known.items() if each.required and name not in values]
    return [_required(each, within) for each in lacking]


def _required(each: Property, within: str) -> Violation:
    return Violation(within + each.name, "null" if each.link else "blank")


def misfits(
    known: Mapping[str, Property], values: Values, *, is_strict: bool, within: str = ""
) -> list[Violation]:
    """Values that do not fit their properties."""
    found: list[Violation] = []
    for name, value in values.items():
        if value is not None and not isinstance(value, Iri | list):
            found += _misfit(known[name], value, within, is_strict=is_strict)
    return found


def _misfit(each: Property, value: Any, within: str, *, is_strict: bool) -> Iterable[Violation]:
    path = within + each.name
    if each.kind is Kind.INTEGER:
        return _outside(each, value, path)
    if each.kind is not Kind.TEXT:
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


def _is_storable(value: str) -> bool:
    return "\x00" not in value and not any("\ud800" <= mark <= "\udfff" for mark in value)


def _no_facts(_: Property) -> dict[str, Any]:
    return {}


_Rule = tuple[Callable[[Property, str], bool], Callable[[Property], dict[str, Any]]]
_TEXT_RULES: Final[dict[str, _Rule]] = {
    "blank": (lambda each, value: not each.nullable and not value.strip(), _no_facts),
    "characters": (lambda _, value: not _is_storable(value), _no_facts),
    "too_long": (
        lambda each, value: each.max is not None and len(value) > each.max,
        lambda each: {"max": each.max},
    ),
    "email": (
        lambda each, value: each.is_email and check_identifier("email", value).status != "valid",
        _no_facts,
    ),
}
"""What a text must keep to, by the rule it breaks; the first one broken is told."""
