"""What went wrong, said so that people can do something about it."""

from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any, Final

import msgspec

from partita.domain.errors import PartitaError, RateExceeded, Unauthenticated
from partita.domain.violation import Violation
from partita.facekit.face import Reply, Request
from partita.facekit.problem import PROBLEM
from partita.web.page import Look, go_to, show_to_anybody
from partita.web.rendering import N_, field_word, say

STATUSES: Final = {
    "error": 500,
    "access.unauthenticated": 401,
    "access.not_allowed": 403,
    "access.read_only": 403,
    "app.not_found": 404,
    "book.not_found": 404,
    "limit.body": 413,
    "limit.body_time": 408,
    "limit.rate": 429,
    "record.not_found": 404,
    "record.stale": 409,
    "request.method": 405,
    "request.route": 404,
    "store.busy": 503,
}
OTHERWISE: Final = 422


SENTENCES: Final = {
    "access.not_allowed": N_("You are not allowed to do that. An owner of the book is."),
    "access.read_only": N_("You have read-only access."),
    "access.unauthenticated": N_("Please sign in."),
    "app.exists": N_("There is already an app of that name."),
    "app.not_found": N_("There is no such app."),
    "identifier.invalid": N_("That number is not valid for its kind."),
    "identifier.taken": N_("Another party has that number."),
    "import.unreadable": N_("The file cannot be read: %(reason)s."),
    "limit.body": N_("That is too large."),
    "limit.body_time": N_("That took too long to arrive. Try again."),
    "limit.rate": N_("Too many attempts. Wait a little and try again."),
    "merge.fixed": N_("Something changed since, so the merge can no longer be undone."),
    "merge.refused": N_("These parties cannot be merged."),
    "name.missing": N_("A name is needed."),
    "name.taken": N_("That name is taken."),
    "number.fixed": N_("The number cannot change."),
    "number.taken": N_("That number is taken."),
    "number.used_up": N_("The number series is used up."),
    "owner.barred": N_("That party is barred."),
    "owner.unknown": N_("There is no such party."),
    "query.page": N_("That page no longer exists. Start again from the first one."),
    "record.not_found": N_("Nothing was found here. It may have been deleted."),
    "record.stale": N_("Somebody else changed it in the meantime."),
    "reference.unknown": N_("That choice no longer exists."),
    "request.malformed": N_("That could not be read."),
    "request.method": N_("That is not possible here."),
    "request.route": N_("There is no page here."),
    "store.busy": N_("The database is busy. Try again in a moment."),
}
IN_USE: Final = N_("%(by)s refers to it, so it cannot be deleted.")
REFERRING: Final = {
    "invoice": N_("An invoice"),
    "order": N_("An order"),
    "quote": N_("A quote"),
    "project": N_("A project"),
    "file": N_("A file"),
    "customers": N_("A customer"),
    "employees": N_("An employee"),
    "notes": N_("A note"),
}
"""What can be in the way of deleting something, as `RecordInUse` names it."""

ANYTHING: Final = N_("Something")
UNEXPECTED: Final = N_("Something went wrong on our side. The log has it as %(id)s.")
REFUSED: Final = N_("That was refused.")
VIOLATIONS: Final = {
    "required": N_("%(field)s is needed."),
    "too_long": N_("%(field)s is too long."),
    "characters": N_("%(field)s contains characters that are not allowed."),
    "choice": N_("%(field)s is not one of the choices."),
    "email": N_("%(field)s is not an e-mail address."),
    "iban": N_("%(field)s is not a valid IBAN."),
    "country": N_("%(field)s is not a country."),
}
SOMETHING: Final = N_("%(field)s is not valid.")


def status_of(error: PartitaError) -> int:
    """The status of an error."""
    return STATUSES.get(error.code, OTHERWISE)


def sentence(error: PartitaError, language: str, number: str = "") -> str:
    """What an error says, in a language."""
    said = partial(say, language)
    facts: Mapping[str, Any] = error.facts
    if violations := facts.get("violations"):
        return " ".join(_violation(each, said) for each in violations[:5])
    if error.code == "error":
        return said(UNEXPECTED, id=number)
    if error.code == "record.in_use":
        return said(IN_USE, by=said(REFERRING.get(facts["by"], ANYTHING)))
    return said(SENTENCES.get(error.code, REFUSED), reason=facts.get("reason", ""))


def _violation(each: Violation, said: Callable[..., str]) -> str:
    words = field_word(each.field, said)
    field = words[:1].upper() + words[1:]
    return said(VIOLATIONS.get(each.rule, SOMETHING), field=field)


def error_reply(error: PartitaError, request: Request) -> Reply:
    """Answer a page that says what went wrong, or the way to sign in."""
    wants_page = "text/html" in (request.header("Accept") or "")
    if not wants_page and not request.header("HX-Request"):
        return _problem(error, request)
    if isinstance(error, Unauthenticated):
        return _sign_in(request)
    status = status_of(error)
    text = sentence(error, Look.of(request).language, request.id)
    reply = show_to_anybody(request, "problem.html", status, sentence=text, code=status)
    if isinstance(error, RateExceeded):
        wait: Mapping[str, Any] = error.facts
        headers = {"Retry-After": str(wait.get("retry_after_s", 60))}
        return Reply(status, reply.body, reply.media_type, headers)
    return reply


def _sign_in(request: Request) -> Reply:
    """The way to sign in, and back again."""
    target = go_to("/signin", {"next": _here(request) if request.method == "GET" else ""})
    if request.header("HX-Request"):
        return Reply(401, b"", None, {"HX-Redirect": target.headers["Location"]})
    return target


def _here(request: Request) -> str:
    if request.path == "/":
        return ""
    return go_to(request.path, request.query).headers["Location"]


def _problem(error: PartitaError, request: Request) -> Reply:
    """For programs that came to the wrong door (RFC 9457)."""
    status = status_of(error)
    body = {"title": HTTPStatus(status).phrase, "status": status, "traceId": request.id}
    return Reply(status, msgspec.json.encode(body), PROBLEM)
