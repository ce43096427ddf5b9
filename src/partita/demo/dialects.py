"""Which dialects this server speaks, and how each is shown."""

from partita.facekit.asking import Dialect
from partita.faces import describe, discover

__all__ = ["Dialect", "served"]


def served() -> list[Dialect]:
    """Every dialect there is a face for."""
    return [describe(face) for face in discover()]
