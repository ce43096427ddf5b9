"""Words for a standing that none of ours says the same as."""

from alembic import op

from partita.store.row_security import secure_rows

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    for table in ("customer", "counterparty"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN standing_words {_text()}")
    if op.get_bind().dialect.name != "sqlite":
        secure_rows(op.get_bind())


def _text() -> str:
    return "TEXT" if op.get_bind().dialect.name == "sqlite" else 'TEXT COLLATE "C"'
