"""The demonstration: made once, found again, whole or not at all, honest about what is made up."""

import json
import os
import re
import shlex
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from partita.demo.inventing import Inventor, host_of
from partita.demo.places import PLACES
from partita.demo.preparing import FOLDER, Demonstration, placed, prepare
from partita.demo.samples import communes, entities, french_vat
from partita.demo.table import show
from partita.domain.checks import parse_identifier
from partita.settings import Settings
from tests.faces.world import key_plan

ROWS = 60
ORGANISATIONS_MIN = 5_000
SOURCE = str(Path(__file__).parents[2] / "src")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make() -> Demonstration:
    return prepare(Settings(), quiet=True, rows_max=ROWS)


def rows_of(place: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(place / FOLDER / "partita.db")) as database:
        return database.execute(sql).fetchall()


def test_enough_real_organisations_ship() -> None:
    real = entities()
    assert len(real) >= ORGANISATIONS_MIN
    assert {each.country for each in real} == set(PLACES)
    assert len({each.lei for each in real}) == len(real)


def test_their_numbers_are_good() -> None:
    for each in entities()[::50]:
        assert each.lei is not None
        parse_identifier("lei", each.lei)
    for each in communes()[::20]:
        assert each.siren is not None
        parse_identifier("siren", each.siren)
        parse_identifier("eu_vat", french_vat(each.siren))


def test_the_first_start_fills_a_book(place: Path) -> None:
    ready = make()
    assert ready.is_new
    made = {
        table: rows_of(place, f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608  # our own names
        for table in (
            *("party", "customer", "supplier", "employee", "counterparty", "contact"),
            *("identifier", "note"),
        )
    }
    assert all(made.values()), made
    assert made["party"] >= ROWS - 1
    assert rows_of(place, "SELECT slug, country, is_demo FROM book") == [("demo", "DK", 1)]


def test_what_is_made_up_says_so(place: Path) -> None:
    make()
    sources = {source for (source,) in rows_of(place, "SELECT DISTINCT source FROM party")}
    assert sources == {"app", "demo:generated", "demo:gleif", "demo:insee"}
    texts = [
        *rows_of(place, "SELECT comments FROM party WHERE source <> 'app'"),
        *rows_of(place, "SELECT text FROM note"),
    ]
    texts += rows_of(place, "SELECT notes FROM contact")
    assert all("made up" in text.lower() for (text,) in texts)
    mails = rows_of(
        place, "SELECT email FROM party WHERE source <> 'app' UNION ALL SELECT email FROM contact"
    )
    assert all(mail.endswith(".example") for (mail,) in mails)


def test_telephone_numbers_are_of_ranges_kept_for_fiction(place: Path) -> None:
    make()
    ranges = {re.escape(each.phone).replace(r"\#", r"\d") for each in PLACES.values()}
    for (phone,) in rows_of(
        place, "SELECT phone FROM party WHERE source <> 'app' UNION ALL SELECT phone FROM contact"
    ):
        assert any(re.fullmatch(each, phone) for each in ranges), phone


def test_the_same_is_made_up_every_time() -> None:
    told = [[Inventor().person(country, "Alpha ApS") for country in PLACES] for _ in range(2)]
    assert told[0] == told[1]


def test_the_second_start_keeps_everything(place: Path) -> None:
    first = make()
    told = "SELECT count(*) FROM change WHERE kind NOT LIKE 'session.%'"  # links of each start
    changes = rows_of(place, told)
    second = make()
    assert not second.is_new
    assert second.keys == first.keys
    assert rows_of(place, told) == changes


def test_what_it_prints_can_be_copied(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Links and keys stay in one line of a narrow terminal, and the command it names works."""
    monkeypatch.setenv("COLUMNS", "40")
    ready = make()
    show(ready)
    lines = capsys.readouterr().out.splitlines()
    wanted = [ready.entry, *ready.keys["sage"].values(), *ready.keys["economic"].values()]
    for text in wanted:
        assert any(line.endswith(text) for line in lines), text
    (told,) = [line for line in lines if "user add NAME" in line]
    command = shlex.split(told[told.index("user") :].replace("NAME", "ada"))
    done = subprocess.run(
        [sys.executable, "-m", "partita", *command],
        env={**os.environ, "PYTHONPATH": SOURCE},
        check=False,
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert rows_of(place, "SELECT count(*) FROM app_user WHERE name = 'ada'") == [(1,)]


def test_only_their_owner_may_read_the_keys(place: Path) -> None:
    ready = make()
    path = place / ready.keys_path
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR
    kept = (place / FOLDER / "partita.db").read_bytes()
    for dialect, keys in json.loads(path.read_text()).items():
        secret = [each.name for each in key_plan(dialect).keys if not each.is_fixed]
        assert [name for name in secret if keys[name].encode() in kept] == []


@pytest.mark.parametrize("text", [None, "", "[]", '{"economic": {"app_secret_token": "x"}}'])
def test_lost_keys_are_made_anew(place: Path, text: str | None) -> None:
    first = make()
    path = place / first.keys_path
    path.unlink() if text is None else path.write_text(text)
    second = make()
    assert second.keys != first.keys
    assert make().keys == second.keys == json.loads(path.read_text())
    apps = rows_of(place, "SELECT app FROM app_grant WHERE revoked_at IS NULL ORDER BY app")
    assert len(apps) == len(set(apps))


def test_a_database_of_ones_own_is_kept() -> None:
    own = Settings(database="sqlite:///own.db")
    assert placed(own) is own
    assert placed(Settings()).database == "sqlite:///demo-data/partita.db"


@pytest.mark.parametrize("name", ["", "ΑΒΓ", "—", "x" * 300, "Søndergård & Søn ApS"])
def test_every_name_has_a_host(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*\.example", host_of(name))


@pytest.mark.parametrize("after_s", [0.4, 0.9, 1.6, 2.4])
def test_an_interrupted_first_start_leaves_no_half_book(place: Path, after_s: float) -> None:
    code = (
        "from partita.demo.preparing import prepare; from partita.settings import Settings; "
        "prepare(Settings(), quiet=True)"  # all rows: long enough to be in the middle of it
    )
    started = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=place,
        env={**os.environ, "PYTHONPATH": SOURCE},
    )
    time.sleep(after_s)
    started.send_signal(signal.SIGKILL)
    started.wait()
    ready = make()
    assert ready.is_new
    assert rows_of(place, "SELECT count(*) FROM book") == [(1,)]
    assert rows_of(place, "SELECT count(*) FROM party")[0][0] >= ROWS - 1
    assert not make().is_new
