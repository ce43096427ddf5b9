"""The log and the figures.

The log is one line for each event on standard error. Into it go ids, operations, paths, names of
apps and numbers of books; never query strings, headers, bodies or secrets.
"""

import io
import logging
import os
import sys
import threading
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any, BinaryIO, Final

import msgspec
import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector

from partita.kit.clock import system_clock

FIGURES_DIR: Final = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which the library of figures knows where processes share them."""

_SECONDS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1.0, 5.0)

Event = MutableMapping[str, Any]
Render = Callable[[object, str, Event], bytes]
_encoder: Final = msgspec.json.Encoder(enc_hook=str)


def configure_log(log_format: str, level: str, file: BinaryIO | None = None) -> None:
    """Write the log: JSON lines, or text for people.

    Args:
        log_format: ``json`` or ``console``.
        level: ``debug``, ``info``, ``warning`` or ``error``.
        file: Where to; standard error when ``None``.
    """
    render = _json_line if log_format == "json" else _console_line(sys.stderr.isatty())
    lines = _Lines(file or sys.stderr.fileno())
    least = logging.getLevelNamesMapping()[level.upper()]
    request_log.configure(render if least <= logging.INFO else None, lines)
    structlog.configure(
        processors=[render],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=lambda *_: lines,
        cache_logger_on_first_use=file is None,
    )


def log_threads() -> None:
    """Tell in the log what ends a thread of this process unexpectedly."""
    log = structlog.get_logger("partita.threads")

    def tell(about: threading.ExceptHookArgs) -> None:
        name = about.thread.name if about.thread else None
        log.exception("unexpected", thread=name)  # noqa: LOG004  # called while it is handled

    threading.excepthook = tell


def _json_line(_logger: object, level: str, event: Event) -> bytes:
    line = {"at": system_clock(), "level": level, **event}
    if line.pop("exc_info", None):
        line["exception"] = structlog.processors.format_exc_info(None, level, {"exc_info": True})[
            "exception"
        ]
    return _encoder.encode(line)


def _console_line(colors: bool) -> Render:  # noqa: FBT001  # a fact
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    # The library's own rendering of tracebacks shows local variables, and with them secrets.
    render = structlog.dev.ConsoleRenderer(
        colors=colors, exception_formatter=structlog.dev.plain_traceback
    )

    def line(logger: object, level: str, event: Event) -> bytes:
        told = {name: _printable(value) for name, value in event.items()}
        told["level"] = level
        return render(logger, level, stamp(logger, level, told)).encode(errors="backslashreplace")

    return line


def _printable(value: object) -> object:
    """A value that cannot pretend to be another line."""
    return repr(value) if isinstance(value, str) and not value.isprintable() else value


class _Lines:
    """Writes lines, each in one go; a log that cannot be written must not stop the work."""

    def __init__(self, file: BinaryIO | int) -> None:
        """Know where to."""
        self._file: Any = io.FileIO(file, "wb", closefd=False) if isinstance(file, int) else file

    def msg(self, line: bytes) -> None:
        try:
            self._file.write(line + b"\n")
        except (OSError, ValueError):
            return

    debug = info = warning = error = critical = exception = msg


class RequestLog:
    """Writes the line of each request, without what lines that are rare may cost."""

    def __init__(self) -> None:
        """Write nothing before it is said where to."""
        self._render: Render | None = None
        self._lines: _Lines | None = None

    def configure(self, render: Render | None, lines: _Lines) -> None:
        """Write in a form; nothing when that is ``None``."""
        self._render = render
        self._lines = lines

    def write(self, facts: Event) -> None:
        """Write the facts of one request."""
        if self._render is not None and self._lines is not None:
            facts["event"] = "request"
            self._lines.msg(self._render(None, "info", facts))


request_log: Final = RequestLog()


class Figures:
    """What is counted in this process, shared with the others of the server through files.

    A process writes into files named by its slot, and goes on with those of the one that had the
    slot before it: sums never fall, and processes that come and go leave no files behind.
    """

    def __init__(self, folder: Path | None = None, slot: int = 0) -> None:
        """Prepare; to be done once in a process, after it was forked.

        Args:
            folder: Where processes share their figures; ``None`` for a process of its own.
            slot: Number of this process.
        """
        self._folder = folder
        if folder is not None:
            os.environ[FIGURES_DIR] = str(folder)
            values.ValueClass = values.MultiProcessValue(lambda: slot)  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "partita_requests",
            "Requests answered.",
            ["face", "operation", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "partita_request_seconds",
            "Time from a request's head to its answer.",
            ["face", "operation"],
            buckets=_SECONDS,
            registry=self._registry,
        )

    def of(self, face: str, operation: str) -> "OperationFigures":
        """The figures of one operation."""
        return OperationFigures(self._requests, self._seconds, (face, operation))

    def exposition(self) -> bytes:
        """All figures of all processes, as Prometheus reads them."""
        if self._folder is None:
            return generate_latest(self._registry)
        merged = CollectorRegistry()
        MultiProcessCollector(merged, str(self._folder))  # type: ignore[no-untyped-call]
        return generate_latest(merged)


class OperationFigures:
    """The figures of one operation, made when it first has any."""

    def __init__(self, requests: Counter, seconds: Histogram, names: tuple[str, str]) -> None:
        """Name the operation."""
        self._names = names
        self._all_requests = requests
        self._all_seconds = seconds
        self._requests: dict[int, Counter] = {}
        self._seconds: Histogram | None = None

    def count(self, status: int, seconds: float) -> None:
        """Count one answer."""
        requests = self._requests.get(status)
        if requests is None:
            requests = self._all_requests.labels(*self._names, str(status))
            self._requests[status] = requests
        if self._seconds is None:
            self._seconds = self._all_seconds.labels(*self._names)
        requests.inc()
        self._seconds.observe(seconds)


def library_log(log_format: str) -> dict[str, Any]:
    """What Python's own logging is told, for what uses it; of the form the libraries document."""
    line = {"()": "partita.facekit.telemetry.LibraryLine", "log_format": log_format}
    own = {"level": "ERROR", "handlers": ["stderr"], "propagate": False}
    return {
        "formatters": {"line": line},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "loggers": {"_granian": own, "partita": dict(own)},
    }


class LibraryLine(logging.Formatter):
    """What a library logs, in the form of our own lines."""

    def __init__(self, log_format: str) -> None:
        """Know the form."""
        super().__init__()
        self._render = _json_line if log_format == "json" else _console_line(colors=False)

    def format(self, record: logging.LogRecord) -> str:
        """Make one line."""
        event = {"event": record.getMessage(), "logger": record.name}
        if record.exc_info:
            event["exception"] = self.formatException(record.exc_info)
        return self._render(None, record.levelname.lower(), event).decode()
