"""A command line on a fresh database."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from typer.testing import CliRunner

from partita.cli.app import app


@dataclass(frozen=True)
class Run:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:  # noqa: ANN401  # any JSON value
        """The one JSON value on standard output."""
        assert self.err == ""
        assert self.code == 0
        assert self.out.count("\n") == 1
        return json.loads(self.out)


Command = Callable[..., Run]


@dataclass(frozen=True)
class Cli:
    """Runs commands in this process."""

    database: str

    def __call__(self, *args: object) -> Run:
        """Run a command."""
        given = [str(each) for each in args]
        made = CliRunner().invoke(app, given, env={"PARTITA_DATABASE": self.database})
        if made.exception is not None and not isinstance(made.exception, SystemExit):
            raise made.exception
        return Run(made.exit_code, made.stdout, made.stderr)


@pytest.fixture
def cli(empty_url: str) -> Cli:
    """The command line on a database without any table."""
    return Cli(empty_url)


@pytest.fixture
def acme(cli: Cli) -> Cli:
    """The same, with the book ``acme``."""
    cli("book", "create", "acme", "--name", "Acme", "--country", "DK")
    return cli
