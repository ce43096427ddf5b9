"""The server: faces mounted in one application, run by Granian.

A master process makes sure that there is something to serve and somewhere to listen, then forks
the workers and replaces those that die. The workers share a folder while the server runs: the
budgets of callers, the figures, and a slot for each. Whatever holds a thread, a lock, a file or a
connection is made after the fork, in `application`; before it, modules are imported, no more.
"""

import ctypes
import fcntl
import gc
import hashlib
import os
import resource
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from multiprocessing.util import Finalize
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import falcon

from partita.bootstrap import (
    find_logo,
    open_branding,
    open_database,
    open_jobs,
    prepare_database,
    start_delivery,
)
from partita.domain.errors import StoreBusy
from partita.facekit.arriving import BODIES_MAX, THREADS_SPARE, Arrivals, look_at
from partita.facekit.budget import SharedBudget
from partita.facekit.face import Face
from partita.facekit.portions import Portions
from partita.facekit.respawns import Respawns
from partita.facekit.seats import Seated, Seats
from partita.facekit.services import Services
from partita.facekit.slots import Slot
from partita.facekit.streaming import Streams
from partita.facekit.tally import Tally
from partita.facekit.telemetry import Figures, configure_log, library_log, log_threads
from partita.facekit.wsgi import App, Mounted, build_app
from partita.faces import describe, discover
from partita.files import open_sheet
from partita.kit.clock import system_clock
from partita.ports import Database
from partita.settings import Settings, parse_hosts, parse_modes, parse_rates
from partita.web import Parts, make_face, start_warming

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

RUN_PREFIX: Final = "partita-run-"
SHARED_MEMORY: Final = Path("/dev/shm")  # noqa: S108  # folders in it are private and random
THREADS_EMBEDDED: Final = 8
THREADS_SERVER: Final = 16
THREADS_FOR_STREAM: Final = 4
LOGO_AGE_S: Final = 86_400
"""How long a logo may be kept without asking again."""

BACKLOG: Final = 2_048
HEAD_WAIT_MS: Final = 15_000
"""How long a client may take to send the head of a request."""

HEAD_BYTES_MAX: Final = 131_072
"""How long the head of a request may be."""

CONNECTIONS_MAX: Final = 20_000
"""How many clients may be connected to a process, if the system lets it have so many files."""

FILES_SPARE: Final = 1_000
"""Files a process opens for other purposes, at most."""

SIGN_IN_UNITS: Final = 50
SIGN_IN_WINDOW_S: Final = 300
"""What a name, or an address, may spend on trying to sign in: ten attempts, or fifty."""

STOP_WAIT_S: Final = 20
"""How long requests may go on after the server was told to stop."""

_SIGNAL_AT_DEATH_OF_PARENT: Final = 1
"""PR_SET_PDEATHSIG of prctl(2)."""


class CannotServe(Exception):
    """There is nowhere to listen."""


class Health:
    """Says whether the server can do its work."""

    def __init__(self, services: Services) -> None:
        """Know what work needs."""
        self._services = services

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer 200 when the database answers, else 503."""
        del req
        resp.set_header("Cache-Control", "no-store")
        resp.content_type = falcon.MEDIA_JSON
        try:
            self._services.database.ping()
        except StoreBusy:
            resp.status = falcon.HTTP_503
            resp.set_header("Retry-After", "1")
            resp.text = '{"status":"database unavailable"}'
            return
        resp.text = '{"status":"ok"}'

    on_head = on_get


class Metrics:
    """Figures for Prometheus."""

    def __init__(self, services: Services) -> None:
        """Know who counts."""
        self._services = services

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the figures of all workers."""
        del req
        resp.content_type = "text/plain; version=0.0.4; charset=utf-8"
        resp.data = self._services.figures.exposition()

    on_head = on_get


class Logos:
    """Gives away the logos that enrichment points at: `partita.bootstrap.find_logo`.

    A drawing of somebody else's may hold scripts; told so, no browser runs or loads anything in it.
    """

    def on_get(self, req: falcon.Request, resp: falcon.Response, name: str) -> None:
        """Answer with an image, or 404."""
        slug, dot, ending = name.rpartition(".")
        found = find_logo(slug) if dot and ending == "svg" else None
        resp.set_headers(_LOGO_HEADERS)
        if found is None:
            resp.status, resp.content_type = 404, "text/plain"
            return
        resp.etag = tag = hashlib.sha256(found).hexdigest()[:16]
        if req.if_none_match and {tag, "*"} & set(req.if_none_match):
            resp.status = 304
            return
        resp.content_type, resp.data = "image/svg+xml", found

    on_head = on_get


