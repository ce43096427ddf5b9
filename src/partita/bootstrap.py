"""Puts the parts together; the only module that sees storage."""

from partita.kit.clock import Clock, system_clock
from partita.ports import Database
from partita.settings import Settings
from partita.store import health
from partita.store.engine import Engine
from partita.store.health import DatabaseUnusable, Finding

__all__ = [
    "DatabaseUnusable",
    "Finding",
    "examine",
    "migrate",
    "open_database",
    "prepare_database",
    "schema_version",
    "start_delivery",
]


def open_database(settings: Settings, clock: Clock = system_clock) -> Database:
    """Open the database the settings name, as it is.

    Raises:
        ValueError: The URL is of no database we know.
    """
    return Engine(settings.database, clock)


def start_delivery(settings: Settings, clock: Clock = system_clock) -> None:
    """Tell receivers what happens, beside the requests of this process.

    Raises:
        ValueError: The URL is of no database we know.
    """
    from partita.delivery import dispatcher, sending  # noqa: PLC0415  # slow to import

    send = sending.Sender(
        clock,
        allows_private=settings.private_targets,
        connections_max=dispatcher.THREADS_MAX,
    )
    database = open_database(settings, clock)
    dispatcher.start(
        dispatcher.Dispatcher(database, clock, send, history_days=settings.history_days)
    )


def prepare_database(settings: Settings) -> None:
    """Make the tables of an empty database; leave any other as it is.

    Raises:
        ValueError: The URL is of no database we know.
        DatabaseUnusable: It cannot be opened, or its tables are of another version.
    """
    found, needed = schema_version(settings)
    if found is None:
        migrate(settings)
    elif found != needed:
        raise DatabaseUnusable(
            f"the database has tables of version {found}, this program needs {needed}: "
            "stop the server, make a copy, then run partita migrate"
        )


def migrate(settings: Settings) -> str:
    """Bring the database to the tables this version knows; the version it has then.

    Raises:
        ValueError: The URL is of no database we know.
        DatabaseUnusable: It cannot be opened.
    """
    from partita.store import migrate as migrations  # noqa: PLC0415  # slow to import, seldom needed

    health.schema_version(settings.database)
    migrations.upgrade(settings.database)
    return health.needed_version()


def schema_version(settings: Settings) -> tuple[str | None, str]:
    """The version of the tables the database has, and the one this program needs.

    Raises:
        ValueError: The URL is of no database we know.
        DatabaseUnusable: It cannot be opened.
    """
    return health.schema_version(settings.database), health.needed_version()


def examine(settings: Settings) -> list[Finding]:
    """Look at the database the settings name.

    Raises:
        ValueError: The URL is of no database we know.
    """
    return health.examine(settings.database)
