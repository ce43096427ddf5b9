"""Errors in the shape of the dialect (contracts/flowtly.md 3, 8 and 11)."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

import msgspec

from partita.domain.errors import MediaTypeUnknown, PartitaError, ValuesInvalid
from partita.domain.violation import Violation
from partita.facekit.face import JSON, Reply, Request
from partita.facekit.problem import PROBLEM
from partita.faces.flowtly.messages import ENGLISH, GIVEN_CHARS_MAX, N_, VARIES, language_of, said
from partita.faces.flowtly.negotiation import OFFERED, choose, suffix_of
from partita.faces.flowtly.places import place_of

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
    "identifier.invalid": 422,
    "identifier.taken": 409,
    "import.unreadable": 400,
    "job.running": 409,
    "limit.body": 413,
    "limit.body_time": 408,
    "limit.rate": 429,
    "merge.fixed": 409,
    "merge.refused": 422,
    "name.missing": 422,
    "name.taken": 409,
    "number.fixed": 409,
    "number.taken": 409,
    "number.used_up": 409,
    "owner.barred": 422,
    "owner.fixed": 422,
    "owner.unknown": 400,
    "query.filter": 400,
    "query.page": 400,
    "query.sort": 400,
    "record.in_use": 409,
    "record.not_found": 404,
    "record.stale": 409,
    "reference.unknown": 400,
    "request.malformed": 400,
    "request.media_type": 415,
    "request.method": 405,
    "request.route": 404,
    "store.busy": 503,
    "values.invalid": 422,
}

NOT_ACCEPTABLE: Final = 406
UNAUTHORIZED: Final = 401
UNPROCESSABLE: Final = 422
TITLE: Final = N_("An error occurred")
HYDRA_DOCS: Final = 'rel="http://www.w3.org/ns/hydra/core#apiDocumentation"'
HYDRA_ERROR: Final = '<http://www.w3.org/ns/hydra/error>; rel="http://www.w3.org/ns/json-ld#error"'

TOKEN_MESSAGES: Final = {
    "missing": N_("JWT Token not found"),
    "unknown": N_("Invalid JWT Token"),
    "expired": N_("Expired JWT Token"),
    "credentials": N_("Invalid credentials."),
}
RULES: Final[Mapping[str, tuple[str, str]]] = {
    "blank": (N_("This value should not be blank."), "c1051bb4-d103-4f74-8988-acbcafc7fdc3"),
    "null": (N_("This value should not be null."), "ad32d13f-c3d4-423b-909a-857b961eb720"),
    "email": (
        N_("This value is not a valid email address."),
        "bd79c0ab-ddba-46cc-a703-a7a4b08de310",
    ),
    "too_long": (
        N_("This value is too long. It should have {max} characters or less."),
        "d94b19cc-114f-4f44-9cc4-4138e80a87b9",
    ),
    "range": (
        N_("This value should be between {min} and {max}."),
        "04b91c99-a946-4221-afc5-e65ebac401eb",
    ),
    "choice": (
        N_("The value you selected is not a valid choice."),
        "8e179f1b-97aa-4560-a02f-2a8b42e49df7",
    ),
    "characters": (N_("This value is not valid."), "de1e3db3-5ed4-4941-aae4-59f3667cc3a3"),
    "owner": (
        N_("A contact cannot move to another client."),
        "de1e3db3-5ed4-4941-aae4-59f3667cc3a3",
    ),
    "itself": (
        N_("A counterparty cannot be merged with itself."),
        "de1e3db3-5ed4-4941-aae4-59f3667cc3a3",
    ),
    "merge": (N_("These counterparties cannot be merged."), "de1e3db3-5ed4-4941-aae4-59f3667cc3a3"),
}
"""Message and code of each rule a value can break (the codes are those of Symfony)."""

_CORE_RULES: Final = {"required": "blank"}
"""Rules of the core that have another name here."""

_DETAILS: Final[Mapping[str, str]] = {
    "access.not_allowed": N_("Access Denied."),
    "access.read_only": N_("Access Denied."),
    "error": N_("Internal Server Error"),
    "identifier.taken": N_("Another record has this value."),
    "job.running": N_("Such a job is running already. Wait until it is done."),
    "limit.body": N_("The body is longer than this server accepts."),
    "limit.body_time": N_("The body took too long to arrive."),
    "limit.rate": N_("Too many requests. Try again in {retry_after_s} seconds."),
    "name.taken": N_("Another record has this value."),
    "number.fixed": N_("This value cannot be changed."),
    "number.taken": N_("Another record has this value."),
    "number.used_up": N_("There is no free number left."),
    "owner.unknown": N_("Item not found."),
    "query.filter": N_("The filter cannot be understood."),
    "query.sort": N_("The order cannot be understood."),
    "record.in_use": N_("It is still in use ({by})."),
    "record.not_found": N_("Not Found"),
    "record.stale": N_("Somebody else changed it meanwhile."),
    "reference.unknown": N_("Item not found."),
    "store.busy": N_("The database did not get to it in time. Try again."),
}
_NO_ROUTE: Final = N_('No route found for "{method} {url}"')
_NO_METHOD: Final = N_('No route found for "{method} {url}": Method Not Allowed (Allow: {allowed})')
_NO_FORMAT: Final = N_(
    'Requested format "{given}" is not supported. Supported MIME types are {accepted}.'
)
_NO_TYPE: Final = N_('The "Content-Type" header must exist.')
_WRONG_TYPE: Final = N_(
    'The content-type "{given}" is not supported. Supported MIME types are {accepted}.'
)

Facts = dict[str, Any]
Told = tuple[str, Facts]
"""A text and what is put into it."""


def _known(error: PartitaError, request: Request) -> Told:
    return _DETAILS.get(error.code) or HTTPStatus(status_of(error)).phrase, error.facts


def _malformed(error: PartitaError, request: Request) -> Told:
    return str(error.facts.get("reason", "")), error.facts


def _page(error: PartitaError, request: Request) -> Told:
    return str(error.facts["message"]), {}


def _media_type(error: PartitaError, request: Request) -> Told:
    names: Any = error.facts.get("accepted", ())
    listed = ", ".join(f'"{name}"' for name in names)
    given = str(error.facts.get("given") or "")[:GIVEN_CHARS_MAX]
    if error.facts.get("header") == "Accept":
        return _NO_FORMAT, {"given": given, "accepted": listed}
    return (_WRONG_TYPE, {"given": given, "accepted": listed}) if given else (_NO_TYPE, {})


def _route(error: PartitaError, request: Request) -> Told:
    return _NO_ROUTE, {"method": request.method, "url": request.url[:GIVEN_CHARS_MAX]}


def _method(error: PartitaError, request: Request) -> Told:
    facts = {"method": error.facts["method"], "url": request.url[:GIVEN_CHARS_MAX]}
    return _NO_METHOD, {**facts, "allowed": error.facts["allowed"]}


_TELL: Final[Mapping[str, Callable[[PartitaError, Request], Told]]] = {
    "request.malformed": _malformed,
    "request.media_type": _media_type,
    "request.method": _method,
    "request.route": _route,
    "query.page": _page,
}


def _filled(text: str, facts: Mapping[str, Any], language: str) -> str:
    """A text in a language, with its facts put in."""
    found = said(text, language)
    for name, value in facts.items():
        found = found.replace(f"{{{name}}}", str(value))
    return found


def status_of(error: PartitaError) -> int:
    """The status of an error."""
    if isinstance(error, MediaTypeUnknown) and error.facts.get("header") == "Accept":
        return NOT_ACCEPTABLE
    return STATUSES.get(error.code, 500)


def error_reply(error: PartitaError, request: Request) -> Reply:
    """The answer to a request that was refused or failed."""
    status, language = status_of(error), language_of(request)
    if status == UNAUTHORIZED:
        return _unauthorized(error, language)
    if violations := _violations(error):
        body = _validation(violations, language)
    else:
        tell = _TELL.get(error.code, _known)
        text, facts = tell(error, request)
        body = _problem(status, _filled(text, facts, language), language)
    body["type"] = place_of(request).prefix + body["type"]
    if _is_linked(request):
        body = _linked(body, status, request)
    return Reply(
        status, msgspec.json.encode(body), f"{PROBLEM}; charset=utf-8", _headers(error, request)
    )


def _unauthorized(error: PartitaError, language: str) -> Reply:
    """Nobody proved who is asking; the body is that of the usual token bundle."""
    message = TOKEN_MESSAGES.get(str(error.facts.get("reason")), TOKEN_MESSAGES["unknown"])
    body = {"code": UNAUTHORIZED, "message": said(message, language)}
    headers = {"WWW-Authenticate": "Bearer", **_spoken(language)}
    return Reply(UNAUTHORIZED, msgspec.json.encode(body), JSON, headers)


def _problem(status: int, detail: str, language: str) -> Facts:
    kind = f"/errors/{status}"
    title = said(TITLE, language)
    return {"title": title, "detail": detail, "description": detail, "status": status, "type": kind}


def _violations(error: PartitaError) -> list[Violation]:
    """What is wrong with values, in paths of the dialect; nothing when it is something else."""
    if isinstance(error, ValuesInvalid):
        found: Any = error.facts["violations"]
        return list(found)
    if error.code == "name.missing":
        return [Violation("name", "blank")]
    if error.code == "owner.fixed":
        return [Violation("client", "owner")]
    return []


def _validation(violations: list[Violation], language: str) -> Facts:
    told = [_violation(each, language) for each in violations]
    codes = [each["code"] for each in told]
    kind = (
        codes[0] if len(codes) == 1 else ";".join(f"{at}={code}" for at, code in enumerate(codes))
    )
    detail = "\n".join(f"{each['propertyPath']}: {each['message']}" for each in told)
    body = _problem(UNPROCESSABLE, detail, language)
    return {**body, "type": f"/validation_errors/{kind}", "violations": told}


def _violation(each: Violation, language: str) -> Facts:
    message, code = RULES.get(_CORE_RULES.get(each.rule, each.rule), RULES["characters"])
    return {
        "propertyPath": each.field,
        "message": _filled(message, each.facts, language),
        "code": code,
    }


def _is_linked(request: Request) -> bool:
    """Whether the caller reads JSON-LD; who asks for something unknown gets it, too."""
    if suffix := suffix_of(request):
        return suffix == "jsonld"
    try:
        return choose(request.header("Accept") or "", OFFERED) == "jsonld"
    except MediaTypeUnknown:
        return True


def _linked(body: Facts, status: int, request: Request) -> Facts:
    """A body with what JSON-LD says besides."""
    prefix = place_of(request).prefix
    is_validation = "violations" in body
    name = "ConstraintViolation" if is_validation else "Error"
    return {
        "@context": f"{prefix}/contexts/{name}",
        "@id": body["type"],
        "@type": name if is_validation else "hydra:Error",
        **body,
        "hydra:title": body["title"],
        "hydra:description": body["detail"],
    }


def docs_link(request: Request) -> str:
    """Where the documentation is, as a header says it."""
    return f"<{place_of(request).base}/docs.jsonld>; {HYDRA_DOCS}"


def _spoken(language: str) -> Mapping[str, str]:
    """What the headers say of the language of an answer."""
    return VARIES if language == ENGLISH else {**VARIES, "Content-Language": language}


def _headers(error: PartitaError, request: Request) -> Mapping[str, str]:
    found = {"Link": f"{docs_link(request)}, {HYDRA_ERROR}", **_spoken(language_of(request))}
    if error.code == "request.method":
        found["Allow"] = str(error.facts["allowed"])
    if error.code in ("store.busy", "limit.rate"):
        found["Retry-After"] = str(error.facts.get("retry_after_s", 1))
    return found
