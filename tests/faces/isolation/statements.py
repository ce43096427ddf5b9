"""Counts what the database is asked: the same for both takes about the same time."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from falcon.testing import Result

from partita.store.postgres import PostgresLink
from partita.store.sqlite import SqliteLink


class Statements:
    """Counts the statements of one thread; jobs go on beside."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._said: list[str] = []
        self._thread = threading.get_ident()
        for kind, names in ((SqliteLink, ("execute", "rows")), (PostgresLink, ("_run",))):
            for name in names:
                monkeypatch.setattr(kind, name, self._counting(getattr(kind, name)))

    def _counting(self, run: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any, **named: Any) -> Any:  # noqa: ANN401  # as it is
            if threading.get_ident() == self._thread:
                self._said.append(str(given[1]))
            return run(*given, **named)

        return counted

    def of(self, ask: Callable[[], Result]) -> tuple[list[str], Result]:
        """What the database is asked for a request, and its answer."""
        self._said.clear()
        answer = ask()
        return list(self._said), answer
