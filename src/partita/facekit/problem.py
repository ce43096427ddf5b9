"""Problem bodies (RFC 9457) and the sentences every face can use."""

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
    match violation.rule:
        case "required":
            return f"The field {name} is required."
        case "null":
            return f"The field {name} must not be null."
        case "type":
            return f"The field {name} must be {_KINDS[facts['kind']]}."
        case "range":
            return f"The field {name} must be between {facts['min']} and {facts['max']}."
        case "too_long":
            return f"The field {name} must be at most {facts['max']} characters long."
        case "characters":
            return f"The field {name} holds characters that cannot be stored."
        case _:
            return str(facts.get("message", f"The field {name} was refused: {violation.rule}."))
