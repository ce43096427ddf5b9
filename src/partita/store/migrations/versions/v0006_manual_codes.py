"""A book may demand that whoever makes a party chooses its code."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Go up."""
    op.add_column("book", sa.Column("manual_codes", TEXT, nullable=True))
