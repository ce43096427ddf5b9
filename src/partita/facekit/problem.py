"""Problem bodies (RFC 9457) and the sentences every face can use."""

from collections.abc import Callable
from typing import Any, Final

from partita.domain.violation import Violation
from partita.facekit.table import Kind

PROBLEM: Final = "application/problem+json"

_RFC_SECTIONS: Final = {
    400: "15.5.1",
    401: "15.5.2",
    403: "15.5.4",
    404: "15.5.5",
    405: "15.5.6",
    406: "15.5.7",
    409: "15.5.10",
    408: "15.5.9",
    410: "15.5.11",
    413: "15.5.14",
    415: "15.5.16",
    422: "15.5.21",
    500: "15.6.1",
    503: "15.6.4",
}

_KINDS: Final = {
    Kind.INTEGER: "a whole number",
    Kind.NUMBER: "a number",
    Kind.TEXT: "a text",
    Kind.BOOLEAN: "true or false",
    Kind.MOMENT: "an ISO 8601 date-time",
    Kind.DATE: "an ISO 8601 date",
    Kind.INTEGERS: "a list of whole numbers",
    Kind.OBJECT: "an object",
}


def type_link(status: int) -> str:
    """Link to the section of RFC 9110 that defines a status."""
    if status == 429:  # noqa: PLR2004  # the one status of another document
        return "https://tools.ietf.org/html/rfc6585#section-4"
    return f"https://tools.ietf.org/html/rfc9110#section-{_RFC_SECTIONS.get(status, '15')}"


def sentence(violation: Violation) -> str:
    """Say in English what is wrong with a value."""
    facts: dict[str, Any] = violation.facts
    name = violation.field
    tell = _RULES.get(violation.rule)
    if tell is None:
        return str(facts.get("message", f"The field {name} was refused: {violation.rule}."))
    return f"The field {name} {tell(facts)}."


def _told_range(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        bounds = [("least", low), ("most", high)]
        told = [f"must be at {which} {bound}" for which, bound in bounds if bound is not None]
        return told[0] if told else "is out of range"
    return f"must be between {low} and {high}"


_RULES: Final[dict[str, Callable[[dict[str, Any]], str]]] = {
    "required": lambda _: "is required",
    "null": lambda _: "must not be null",
    "type": lambda facts: f"must be {_KINDS[facts['kind']]}",
    "range": lambda facts: _told_range(facts["min"], facts["max"]),
    "too_long": lambda facts: f"must be at most {facts['max']} characters long",
    "characters": lambda _: "holds characters that cannot be stored",
}
