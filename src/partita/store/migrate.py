"""Brings a database to the tables this version of Partita knows."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from partita.store.health import DatabaseUnusable
from partita.store.plans import pin_plans
from partita.store.urls import file_of

MIGRATIONS: Final = Path(__file__).parent / "migrations"
_MIGRATION_LOCK: Final = 7_265_774


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def _connection(url: str) -> Iterator[sa.Connection]:
    """A connection of SQLAlchemy, as Alembic needs one; one migrator at a time."""
    if url.startswith("sqlite"):
        path = file_of(url)
        path.parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(f"sqlite:///{path}", poolclass=sa.NullPool)
        sa.event.listen(engine, "connect", lambda made, _: setattr(made, "isolation_level", None))
        sa.event.listen(engine, "begin", lambda made: made.exec_driver_sql("BEGIN EXCLUSIVE"))
    else:
        scheme, _, rest = url.partition("://")
        del scheme
        engine = sa.create_engine(f"postgresql+psycopg://{rest}", poolclass=sa.NullPool)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
        yield connection
    engine.dispose()


def head() -> str:
    """The newest version of the tables."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    return str(newest)


def _revisions() -> set[str]:
    return {each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions()}


def version(url: str) -> str | None:
    """The version of the tables a database has, ``None`` for an empty one."""
    with _connection(url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(url: str, revision: str = "head") -> None:
    """Bring a database to a version of the tables, in one transaction.

    Raises:
        DatabaseUnusable: A newer program made its tables.
    """
    with _connection(url) as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in _revisions():
            raise DatabaseUnusable(
                f"the database has tables of version {current}, this program knows those up to "
                f"{head()}: use the program that made them, or a newer one"
            )
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        if connection.dialect.name == "sqlite":
            pin_plans(connection)
