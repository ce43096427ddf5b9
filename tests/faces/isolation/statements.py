"""Counts what the database is asked: the same for both takes about the same time."""

import re
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

import pytest
from falcon.testing import Result

from partita.store.postgres import PostgresLink
from partita.store.sqlite import SqliteLink

OWN_BOOK: Final = re.compile(r"[\w\".]*book_id = %\((?:key_)?book_id\)s(?:::\w+)?")
NEVER: Final = re.compile(r"^INSERT|(?:FROM|UPDATE) \"?app_grant")
"""Grants are found before a book is known, so no policy keeps them apart, only the view of them."""


class Careless:
    """Takes the book out of the condition of every statement: a careless build.

    Attributes:
        forgotten: In how many conditions, by the first word of their statement.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.forgotten: Counter[str] = Counter()
        for name in ("_run", "start", "execute_many", "portions"):
            monkeypatch.setattr(PostgresLink, name, self._forgetting(getattr(PostgresLink, name)))

    def _forgetting(self, run: Callable[..., Any]) -> Callable[..., Any]:
        def careless(link: object, sql: str, *given: Any, **named: Any) -> Any:  # noqa: ANN401  # as it is
            if not NEVER.search(sql):
                sql, count = OWN_BOOK.subn("true", sql)
                self.forgotten[sql.partition(" ")[0]] += count
            return run(link, sql, *given, **named)

        return careless


GRANT: Final = "app_grant"


class Statements:
    """Counts the statements of one thread; jobs go on beside.

    Those that read a grant do not count: whether its lease has ended tells only how late it is.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._said: list[str] = []
        self._thread = threading.get_ident()
        for kind, names in (
            (SqliteLink, ("execute", "rows")),
            (PostgresLink, ("_run", "start")),
        ):
            for name in names:
                monkeypatch.setattr(kind, name, self._counting(getattr(kind, name)))

    def _counting(self, run: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any, **named: Any) -> Any:  # noqa: ANN401  # as it is
            if threading.get_ident() == self._thread and GRANT not in str(given[1]):
                self._said.append(str(given[1]))
            return run(*given, **named)

        return counted

    def of(self, ask: Callable[[], Result]) -> tuple[list[str], Result]:
        """What the database is asked for a request, and its answer."""
        self._said.clear()
        answer = ask()
        return list(self._said), answer
