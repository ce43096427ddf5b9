"""Indexes for the register as people see it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ROLES = ("customer", "supplier", "employee", "counterparty")


def upgrade() -> None:
    """Go up."""
    filled = sa.text("merged_into IS NOT NULL")
    op.create_index(
        "party_merged_into_idx",
        "party",
        ["book_id", "merged_into"],
        sqlite_where=filled,
        postgresql_where=filled,
    )
    for table in ROLES:
        op.create_index(
            f"{table}_standing_party_id_idx", table, ["book_id", "standing", "party_id"]
        )
