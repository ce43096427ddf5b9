"""Granian's server, telling each worker which of them it is."""

from collections.abc import Callable
from functools import partial
from typing import Any

from granian.server.mp import MPServer, WorkerProcess


class PlacedServer(MPServer):
    """Gives the number of a worker, from 0, to what makes its application.

    One that takes over from another has its number, whether the other is still there or not.
    """

    def _spawn_worker(  # type: ignore[override]  # as processes have it
        self,
        idx: int,
        target: Callable[..., Any],
        callback_loader: Callable[..., Any],
    ) -> WorkerProcess:
        return super()._spawn_worker(idx, target, partial(callback_loader, idx))
