"""What a process remembers of books until something in them changes."""

from collections.abc import Hashable, Mapping
from hashlib import blake2b
from typing import Any, Final

from partita.store.totals import Totals

ANSWERS_MAX: Final = 4_000
"""Answers remembered; all are forgotten when there are more."""

QUESTION_CHARS_MAX: Final = 10_000
"""Longer questions are remembered by what tells them from others."""


class Memory:
    """Counts and keys found out about books, each with the position of the feed it was found at.

    A transaction sees what it has written before the feed moves on: it must not have one.
    """

    def __init__(self) -> None:
        """Remember nothing yet."""
        self.totals = Totals()
        self._known: dict[Hashable, tuple[int, Any]] = {}

    def find(self, question: Hashable) -> tuple[int, Any] | None:
        """The position an answer was found at, and the answer, if it is remembered."""
        return self._known.get(question)

    def keep(self, question: Hashable, position: int, answer: Any) -> None:  # noqa: ANN401  # a count, rows, a key
        """Remember an answer; the position was read before the answer was looked for."""
        if len(self._known) >= ANSWERS_MAX:
            self._known.clear()
        self._known[question] = (position, answer)


def question(sql: str, params: Mapping[str, Any], *, but: str = "") -> Hashable:
    """What tells a question from others: its statement, and all values but one.

    >>> question("SELECT :a", {"a": 1, "limit": 5}, but="limit")
    ('SELECT :a', ('1',))
    >>> len(question("SELECT :a", {"a": "x" * 20_000}))
    64
    """
    values = [repr(value) for name, value in params.items() if name != but]
    if len(sql) + sum(map(len, values)) > QUESTION_CHARS_MAX:
        return blake2b(repr((sql, values)).encode("utf-8", "surrogatepass")).digest()
    return sql, tuple(values)
