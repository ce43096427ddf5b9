"""The tables of the book, access, the change feed and idempotency."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NUMBER: sa.Double[float] = sa.Double().with_variant(sa.REAL(), "sqlite")
BOOLEAN = sa.Boolean(create_constraint=False)


def upgrade() -> None:  # noqa: PLR0915  # a statement for each table and index
    """Create the tables."""
    op.create_table(
        "audit",
        sa.Column("book_id", INTEGER, nullable=False),
        sa.Column("position", INTEGER, nullable=False),
        sa.Column("app_id", INTEGER, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("dialect", TEXT, nullable=False),
        sa.Column("request_id", TEXT, nullable=False),
        sa.Column("before", TEXT, nullable=True),
        sa.Column("after", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("book_id", "position"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "book",
        sa.Column("book_id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("uuid", TEXT, nullable=False),
        sa.Column("version", INTEGER, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("slug", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("country", TEXT, nullable=False),
        sa.Column("legislation", TEXT, nullable=True),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("is_demo", BOOLEAN, nullable=False),
        sa.Column("default_customer_group", INTEGER, nullable=True),
        sa.Column("default_layout", INTEGER, nullable=True),
        sa.Column("setup_version", INTEGER, nullable=False),
        sa.PrimaryKeyConstraint("book_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "change",
        sa.Column("book_id", INTEGER, nullable=False),
        sa.Column("position", INTEGER, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("party_id", INTEGER, nullable=True),
        sa.Column("record_key", TEXT, nullable=False),
        sa.Column("version", INTEGER, nullable=False),
        sa.PrimaryKeyConstraint("book_id", "position"),
        sqlite_with_rowid=False,
    )
    op.create_index("change_party_idx", "change", ["book_id", "party_id", "position"], unique=False)
    op.create_table(
        "counter",
        sa.Column("book_id", INTEGER, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("value", INTEGER, nullable=False),
        sa.PrimaryKeyConstraint("book_id", "name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "directory",
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("book_id", INTEGER, nullable=False),
        sa.Column("app_id", INTEGER, nullable=False),
        sa.PrimaryKeyConstraint("kind", "key"),
        sqlite_with_rowid=False,
    )
    op.create_index("directory_book_idx", "directory", ["book_id", "kind"], unique=False)
    op.create_table(
        "idempotency",
        sa.Column("book_id", INTEGER, nullable=False),
        sa.Column("app_id", INTEGER, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("status", INTEGER, nullable=True),
        sa.Column("headers", TEXT, nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("book_id", "app_id", "key"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "idempotency_created_idx", "idempotency", ["book_id", "created_at"], unique=False
    )
    op.create_table(
        "outbox",
        sa.Column("book_id", INTEGER, nullable=False),
        sa.Column("position", INTEGER, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("due_at", TEXT, nullable=False),
        sa.Column("attempts", INTEGER, nullable=False),
        sa.PrimaryKeyConstraint("book_id", "position"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "app_grant",
        sa.Column("book_id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("app_id", INTEGER, nullable=False),
        sa.Column("app", TEXT, nullable=False),
        sa.Column("dialect", TEXT, nullable=False),
        sa.Column("roles", TEXT, nullable=False),
        sa.Column("is_read_only", BOOLEAN, nullable=False),
        sa.Column("secret_hashes", TEXT, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("revoked_at", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="app_grant_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "app_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("app_grant_app_idx", "app_grant", ["book_id", "app"], unique=False)
    op.create_table(
        "contact_point",
        sa.Column("book_id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("uuid", TEXT, nullable=False),
        sa.Column("version", INTEGER, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("person", INTEGER, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("usage", TEXT, nullable=True),
        sa.Column("label", TEXT, nullable=True),
        sa.Column("is_default", BOOLEAN, nullable=False),
        sa.Column("position", INTEGER, nullable=False),
        sa.Column("value_fold", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="contact_point_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "uuid"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "contact_point_person_kind_position_idx",
        "contact_point",
        ["book_id", "person", "kind", "position"],
        unique=False,
    )
    op.create_table(
        "document",
        sa.Column("book_id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("uuid", TEXT, nullable=False),
        sa.Column("version", INTEGER, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("party_id", INTEGER, nullable=True),
        sa.Column("person", INTEGER, nullable=True),
        sa.Column("address", INTEGER, nullable=True),
        sa.Column("name", TEXT, nullable=True),
        sa.Column("media_type", TEXT, nullable=True),
        sa.Column("size_bytes", INTEGER, nullable=True),
        sa.Column("content_key", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="document_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "id"),
        sa.UniqueConstraint("book_id", "kind", "number", name="document_kind_number_key"),
        sa.UniqueConstraint("book_id", "uuid", name="document_uuid_key"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "document_address_idx",
        "document",
        ["book_id", "address"],
        unique=False,
        sqlite_where=sa.text("address IS NOT NULL"),
        postgresql_where=sa.text("address IS NOT NULL"),
    )
    op.create_index(
        "document_party_id_idx",
        "document",
        ["book_id", "party_id"],
        unique=False,
        sqlite_where=sa.text("party_id IS NOT NULL"),
        postgresql_where=sa.text("party_id IS NOT NULL"),
    )
    op.create_index(
        "document_person_idx",
        "document",
        ["book_id", "person"],
        unique=False,
        sqlite_where=sa.text("person IS NOT NULL"),
        postgresql_where=sa.text("person IS NOT NULL"),
    )
    op.create_table(
        "party",
        sa.Column("book_id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("uuid", TEXT, nullable=False),
        sa.Column("version", INTEGER, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("is_person", BOOLEAN, nullable=False),
        sa.Column("first_name", TEXT, nullable=True),
        sa.Column("last_name", TEXT, nullable=True),
        sa.Column("legal_name", TEXT, nullable=True),
        sa.Column("trade_name", TEXT, nullable=True),
        sa.Column("country", TEXT, nullable=True),
        sa.Column("company_number", TEXT, nullable=True),
        sa.Column("vat_number", TEXT, nullable=True),
        sa.Column("tax_country", TEXT, nullable=True),
        sa.Column("tax_kind", TEXT, nullable=True),
        sa.Column("document_type", INTEGER, nullable=True),
        sa.Column("national_id", TEXT, nullable=True),
        sa.Column("birth_date", TEXT, nullable=True),
        sa.Column("email", TEXT, nullable=True),
        sa.Column("phone", TEXT, nullable=True),
        sa.Column("mobile", TEXT, nullable=True),
        sa.Column("website", TEXT, nullable=True),
        sa.Column("language", TEXT, nullable=True),
        sa.Column("comments", TEXT, nullable=True),
        sa.Column("activity_code", TEXT, nullable=True),
        sa.Column("business_area", INTEGER, nullable=True),
        sa.Column("logo_url", TEXT, nullable=True),
        sa.Column("display_name", TEXT, nullable=True),
        sa.Column("source", TEXT, nullable=True),
        sa.Column("external_key", TEXT, nullable=True),
        sa.Column("privacy_erased_at", TEXT, nullable=True),
        sa.Column("merged_into", INTEGER, nullable=True),
        sa.Column("name_fold", TEXT, nullable=False),
        sa.Column("email_fold", TEXT, nullable=True),
        sa.Column("vat_number_compact", TEXT, nullable=True),
        sa.Column("company_number_compact", TEXT, nullable=True),
        sa.Column("search_text", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="party_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "id"),
        sa.UniqueConstraint("book_id", "uuid", name="party_uuid_key"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "party_changed_at_id_idx", "party", ["book_id", "changed_at", "id"], unique=False
    )
    op.create_index(
        "party_company_number_compact_idx",
        "party",
        ["book_id", "company_number_compact"],
        unique=False,
        sqlite_where=sa.text("company_number_compact IS NOT NULL"),
        postgresql_where=sa.text("company_number_compact IS NOT NULL"),
    )
    op.create_index(
        "party_external_key_idx",
        "party",
        ["book_id", "external_key"],
        unique=False,
        sqlite_where=sa.text("external_key IS NOT NULL"),
        postgresql_where=sa.text("external_key IS NOT NULL"),
    )
    op.create_index("party_name_fold_id_idx", "party", ["book_id", "name_fold", "id"], unique=False)
    op.create_index(
        "party_vat_number_compact_idx",
        "party",
        ["book_id", "vat_number_compact"],
        unique=False,
        sqlite_where=sa.text("vat_number_compact IS NOT NULL"),
        postgresql_where=sa.text("vat_number_compact IS NOT NULL"),
    )
    op.create_table(
        "party_group",
        sa.Column("book_id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("number", INTEGER, nullable=False),
        sa.Column("uuid", TEXT, nullable=False),
        sa.Column("version", INTEGER, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_fold", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="party_group_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "number"),
        sa.UniqueConstraint("book_id", "uuid", name="party_group_uuid_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reference",
        sa.Column("book_id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("number", INTEGER, nullable=False),
        sa.Column("uuid", TEXT, nullable=False),
        sa.Column("version", INTEGER, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("code", TEXT, nullable=True),
        sa.Column("details", TEXT, nullable=True),
        sa.Column("is_default", BOOLEAN, nullable=False),
        sa.Column("is_barred", BOOLEAN, nullable=False),
        sa.Column("removed_at", TEXT, nullable=True),
        sa.Column("code_fold", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="reference_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "kind", "number"),
        sa.UniqueConstraint("book_id", "uuid", name="reference_uuid_key"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "reference_kind_code_fold_idx", "reference", ["book_id", "kind", "code_fold"], unique=False
    )
    op.create_table(
        "term_line",
        sa.Column("book_id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("uuid", TEXT, nullable=False),
        sa.Column("version", INTEGER, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("party_id", INTEGER, nullable=True),
        sa.Column("payment_term", INTEGER, nullable=True),
        sa.Column("position", INTEGER, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("condition", TEXT, nullable=False),
        sa.Column("due_days", INTEGER, nullable=False),
        sa.Column("pay_days", TEXT, nullable=True),
        sa.Column("payment_mean", INTEGER, nullable=True),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="term_line_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "id"),
        sa.UniqueConstraint("book_id", "uuid", name="term_line_uuid_key"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "term_line_party_id_position_idx",
        "term_line",
        ["book_id", "party_id", "position"],
        unique=False,
    )
    op.create_index(
        "term_line_payment_term_position_idx",
        "term_line",
        ["book_id", "payment_term", "position"],
        unique=False,
    )
    op.create_table(
        "address",
        sa.Column("book_id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("number", INTEGER, nullable=False),
        sa.Column("uuid", TEXT, nullable=False),
        sa.Column("version", INTEGER, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("party_id", INTEGER, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("serial", INTEGER, nullable=False),
        sa.Column("customer_number", INTEGER, nullable=True),
        sa.Column("person", INTEGER, nullable=True),
        sa.Column("name", TEXT, nullable=True),
        sa.Column("street", TEXT, nullable=True),
        sa.Column("street_extra", TEXT, nullable=True),
        sa.Column("building", TEXT, nullable=True),
        sa.Column("unit", TEXT, nullable=True),
        sa.Column("postal_code", TEXT, nullable=True),
        sa.Column("city", TEXT, nullable=True),
        sa.Column("province", TEXT, nullable=True),
        sa.Column("country", TEXT, nullable=True),
        sa.Column("country_text", TEXT, nullable=True),
        sa.Column("phone", TEXT, nullable=True),
        sa.Column("terms_of_delivery", TEXT, nullable=True),
        sa.Column("e_invoice_id", TEXT, nullable=True),
        sa.Column("external_code", TEXT, nullable=True),
        sa.Column("is_barred", BOOLEAN, nullable=False),
        sa.Column("is_primary", BOOLEAN, nullable=False),
        sa.Column("city_fold", TEXT, nullable=True),
        sa.Column("e_invoice_id_fold", TEXT, nullable=True),
        sa.Column("country_fold", TEXT, nullable=True),
        sa.ForeignKeyConstraint(
            ["book_id", "party_id"], ["party.book_id", "party.id"], name="address_party_fk"
        ),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="address_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "number"),
        sa.UniqueConstraint(
            "book_id", "party_id", "kind", "serial", name="address_party_id_kind_serial_key"
        ),
        sa.UniqueConstraint("book_id", "uuid", name="address_uuid_key"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "address_changed_at_number_idx",
        "address",
        ["book_id", "changed_at", "number"],
        unique=False,
    )
    op.create_index(
        "address_city_fold_number_idx", "address", ["book_id", "city_fold", "number"], unique=False
    )
    op.create_index(
        "address_customer_number_number_idx",
        "address",
        ["book_id", "customer_number", "number"],
        unique=False,
    )
    op.create_index(
        "address_e_invoice_id_fold_idx",
        "address",
        ["book_id", "e_invoice_id_fold"],
        unique=False,
        sqlite_where=sa.text("e_invoice_id_fold IS NOT NULL"),
        postgresql_where=sa.text("e_invoice_id_fold IS NOT NULL"),
    )
    op.create_index(
        "address_number_customer_number_idx",
        "address",
        ["book_id", "number", "customer_number"],
        unique=False,
    )
    op.create_index(
        "address_person_idx",
        "address",
        ["book_id", "person"],
        unique=False,
        sqlite_where=sa.text("person IS NOT NULL"),
        postgresql_where=sa.text("person IS NOT NULL"),
    )
    op.create_table(
        "bank_account",
        sa.Column("book_id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("number", INTEGER, nullable=False),
        sa.Column("uuid", TEXT, nullable=False),
        sa.Column("version", INTEGER, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("party_id", INTEGER, nullable=False),
        sa.Column("account", TEXT, nullable=True),
        sa.Column("iban", TEXT, nullable=True),
        sa.Column("bic", TEXT, nullable=True),
        sa.Column("bank_code", TEXT, nullable=True),
        sa.Column("giro", TEXT, nullable=True),
        sa.Column("country", TEXT, nullable=True),
        sa.Column("is_active", BOOLEAN, nullable=False),
        sa.Column("is_default", BOOLEAN, nullable=False),
        sa.Column("account_compact", TEXT, nullable=True),
        sa.ForeignKeyConstraint(
            ["book_id", "party_id"], ["party.book_id", "party.id"], name="bank_account_party_fk"
        ),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="bank_account_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "number"),
        sa.UniqueConstraint("book_id", "uuid", name="bank_account_uuid_key"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "bank_account_account_compact_idx",
        "bank_account",
        ["book_id", "account_compact"],
        unique=False,
        sqlite_where=sa.text("account_compact IS NOT NULL"),
        postgresql_where=sa.text("account_compact IS NOT NULL"),
    )
    op.create_index(
        "bank_account_party_id_is_default_idx",
        "bank_account",
        ["book_id", "party_id", "is_default"],
        unique=False,
    )
    op.create_table(
        "contact",
        sa.Column("book_id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("number", INTEGER, nullable=False),
        sa.Column("uuid", TEXT, nullable=False),
        sa.Column("version", INTEGER, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("party_id", INTEGER, nullable=False),
        sa.Column("serial", INTEGER, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("customer_number", INTEGER, nullable=True),
        sa.Column("position", INTEGER, nullable=False),
        sa.Column("first_name", TEXT, nullable=True),
        sa.Column("last_name", TEXT, nullable=True),
        sa.Column("title", TEXT, nullable=True),
        sa.Column("courtesy", TEXT, nullable=True),
        sa.Column("job_area", INTEGER, nullable=True),
        sa.Column("kind", TEXT, nullable=True),
        sa.Column("email", TEXT, nullable=True),
        sa.Column("phone", TEXT, nullable=True),
        sa.Column("notes", TEXT, nullable=True),
        sa.Column("external_code", TEXT, nullable=True),
        sa.Column("e_invoice_id", TEXT, nullable=True),
        sa.Column("receives_quotes", BOOLEAN, nullable=False),
        sa.Column("receives_orders", BOOLEAN, nullable=False),
        sa.Column("receives_invoices", BOOLEAN, nullable=False),
        sa.Column("receives_e_invoices", BOOLEAN, nullable=False),
        sa.Column("receives_statements", BOOLEAN, nullable=False),
        sa.Column("receives_reminders", BOOLEAN, nullable=False),
        sa.Column("is_default", BOOLEAN, nullable=False),
        sa.Column("is_active", BOOLEAN, nullable=False),
        sa.Column("is_deleted", BOOLEAN, nullable=False),
        sa.Column("deleted_at", TEXT, nullable=True),
        sa.Column("name_fold", TEXT, nullable=False),
        sa.Column("email_fold", TEXT, nullable=True),
        sa.Column("e_invoice_id_fold", TEXT, nullable=True),
        sa.ForeignKeyConstraint(
            ["book_id", "party_id"], ["party.book_id", "party.id"], name="contact_party_fk"
        ),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="contact_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "number"),
        sa.UniqueConstraint("book_id", "party_id", "serial", name="contact_party_id_serial_key"),
        sa.UniqueConstraint("book_id", "uuid", name="contact_uuid_key"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "contact_changed_at_number_idx",
        "contact",
        ["book_id", "changed_at", "number"],
        unique=False,
    )
    op.create_index(
        "contact_customer_number_number_idx",
        "contact",
        ["book_id", "customer_number", "number"],
        unique=False,
    )
    op.create_index(
        "contact_e_invoice_id_fold_idx",
        "contact",
        ["book_id", "e_invoice_id_fold"],
        unique=False,
        sqlite_where=sa.text("e_invoice_id_fold IS NOT NULL"),
        postgresql_where=sa.text("e_invoice_id_fold IS NOT NULL"),
    )
    op.create_index(
        "contact_email_fold_number_idx",
        "contact",
        ["book_id", "email_fold", "number"],
        unique=False,
    )
    op.create_index(
        "contact_name_fold_number_idx", "contact", ["book_id", "name_fold", "number"], unique=False
    )
    op.create_index(
        "contact_number_customer_number_idx",
        "contact",
        ["book_id", "number", "customer_number"],
        unique=False,
    )
    op.create_index(
        "contact_party_id_name_fold_idx",
        "contact",
        ["book_id", "party_id", "name_fold"],
        unique=False,
    )
    op.create_table(
        "counterparty",
        sa.Column("book_id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("party_id", INTEGER, nullable=False),
        sa.Column("uuid", TEXT, nullable=False),
        sa.Column("version", INTEGER, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("number", INTEGER, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("standing", TEXT, nullable=False),
        sa.Column("disabled_on", TEXT, nullable=True),
        sa.Column("external_reference", TEXT, nullable=True),
        sa.Column("external_number", INTEGER, nullable=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("description", TEXT, nullable=True),
        sa.Column("cost_group", INTEGER, nullable=True),
        sa.Column("requires_attachment", BOOLEAN, nullable=False),
        sa.Column("is_cyclic", BOOLEAN, nullable=False),
        sa.Column("is_budget_neutral", BOOLEAN, nullable=False),
        sa.Column("code_fold", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id", "party_id"], ["party.book_id", "party.id"], name="counterparty_party_fk"
        ),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="counterparty_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "party_id"),
        sa.UniqueConstraint("book_id", "number", name="counterparty_number_key"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "counterparty_code_fold_idx", "counterparty", ["book_id", "code_fold"], unique=False
    )
    op.create_index(
        "counterparty_external_number_idx",
        "counterparty",
        ["book_id", "external_number"],
        unique=False,
        sqlite_where=sa.text("external_number IS NOT NULL"),
        postgresql_where=sa.text("external_number IS NOT NULL"),
    )
    op.create_index(
        "counterparty_external_reference_idx",
        "counterparty",
        ["book_id", "external_reference"],
        unique=False,
        sqlite_where=sa.text("external_reference IS NOT NULL"),
        postgresql_where=sa.text("external_reference IS NOT NULL"),
    )
    op.create_table(
        "customer",
        sa.Column("book_id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("party_id", INTEGER, nullable=False),
        sa.Column("uuid", TEXT, nullable=False),
        sa.Column("version", INTEGER, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("number", INTEGER, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("standing", TEXT, nullable=False),
        sa.Column("disabled_on", TEXT, nullable=True),
        sa.Column("external_reference", TEXT, nullable=True),
        sa.Column("external_number", INTEGER, nullable=True),
        sa.Column("group", INTEGER, nullable=True),
        sa.Column("currency", TEXT, nullable=True),
        sa.Column("vat_zone", INTEGER, nullable=True),
        sa.Column("payment_term", INTEGER, nullable=True),
        sa.Column("payment_days", INTEGER, nullable=True),
        sa.Column("layout", INTEGER, nullable=True),
        sa.Column("print_layout", INTEGER, nullable=True),
        sa.Column("language", INTEGER, nullable=True),
        sa.Column("documents_language", TEXT, nullable=True),
        sa.Column("discount_group", INTEGER, nullable=True),
        sa.Column("price_group", INTEGER, nullable=True),
        sa.Column("tariff", INTEGER, nullable=True),
        sa.Column("discount_percent", NUMBER, nullable=True),
        sa.Column("credit_maximum", NUMBER, nullable=True),
        sa.Column("billable_rate", NUMBER, nullable=True),
        sa.Column("default_tax_rate", TEXT, nullable=True),
        sa.Column("our_reference", INTEGER, nullable=True),
        sa.Column("their_reference", INTEGER, nullable=True),
        sa.Column("attention", INTEGER, nullable=True),
        sa.Column("contact_name", TEXT, nullable=True),
        sa.Column("delivery_address", INTEGER, nullable=True),
        sa.Column("sales_person", INTEGER, nullable=True),
        sa.Column("department", INTEGER, nullable=True),
        sa.Column("third_payer", INTEGER, nullable=True),
        sa.Column("default_counterparty", INTEGER, nullable=True),
        sa.Column("attribute_set", INTEGER, nullable=True),
        sa.Column("account", INTEGER, nullable=True),
        sa.Column("prepayment_account", INTEGER, nullable=True),
        sa.Column("gln", TEXT, nullable=True),
        sa.Column("peppol_id", TEXT, nullable=True),
        sa.Column("production_unit", TEXT, nullable=True),
        sa.Column("voucher_number", TEXT, nullable=True),
        sa.Column("e_invoice_receiver_type", INTEGER, nullable=True),
        sa.Column("e_invoice_address_type", TEXT, nullable=True),
        sa.Column("e_invoice_address", TEXT, nullable=True),
        sa.Column("is_e_invoice_disabled", BOOLEAN, nullable=False),
        sa.Column("direct_debit_mandate_at", TEXT, nullable=True),
        sa.Column("external_payment_id", TEXT, nullable=True),
        sa.Column("invoice_comment", TEXT, nullable=True),
        sa.Column("special_mention", TEXT, nullable=True),
        sa.Column("invoice_email", TEXT, nullable=True),
        sa.Column("invoice_email_copies", TEXT, nullable=True),
        sa.Column("order_email", TEXT, nullable=True),
        sa.Column("quote_email", TEXT, nullable=True),
        sa.Column("reminder_email", TEXT, nullable=True),
        sa.Column("statement_email", TEXT, nullable=True),
        sa.Column("invoice_template", INTEGER, nullable=True),
        sa.Column("order_template", INTEGER, nullable=True),
        sa.Column("quote_template", INTEGER, nullable=True),
        sa.Column("reminder_template", INTEGER, nullable=True),
        sa.Column("statement_template", INTEGER, nullable=True),
        sa.Column("attachment_language", INTEGER, nullable=True),
        sa.Column("invoice_delivery", TEXT, nullable=True),
        sa.Column("reminder_delivery", TEXT, nullable=True),
        sa.Column("debt_notice_delivery", TEXT, nullable=True),
        sa.Column("branding_theme", INTEGER, nullable=True),
        sa.Column("delivery_term", INTEGER, nullable=True),
        sa.Column("customer_since", TEXT, nullable=True),
        sa.Column("is_vat_free", BOOLEAN, nullable=False),
        sa.Column("sends_reminders", BOOLEAN, nullable=False),
        sa.Column("sends_to_collection", BOOLEAN, nullable=False),
        sa.Column("uses_invoice_fee", BOOLEAN, nullable=False),
        sa.Column("is_without_late_fees", BOOLEAN, nullable=False),
        sa.Column("is_without_late_interest", BOOLEAN, nullable=False),
        sa.Column("is_without_automatic_notices", BOOLEAN, nullable=False),
        sa.Column("has_equivalence_surcharge", BOOLEAN, nullable=False),
        sa.Column("is_unidentified", BOOLEAN, nullable=False),
        sa.Column("prints_name", BOOLEAN, nullable=False),
        sa.Column("blocks_delivery_notes", BOOLEAN, nullable=False),
        sa.Column("blocks_invoices", BOOLEAN, nullable=False),
        sa.Column("blocks_orders", BOOLEAN, nullable=False),
        sa.Column("code_fold", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id", "party_id"], ["party.book_id", "party.id"], name="customer_party_fk"
        ),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="customer_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "party_id"),
        sa.UniqueConstraint("book_id", "number", name="customer_number_key"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "customer_attention_idx",
        "customer",
        ["book_id", "attention"],
        unique=False,
        sqlite_where=sa.text("attention IS NOT NULL"),
        postgresql_where=sa.text("attention IS NOT NULL"),
    )
    op.create_index("customer_code_fold_idx", "customer", ["book_id", "code_fold"], unique=False)
    op.create_index(
        "customer_delivery_address_idx",
        "customer",
        ["book_id", "delivery_address"],
        unique=False,
        sqlite_where=sa.text("delivery_address IS NOT NULL"),
        postgresql_where=sa.text("delivery_address IS NOT NULL"),
    )
    op.create_index(
        "customer_external_number_idx",
        "customer",
        ["book_id", "external_number"],
        unique=False,
        sqlite_where=sa.text("external_number IS NOT NULL"),
        postgresql_where=sa.text("external_number IS NOT NULL"),
    )
    op.create_index(
        "customer_external_reference_idx",
        "customer",
        ["book_id", "external_reference"],
        unique=False,
        sqlite_where=sa.text("external_reference IS NOT NULL"),
        postgresql_where=sa.text("external_reference IS NOT NULL"),
    )
    op.create_index(
        "customer_their_reference_idx",
        "customer",
        ["book_id", "their_reference"],
        unique=False,
        sqlite_where=sa.text("their_reference IS NOT NULL"),
        postgresql_where=sa.text("their_reference IS NOT NULL"),
    )
    op.create_table(
        "employee",
        sa.Column("book_id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("party_id", INTEGER, nullable=False),
        sa.Column("uuid", TEXT, nullable=False),
        sa.Column("version", INTEGER, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("number", INTEGER, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("standing", TEXT, nullable=False),
        sa.Column("disabled_on", TEXT, nullable=True),
        sa.Column("external_reference", TEXT, nullable=True),
        sa.Column("external_number", INTEGER, nullable=True),
        sa.Column("job_title", TEXT, nullable=True),
        sa.Column("department", INTEGER, nullable=True),
        sa.Column("location", INTEGER, nullable=True),
        sa.Column("manager", INTEGER, nullable=True),
        sa.Column("gender", TEXT, nullable=True),
        sa.Column("hired_on", TEXT, nullable=True),
        sa.Column("started_on", TEXT, nullable=True),
        sa.Column("ended_on", TEXT, nullable=True),
        sa.Column("foreign_id_number", TEXT, nullable=True),
        sa.Column("foreign_id_kind", TEXT, nullable=True),
        sa.Column("foreign_id_country", TEXT, nullable=True),
        sa.Column("is_foreign_id_reported", BOOLEAN, nullable=False),
        sa.Column("account", INTEGER, nullable=True),
        sa.Column("expense_account", INTEGER, nullable=True),
        sa.Column("salary_account", INTEGER, nullable=True),
        sa.Column("travel_account", INTEGER, nullable=True),
        sa.Column("code_fold", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id", "party_id"], ["party.book_id", "party.id"], name="employee_party_fk"
        ),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="employee_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "party_id"),
        sa.UniqueConstraint("book_id", "number", name="employee_number_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("employee_code_fold_idx", "employee", ["book_id", "code_fold"], unique=False)
    op.create_index(
        "employee_external_number_idx",
        "employee",
        ["book_id", "external_number"],
        unique=False,
        sqlite_where=sa.text("external_number IS NOT NULL"),
        postgresql_where=sa.text("external_number IS NOT NULL"),
    )
    op.create_index(
        "employee_external_reference_idx",
        "employee",
        ["book_id", "external_reference"],
        unique=False,
        sqlite_where=sa.text("external_reference IS NOT NULL"),
        postgresql_where=sa.text("external_reference IS NOT NULL"),
    )
    op.create_table(
        "identifier",
        sa.Column("book_id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("uuid", TEXT, nullable=False),
        sa.Column("version", INTEGER, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("party_id", INTEGER, nullable=False),
        sa.Column("scheme", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("value_compact", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id", "party_id"], ["party.book_id", "party.id"], name="identifier_party_fk"
        ),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="identifier_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "id"),
        sa.UniqueConstraint("book_id", "uuid", name="identifier_uuid_key"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "identifier_party_id_scheme_idx",
        "identifier",
        ["book_id", "party_id", "scheme"],
        unique=False,
    )
    op.create_index(
        "identifier_scheme_value_compact_idx",
        "identifier",
        ["book_id", "scheme", "value_compact"],
        unique=False,
    )
    op.create_table(
        "membership",
        sa.Column("book_id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("group", INTEGER, nullable=False),
        sa.Column("party_id", INTEGER, nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id", "party_id"], ["party.book_id", "party.id"], name="membership_party_fk"
        ),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="membership_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "group", "party_id"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "membership_party_id_group_idx",
        "membership",
        ["book_id", "party_id", "group"],
        unique=False,
    )
    op.create_table(
        "note",
        sa.Column("book_id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("number", INTEGER, nullable=False),
        sa.Column("uuid", TEXT, nullable=False),
        sa.Column("version", INTEGER, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("party_id", INTEGER, nullable=False),
        sa.Column("author", INTEGER, nullable=True),
        sa.Column("text", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id", "party_id"], ["party.book_id", "party.id"], name="note_party_fk"
        ),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="note_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "number"),
        sa.UniqueConstraint("book_id", "uuid", name="note_uuid_key"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "note_party_id_number_idx", "note", ["book_id", "party_id", "number"], unique=False
    )
    op.create_table(
        "supplier",
        sa.Column("book_id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("party_id", INTEGER, nullable=False),
        sa.Column("uuid", TEXT, nullable=False),
        sa.Column("version", INTEGER, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("number", INTEGER, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("standing", TEXT, nullable=False),
        sa.Column("disabled_on", TEXT, nullable=True),
        sa.Column("external_reference", TEXT, nullable=True),
        sa.Column("external_number", INTEGER, nullable=True),
        sa.Column("currency", TEXT, nullable=True),
        sa.Column("payment_term", INTEGER, nullable=True),
        sa.Column("payment_days", INTEGER, nullable=True),
        sa.Column("account", INTEGER, nullable=True),
        sa.Column("purchase_account", INTEGER, nullable=True),
        sa.Column("client_bank_account", INTEGER, nullable=True),
        sa.Column("currency_rate", NUMBER, nullable=True),
        sa.Column("vat_criterion", TEXT, nullable=True),
        sa.Column("tax_treatment", INTEGER, nullable=True),
        sa.Column("transaction_category", INTEGER, nullable=True),
        sa.Column("income_tax_percent", NUMBER, nullable=True),
        sa.Column("pays_out", BOOLEAN, nullable=False),
        sa.Column("code_fold", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id", "party_id"], ["party.book_id", "party.id"], name="supplier_party_fk"
        ),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="supplier_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "party_id"),
        sa.UniqueConstraint("book_id", "number", name="supplier_number_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("supplier_code_fold_idx", "supplier", ["book_id", "code_fold"], unique=False)
    op.create_index(
        "supplier_external_number_idx",
        "supplier",
        ["book_id", "external_number"],
        unique=False,
        sqlite_where=sa.text("external_number IS NOT NULL"),
        postgresql_where=sa.text("external_number IS NOT NULL"),
    )
    op.create_index(
        "supplier_external_reference_idx",
        "supplier",
        ["book_id", "external_reference"],
        unique=False,
        sqlite_where=sa.text("external_reference IS NOT NULL"),
        postgresql_where=sa.text("external_reference IS NOT NULL"),
    )
