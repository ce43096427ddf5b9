"""Errors as problem bodies (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import msgspec

from partita.domain.errors import PartitaError
from partita.facekit.face import Reply, Request
from partita.facekit.problem import PROBLEM, type_link

STATUSES: Final[dict[str, int]] = {
    "error": 500,
    "access.unauthenticated": 401,
    "access.not_allowed": 403,
    "access.read_only": 403,
    "app.exists": 409,
    "app.not_found": 404,
    "book.exists": 409,
    "book.not_found": 404,
    "feed.forgotten": 410,
    "file.too_large": 413,
    "job.running": 409,
    "merge.fixed": 409,
    "merge.refused": 409,
    "identifier.invalid": 400,
    "identifier.taken": 409,
    "import.unreadable": 400,
    "limit.body": 413,
    "limit.body_time": 408,
    "limit.rate": 429,
    "name.missing": 400,
    "name.taken": 409,
    "number.fixed": 409,
    "number.taken": 409,
    "number.used_up": 409,
    "owner.barred": 409,
    "owner.fixed": 409,
    "owner.unknown": 404,
    "query.filter": 400,
    "query.page": 400,
    "query.sort": 400,
    "record.in_use": 409,
    "record.not_found": 404,
    "record.stale": 409,
    "reference.unknown": 404,
    "request.malformed": 400,
    "request.media_type": 415,
    "request.method": 405,
    "request.route": 404,
    "store.busy": 503,
    "values.invalid": 400,
}

_DETAILS: Final = {
    "limit.body_time": "The body took too long to arrive.",
    "access.unauthenticated": "Send the token of an app as Authorization: Bearer TOKEN.",
    "access.not_allowed": "The app lacks the permission {permission}.",
    "feed.forgotten": "The feed up to position {kept_after} is no longer kept; {after} lies "
    "before. Read all records anew, then go on after {kept_after}.",
    "limit.rate": "Too many requests: at most {limit} in {window_s} seconds.",
    "query.page": "{message}",
    "request.method": "{method} is not offered here.",
    "request.route": "There is nothing at {path}.",
    "store.busy": "The database is busy. Try again.",
}
_FACTS: Final = {"feed.forgotten": ("kept_after",)}
"""Facts that a program needs, as members of the body."""


def error_reply(error: PartitaError, request: Request) -> Reply:
    """The answer to a request that was refused or failed."""
    status = STATUSES.get(error.code, 500)
    facts: dict[str, Any] = error.facts
    detail = _DETAILS.get(error.code, "").format(**facts)
    more = {name: facts[name] for name in _FACTS.get(error.code, ())}
    return problem(request, status, detail, headers=_headers(error), **more)


def problem(
    request: Request,
    status: int,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    **more: object,
) -> Reply:
    """A problem body."""
    body = {
        "type": type_link(status),
        "title": HTTPStatus(status).phrase,
        "status": status,
        **({"detail": detail} if detail else {}),
        **more,
        "traceId": request.id,
    }
    return Reply(status, msgspec.json.encode(body), PROBLEM, headers or {})


def _headers(error: PartitaError) -> Mapping[str, str]:
    facts = error.facts
    match error.code:
        case "access.unauthenticated":
            told = "" if facts.get("reason") == "missing" else ', error="invalid_token"'
            return {"WWW-Authenticate": f'Bearer realm="partita"{told}'}
        case "request.method":
            return {"Allow": str(facts["allowed"])}
        case "limit.rate" | "store.busy":
            return {"Retry-After": str(facts.get("retry_after_s", 1))}
        case _:
            return {}
