"""Reading what a client sends: once, at the edge, against the table of the resource."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from partita.domain.errors import BodyMalformed, MediaTypeUnknown, ValuesInvalid
from partita.domain.violation import Violation
from partita.facekit.face import Request
from partita.facekit.table import Field, Kind, Resource
from partita.kit.clock import parse_day, parse_moment

INT64_MAX: Final = 2**63 - 1
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
"""Some editors and .NET writers put it first; RFC 8259 lets a reader skip it."""
_decode: Final = msgspec.json.Decoder().decode


def read_json(
    request: Request,
    accepted: tuple[str, ...] = ("application/json",),
    *,
    demands_type: bool = False,
) -> Any:
    """Read the JSON body of a request; of members of the same name the last counts.

    Args:
        request: The request.
        accepted: Media types read as JSON.
        demands_type: Refuse a body that does not say its type; else it counts as JSON.

    Returns:
        What the JSON says.

    Raises:
        MediaTypeUnknown: The body is said to be something else, or not said to be anything.
        BodyTooLarge: It is longer than allowed.
        BodyMalformed: There is none, or it is no JSON, or not UTF-8, or nested without end.
    """
    body = request.body().removeprefix(BYTE_ORDER_MARK)
    if not body.strip():
        raise BodyMalformed(reason="The body is empty.")
    given = (request.header("content-type") or "").partition(";")[0].strip().lower()
    is_unsaid = not given and not demands_type
    if not is_unsaid and given not in accepted and not given.endswith("+json"):
        raise MediaTypeUnknown(given=given, accepted=accepted)
    try:
        value = _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise BodyMalformed(reason=_reason(error)) from error
    return value


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "The body is not UTF-8."
    if isinstance(error, RecursionError):
        return "The body is nested too deeply."
    return f"{error}."


def read_members(request: Request, *, demands_type: bool = False) -> dict[str, Any]:
    """Read the JSON object in the body of a request; as `read_json`.

    Raises:
        BodyMalformed: It is no JSON object.
    """
    value = read_json(request, demands_type=demands_type)
    if not isinstance(value, dict):
        raise BodyMalformed(reason="The body must be a JSON object.")
    return value


def read_values(
    resource: Resource, members: Mapping[str, Any], *, clears: bool, ignores_case: bool = True
) -> dict[str, Any]:
    """Check what a write sets against the table of the resource.

    Args:
        resource: The resource.
        members: Members of the body; unknown ones and those only read are ignored.
        clears: A field that is not mentioned is emptied (a full replace); else it is left out.
        ignores_case: Members are recognised in any letter case.

    Returns:
        Values by what they set (`Field.to`): checked, empty ones as ``None``, false ones as such.

    Raises:
        ValuesInvalid: Some were refused; all of them are told.
    """
    given = {name.lower(): value for name, value in members.items()} if ignores_case else members
    values: dict[str, Any] = {}
    violations: list[Violation] = []
    for field in resource.writable:
        name = field.name.lower() if ignores_case else field.name
        if name not in given:
            if field.required:
                violations.append(Violation(field.name, "required", _limits(field)))
            elif clears and not field.keeps:
                values[field.to or ""] = False if field.kind is Kind.BOOLEAN else None
            continue
        try:
            values[field.to or ""] = check_value(field, given[name])
        except _Refused as refused:
            violations.append(refused.violation)
    if violations:
        raise ValuesInvalid(violations=violations)
    return values


class _Refused(Exception):
    """One value does not fit its field."""

    def __init__(self, field: Field, rule: str, **facts: Any) -> None:
        super().__init__(rule)
        self.violation = Violation(field.name, rule, {**_limits(field), **facts})


def _limits(field: Field) -> dict[str, Any]:
    return {"kind": field.kind, "min": field.min, "max": field.max}


def check_value(field: Field, value: Any) -> Any:  # any JSON value
    """Check one value against its field; ``None`` for null and for the empty text.

    A required text may be empty here: that it needs a name is for the book to say.
    """
    if value is None:
        if not field.nullable or field.required:
            raise _Refused(field, "null")
        return None
    checked = _CHECKS[field.kind](field, value)
    return None if checked == "" and field.nullable and not field.required else checked


def _check_integer(field: Field, value: Any) -> int:  # any JSON value
    if not isinstance(value, int) or isinstance(value, bool):
        raise _Refused(field, "type")
    low = -INT64_MAX if field.min is None else field.min
    high = INT64_MAX if field.max is None else field.max
    if not low <= value <= high:
        raise _Refused(field, "range")
    return value


def _check_number(field: Field, value: Any) -> float:  # any JSON value
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise _Refused(field, "type")
    try:
        number = float(value)
    except OverflowError:
        raise _Refused(field, "range") from None
    low, high = field.min, field.max
    if (low is not None and number < low) or (high is not None and number > high):
        raise _Refused(field, "range")
    return number


def _check_text(field: Field, value: Any) -> str:  # any JSON value
    if not isinstance(value, str):
        raise _Refused(field, "type")
    if field.max is not None and len(value) > field.max:
        raise _Refused(field, "too_long", length=len(value))
    if "\x00" in value or any("\ud800" <= mark <= "\udfff" for mark in value):
        raise _Refused(field, "characters")
    return value


def _check_boolean(field: Field, value: Any) -> bool:  # any JSON value
    if not isinstance(value, bool):
        raise _Refused(field, "type")
    return value


def _check_moment(field: Field, value: Any) -> datetime:  # any JSON value
    try:
        return parse_moment(_check_text(field, value))
    except (ValueError, OverflowError):
        raise _Refused(field, "type") from None


def _check_date(field: Field, value: Any) -> Any:  # any JSON value
    try:
        return parse_day(_check_text(field, value)[:10])
    except ValueError:
        raise _Refused(field, "type") from None


_CHECKS: Final[dict[Kind, Callable[[Field, Any], Any]]] = {
    Kind.INTEGER: _check_integer,
    Kind.NUMBER: _check_number,
    Kind.TEXT: _check_text,
    Kind.BOOLEAN: _check_boolean,
    Kind.MOMENT: _check_moment,
    Kind.DATE: _check_date,
}
