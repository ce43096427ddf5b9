"""Reading what a client sends: once, at the edge, against the table of the resource."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from partita.domain.errors import BodyMalformed, MediaTypeUnknown, ValuesInvalid
from partita.domain.violation import Violation
from partita.facekit.face import Request
from partita.facekit.table import Field, Kind, Resource
from partita.kit.clock import parse_day, parse_moment
from partita.kit.text import is_storable

INT64_MAX: Final = 2**63 - 1
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
"""Some editors and .NET writers put it first; RFC 8259 lets a reader skip it."""
# Before the end of a text the decoder takes one for a body that was cut off.
_LONE_SURROGATE: Final = re.compile(
    rb"""\\u d[89ab][0-9a-f]{2} (?! \\u d[c-f][0-9a-f]{2} )
    | (?<! \\u d[89ab][0-9a-f]{2} ) \\u d[c-f][0-9a-f]{2}""",
    re.IGNORECASE | re.VERBOSE,
)
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
        raise BodyMalformed(reason=_reason(error, body)) from error
    return value


def _reason(error: Exception, body: bytes) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "The body is not UTF-8."
    if isinstance(error, RecursionError):
        return "The body is nested too deeply."
    told = str(error)
    if ("surrogate" in told or "truncated" in told) and _LONE_SURROGATE.search(body):
        return "The body holds half of a surrogate pair."
    return f"{told}."


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
    resource: Resource,
    members: Mapping[str, Any],
    *,
    clears: bool,
    ignores_case: bool = True,
    is_partial: bool = False,
) -> dict[str, Any]:
    """Check what a write sets against the table of the resource.

    Args:
        resource: The resource.
        members: Members of the body; unknown ones and those only read are ignored.
        clears: A field that is not mentioned is emptied (a full replace); else it is left out.
        ignores_case: Members are recognised in any letter case.
        is_partial: What is required may be left out; what an object leaves out is emptied.

    Returns:
        Values by what they set (`Field.to`): checked, empty ones as ``None``, false ones as such.
        Those of objects stand among the others.

    Raises:
        ValuesInvalid: Some were refused; all of them are told.
    """
    reader = _Reader(clears=clears, ignores_case=ignores_case, is_partial=is_partial)
    reader.read(resource.named[ignores_case], members)
    if reader.violations:
        raise ValuesInvalid(violations=reader.violations)
    return reader.values


class _Reader:
    """Reads the members of a body, and of the objects in it."""

    def __init__(self, *, clears: bool, ignores_case: bool, is_partial: bool) -> None:
        self._clears = clears
        self._ignores_case = ignores_case
        self._is_partial = is_partial
        self.values: dict[str, Any] = {}
        self.violations: list[Violation] = []

    def read(
        self, named: Iterable[tuple[str, Field]], members: Mapping[str, Any], within: str = ""
    ) -> None:
        given = self._cased(members)
        for name, field in named:
            if name not in given:
                self._miss(field, within)
            elif field.kind is Kind.OBJECT:
                self._read_object(field, given[name])
            else:
                self._read_value(field, given[name], within)

    def _cased(self, members: Mapping[str, Any]) -> Mapping[str, Any]:
        if not self._ignores_case:
            return members
        return {name.lower(): value for name, value in members.items()}

    def _miss(self, field: Field, within: str) -> None:
        if field.required and not self._is_partial:
            self.violations.append(Violation(within + field.name, "required", _limits(field)))
        elif (self._clears or within) and not field.keeps and field.to is not None:
            self.values[field.to] = False if field.kind is Kind.BOOLEAN else None

    def _read_object(self, field: Field, value: Any) -> None:
        if value is None and not self._is_partial:
            return
        if not isinstance(value, dict | None):
            self.violations.append(Violation(field.name, "type", _limits(field)))
            return
        named = [
            (part.name.lower() if self._ignores_case else part.name, part)
            for part in field.parts
            if part.to is not None
        ]
        self.read(named, value or {}, f"{field.name}.")

    def _read_value(self, field: Field, value: Any, within: str) -> None:
        if within and self._is_partial and value is None:
            self.values[field.to or ""] = None
            return
        try:
            self.values[field.to or ""] = check_value(field, value)
        except _Refused as refused:
            told = refused.violation
            self.violations.append(Violation(within + told.field, told.rule, told.facts))


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


def _check_integers(field: Field, value: Any) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise _Refused(field, "type")
    return tuple(_check_integer(field, each) for each in value)


def _check_word(field: Field, value: Any) -> str | None:
    """A value of the book by its word, whatever the case."""
    by_word = {word.lower(): stored for stored, word in reversed(field.words)}
    if not isinstance(value, str):
        raise _Refused(field, "type")
    if value and value.lower() not in by_word:
        choices = ", ".join(dict.fromkeys(word for _, word in field.words))
        message = f"The field {field.name} must be one of {choices}."
        raise _Refused(field, "choice", message=message)
    return by_word.get(value.lower())


def _check_text(field: Field, value: Any) -> Any:
    if field.words:
        return _check_word(field, value)
    return _check_plain_text(field, value)


def _check_plain_text(field: Field, value: Any) -> str:  # any JSON value
    if not isinstance(value, str):
        raise _Refused(field, "type")
    if field.max is not None and len(value) > field.max:
        raise _Refused(field, "too_long", length=len(value))
    if not is_storable(value):
        raise _Refused(field, "characters")
    return value


def _check_boolean(field: Field, value: Any) -> bool:  # any JSON value
    if not isinstance(value, bool):
        raise _Refused(field, "type")
    return value


def _check_moment(field: Field, value: Any) -> datetime:  # any JSON value
    try:
        return parse_moment(_check_plain_text(field, value))
    except (ValueError, OverflowError):
        raise _Refused(field, "type") from None


def _check_date(field: Field, value: Any) -> Any:  # any JSON value
    try:
        return parse_day(_check_plain_text(field, value)[:10])
    except ValueError:
        raise _Refused(field, "type") from None


_CHECKS: Final[dict[Kind, Callable[[Field, Any], Any]]] = {
    Kind.INTEGER: _check_integer,
    Kind.NUMBER: _check_number,
    Kind.TEXT: _check_text,
    Kind.BOOLEAN: _check_boolean,
    Kind.MOMENT: _check_moment,
    Kind.DATE: _check_date,
    Kind.INTEGERS: _check_integers,
}