_LOGO_HEADERS: Final = {
    "Cache-Control": f"public, max-age={LOGO_AGE_S}",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


def make_app(settings: Settings, folder: Path | None = None) -> App:
    """Make an application that answers on the threads of whoever calls it.

    Args:
        settings: How to run.
        folder: What the workers of a server share; ``None`` for an application of its own.

    Raises:
        ValueError: A setting does not fit.
    """
    slot = take_slot(settings, folder) if folder else 0
    return _make_app(settings, folder, slot, open_database(settings), Arrivals())


def make_server_app(settings: Settings, folder: Path, slot: int) -> Seated:
    """Make the application of one worker process, with its seats.

    Args:
        settings: How to run.
        folder: What the workers of the server share.
        slot: Number of this process.

    Raises:
        ValueError: A setting does not fit.
    """
    database = open_database(settings)
    seats = Seats(database, threads_of(settings))
    arrivals = Arrivals(seats, settings.body_wait_s, look_at(settings.port))
    app = _make_app(settings, folder, slot, database, arrivals)
    arrivals.watch()
    return Seated(app, seats)


def _make_app(
    settings: Settings, folder: Path | None, slot: int, database: Database, arrivals: Arrivals
) -> App:
    configure_log(settings.log_format, settings.log_level)
    faces = in_modes(discover(shows_false=settings.shows_false), settings)
    branding = open_branding(settings)
    attempts = _attempts(settings, folder, slot)
    services = Services(
        database=database,
        clock=system_clock,
        budgets=_budgets(faces, settings, folder, slot),
        figures=Figures(folder, slot),
        body_bytes_max=settings.body_bytes_max,
        public_url=settings.public_url.rstrip("/"),
        streams=Streams(streams_of(settings), settings.stream_s),
        branding=branding,
        jobs=open_jobs(database, branding),
        arrivals=arrivals,
        portions=Portions(streams_of(settings)),
        tally=_tally(database) if folder else None,
        attempts=attempts,
    )
    mounted = [Mounted(face, face.mounts) for face in faces]
    pages = make_face(
        Parts(
            clock=system_clock,
            open_sheet=open_sheet,
            dialects=[describe(face) for face in faces],
            attempts=attempts,
        )
    )
    if folder:
        start_warming(pages, database)
    mounted.append(Mounted(pages, ("",)))
    app = build_app(mounted, services, _mounts(settings), settings.cors_origins)
    app.add_route("/healthz", Health(services))
    app.add_route("/metrics", Metrics(services))
    app.add_route("/logos/{name}", Logos())
    return app


def _tally(database: Database) -> Tally:
    """Counts the calls a worker answers, to the last one when it is told to stop."""
    made = Tally(database, system_clock)
    # A worker is a child that multiprocessing ends without `atexit`.
    Finalize(None, made.close, exitpriority=1)
    return made


def in_modes(faces: Iterable[Face], settings: Settings) -> list[Face]:
    """The faces in the ways the settings ask for.

    Raises:
        ValueError: A dialect is not there, or has no such way.
    """
    found = {face.name: face for face in faces}
    for name, mode in parse_modes(settings.dialect_modes):
        face = found.get(name)
        if face is None or mode not in face.modes:
            there = [f"{each.name}={way}" for each in found.values() for way in each.modes]
            raise ValueError(
                f"PARTITA_DIALECT_MODES names {name}={mode}; there are {', '.join(sorted(there))}"
            )
        found[name] = face.modes[mode](face)
    return list(found.values())


def _attempts(settings: Settings, folder: Path | None, slot: int) -> SharedBudget:
    """Counts attempts to sign in, over all workers."""
    path = folder / "budget-signing-in" if folder else None
    limit, window_s = SIGN_IN_UNITS, SIGN_IN_WINDOW_S
    return SharedBudget(path, slot, slots_of(settings), limit=limit, window_s=window_s)


def _mounts(settings: Settings) -> dict[str, str]:
    """Mounts by host name.

    Raises:
        ValueError: A host name shall serve a face that is not there.
    """
    known = {face.name for face in discover(shows_false=settings.shows_false) if not face.at_root}
    hosts = parse_hosts(settings.hosts)
    if unknown := sorted(set(hosts.values()) - known):
        there = ", ".join(sorted(known))
        raise ValueError(f"PARTITA_HOSTS names {unknown[0]!r}; the dialects are {there}")
    return {host: f"/{face}" for host, face in hosts.items()}


def _rates(settings: Settings) -> dict[str, int]:
    """Limits by dialect.

    Raises:
        ValueError: A dialect is not there.
    """
    known = {face.name for face in discover(shows_false=settings.shows_false)}
    rates = parse_rates(settings.dialect_rates)
    if unknown := sorted(rates.keys() - known):
        there = ", ".join(sorted(known))
        raise ValueError(f"PARTITA_DIALECT_RATES names {unknown[0]!r}; the dialects are {there}")
    return rates


def _budgets(
    faces: Iterable[Face], settings: Settings, folder: Path | None, slot: int
) -> dict[str, SharedBudget]:
    """The budgets of faces: one shared by all, save for those that have or are given their own."""
    if not settings.rate_limit:
        return {}
    slots = slots_of(settings)

    def budget(name: str, limit: int, window_s: int) -> SharedBudget:
        path = folder / f"budget-{name}" if folder else None
        return SharedBudget(path, slot, slots, limit=limit, window_s=window_s)

    shared = budget("shared", settings.rate_limit, settings.rate_window_s)
    rates, found = _rates(settings), {}
    for face in faces:
        own = face.rate.limit if face.rate else None
        limit = rates.get(face.name, own)
        if limit is None:
            found[face.name] = shared
        elif limit:
            window_s = face.rate.window_s if face.rate else settings.rate_window_s
            found[face.name] = budget(face.name, limit, window_s)
    return found


def workers_of(settings: Settings) -> int:
    """How many processes to run."""
    return settings.workers or len(processors())


def processors() -> Collection[int]:
    """The numbers of the processors we may use, which can be fewer than there are."""
    if sys.platform == "linux":
        return os.sched_getaffinity(0)
    return range(os.cpu_count() or 1)


def slots_of(settings: Settings) -> int:
    """How many processes there can be: the old and the new run side by side for a while."""
    return 2 * workers_of(settings)


def take_slot(settings: Settings, folder: Path) -> int:
    """Take the number of a worker process, which it keeps until it ends."""
    return Slot(folder, slots_of(settings)).number


def processor_of(place: int, workers: int, processors: Collection[int]) -> int | None:
    """The processor a worker keeps to, when there are equally many workers for each of them.

    Threads of one process work in turn (the interpreter has one lock). On two processors each turn
    wakes a thread on the other one, which mostly comes too late and finds the lock taken again;
    on one, nobody is woken in vain.

    Args:
        place: Which of the workers it is; one that takes over from another has its place.
        workers: How many there are.
        processors: Those the server may use, by number.

    Returns:
        Its number; ``None`` where some would have more workers than others, so that it is better
        to go wherever there is time.

    >>> processor_of(1, 2, {0, 1}), processor_of(2, 4, {4, 6}), processor_of(0, 1, {0, 1})
    (1, 4, None)
    """
    if workers % len(processors):
        return None
    return sorted(processors)[place % len(processors)]


def keep_to_processor(place: int, settings: Settings) -> None:
    """Keep this process, worker number ``place``, to its processor where the system lets it."""
    if sys.platform == "linux":
        processor = processor_of(place, workers_of(settings), processors())
        if processor is not None:
            with suppress(OSError):  # a sandbox may forbid it, and a container lose the processor
                os.sched_setaffinity(0, {processor})


def threads_of(settings: Settings) -> int:
    """How many requests a process works on at once."""
    if settings.threads:
        return settings.threads
    return THREADS_EMBEDDED if settings.database.startswith("sqlite") else THREADS_SERVER


def streams_of(settings: Settings) -> int:
    """How many answers of a process may go on at once, and how many be long.

    Each are a quarter of its threads at most.
    """
    return threads_of(settings) // THREADS_FOR_STREAM


def serve(settings: Settings) -> None:
    """Serve until told to stop, making the tables of an empty database first.

    Raises:
        ValueError: A setting does not fit.
        DatabaseUnusable: The database cannot be opened, or its tables are of another version.
        CannotServe: There is nowhere to listen.
    """
    from granian.constants import HTTPModes, Interfaces  # noqa: PLC0415  # only the master needs it
    from granian.http import HTTP1Settings  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    from partita.facekit.placed import PlacedServer  # noqa: PLC0415  # it imports Granian

    settings = replace(settings, workers=workers_of(settings))  # a worker sees one processor
    _mounts(settings)
    _rates(settings)
    in_modes(discover(shows_false=settings.shows_false), settings)
    address = _free_address(settings.host, settings.port)
    prepare_database(settings)
    with _run_folder() as folder:
        server = PlacedServer(
            "partita",
            address=address,
            port=settings.port,
            interface=Interfaces.WSGI,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(
                header_read_timeout=HEAD_WAIT_MS, max_buffer_size=HEAD_BYTES_MAX
            ),
            workers=workers_of(settings),
            blocking_threads=threads_of(settings) + BODIES_MAX + THREADS_SPARE,
            backlog=BACKLOG,
            backpressure=_connections_max(),
            log_dictconfig=library_log(settings.log_format),
            log_level=LogLevels.error,
            respawn_failed_workers=True,
            workers_kill_timeout=STOP_WAIT_S,
            websockets=False,
        )
        server.respawned_wrks = Respawns()
        os.register_at_fork(after_in_child=_forget_signals)
        gc.freeze()  # what is there stays there, and is shared with the workers untouched
        gc.enable()
        load = partial(_worker_app, settings, folder, os.getpid())
        server.serve(target_loader=load, wrap_loader=False)


def _connections_max() -> int:
    """How many clients a process has files for; as many as the system allows."""
    usual, allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = max(usual, CONNECTIONS_MAX + FILES_SPARE)
    files = wanted if allowed == resource.RLIM_INFINITY else min(wanted, allowed)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, allowed))
    return max(files - FILES_SPARE, files // 2)


def _forget_signals() -> None:
    """Let a worker that is told to stop before it has begun do so.

    Otherwise it takes the signal the way its master would have, that is, not at all.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _worker_app(settings: Settings, folder: Path, master: int, place: int) -> "WSGIApplication":
    """What a worker process runs; called in it."""
    _end_with(master)
    log_threads()
    slot = take_slot(settings, folder)
    keep_to_processor(place, settings)
    app = make_server_app(settings, folder, slot)
    start_delivery(settings)
    gc.collect()
    gc.freeze()
    return untyped_when_empty(app)


def untyped_when_empty(app: "WSGIApplication") -> "WSGIApplication":
    """An application that names no type of content where there is none.

    Falcon always names one, and a client that goes by it would parse an empty body as JSON.
    """

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:  # noqa: ANN401  # as WSGI has it
            if _EMPTY in headers:
                headers = [each for each in headers if each[0] != "content-type"]
            return start_response(status, headers, *more)

        return app(environ, start)

    return answer


_EMPTY: Final = ("content-length", "0")


def _end_with(master: int) -> None:
    """Let this process be stopped when its master is gone, however that ended."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SIGNAL_AT_DEATH_OF_PARENT, signal.SIGTERM)
    if os.getppid() != master:
        sys.exit("the master process is gone")


def _free_address(host: str, port: int) -> str:
    """The address to listen on.

    Workers share a port, so two servers could too without a word; hence the question.

    Raises:
        CannotServe: Another program listens there, or we may not.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as asked:
            asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            asked.bind(address)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CannotServe(f"cannot listen on {host} port {port}: {reason}") from error
    return str(address[0])


@contextmanager
def _run_folder() -> Iterator[Path]:
    """A private folder for what workers share; gone after the server, at the latest with the next.

    It is locked as long as a process of the server lives, which tells it from what a killed one
    left behind.
    """
    base = SHARED_MEMORY if os.access(SHARED_MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    _sweep(base)
    folder, lock = _locked_folder(base)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _locked_folder(base: Path) -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=RUN_PREFIX, dir=base))
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.exists():  # else another server swept it away before it was locked
            return folder, lock
        os.close(lock)


def _sweep(base: Path) -> None:
    """Take away the folders of servers that were killed."""
    for folder in base.glob(f"{RUN_PREFIX}*"):
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError:  # somebody else's, or gone
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            pass
        finally:
            os.close(lock)
