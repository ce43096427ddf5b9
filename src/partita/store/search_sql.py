"""Substring search through a table of trigrams, where the database has no such index."""

from typing import Any, Final

import sqlalchemy as sa

from partita.domain.query import LIKE_ANY, TRIGRAM_CHARS
from partita.store.schema import BOOK_STRIDE
from partita.store.sources import Source

TRIGRAMS_MAX: Final = 12
"""Trigrams asked for at most; the pattern itself decides in the end."""


def match_text(column: str, pattern: str) -> str:
    """Ask for rows that have the trigrams of a folded pattern.

    >>> match_text("name", "abcd" + LIKE_ANY)
    'name : ("abc" AND "bcd")'
    """
    found: list[str] = []
    for literal in pattern.split(LIKE_ANY):
        found += [literal[at : at + TRIGRAM_CHARS] for at in range(len(literal) - TRIGRAM_CHARS + 1)]
    chosen = dict.fromkeys(found if len(found) <= TRIGRAMS_MAX else found[:: len(found) // TRIGRAMS_MAX])
    quoted = " AND ".join('"' + each.replace('"', '""') + '"' for each in chosen)
    return f"{column} : ({quoted})"


def search_match(source: Source, match: sa.BindParameter[Any]) -> sa.ColumnElement[bool]:
    """Records whose row in the search table matches.

    A row's number there is the book's number shifted high plus the record's key, so that one
    book's rows stand together, in the order of their keys.
    """
    table = sa.table(str(source.search_table), sa.column("rowid"), sa.column(str(source.search_table)))
    stride = sa.literal_column(str(BOOK_STRIDE))
    low = sa.bindparam("book_id", type_=sa.Integer) * stride
    rows = sa.select(table.c.rowid - low).where(
        table.c[str(source.search_table)].op("MATCH")(match),
        table.c.rowid >= low,
        table.c.rowid < low + stride,
    )
    return source.base.c[source.key].in_(rows)
