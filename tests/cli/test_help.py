"""Help: every command says what it does and how it is called, and the examples are right."""

import shlex

import pytest
from typer.main import get_command

from partita import __version__
from partita.cli.app import app
from partita.cli.examples import EXAMPLES, commands_of
from tests.cli.conftest import Cli

COMMANDS = dict(commands_of(get_command(app)))


def test_every_command_has_examples() -> None:
    assert set(EXAMPLES) == set(COMMANDS)


@pytest.mark.parametrize(
    ("path", "example"), [(path, each) for path, some in EXAMPLES.items() for each in some]
)
def test_an_example_can_be_understood(path: str, example: str) -> None:
    """Its options are there, take such values, and none that is needed is left out."""
    program, *words = shlex.split(example)
    name = path.removesuffix(" file") if path == "import file" else path
    assert (program, " ".join(words).startswith(name)) == ("partita", True)
    rest = words[len(name.split()) :]
    assert COMMANDS[path].make_context(path, rest) is not None


def test_every_command_and_parameter_says_what_it_is() -> None:
    for path, command in COMMANDS.items():
        assert command.help, path
        for each in command.params:
            assert each.help, (path, each.name)


def test_help_shows_the_examples(cli: Cli) -> None:
    told = " ".join(cli("terms", "preview", "--help").out.split())
    assert "Examples:" in told
    assert '[{"order": 9999, "type": "REMAINING_AMOUNT", "day": 30}]' in told


def test_the_version(cli: Cli) -> None:
    assert cli("--version").out == f"partita {__version__}\n"
