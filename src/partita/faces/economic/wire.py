"""The tables of the dialect for every version (contracts/economic.md 4 and 12)."""

from functools import lru_cache
from typing import Final

from partita.domain.query import Absent, Form
from partita.facekit.table import (
    INT32_MAX,
    INT32_MIN,
    LISTED,
    MATCHED,
    ORDERED,
    Field,
    Kind,
    Resource,
    Version,
)

VERSIONS: Final[tuple[Version, ...]] = (
    (1, 0, 0),
    (1, 0, 1),
    (1, 0, 2),
    (1, 0, 3),
    (1, 0, 4),
    (1, 1, 0),
    (1, 1, 1),
    (2, 0, 0),
    (3, 0, 0),
    (3, 0, 1),
    (3, 1, 0),
)
"""All versions; old ones keep answering (contracts/economic.md 1)."""

SETUP_SINCE: Final[Version] = (1, 1, 0)
ACTIVE_SINCE: Final[Version] = (2, 0, 0)
ACTIVE_FIXED_SINCE: Final[Version] = (3, 0, 0)
LONG_NOTES_SINCE: Final[Version] = (3, 0, 1)
CUSTOMERS_SINCE: Final[Version] = (3, 1, 0)

CUSTOMER_NUMBER_MAX: Final = 999_999_999
DIALECT_WORDS: Final = frozenset(
    {
        "agreement",
        "customer_contact",
        "delivery_location",
        "object_version",
        "user_interface_number",
        "nem_handel",
        "cvr_no",
        "vat_no",
    }
)
"""Words that must not leak out of this folder (tools/lint.py)."""


def _text(name: str, at: str, limit: int, **more: object) -> Field:
    return Field(name=name, kind=Kind.TEXT, at=at, to=at, max=limit, **more)  # type: ignore[arg-type]


def _flag(name: str, at: str, **more: object) -> Field:
    return Field(
        name=name,
        kind=Kind.BOOLEAN,
        at=at,
        to=at,
        nullable=False,
        absent=Absent.OMIT_FALSE,
        **more,  # type: ignore[arg-type]
    )


def _owner(at: str) -> Field:
    return Field(
        name="customerNumber",
        kind=Kind.INTEGER,
        at=at,
        to="customer_number",
        min=1,
        max=CUSTOMER_NUMBER_MAX,
        required=True,
        nullable=False,
        ops=LISTED,
        sortable=True,
        text="Number of the customer it belongs to; never changes.",
    )


def _number(text: str) -> Field:
    return Field(
        name="number",
        kind=Kind.INTEGER,
        at="number",
        ops=LISTED,
        sortable=True,
        text=text,
    )


_SERIAL: Final = Field(
    name="userInterfaceNumber",
    kind=Kind.INTEGER,
    at="serial",
    ops=LISTED,
    text="Counts from 1 for each customer.",
)
_LAST_UPDATED: Final = Field(
    name="lastUpdated", kind=Kind.MOMENT, at="changed_at", ops=ORDERED, text="Moved by any change."
)
_OBJECT_VERSION: Final = Field(
    name="objectVersion",
    kind=Kind.TEXT,
    at="version",
    form=Form.VERSION_HEX,
    text="Send the value of the last GET with a PUT.",
)

