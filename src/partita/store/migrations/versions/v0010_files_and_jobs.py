"""Files that documents carry, and jobs."""

import sqlalchemy as sa
from alembic import op

from partita.store.row_security import secure_rows

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "stored_file",
        sa.Column("book_id", INTEGER, nullable=False, autoincrement=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="stored_file_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "job",
        sa.Column("book_id", INTEGER, nullable=False, autoincrement=False),
        sa.Column("id", INTEGER, nullable=False, autoincrement=False),
        sa.Column("uuid", TEXT, nullable=False),
        sa.Column("version", INTEGER, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("wish", TEXT, nullable=False),
        sa.Column("total", INTEGER, nullable=False),
        sa.Column("done", INTEGER, nullable=False),
        sa.Column("updated", INTEGER, nullable=False),
        sa.Column("error", TEXT),
        sa.Column("finished_at", TEXT),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="job_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "id"),
        sa.UniqueConstraint("book_id", "uuid", name="job_uuid_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("job_kind_state_idx", "job", ["book_id", "kind", "state"])
    if op.get_bind().dialect.name != "sqlite":
        secure_rows(op.get_bind())
