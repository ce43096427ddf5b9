"""The tables of the dialect (contracts/poweroffice.md 7)."""

from functools import lru_cache
from typing import Any, Final

from partita.domain.query import Absent, Form
from partita.facekit.table import Field, Kind, Resource

TEXT_CHARS_MAX: Final = 1_000
NAME_CHARS_MAX: Final = 250
EMAIL_CHARS_MAX: Final = 255
COPIES_CHARS_MAX: Final = 2_000
REFERENCE_CHARS_MAX: Final = 50
GROUP_NAME_CHARS_MAX: Final = 400
SHORT_CHARS_MAX: Final = 100
COUNTRY: Final = "NO"
"""The country of an address or account that names none."""

DIALECT_WORDS: Final = frozenset(
    {
        "sub_ledger",
        "contact_group",
        "contact_person_id",
        "delivery_address_id",
        "import_reference",
        "branding_theme_code",
        "altinn",
    }
)
"""Words that must not leak out of this folder (tools/lint.py)."""

MASK: Final = ("hidden", "Hidden")
"""What stands for a masked value: in the book's own views, and as a word of the dialect."""

GENDERS: Final = (("male", "Male"), ("female", "Female"))
INVOICE_DELIVERIES: Final = (
    (None, "Print"),
    ("print", "Print"),
    ("email", "PdfByEmail"),
    ("ehf", "EHF"),
    ("avtale_giro", "AvtaleGiro"),
    ("external", "External"),
    ("efaktura", "Efaktura"),
    ("factoring", "Factoring"),
)
DELIVERIES: Final = ((None, "Print"), ("print", "Print"), ("email", "PdfByEmail"))
ID_KINDS: Final = (
    ("passport", "PassportNumber"),
    ("national_id", "NationalIdentityNumber"),
    ("tax_id", "TaxIdentificationNumber"),
    ("vat_id", "ValueAddedTaxIdentificationNumber"),
)
SERIES_KINDS: Final = (
    ("customer", "Customer"),
    ("supplier", "Supplier"),
    ("employee", "Employee"),
)


def _field(kind: Kind, name: str, at: str | None, to: str | None = None, **more: Any) -> Field:
    return Field(name=name, kind=kind, at=at, to=to, **{"absent": Absent.NULL, **more})


def _text(name: str, at: str, chars_max: int = TEXT_CHARS_MAX, **more: Any) -> Field:
    return _field(Kind.TEXT, name, at, at, max=chars_max, **more)


def _of_role(kind: Kind, name: str, at: str, **more: Any) -> Field:
    if kind is Kind.TEXT:
        more = {"max": TEXT_CHARS_MAX, **more}
    return _field(kind, name, at, f"role.{at}", **more)


def _flag(name: str, at: str, text: str = "") -> Field:
    return _of_role(Kind.BOOLEAN, name, at, text=text)


def _words(name: str, at: str, to: str, words: tuple[tuple[str | None, str], ...]) -> Field:
    return _field(Kind.TEXT, name, at, to, words=words, absent=Absent.OMIT)


def _shown(kind: Kind, name: str, at: str, **more: Any) -> Field:
    return _field(kind, name, at, None, **more)


def _moment(name: str, at: str, text: str = "") -> Field:
    return _shown(Kind.MOMENT, name, at, form=Form.MOMENT_TICKS, text=text)


def _id(name: str = "Id", at: str = "number", text: str = "") -> Field:
    return _shown(Kind.INTEGER, name, at, text=text)


def _once(kind: Kind, name: str, at: str | None, to: str, **more: Any) -> Field:
    return _field(kind, name, at, to, once=True, **more)


def _mail(own: tuple[Field, ...] = ()) -> Field:
    parts = (
        _text("AddressLine1", "mail.street", 200),
        _text("AddressLine2", "mail.street_extra", 200),
        _text("City", "mail.city", 100, required=True),
        _text("CountryCode", "mail.country", 2, text="ISO 3166-1 alpha-2; NO when absent."),
        *own,
        _text("ZipCode", "mail.postal_code", 50, required=True),
    )
    return Field(name="MailAddress", kind=Kind.OBJECT, at="mail.said", parts=parts)


