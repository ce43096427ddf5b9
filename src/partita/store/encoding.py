"""How one record becomes the columns of a row.

What there is to do depends on which fields are empty, and most records of a kind are alike in that.
So it is found out once for each such shape: which columns are named at all, which values have a
written form of their own, what is derived, and what is checked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import Any, Final

import sqlalchemy as sa

from partita.kit.text import is_plain, is_storable
from partita.store.capabilities import Capabilities
from partita.store.render import to_sql
from partita.store.schema import PLAIN_FIELDS, Derive, RecordTable, Twin
from partita.store.values import (
    FLOAT_MAX,
    INT64_MAX,
    Convert,
    check_numbers,
    check_plain,
    check_texts,
    converters,
    structured,
)

SHAPES_MAX: Final = 256
"""Shapes of records of one kind that are remembered."""

Some = Callable[[Sequence[Any]], tuple[Any, ...]]
"""Reads some values of a row; one alone is read twice."""

Write = tuple[int, Convert]
"""The place of a value, and what writes it."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How records of one shape are written; places are those of a record's fields that are filled.

    Attributes:
        insert: The statement that adds one.
        columns: Names of the columns, as the values stand.
        read: Reads the fields that are filled.
        twins: What columns are made of, each from one field.
        derived: What columns are made of, each from the whole record.
        writes: Values that do not stand in columns as they are.
        texts: Reads the texts that others gave.
        plain: Reads texts that must stand in JSON as they are.
        integers: Reads whole numbers.
        floats: Reads fractions.
    """

    insert: str
    columns: tuple[str, ...]
    read: Callable[[Any], tuple[Any, ...]]
    twins: Sequence[Write]
    derived: Sequence[Derive]
    writes: Sequence[Write]
    texts: Some
    plain: Some
    integers: Some
    floats: Some

    def values(self, book_id: int, record: object) -> dict[str, Any]:
        """The columns of a record.

        Raises:
            ValuesInvalid: No database can hold one of them.
        """
        row = list(self.read(record))
        row.extend([make(row[place]) for place, make in self.twins])
        row.extend([derive(record) for derive in self.derived])
        for place, write in self.writes:
            row[place] = write(row[place])
        row.append(book_id)
        found = dict(zip(self.columns, row, strict=True))
        if not self._is_sound(row):
            self._refuse(found)
        return found

    def _is_sound(self, row: Sequence[Any]) -> bool:
        integers, floats = self.integers(row), self.floats(row)
        return (
            is_storable("".join(self.texts(row)))
            and is_plain("".join(self.plain(row)))
            and (not integers or -INT64_MAX <= min(integers) <= max(integers) <= INT64_MAX)
            and (not floats or all(-FLOAT_MAX <= each <= FLOAT_MAX for each in floats))
        )

    def _refuse(self, found: dict[str, Any]) -> None:
        """Tell which value no column can hold."""
        check_texts(found, self._named(self.texts))
        check_plain(found, self._named(self.plain))
        check_numbers(found, self._named(self.integers), INT64_MAX)
        check_numbers(found, self._named(self.floats), FLOAT_MAX)

    def _named(self, some: Some) -> list[str]:
        return list(dict.fromkeys(some(self.columns)))


class Encoder:
    """Writes records of one kind."""

    def __init__(self, kept: RecordTable, can: Capabilities) -> None:
        """Prepare what does not depend on the records."""
        self._kept = kept
        self._can = can
        self._names = tuple(each.name for each in fields(kept.record))
        self._read = all_of(self._names)
        self._writes = converters(kept.record, can.truth)
        self._of_shape = lru_cache(maxsize=SHAPES_MAX)(self._encoding)

    def encoding(self, record: object) -> Encoding:
        """How a record is written."""
        return self._of_shape(tuple([value is None for value in self._read(record)]))

    def _encoding(self, empty: tuple[bool, ...]) -> Encoding:
        names = tuple(n for n, is_empty in zip(self._names, empty, strict=True) if not is_empty)
        twins = {
            name: each
            for name, each in self._kept.derived.items()
            if isinstance(each, Twin) and each.of in names
        }
        others = {
            name: each for name, each in self._kept.derived.items() if not isinstance(each, Twin)
        }
        columns = (*names, *twins, *others, "book_id")
        ours = self._writes.keys() - structured(self._kept.record)  # moments and words of our own
        return Encoding(
            insert=self.insert(columns),
            columns=columns,
            read=all_of(names),
            twins=[(names.index(each.of), each.make) for each in twins.values()],
            derived=list(others.values()),
            writes=[(place, self._writes[n]) for place, n in enumerate(names) if n in self._writes],
            texts=_some([n for n in self._typed(names, sa.Text) if names[n] not in ours]),
            plain=_some([place for place, name in enumerate(names) if name in PLAIN_FIELDS]),
            integers=_some(self._typed(names, sa.Integer)),
            floats=_some(self._typed(names, sa.Float)),
        )

    def _typed(self, names: Sequence[str], kind: type[Any]) -> list[int]:
        columns = self._kept.table.c
        return [place for place, name in enumerate(names) if isinstance(columns[name].type, kind)]

    def insert(self, columns: Sequence[str]) -> str:
        """The statement that adds a row with these columns."""
        slots: dict[str, Any] = {name: sa.bindparam(name) for name in columns}
        return to_sql(sa.insert(self._kept.table).values(slots), self._can)


def all_of(names: Sequence[str]) -> Callable[[object], tuple[Any, ...]]:
    """Read several attributes at once."""
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda record: (get(record),)


def _some(places: Sequence[int]) -> Some:
    if not places:
        return lambda _row: ()
    return itemgetter(*places, *places[: len(places) == 1])
