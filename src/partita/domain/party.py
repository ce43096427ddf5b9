"""A company or a person we deal with, and its roles."""

from dataclasses import dataclass
from datetime import date, datetime

from partita.domain.record import Record
from partita.domain.standing import Standing
from partita.kit.swift import swift
from partita.kit.unset import UNSET, UnsetType

PARTY_ID_MAX = 9_007_199_254_740_991
NUMBER_MAX = 999_999_999


@swift
@dataclass(frozen=True, slots=True, kw_only=True)
class Party(Record):
    """A company or a person we deal with; what all its roles share.

    Attributes:
        id: Number of the party in its book; dialects with integer ids show it.
        name: Full name; of a person first and last name.
        first_name: Given when known, else split off `name`.
        country: Two letters of ISO 3166-1, or ``XI``.
        company_number: The national company number as it was written.
        vat_number: The VAT number as it was written.
        tax_country: Country prefix of the tax id.
        tax_kind: What kind of number the tax id is, in words of who wrote it.
        national_id: A natural person's national number; masked where a reader lacks the privilege.
        activity_code: Branch of business (NAF/APE, CNAE).
        business_area: Number of a reference row.
        document_type: Number of the reference row for the kind of `company_number`.
        logo_url: Branding.
        display_name: Branding; the name people know.
        merged_into: The party that absorbed this one.
        external_key: Key of the row of a file this party came from.
    """

    id: int
    name: str
    is_person: bool = False
    first_name: str | None = None
    last_name: str | None = None
    legal_name: str | None = None
    trade_name: str | None = None
    country: str | None = None
    company_number: str | None = None
    vat_number: str | None = None
    tax_country: str | None = None
    tax_kind: str | None = None
    document_type: int | None = None
    national_id: str | None = None
    birth_date: date | None = None
    email: str | None = None
    phone: str | None = None
    mobile: str | None = None
    website: str | None = None
    language: str | None = None
    comments: str | None = None
    activity_code: str | None = None
    business_area: int | None = None
    logo_url: str | None = None
    display_name: str | None = None
    source: str | None = None
    external_key: str | None = None
    privacy_erased_at: datetime | None = None
    merged_into: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyPatch:
    """What a caller wants of a party; a field left out stays, or takes its default."""

    name: str | UnsetType = UNSET
    is_person: bool | UnsetType = UNSET
    first_name: str | None | UnsetType = UNSET
    last_name: str | None | UnsetType = UNSET
    legal_name: str | None | UnsetType = UNSET
    trade_name: str | None | UnsetType = UNSET
    country: str | None | UnsetType = UNSET
    company_number: str | None | UnsetType = UNSET
    vat_number: str | None | UnsetType = UNSET
    tax_country: str | None | UnsetType = UNSET
    tax_kind: str | None | UnsetType = UNSET
    document_type: int | None | UnsetType = UNSET
    national_id: str | None | UnsetType = UNSET
    birth_date: date | None | UnsetType = UNSET
    email: str | None | UnsetType = UNSET
    phone: str | None | UnsetType = UNSET
    mobile: str | None | UnsetType = UNSET
    website: str | None | UnsetType = UNSET
    language: str | None | UnsetType = UNSET
    comments: str | None | UnsetType = UNSET
    activity_code: str | None | UnsetType = UNSET
    business_area: int | None | UnsetType = UNSET
    logo_url: str | None | UnsetType = UNSET
    display_name: str | None | UnsetType = UNSET
    source: str | None | UnsetType = UNSET
    external_key: str | None | UnsetType = UNSET
    privacy_erased_at: datetime | None | UnsetType = UNSET


