"""Merges that can be undone."""

import sqlalchemy as sa
from alembic import op

from partita.store.row_security import secure_rows

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "party_merge",
        sa.Column("book_id", INTEGER, nullable=False, autoincrement=False),
        sa.Column("id", INTEGER, nullable=False, autoincrement=False),
        sa.Column("uuid", TEXT, nullable=False),
        sa.Column("version", INTEGER, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("survivor", INTEGER, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="party_merge_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "id"),
        sa.UniqueConstraint("book_id", "uuid", name="party_merge_uuid_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("party_merge_survivor_id_idx", "party_merge", ["book_id", "survivor", "id"])
    op.create_table(
        "party_merge_step",
        sa.Column("book_id", INTEGER, nullable=False, autoincrement=False),
        sa.Column("merge_id", INTEGER, nullable=False, autoincrement=False),
        sa.Column("position", INTEGER, nullable=False, autoincrement=False),
        sa.Column("records", TEXT, nullable=False),
        sa.Column("record_key", TEXT, nullable=False),
        sa.Column("before", TEXT),
        sa.Column("version_after", INTEGER),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="party_merge_step_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "merge_id", "position"),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name != "sqlite":
        secure_rows(op.get_bind())
