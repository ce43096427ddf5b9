"""What imports did, so that they can be undone, and what came of jobs."""

import sqlalchemy as sa
from alembic import op

from partita.store.row_security import secure_rows

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go up."""
    op.add_column("job", sa.Column("result", TEXT))
    op.create_table(
        "import_step",
        sa.Column("book_id", INTEGER, nullable=False, autoincrement=False),
        sa.Column("import_id", INTEGER, nullable=False, autoincrement=False),
        sa.Column("party_id", INTEGER, nullable=False, autoincrement=False),
        sa.Column("position", INTEGER, nullable=False, autoincrement=False),
        sa.Column("records", TEXT, nullable=False),
        sa.Column("record_key", TEXT, nullable=False),
        sa.Column("differences", TEXT),
        sa.Column("version_after", INTEGER, nullable=False),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="import_step_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "import_id", "party_id", "position"),
        sqlite_with_rowid=False,
    )
    op.create_index("import_step_party_id_idx", "import_step", ["book_id", "party_id"])
    if op.get_bind().dialect.name != "sqlite":
        secure_rows(op.get_bind())