@swift
@dataclass(frozen=True, slots=True, kw_only=True)
class Customer(Record):
    """A party as somebody who buys from us.

    Attributes:
        party_id: Which party.
        number: Customer number, unique in the book.
        code: The number as text for dialects with text codes; the number unless set.
        group: Number of the customer group (a reference row).
        vat_zone, payment_term, layout, ...: Numbers of reference rows.
        payment_days: Days until payment is due.
        their_reference, attention: Numbers of contact persons.
        delivery_address: Number of a delivery address.
        discount_percent: Positive lowers the price, negative raises it.
        standing: Whether we sell to them.
        standing_words: The standing in the words of who wrote it, where none of ours says the same.
        disabled_on: Day from which they are not active.
    """

    party_id: int
    number: int
    code: str
    standing: Standing = Standing.ACTIVE
    disabled_on: date | None = None
    external_reference: str | None = None
    external_number: int | None = None
    group: int | None = None
    currency: str | None = None
    vat_zone: int | None = None
    payment_term: int | None = None
    payment_days: int | None = None
    layout: int | None = None
    print_layout: int | None = None
    language: int | None = None
    documents_language: str | None = None
    discount_group: int | None = None
    price_group: int | None = None
    tariff: int | None = None
    discount_percent: float | None = None
    credit_maximum: float | None = None
    billable_rate: float | None = None
    default_tax_rate: str | None = None
    our_reference: int | None = None
    their_reference: int | None = None
    attention: int | None = None
    contact_name: str | None = None
    delivery_address: int | None = None
    sales_person: int | None = None
    department: int | None = None
    third_payer: int | None = None
    default_counterparty: int | None = None
    attribute_set: int | None = None
    account: int | None = None
    prepayment_account: int | None = None
    gln: str | None = None
    peppol_id: str | None = None
    production_unit: str | None = None
    voucher_number: str | None = None
    e_invoice_receiver_type: int | None = None
    e_invoice_address_type: str | None = None
    e_invoice_address: str | None = None
    is_e_invoice_disabled: bool = False
    direct_debit_mandate_at: datetime | None = None
    external_payment_id: str | None = None
    invoice_comment: str | None = None
    special_mention: str | None = None
    invoice_email: str | None = None
    invoice_email_copies: str | None = None
    order_email: str | None = None
    quote_email: str | None = None
    reminder_email: str | None = None
    statement_email: str | None = None
    invoice_template: int | None = None
    order_template: int | None = None
    quote_template: int | None = None
    reminder_template: int | None = None
    statement_template: int | None = None
    attachment_language: int | None = None
    invoice_delivery: str | None = None
    reminder_delivery: str | None = None
    debt_notice_delivery: str | None = None
    branding_theme: int | None = None
    delivery_term: int | None = None
    customer_since: date | None = None
    is_vat_free: bool = False
    sends_reminders: bool = True
    sends_to_collection: bool = True
    uses_invoice_fee: bool = True
    is_without_late_fees: bool = False
    is_without_late_interest: bool = False
    is_without_automatic_notices: bool = False
    has_equivalence_surcharge: bool = False
    is_unidentified: bool = False
    prints_name: bool = False
    blocks_delivery_notes: bool = False
    blocks_invoices: bool = False
    blocks_orders: bool = False
    standing_words: str | None = None


@swift
@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier(Record):
    """A party as somebody we buy from; fields as those of `Customer`."""

    party_id: int
    number: int
    code: str
    standing: Standing = Standing.ACTIVE
    disabled_on: date | None = None
    external_reference: str | None = None
    external_number: int | None = None
    currency: str | None = None
    payment_term: int | None = None
    payment_days: int | None = None
    account: int | None = None
    purchase_account: int | None = None
    client_bank_account: int | None = None
    currency_rate: float | None = None
    vat_criterion: str | None = None
    tax_treatment: int | None = None
    transaction_category: int | None = None
    income_tax_percent: float | None = None
    pays_out: bool = True


@swift
@dataclass(frozen=True, slots=True, kw_only=True)
class Employee(Record):
    """A party as somebody who works for us.

    Attributes:
        manager: Party id of another employee.
        expense_account, salary_account, travel_account: Ids of bank accounts of the party.
    """

    party_id: int
    number: int
    code: str
    standing: Standing = Standing.ACTIVE
    disabled_on: date | None = None
    external_reference: str | None = None
    external_number: int | None = None
    job_title: str | None = None
    department: int | None = None
    location: int | None = None
    manager: int | None = None
    gender: str | None = None
    hired_on: date | None = None
    started_on: date | None = None
    ended_on: date | None = None
    foreign_id_number: str | None = None
    foreign_id_kind: str | None = None
    foreign_id_country: str | None = None
    is_foreign_id_reported: bool = False
    account: int | None = None
    expense_account: int | None = None
    salary_account: int | None = None
    travel_account: int | None = None


@swift
@dataclass(frozen=True, slots=True, kw_only=True)
class Counterparty(Record):
    """A party as the other side of a bank transaction.

    Attributes:
        kind: ``standard``, ``income``, ``dividend``, ``internal``, or words of who wrote it.
        cost_group: Number of a reference row.
    """

    party_id: int
    number: int
    code: str
    standing: Standing = Standing.ACTIVE
    disabled_on: date | None = None
    external_reference: str | None = None
    external_number: int | None = None
    kind: str = "standard"
    description: str | None = None
    cost_group: int | None = None
    requires_attachment: bool = False
    is_cyclic: bool = False
    is_budget_neutral: bool = False
    standing_words: str | None = None


RoleRecord = Customer | Supplier | Employee | Counterparty
