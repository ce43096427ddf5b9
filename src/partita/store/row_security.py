"""Lets PostgreSQL itself keep books apart: a second net under the book in every statement.

The server works as a role that sees one book at a time. What it reads for lists it reads through
views that show the same rows: a policy of a table keeps indexes on pieces of texts from being
used (their operators are not leakproof), a view does not. Migrations that change tables call
`secure_rows` again.
"""

from typing import Final

import sqlalchemy as sa

APP_ROLE: Final = "partita_app"
OPEN_SCHEMA: Final = "partita_open"
"""Where the views are, each under the name of its table."""

OUTSIDE_BOOKS: Final = frozenset({"directory", "app_grant", "alembic_version"})
"""Tables that are read before a book is known."""

NEVER_LISTED: Final = OUTSIDE_BOOKS - {"app_grant"}
"""Tables that need no view."""


def secure_rows(bind: sa.Connection) -> None:
    """Bring rights, policies and views in line with the tables there are."""
    has_role = _make_role(bind)
    run = bind.exec_driver_sql
    run(f"DROP SCHEMA IF EXISTS {OPEN_SCHEMA} CASCADE")
    run(f"CREATE SCHEMA {OPEN_SCHEMA}")
    for table in sa.inspect(bind).get_table_names():
        if table not in OUTSIDE_BOOKS:
            _secure_table(bind, table, is_forced=not has_role)
        if table not in NEVER_LISTED:
            rule = _rule(table)
            run(f'CREATE VIEW {OPEN_SCHEMA}."{table}" AS SELECT * FROM "{table}" WHERE {rule}')
        if has_role:
            run(f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {APP_ROLE}')
    if has_role:
        run(f"GRANT USAGE ON SCHEMA {OPEN_SCHEMA} TO {APP_ROLE}")
        run(f"GRANT SELECT ON ALL TABLES IN SCHEMA {OPEN_SCHEMA} TO {APP_ROLE}")


def _make_role(bind: sa.Connection) -> bool:
    """Whether the role is there in the end; without the right to make it, we work without."""
    can_make = "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    is_made = f"SELECT count(*) > 0 FROM pg_roles WHERE rolname = '{APP_ROLE}'"
    if bind.scalar(sa.text(is_made)):
        return True
    if not bind.scalar(sa.text(can_make)):
        return False
    bind.exec_driver_sql(f"CREATE ROLE {APP_ROLE} NOLOGIN")
    bind.exec_driver_sql(f"GRANT {APP_ROLE} TO CURRENT_USER")
    return True


def _rule(table: str) -> str:
    shared = " OR book_id = 0" if table == "counter" else ""
    return f"book_id = current_setting('partita.book', true)::bigint{shared}"


def _secure_table(bind: sa.Connection, table: str, *, is_forced: bool) -> None:
    rule = _rule(table)
    force = "FORCE" if is_forced else "NO FORCE"
    run = bind.exec_driver_sql
    run(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    run(f'ALTER TABLE "{table}" {force} ROW LEVEL SECURITY')
    run(f'DROP POLICY IF EXISTS one_book ON "{table}"')
    run(f'CREATE POLICY one_book ON "{table}" USING ({rule}) WITH CHECK ({rule})')
