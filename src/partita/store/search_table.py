"""Keeps the search table in step, where substring search needs one."""

from typing import Any, Final

from partita.domain.contact import ContactPerson
from partita.domain.party import Party
from partita.store.driver import Link, Params
from partita.store.records import Statements, T, TableRecords
from partita.store.schema import BOOK_STRIDE

SEARCHED: Final[dict[type[Any], tuple[str, dict[str, str]]]] = {
    ContactPerson: ("contact_search", {"name": "name_fold", "email": "email_fold"}),
    Party: ("party_search", {"text": "search_text"}),
}
"""Search table of a kind of records, and which derived column each of its columns holds."""


class SearchedRecords(TableRecords[T]):
    """Records whose texts also stand in a search table."""

    def __init__(self, statements: Statements, link: Link, book_id: int) -> None:
        """Look at the records of a book."""
        super().__init__(statements, link, book_id)
        self._table, self._texts = SEARCHED[statements.kept.record]

    def insert(self, *records: T) -> None:
        """Add new ones."""
        super().insert(*records)
        names = ", ".join(self._texts)
        slots = ", ".join(f":{name}" for name in self._texts)
        self._write(
            f"INSERT INTO {self._table} (rowid, {names}) VALUES (:row, {slots})",
            [self._searched(each) for each in records],
        )

    def put(self, *records: T, was: T | None = None) -> None:
        """Replace those with the same key, or write what differs from what one was."""
        super().put(*records, was=was)
        if was is not None and [self._searched(each) for each in records] == [self._searched(was)]:
            return
        sets = ", ".join(f"{name} = :{name}" for name in self._texts)
        differs = " OR ".join(f"{name} IS NOT :{name}" for name in self._texts)
        self._write(
            f"UPDATE {self._table} SET {sets} WHERE rowid = :row AND ({differs})",
            [self._searched(each) for each in records],
        )

    def remove(self, *records: T) -> None:
        """Take away."""
        super().remove(*records)
        self._write(
            f"DELETE FROM {self._table} WHERE rowid = :row",
            [self._searched(each) for each in records],
        )

    def _write(self, sql: str, rows: list[Params]) -> None:
        self._link.execute_late(self._table, sql, rows)

    def _searched(self, record: T) -> dict[str, Any]:
        kept = self._statements.kept
        found = {name: kept.derived[derived](record) for name, derived in self._texts.items()}
        return found | {"row": self._book_id * BOOK_STRIDE + getattr(record, kept.key[0])}