_CONTACT_MAIL: Final = _mail(
    (
        _text("ExternalCode", "mail.external_code", REFERENCE_CHARS_MAX),
        _id("Id", "mail.number"),
        _moment("LastChangedDateTimeOffset", "mail.changed_at"),
    )
)

_SHARED: Final = (
    _moment("ContactCreatedDateTimeOffset", "party.created_at", "When the shared contact began."),
    Field(name="ContactGroupIds", kind=Kind.INTEGERS, at="memberships.group", to="groups", min=1),
    _shown(
        Kind.TEXT, "CreatedFromImportJournalId", "party.import_id", text="The import that made it."
    ),
    _field(Kind.DATE, "DateOfBirth", "party.birth_date", "party.birth_date"),
    _text("EmailAddress", "party.email", EMAIL_CHARS_MAX),
    _of_role(
        Kind.TEXT,
        "ExternalImportReference",
        "external_reference",
        max=REFERENCE_CHARS_MAX,
        text="Unique among customers, suppliers or employees.",
    ),
    _of_role(Kind.INTEGER, "ExternalNumber", "external_number", text="Unique in its class."),
    _id("Id", "party_id", "The contact; the same in all its roles."),
    _flag("IsArchived", "is_archived", "Of the contact in all its roles."),
    _moment("LastChangedDateTimeOffset", "party.changed_at"),
    _CONTACT_MAIL,
    _of_role(Kind.INTEGER, "Number", "number", min=1, text="The next of its series when absent."),
    _text("PhoneNumber", "party.phone", NAME_CHARS_MAX),
    _once(Kind.TEXT, "SubLedgerNumberSeriesId", None, "series", max=36),
    _id("SubledgerAccountId", "number", "The sub-ledger account behind Number."),
)
_FIRST_NAME: Final = _text("FirstName", "party.first_name", NAME_CHARS_MAX)
_LAST_NAME: Final = _text("LastName", "party.last_name", NAME_CHARS_MAX)
_COMPANY: Final = (
    _field(Kind.TEXT, "CurrencyCode", "currency_shown", "role.currency", max=3, text="ISO 4217."),
    _FIRST_NAME,
    _shown(Kind.BOOLEAN, "IsActive", "is_active"),
    _field(Kind.BOOLEAN, "IsPerson", "party.is_person", "party.is_person"),
    _LAST_NAME,
    _text("LegalName", "party.legal_name", NAME_CHARS_MAX),
    _text("Name", "party.name", NAME_CHARS_MAX, text="Required of a company."),
    _text("OrganizationNumber", "party.company_number", SHORT_CHARS_MAX),
    _text("WebsiteUrl", "party.website"),
)
_NATIONAL_ID: Final = _field(
    Kind.TEXT,
    "NationalIdNumber",
    "party.national_id",
    "party.national_id",
    max=SHORT_CHARS_MAX,
    masked_at="party.national_id_masked",
    text="Hidden from apps without the special privilege.",
)


def _sorted(*fields: Field) -> tuple[Field, ...]:
    return tuple(sorted(fields, key=lambda field: field.name))


def _looked_up(name: str, code: str, kind: str) -> tuple[Field, Field]:
    """A row of one of the book's lists: by id, and by a code that only a create may give."""
    by_id = _of_role(Kind.INTEGER, f"{name}Id", kind)
    return by_id, _once(Kind.TEXT, code, f"{kind}.shown", f"code.{kind}", max=TEXT_CHARS_MAX)


