"""Customers, suppliers and employees with all their parts (contracts/sage.md 3, 8)."""

from typing import Final

from partita.domain.contact import PointKind
from partita.domain.query import Compare, Form, Op, Sort
from partita.faces.sage.graph import (
    FIRST_ONLY,
    SECOND_ONLY,
    AnyField,
    Enum,
    Field,
    Kind,
    Many,
    One,
    Type,
    Writing,
)
from partita.faces.sage.lists import (
    ACCOUNT,
    BUSINESS_AREA,
    COUNTRY,
    DISCOUNT_GROUP,
    DOCUMENT_TYPE,
    JOB_AREA,
    ORGANIZATION_FIELDS,
    PAYMENT_MEAN,
    TARIFF,
    TAX_TREATMENT,
    TRANSACTION_CATEGORY,
    identity,
    text,
    truth,
)

DIALECT_WORDS: Final = ("social_name", "third_payer_name", "naf_ape_code", "gdpr")

STATUS: Final = Enum(
    "ThirdStatus",
    (
        ("none", "NONE"),
        ("disabled", "DISABLED"),
        ("enabled", "ENABLED"),
        ("erased", "GDPR_APPLIED"),
    ),
)
SOURCE: Final = Enum(
    "SourceType", ((None, "PUBLIC_API"), ("global", "GLOBAL"), ("import", "IMPORT_FILES"))
)
COURTESY: Final = Enum(
    "Courtesy",
    (("none", "NONE"), (None, "NONE"), ("blank", "BLANK"), ("miss", "MISS"), ("mr", "MR")),
)
EMAIL_USAGE: Final = Enum(
    "EmailUsage",
    (
        ("empty", "EMPTY"),
        ("invoices", "INVOICES"),
        ("not_set", "NOT_SET"),
        (None, "NOT_SET"),
        ("others", "OTHERS"),
        ("payments", "PAYMENTS"),
    ),
)
PHONE_TYPE: Final = Enum(
    "PhoneType",
    (
        ("empty", "EMPTY"),
        ("fax", "FAX"),
        ("landline", "LANDLINE"),
        ("mobile", "MOBILE"),
        ("not_set", "NOT_SET"),
        (None, "NOT_SET"),
        ("skype", "SKYPE"),
        ("whats_app", "WHATS_APP"),
    ),
)
LINE_TYPE: Final = Enum(
    "PaymentTermType",
    (
        ("none", "NONE"),
        ("lineal", "LINEAL"),
        ("percentage", "PERCENTAGE"),
        ("fixed_amount", "FIXED_AMOUNT"),
        ("remaining_amount", "REMAINING_AMOUNT"),
    ),
    first_only=frozenset({"LINEAL"}),
)
LINE_CONDITION: Final = Enum(
    "PaymentTermCondition",
    (("none", "NONE"), ("day_of_payment", "DAY_OF_PAYMENT"), ("end_of_month", "END_OF_MONTH")),
)
CUSTOMER_TYPE: Final = Enum("CustomerType", (("business", "BUSINESS"), ("person", "INDIVIDUAL")))
LANGUAGE: Final = Enum(
    "DocumentLanguage",
    (("en", "ENGLISH"), ("fr", "FRENCH"), ("de", "GERMAN"), ("es", "SPANISH")),
)


def _text(name: str, at: str, most: int, *, required: bool = False) -> Field:
    return Field(name=name, kind=Kind.TEXT, at=at, max=most, required=required)


def _row(name: str, of: Type, prefix: str) -> tuple[AnyField, ...]:
    """A row the record points at: itself, and its id, which a write sets."""
    return (
        One(name=name, of=of, prefix=prefix),
        Field(name=f"{name}Id", kind=Kind.UUID, at=f"{prefix}.uuid"),
    )


EMAIL: Final = Type(
    "Email",
    "EmailsGLDto",
    "contact_points",
    (
        *identity(),
        _text("emailAddress", "value", 70),
        Field(name="usage", kind=EMAIL_USAGE, at="usage"),
        truth("isDefault", "is_default"),
    ),
)
PHONE: Final = Type(
    "Phone",
    "PhonesGLDto",
    "contact_points",
    (
        *identity(),
        _text("number", "value", 20),
        Field(name="type", kind=PHONE_TYPE, at="usage"),
        truth("isDefault", "is_default"),
    ),
)
SOCIAL_MEDIA: Final = Type(
    "SocialMedia",
    "SocialMediasGLDto",
    "contact_points",
    (*identity(), _text("name", "label", 30), _text("link", "value", 100)),
)


def _points(name: str, of: Type, kind: PointKind) -> Many:
    return Many(
        name=name,
        of=of,
        relation="points",
        owner="person",
        only=Compare("kind", Op.EXACT_EQ, str(kind)),
        order=(Sort("position"),),
    )


