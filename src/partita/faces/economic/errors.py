"""Errors in the shape of the dialect (contracts/economic.md 8 and 10).

A conflict is told in both shapes seen: the members of a problem, and those of the classic body.
"""

import re
from collections.abc import Callable
from typing import Any, Final

import msgspec

from partita.domain.errors import (
    MediaTypeUnknown,
    PartitaError,
    RateExceeded,
    StoreBusy,
    ValuesInvalid,
)
from partita.domain.violation import Violation
from partita.facekit.face import Reply, Request
from partita.facekit.problem import PROBLEM, sentence, type_link
from partita.kit.clock import system_clock

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
    "owner.fixed": 400,
    "owner.unknown": 400,
    "query.filter": 400,
    "query.page": 400,
    "query.sort": 400,
    "record.in_use": 400,
    "record.not_found": 404,
    "record.stale": 409,
    "reference.unknown": 400,
    "request.malformed": 400,
    "request.media_type": 415,
    "request.method": 405,
    "request.route": 404,
    "store.busy": 503,
    "values.invalid": 400,
}

TITLES: Final = {
    400: "Bad request.",
    401: "Unauthorized access.",
    403: "Access forbidden.",
    404: "Resource not found.",
    405: "Method not allowed.",
    409: "Update conflict. Object version does not match.",
    410: "No longer kept.",
    408: "Request timeout.",
    413: "Request body too large.",
    415: "Unsupported media type.",
    429: "Too many requests.",
    500: "Internal server error.",
    503: "Service unavailable.",
}

ERROR_CODES: Final = {
    "access.unauthenticated": "Unauthorized",
    "access.not_allowed": "AccessDeniedMissingRole",
    "access.read_only": "AccessDeniedReadOnly",
    "query.filter": "BadFilterRequest",
    "query.sort": "BadSortRequest",
    "query.page": "BadPageRequest",
    "record.not_found": "ResourceNotFound",
    "request.route": "ResourceNotFound",
    "request.method": "MethodNotAllowed",
    "request.media_type": "UnsupportedMediaType",
    "request.malformed": "BadJsonRequest",
    "record.stale": "UpdateConflict",
    "limit.rate": "TooManyRequests",
    "limit.body": "RequestBodyTooLarge",
    "store.busy": "ServiceUnavailable",
    "error": "InternalServerError",
}
"""Codes of errors that are no matter of one resource."""

_IN_USE: Final = {
    "invoice": "DeliveryLocationUsedOnInvoices",
    "order": "DeliveryLocationUsedOnOrders",
    "quote": "DeliveryLocationUsedOnQuotes",
    "project": "DeliveryLocationUsedOnOrders",
    "customers": "DeliveryLocationUsedOnCustomers",
}
_REFERENCES: Final = {
    "group": ("CustomerInvalidGroupId", "customerGroupNumber"),
    "vat_zone": ("CustomerInvalidVatZone", "zone"),
    "payment_term": ("CustomerInvalidPaymentTerm", "paymentTermId"),
    "payment_term:barred": ("CustomerBarredPaymentTerm", "paymentTermId"),
    "price_group": ("CustomerInvalidPriceGroup", "priceGroupNumber"),
    "discount_group": ("CustomerInvalidDiscountGroup", "discountGroupNumber"),
    "attachment_language": ("CustomerInvalidEmailAttachmentLanguage", "emailAttachmentLanguage"),
    "attention": ("CustomerInvalidDefaultAttention", "defaultAttention"),
    "their_reference": ("CustomerInvalidDefaultTheirRef", "defaultTheirRef"),
    "delivery_address": ("DeliveryLocationNotFound", "defaultDeliveryLocation"),
}
_CUSTOMER_VALUES: Final = {
    "customerNumber": "CustomerInvalidCustomerNumber",
    "name": "CustomerInvalidName",
    "email": "CustomerInvalidEmail",
    "defaultInvoiceRecipient": "CustomerInvalidInvoiceEmail",
    "defaultOrderRecipient": "CustomerInvalidOrderEmail",
    "defaultQuoteRecipient": "CustomerInvalidQuotationEmail",
    "defaultReminderRecipient": "CustomerInvalidReminderEmail",
    "defaultStatementOfAccountRecipient": "CustomerInvalidStatementEmail",
    "customerGroupNumber": "CustomerInvalidGroupId",
    "zone": "CustomerInvalidVatZone",
    "paymentTermId": "CustomerInvalidPaymentTerm",
    "priceGroupNumber": "CustomerInvalidPriceGroup",
    "discountGroupNumber": "CustomerInvalidDiscountGroup",
    "defaultDiscountPct": "CustomerInvalidDiscount",
    "defaultAttention": "CustomerInvalidDefaultAttention",
    "defaultTheirRef": "CustomerInvalidDefaultTheirRef",
    "eanLocationNumber": "CustomerInvalidEAN",
    "recipientPeppol": "CustomerInvalidInputPEPPOLID",
    "pnr": "CustomerInvalidPNumber",
    "voucherNumber": "CustomerInvalidVoucher",
    "emailAttachmentLanguage": "CustomerInvalidEmailAttachmentLanguage",
}
CUSTOMER_VALUE_CODES: Final = frozenset(_CUSTOMER_VALUES.values())
GENERAL_CODE: Final = "ValidationError"
GIVEN_CHARS_MAX: Final = 80

