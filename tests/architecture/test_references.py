"""Deleting, merging and erasing walk one list of what refers to what; it is whole and true."""

from typing import Final

import pytest
import sqlalchemy as sa

from partita.domain.references import KINDS, REFERRERS, Referrer
from partita.store.schema import TABLES, metadata
from partita.store.uow import RECORDS

TARGETS: Final = {"party": "party", "contact": "contact", "address": "address"}

NAMED: Final = {
    "attention": "contact",
    "their_reference": "contact",
    "person": "contact",
    "delivery_address": "address",
    "address": "address",
    "client_bank_account": None,
    "expense_account": "bank_account",
    "salary_account": "bank_account",
    "travel_account": "bank_account",
    "party_id": "party",
    "author": "party",
    "third_payer": "party",
    "default_counterparty": "party",
    "sales_person": "party",
    "manager": "party",
    "merged_into": "party",
    "survivor": "party",
}
"""Columns that point at something by their documentation, and at what; ``None`` at nothing here."""

NOT_REFERENCES: Final = frozenset(
    # Numbers of a record itself, counts, and rows of the book's own lists (`Reference`).
    {
        "account", "activity_code", "app_id", "attachment_language", "attribute_set",
        "book_id", "branding_theme", "business_area", "cost_group", "customer_number",
        "default_customer_group", "default_layout", "delivery_term", "department", "done",
        "discount_group", "document_type", "documents_language", "due_days", "import_id",
        "e_invoice_receiver_type", "external_number", "group", "id", "invoice_template",
        "job_area", "language", "layout", "location", "merge_id", "number", "order_template",
        "our_reference", "payment_days", "payment_mean", "payment_term", "position",
        "prepayment_account", "price_group", "print_layout", "purchase_account",
        "quote_template", "reminder_template", "serial", "setup_version", "size_bytes",
        "statement_template", "tariff", "tax_treatment", "transaction_category", "user", "vat_zone",
        "total", "updated", "version", "version_after", "webhook", "told", "attempts",
        "status_code",
    }
)  # fmt: skip


def numbers_of(kind: type) -> list[str]:
    """Columns of a kind of records that could point at another."""
    table = TABLES[kind].table
    return [column.name for column in table.columns if isinstance(column.type, sa.Integer)]


@pytest.mark.parametrize(("records", "kind"), sorted(RECORDS.items()))
def test_every_column_that_points_at_something_is_listed(records: str, kind: type) -> None:
    listed = {each.column: each.target for each in REFERRERS if each.records == records}
    for column in numbers_of(kind):
        is_own_key = column in TABLES[kind].key and column != "party_id"
        if column in NAMED and not is_own_key and NAMED[column] is not None:
            assert listed.get(column) == NAMED[column], f"{records}.{column}"
        else:
            assert column in NOT_REFERENCES or column in NAMED, f"{records}.{column}: what is it?"


def test_foreign_keys_to_parties_are_listed() -> None:
    listed = {(each.records, each.column) for each in REFERRERS if each.target == "party"}
    for records, kind in RECORDS.items():
        for key in TABLES[kind].table.foreign_key_constraints:
            if key.referred_table.name == "party":
                assert (records, key.column_keys[-1]) in listed


@pytest.mark.parametrize("referrer", REFERRERS, ids=lambda each: f"{each.records}.{each.column}")
def test_every_entry_is_a_column_that_an_index_or_few_rows_answer(referrer: Referrer) -> None:
    table = TABLES[RECORDS[referrer.records]].table
    assert referrer.column in table.columns
    assert isinstance(table.columns[referrer.column].type, sa.Integer)


HISTORY: Final = frozenset({"change"})
"""Tables that tell what was: what they name stays named, whatever became of it."""

FOLLOWING: Final = frozenset({"flaw", "likeness_key", "suggestion"})
"""Tables made anew from the book by a run for duplicates; nobody counts on what they name."""


def test_no_other_table_points_at_a_party() -> None:
    kept = {TABLES[kind].table.name for kind in RECORDS.values()}
    for table in metadata.tables.values():
        if table.name not in kept | HISTORY | FOLLOWING:
            foreign = {key.referred_table.name for key in table.foreign_key_constraints}
            assert "party" not in foreign, table.name
            assert not NAMED.keys() & set(table.columns.keys()), table.name


def test_everything_that_points_at_something_is_moved_by_merges() -> None:
    moved = {each.records for each in REFERRERS if not each.is_history}
    assert moved <= KINDS.keys()


@pytest.mark.parametrize("records", KINDS)
def test_merges_know_records_as_the_store_does(records: str) -> None:
    kind, kept = KINDS[records], TABLES[RECORDS[records]]
    assert (kind.record, kind.key) == (kept.record, kept.key)
    assert kind.noun is None or kind.number in kept.table.columns
