"""The server: faces mounted in one application, run by Granian."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

import falcon

from partita.bootstrap import open_database
from partita.domain.errors import StoreBusy
from partita.facekit.budget import SharedBudget
from partita.facekit.telemetry import MULTIPROCESS, configure_log, exposition
from partita.facekit.wsgi import Mounted, Services, build_app
from partita.faces import discover
from partita.kit.clock import system_clock
from partita.settings import Settings, read_settings, to_environment

RUN_DIR: Final = "PARTITA_RUN_DIR"
THREADS_EMBEDDED: Final = 2
THREADS_SERVER: Final = 16
BACKLOG: Final = 2_048


class Health:
    """Says whether the server can do its work."""

    def __init__(self, services: Services) -> None:
        """Know what work needs."""
        self._services = services

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer 200 when the database answers, else 503."""
        try:
            self._services.database.ping()
        except StoreBusy:
            resp.status = falcon.HTTP_503
            resp.text = '{"status":"database unavailable"}'
            return
        resp.text = '{"status":"ok"}'


class Metrics:
    """Figures for Prometheus."""

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the figures of all workers."""
        resp.content_type = "text/plain; version=0.0.4; charset=utf-8"
        resp.data = exposition()


def make_app(settings: Settings) -> falcon.App:
    """Make the WSGI application of one worker process.

    Raises:
        ValueError: A setting does not fit.
    """
    configure_log(settings.log_format, settings.log_level)
    faces = discover(shows_false=settings.shows_false)
    services = Services(
        database=open_database(settings),
        clock=system_clock,
        budget=_budget(settings),
        body_bytes_max=settings.body_bytes_max,
        public_url=settings.public_url.rstrip("/"),
    )
    mounted = [Mounted(face, (f"/{face.name}",)) for face in faces]
    app = build_app(mounted, services, _hosts(settings), settings.cors_origins)
    app.add_route("/healthz", Health(services))
    app.add_route("/metrics", Metrics())
    return app


def _hosts(settings: Settings) -> dict[str, str]:
    pairs = [each.partition("=") for each in settings.hosts.split(",") if each.strip()]
    return {host.strip().lower(): f"/{face.strip()}" for host, _, face in pairs}


def _budget(settings: Settings) -> SharedBudget | None:
    folder = os.environ.get(RUN_DIR) or tempfile.mkdtemp(prefix="partita-")
    return SharedBudget(
        Path(folder) / "budget", limit=settings.rate_limit, window_s=settings.rate_window_s
    )


def application() -> falcon.App:
    """The application of a worker process, from the environment its master left."""
    return make_app(read_settings())


def workers_of(settings: Settings) -> int:
    """How many processes to run."""
    return settings.workers or os.cpu_count() or 1


def threads_of(settings: Settings) -> int:
    """How many requests a process works on at once."""
    if settings.threads:
        return settings.threads
    return THREADS_EMBEDDED if settings.database.startswith("sqlite") else THREADS_SERVER


def serve(settings: Settings) -> None:
    """Serve until told to stop.

    Raises:
        ValueError: A setting does not fit.
    """
    from granian import Granian  # noqa: PLC0415  # only the master needs it
    from granian.constants import Interfaces  # noqa: PLC0415

    folder = tempfile.mkdtemp(prefix="partita-")
    os.environ.update(to_environment(settings))
    os.environ[RUN_DIR] = folder
    os.environ[MULTIPROCESS] = folder
    try:
        Granian(
            "partita.server:application",
            factory=True,
            address=settings.host,
            port=settings.port,
            interface=Interfaces.WSGI,
            workers=workers_of(settings),
            blocking_threads=threads_of(settings),
            backlog=BACKLOG,
            log_enabled=False,
            respawn_failed_workers=True,
            websockets=False,
        ).serve()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