CUSTOMER: Final = Resource(
    "Customer",
    "customers_by_party",
    _sorted(
        *_SHARED,
        *_COMPANY,
        _NATIONAL_ID,
        _of_role(
            Kind.NUMBER,
            "Allowance",
            "discount_percent",
            min=-1_000,
            max=100,
            text="Percent; positive is a discount, negative a surcharge.",
        ),
        _of_role(
            Kind.NUMBER, "BillableRate", "billable_rate", min=0, text="By the hour; above zero."
        ),
        _moment("CustomerCreatedDateTimeOffset", "created_at", "When the role was added."),
        _of_role(Kind.DATE, "CustomerSince", "customer_since"),
        *_looked_up("DeliveryTerm", "DeliveryTerm", "delivery_term"),
        *_looked_up("Department", "DepartmentCode", "department"),
        *_looked_up("InvoiceBrandingTheme", "InvoiceBrandingThemeCode", "branding_theme"),
        _flag("DoNotAddLatePaymentFees", "is_without_late_fees"),
        _flag("DoNotAddLatePaymentInterest", "is_without_late_interest"),
        _flag("DoNotAutomatePaymentNotifications", "is_without_automatic_notices"),
        _words(
            "InvoiceDeliveryType", "invoice_delivery", "role.invoice_delivery", INVOICE_DELIVERIES
        ),
        _of_role(Kind.TEXT, "InvoiceEmailAddress", "invoice_email", max=EMAIL_CHARS_MAX),
        _of_role(
            Kind.TEXT,
            "InvoiceEmailAddressCC",
            "invoice_email_copies",
            max=COPIES_CHARS_MAX,
            text="Up to 10 addresses, with semicolons between.",
        ),
        _flag("IsVatFree", "is_vat_free"),
        _words(
            "NoticeOfDebtCollectionDeliveryType",
            "debt_notice_delivery",
            "role.debt_notice_delivery",
            DELIVERIES,
        ),
        _of_role(Kind.TEXT, "PaymentReminderEmailAddress", "reminder_email", max=EMAIL_CHARS_MAX),
        _once(
            Kind.INTEGER,
            "PaymentTerm",
            "payment_term.days_shown",
            "role.payment_days",
            min=0,
            max=9_999,
            text="Days.",
        ),
        _of_role(Kind.INTEGER, "PaymentTermId", "payment_term"),
        _words("ReminderDeliveryType", "reminder_delivery", "role.reminder_delivery", DELIVERIES),
        _of_role(Kind.INTEGER, "SalesPersonEmployeeId", "sales_person"),
        _once(
            Kind.INTEGER,
            "SalesPersonEmployeeNumber",
            "sales_person.number",
            "employee.sales_person",
        ),
        _flag("SendPaymentReminders", "sends_reminders"),
        _flag("TransferToDebtCollectionAgency", "sends_to_collection"),
        _flag("UseInvoiceFee", "uses_invoice_fee"),
    ),
    "A contact as somebody who buys.",
)

SUPPLIER: Final = Resource(
    "Supplier",
    "suppliers",
    _sorted(
        *_SHARED,
        *_COMPANY,
        _flag("Payout", "pays_out", "A remittance is drafted when vouchers are posted."),
        _moment("SupplierCreatedDateTimeOffset", "created_at", "When the role was added."),
        _of_role(Kind.NUMBER, "CurrencyRate", "currency_rate"),
        _of_role(Kind.INTEGER, "PaymentClientBankAccountId", "client_bank_account"),
        _of_role(Kind.INTEGER, "PaymentTermSupplierId", "payment_term"),
    ),
    "A contact as somebody who sells.",
)

EMPLOYEE: Final = Resource(
    "Employee",
    "employees",
    _sorted(
        *_SHARED,
        _text("FirstName", "party.first_name", NAME_CHARS_MAX, required=True),
        _text("LastName", "party.last_name", NAME_CHARS_MAX, required=True),
        _NATIONAL_ID,
        *_looked_up("Department", "DepartmentCode", "department"),
        *_looked_up("Location", "LocationCode", "location"),
        _moment("EmployeeCreatedDateTimeOffset", "created_at", "When the role was added."),
        _of_role(Kind.DATE, "EndDate", "ended_on"),
        _shown(Kind.INTEGER, "ExpenseBankAccountId", "expense_account"),
        _field(
            Kind.TEXT,
            "Gender",
            "gender",
            "role.gender",
            words=GENDERS,
            masked_at="gender_masked",
            absent=Absent.OMIT,
        ),
        _of_role(Kind.DATE, "HiredDate", "hired_on"),
        _of_role(Kind.TEXT, "InternationalIdCountryCode", "foreign_id_country", max=2),
        _of_role(
            Kind.TEXT,
            "InternationalIdNumber",
            "foreign_id_number",
            max=SHORT_CHARS_MAX,
            masked_at="foreign_id_number_masked",
        ),
        _flag("InternationalIdReportToAltinn", "is_foreign_id_reported"),
        _words("InternationalIdType", "foreign_id_kind", "role.foreign_id_kind", ID_KINDS),
        _of_role(Kind.TEXT, "JobTitle", "job_title", max=NAME_CHARS_MAX),
        _of_role(Kind.INTEGER, "ManagerEmployeeId", "manager"),
        _once(Kind.INTEGER, "ManagerEmployeeNo", "manager.number", "employee.manager"),
        _shown(Kind.INTEGER, "SalaryBankAccountId", "salary_account"),
        _of_role(Kind.DATE, "StartDate", "started_on"),
        _shown(Kind.INTEGER, "TravelExpenseBankAccountId", "travel_account"),
    ),
    "A contact as somebody who works for the client.",
)

