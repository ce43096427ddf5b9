"""The log and the figures."""

import logging
import os
import sys
from collections.abc import Mapping
from typing import Any, Final

import msgspec
import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess

MULTIPROCESS: Final = "PROMETHEUS_MULTIPROC_DIR"

REQUESTS: Final = Counter(
    "partita_requests_total", "Requests answered.", ["face", "operation", "status"]
)
SECONDS: Final = Histogram(
    "partita_request_seconds",
    "Time from the first byte of a request to the last of its answer.",
    ["face", "operation"],
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1.0, 5.0),
)


def _dump(event: Mapping[str, Any], **_: object) -> bytes:
    return msgspec.json.encode(event, enc_hook=str)


def configure_log(log_format: str, level: str) -> None:
    """Write the log to standard error: JSON lines, or text for people.

    Args:
        log_format: ``json`` or ``console``.
        level: ``debug``, ``info``, ``warning`` or ``error``.
    """
    shared: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if log_format == "json":
        structlog.configure(
            processors=[
                *shared,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(serializer=_dump),
            ],
            wrapper_class=structlog.make_filtering_bound_logger(_level(level)),
            logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
            cache_logger_on_first_use=True,
        )
        return
    structlog.configure(
        processors=[*shared, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())],
        wrapper_class=structlog.make_filtering_bound_logger(_level(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _level(name: str) -> int:
    return logging.getLevelNamesMapping().get(name.upper(), logging.INFO)


class OperationFigures:
    """The figures of one operation; its children are looked up once."""

    def __init__(self, face: str, operation: str) -> None:
        """Name the operation."""
        self._names = (face, operation)
        self._seconds = SECONDS.labels(face, operation)
        self._requests: dict[int, Any] = {}

    def count(self, status: int, seconds: float) -> None:
        """Count one answer."""
        child = self._requests.get(status)
        if child is None:
            child = self._requests[status] = REQUESTS.labels(*self._names, str(status))
        child.inc()
        self._seconds.observe(seconds)


def exposition() -> bytes:
    """All figures of all worker processes, as Prometheus reads them."""
    if MULTIPROCESS in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    return generate_latest()
