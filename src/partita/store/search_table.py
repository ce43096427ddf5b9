"""Keeps the search table in step, where substring search needs one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from partita.domain.contact import ContactPerson
from partita.domain.party import Party
from partita.store.bulk import Column
from partita.store.driver import Link
from partita.store.records import Statements, T, TableRecords
from partita.store.schema import BOOK_STRIDE, party_mail, party_named

Cut = Callable[[Any, str], str | None]
"""Makes a part of a derived text of a record, given both."""


class SearchTable:
    """A search table and its statements.

    Attributes:
        texts: The derived column that each of its columns holds, or changes with.
        made: What makes the text of a column that holds a part of a derived one.
    """

    def __init__(self, table: str, made: Mapping[str, Cut] | None = None, /, **texts: str) -> None:
        """Say what it holds."""
        self.made = made or {}
        places = ", ".join(f"?{place}" for place, _ in enumerate(("row", *texts), 1))
        sets = ", ".join(f"{each} = :{each}" for each in texts)
        differs = " OR ".join(f"{each} IS NOT :{each}" for each in texts)
        self.name = table
        self.texts = texts
        self.insert = f"INSERT INTO {table} (rowid, {', '.join(texts)}) VALUES ({places})"
        self.update = f"UPDATE {table} SET {sets} WHERE rowid = :row AND ({differs})"
        self.delete = f"DELETE FROM {table} WHERE rowid = :row"


SEARCHED: Final[dict[type[Any], SearchTable]] = {
    ContactPerson: SearchTable("contact_search", name="name_fold", email="email_fold"),
    Party: SearchTable(
        "party_search",
        {"named": party_named, "mail": party_mail},
        named="search_text",
        mail="search_text",
    ),
}
"""Search table of a kind of records."""


class SearchedRecords(TableRecords[T]):
    """Records whose texts also stand in a search table."""

    def __init__(self, statements: Statements, link: Link, book_id: int) -> None:
        """Look at the records of a book."""
        super().__init__(statements, link, book_id)
        self._table = SEARCHED[statements.kept.record]

    def _add(self, record: T) -> dict[str, Any]:
        values = super()._add(record)
        texts = (
            self._text(name, record, values.get(derived))
            for name, derived in self._table.texts.items()
        )
        row = (self._row(record), *texts)
        self._link.execute_late(self._table.name, self._table.insert, [row])
        return values

    def _insert_many(self, records: Sequence[T]) -> Mapping[str, Column]:
        columns = super()._insert_many(records)
        first, nothing = self._book_id * BOOK_STRIDE, [None] * len(records)
        numbers = [first + number for number in columns[self._statements.kept.key[0]]]
        texts = (
            [
                self._text(name, record, text)
                for record, text in zip(records, columns.get(derived, nothing), strict=True)
            ]
            for name, derived in self._table.texts.items()
        )
        rows = list(zip(numbers, *texts, strict=True))
        self._link.execute_late(self._table.name, self._table.insert, rows)
        return columns

    def put(self, *records: T, was: T | None = None) -> None:
        """Replace those with the same key, or write what differs from what one was."""
        super().put(*records, was=was)
        if was is None:
            self._search(self._table.update, *records)

    def _put_changes(self, record: T, *, was: T) -> dict[str, Any]:
        changed = super()._put_changes(record, was=was)
        if not changed.keys().isdisjoint(self._table.texts.values()):
            self._search(self._table.update, record)
        return changed

    def remove(self, *records: T) -> None:
        """Take away."""
        super().remove(*records)
        self._search(self._table.delete, *records)

    def _search(self, sql: str, *records: T) -> None:
        rows = [self._searched(each) for each in records]
        self._link.execute_late(self._table.name, sql, rows)

    def _searched(self, record: T) -> dict[str, Any]:
        kept = self._statements.kept
        row: dict[str, Any] = {"row": self._row(record)}
        for name, derived in self._table.texts.items():
            row[name] = self._text(name, record, kept.derived[derived](record))
        return row

    def _text(self, name: str, record: T, derived: str | None) -> str | None:
        """What a column holds, given the derived one it is made of."""
        cut = self._table.made.get(name)
        return derived if cut is None or derived is None else cut(record, derived)

    def _row(self, record: T) -> int:
        number: int = getattr(record, self._statements.kept.key[0])
        return self._book_id * BOOK_STRIDE + number
