"""All operations: what can be asked, and what can be done (contracts/sage.md 2, 8)."""

from typing import Final

from partita.domain.query import Compare, Op, Sort
from partita.faces.sage import lists, wire
from partita.faces.sage.graph import (
    FIRST_ONLY,
    SECOND_ONLY,
    Answer,
    Argument,
    Generation,
    Kind,
    Listing,
    Mutation,
    Schema,
    Type,
    Verb,
)

_NOWHERE: Final[frozenset[Generation]] = frozenset()


def _rows(
    name: str,
    of: Type,
    kind: str,
    *,
    by_id: str | None = None,
    needs: frozenset[Generation] = FIRST_ONLY | SECOND_ONLY,
) -> Listing:
    """A list of the rows of one of the book's lists."""
    return Listing(
        name=name,
        of=of,
        only=Compare("kind", Op.EXACT_EQ, kind),
        order=(Sort("number"),),
        by_id=by_id,
        needs_organization=needs,
    )


LISTINGS: Final = (
    Listing(name="customers", of=wire.CUSTOMER, by_id="customerById"),
    Listing(name="suppliers", of=wire.SUPPLIER, by_id="supplierById"),
    Listing(name="employees", of=wire.EMPLOYEE, by_id="employeeById"),
    Listing(name="users", of=lists.USER, needs_organization=SECOND_ONLY),
    Listing(name="organizations", of=wire.ORGANIZATION, needs_organization=_NOWHERE),
    Listing(name="organizationDetail", of=wire.ORGANIZATION_DETAIL),
    _rows("countries", lists.COUNTRY, "country", needs=SECOND_ONLY),
    _rows("documentTypes", lists.DOCUMENT_TYPE, "document_type", needs=SECOND_ONLY),
    _rows("zipCodes", lists.ZIP_CODE, "zip_code", needs=SECOND_ONLY),
    _rows("currencies", lists.CURRENCY, "currency"),
    _rows("jobAreas", lists.JOB_AREA, "job_area"),
    _rows("businessAreas", lists.BUSINESS_AREA, "business_area"),
    _rows("paymentMeans", lists.PAYMENT_MEAN, "payment_mean"),
    _rows("paymentMethods", lists.PAYMENT_METHOD, "payment_method"),
    _rows("paymentTerms", wire.PAYMENT_TERM, "payment_term", by_id="paymentTermById"),
    _rows("accountingAccounts", lists.ACCOUNT, "account"),
    _rows("salesTariffs", lists.TARIFF, "tariff", by_id="salesTariffById"),
    _rows("salesDiscounts", lists.DISCOUNT_GROUP, "discount_group", by_id="salesDiscountById"),
)

_LANGUAGE: Final = Argument(name="language", kind=Kind.TEXT, required=False)
ANSWERS: Final = (
    Answer(name="userProfile", of=lists.USER_PROFILE, needs_organization=_NOWHERE),
    Answer(name="thirdPartyCodeModeSettings", of=lists.CODE_MODES),
    Answer(
        name="userAccessPolicyCheck",
        of=lists.POLICY_CHECK,
        arguments=(Argument(name="actions", kind=Kind.TEXT, many=True),),
        many=True,
    ),
    Answer(
        name="localizedEnumValues",
        of=lists.ENUM_VALUE,
        arguments=(Argument(name="enumName", kind=Kind.TEXT), _LANGUAGE),
        many=True,
        needs_organization=FIRST_ONLY,
    ),
    Answer(
        name="localizedErrorMessage",
        of=lists.ERROR_MESSAGE,
        arguments=(Argument(name="errorCode", kind=Kind.TEXT), _LANGUAGE),
        needs_organization=FIRST_ONLY,
    ),
    Answer(
        name="organizationAccountingSetupByOrgId",
        of=lists.ACCOUNTING_SETUP,
        arguments=(Argument(name="id", kind=Kind.ID),),
    ),
    Answer(
        name="paymentTermsPreview",  # our own: the contract has no such field
        of=lists.TERM_PREVIEW,
        arguments=(
            Argument(name="lines", items=wire.PAYMENT_TERM_LINE),
            Argument(name="date", kind=Kind.MOMENT),
            Argument(name="amount", kind=Kind.DECIMAL),
        ),
        many=True,
        needs_organization=_NOWHERE,
    ),
)

_ALL: Final = tuple(Verb)
_MUTATIONS: Final = (
    (wire.CUSTOMER, "Customers", _ALL),
    (wire.SUPPLIER, "Suppliers", _ALL),
    (wire.EMPLOYEE, "Employees", _ALL),
    (wire.PAYMENT_TERM, "PaymentTerms", (Verb.CREATE, Verb.DELETE)),
    (lists.JOB_AREA, "JobAreas", (Verb.CREATE,)),
    (lists.BUSINESS_AREA, "BusinessAreas", (Verb.CREATE, Verb.DELETE)),
    (lists.PAYMENT_MEAN, "PaymentMeans", (Verb.CREATE, Verb.DELETE)),
)
_DELETE_WITHIN: Final = {"Customers": SECOND_ONLY}
"""The reference page offers no deletion of customers."""

MUTATIONS: Final = tuple(
    Mutation(
        verb=verb,
        of=of,
        plural=plural,
        within=_DELETE_WITHIN.get(plural, FIRST_ONLY | SECOND_ONLY)
        if verb is Verb.DELETE
        else FIRST_ONLY | SECOND_ONLY,
    )
    for of, plural, verbs in _MUTATIONS
    for verb in verbs
)

SCHEMA: Final = Schema(
    listings=LISTINGS,
    answers=ANSWERS,
    mutations=MUTATIONS,
    replaceable={
        "contacts": "CONTACTS",
        "addresses": "ADDRESSES",
        "paymentTermLines": "PAYMENT_TERM_LINES",
        "lines": "LINES",
        "emails": "EMAILS",
        "phones": "PHONES",
        "socialMedias": "SOCIAL_MEDIAS",
    },
)