def _contact(name: str, first_name: str, flag: str) -> Type:
    return Type(
        name,
        first_name,
        "party_persons",
        (
            *identity(),
            Field(name="isDefault", kind=Kind.TRUTH, at="is_default", is_sought=False),
            Field(name=flag, kind=Kind.TRUTH, at="is_default", within=SECOND_ONLY),
            Field(name="courtesy", kind=COURTESY, at="courtesy"),
            _text("name", "first_name", 35),
            _text("surname", "last_name", 35),
            _text("jobName", "title", 35),
            *_row("jobArea", JOB_AREA, "job_area_row"),
            _points("emails", EMAIL, PointKind.EMAIL),
            _points("phones", PHONE, PointKind.PHONE),
            _points("socialMedias", SOCIAL_MEDIA, PointKind.SOCIAL),
        ),
    )


CONTACT: Final = _contact("Contact", "ContactsGLDto", "isDefaultCustomer")
SUPPLIER_CONTACT: Final = _contact("SupplierContact", "SupplierContactsGLDto", "isDefaultSupplier")
EMPLOYEE_CONTACT: Final = _contact("EmployeeContact", "EmployeeContactsGLDto", "isDefaultEmployee")

_ADDRESS_FIELDS: Final[tuple[AnyField, ...]] = (
    *identity(),
    Field(name="countryId", kind=Kind.UUID, at="nation.uuid"),
    One(name="country", of=COUNTRY, prefix="nation"),
    Field(name="countryIsoCodeAlpha2", kind=Kind.TEXT, at="country", max=2),
    Field(name="countryName", kind=Kind.TEXT, at="nation.name", writing=Writing.IGNORED),
    _text("name", "name", 50),
    _text("firstLine", "street", 35),
    _text("secondLine", "street_extra", 35),
    _text("city", "city", 35),
    _text("zipCode", "postal_code", 9),
    _text("province", "province", 25),
    truth("isMainAddress", "is_mail", Writing.IGNORED),
)
ADDRESS: Final = Type(
    "Address",
    "AddressesGLDto",
    "party_addresses",
    (
        *_ADDRESS_FIELDS,
        truth("isDeliveryAddress", "is_delivery", Writing.IGNORED),
        truth("isDefaultDeliveryAddress", "is_default_delivery"),
    ),
)
PLAIN_ADDRESS: Final = Type(
    "ThirdAddress", "ThirdAddressesGLDto", "party_addresses", _ADDRESS_FIELDS
)

PAYMENT_TERM_LINE: Final = Type(
    "PaymentTermLine",
    "PaymentTermLinesGLDto",
    "term_lines",
    (
        *identity(),
        Field(name="order", kind=Kind.INT, at="position", required=True),
        *_row("paymentMean", PAYMENT_MEAN, "payment_mean_row"),
        Field(name="type", kind=LINE_TYPE, at="kind"),
        Field(
            name="value",
            kind=Kind.DECIMAL,
            at="value",
            sought="value_number",
            form=Form.JSON,
            required=True,
        ),
        Field(name="condition", kind=LINE_CONDITION, at="condition"),
        Field(name="day", kind=Kind.INT, at="due_days"),
        Field(
            name="payDays",
            kind=Kind.INT,
            at="pay_days_list",
            many=True,
            form=Form.JSON,
            is_sought=False,
        ),
    ),
)


def _addresses(of: Type) -> Many:
    return Many(
        name="addresses",
        of=of,
        relation="addresses",
        owner="party_id",
        order=(Sort("kind", descending=True), Sort("number")),
    )


def _contacts(of: Type) -> Many:
    return Many(
        name="contacts",
        of=of,
        relation="persons",
        owner="party_id",
        order=(Sort("position"), Sort("number")),
    )


_LINES: Final = Many(
    name="paymentTermLines",
    of=PAYMENT_TERM_LINE,
    relation="term_lines",
    owner="party_id",
    order=(Sort("position"), Sort("id")),
)
PAYMENT_TERM: Final = Type(
    "PaymentTerm",
    "PaymentTermGLDto",
    "whole_rows",
    (
        *identity(),
        _text("name", "name", 50, required=True),
        Many(
            name="lines",
            of=PAYMENT_TERM_LINE,
            relation="term_lines",
            owner="payment_term_row.uuid",
            order=(Sort("position"), Sort("id")),
        ),
    ),
)

_THERE: Final = (Many(name="contacts", of=CONTACT), Many(name="addresses", of=ADDRESS))
"""An organization has them, but nobody is told (contracts/sage.md 8)."""

ORGANIZATION: Final = Type(
    "Organization", "OrganizationsGLDto", "whole_setup", (*ORGANIZATION_FIELDS, *_THERE)
)
ORGANIZATION_DETAIL: Final = Type(
    "OrganizationDetail",
    "OrganizationDetailGLDto",
    "whole_setup",
    (
        *ORGANIZATION_FIELDS,
        text("currencyCode", "currency"),
        text("countryCode", "country"),
        *_THERE,
    ),
    key="book_id",
)

