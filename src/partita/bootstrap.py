"""Puts the parts together; the only module that sees storage."""

from collections.abc import Callable, Mapping

from partita.kit.clock import Clock, system_clock
from partita.ports import Branding, Database, Jobs
from partita.settings import Settings
from partita.store import health
from partita.store.engine import Engine
from partita.store.health import DatabaseUnusable, Finding
from partita.usecases.jobs import Begin

__all__ = [
    "DatabaseUnusable",
    "Finding",
    "examine",
    "find_logo",
    "migrate",
    "open_branding",
    "open_database",
    "open_jobs",
    "prepare_database",
    "runners",
    "schema_version",
    "start_delivery",
]


def open_database(
    settings: Settings, clock: Clock = system_clock, *, is_alone: bool = False
) -> Database:
    """Open the database the settings name, as it is.

    Args:
        settings: Name it.
        clock: What time it is.
        is_alone: A command of its own opens it, whose memory shall stay small.

    Raises:
        ValueError: The URL is of no database we know.
    """
    return Engine(settings.database, clock, is_alone=is_alone)


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


def open_branding(settings: Settings) -> Branding:
    """Who looks for logos, web sites and names of parties."""
    # Slow to import, and seldom needed.
    if settings.branding == "website":
        from partita.branding.fetching import Fetcher  # noqa: PLC0415
        from partita.branding.website import Website  # noqa: PLC0415

        allowed = settings.branding_allowed_hosts.lower().split(",")
        return Website(Fetcher(frozenset(each.strip() for each in allowed)))
    if settings.branding == "llm":
        from partita.branding.llm import Model  # noqa: PLC0415

        return Model(settings.llm_url, settings.llm_model, settings.llm_key)
    from partita.branding.brands import Brands  # noqa: PLC0415

    return Brands(settings.public_url.rstrip("/"))


def open_jobs(database: Database, branding: Branding, clock: Clock = system_clock) -> Jobs:
    """Does work that takes longer than a request may, in this process."""
    from partita.delivery import jobs  # noqa: PLC0415  # as above

    return jobs.JobThreads(database, clock, runners(branding))


def runners(branding: Branding) -> Mapping[str, Callable[[Begin, int], object]]:
    """Who does jobs, by their kind."""
    from partita.files import open_content  # noqa: PLC0415  # as above
    from partita.usecases.enrichment import ENRICHMENT, run_enrichment  # noqa: PLC0415  # as above
    from partita.usecases.exchange import importing, orders, undoing  # noqa: PLC0415  # as above

    def run_import(begin: Begin, job_id: int) -> object:
        return importing.run_import(begin, open_content, job_id)

    return {
        ENRICHMENT: lambda begin, job_id: run_enrichment(begin, branding, job_id),
        orders.IMPORT: run_import,
        orders.CHECK: run_import,
        undoing.UNDO: undoing.run_undo,
    }


def find_logo(slug: str) -> bytes | None:
    """The logo of a brand of our catalogue as SVG, or ``None``."""
    from partita.branding.brands import logo  # noqa: PLC0415  # as above

    return logo(slug)


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
