"""The third thing beside a value and nothing: "not mentioned"."""

from enum import Enum
from typing import Final, Literal


class Unset(Enum):
    """The type of `UNSET`; an enum, so that type checkers make every reader handle it."""

    UNSET = "UNSET"

    def __bool__(self) -> bool:
        """Be false, so that ``value or default`` reads naturally."""
        return False


UNSET: Final = Unset.UNSET
UnsetType = Literal[Unset.UNSET]
