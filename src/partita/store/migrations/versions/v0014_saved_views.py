"""Lists that people gave a name."""

import sqlalchemy as sa
from alembic import op

from partita.store.row_security import secure_rows

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "saved_view",
        sa.Column("book_id", INTEGER, nullable=False, autoincrement=False),
        sa.Column("number", INTEGER, nullable=False, autoincrement=False),
        sa.Column("uuid", TEXT, nullable=False),
        sa.Column("version", INTEGER, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("owner", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("asked", TEXT, nullable=False),
        sa.Column("is_shared", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("name_fold", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="saved_view_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "number"),
        sa.UniqueConstraint("book_id", "uuid", name="saved_view_uuid_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("saved_view_owner_idx", "saved_view", ["book_id", "owner"])
    if op.get_bind().dialect.name != "sqlite":
        secure_rows(op.get_bind())
