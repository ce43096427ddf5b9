"""What is wrong with a mutation, in the keys of the dialect (contracts/sage.md 5, 7)."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from partita.domain.errors import (
    IdentifierTaken,
    NameMissing,
    NumberTaken,
    OwnerUnknown,
    RecordInUse,
    RecordNotFound,
    ReferenceUnknown,
    ValuesInvalid,
)
from partita.domain.violation import Violation
from partita.faces.sage.mutations import Refusal, Refused

PREFIX: Final = "global.businessErrors."
BLANK_CODE: Final = "sales.businessErrors.codeCannotContainBlankSpaces"

MEMBERS: Final = {
    "company_number": "documentId",
    "vat_number": "vatNumber",
    "document_type": "documentTypeId",
    "country": "countryAcronym",
    "account": "defaultAccountingAccountId",
    "third_payer": "thirdPayerId",
    "code": "code",
    "position": "order",
    "due_days": "day",
    "pay_days": "payDays",
    "payment_mean": "paymentMeanId",
}
"""Members by the fields of the book that rules of the core name."""

_LINE: Final = re.compile(r"term_lines(\[\d+\])?")
_OF_FIELD: Final[Mapping[tuple[str, str], str]] = {
    ("company_number", "taken"): "documentIdAlreadyExistInOrganization",
    ("company_number", "format"): "invalidDocumentId",
    ("company_number", "checksum"): "invalidDocumentId",
    ("vat_number", "taken"): "vatNumberAlreadyExistInOrganization",
    ("vat_number", "required"): "vatNumberIsMandatory",
    ("code", "taken"): "codeAlreadyExistInOrganization",
    ("code", "required"): "codeIsMandatory",
    ("code", "range"): "codeOutOfRange",
    ("document_type", "not_allowed"): "documentTypeNotAllowed",
    ("account", "not_allowed"): "accountingAccountNotAllowed",
    ("account", "required"): "accountingAccountIsMandatory",
    ("third_payer", "self"): "thirdPayerCannotBeItself",
}
_OF_RULE: Final[Mapping[str, str]] = {
    "too_long": "fieldMaxLengthExceeded",
    "required": "fieldIsMandatory",
    "fixed": "fieldCannotBeModified",
    "unknown": "entityNotFound",
    "country": "countryNotFound",
    "range": "valueOutOfRange",
    "too_many": "tooManyItems",
    "duplicate": "paymentTermLineOrderAlreadyExist",
    "several": "onlyOneRemainingAmountAllowed",
    "rest_not_last": "remainingAmountMustBeLast",
    "sum": "percentagesExceedTotal",
    "characters": "fieldHasInvalidCharacters",
    "taken": "nameAlreadyExistInOrganization",
}
_LIMITS: Final = ("min", "max")
KEYS: Final = frozenset({*_OF_FIELD.values(), *_OF_RULE.values(), "entityInUse"})
"""Keys told here, without those that name a country's VAT number."""


def refusal_of(violation: Violation) -> Refusal:
    """The key and the details of one thing that is wrong."""
    if (violation.field, violation.rule) == ("code", "blank"):
        return Refusal(BLANK_CODE, "code")
    if (violation.field, violation.rule) == ("vat_number", "format"):
        return Refusal(f"{PREFIX}invalid{violation.facts['vies']}VatNumber")
    key = _OF_FIELD.get((violation.field, violation.rule))
    key = key or _OF_RULE.get(violation.rule, "invalidValue")
    limits = [str(violation.facts[name]) for name in _LIMITS if name in violation.facts]
    member = member_of(violation.field)
    details = "|".join([member, *limits])
    return Refusal(f"{PREFIX}{key}", details)


def member_of(name: str) -> str:
    """What a client calls a field of the book; what a client wrote stays as it is.

    >>> member_of("term_lines[2].due_days")
    'paymentTermLines[2].day'
    """
    head, dot, last = _LINE.sub(r"paymentTermLines\1", name).rpartition(".")
    return f"{head}{dot}{MEMBERS.get(last, last)}"


def refuse(violations: Iterable[Violation]) -> Refused:
    """Refuse for all that is wrong."""
    told = [refusal_of(each) for each in violations]
    return Refused(list(dict.fromkeys(told)))


def _single(key: str, of: Callable[[Mapping[str, Any]], object]) -> Callable[..., Refusal]:
    return lambda facts: Refusal(f"{PREFIX}{key}", str(of(facts)))


_TOLD: Final[Mapping[type[Exception], Callable[..., Refusal]]] = {
    RecordNotFound: _single("entityNotFound", lambda facts: facts["key"]),
    OwnerUnknown: _single("entityNotFound", lambda facts: facts["number"]),
    ReferenceUnknown: _single(
        "entityNotFound", lambda facts: member_of(str(facts["field"]).partition(":")[0])
    ),
    RecordInUse: _single("entityInUse", lambda facts: facts["by"]),
    NameMissing: _single(
        "fieldIsMandatory",
        lambda facts: "surname" if facts["kind"] == "contact" else "socialName",
    ),
    NumberTaken: _single("codeAlreadyExistInOrganization", lambda facts: facts["number"]),
    IdentifierTaken: _single("codeAlreadyExistInOrganization", lambda facts: facts["value"]),
}


@contextmanager
def in_keys() -> Iterator[None]:
    """Turn what the core refuses into keys of the dialect.

    Raises:
        Refused: The core refused.
    """
    try:
        yield
    except ValuesInvalid as error:
        violations: Any = error.facts["violations"]
        raise refuse(violations) from error
    except tuple(_TOLD) as error:
        facts: Any = getattr(error, "facts", {})
        raise Refused([_TOLD[type(error)](facts)]) from error
