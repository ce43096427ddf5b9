"""Lookups as SQL: one statement for all questions of one, compiled once per database."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa

from partita.domain.lookup import Given, Inside, Lookup, Question, Top
from partita.store.capabilities import Capabilities, JsonMember
from partita.store.driver import Params
from partita.store.render import to_sql
from partita.store.schema import TABLES
from partita.store.values import converters

LOOKUPS_MAX: Final = 256


@dataclass(frozen=True, slots=True)
class Asked:
    """A lookup as a statement.

    Attributes:
        sql: The statement.
        names: Of the answers, in order.
        fixed: Values that are the same whenever it is asked.
    """

    sql: str
    names: tuple[str, ...]
    fixed: Params


class Lookups:
    """The statements of lookups."""

    def __init__(self, can: Capabilities) -> None:
        """Nothing is compiled yet."""
        self._can = can
        self.asked = lru_cache(maxsize=LOOKUPS_MAX)(self._asked)

    def _asked(self, lookup: Lookup) -> Asked:
        fixed: Params = {}
        answers = [
            self._answer(question, fixed).label(name) for name, question in lookup.questions.items()
        ]
        return Asked(to_sql(sa.select(*answers), self._can), tuple(lookup.questions), fixed)

    def _answer(self, question: Question, fixed: Params) -> sa.ColumnElement[Any]:
        if isinstance(question, Top):
            found = self._top(question, fixed)
            return sa.func.coalesce(found, sa.literal_column("0", sa.Integer))
        if isinstance(question, Inside):
            return self._inside(question, fixed)
        table = TABLES[question.records].table.alias()
        one = sa.select(sa.literal_column("1", sa.Integer)).select_from(table)
        same = self._same(question.records, table, question.equal, fixed)
        return sa.exists(one.where(*same).correlate(None))

    def _inside(self, question: Inside, fixed: Params) -> sa.ColumnElement[Any]:
        kept = TABLES[question.records]
        table = kept.table.alias()
        same = self._same(question.records, table, question.equal, fixed)
        number = JsonMember(table.c[question.column], question.name)
        first = sa.select(number).where(*same).order_by(*[table.c[name] for name in kept.key])
        found = first.limit(1).correlate(None).scalar_subquery()
        return sa.func.coalesce(found, sa.literal_column("0", sa.Integer))

    def _top(self, question: Top, fixed: Params) -> sa.ScalarSelect[Any]:
        table = TABLES[question.records].table.alias()
        column = table.c[question.column]
        same = self._same(question.records, table, question.equal, fixed)
        found = sa.select(column).where(*same, column.is_not(None)).order_by(column.desc())
        return found.limit(1).correlate(None).scalar_subquery()

    def _same(
        self, kind: type[Any], table: sa.FromClause, equal: Mapping[str, object], fixed: Params
    ) -> list[sa.ColumnElement[bool]]:
        same = [table.c.book_id == sa.bindparam("book_id")]
        for name, value in equal.items():
            if value is None:
                same.append(table.c[name].is_(None))
            elif isinstance(value, Top):
                same.append(table.c[name] == self._top(value, fixed))
            elif isinstance(value, Given):
                same.append(table.c[name] == sa.bindparam(value.name))
            else:
                slot, write = f"fixed_{len(fixed)}", converters(kind, self._can.truth).get(name)
                fixed[slot] = value if write is None else write(value)
                same.append(table.c[name] == sa.bindparam(slot))
        return same
