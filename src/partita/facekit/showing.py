"""What a dialect shows of itself to somebody who tries it for the first time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Examples = Callable[[str, Mapping[str, str]], tuple[str, ...]]
"""Commands to try, from the base URL and the keys of an app by name."""


@dataclass(frozen=True, slots=True)
class Call:
    """A question a client of the dialect asks about one party.

    Attributes:
        title: What it asks for, in words of the dialect.
        path: Below the server's root.
    """

    title: str
    path: str


Calls = Callable[[Mapping[str, Any]], tuple[Call, ...]]
"""Questions about a party, from all that is known of it by name."""


def no_calls(_party: Mapping[str, Any]) -> tuple[Call, ...]:
    """The calls of a dialect that has none about a single party."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """A dialect as the demonstration tells of it; each face may declare its own in ``showing.py``.

    Attributes:
        title: What people call the dialect.
        base: Where its clients begin, below the server's root.
        reference: Where its reference page is, likewise.
        examples: Commands to try.
        calls: Questions about one party, which the pages ask and show.
        auth: What a command line needs so that the dialect knows who asks.
        open_keys: Well-known keys, by name, for whoever only wants to look; none when empty.
    """

    title: str
    base: str
    reference: str
    examples: Examples
    calls: Calls = no_calls
    auth: str = ""
    open_keys: Mapping[str, str] = field(default_factory=dict)
