"""Webhooks, and how far messages have got; the feed itself is the outbox."""

import sqlalchemy as sa
from alembic import op

from partita.store.row_security import secure_rows

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BOOLEAN = sa.Boolean(create_constraint=False)


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "webhook",
        sa.Column("book_id", INTEGER, nullable=False, autoincrement=False),
        sa.Column("number", INTEGER, nullable=False, autoincrement=False),
        sa.Column("uuid", TEXT, nullable=False),
        sa.Column("version", INTEGER, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("url", TEXT, nullable=False),
        sa.Column("kinds", TEXT, nullable=False),
        sa.Column("secret", TEXT, nullable=False),
        sa.Column("told", INTEGER, nullable=False),
        sa.Column("is_active", BOOLEAN, nullable=False),
        sa.Column("reason", TEXT),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="webhook_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "number"),
        sa.UniqueConstraint("book_id", "uuid", name="webhook_uuid_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "delivery",
        sa.Column("book_id", INTEGER, nullable=False, autoincrement=False),
        sa.Column("webhook", INTEGER, nullable=False, autoincrement=False),
        sa.Column("position", INTEGER, nullable=False, autoincrement=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("attempts", INTEGER, nullable=False),
        sa.Column("tried_at", TEXT, nullable=False),
        sa.Column("due_at", TEXT),
        sa.Column("status_code", INTEGER),
        sa.Column("reason", TEXT),
        sa.Column("is_replay", BOOLEAN, nullable=False),
        sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name="delivery_book_fk"),
        sa.PrimaryKeyConstraint("book_id", "webhook", "position"),
        sqlite_with_rowid=False,
    )
    op.create_index("delivery_state_webhook_idx", "delivery", ["book_id", "state", "webhook"])
    if op.get_bind().dialect.name == "sqlite":
        op.drop_table("outbox")
    else:
        op.execute("DROP TABLE outbox CASCADE")  # with its view, which is made anew below
        secure_rows(op.get_bind())
