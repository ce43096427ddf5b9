"""Refusals: one clear line on standard error, and the exit code that says whose fault it is."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from partita.domain.errors import PartitaError
from partita.domain.violation import Violation

REFUSED: Final = 1
USAGE: Final = 2
"""Exit codes: the product says no; the command makes no sense."""


class Refused(Exception):
    """A command cannot do its work, for a reason the core knows nothing of.

    Attributes:
        code: Which kind, in words that never change.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


SENTENCES: Final[Mapping[str, str]] = {
    "access.not_allowed": "That needs the permission {permission}.",
    "access.read_only": "That access is for looking only.",
    "access.unauthenticated": "Nobody proved who is asking ({reason}).",
    "app.exists": "An app called {name!r} has access already, or a chosen key is taken.",
    "app.not_found": "No app called {name!r} has access to the book.",
    "book.exists": "There is a book {slug!r} already.",
    "book.not_found": "There is no book {slug!r}.",
    "error": "Something went wrong.",
    "feed.forgotten": "The feed up to {kept_after} is no longer kept; {after} lies before.",
    "file.too_large": "The file has {bytes} bytes; {bytes_max} are allowed.",
    "identifier.invalid": "That is no valid {scheme}: {reason}.",
    "identifier.taken": "Party {holder} has that {scheme}.",
    "import.unreadable": "The file cannot be used: {reason}.",
    "job.running": "Job {job} ({kind}) is not finished yet.",
    "limit.body": "That is longer than {bytes_max} bytes.",
    "limit.body_time": "That took too long to arrive.",
    "limit.rate": "Too many requests: at most {limit} in {window_s} seconds.",
    "merge.fixed": "That merge cannot be undone: {kind} {key} changed since.",
    "merge.refused": "{message}",
    "name.missing": "The {kind} needs a name.",
    "name.taken": "Another {kind} is called {name!r}.",
    "number.fixed": "The number of {kind} {number} cannot change.",
    "number.taken": "{kind} {number} is there already.",
    "number.used_up": "No number is left for the next {kind}; see the list number_series.",
    "owner.barred": "{kind} {number} is barred.",
    "owner.fixed": "{kind} {number} belongs to another party and cannot move.",
    "owner.unknown": "There is no {kind} {number}.",
    "query.filter": "{message}",
    "query.page": "{message}",
    "query.sort": "{message}",
    "record.in_use": "{kind} {number} is in use by {by}.",
    "record.not_found": "There is no {kind} {key}.",
    "record.stale": "Somebody else changed {kind} {key}.",
    "reference.unknown": "There is no {kind} {number}.",
    "request.malformed": "That cannot be read: {reason}.",
    "request.media_type": "{given} is not understood here.",
    "request.method": "{method} is not offered here.",
    "request.route": "There is nothing at {path}.",
    "store.busy": "The database is busy or cannot be reached. Try again.",
    "values.invalid": "{violations}",
}
"""What each error of the core says, by its code."""

_RULES: Final[Mapping[str, Callable[[str, Mapping[str, Any]], str]]] = {
    "required": lambda name, _: f"The {name} is missing.",
    "too_long": lambda name, facts: f"The {name} is longer than {facts['max']} characters.",
    "range": lambda name, facts: f"The {name} must be from {facts['min']} to {facts['max']}.",
    "characters": lambda name, _: f"The {name} holds characters that cannot be stored.",
    "type": lambda name, facts: f"The {name} must be {_kind(facts['kind'])}.",
    "uri": lambda _, facts: f"{facts['given']!r} is no address to go back to.",
    "choice": lambda name, facts: f"The {name} must be one of: {_listed(facts['choices'])}.",
}


def sentence(error: PartitaError) -> str:
    """Say in one line of English what is wrong."""
    facts = {name: _fact(value) for name, value in error.facts.items()}
    if "kind" in facts:
        facts["kind"] = str(facts["kind"]).replace("_", " ")
    try:
        said = SENTENCES[error.code].format(**facts)
    except (KeyError, ValueError):  # a fact nobody told
        said = str(error)
    said = " ".join(said.split())
    return said[:1].upper() + said[1:]


def _fact(value: object) -> object:
    if isinstance(value, list):
        return " ".join(_violation(each) for each in value if isinstance(each, Violation))
    return value


def _violation(violation: Violation) -> str:
    facts = violation.facts
    say = _RULES.get(violation.rule)
    if "message" in facts or say is None:
        return str(facts.get("message", f"The {violation.field} was refused: {violation.rule}."))
    return say(violation.field, facts)


def _kind(kind: str) -> str:
    known = {"integer": "a whole number", "text": "a text", "boolean": "true or false"}
    return known.get(kind, kind)


def _listed(choices: list[str]) -> str:
    return ", ".join(choices) or "none is known"


def as_json(code: str, message: str, facts: Mapping[str, object] | None = None) -> str:
    """Write a refusal for programs."""
    error = {"code": code, "message": message, "facts": facts or {}}
    return json.dumps({"error": error}, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, Violation):
        return {"field": value.field, "rule": value.rule, "facts": value.facts}
    return str(value)
