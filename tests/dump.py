"""Everything a book holds, to compare before and after."""

from typing import Any, Final

from partita.store.uow import RECORDS
from tests.builders import OpenBook

LEFT_OUT: Final = frozenset({"grants", "merges", "merge_steps"})
Dump = dict[str, list[Any]]


def dump(book: OpenBook) -> Dump:
    """All records of a book by kind, in key order; how merges can be undone is left out."""
    with book.writing() as ctx:
        return {
            name: list(getattr(ctx.unit, name).stream()) for name in RECORDS if name not in LEFT_OUT
        }