EMPLOYEE_ACCOUNTS: Final = Resource(
    "EmployeeBankAccounts",
    "employees",
    (
        _of_role(Kind.INTEGER, "ExpenseBankAccountId", "expense_account"),
        _of_role(Kind.INTEGER, "SalaryBankAccountId", "salary_account"),
        _of_role(Kind.INTEGER, "TravelExpenseBankAccountId", "travel_account"),
    ),
    "Which of an employee's bank accounts is paid to for what.",
)

GROUP: Final = Resource(
    "ContactGroup",
    "groups",
    (
        _moment("CreatedDateTimeOffset", "created_at"),
        _id(),
        _moment("LastChangedDateTimeOffset", "changed_at"),
        _text("Name", "name", GROUP_NAME_CHARS_MAX, required=True),
    ),
    "Contacts gathered for filtering and reports.",
)

PERSON: Final = Resource(
    "ContactPerson",
    "party_contacts",
    _sorted(
        _id("ContactId", "party_id", "The customer or supplier."),
        _moment("CreatedDateTimeOffset", "created_at"),
        _text("EmailAddress", "email", EMAIL_CHARS_MAX),
        _text("ExternalCode", "external_code", REFERENCE_CHARS_MAX, text="Unique."),
        _text("FirstName", "first_name", NAME_CHARS_MAX, required=True),
        _id(),
        _field(Kind.BOOLEAN, "IsActive", "is_active", "is_active"),
        _field(Kind.BOOLEAN, "IsDefault", "is_default", "is_default"),
        _moment("LastChangedDateTimeOffset", "changed_at"),
        _text("LastName", "last_name", NAME_CHARS_MAX, required=True),
        _mail(),
        _text("PhoneNumber", "phone", NAME_CHARS_MAX),
        _text("Title", "title", NAME_CHARS_MAX),
    ),
    "A person at a customer or supplier.",
)

ADDRESS: Final = Resource(
    "ContactDeliveryAddress",
    "delivery_addresses",
    _sorted(
        _text("AddressLine1", "street", 200),
        _text("AddressLine2", "street_extra", 200),
        _text("City", "city", 100, required=True),
        _id("ContactId", "party_id"),
        _text("CountryCode", "country", 2, text="ISO 3166-1 alpha-2; NO when null or empty."),
        _moment("CreatedDateTimeOffset", "created_at"),
        _text("ExternalCode", "external_code", REFERENCE_CHARS_MAX, text="Unique."),
        _id(),
        _field(
            Kind.BOOLEAN,
            "IsPrimary",
            "is_primary",
            "is_primary",
            text="The first of a contact is; another that becomes it takes its place.",
        ),
        _moment("LastChangedDateTimeOffset", "changed_at"),
        _text("ZipCode", "postal_code", 50, required=True),
    ),
    "Where goods of a contact are delivered.",
)

