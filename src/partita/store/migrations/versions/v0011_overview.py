"""Flaws of parties, and how often apps call."""

import sqlalchemy as sa
from alembic import op

from partita.store.row_security import secure_rows

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "flaw",
        sa.Column("book_id", INTEGER, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("party_id", INTEGER, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("book_id", "kind", "party_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("flaw_party_idx", "flaw", ["book_id", "party_id"])
    op.create_table(
        "app_call",
        sa.Column("book_id", INTEGER, nullable=False),
        sa.Column("day", TEXT, nullable=False),
        sa.Column("app_id", INTEGER, nullable=False),
        sa.Column("dialect", TEXT, nullable=False),
        sa.Column("calls", INTEGER, nullable=False),
        sa.Column("refused", INTEGER, nullable=False),
        sa.Column("failed", INTEGER, nullable=False),
        sa.PrimaryKeyConstraint("book_id", "day", "app_id", "dialect"),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name != "sqlite":
        secure_rows(op.get_bind())
