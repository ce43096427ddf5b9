"""What a source of records is, and how tables hang together."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.functions import coalesce
from sqlalchemy.sql.visitors import iterate

from partita.store import schema

Column = sa.ColumnElement[Any]


@dataclass(frozen=True, eq=False)
class Join:
    """A table joined to the base of a source, one row at most for each.

    Attributes:
        table: An alias of the table.
        on: How it hangs together.
        is_required: Records without it are not of the source, so it is never left out.
    """

    table: sa.FromClause
    on: sa.ColumnElement[bool]
    is_required: bool = False


@dataclass(frozen=True)
class SearchTable:
    """A table that finds records by pieces of their texts.

    Attributes:
        table: Its name.
        columns: Which of its columns holds a field; empty where several hold it together.
        texts: Where the text of a field stands that one column holds, in the table of the texts
            it was made of.
    """

    table: str
    columns: Mapping[str, str]
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Source:
    """A kind of records that can be asked for.

    Attributes:
        base: An alias of the table whose rows are counted.
        key: Name of the column that identifies a record; pages walk along it.
        where: Which rows of the base belong to it.
        joins: More tables, by the prefix their fields carry.
        computed: Fields that are no column, by name.
        filled: Those of them that always have a value.
        relations: Sources of related records, by name, and how they hang together.
        search: Where pieces of its texts are found, on databases that need a table for it.
        selective: Fields of which each value belongs to few records, and which have an index.
        moments: Fields that say when, and which have an index.
        own: Fields that only change with what is written of the party that is the key; with any,
            that alone decides which records there are, too.
        order: Order of its records inside another; by key when empty.
        wider: Columns with a text that holds the one of a computed field.
        found: Columns that stand for fields of its joins, so that those need not be joined.
    """

    base: sa.FromClause
    key: str
    where: tuple[sa.ColumnElement[bool], ...] = ()
    joins: Mapping[str, Join] = field(default_factory=dict)
    computed: Mapping[str, Column] = field(default_factory=dict)
    filled: frozenset[str] = frozenset()
    relations: Mapping[str, tuple["Source", sa.ColumnElement[bool]]] = field(default_factory=dict)
    search: SearchTable | None = None
    selective: frozenset[str] = frozenset()
    moments: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    order: tuple[Column, ...] = ()
    wider: Mapping[str, str] = field(default_factory=dict)
    found: Mapping[str, Column] = field(default_factory=dict)

    def column(self, name: str) -> Column:
        """The column a field shows.

        Raises:
            KeyError: There is no such field.
        """
        if name in self.found:
            return self.found[name]
        if name in self.computed:
            return self.computed[name]
        prefix, dot, rest = name.rpartition(".")
        table = self.joins[prefix].table if dot else self.base
        return table.c[rest]

    def prefix(self, name: str) -> str:
        """The join a field needs; empty for none."""
        return "" if name in self.found else name.rpartition(".")[0]

    def with_row_of(self, name: str) -> "Source":
        """The same where a field has a value: then the table it is read from has a row, too."""
        prefix, column = self.prefix(name), self.column(name)
        tables = {each.table for each in iterate(column) if isinstance(each, sa.Column)}
        if not prefix or tables != {self.joins[prefix].table}:
            return self
        found = replace(self.joins[prefix], is_required=True)
        return replace(self, joins={**self.joins, prefix: found})

    def is_filled(self, name: str) -> bool:
        """Tell whether a field can never be empty."""
        if name in self.computed:
            return name in self.filled
        prefix = self.prefix(name)
        has_row = not prefix or self.joins[prefix].is_required
        return has_row and not getattr(self.column(name), "nullable", True)


def is_plain(column: Column) -> bool:
    """Tell whether all values of a field stand in JSON as they are, so that none is escaped."""
    if isinstance(column, sa.ScalarSelect):
        return all(map(is_plain, column.element.selected_columns))
    if isinstance(column, coalesce):
        return all(map(is_plain, column.clauses))
    return isinstance(column, sa.Column) and isinstance(column.type, schema.PlainText)


def joined(
    source: Source, base: sa.FromClause, names: set[str], *, is_shown: bool = True
) -> sa.FromClause:
    """The base of a source, or what stands for it, with the joins that are asked for.

    What is only counted needs no required ones besides: a foreign key says that they are there.
    Others may hang on them.
    """
    asked = [join for name, join in source.joins.items() if name in names]
    needs_all = is_shown or any(not join.is_required for join in asked)
    for name, join in source.joins.items():
        if (join.is_required and needs_all) or name in names:
            base = base.join(join.table, join.on, isouter=not join.is_required)
    return base


def same_book(left: sa.FromClause, right: sa.FromClause) -> sa.ColumnElement[bool]:
    """Rows of one book only."""
    return left.c.book_id == right.c.book_id


def of_book(column: Column) -> Column:
    """A column of the one row that the book has in a table, read once a statement."""
    here = column.table.c.book_id == sa.bindparam("book_id")
    return sa.select(column).where(here).correlate(None).scalar_subquery()


def owner(
    base: sa.FromClause, owner: sa.FromClause, key: str, *, of: str = ""
) -> sa.ColumnElement[bool]:
    """Both are of one book, and the other's key is our party; `of` turns that round."""
    if of:
        return sa.and_(same_book(base, owner), owner.c[of] == base.c[key])
    return sa.and_(same_book(base, owner), owner.c[key] == base.c.party_id)


def is_word(column: Column, word: str) -> sa.ColumnElement[bool]:
    """A column holds a word of our own."""
    return column == sa.literal_column(f"'{word}'")


def masked(column: Column) -> Column:
    """That something is there, and no more."""
    return sa.case((column.is_not(None), sa.literal_column("'hidden'", sa.Text)), else_=sa.null())


def points_of(base: sa.FromClause) -> tuple[Source, sa.ColumnElement[bool]]:
    """The contact points of a contact person, default ones of each kind first."""
    points = schema.contact_point.alias("point")
    place = (points.c.kind, points.c.is_default.desc(), points.c.position, points.c.uuid)
    source = Source(points, "uuid", order=place)
    return source, sa.and_(same_book(base, points), points.c.person == base.c.number)
