"""One row a new book starts with."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SeedRow:
    """A reference row before it is in a book; attributes as those of `Reference`."""

    kind: str
    number: int
    name: str
    code: str | None = None
    details: Mapping[str, object] | None = None
    is_default: bool = False
