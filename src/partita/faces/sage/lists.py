"""The reference lists a client of customers needs (contracts/sage.md 8)."""

from typing import Final

from partita.faces.sage.graph import (
    FIRST_ONLY,
    SECOND_ONLY,
    AnyField,
    Enum,
    Field,
    Kind,
    One,
    Type,
    Writing,
)

ROWS: Final = "whole_rows"
"""The source of all rows of the book's own lists."""


def identity(uuid: str = "uuid", modified: str = "changed_at") -> tuple[AnyField, ...]:
    """Id and dates, which the system sets.

    Args:
        uuid: The field of the book that is the id.
        modified: The one that says when the record last changed.
    """
    return (
        Field(name="id", kind=Kind.UUID, at=uuid, writing=Writing.NEVER),
        Field(name="creationDate", kind=Kind.MOMENT, at="created_at", writing=Writing.NEVER),
        Field(name="modificationDate", kind=Kind.MOMENT, at=modified, writing=Writing.NEVER),
    )


def truth(name: str, at: str, writing: Writing = Writing.ALWAYS) -> Field:
    """A field that is true or false."""
    return Field(name=name, kind=Kind.TRUTH, at=at, writing=writing)


def text(name: str, at: str, most: int | None = None, *, required: bool = False) -> Field:
    """A field that is a text."""
    return Field(name=name, kind=Kind.TEXT, at=at, max=most, required=required)


def row_type(name: str, first_name: str, *fields: AnyField, about: str = "") -> Type:
    """A type whose objects are rows of one of the book's lists."""
    return Type(name, first_name, ROWS, (*identity(), *fields), about)


