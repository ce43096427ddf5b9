"""Puts the parts together; the only module that sees storage."""

from partita.kit.clock import Clock, system_clock
from partita.ports import Database
from partita.settings import Settings
from partita.store.engine import Engine


def open_database(settings: Settings, clock: Clock = system_clock) -> Database:
    """Open the database the settings name, as it is.

    Raises:
        ValueError: The URL is of no database we know.
    """
    return Engine(settings.database, clock)


def migrate(settings: Settings) -> str:
    """Bring the database to the tables this version knows; the version it has then."""
    from partita.store import migrate as migrations  # noqa: PLC0415  # slow to import, seldom needed

    migrations.upgrade(settings.database)
    return migrations.head()


def schema_version(settings: Settings) -> tuple[str | None, str]:
    """The version of the tables the database has, and the one this program needs."""
    from partita.store import migrate as migrations  # noqa: PLC0415  # slow to import, seldom needed

    return migrations.version(settings.database), migrations.head()
