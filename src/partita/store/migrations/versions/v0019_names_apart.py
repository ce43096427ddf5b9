"""Names and numbers of parties are found apart from their e-mail addresses."""

import sqlalchemy as sa
from alembic import op

from partita.kit.text import search_fold

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

BOOK_STRIDE = 2**32
HAS_MAIL = "email_fold IS NOT NULL AND email_fold != ''"
LENGTH = "abs(length(search_text) - length(email_fold) - 1)"
NAMED = f"CASE WHEN ({HAS_MAIL}) THEN substr(search_text, 1, {LENGTH}) ELSE search_text END"
MAIL = f"CASE WHEN ({HAS_MAIL}) THEN substr(search_text, {LENGTH} + 2) END"


def upgrade() -> None:
    """Go up."""
    if op.get_bind().dialect.name == "sqlite":
        _make_search_table()
        _mend_where_folding_changes_length()
    elif op.get_bind().scalar(sa.text("SELECT count(*) FROM pg_extension WHERE extname='pg_trgm'")):
        op.execute(
            f"CREATE INDEX party_search_named_trigram ON party USING gin (({NAMED}) gin_trgm_ops)"
        )
        op.execute("ANALYZE party")


def _make_search_table() -> None:
    op.execute("DROP TABLE party_search")
    op.execute(
        "CREATE VIRTUAL TABLE party_search USING fts5(named, mail, "
        "tokenize='trigram case_sensitive 1', detail=column)"
    )
    op.execute(
        "INSERT INTO party_search (rowid, named, mail) "
        f"SELECT book_id * {BOOK_STRIDE} + id, {NAMED}, {MAIL} FROM party ORDER BY book_id, id"
    )


def _mend_where_folding_changes_length() -> None:
    """Letters such as ae in one make a text for searching longer than the folded address."""
    letters = "SELECT book_id, id, email, search_text FROM party WHERE email_fold GLOB '*[^ -~]*'"
    cut = "UPDATE party_search SET named = :named, mail = :mail WHERE rowid = :row"
    for book_id, number, email, text in op.get_bind().execute(sa.text(letters)).all():
        mail = search_fold(email)
        row = {"row": book_id * BOOK_STRIDE + number, "mail": mail}
        op.execute(sa.text(cut).bindparams(named=text[: -len(mail) - 1], **row))
