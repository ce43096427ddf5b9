"""Statements of SQLAlchemy become SQL text once; drivers run the text."""

import re

import sqlalchemy as sa
from sqlalchemy.sql.compiler import SQLCompiler

from partita.store.capabilities import Capabilities


def to_sql(statement: sa.sql.ClauseElement, can: Capabilities, *, is_list: bool = False) -> str:
    """Compile a statement; numbers of our own that SQLAlchemy would bind are written out.

    Args:
        statement: What to compile.
        can: For which database.
        is_list: It only reads, by any condition; see `Capabilities.open_schema`.

    Raises:
        TypeError: It is no statement, or a constant is not a number; give that a name and bind it.
    """
    if is_list and can.open_schema:
        schemas = {None: can.open_schema}
        compiled = statement.compile(
            dialect=can.dialect, schema_translate_map=schemas, render_schema_translate=True
        )
    else:
        compiled = statement.compile(dialect=can.dialect)
    if not isinstance(compiled, SQLCompiler):
        raise TypeError(statement)
    sql = str(compiled)
    for name, value in compiled.params.items():
        if value is None:
            continue
        if not isinstance(value, int):
            raise TypeError(f"{name} is {value!r}")
        slot = compiled.bindtemplate % {"name": name}
        sql = re.sub(re.escape(slot) + r"(?!\w)", str(int(value)), sql)
    return sql


def by_place(statement: sa.sql.ClauseElement, can: Capabilities) -> str:
    """Compile a statement whose values are bound in the order in which it names them."""
    slot = "?" if can.dialect.paramstyle == "named" else "%s"
    return re.sub(r"%\(\w+\)s|(?<!:):\w+", slot, to_sql(statement, can))
