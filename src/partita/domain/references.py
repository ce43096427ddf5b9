"""The one list of what refers to what.

Deleting, merging and erasing walk it; `tests/architecture/test_references.py` fails when a new
table refers to a party, contact person or address without standing here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from partita.domain.address import Address
from partita.domain.bank_account import BankAccount
from partita.domain.contact import ContactPerson, ContactPoint
from partita.domain.extras import Document, Identifier, Membership, Note, TermLine
from partita.domain.party import Counterparty, Customer, Employee, Party, Supplier
from partita.domain.standing import Role


@dataclass(frozen=True, slots=True)
class Referrer:
    """A column that points at records of a kind.

    Attributes:
        target: Kind pointed at: ``party``, ``contact``, ``address``, ``bank_account``.
        records: Name of the referring records in `partita.ports.Unit`.
        column: The column.
        is_part: The referring record is part of the target and goes with it.
        is_history: It tells of what was: it goes with the target, but to no other.
        role: The role it needs the target to have; any when ``None``.
    """

    target: str
    records: str
    column: str
    is_part: bool = False
    is_history: bool = False
    role: Role | None = None


REFERRERS: Final = (
    Referrer("contact", "customers", "attention"),
    Referrer("contact", "customers", "their_reference"),
    Referrer("contact", "documents", "person"),
    Referrer("contact", "points", "person", is_part=True),
    Referrer("contact", "addresses", "person", is_part=True),
    Referrer("address", "customers", "delivery_address"),
    Referrer("address", "documents", "address"),
    Referrer("bank_account", "employees", "expense_account"),
    Referrer("bank_account", "employees", "salary_account"),
    Referrer("bank_account", "employees", "travel_account"),
    Referrer("party", "customers", "party_id", is_part=True),
    Referrer("party", "suppliers", "party_id", is_part=True),
    Referrer("party", "employees", "party_id", is_part=True),
    Referrer("party", "counterparties", "party_id", is_part=True),
    Referrer("party", "contacts", "party_id", is_part=True),
    Referrer("party", "addresses", "party_id", is_part=True),
    Referrer("party", "bank_accounts", "party_id", is_part=True),
    Referrer("party", "memberships", "party_id", is_part=True),
    Referrer("party", "notes", "party_id", is_part=True),
    Referrer("party", "term_lines", "party_id", is_part=True),
    Referrer("party", "identifiers", "party_id", is_part=True),
    Referrer("party", "documents", "party_id"),
    Referrer("party", "notes", "author", role=Role.EMPLOYEE),
    Referrer("party", "customers", "third_payer", role=Role.CUSTOMER),
    Referrer("party", "customers", "default_counterparty", role=Role.COUNTERPARTY),
    Referrer("party", "customers", "sales_person", role=Role.EMPLOYEE),
    Referrer("party", "employees", "manager", role=Role.EMPLOYEE),
    Referrer("party", "parties", "merged_into", is_part=True),
    Referrer("party", "merges", "survivor", is_part=True, is_history=True),
    Referrer("party", "import_steps", "party_id", is_part=True, is_history=True),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of records that refer to parties.

    Attributes:
        record: Their class.
        key: What, in a book, identifies one.
        noun: What changes call them; ``None`` for those that changes do not tell of.
        number: The field that changes name one by.
    """

    record: type[Any]
    key: tuple[str, ...]
    noun: str | None = None
    number: str = "number"


KINDS: Final[Mapping[str, Kind]] = {
    "parties": Kind(Party, ("id",), "party", "id"),
    "customers": Kind(Customer, ("party_id",), "customer"),
    "suppliers": Kind(Supplier, ("party_id",), "supplier"),
    "employees": Kind(Employee, ("party_id",), "employee"),
    "counterparties": Kind(Counterparty, ("party_id",), "counterparty"),
    "contacts": Kind(ContactPerson, ("number",), "contact"),
    "points": Kind(ContactPoint, ("uuid",)),
    "addresses": Kind(Address, ("number",), "address"),
    "bank_accounts": Kind(BankAccount, ("number",), "bank_account"),
    "memberships": Kind(Membership, ("group", "party_id")),
    "notes": Kind(Note, ("number",), "note"),
    "documents": Kind(Document, ("id",), "document", "id"),
    "term_lines": Kind(TermLine, ("id",), "term_line", "id"),
    "identifiers": Kind(Identifier, ("id",), "identifier", "id"),
}
"""The records that a merge moves, by their name in `partita.ports.Unit`."""


def referrers_to(target: str, *, parts: bool) -> tuple[Referrer, ...]:
    """The columns that point at a kind: those of its parts, or those of strangers."""
    return tuple(each for each in REFERRERS if each.target == target and each.is_part == parts)


ROW_REFERRERS: Final = tuple(
    Referrer(kind, records, column)
    for kind, columns in {
        "account": (
            ("customers", "account"),
            ("customers", "prepayment_account"),
            ("suppliers", "account"),
            ("suppliers", "purchase_account"),
            ("employees", "account"),
        ),
        "attribute_set": (("customers", "attribute_set"),),
        "branding_theme": (("customers", "branding_theme"),),
        "business_area": (("parties", "business_area"),),
        "cost_group": (("counterparties", "cost_group"),),
        "customer_group": (("customers", "group"), ("books", "default_customer_group")),
        "delivery_term": (("customers", "delivery_term"),),
        "department": (("customers", "department"), ("employees", "department")),
        "discount_group": (("customers", "discount_group"),),
        "document_type": (("parties", "document_type"),),
        "job_area": (("contacts", "job_area"),),
        "language": (("customers", "language"), ("customers", "attachment_language")),
        "layout": (
            ("customers", "layout"),
            ("customers", "print_layout"),
            ("books", "default_layout"),
        ),
        "location": (("employees", "location"),),
        "payment_mean": (("term_lines", "payment_mean"),),
        "payment_term": (("customers", "payment_term"), ("suppliers", "payment_term")),
        "price_group": (("customers", "price_group"),),
        "tariff": (("customers", "tariff"),),
        "tax_treatment": (("suppliers", "tax_treatment"),),
        "transaction_category": (("suppliers", "transaction_category"),),
        "vat_zone": (("customers", "vat_zone"),),
    }.items()
    for records, column in columns
)
"""Columns that hold the number of a row of one of the book's lists; the target is the list."""


def row_referrers(kind: str) -> tuple[Referrer, ...]:
    """The columns that hold numbers of rows of a list."""
    return tuple(each for each in ROW_REFERRERS if each.target == kind)
