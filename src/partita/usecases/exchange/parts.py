"""The records that hang on a party: what they are, and when two of them are the same."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from partita.domain.address import Address, AddressKind
from partita.domain.bank_account import BankAccount
from partita.domain.checks import compact_number
from partita.domain.contact import ContactPerson, ContactPoint
from partita.domain.extras import Document, Identifier, Note, TermLine
from partita.domain.standing import Role
from partita.kit.text import fold
from partita.usecases.exchange.members import HISTORY

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of records that belong to a party.

    Attributes:
        records: Their name in `partita.ports.Unit`, and in the file.
        record: Their class.
        noun: Their kind in changes, and the counter of their numbers.
        key: The field with their number.
        same: What two of them have in common when they are the same, whatever their number.
        default: The flag only one of them has.
        defaults: What a file may leave out.
        has_own_key: Its number alone says which one is meant.
    """

    records: str
    record: Any
    noun: str
    key: str
    same: Callable[[Values], Hashable]
    default: str | None = None
    defaults: Mapping[str, Any] | None = None
    has_own_key: bool = True

    @property
    def skipped(self) -> frozenset[str]:
        """Fields that follow from where the record stands."""
        return HISTORY | {"party_id", "customer_number", "deleted_at", "content_key"}


def _text(values: Values, name: str) -> str:
    return fold(str(values.get(name) or ""))


def _same_address(values: Values) -> Hashable:
    names = ("name", "street", "street_extra", "postal_code", "city")
    return (str(values.get("kind")), *(_text(values, name) for name in names))


def _same_account(values: Values) -> Hashable:
    number = values.get("iban") or values.get("account") or values.get("giro") or ""
    return compact_number(str(number))


PARTS: Final = (
    Part("contacts", ContactPerson, "contact", "number", lambda v: _text(v, "name"), "is_default"),
    Part(
        "addresses", Address, "address", "number", _same_address, "is_primary",
        {"kind": AddressKind.DELIVERY},
    ),
    Part("bank_accounts", BankAccount, "bank_account", "number", _same_account, "is_default"),
    Part("notes", Note, "note", "number", lambda v: v.get("text")),
    Part(
        "term_lines", TermLine, "term_line", "id", lambda v: v.get("position"),
        defaults={"payment_term": None},
    ),
    Part(
        "identifiers", Identifier, "identifier", "id",
        lambda v: (v.get("scheme"), compact_number(str(v.get("value") or ""))),
        defaults={"status": "unchecked"},
    ),
    Part(
        "documents", Document, "document", "id", lambda v: (str(v.get("kind")), v.get("number")),
        has_own_key=False,
    ),
)  # fmt: skip
"""Contact persons first: addresses and roles point at them; documents last, of which there is one
of a kind and number in a book.
"""

POINT: Final = ContactPoint
POINT_SKIPPED: Final = HISTORY | {"person"}

PARTY_LINKS: Final[tuple[tuple[Role | None, str], ...]] = (
    (None, "merged_into"),
    (Role.CUSTOMER, "third_payer"),
    (Role.CUSTOMER, "default_counterparty"),
    (Role.CUSTOMER, "sales_person"),
    (Role.EMPLOYEE, "manager"),
)
"""Fields that hold the id of another party; files name it by its uuid."""

PART_LINKS: Final[Mapping[tuple[Role, str], str]] = {
    (Role.CUSTOMER, "attention"): "contacts",
    (Role.CUSTOMER, "their_reference"): "contacts",
    (Role.CUSTOMER, "delivery_address"): "addresses",
    (Role.EMPLOYEE, "expense_account"): "bank_accounts",
    (Role.EMPLOYEE, "salary_account"): "bank_accounts",
    (Role.EMPLOYEE, "travel_account"): "bank_accounts",
}
"""Fields of roles that hold the number of a part of the same party."""

LINKED: Final = {
    role: frozenset(name for where, name in PARTY_LINKS if where is role) for role in (None, *Role)
}
PARTY_SKIPPED: Final = HISTORY | {"id", "source", "merged_into"}
ROLE_SKIPPED: Final = HISTORY | {"party_id"}
MAIL_SKIPPED: Final = HISTORY | {
    "party_id", "kind", "serial", "person", "customer_number", "is_primary",
}  # fmt: skip
