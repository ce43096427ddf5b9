"""People who use the pages, and their sessions; parties are found by their e-mail address, too."""

import sqlalchemy as sa
from alembic import op

from partita.store.row_security import secure_rows

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BOOK_STRIDE = 2**32


def upgrade() -> None:
    """Go up."""
    _create_users()
    _create_sessions()
    op.create_index(
        "party_country_id_idx",
        "party",
        ["book_id", "country", "id"],
    )
    _find_by_email()
    if op.get_bind().dialect.name != "sqlite":
        secure_rows(op.get_bind())


def _create_users() -> None:
    op.create_table(
        "app_user",
        sa.Column("book_id", INTEGER, nullable=False),
        sa.Column("number", INTEGER, nullable=False),
        sa.Column("uuid", TEXT, nullable=False),
        sa.Column("version", INTEGER, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("password_hash", TEXT, nullable=False),
        sa.Column("roles", TEXT, nullable=False),
        sa.Column("totp_secret", TEXT, nullable=True),
        sa.Column("is_barred", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("name_fold", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="app_user_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "number"),
        sa.UniqueConstraint("book_id", "name_fold", name="app_user_name_fold_key"),
        sa.UniqueConstraint("book_id", "uuid", name="app_user_uuid_key"),
        sqlite_with_rowid=False,
    )


def _create_sessions() -> None:
    op.create_table(
        "web_session",
        sa.Column("book_id", INTEGER, nullable=False),
        sa.Column("token_hash", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("user", INTEGER, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("expires_at", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="web_session_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "token_hash"),
        sqlite_with_rowid=False,
    )
    op.create_index("web_session_user_idx", "web_session", ["book_id", "user"])


def _find_by_email() -> None:
    """Texts to search in hold the e-mail address now; parties that are there learn it."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    line_end = "char(10)" if is_sqlite else "chr(10)"
    op.execute(
        f"UPDATE party SET search_text = search_text || {line_end} || email_fold "
        "WHERE email_fold IS NOT NULL"
    )
    if is_sqlite:
        op.execute("DELETE FROM party_search")
        op.execute(
            "INSERT INTO party_search (rowid, text) "
            f"SELECT book_id * {BOOK_STRIDE} + id, search_text FROM party"
        )
