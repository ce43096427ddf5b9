"""The audit trail of SQLite has pages of its own kind: those of an index hold no two long texts.

A row longer than a quarter of a page leaves it for pages that hold nothing else, in a table that is
its own index. What a record was and what it is are longer than that together.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.rename_table("audit", "audit_before")
    op.create_table(
        "audit",
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("app_id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("dialect", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("book_id", "position"),
    )
    op.execute("INSERT INTO audit SELECT * FROM audit_before ORDER BY book_id, position")
    op.drop_table("audit_before")