_CODE: Final = Field(name="code", kind=Kind.TEXT, at="code", max=17, writing=Writing.ONCE)
_STATE: Final[tuple[AnyField, ...]] = (
    _text("comments", "party.comments", 2000),
    Field(name="status", kind=STATUS, at="party.state", writing=Writing.IGNORED),
    truth("disabled", "is_inactive"),
    Field(name="disabledDate", kind=Kind.DAY, at="disabled_on"),
    truth("gdprApplied", "party.is_erased"),
    Field(name="gdprAppliedDate", kind=Kind.DAY, at="party.erased_on"),
    *_row("defaultAccountingAccount", ACCOUNT, "ledger_account"),
    *_row("businessArea", BUSINESS_AREA, "business_area_row"),
)
_THIRD: Final[tuple[AnyField, ...]] = (
    *identity("party.uuid", "party.modified_at"),
    Field(
        name="sourceType",
        kind=SOURCE,
        at="party.origin",
        writing=Writing.NEVER,
        within=SECOND_ONLY,
    ),
    _CODE,
    _text("socialName", "party.name", 70, required=True),
    _text("tradeName", "party.trade_name", 70),
    Field(name="countryAcronym", kind=Kind.TEXT, at="party.country", max=2, writing=Writing.ONCE),
    Field(name="viesCode", kind=Kind.TEXT, at="nation.vies", max=2, writing=Writing.IGNORED),
    One(name="documentType", of=DOCUMENT_TYPE, prefix="document_type_row"),
    Field(
        name="documentTypeId",
        kind=Kind.UUID,
        at="document_type_row.uuid",
        writing=Writing.ONCE,
    ),
    _text("documentId", "party.company_number", 25),
    _text("vatNumber", "party.vat_number", 25),
    _text("nafApeCode", "party.activity_code", 7),
    *_STATE,
)

CUSTOMER: Final = Type(
    "Customer",
    "CustomersGLDto",
    "whole_customers",
    (
        *_THIRD,
        Field(
            name="thirdPayerName",
            kind=Kind.TEXT,
            at="payer.name",
            writing=Writing.IGNORED,
            within=FIRST_ONLY,
        ),
        Field(name="thirdPayerId", kind=Kind.UUID, at="payer.uuid", within=FIRST_ONLY),
        Field(name="customerType", kind=CUSTOMER_TYPE, at="party.nature"),
        truth("hasEquivalenceSurcharge", "has_equivalence_surcharge"),
        _text("specialMention", "special_mention", 250),
        Field(name="documentLanguage", kind=LANGUAGE, at="documents_language"),
        *_row("defaultPrepaymentAccountingAccount", ACCOUNT, "prepayment_ledger_account"),
        *_row("salesDiscountGroup", DISCOUNT_GROUP, "discount_group_row"),
        *_row("salesTariff", TARIFF, "tariff_row"),
        Field(name="discount", kind=Kind.DECIMAL, at="discount_percent"),
        truth("blockDeliveryNoteEnabled", "blocks_delivery_notes"),
        truth("blockInvoiceEnabled", "blocks_invoices"),
        truth("blockOrderEnabled", "blocks_orders"),
        truth("nonIdentifiedCustomer", "is_unidentified"),
        truth("printNameOnPdf", "prints_name"),
        _text("eInvoicingAddressType", "e_invoice_address_type", 30),
        _text("eInvoicingAddress", "e_invoice_address", 100),
        _addresses(ADDRESS),
        _contacts(CONTACT),
        _LINES,
    ),
    "A customer with its addresses, contacts and payment terms.",
    key="party_id",
)
SUPPLIER: Final = Type(
    "Supplier",
    "SuppliersGLDto",
    "whole_suppliers",
    (
        *_THIRD,
        *_row("defaultPurchaseAccount", ACCOUNT, "purchase_ledger_account"),
        _text("vatCriterion", "vat_criterion", 50),
        Field(name="personalIncomeTax", kind=Kind.DECIMAL, at="income_tax_percent"),
        *_row("taxTreatment", TAX_TREATMENT, "tax_treatment_row"),
        *_row("transactionCategory", TRANSACTION_CATEGORY, "transaction_category_row"),
        _addresses(PLAIN_ADDRESS),
        _contacts(SUPPLIER_CONTACT),
        _LINES,
    ),
    "A supplier with its addresses, contacts and payment terms.",
    key="party_id",
)
EMPLOYEE: Final = Type(
    "Employee",
    "EmployeesGLDto",
    "whole_employees",
    (
        *identity("party.uuid", "party.modified_at"),
        _CODE,
        _text("name", "party.name", 70, required=True),
        _text("shortName", "party.trade_name", 70),
        *_STATE,
        _addresses(PLAIN_ADDRESS),
        _contacts(EMPLOYEE_CONTACT),
    ),
    "An employee with an address and contacts.",
    key="party_id",
)
