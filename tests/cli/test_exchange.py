"""``partita import`` and ``export``: what other programs rely on."""

import os
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

ROWS = """\
Kundenummer;Navn;E-mail;Land;Farve
100;Alpha ApS;a@alpha.example;Danmark;red
101;;b@beta.example;DK;blue
102;Gamma;nope;DK;green
103;Delta;;DK;
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_rows_become_parties(acme: Cli, file: Path) -> None:
    told = acme("import", file, "--book", "acme", "--json").value
    assert {name: told[name] for name in ("rows", "created", "updated", "rejected")} == {
        "rows": 4,
        "created": 2,
        "updated": 0,
        "rejected": [
            {"line": 3, "field": "name", "value": "", "reason": "is needed"},
            {
                "line": 4,
                "field": "email",
                "value": "nope",
                "reason": "cannot be an e-mail address",
            },
        ],
    }
    assert told["unknown"] == ["Farve"]
    again = acme("import", file, "--book", "acme", "--map", "Farve=trade_name", "--json").value
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 1, 1)


def test_a_dry_run_writes_nothing(acme: Cli, file: Path) -> None:
    for _ in range(2):
        told = acme("import", file, "--book", "acme", "--dry-run", "--json").value
        assert (told["created"], told["is_dry"]) == (2, True)


def test_what_people_read(acme: Cli, file: Path) -> None:
    said = acme("import", file, "--book", "acme", "--as", "supplier", "--dry-run")
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines() == [
        "4 rows: 2 would be created, 0 would be updated, 0 unchanged, 2 rejected.",
        "  Kundenummer -> number",
        "  Navn -> name",
        "  E-mail -> email",
        "  Land -> country",
        "Left out: Farve. --map HEADER=FIELD says what they hold.",
        "line 3: name '' is needed",
        "line 4: email 'nope' cannot be an e-mail address",
    ]


def test_an_import_is_undone(acme: Cli, file: Path) -> None:
    told = acme("import", file, "--book", "acme", "--json").value
    listed = acme("import", "list", "--book", "acme", "--json").value
    assert [(each["import_id"], each["file"], each["created"]) for each in listed] == [
        (told["import_id"], "rows.csv", 2)
    ]
    undone = acme("import", "undo", told["import_id"], "--book", "acme", "--json").value
    assert (undone["removed"], undone["restored"], undone["left"]) == (2, 0, [])
    said = acme("import", "undo", str(told["job"]), "--book", "acme")
    assert said.out.splitlines() == ["0 parties removed, 0 as they were, 0 left alone."]
    shown = acme("import", "list", "--book", "acme").out
    assert "rows.csv" in shown
    assert "undone" in shown
    missing = acme("import", "undo", "99", "--book", "acme")
    assert missing.code == 1


def test_many_rejections_are_counted(acme: Cli, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("name,email\n" + ",a@b.example\n" * 30)
    said = acme("import", path, "--book", "acme")
    assert said.out.splitlines()[-1] == "and 10 more; --json tells them all."


@pytest.mark.parametrize(
    ("args", "code", "line"),
    [
        pytest.param(
            ["none.csv"],
            1,
            "The file cannot be used: none.csv: No such file or directory.",
            id="no file",
        ),
        pytest.param(
            ["none.csv", "--as", "boss"],
            2,
            "Invalid value for '--as': 'boss' is not one of 'customer', 'supplier', 'employee', "
            "'counterparty'. See partita import file --help.",
            id="no such role",
        ),
    ],
)
def test_refusals_are_one_line(acme: Cli, args: list[str], code: int, line: str) -> None:
    said = acme("import", *args, "--book", "acme")
    assert (said.code, said.out, said.err) == (code, "", f"partita: {line}\n")


def test_a_json_list_is_told_as_such(acme: Cli, tmp_path: Path) -> None:
    path = tmp_path / "all.json"
    path.write_text('[\n  {"name": "Ada"}\n]\n')
    said = acme("import", path, "--book", "acme")
    assert (said.code, said.out) == (1, "")
    assert "one JSON list: of JSON, lines with an object are read" in said.err


def test_a_file_whose_name_is_no_text_is_imported(acme: Cli, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"k\xf8b.csv")
    path.write_text("name\nAda\n")
    assert acme("import", path, "--book", "acme", "--json").value["created"] == 1
    (told,) = acme("import", "list", "--book", "acme", "--json").value
    assert told["file"] == "k\ufffdb.csv"


def test_a_field_that_is_none_names_those_there_are(acme: Cli, file: Path) -> None:
    said = acme("import", file, "--book", "acme", "--map", "Farve=colour")
    assert said.code == 1
    assert said.err.startswith("partita: The file cannot be used: 'Farve=colour' must be ")


@pytest.mark.parametrize("name", ["all.csv", "all.jsonl", "all.xlsx", "all.csv.gz"])
def test_an_export_imports_back(acme: Cli, file: Path, tmp_path: Path, name: str) -> None:
    acme("import", file, "--book", "acme")
    path = tmp_path / name
    told = acme("export", "--book", "acme", "--to", path, "--json").value
    assert told == {"file": str(path), "parties": 2}
    back = acme("import", path, "--book", "acme", "--json").value
    assert (back["rows"], back["created"], back["rejected"]) == (2, 0, [])
    acme("book", "create", "copy", "--name", "Copy", "--country", "DK")
    copied = acme("import", path, "--book", "copy", "--json").value
    assert (copied["created"], copied["rejected"]) == (2, [])


def test_what_people_read_of_an_export(acme: Cli, tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    said = acme("export", "--book", "acme", "--to", path)
    assert said.out == f"Wrote 0 parties to {path}.\n"
    assert path.read_text(encoding="utf-8-sig").startswith("uuid,")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("all.pdf", "the name must end in", id="an unknown ending"),
        pytest.param(
            "none/all.csv", "cannot be written: No such file or directory.", id="no folder"
        ),
    ],
)
def test_an_export_that_cannot_be_written(
    acme: Cli, tmp_path: Path, name: str, reason: str
) -> None:
    said = acme("export", "--book", "acme", "--to", tmp_path / name)
    assert (said.code, said.out) == (1, "")
    assert reason in said.err
    assert said.err.count("\n") == 1
    assert list(tmp_path.glob("all*")) == []
