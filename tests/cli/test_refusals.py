"""Errors: one line on standard error, an exit code, and nothing on standard output."""

import json
from pathlib import Path
from typing import Any

import pytest

from partita.cli.errors import SENTENCES, sentence
from partita.domain.errors import PartitaError, error_classes, error_codes
from tests.cli.conftest import Cli


@pytest.fixture
def local(tmp_path: Path) -> Cli:
    """The command line on a file that is not there."""
    return Cli(f"sqlite:///{tmp_path / 'none.db'}")


def test_every_error_has_a_sentence() -> None:
    assert set(SENTENCES) - {"error"} == set(error_codes())


@pytest.mark.parametrize("kind", error_classes(), ids=lambda kind: kind.code)
def test_every_error_is_one_line(kind: type[PartitaError]) -> None:
    names = "bytes_max by field given holder key kind limit message method name number path"
    names += " permission reason retry_after_s scheme slug window_s accepted allowed"
    facts: dict[str, Any] = {name: f"<{name}\n>" for name in names.split()}
    said = sentence(kind(**facts, violations=[]))
    assert "\n" not in said
    assert kind.code not in said
    assert sentence(kind())


USAGE: list[Any] = [
    pytest.param(
        ["book", "create", "a", "--country", "DK"],
        "Missing option '--name'. See partita book create --help.",
        id="a missing option",
    ),
    pytest.param(
        ["bok"],
        "No such command 'bok'. Did you mean 'book', 'webhook'? See partita --help.",
        id="a slip",
    ),
    pytest.param(
        ["book", "list", "--all"],
        "No such option: --all. See partita book list --help.",
        id="an unknown option",
    ),
    pytest.param(
        ["app", "create", "a", "--book", "b", "--dialect", "morse"],
        "Invalid value for --dialect: 'morse' is none of: economic, flowtly, native, poweroffice, "
        "sage. See partita app create --help.",
        id="an unknown dialect",
    ),
    pytest.param(
        ["app", "create", "a", "--book", "b", "--dialect", "sage", "--key", "x"],
        "Invalid value for --key: 'x' is not NAME=VALUE. See partita app create --help.",
        id="a key without a value",
    ),
    pytest.param(
        ["reference", "add", "layout", "1", "--book", "b", "--set", "x"],
        "Invalid value for --set: 'x' is not NAME=VALUE. See partita reference add --help.",
        id="a detail without a value",
    ),
    pytest.param(
        ["book", "list", "--database", "mysql://db"],
        "Invalid value for --database: mysql database: use sqlite:///path or "
        "postgresql://host/name. See partita book list --help.",
        id="an unknown kind of database",
    ),
]


@pytest.mark.parametrize(("args", "line"), USAGE)
def test_what_makes_no_sense_is_one_line(local: Cli, args: list[str], line: str) -> None:
    said = local(*args)
    assert (said.code, said.out) == (2, "")
    assert said.err == f"partita: {line}\n"


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("PORT", "x", "must be a whole number, not 'x'"),
        ("SHOWS_FALSE", "x", "must be true or false, not 'x'"),
    ],
)
def test_a_setting_that_does_not_fit(
    local: Cli, monkeypatch: pytest.MonkeyPatch, name: str, text: str, rule: str
) -> None:
    monkeypatch.setenv(f"PARTITA_{name}", text)
    said = local("doctor")
    assert (said.code, said.out) == (2, "")
    assert (
        said.err == f"partita: Invalid value: PARTITA_{name} {rule}. See partita doctor --help.\n"
    )


def test_a_group_alone_shows_its_commands(local: Cli) -> None:
    said = local("book")
    assert said.code == 2
    assert "create" in said.out + said.err
    assert "See partita" not in said.out + said.err


def test_programs_get_the_error_as_json(local: Cli) -> None:
    local("book", "create", "acme", "--name", "Acme", "--country", "DK")
    said = local("book", "create", "acme", "--name", "Acme", "--country", "DK", "--json")
    assert (said.code, said.out) == (1, "")
    assert json.loads(said.err) == {
        "error": {
            "code": "book.exists",
            "message": "There is a book 'acme' already.",
            "facts": {"slug": "acme"},
        }
    }
    said = local("book", "create", "B", "--name", "Acme", "--country", "DK", "--json")
    (violation,) = json.loads(said.err)["error"]["facts"]["violations"]
    assert (violation["field"], violation["rule"]) == ("slug", "slug")
    said = local("book", "list", "--all", "--json")
    assert (said.code, json.loads(said.err)["error"]["code"]) == (2, "usage")


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Dear Ada, " * 100)
    said = Cli(f"sqlite:///{tmp_path / 'letter.db'}")("book", "list")
    assert (said.code, said.out) == (1, "")
    assert said.err == "partita: The database cannot be used: file is not a database.\n"


def test_a_server_that_is_not_there() -> None:
    said = Cli("postgresql://127.0.0.1:1/none")("book", "list", "--json")
    assert (said.code, said.out) == (1, "")
    assert json.loads(said.err)["error"]["code"] == "database.unusable"
