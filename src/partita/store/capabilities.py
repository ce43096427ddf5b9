"""What a database can do; never which one it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

Expression = sa.ColumnElement[Any]
Names = tuple[str, ...]
InsertColumns = Callable[[sa.Table, Names, Names], sa.Insert]


class JsonMember(sa.sql.functions.FunctionElement[Any]):
    """A whole number or truth (as 0 or 1) inside a column of JSON text, by its name.

    Each database module says how it is written there.
    """

    type = sa.BigInteger()
    inherit_cache = True

    def __init__(self, column: Expression, name: str) -> None:
        """Name the member.

        Raises:
            ValueError: The name is none of ours.
        """
        if not name.isidentifier():
            raise ValueError(name)
        self.name_in_json = name
        super().__init__(column)


class NamedText(sa.sql.functions.FunctionElement[Any]):
    """What parties are searched by, without the e-mail address that may be its last line.

    Each database module says how it is written there, given the text and the folded address.
    """

    type = sa.Text()
    inherit_cache = True


class JsonText(JsonMember):
    """A text inside a column of JSON text, by its name."""

    type = sa.Text()  # type: ignore[assignment]  # another type is the point
    inherit_cache = True


@dataclass(frozen=True)
class Capabilities:
    """What the parts of the store may ask of a database.

    Attributes:
        dialect: How SQLAlchemy prints statements for it.
        insert: An insert that may say what to do on conflict.
        json_text: A text column as JSON text.
        json_number: A number column as JSON text.
        json_object: Names and values in turn as a JSON object, a missing value as null; ``None``
            where the database would write blanks between them.
        join_texts: Values put together as text by a pattern in which ``%s`` stands for each.
        has_printf: Patterns know ``%d``, ``%016x`` and, of text in ASCII, ``%.19s`` as C does.
        lower: A text column folded as `partita.kit.text.simple_fold` does.
        hex_digits: An integer column as 16 hexadecimal digits.
        joined_items: The rows of a subquery's column with commas between them, in order.
        keeps_order: A list keeps the order of the subquery it is made of.
        any_of: A column is one of the values of a bound list; the list is bound as it returns.
        each_of: The whole numbers of a bound list as rows with a column ``value``.
        bind_list: A list of values as the database takes it.
        truth: True or false as its driver takes it soonest.
        has_search_table: Substring search goes through a table of its own (`search_tables`);
            else through an index on the column itself.
        has_row_security: The database itself keeps books apart.
        open_schema: Schema of views through which lists are read, if the tables themselves
            are in the way.
        has_one_writer: Only one transaction writes at a time, in whichever book.
        plans_by_value: The best plan is chosen by what the values of a request match.
        sorts_nulls_first: In ascending order what is missing comes first, as everywhere here;
            else it must be asked for.
        insert_columns: Inserts many rows by one statement to which each column is one value: what
            is the same in every row, or a list. Given are the names of the columns that are alike,
            and of those that are different. ``None`` where a statement takes rows.
    """

    dialect: sa.Dialect
    insert: Callable[[sa.Table], Any]
    json_text: Callable[[Expression], Expression]
    json_number: Callable[[Expression], Expression]
    json_object: Callable[..., Expression] | None
    join_texts: Callable[[str, list[Expression]], Expression]
    has_printf: bool
    lower: Callable[[Expression], Expression]
    hex_digits: Callable[[Expression], Expression]
    joined_items: Callable[[Expression, Expression], Expression]
    keeps_order: bool
    any_of: Callable[[Expression, Expression], Expression]
    each_of: Callable[[Expression], sa.FromClause]
    bind_list: Callable[[list[Any]], Any]
    truth: Callable[[Any], Any]
    has_search_table: bool
    has_row_security: bool
    open_schema: str | None
    has_one_writer: bool
    plans_by_value: bool
    sorts_nulls_first: bool
    insert_columns: InsertColumns | None = None
