"""Substring search, and row-level security where the database has it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SEARCH_TABLES = {
    "contact_search": ("contact", "number", {"name": "name_fold", "email": "email_fold"}),
    "party_search": ("party", "id", {"text": "search_text"}),
}
TRIGRAM_INDEXES = (("contact", "name_fold"), ("contact", "email_fold"), ("party", "search_text"))
BOOK_STRIDE = 2**32
OUTSIDE_BOOKS = ("directory", "app_grant", "alembic_version")
APP_ROLE = "partita_app"


def upgrade() -> None:
    """Go up."""
    if op.get_bind().dialect.name == "sqlite":
        _create_search_tables()
    else:
        _create_trigram_indexes()
        _secure_rows()


def _create_search_tables() -> None:
    for name, (table, key, texts) in SEARCH_TABLES.items():
        op.execute(
            f"CREATE VIRTUAL TABLE {name} USING fts5({', '.join(texts)}, "
            "tokenize='trigram case_sensitive 1', detail=column)"
        )
        op.execute(
            f"INSERT INTO {name} (rowid, {', '.join(texts)}) "
            f"SELECT book_id * {BOOK_STRIDE} + {key}, {', '.join(texts.values())} FROM {table}"
        )


def _create_trigram_indexes() -> None:
    available = op.get_bind().scalar(
        sa.text("SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_trgm'")
    )
    if not available:
        return
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for table, column in TRIGRAM_INDEXES:
        op.execute(
            f"CREATE INDEX {table}_{column}_trigram ON {table} USING gin ({column} gin_trgm_ops)"
        )


def _secure_rows() -> None:
    """Let the server work as a role that sees one book at a time."""
    bind = op.get_bind()
    may_create = bind.scalar(
        sa.text("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
    )
    exists = bind.scalar(
        sa.text("SELECT count(*) FROM pg_roles WHERE rolname = :name"), {"name": APP_ROLE}
    )
    if may_create and not exists:
        op.execute(f"CREATE ROLE {APP_ROLE} NOLOGIN")
        op.execute(f"GRANT {APP_ROLE} TO CURRENT_USER")
        exists = 1
    tables = sa.inspect(bind).get_table_names()
    for table in tables:
        if exists:
            op.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {APP_ROLE}')
        if table not in OUTSIDE_BOOKS:
            _secure_table(table)


def _secure_table(table: str) -> None:
    shared = " OR book_id = 0" if table == "counter" else ""
    rule = f"book_id = current_setting('partita.book', true)::bigint{shared}"
    op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
    op.execute(f'CREATE POLICY one_book ON "{table}" USING ({rule}) WITH CHECK ({rule})')