Detail = tuple[str, str, str | None]
"""Message, error code, property."""


_RESOURCE: Final = re.compile(r"/v[0-9.]+/+([a-z]+)", re.IGNORECASE)


def _is_about(request: Request, resource: str) -> bool:
    """Tell whether a path is one of the resource, which is what follows the version."""
    found = _RESOURCE.search(request.path)
    return found is not None and found[1].lower() == resource


def _name_missing(error: PartitaError, request: Request) -> Detail:
    del error
    if _is_about(request, "contacts"):
        return "A contact needs a name.", "CustomerContactNameNullOrEmpty", "name"
    return "A customer needs a name.", "CustomerMissingName", "name"


def _name_taken(error: PartitaError, request: Request) -> Detail:
    del request
    name = error.facts["name"]
    message = f"A contact called '{name}' is already registered for this customer."
    return message, "CustomerContactNameAlreadyExists", "name"


def _number_taken(error: PartitaError, request: Request) -> Detail:
    number = error.facts["number"]
    if _is_about(request, "deliverylocations"):
        message = f"There is a delivery location {number} already."
        return message, "DeliveryLocationNumberAlreadyExists", "number"
    return f"There is a customer {number} already.", "CustomerAlreadyExists", "customerNumber"


def _number_fixed(error: PartitaError, request: Request) -> Detail:
    del error, request
    message = "The number of a customer cannot change."
    return message, "CustomerannotChangeNumber", "customerNumber"


def _owner_unknown(error: PartitaError, request: Request) -> Detail:
    is_contact = _is_about(request, "contacts")
    code = "CustomerDoesNotExist" if is_contact else "CustomerNotFound"
    return f"There is no customer {error.facts['number']}.", code, "customerNumber"


def _owner_barred(error: PartitaError, request: Request) -> Detail:
    del request
    return f"Customer {error.facts['number']} is barred.", "CustomerIsBarred", "customerNumber"


def _owner_fixed(error: PartitaError, request: Request) -> Detail:
    del error, request
    message = "The customer number differs from the stored one."
    return message, "CustomerNumberMismatch", "customerNumber"


def _in_use(error: PartitaError, request: Request) -> Detail:
    del request
    kind, number, by = (error.facts[name] for name in ("kind", "number", "by"))
    if kind == "contact":
        return f"Contact {number} is in use ({by}).", "CustomerContactIsInUse", None
    if kind == "address":
        code = _IN_USE.get(str(by), "DeliveryLocationUsedOnCustomers")
        return f"Delivery location {number} is in use ({by}).", code, None
    return f"Customer {number} is in use ({by}).", "CustomerIsInUse", None


def _reference_unknown(error: PartitaError, request: Request) -> Detail:
    del request
    told = str(error.facts["field"])
    field, _, barred = told.partition(":")
    code, wire_name = _REFERENCES.get(told) or _REFERENCES.get(field, (GENERAL_CODE, field))
    is_barred = bool(barred)
    number = error.facts["number"]
    message = (
        f"{wire_name} {number} is barred." if is_barred else f"There is no {wire_name} {number}."
    )
    return message, code, wire_name


def _query(error: PartitaError, request: Request) -> Detail:
    del request
    name = error.facts.get("name")
    return str(error.facts["message"]), ERROR_CODES[error.code], str(name) if name else None


_DETAILS: Final[dict[str, Callable[[PartitaError, Request], Detail]]] = {
    "query.filter": _query,
    "query.page": _query,
    "query.sort": _query,
    "name.missing": _name_missing,
    "name.taken": _name_taken,
    "number.taken": _number_taken,
    "number.fixed": _number_fixed,
    "owner.unknown": _owner_unknown,
    "owner.barred": _owner_barred,
    "owner.fixed": _owner_fixed,
    "record.in_use": _in_use,
    "reference.unknown": _reference_unknown,
}


def _violation(violation: Violation, request: Request) -> dict[str, Any]:
    code = str(violation.facts.get("code") or _violation_code(violation, request))
    return {"message": _message(violation), "errorCode": code, "property": violation.field}


