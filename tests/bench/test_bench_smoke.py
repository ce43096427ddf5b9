"""The benchmark runs from end to end on a tiny book; nothing here asks how fast."""

import doctest
import json
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from bench import driver, report, run, searching
from bench.data import Sizes, choose_terms, generate
from bench.driver import Load, Plan, as_dict, to_lua

TINY = [
    "--parties",
    "60",
    "--rounds",
    "1",
    "--seconds",
    "0.2",
    "--no-baseline",
    "--concurrency",
    "3",
]
TINY += ["--raw-writes", "20"]
OPERATIONS = {"get", "page", "cursor", "like", "count", "create", "update"}
CLIENTS = [
    pytest.param("python", id="the client in Python"),
    pytest.param(
        "wrk",
        id="wrk",
        marks=pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed"),
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize("client", CLIENTS)
def test_every_operation_is_answered_rightly(
    client: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    told = tmp_path / "told.json"
    words = [*TINY, "--databases", "sqlite", "--client", client, "--only", "load,raw"]
    words += ["--warm", "0"]  # every answer is looked at
    assert run.main([*words, "--work", str(tmp_path / "work"), "--json", str(told)]) == 0
    found = json.loads(told.read_text())
    measured = {(each["server"], each["operation"]): each for each in found["operations"]}
    assert {name for _, name in measured} == OPERATIONS
    assert {name for name, _ in measured} == {"partita-sqlite", "raw-sqlite"}
    assert all(each["median_per_s"] > 0 and each["bad"] == 0 for each in measured.values())
    assert "| get " in capfd.readouterr().out


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed")
def test_answers_are_looked_at_before_they_are_counted(tmp_path: Path) -> None:
    told = tmp_path / "told.json"
    words = [*TINY, "--databases", "sqlite", "--client", "wrk", "--only", "load"]
    words += ["--warm", "0.2", "--operations", "get,like,create"]
    assert run.main([*words, "--work", str(tmp_path / "work"), "--json", str(told)]) == 0
    found = json.loads(told.read_text())["operations"]
    assert {each["operation"] for each in found} == {"get", "like", "create"}
    assert all(each["median_per_s"] > 0 and each["bad"] == 0 for each in found)


def test_the_curve_shows_each_size(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    words = ["--databases", "sqlite", "--no-baseline", "--client", "python", "--only", "curve"]
    words += ["--batch", "0.002"]
    run.main([*words, "--work", str(tmp_path), "--curve", "40,200"])
    shown = capfd.readouterr().out
    assert "| get by number" in shown
    assert "name$like, rare" in shown


def test_searches_are_asked_again_and_after_writes(capfd: pytest.CaptureFixture[str]) -> None:
    searching.main(["--clients", "60"])
    rows = [line.split(" | ") for line in capfd.readouterr().out.splitlines() if "| " in line]
    found = {cells[0].strip("| "): cells for cells in rows}
    # Five clients are made for each of the words, and all are there at last.
    assert found["nothing"][1] == str(60 + searching.TIMES * len(searching.WORDS))
    assert found["example"][1] == "0"
    assert all(len(cells[4].split(", ")) == searching.TIMES for cells in rows[2:])


def test_terms_stand_in_names_of_both_kinds(tmp_path: Path) -> None:
    data = generate(tmp_path, Sizes(200, 2, 1))
    names = {
        "contacts": [f"{r['first_name']} {r['last_name']}" for r in data.rows("contacts")],
        "parties": [row["name"] for row in data.rows("parties")],
    }
    terms = choose_terms(data)
    assert len({term.text for term in terms}) == len(terms) == 12
    for term in terms:
        assert sum(term.text in name for name in names["contacts"]) >= term.contacts > 0
        assert sum(term.text in name for name in names["parties"]) >= term.parties > 0


def test_the_same_seed_gives_the_same_data(tmp_path: Path) -> None:
    one, other = (generate(tmp_path / name, Sizes(20, 2, 1)) for name in ("one", "other"))
    for name in ("parties", "contacts", "locations"):
        assert list(one.rows(name)) == list(other.rows(name))


def test_a_plan_reads_alike_in_lua() -> None:
    plan = Plan(method="GET", path='/a"b/{n}', headers={"X-A": "1"}, terms=("ø", "b\\c"))
    text = to_lua(as_dict(plan, Load(2, 1, 5)))
    assert '["path"]="/a\\"b/{n}"' in text
    assert '["terms"]={"ø","b\\\\c"}' in text
    assert '["edit"]=nil' in text


@pytest.mark.parametrize("module", [driver, report], ids=lambda module: module.__name__)
def test_examples_in_docstrings_hold(module: ModuleType) -> None:
    outcome = doctest.testmod(module)
    assert outcome.attempted > 0
    assert outcome.failed == 0
