"""The one list of what refers to what.

Deleting, merging and erasing walk it; `tests/architecture/test_references.py` fails when a new
table refers to a party, contact person or address without standing here.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Referrer:
    """A column that points at records of a kind.

    Attributes:
        target: Kind pointed at: ``party``, ``contact``, ``address``, ``bank_account``.
        records: Name of the referring records in `partita.ports.Unit`.
        column: The column.
        is_part: The referring record is part of the target and goes with it.
    """

    target: str
    records: str
    column: str
    is_part: bool = False


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
    Referrer("party", "notes", "author"),
    Referrer("party", "customers", "third_payer"),
    Referrer("party", "customers", "default_counterparty"),
    Referrer("party", "customers", "sales_person"),
    Referrer("party", "employees", "manager"),
    Referrer("party", "parties", "merged_into"),
)


def referrers_to(target: str, *, parts: bool) -> tuple[Referrer, ...]:
    """The columns that point at a kind: those of its parts, or those of strangers."""
    return tuple(each for each in REFERRERS if each.target == target and each.is_part == parts)
