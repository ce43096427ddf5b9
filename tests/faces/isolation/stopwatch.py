"""Compares how long two requests take, whatever else the machine does."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import quantiles
from typing import Final

Ask = Callable[[], object]

WARM_UP: Final = 2
ROUNDS: Final = 9
TRIES_MAX: Final = 5
"""How often a pair that differs is measured again, each time with twice the rounds."""

RATIO_MAX: Final = 1.2
APART_MS_MAX: Final = 0.2
"""Times are similar when they differ by a fifth or so many milliseconds, whichever is more."""


@dataclass(frozen=True)
class Times:
    """The lower quartiles of two requests: what takes longer was disturbed.

    Attributes:
        theirs_ms: For what belongs to somebody else.
        nobodys_ms: For what there is not.
    """

    theirs_ms: float
    nobodys_ms: float

    @property
    def apart_ms(self) -> float:
        """How far they are apart."""
        return abs(self.theirs_ms - self.nobodys_ms)

    @property
    def theirs_to_nobodys(self) -> float:
        """Above 1 when what is theirs takes longer."""
        return self.theirs_ms / self.nobodys_ms

    @property
    def ratio(self) -> float:
        """The greater one over the lesser."""
        least, most = sorted((self.theirs_ms, self.nobodys_ms))
        return most / least

    @property
    def are_similar(self) -> bool:
        """Whether nobody can tell them apart."""
        return self.ratio <= RATIO_MAX or self.apart_ms <= APART_MS_MAX


def measured(theirs: Ask, nobodys: Ask, clock: Callable[[], int]) -> Times:
    """Compare two requests; a pair that differs is measured again, longer.

    Args:
        theirs, nobodys: Ask once.
        clock: Nanoseconds: of the processor, which tells nothing of what else goes on, or, where
            the database is another process, of the wall.
    """
    rounds = ROUNDS
    found = _once(theirs, nobodys, clock, rounds)
    for _ in range(TRIES_MAX):
        if found.are_similar:
            break
        rounds *= 2
        found = _once(theirs, nobodys, clock, rounds)
    return found


def _once(theirs: Ask, nobodys: Ask, clock: Callable[[], int], rounds: int) -> Times:
    took: tuple[list[int], list[int]] = ([], [])
    with _undisturbed():
        for at in range(-WARM_UP, rounds):
            for which in (0, 1) if at % 2 else (1, 0):  # neither is always the first
                ask = (theirs, nobodys)[which]
                began = clock()
                ask()
                if at >= 0:
                    took[which].append(clock() - began)
    return Times(*(quantiles(each, n=4)[0] / 1e6 for each in took))


@contextmanager
def _undisturbed() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def clock_of(url: str) -> Callable[[], int]:
    """The clock for a database."""
    return time.thread_time_ns if url.startswith("sqlite") else time.perf_counter_ns
