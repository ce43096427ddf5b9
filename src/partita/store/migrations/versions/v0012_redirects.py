"""Apps know where they may send people back to who gave them access."""

import sqlalchemy as sa
from alembic import op

from partita.store.row_security import secure_rows

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Go up."""
    op.add_column("app_grant", sa.Column("redirect_uris", TEXT, nullable=True))
    if op.get_bind().dialect.name != "sqlite":
        secure_rows(op.get_bind())
