"""Runs jobs side by side, each on a connection of its own that is closed in the end."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from partita.ports import Database

T = TypeVar("T")
JOB_S_MAX: Final = 60


def in_threads(database: Database, *jobs: Callable[[], T]) -> list[T]:
    """Run each job in a thread of its own; what they returned, in order.

    An exception of a job is raised here, after all have ended.
    """

    def run(job: Callable[[], T]) -> T:
        try:
            return job()
        finally:
            database.close()

    with ThreadPoolExecutor(max_workers=len(jobs)) as pool:
        running = [pool.submit(run, job) for job in jobs]
    return [each.result(timeout=JOB_S_MAX) for each in running]
