"""What every kind of number has in common once it has been parsed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Value:
    """A number that follows its scheme; one that does not cannot be parsed into a value.

    Attributes:
        compact: The number without blanks and marks, as it is stored and compared.
    """

    compact: str

    def __str__(self) -> str:
        """Say the number in its compact form."""
        return self.compact