CONTACT: Final = Resource(
    "Contact",
    "customer_contacts",
    (
        _number("Unique in the agreement, given by the server."),
        _owner("customer_number"),
        _SERIAL,
        _text("name", "name", 255, required=True, nullable=False, ops=MATCHED),
        _text("email", "email", 255, ops=MATCHED),
        _text("phone", "phone", 50),
        _text("notes", "notes", 255, until=LONG_NOTES_SINCE),
        _text("notes", "notes", 2000, since=LONG_NOTES_SINCE),
        _text("eInvoiceId", "e_invoice_id", 50, ops=ORDERED),
        _LAST_UPDATED,
        _flag("receiveQuotes", "receives_quotes"),
        _flag("receiveOrders", "receives_orders"),
        _flag("receiveInvoices", "receives_invoices"),
        _flag("receiveEInvoices", "receives_e_invoices"),
        _flag("receiveStatementOfAccounts", "receives_statements"),
        _flag("receiveReminders", "receives_reminders"),
        _OBJECT_VERSION,
        Field(
            name="isDeleted",
            kind=Kind.BOOLEAN,
            at="is_deleted",
            ops=ORDERED,
            absent=Absent.OMIT_FALSE,
            text="Deleted contacts stay readable as history.",
        ),
        Field(
            name="active",
            kind=Kind.BOOLEAN,
            at="is_active",
            to="is_active",
            nullable=False,
            ops=ORDERED,
            absent=Absent.OMIT_FALSE,
            keeps=True,
            since=ACTIVE_SINCE,
            until=ACTIVE_FIXED_SINCE,
        ),
        Field(
            name="active",
            kind=Kind.BOOLEAN,
            at="is_active",
            ops=ORDERED,
            absent=Absent.OMIT_FALSE,
            since=ACTIVE_FIXED_SINCE,
        ),
    ),
    "A contact person of a customer.",
)

DELIVERY_LOCATION: Final = Resource(
    "DeliveryLocation",
    "customer_addresses",
    (
        _number("Unique in the agreement; a wanted one may be given with POST."),
        _owner("customer_number"),
        _SERIAL,
        Field(
            name="address",
            kind=Kind.TEXT,
            at="street_lines",
            to="street_lines",
            max=255,
        ),
        _text("city", "city", 50, ops=ORDERED),
        Field(
            name="country",
            kind=Kind.TEXT,
            at="country_shown",
            to="country_text",
            max=50,
            ops=ORDERED,
        ),
        _text("postalCode", "postal_code", 15),
        _text("termsOfDelivery", "terms_of_delivery", 100),
        _text("eInvoiceId", "e_invoice_id", 50, ops=ORDERED),
        _flag("isBarred", "is_barred", ops=ORDERED),
        _LAST_UPDATED,
        _OBJECT_VERSION,
    ),
    "A place where goods of a customer are delivered.",
)

SETUP: Final = Resource(
    "Setup",
    "setup",
    (
        Field(name="defaultCustomerGroupNumber", kind=Kind.INTEGER, at="default_customer_group"),
        Field(name="defaultLayoutNumber", kind=Kind.INTEGER, at="default_layout"),
        Field(name="objectVersion", kind=Kind.TEXT, at="setup_version", form=Form.VERSION_HEX),
    ),
    "Defaults of the agreement for customers.",
)


def _role_number(name: str, at: str, **more: object) -> Field:
    return Field(
        name=name,
        kind=Kind.INTEGER,
        at=at,
        to=f"role.{at}",
        min=INT32_MIN,
        max=INT32_MAX,
        nullable=False,
        **more,  # type: ignore[arg-type]
    )


def _role_text(name: str, at: str, limit: int) -> Field:
    return Field(name=name, kind=Kind.TEXT, at=at, to=f"role.{at}", max=limit)


def _mailbox(word: str, at: str) -> tuple[Field, Field]:
    return (
        _role_text(f"default{word}Recipient", f"{at}_email", 255),
        _role_number(f"default{word}Template", f"{at}_template"),
    )