COUNTRY: Final = row_type(
    "Country",
    "CountriesGLDto",
    text("name", "name"),
    text("isoCodeAlpha2", "code", 2),
    text("isoCodeAlpha3", "alpha3", 3),
    text("isoNumber", "numeric", 3),
    text("viesCode", "vies", 2),
    text("legislationCode", "home_legislation"),
)
DOCUMENT_TYPE: Final = row_type(
    "DocumentType",
    "DocumentTypesGLDto",
    text("code", "code"),
    text("name", "name"),
    text("legislationCode", "legislation"),
)
JOB_AREA: Final = row_type("JobArea", "JobAreasGLDto", text("name", "name", 50, required=True))
BUSINESS_AREA: Final = row_type(
    "BusinessArea", "BusinessAreasGLDto", text("name", "name", 17, required=True)
)
MEAN_TYPE: Final = Enum(
    "PaymentMeanType", (("undefined", "UNDEFINED"), ("payment_in", "PAYMENT_IN"))
)
PAYMENT_MEAN: Final = row_type(
    "PaymentMean",
    "PaymentMeansGLDto",
    text("description", "name", 20, required=True),
    Field(name="type", kind=MEAN_TYPE, at="type"),
    truth("inactive", "is_barred"),
)
CURRENCY: Final = row_type(
    "Currency",
    "CurrenciesGLDto",
    text("code", "code"),
    text("description", "name"),
    Field(name="precision", kind=Kind.INT, at="precision"),
)
SUB_ACCOUNT_TYPE: Final = Enum(
    "SubAccountType",
    (
        ("customer", "CUSTOMER"),
        ("supplier", "PROVIDER"),
        ("employee", "EMPLOYEE"),
        ("prepayment", "PREPAYMENT"),
        ("sales", "SALES"),
        ("purchases", "PURCHASES"),
        ("bank", "BANK"),
        ("output_tax", "OUTPUT_TAX"),
        ("input_tax", "INPUT_TAX"),
    ),
)
ACCOUNT_LEVEL: Final = Enum("AccountLevel", ((None, "SUB_ACCOUNT"),))
ACCOUNT_TYPE: Final = Enum(
    "AccountType",
    (
        ("asset", "ASSET"),
        ("liability", "LIABILITY"),
        ("income", "INCOME"),
        ("expense", "EXPENSE"),
    ),
)
ACCOUNT_CODE: Final = Type("AccountCode", "AccountCodeGLDto", ROWS, (text("value", "code"),))
ACCOUNT: Final = row_type(
    "AccountingAccount",
    "AccountingAccountsGLDto",
    One(name="code", of=ACCOUNT_CODE, prefix=""),
    text("name", "name", 100, required=True),
    Field(name="description", kind=Kind.TEXT, at="name", is_sought=False),
    truth("deactivated", "is_barred"),
    Field(name="accountLevel", kind=ACCOUNT_LEVEL, at="nothing"),
    Field(name="subAccountType", kind=SUB_ACCOUNT_TYPE, at="sub_account_type"),
    Field(name="accountType", kind=ACCOUNT_TYPE, at="nature"),
    truth("applyVat", "never"),
)
TARIFF: Final = row_type(
    "SalesTariff", "SalesTariffsGLDto", text("code", "code", 10), text("name", "name", 20)
)
DISCOUNT_GROUP: Final = row_type(
    "SalesDiscount", "SalesDiscountsGLDto", text("code", "code", 10), text("name", "name", 20)
)
TAX_TREATMENT: Final = row_type(
    "TaxTreatment", "TaxTreatmentsGLDto", text("code", "code"), text("name", "name")
)
TRANSACTION_CATEGORY: Final = row_type(
    "TransactionCategory",
    "TransactionCategoriesGLDto",
    text("code", "code"),
    text("name", "name"),
)
METHOD_TYPE: Final = Enum(
    "PaymentMethodType",
    (("not_specified", "NOT_SPECIFIED"), ("bank_account", "BANK_ACCOUNT"), ("cash", "CASH")),
)
JOURNAL_TYPE: Final = row_type(
    "JournalType", "JournalTypesGLDto", text("code", "code"), text("name", "name")
)
PAYMENT_METHOD: Final = row_type(
    "PaymentMethod",
    "PaymentMethodsGLDto",
    text("referenceName", "name"),
    Field(name="type", kind=METHOD_TYPE, at="type"),
    truth("disabled", "is_barred"),
    One(name="journalType", of=JOURNAL_TYPE, prefix="journal_type_row"),
    Field(name="journalTypeId", kind=Kind.UUID, at="journal_type_row.uuid"),
    One(name="subAccount", of=ACCOUNT, prefix="sub_account_row"),
    Field(name="subAccountId", kind=Kind.UUID, at="sub_account_row.uuid"),
)
ZIP_COUNTRY: Final = Enum(
    "ZipCodeCountry",
    (("FR", "FRANCE"), ("DE", "ALEMANIA"), ("ES", "ESPANA"), ("PT", "PORTUGAL")),
)
ZIP_CODE: Final = Type(
    "ZipCode",
    "ZipCodesGLDto",
    ROWS,
    (
        Field(name="id", kind=Kind.UUID, at="uuid", writing=Writing.NEVER),
        Field(name="country", kind=ZIP_COUNTRY, at="country"),
        text("province", "province"),
        text("town", "name"),
        text("zipCode", "code"),
    ),
)
USER: Final = Type(
    "User",
    "UserGLDto",
    "user_names",
    (
        Field(name="id", kind=Kind.UUID, at="uuid", writing=Writing.NEVER),
        text("authenticationEmail", "name"),
        text("auth0UserId", "name"),
        text("firstName", "name"),
        text("lastName", "nothing"),
        Field(name="fullName", kind=Kind.TEXT, at="name", is_sought=False),
        Field(name="applicationLanguageCode", kind=Kind.TEXT, at="language"),
        Field(name="isBlocked", kind=Kind.TRUTH, at="is_barred", within=FIRST_ONLY),
        Field(name="expirationDate", kind=Kind.MOMENT, at="nothing", within=FIRST_ONLY),
        Field(name="activeOrganizationId", kind=Kind.UUID, at="book.uuid", within=FIRST_ONLY),
        Field(name="hasAllOrganizations", kind=Kind.TRUTH, at="always", within=FIRST_ONLY),
    ),
    key="number",
)
ORGANIZATION_STATUS: Final = Enum(
    "OrganizationStatus",
    (
        ("ready", "READY"),
        ("undefined", "UNDEFINED"),
        ("blocked", "BLOCKED"),
        ("cancelled", "CANCELLED"),
        ("expired", "EXPIRED"),
        ("no_license", "NO_LICENSE"),
        ("pending", "PENDING"),
        ("reset", "RESET"),
        ("transferring", "TRANSFERRING"),
    ),
)
_ORGANIZATION_FIELDS: Final[tuple[AnyField, ...]] = (
    *identity(),
    Field(name="status", kind=ORGANIZATION_STATUS, at="state"),
    truth("onboardingCompleted", "always"),
    Field(name="onboardingDateCompleted", kind=Kind.MOMENT, at="created_at"),
    text("legislationCode", "legislation"),
    text("socialName", "name", 50),
    Field(name="documentId", kind=Kind.TEXT, at="nothing", max=14),
    Field(name="documentTypeId", kind=Kind.UUID, at="nothing"),
    Field(name="nafApeCode", kind=Kind.TEXT, at="nothing", max=7),
    Field(name="vatNumber", kind=Kind.TEXT, at="nothing", max=25),
    Field(name="tenantId", kind=Kind.UUID, at="nothing"),
)
ORGANIZATION_FIELDS: Final = (
    *_ORGANIZATION_FIELDS,
    One(name="currency", of=CURRENCY, prefix="currency_row"),
    Field(name="currencyId", kind=Kind.UUID, at="currency_row.uuid"),
)


