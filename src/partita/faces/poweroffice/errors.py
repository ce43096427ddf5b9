"""Errors in the shape of the dialect (contracts/poweroffice.md 9)."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from partita.domain.errors import PartitaError, ValuesInvalid
from partita.domain.violation import Violation
from partita.facekit.face import JSON, Reply, Request
from partita.facekit.problem import PROBLEM, sentence
from partita.faces.poweroffice.access import NO_SUBSCRIPTION, WRONG_SUBSCRIPTION

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
    "identifier.invalid": 400,
    "identifier.taken": 400,
    "import.unreadable": 400,
    "job.running": 409,
    "limit.body": 413,
    "limit.body_time": 408,
    "limit.rate": 429,
    "merge.fixed": 409,
    "merge.refused": 400,
    "name.missing": 400,
    "name.taken": 400,
    "number.fixed": 400,
    "number.taken": 400,
    "number.used_up": 400,
    "owner.barred": 400,
    "owner.fixed": 404,
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

ENTITIES: Final = {
    "customers": "Customer",
    "suppliers": "Supplier",
    "employees": "Employee",
    "contactgroups": "Contact group",
    "contactpersons": "Contact person",
    "contactdeliveryaddresses": "Contact delivery address",
    "contactbankaccounts": "Contact bank account",
    "subledgernumberseries": "Sub-ledger number series",
    "paymentterms": "Payment term",
    "deliveryterms": "Delivery term",
    "departments": "Department",
    "locations": "Location",
    "brandingthemes": "Branding theme",
    "currencies": "Currency",
}
"""What the dialect calls each resource when it speaks of one."""

MEMBERS: Final = {
    "external_reference": "ExternalImportReference",
    "external_number": "ExternalNumber",
    "external_code": "ExternalCode",
    "payment_term": "PaymentTermId",
    "delivery_term": "DeliveryTermId",
    "department": "DepartmentId",
    "location": "LocationId",
    "branding_theme": "InvoiceBrandingThemeId",
    "sales_person": "SalesPersonEmployeeId",
    "sales_person_number": "SalesPersonEmployeeNumber",
    "manager": "ManagerEmployeeId",
    "manager_number": "ManagerEmployeeNo",
    "expense_account": "ExpenseBankAccountId",
    "salary_account": "SalaryBankAccountId",
    "travel_account": "TravelExpenseBankAccountId",
    "groups": "ContactGroupIds",
    "series": "SubLedgerNumberSeriesId",
    "number": "Number",
    "name": "Name",
}
"""Members by the fields of the book that errors of the core name."""

CODES: Final = {
    "delivery_term": "DeliveryTerm",
    "department": "DepartmentCode",
    "location": "LocationCode",
    "branding_theme": "InvoiceBrandingThemeCode",
}
"""Members that name the same by a code."""

OF_SUPPLIERS: Final = {**MEMBERS, "payment_term": "PaymentTermSupplierId"}
"""Members of suppliers by the fields of the book."""

BODY: Final = "$"
"""Stands for a body as a whole where members are named."""

NOT_FOUND: Final = "Object(s) not found"
UNCASTABLE: Final = "Unable to cast object(s)"
BAD_PARAMETER: Final = "Invalid resourceParameter"
_PATH: Final = re.compile(r"/v2/+([a-z]+)((?:/+[^/]+)*)", re.IGNORECASE)
_BODILESS: Final = frozenset({"access.unauthenticated", "access.not_allowed", "access.read_only"})
Told = tuple[str, str, str | None]
"""Title, detail, and the member it is about."""


def entity_of(request: Request) -> str:
    """What the dialect calls the resource of a path."""
    match = _PATH.search(request.path)
    if match is None:
        return "Request"
    name = ENTITIES.get(match[1].lower(), "Request")
    is_accounts = name == "Employee" and match[2].lower().rstrip("/").endswith("/bankaccounts")
    return "Employee bank accounts" if is_accounts else name


def _ids_in(request: Request) -> list[str]:
    """The ids in a path, that of the contact first."""
    match = _PATH.search(request.path)
    return [part for part in (match[2] if match else "").split("/") if part.isdecimal()]


def _validation(request: Request) -> str:
    return f"{entity_of(request)} validation error(s)"


def _not_found(error: PartitaError, request: Request) -> Told:
    if error.facts.get("kind") == "groups":
        return NOT_FOUND, f"There are no contact groups with id {error.facts['key']}.", None
    ids = _ids_in(request)
    entity = entity_of(request).removesuffix(" bank accounts")
    if len(ids) > 1:
        detail = f"{entity} with id = {ids[1]} of the contact with id = {ids[0]} was not found."
    elif error.code.startswith("owner."):
        detail = f"The contact with id = {ids[0] if ids else '?'} was not found."
    else:
        shown = ids[0] if ids else request.params.get("id", "")
        detail = f"{entity} with id = {shown[:50]} was not found."
    return NOT_FOUND, detail, None


def _reference_unknown(error: PartitaError, request: Request) -> Told:
    field = str(error.facts["field"]).partition(":")[0]
    wanted = error.facts["number"]
    named = OF_SUPPLIERS if entity_of(request) == ENTITIES["suppliers"] else MEMBERS
    member = (CODES if isinstance(wanted, str) and field in CODES else named).get(field, field)
    detail = f"{member}: {wanted} was not found."
    return _validation(request), detail, member


def _identifier_taken(error: PartitaError, request: Request) -> Told:
    member = MEMBERS.get(str(error.facts["scheme"]), str(error.facts["scheme"]))
    value, holder = error.facts.get("value"), error.facts["holder"]
    detail = f"{member} {value} is used by the contact with id {holder} already."
    return _validation(request), detail, member


def _number_taken(error: PartitaError, request: Request) -> Told:
    return _validation(request), f"The number {error.facts['number']} is taken.", "Number"


def _used_up(error: PartitaError, request: Request) -> Told:
    return _validation(request), "The number series has no free number left.", "Number"


def _name_missing(error: PartitaError, request: Request) -> Told:
    return _validation(request), "The field Name is required.", "Name"


def _in_use(error: PartitaError, request: Request) -> Told:
    entity = entity_of(request)
    ids = _ids_in(request)
    shown, by = ids[-1] if ids else error.facts["number"], error.facts["by"]
    return f"{entity} conflict", f"{entity} with id = {shown} is in use ({by}).", None


def _query(error: PartitaError, request: Request) -> Told:
    title = UNCASTABLE if error.code == "query.filter" else BAD_PARAMETER
    return title, str(error.facts["message"]), None


def _reason(error: PartitaError, request: Request) -> Told:
    return _validation(request), str(error.facts.get("reason", "")), BODY


def _media_type(error: PartitaError, request: Request) -> Told:
    return "Unsupported Media Type", "The body must be JSON.", None


def _method(error: PartitaError, request: Request) -> Told:
    return "Method Not Allowed", "The method is not offered here; see the Allow header.", None


def _body_too_large(error: PartitaError, request: Request) -> Told:
    return "Request body too large", "The body is longer than this server accepts.", None


def _body_too_slow(error: PartitaError, request: Request) -> Told:
    return "Request timeout", "The body took too long to arrive.", None


def _busy(error: PartitaError, request: Request) -> Told:
    return "Service unavailable", "The database did not get to it in time. Try again.", None


def _unexpected(error: PartitaError, request: Request) -> Told:
    return "Internal server error", f"Something went wrong; {request.id} finds it in the log.", None


_TELL: Final[Mapping[str, Callable[[PartitaError, Request], Told]]] = {
    "identifier.taken": _identifier_taken,
    "limit.body": _body_too_large,
    "limit.body_time": _body_too_slow,
    "name.missing": _name_missing,
    "number.taken": _number_taken,
    "number.used_up": _used_up,
    "owner.fixed": _not_found,
    "owner.unknown": _not_found,
    "query.filter": _query,
    "query.page": _query,
    "query.sort": _query,
    "record.in_use": _in_use,
    "record.not_found": _not_found,
    "reference.unknown": _reference_unknown,
    "request.malformed": _reason,
    "request.media_type": _media_type,
    "request.method": _method,
    "store.busy": _busy,
}


def error_reply(error: PartitaError, request: Request) -> Reply:
    """The answer to a request that was refused or failed."""
    status = STATUSES.get(error.code, 500)
    reason = error.facts.get("reason")
    if reason in (NO_SUBSCRIPTION, WRONG_SUBSCRIPTION):
        return _gateway(401, _SUBSCRIPTION[str(reason)])
    if error.code in _BODILESS:
        return Reply(status, headers={"WWW-Authenticate": "Bearer"} if status == 401 else {})  # noqa: PLR2004
    if error.code == "request.route":
        return _gateway(404, "Resource not found")
    if error.code == "limit.rate":
        wait_s = error.facts["retry_after_s"]
        message = f"Rate limit is exceeded. Try again in {wait_s} seconds."
        return _gateway(429, message, {"Retry-After": str(wait_s)})
    return _problem(error, request, status)


_SUBSCRIPTION: Final = {
    NO_SUBSCRIPTION: "Access denied due to missing subscription key.",
    WRONG_SUBSCRIPTION: "Access denied due to invalid subscription key.",
}


def _gateway(status: int, message: str, headers: Mapping[str, str] | None = None) -> Reply:
    """An answer of the gateway in front of the service."""
    body = msgspec.json.encode({"statusCode": status, "message": message})
    return Reply(status, body, JSON, headers or {})


def _problem(error: PartitaError, request: Request, status: int) -> Reply:
    errors: dict[str, list[str]] = {}
    if isinstance(error, ValuesInvalid):
        violations: Any = error.facts["violations"]
        for each in violations:
            errors.setdefault(MEMBERS.get(each.field, each.field), []).append(_sentence(each))
        title, detail = _validation(request), " ".join(errors[next(iter(errors))])
    else:
        title, detail, member = _TELL.get(error.code, _unexpected)(error, request)
        if member is not None:
            errors[member] = [detail]
    body: dict[str, Any] = {"title": title, "status": status, "detail": detail}
    if errors:
        body["errors"] = errors
    body["traceId"] = request.id
    return Reply(status, msgspec.json.encode(body), PROBLEM, _headers(error))


def _sentence(violation: Violation) -> str:
    name = MEMBERS.get(violation.field, violation.field)
    return sentence(Violation(name, violation.rule, violation.facts))


def _headers(error: PartitaError) -> Mapping[str, str]:
    if error.code == "request.method":
        return {"Allow": str(error.facts["allowed"])}
    if error.code == "store.busy":
        return {"Retry-After": str(error.facts.get("retry_after_s", 1))}
    return {}