ACCOUNT: Final = Resource(
    "ContactBankAccount",
    "bank_accounts",
    _sorted(
        _field(
            Kind.TEXT,
            "BankAccountNumber",
            "account_shown",
            "account",
            max=SHORT_CHARS_MAX,
            required=True,
        ),
        _text("BankCode", "bank_code", SHORT_CHARS_MAX, text="In countries without BIC."),
        _text("BicSwift", "bic", SHORT_CHARS_MAX),
        _id("ContactId", "party_id"),
        _text("CountryCode", "country", 2, text="ISO 3166-1 alpha-2; NO when absent."),
        _moment("CreateDateTimeOffset", "created_at"),
        _id(),
        _field(Kind.BOOLEAN, "IsActive", "is_active", "is_active"),
        _moment("LastChangedDateTimeOffset", "changed_at"),
    ),
    "A bank account of a contact.",
)

SERIES: Final = Resource(
    "SubLedgerNumberSeries",
    "list_rows",
    _sorted(
        _shown(Kind.TEXT, "Id", "uuid"),
        _shown(Kind.TEXT, "Name", "name"),
        _shown(
            Kind.TEXT, "SubLedgerNumberSeriesType", "code", words=SERIES_KINDS, absent=Absent.OMIT
        ),
        _shown(Kind.INTEGER, "FromInclusive", "first"),
        _shown(Kind.INTEGER, "ToInclusive", "last"),
        _shown(Kind.INTEGER, "GeneralLedgerAccountId", "account"),
        _shown(Kind.INTEGER, "GeneralLedgerAccountNo", "account"),
        _shown(Kind.BOOLEAN, "IsDefault", "is_default"),
        _shown(Kind.BOOLEAN, "IsClientTrust", "never"),
    ),
    "From where to where customers, suppliers or employees are numbered.",
)

_ROW: Final = (
    _moment("CreatedDateTimeOffset", "created_at"),
    _id(),
    _moment("LastChangedDateTimeOffset", "changed_at"),
    _shown(Kind.TEXT, "Name", "name"),
)
_DEFAULT: Final = _shown(Kind.BOOLEAN, "IsDefault", "is_default")
_ACTIVE: Final = _shown(Kind.BOOLEAN, "IsActive", "is_usable")
_CODE: Final = _shown(Kind.TEXT, "Code", "code")

PAYMENT_TERM: Final = Resource(
    "PaymentTerm",
    "list_rows",
    _sorted(*_ROW, _DEFAULT, _ACTIVE, _shown(Kind.INTEGER, "CreditDays", "days")),
    "When money is due.",
)
DELIVERY_TERM: Final = Resource(
    "DeliveryTerm", "list_rows", _sorted(*_ROW, _DEFAULT), "How goods are handed over."
)
DEPARTMENT: Final = Resource(
    "Department", "list_rows", _sorted(*_ROW, _CODE, _ACTIVE), "A department."
)
LOCATION: Final = Resource("Location", "list_rows", _sorted(*_ROW, _CODE, _ACTIVE), "A place.")
BRANDING_THEME: Final = Resource(
    "BrandingTheme", "list_rows", _sorted(*_ROW, _CODE, _DEFAULT), "How invoices look."
)
CURRENCY: Final = Resource(
    "Currency",
    "list_rows",
    (_CODE, _ACTIVE, _shown(Kind.TEXT, "Notation", "name")),
    "A currency.",
)


@lru_cache(maxsize=512)
def showing(resource: Resource, names: frozenset[str] | None, *, is_masked: bool) -> Resource:
    """A resource with some of its fields; made once, because caches go by identity.

    Args:
        resource: One of the tables of this module.
        names: Names of the fields in lower case; all when ``None``.
        is_masked: Whoever looks may not see all.
    """
    fields = _masked(resource) if is_masked else resource.fields
    kept = [each for each in fields if names is None or each.name.lower() in names]
    return Resource(resource.name, resource.source, tuple(kept), resource.text)


def _masked(resource: Resource) -> tuple[Field, ...]:
    return tuple(_with_mask(each) if each.masked_at else each for each in resource.fields)


def mask_of(field: Field, value: object) -> str | None:
    """What those see of a masked value who may not see it: of a word not even that there is one."""
    if field.words:
        return MASK[1]
    return None if value is None else MASK[0]


def _with_mask(field: Field) -> Field:
    words = ((None, MASK[1]), MASK) if field.words else ()
    return Field(
        name=field.name, kind=field.kind, at=field.masked_at, words=words, absent=field.absent
    )
