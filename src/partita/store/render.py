"""Statements of SQLAlchemy become SQL text once; drivers run the text."""

import sqlalchemy as sa

from partita.store.capabilities import Capabilities


def to_sql(statement: sa.sql.ClauseElement, can: Capabilities) -> str:
    """Compile a statement; numbers of our own that SQLAlchemy would bind are written out.

    Raises:
        TypeError: A constant is not a number; give it a name and bind it.
    """
    compiled = statement.compile(dialect=can.dialect)
    sql = str(compiled)
    for name, value in compiled.params.items():
        if value is None:
            continue
        if not isinstance(value, int):
            raise TypeError(f"{name} is {value!r}")
        slot = compiled.bindtemplate % {"name": name}
        sql = sql.replace(slot, str(value))
    return sql
