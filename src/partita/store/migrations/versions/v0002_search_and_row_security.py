"""Substring search, and row-level security where the database has it."""

import sqlalchemy as sa
from alembic import op

from partita.store.row_security import secure_rows

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


def upgrade() -> None:
    """Go up."""
    if op.get_bind().dialect.name == "sqlite":
        _create_search_tables()
    else:
        _create_trigram_indexes()
        secure_rows(op.get_bind())


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
