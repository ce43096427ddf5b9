"""Codes stand in JSON as they are; characters that no code has are taken out of those there are."""

import sqlalchemy as sa
from alembic import op

from partita.kit.text import plain

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

CODES = (
    ("party", "country"),
    ("address", "country"),
    ("bank_account", "country"),
    ("customer", "currency"),
    ("supplier", "currency"),
)


def upgrade() -> None:
    """Go up."""
    for name, column in CODES:
        table = sa.table(name, sa.column("book_id"), sa.column(column))
        code = table.c[column]
        given = sa.select(table.c.book_id, code).where(code.is_not(None)).distinct()
        for book_id, text in op.get_bind().execute(given).all():
            if plain(text) != text:
                here = sa.and_(table.c.book_id == book_id, code == text)
                op.execute(sa.update(table).where(here).values({column: plain(text) or None}))
