"""Errors as the gateway tells them, and as answers do (contracts/sage.md 1.4, 7)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from partita.domain.errors import PartitaError
from partita.facekit.face import JSON, Reply, Request
from partita.faces.sage import access
from partita.faces.sage.faults import Entry, entry

STATUSES: Final[dict[str, int]] = {
    "error": 500,
    "access.unauthenticated": 401,
    "access.not_allowed": 200,
    "access.read_only": 200,
    "app.exists": 200,
    "app.not_found": 200,
    "book.exists": 200,
    "book.not_found": 200,
    "feed.forgotten": 200,
    "file.too_large": 413,
    "identifier.invalid": 200,
    "identifier.taken": 200,
    "import.unreadable": 200,
    "job.running": 200,
    "limit.body": 413,
    "limit.body_time": 408,
    "limit.rate": 429,
    "merge.fixed": 200,
    "merge.refused": 200,
    "name.missing": 200,
    "name.taken": 200,
    "number.fixed": 200,
    "number.taken": 200,
    "number.used_up": 200,
    "owner.barred": 200,
    "owner.fixed": 200,
    "owner.unknown": 200,
    "query.filter": 200,
    "query.page": 400,
    "query.sort": 200,
    "record.in_use": 200,
    "record.not_found": 200,
    "record.stale": 200,
    "reference.unknown": 200,
    "request.malformed": 400,
    "request.media_type": 415,
    "request.method": 405,
    "request.route": 404,
    "store.busy": 503,
    "values.invalid": 200,
}

FORBIDDEN: Final = 403
_KEY_WRONG: Final = (
    "Access denied due to invalid subscription key. "
    "Make sure to provide a valid key for an active subscription."
)
_KEY_MISSING: Final = (
    "Access denied due to missing subscription key. "
    "Make sure to include subscription key when making requests to an API."
)
_REFUSED: Final = {
    access.KEY_MISSING: _KEY_MISSING,
    access.KEY_WRONG: _KEY_WRONG,
    access.TOKEN_MISSING: "JWT not present.",
}
HEADER_REFUSED: Final = msgspec.json.encode(
    {
        "Message": "Bad Request",
        "Code": None,
        "Path": None,
        "Locations": None,
        "Extensions": None,
        "Exception": None,
        "SyntaxNode": None,
    }
)
"""What the first generation says of a header it cannot use."""

NOT_AUTHORIZED: Final = entry(
    "The current user is not authorized to access this resource.", "AUTH_NOT_AUTHORIZED"
)
ORGANIZATION_MISSING: Final = entry("X-OrganizationId header is mandatory")

_BUSINESS: Final = "global.businessErrors."
KEYS: Final = {
    "access.not_allowed": "authorizationPolicy",
    "access.read_only": "authorizationPolicy",
    "identifier.taken": "documentIdAlreadyExistInOrganization",
    "name.missing": "nameIsMandatory",
    "number.fixed": "codeCannotBeChanged",
    "number.taken": "codeAlreadyExistInOrganization",
    "record.in_use": "entityInUse",
    "record.not_found": "entityNotFound",
    "owner.unknown": "entityNotFound",
    "reference.unknown": "entityNotFound",
}
"""The key of an error of the core, after ``global.businessErrors.``; others by their own code."""


def _gateway(status: int, message: str, headers: Mapping[str, str] | None = None) -> Reply:
    body = msgspec.json.encode({"statusCode": status, "message": message})
    return Reply(status, body, JSON, headers or {})


def _unauthenticated(facts: Mapping[str, Any]) -> Reply:
    if facts.get("reason") == access.PERSON_GONE:
        return _gateway(FORBIDDEN, "The user has no access to the product.")
    return _gateway(401, _REFUSED.get(str(facts.get("reason")), "Invalid JWT."))


def _rate(facts: Mapping[str, Any]) -> Reply:
    seconds = int(facts["retry_after_s"])
    message = f"Rate limit is exceeded. Try again in {seconds} seconds."
    return _gateway(429, message, {"Retry-After": str(seconds)})


_GATEWAY: Final[dict[str, Callable[[Mapping[str, Any]], Reply]]] = {
    "access.unauthenticated": _unauthenticated,
    "limit.rate": _rate,
    "request.route": lambda _: _gateway(404, "Resource not found"),
    "store.busy": lambda facts: _gateway(
        503, "Service unavailable", {"Retry-After": str(facts.get("retry_after_s", 1))}
    ),
    "error": lambda _: _gateway(500, "Internal server error"),
}


def error_reply(error: PartitaError, request: Request) -> Reply:
    """An error that stopped a whole request."""
    status = STATUSES.get(error.code, 500)
    facts: Mapping[str, Any] = error.facts
    gateway = _GATEWAY.get(error.code)
    if gateway is not None:
        return gateway(facts)
    headers = {"Allow": str(facts.get("allowed", ""))} if status == 405 else {}  # noqa: PLR2004
    body = msgspec.json.encode({"errors": [business(error)]})
    return Reply(status, body, JSON, headers)


def is_of_gateway(error: PartitaError) -> bool:
    """Tell whether an error stops the whole request, whichever field met it."""
    return error.code in _GATEWAY


def business(error: PartitaError) -> Entry:
    """An error of the core inside an answer: its key, and what it is about."""
    facts: Mapping[str, Any] = error.facts
    tell = _TOLD.get(error.code)
    if tell is not None:
        return entry(tell(facts))
    if error.code == "identifier.taken" and facts.get("scheme") == "vat":
        return entry(f"{_BUSINESS}vatNumberAlreadyExistInOrganization")
    key = KEYS.get(error.code)
    if key is None:
        return entry(f"{_BUSINESS}{_camel(error.code)}", details=_details(facts))
    return entry(f"{_BUSINESS}{key}")


_TOLD: Final[dict[str, Callable[[Mapping[str, Any]], str]]] = {
    "limit.body": lambda facts: f"The request body is longer than {facts['bytes_max']} bytes.",
    "limit.body_time": lambda _: "The request body took too long to arrive.",
    "request.malformed": lambda facts: f"The request body cannot be read: {facts.get('reason')}",
    "request.media_type": lambda _: "The request body must be JSON.",
    "request.method": lambda _: "Only POST is answered here.",
    "query.filter": lambda facts: str(facts.get("message")),
    "query.page": lambda facts: str(facts.get("message")),
}


def _camel(code: str) -> str:
    """``values.invalid`` as ``valuesInvalid``."""
    first, *others = code.replace("_", ".").split(".")
    return first + "".join(each.title() for each in others)


def _details(facts: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in facts.items())