def _plain(name: str, first_name: str, *fields: Field) -> Type:
    """A type whose objects are made by code."""
    return Type(name, first_name, "", fields)


USER_PROFILE: Final = _plain(
    "UserProfile",
    "UserProfileGLDto",
    Field(name="id", kind=Kind.UUID, at=None),
    Field(name="firstName", kind=Kind.TEXT, at=None, within=SECOND_ONLY),
    Field(name="lastName", kind=Kind.TEXT, at=None, within=SECOND_ONLY),
    Field(name="fullName", kind=Kind.TEXT, at=None),
    Field(name="applicationLanguageCode", kind=Kind.TEXT, at=None),
    Field(name="authenticationEmail", kind=Kind.TEXT, at=None),
    Field(name="expirationDate", kind=Kind.MOMENT, at=None, within=FIRST_ONLY),
    Field(name="activeOrganizationId", kind=Kind.UUID, at=None, within=FIRST_ONLY),
    Field(name="activeTenantId", kind=Kind.UUID, at=None, within=FIRST_ONLY),
    Field(name="activeLegislationCode", kind=Kind.TEXT, at=None, within=FIRST_ONLY),
)
CODE_MODES: Final = _plain(
    "ThirdPartyCodeModeSettings",
    "ThirdPartyCodeModeSettingsGLDto",
    Field(name="customerCodeIsManual", kind=Kind.TRUTH, at=None),
    Field(name="supplierCodeIsManual", kind=Kind.TRUTH, at=None),
    Field(name="employeeCodeIsManual", kind=Kind.TRUTH, at=None),
)
ENUM_VALUE: Final = _plain(
    "LocalizedEnumValue",
    "LocalizedEnumValueGLDto",
    Field(name="value", kind=Kind.TEXT, at=None),
    Field(name="label", kind=Kind.TEXT, at=None),
)
ERROR_MESSAGE: Final = _plain(
    "LocalizedErrorMessage",
    "LocalizedErrorMessageGLDto",
    Field(name="message", kind=Kind.TEXT, at=None),
    Field(name="errorCode", kind=Kind.TEXT, at=None),
    Field(name="language", kind=Kind.TEXT, at=None),
)
POLICY_CHECK: Final = _plain(
    "UserAccessPolicyCheck",
    "UserAccessPolicyCheckGLDto",
    Field(name="action", kind=Kind.TEXT, at=None),
    Field(name="isAllowed", kind=Kind.TRUTH, at=None),
)
ACCOUNTING_SETUP: Final = _plain(
    "OrganizationAccountingSetup",
    "OrganizationAccountingSetupGLDto",
    Field(name="organizationId", kind=Kind.UUID, at=None),
    Field(name="defaultCustomersAccountId", kind=Kind.UUID, at=None),
    Field(name="defaultSuppliersAccountId", kind=Kind.UUID, at=None),
    Field(name="defaultEmployeesAccountId", kind=Kind.UUID, at=None),
    Field(name="defaultPrepaymentsAccountId", kind=Kind.UUID, at=None),
)
TERM_PREVIEW: Final = _plain(
    "PaymentTermPreview",
    "PaymentTermPreviewGLDto",
    Field(name="order", kind=Kind.INT, at=None),
    Field(name="dueDate", kind=Kind.DAY, at=None),
    Field(name="amount", kind=Kind.DECIMAL, at=None),
)
