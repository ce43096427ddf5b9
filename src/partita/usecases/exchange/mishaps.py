"""What nobody foresaw: rows with which our own code, or the database, goes wrong.

A bad row never stops good ones. Where rows that are done together fail, all of them are undone, and
they are done again in halves, so that in the end only those are left out that fail alone.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from partita.domain.errors import (
    NotAllowed,
    NumbersUsedUp,
    PartitaError,
    ReadOnlyActor,
    StoreBusy,
)
from partita.usecases.exchange.wishes import Rejection, rejection

T = TypeVar("T")

TRACES_MAX: Final = 20
"""Failures of one import whose trace is logged; of the others the log has a line."""

ENDING: Final = (StoreBusy, NotAllowed, ReadOnlyActor, NumbersUsedUp, MemoryError)
"""What ends an import: no row is to blame for it, and the next one would fare no better."""

_log = logging.getLogger("partita.import")


def do_what_can_be(
    things: Sequence[T],
    do: Callable[[Sequence[T]], object],
    *,
    moment: Callable[[], Callable[[], object]],
    refuse: Callable[[T, Exception], object],
) -> None:
    """Do things together; where that fails, as many of them as can be done, in their order.

    Args:
        things: What to do.
        do: Does some in one transaction, or leaves nothing of them in the database and raises.
        moment: Remembers how things stand; what it returns makes them stand so again.
        refuse: Told of one that fails alone, and why.

    Raises:
        StoreBusy: The database is not there, or did not get to it in time.
        NotAllowed: The actor may not.
        NumbersUsedUp: A series has no free number left.
    """
    back = moment()
    failure = _failure(do, things)
    if failure is None:
        return
    back()
    if isinstance(failure, ENDING):
        raise failure
    if len(things) == 1:
        refuse(things[0], failure)
        return
    middle = len(things) // 2
    for half in (things[:middle], things[middle:]):
        do_what_can_be(half, do, moment=moment, refuse=refuse)


def _failure(do: Callable[[Sequence[T]], object], things: Sequence[T]) -> Exception | None:
    try:
        do(things)
    except Exception as error:  # noqa: BLE001  # lint: allow broad-except because nobody foresaw it
        return error
    return None


class Mishaps:
    """Tells of rows that went wrong: who imports in the report, who runs the program in the log."""

    def __init__(self, import_id: str) -> None:
        """Know which import they are of."""
        self._import_id = import_id
        self._count = 0

    def tell(self, line: int, error: Exception) -> Rejection:
        """Log what went wrong with the row of a line, and reject it.

        The report says the kind of error, the log its words: they may hold values of other rows.
        """
        self._count += 1
        trace = error if self._count <= TRACES_MAX else None
        _log.error(
            "import %s, line %d: %s", self._import_id, line, type(error).__name__, exc_info=trace
        )
        if isinstance(error, PartitaError):
            return rejection(line, "", "", f"was refused: {error}")
        kind = type(error).__name__
        return rejection(line, "", "", f"went wrong ({kind}), and is left out; the log says more")
