"""Suggested duplicates, and the keys under which parties are compared."""

import sqlalchemy as sa
from alembic import op

from partita.store.row_security import secure_rows

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NUMBER: sa.Double[float] = sa.Double().with_variant(sa.REAL(), "sqlite")


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "likeness_key",
        sa.Column("book_id", INTEGER, nullable=False),
        sa.Column("key", INTEGER, nullable=False),
        sa.Column("party_id", INTEGER, nullable=False),
        sa.PrimaryKeyConstraint("book_id", "key", "party_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "suggestion",
        sa.Column("book_id", INTEGER, nullable=False),
        sa.Column("party_id", INTEGER, nullable=False),
        sa.Column("other_id", INTEGER, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("points", NUMBER, nullable=False),
        sa.Column("reasons", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("book_id", "party_id", "other_id"),
        sqlite_with_rowid=False,
    )
    state = ["book_id", "state", "points", "party_id", "other_id"]
    op.create_index("suggestion_state_idx", "suggestion", state)
    op.create_index("suggestion_other_idx", "suggestion", ["book_id", "other_id"])
    if op.get_bind().dialect.name != "sqlite":
        secure_rows(op.get_bind())
