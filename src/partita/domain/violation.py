"""One refused value."""

import dataclasses
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Violation:
    """What was wrong with one value.

    Attributes:
        field: Which value, in the words of whoever checked (a wire name or a field of the book).
        rule: Which rule it broke: ``type``, ``required``, ``null``, ``too_long``, ``range``,
            ``characters``, ``choice`` or the code of an error.
        facts: What the rule knows: ``max``, ``min``, ``given`` and the like.
    """

    field: str
    rule: str
    facts: dict[str, Any] = dataclasses.field(default_factory=dict)
