"""Who points at a party is found without walking through all customers, employees and notes."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TIES = (
    ("customer", "third_payer"),
    ("customer", "default_counterparty"),
    ("customer", "sales_person"),
    ("employee", "manager"),
    ("note", "author"),
)


def upgrade() -> None:
    """Go up."""
    for table, column in TIES:
        filled = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"{table}_{column}_idx",
            table,
            ["book_id", column],
            sqlite_where=filled,
            postgresql_where=filled,
        )
