"""What a dialect shows of itself to somebody who tries it for the first time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Examples = Callable[[str, Mapping[str, str]], tuple[str, ...]]
"""Commands to try, from the base URL and the keys of an app by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """A dialect as the demonstration tells of it; each face may declare its own in ``showing.py``.

    Attributes:
        title: What people call the dialect.
        base: Where its clients begin, below the server's root.
        reference: Where its reference page is, likewise.
        examples: Commands to try.
        open_keys: Well-known keys, by name, for whoever only wants to look; none when empty.
    """

    title: str
    base: str
    reference: str
    examples: Examples
    open_keys: Mapping[str, str] = field(default_factory=dict)
