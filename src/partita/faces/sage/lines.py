"""Lines of payment plans between the input and the book (contracts/sage.md 6)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from partita.domain.violation import Violation
from partita.faces.sage.inputs import Item

_WORDS: Final = {"position": "order", "due_days": "day", "pay_days": "payDays"}


def stored_line(item: Item) -> dict[str, Any]:
    """Fields of a `TermLine` by name: amounts are kept as texts."""
    return {
        name: format(value, "f") if isinstance(value, Decimal) else value
        for name, value in item.values.items()
    }


def line_named(violation: Violation) -> Violation:
    """A violation of a plan in the words of the dialect."""
    head, dot, last = violation.field.rpartition(".")
    return replace(violation, field=f"{head}{dot}{_WORDS.get(last, last)}")
