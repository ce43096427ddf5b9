"""``partita doctor``, ``migrate``, ``serve``; and commands as processes of their own."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from partita.cli.operate import masked
from partita.settings import read_settings
from partita.store import health, migrate, sqlite
from tests.cli.conftest import Cli

START_S_MAX = 30


def test_the_needed_version_is_the_newest_migration() -> None:
    assert health.needed_version() == migrate.head()


def test_migrating_says_from_where_to_where(cli: Cli) -> None:
    head = migrate.head()
    assert cli("migrate", "--json").value == {"from": None, "to": head}
    assert cli("migrate", "--json").value == {"from": head, "to": head}
    assert cli("migrate").out == f"The tables are of version {head}.\n"


def test_the_doctor_finds_nothing(acme: Cli) -> None:
    said = acme("doctor", "--json")
    told = json.loads(said.out)
    checks = {each["name"]: each for each in told["checks"]}
    wrong = [name for name, each in checks.items() if not each["is_good"]]
    # The server of the tests need not survive a power cut, and the doctor sees that.
    assert wrong == (["durability"] if acme.database.startswith("postgresql") else [])
    assert (told["ok"], said.code) == (not wrong, int(bool(wrong)))
    assert {"database", "tables", "durability", "text search", "writable", "python"} <= set(checks)
    assert told["settings"]["PARTITA_DATABASE"] == masked(acme.database)
    assert set(checks["tables"]) == {"name", "value", "is_good", "advice"}
    assert "ok   writable: yes\n" in acme("doctor").out


def test_the_doctor_does_not_take_a_large_database_for_a_bad_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "large.db"
    cli = Cli(f"sqlite:///{path}")
    cli("migrate")
    with closing(sqlite3.connect(path)) as connection, connection:
        rows = [("slug", str(number), 1, 0) for number in range(20_000)]
        connection.executemany("INSERT INTO directory VALUES (?, ?, ?, ?)", rows)
    monkeypatch.setattr(sqlite, "STATEMENT_S_MAX", -1)  # what takes many steps has no time at all
    told = json.loads(cli("doctor", "--json").out)
    (file,) = [each["value"] for each in told["checks"] if each["name"] == "file"]
    assert told["ok"]
    assert file.startswith("too large to be looked through")


def test_the_doctor_finds_an_empty_database(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    said = cli("doctor")
    assert said.code == 1
    assert "BAD  tables: none, this program needs" in said.out
    assert "run partita migrate\n" in said.out


def test_the_doctor_finds_no_database(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    said = Cli(f"sqlite:///{path}")("doctor", "--json")
    assert said.code == 1
    told = json.loads(said.out)
    assert not told["ok"]
    assert told["checks"][0]["value"] == f"there is no file {path}"
    assert not path.exists()


@pytest.mark.parametrize("url", ["postgresql://ada:secret@127.0.0.1:1/none"])
def test_the_doctor_tells_no_password(url: str) -> None:
    said = Cli(url)("doctor")
    assert said.code == 1
    assert "secret" not in said.out + said.err
    assert "PARTITA_DATABASE=postgresql://ada:***@127.0.0.1:1/none" in said.out


def test_tables_of_another_version_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "later.db"
    cli = Cli(f"sqlite:///{path}")
    cli("migrate")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for command in (("book", "list"), ("demo", "--quiet")):
        said = cli(*command)
        assert (said.code, said.out) == (1, "")
        assert "has tables of version 9999, this program needs" in said.err
    assert cli("doctor").code == 1


def partita(
    *args: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "partita", *args],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **(environment or {})},
    )


def test_a_process_of_its_own(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'books' / 'partita.db'}"
    make = ("book", "create", "acme", "--name", "Acme", "--country", "NO", "--json")
    made = partita(*make, "--database", database)
    assert (made.returncode, made.stderr) == (0, "")
    assert json.loads(made.stdout)["currency"] == "NOK"
    again = partita(*make[:-1], environment={"PARTITA_DATABASE": database})
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr == "partita: There is a book 'acme' already.\n"


def test_what_nobody_expected_is_one_line_and_a_number(tmp_path: Path) -> None:
    log = tmp_path / "errors.log"
    program = (
        "import sys\n"
        "from partita.cli import app, books\n"
        "sys.modules['partita.bootstrap'] = None\n"
        "sys.argv = ['partita', 'book', 'list']\n"
        "app.main()\n"
    )
    for debug in ("", "1"):
        said = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={**os.environ, "PARTITA_ERROR_LOG": str(log), "PARTITA_DEBUG": debug},
        )
        assert (said.returncode, said.stdout) == (1, "")
        assert ("Traceback" in said.stderr) == bool(debug)
        if not debug:
            assert said.stderr.count("\n") == 1
            number = said.stderr.split("number ")[1][:16]
            assert number in log.read_text()


def test_help_comes_at_once() -> None:
    program = (
        "import sys\n"
        "from partita.cli.app import app\n"
        "print(sorted({'sqlalchemy', 'alembic', 'falcon', 'psycopg'} & set(sys.modules)))\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert said.stdout == "[]\n"


def free_port() -> int:
    with closing(socket.socket()) as made:
        made.bind(("127.0.0.1", 0))
        port: int = made.getsockname()[1]
        return port


def test_serving(tmp_path: Path) -> None:
    database, port = f"sqlite:///{tmp_path / 'partita.db'}", free_port()
    serve = ("serve", "--port", str(port), "--workers", "1", "--database", database, "--json")
    with subprocess.Popen(
        [sys.executable, "-m", "partita", *serve], stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            told = json.loads(server.stdout.readline())
            assert told == {
                "url": f"http://127.0.0.1:{port}",
                "database": database,
                "workers": 1,
            }
            assert answer(f"{told['url']}/healthz") == {"status": "ok"}
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(START_S_MAX)


def test_a_port_in_use(tmp_path: Path) -> None:
    cli = Cli(f"sqlite:///{tmp_path / 'partita.db'}")
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        said = cli("serve", "--port", port)
    assert (said.code, said.out) == (1, "")
    line = f"partita: Nobody can listen on 127.0.0.1:{port}: Address already in use.\n"
    assert said.err == line


def answer(url: str) -> object:
    deadline = time.monotonic() + START_S_MAX
    while True:
        try:
            with urlopen(url, timeout=5) as reply:  # noqa: S310  # our own server
                return json.loads(reply.read())
        except URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def test_secrets_are_not_shown(acme: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARTITA_LLM_KEY", "sk-very-secret")
    for run in (acme("doctor"), acme("doctor", "--json")):
        assert "sk-very-secret" not in run.out + run.err
        assert "***" in run.out
    assert "sk-very-secret" not in repr(read_settings())