CUSTOMER: Final = Resource(
    "Customer",
    "customers",
    (
        Field(
            name="customerNumber",
            kind=Kind.INTEGER,
            at="number",
            to="role.number",
            min=1,
            max=CUSTOMER_NUMBER_MAX,
            required=True,
            nullable=False,
            ops=LISTED,
            sortable=True,
            text="Chosen by the caller.",
        ),
        Field(
            name="customerGroupNumber",
            kind=Kind.INTEGER,
            at="group",
            to="role.group",
            min=1,
            max=CUSTOMER_NUMBER_MAX,
            nullable=False,
        ),
        _role_number("zone", "vat_zone"),
        _role_text("currency", "currency", 3),
        Field(
            name="access",
            kind=Kind.BOOLEAN,
            at="is_active",
            to="access",
            nullable=False,
            absent=Absent.OMIT_FALSE,
            text="False bars the customer; absent means true on POST and false on PUT.",
        ),
        _text("name", "party.name", 255, required=True, nullable=False),
        _text("address1", "mail.street", 255),
        _text("address2", "mail.street_extra", 255),
        _text("postCode", "mail.postal_code", 30),
        _text("city", "mail.city", 50),
        Field(
            name="country",
            kind=Kind.TEXT,
            at="mail.country_shown",
            to="mail.country_text",
            max=50,
        ),
        _role_text("contactPerson", "contact_name", 50),
        _text("phone", "party.phone", 255),
        _text("email", "party.email", 255),
        _role_number("paymentDays", "payment_days"),
        _text("bankAccount", "account.account", 50),
        _text("cvrNo", "party.company_number", 40),
        _role_number("ourRef", "our_reference"),
        _role_number("layoutGroup", "layout"),
        _role_number("paymentTermId", "payment_term"),
        _text("homepage", "party.website", 255),
        _role_number("defaultTheirRef", "their_reference"),
        _role_number("defaultAttention", "attention"),
        _role_number("layoutGroupPrint", "print_layout"),
        _role_number("language", "language"),
        _role_number("discountGroupNumber", "discount_group"),
        _role_number("priceGroupNumber", "price_group"),
        _role_number("defaultDeliveryLocation", "delivery_address"),
        _role_text("eanLocationNumber", "gln", 13),
        _role_text("voucherNumber", "voucher_number", 30),
        _text("county", "mail.province", 50),
        _text("vatNo", "party.vat_number", 50),
        Field(
            name="creditMaximum", kind=Kind.NUMBER, at="credit_maximum", to="role.credit_maximum"
        ),
        _role_text("recipientPeppol", "peppol_id", 30),
        Field(
            name="defaultDiscountPct",
            kind=Kind.NUMBER,
            at="discount_percent",
            to="role.discount_percent",
        ),
        _text("bankGiroNumber", "account.giro", 20),
        _text("iban", "account.iban", 50),
        _text("swift", "account.bic", 20),
        Field(
            name="directDebitMandateDate",
            kind=Kind.MOMENT,
            at="direct_debit_mandate_at",
            to="role.direct_debit_mandate_at",
        ),
        _role_text("pnr", "production_unit", 40),
        _role_number("nemHandelReceiverType", "e_invoice_receiver_type"),
        _text("mobilePhone", "party.mobile", 50),
        _role_number("emailAttachmentLanguage", "attachment_language"),
        Field(
            name="defaultDisableEInvoicing",
            kind=Kind.BOOLEAN,
            at="is_e_invoice_disabled",
            to="role.is_e_invoice_disabled",
            nullable=False,
            absent=Absent.OMIT_FALSE,
        ),
        *_mailbox("Invoice", "invoice"),
        *_mailbox("Order", "order"),
        *_mailbox("Quote", "quote"),
        *_mailbox("Reminder", "reminder"),
        *_mailbox("StatementOfAccount", "statement"),
        Field(name="objectVersion", kind=Kind.TEXT, at="party.version", form=Form.VERSION_HEX),
    ),
    "A customer.",
)


@lru_cache(maxsize=256)
def at_version(resource: Resource, version: Version, *, shows_false: bool) -> Resource:
    """A resource as one version has it; made once, because caches go by identity.

    Args:
        resource: One of the tables of this module.
        version: Such as ``(1, 1, 1)``.
        shows_false: False booleans are shown rather than left out.
    """
    found = resource.at_version(version)
    return found.with_absent({Absent.OMIT_FALSE: Absent.FALSE}) if shows_false else found
