"""What a process may take for granted of who has access, and for how long.

A grant that was read is good for `LEASE_S` without reading it again. Whoever changes a grant waits
that long before saying so (`wait_out`), so when a revocation is told, no process of any machine
still takes the old grant: each measures by its own clock, from before it read.
"""

import time
from typing import Final

from partita.access.grant import Grant
from partita.store.records import TableRecords

LEASE_S: Final = 0.01
"""How long a grant that was read is taken for granted."""

SPARE_S: Final = 0.001
"""Clocks of machines do not run equally fast."""

LEASES_MAX: Final = 10_000
"""Leases kept; all are forgotten when there are more."""


class Leases:
    """Grants read a moment ago, by kind and hash of the secret that finds them."""

    def __init__(self) -> None:
        """Know none yet."""
        self._held: dict[tuple[str, str], tuple[float, Grant]] = {}

    def find(self, kind: str, secret_hash: str) -> Grant | None:
        """A grant that was read a moment ago, or ``None``."""
        held = self._held.get((kind, secret_hash))
        if held is None or held[0] < time.monotonic():
            return None
        return held[1]

    def keep(self, kind: str, secret_hash: str, grant: Grant, *, since: float) -> None:
        """Hold a grant.

        Args:
            kind: What the secret is known as.
            secret_hash: Of the secret.
            grant: As it was read.
            since: A moment before it was read, in seconds of the monotonic clock.
        """
        if len(self._held) >= LEASES_MAX:
            self._held.clear()
        self._held[kind, secret_hash] = since + LEASE_S, grant


class LeasedRecords(TableRecords[Grant]):
    """Records of grants, and whether one that others may have read was changed.

    Attributes:
        is_changed: It was.
    """

    is_changed = False

    def put(self, *records: Grant, was: Grant | None = None) -> None:
        """Replace those with the same key, or write what differs from what one was."""
        self.is_changed = True
        super().put(*records, was=was)

    def remove(self, *records: Grant) -> None:
        """Take away."""
        self.is_changed = True
        super().remove(*records)


def wait_out() -> None:
    """Wait until every lease of what was there before has ended, wherever it is held."""
    time.sleep(LEASE_S + SPARE_S)
