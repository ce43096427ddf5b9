"""The tables of the dialect: every resource, field by field (contracts/flowtly.md 5 to 7)."""

from dataclasses import dataclass
from typing import Any, Final

from partita.domain.query import Form
from partita.facekit.table import INT32_MAX, Field, Kind, Resource
from partita.faces.flowtly.messages import N_

TEXT_CHARS_MAX: Final = 255
LONG_CHARS_MAX: Final = 10_000
URL_CHARS_MAX: Final = 2_000
DUE_DAYS: Final = 14
DIALECT_WORDS: Final = frozenset(
    {
        "tin_type",
        "tin_country",
        "attribute_set_iri",
        "client_contacts",
        "client_notes",
        "due_days_shown",
        "address_locale_number",
        "corporate_website_url",
        "cost_group_icon",
        "budget_neutral_shown",
    }
)
"""Words that must not leak out of this folder (tools/lint.py)."""

CONTACT_TYPES: Final = ("general", "billing", "technical")
LANGUAGES: Final = ("en", "pl", "de", "fr", "es", "pt", "nl", "da", "sv", "uk")
STANDINGS: Final = (("active", "active"), ("barred", "inactive"), ("archived", "archived"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Property(Field):
    """A field as this dialect has it.

    Attributes:
        link: The collection its value is a member of, where it is written as an IRI.
        items: What each member of a list of embedded objects is.
        otherwise: What is shown where the book has nothing, as JSON.
        choices: Values the contract suggests; only these are taken in the strict way.
        is_email: It must be an e-mail address.
        has_other_words: Values without a word of ours are shown as they are.
        is_constant: It is the same for every record: `otherwise`.
    """

    link: str = ""
    items: "Resource | None" = None
    otherwise: str | None = None
    choices: tuple[str, ...] = ()
    is_email: bool = False
    has_other_words: bool = False
    is_constant: bool = False


def _text(name: str, at: str, to: str, chars_max: int = TEXT_CHARS_MAX, **more: Any) -> Property:
    return Property(name=name, kind=Kind.TEXT, at=at, to=to, max=chars_max, **more)


def _link(name: str, at: str, to: str | None, link: str, **more: Any) -> Property:
    return Property(name=name, kind=Kind.TEXT, at=at, to=to, link=link, **more)


def _flag(name: str, at: str, to: str, text: str) -> Property:
    return Property(name=name, kind=Kind.BOOLEAN, at=at, to=to, nullable=False, text=text)


def _count(name: str, at: str, to: str, text: str, **more: Any) -> Property:
    return Property(
        name=name,
        kind=Kind.INTEGER,
        at=at,
        to=to,
        min=0,
        max=INT32_MAX,
        nullable=False,
        text=text,
        **more,
    )


def _id(at: str, kind: Kind = Kind.INTEGER) -> Property:
    return Property(name="id", kind=kind, at=at, text=N_("Given by the server."))


def _moment(name: str, at: str, text: str) -> Property:
    return Property(name=name, kind=Kind.MOMENT, at=at, form=Form.MOMENT_OFFSET, text=text)


def _status(text: str, **more: Any) -> Property:
    return _text(
        "status",
        "standing_shown",
        "role.standing",
        nullable=False,
        words=STANDINGS,
        has_other_words=True,
        choices=tuple(word for _, word in STANDINGS),
        text=text,
        **more,
    )


_POSSIBLE: Final = f'"{",".join(CONTACT_TYPES)}"'

CONTACT: Final = Resource(
    "ClientContact",
    "party_contacts",
    (
        _id("number"),
        _link("client", "party_id", "client", "clients", nullable=False, text=N_("Whose contact.")),
        _text(
            "type",
            "kind",
            "kind",
            required=True,
            nullable=False,
            otherwise='"general"',
            choices=CONTACT_TYPES,
            text=N_("What they are for."),
        ),
        _count(
            "position",
            "position",
            "position",
            N_("Order within a client; the next one unless set."),
        ),
        _text(
            "email",
            "email",
            "email",
            required=True,
            nullable=False,
            is_email=True,
            text=N_("E-mail."),
        ),
        _text("name", "name", "name", required=True, nullable=False, text=N_("Full name.")),
        _text("title", "title", "title", text=N_("Job title.")),
        _text("phone", "phone", "phone", text=N_("Telephone number.")),
        _moment("createdAt", "created_at", N_("When it came into being.")),
        _moment("updatedAt", "changed_at", N_("When it last changed.")),
        Property(
            name="possibleTypes",
            kind=Kind.TEXT,
            at="number",
            otherwise=_POSSIBLE,
            is_constant=True,
            text=N_("The values that type may take, with commas between."),
        ),
    ),
    N_("A person at a client."),
)

COST_GROUP_SHOWN: Final = Resource(
    "CostGroup",
    "references",
    (
        Property(name="name", kind=Kind.TEXT, at="name"),
        Property(name="icon", kind=Kind.TEXT, at="icon"),
    ),
)

COST_GROUP_AT: Final = "default_counterparty"
"""The field of the book without which a client has no cost group."""

CLIENT: Final = Resource(
    "Client",
    "customers_by_party",
    (
        _id("party_id"),
        _link(
            "country",
            "mail.country_of_party",
            "party.country",
            "countries",
            required=True,
            nullable=False,
            text=N_("Where the client is; the country of the book where nobody said."),
        ),
        _link(
            "currency",
            "currency_shown",
            "role.currency",
            "currencies",
            required=True,
            nullable=False,
            text=N_("What invoices are written in."),
        ),
        _link(
            "defaultCost",
            "default_counterparty",
            "role.default_counterparty",
            "counterparties",
            text=N_("The counterparty that costs of the client are booked on."),
        ),
        _status(N_("Whether we deal with the client."), required=True),
        _link(
            "attributeSet",
            "attribute_set",
            "role.attribute_set",
            "attribute-sets",
            text=N_("Which further attributes it has."),
        ),
        _text("name", "party.name", "party.name", required=True, nullable=False, text=N_("Name.")),
        _count(
            "dueDays",
            "payment_term.days_shown",
            "role.payment_days",
            N_("Days until an invoice is due; 14 unless set."),
            otherwise=str(DUE_DAYS),
        ),
        _text(
            "tinType",
            "party.tax_kind",
            "party.tax_kind",
            required=True,
            nullable=False,
            otherwise='"other"',
            choices=("nip", "vat_eu", "other", "none"),
            text=N_("What kind of number the tax id is."),
        ),
        _text(
            "tinCountry",
            "party.tax_country",
            "party.tax_country",
            text=N_("Country prefix of the tax id."),
        ),
        _text(
            "tin", "party.company_number", "party.company_number", text=N_("Tax id without prefix.")
        ),
        _text(
            "externalPaymentCustomerId",
            "external_payment_id",
            "role.external_payment_id",
            text=N_("Id at a payment provider."),
        ),
        _text(
            "invoiceComment",
            "invoice_comment",
            "role.invoice_comment",
            LONG_CHARS_MAX,
            text=N_("Printed on invoices."),
        ),
        _text(
            "defaultTaxRate",
            "default_tax_rate",
            "role.default_tax_rate",
            text=N_("A rate as text, such as 25.00."),
        ),
        _text(
            "documentsLanguage",
            "documents_language",
            "role.documents_language",
            nullable=False,
            otherwise='"en"',
            choices=LANGUAGES,
            text=N_("Two letters, in lower case."),
        ),
        _text("addressPhoneNumber", "party.phone", "party.phone", text=N_("Telephone number.")),
        _text("addressCity", "mail.city", "mail.city", text=N_("City.")),
        _text("addressPostCode", "mail.postal_code", "mail.postal_code", text=N_("Postal code.")),
        _text("addressStreetLine", "mail.street", "mail.street", text=N_("Street.")),
        _text(
            "addressBuildingNumber",
            "mail.building",
            "mail.building",
            text=N_("Number of the house."),
        ),
        _text(
            "addressLocaleNumber", "mail.unit", "mail.unit", text=N_("Number of the flat or unit.")
        ),
        _link(
            "addressCountry",
            "mail.country",
            "mail.country",
            "countries",
            text=N_("Country of the address."),
        ),
        Property(
            name="clientContacts",
            kind=Kind.OBJECT,
            at="persons",
            to="contacts",
            nullable=False,
            items=CONTACT,
            text=N_("The contacts; a list that is sent replaces the one there is."),
        ),
        Property(
            name="costGroup",
            kind=Kind.OBJECT,
            at="default_cost_groups",
            items=COST_GROUP_SHOWN,
            text=N_("The cost group of defaultCost."),
        ),
        Property(
            name="costGroupIcon",
            kind=Kind.TEXT,
            at="default_icon",
            text=N_("The icon of costGroup."),
        ),
        _text(
            "vatNumber",
            "party.vat_shown",
            "vat",
            text=N_("tinCountry and tin together; split when it is sent without tin."),
        ),
    ),
    N_("A client: a party in its role as customer."),
)

NOTE: Final = Resource(
    "ClientNote",
    "notes",
    (
        _id("uuid", Kind.TEXT),
        _link(
            "client",
            "party_id",
            "client",
            "clients",
            required=True,
            nullable=False,
            text=N_("About which client."),
        ),
        _link(
            "employee",
            "author",
            "author",
            "employees",
            required=True,
            nullable=False,
            text=N_("Who wrote it."),
        ),
        _text(
            "note",
            "text",
            "text",
            LONG_CHARS_MAX,
            required=True,
            nullable=False,
            text=N_("The text."),
        ),
        _moment("createdAt", "created_at", N_("When it came into being.")),
        _moment("updatedAt", "changed_at", N_("When it last changed.")),
    ),
    N_("Something somebody wrote down about a client."),
)

COUNTERPARTY: Final = Resource(
    "Counterparty",
    "counterparties",
    (
        _id("party_id"),
        _text(
            "type",
            "kind",
            "role.kind",
            nullable=False,
            choices=("standard", "income", "dividend", "internal"),
            text=N_("What kind of group it belongs to; standard unless set."),
        ),
        _flag(
            "requireAttachment",
            "requires_attachment",
            "role.requires_attachment",
            N_("Its transactions need a document."),
        ),
        _flag("cyclic", "is_cyclic", "role.is_cyclic", N_("It comes again and again.")),
        _flag(
            "budgetNeutral",
            "is_budget_neutral",
            "role.is_budget_neutral",
            N_("It is left out of budget figures."),
        ),
        _text("logoUrl", "party.logo_url", "party.logo_url", URL_CHARS_MAX, text=N_("Its logo.")),
        _text(
            "corporateWebsiteUrl",
            "party.website",
            "party.website",
            URL_CHARS_MAX,
            text=N_("Its site."),
        ),
        _text(
            "displayName",
            "party.display_shown",
            "party.display_name",
            nullable=False,
            text=N_("The name people know; the name unless set."),
        ),
        Property(
            name="costGroupIcon",
            kind=Kind.TEXT,
            at="cost_group.icon",
            text=N_("The icon of costGroup."),
        ),
        _text(
            "name",
            "party.name",
            "party.name",
            nullable=False,
            text=N_("Name; displayName serves where it is not sent."),
        ),
        _text(
            "description",
            "description",
            "role.description",
            LONG_CHARS_MAX,
            text=N_("What it is about."),
        ),
        _link(
            "costGroup", "cost_group", "role.cost_group", "cost-groups", text=N_("Its cost group.")
        ),
        _status(N_("Whether we deal with it; active unless set.")),
        _text("vatNumber", "party.vat_shown", "vat", text=N_("Tax id with its country prefix.")),
        _text(
            "tin", "party.company_number", "party.company_number", text=N_("Tax id without prefix.")
        ),
    ),
    N_("The other side of a bank transaction."),
)


def _plain(name: str, at: str, kind: Kind = Kind.TEXT, text: str = "") -> Property:
    return Property(name=name, kind=kind, at=at, text=text)


_NUMBER: Final = _id("number")
_NAME: Final = _plain("name", "name", text=N_("Name."))
COUNTRY: Final = Resource(
    "Country",
    "references",
    (
        _NUMBER,
        _plain("code", "code", text=N_("Two letters of ISO 3166-1.")),
        _plain("alpha3", "alpha3", text=N_("Three letters of ISO 3166-1.")),
        _NAME,
    ),
    N_("A country; its IRI has its code, its number is understood, too."),
)
CURRENCY: Final = Resource(
    "Currency",
    "references",
    (
        _NUMBER,
        _plain("code", "code", text=N_("Three letters of ISO 4217.")),
        _NAME,
        _plain("precision", "precision", Kind.INTEGER, N_("Digits after the point.")),
    ),
    N_("A currency; its IRI has its code, its number is understood, too."),
)
ATTRIBUTE_SET: Final = Resource(
    "AttributeSet", "references", (_NUMBER, _NAME), N_("A set of further attributes.")
)
COST_GROUP: Final = Resource(
    "CostGroup",
    "references",
    (
        _NUMBER,
        _NAME,
        _plain("icon", "icon", text=N_("Short name of its icon.")),
        _plain("type", "type", text=N_("standard, income, dividend or internal.")),
    ),
    N_("A group of costs."),
)
TAX_RATE: Final = Resource(
    "TaxRate",
    "references",
    (_NUMBER, _NAME, _plain("rate", "percent", text=N_("Percent as text."))),
    N_("A rate of tax."),
)
EMPLOYEE: Final = Resource(
    "Employee",
    "employees",
    (
        _id("party_id"),
        _plain("name", "party.name", text=N_("Full name.")),
        _plain("firstName", "party.first_name", text=N_("First name.")),
        _plain("lastName", "party.last_name", text=N_("Family name.")),
        _plain("email", "party.email", text=N_("E-mail.")),
        _plain("phone", "party.phone", text=N_("Telephone number.")),
        _plain("position", "job_title", text=N_("Job title.")),
    ),
    N_("Somebody who works here."),
)
STORAGE: Final = Resource(
    "Storage",
    "files",
    (
        _id("id"),
        _plain("name", "name", text=N_("Name of the file.")),
        _plain("mimeType", "media_type", text=N_("What kind of file it is.")),
        _plain("size", "size_bytes", Kind.INTEGER, N_("Bytes.")),
        _moment("createdAt", "created_at", N_("When it was stored.")),
    ),
    N_("A stored file."),
)
DOCUMENTS: Final = Property(
    name="documents",
    kind=Kind.OBJECT,
    at="files",
    items=STORAGE,
    text=N_("The stored files of the client."),
)
"""What the documents of a client show beside the client itself."""