def _message(violation: Violation) -> str:
    if violation.field == "customerNumber" and violation.rule in ("required", "range"):
        low, high = violation.facts["min"], violation.facts["max"]
        return f"The field CustomerNumber must be between {low} and {high}."
    return sentence(violation)


def _violation_code(violation: Violation, request: Request) -> str:
    if _is_about(request, "contacts"):
        missing = violation.rule in ("required", "null") and violation.field == "name"
        return "CustomerContactNameNullOrEmpty" if missing else GENERAL_CODE
    if not _is_about(request, "customers"):
        return GENERAL_CODE
    if violation.rule == "characters":
        return "CustomerInvalidCharacters"
    if violation.rule in ("required", "null") and violation.field == "name":
        return "CustomerMissingName"
    if violation.rule == "too_long" and violation.field == "eanLocationNumber":
        return "CustomerInvalidEANThirteenDigits"
    return _CUSTOMER_VALUES.get(violation.field, GENERAL_CODE)


def _details(error: PartitaError, request: Request) -> list[dict[str, Any]]:
    if isinstance(error, ValuesInvalid):
        violations: Any = error.facts["violations"]
        return [_violation(each, request) for each in violations]
    tell = _DETAILS.get(error.code)
    if tell is None:
        return []
    message, code, wire_name = tell(error, request)
    return [{"message": message, "errorCode": code, "property": wire_name}]


def _detail(error: PartitaError, details: list[dict[str, Any]]) -> str | None:
    if isinstance(error, MediaTypeUnknown):
        return _said(error)
    for fact in ("message", "reason"):
        if fact in error.facts and error.code.startswith(("query.", "request.")):
            return str(error.facts[fact])
    if details:
        return "One or more values were refused. See errors."
    return _SENTENCES.get(error.code)


def _said(error: MediaTypeUnknown) -> str:
    """Why the media type, or the coding, of a body is refused."""
    facts: dict[str, Any] = error.facts
    given = facts["given"][:GIVEN_CHARS_MAX] or "nothing"
    return f"The body must be {' or '.join(facts['accepted'])}; it is said to be {given}."


_SENTENCES: Final = {
    "access.unauthenticated": "Both X-AppSecretToken and X-AgreementGrantToken must be valid.",
    "access.not_allowed": "The role SuperUser or Sales is required.",
    "access.read_only": "The demonstration tokens may only read.",
    "record.stale": "The object was changed by somebody else. Get it again and repeat the change.",
    "request.method": "The method is not offered here; see the Allow header.",
    "limit.body": "The body is longer than this server accepts.",
    "limit.body_time": "The body took too long to arrive.",
    "limit.rate": "The budget of the agreement is used up; see Retry-After.",
    "store.busy": "The database did not get to it in time. Try again.",
    "error": "Something went wrong. The trace id finds it in the log.",
}


def rate_header(used: object, limit: object, window_s: object) -> dict[str, str]:
    """The header that tells how much of the agreement's budget is used."""
    return {"X-RateLimiting": f"token-limit-{limit}-per-{window_s}-seconds: {used}/{limit}"}


def _headers(error: PartitaError) -> dict[str, str]:
    facts = error.facts
    wait = {"Retry-After": str(facts.get("retry_after_s", 1))}
    if isinstance(error, RateExceeded):
        return wait | rate_header(facts["used"], facts["limit"], facts["window_s"])
    if isinstance(error, StoreBusy):
        return wait
    if error.code == "request.method":
        return {"Allow": str(error.facts["allowed"])}
    return {}


def error_reply(error: PartitaError, request: Request) -> Reply:
    """The answer to a request that was refused or failed."""
    status = STATUSES.get(error.code, 500)
    details = _details(error, request)
    code = ERROR_CODES.get(error.code) or (details[0]["errorCode"] if details else GENERAL_CODE)
    trace = f"{request.id}-CPH"
    moment = system_clock().replace(tzinfo=None).isoformat(timespec="seconds")
    body: dict[str, Any] = {
        "type": type_link(status),
        "title": TITLES[status],
        "status": status,
        "detail": _detail(error, details),
        "errors": details,
        "traceId": trace,
        "traceTimeUtc": moment,
        "errorCode": code,
    }
    if error.code == "record.stale":
        body |= _classic(trace, moment)
    body = {name: value for name, value in body.items() if value is not None}
    return Reply(status, msgspec.json.encode(body), PROBLEM, _headers(error))


def _classic(trace: str, moment: str) -> dict[str, Any]:
    return {
        "message": "The object was changed by somebody else.",
        "developerHint": "Get the object again and send its objectVersion.",
        "logId": trace,
        "logTimeUtc": moment,
        "property": "version",
    }
