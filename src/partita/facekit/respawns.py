"""When the master goes on replacing workers that die, and when it gives up."""

from collections import defaultdict, deque
from typing import Final

TIMES_MAX: Final = 20
"""How often one worker is replaced within `WITHIN_S` before the master gives up."""

WITHIN_S: Final = 10.0
NEVER: Final = 0.0


class Respawns(dict[int, float]):
    """When workers were replaced last, by their number, as the master of Granian asks for it.

    It gives up when a worker dies within seconds of its birth. A worker that somebody kills twice
    is no reason to end the others, too: so this tells of a replacement only when there were so many
    of late that the worker cannot be helped.

    >>> killed = Respawns()
    >>> for second in range(40):
    ...     killed[0] = 100.0 + second
    >>> killed.get(0, NEVER)
    0.0
    >>> for tenth in range(20):
    ...     killed[1] = 100.0 + tenth / 10
    >>> round(killed.get(1, NEVER), 1)
    101.9
    """

    def __init__(self) -> None:
        """Know of none."""
        super().__init__()
        self._times = defaultdict[int, deque[float]](lambda: deque(maxlen=TIMES_MAX))

    def __setitem__(self, worker: int, at_s: float) -> None:
        """Note a replacement."""
        self._times[worker].append(at_s)

    def get(self, worker: int, default: float = NEVER) -> float:  # type: ignore[override]  # the one way it is asked
        """When a worker was replaced last, if that was once too often."""
        times = self._times[worker]
        is_loop = len(times) == TIMES_MAX and times[-1] - times[0] <= WITHIN_S
        return times[-1] if is_loop else default

    def clear(self) -> None:
        """Keep what is known: the master forgets it before each replacement."""
