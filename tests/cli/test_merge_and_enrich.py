"""``partita merge``, ``enrich``, ``job`` and files: what other programs rely on."""

from pathlib import Path

import pytest

from tests.cli.conftest import Cli

BOOK = ("--book", "acme")


@pytest.fixture
def register(acme: Cli, tmp_path: Path) -> Cli:
    """The book with four customers; their party ids are 1 to 4."""
    file = tmp_path / "customers.csv"
    file.write_text(
        "number,name,email,phone,external key\n"
        "1,Spotify AB,,,a\n2,Spotify,,12345678,b\n3,Hansen ApS,h@hansen.example,,c\n4,IKEA,,,d\n"
    )
    assert acme("import", file, *BOOK).code == 0
    return acme


def test_parties_are_merged_and_unmerged(register: Cli, tmp_path: Path) -> None:
    done = register("merge", "run", *BOOK, "--survivor", 1, "--absorb", 2, "--absorb", 4, "--json")
    assert done.value == {"party": 1, "absorbed": [2, 4], "filled": ["phone"], "moved": {}}
    file = tmp_path / "again.csv"
    file.write_text("name,external key\nSpotify,b\n")
    report = register("import", file, *BOOK, "--json").value
    assert (report["created"], report["updated"]) == (0, 0)
    assert [each["reason"] for each in report["rejected"]] == ["was merged into party 1"]
    undone = register("merge", "undo", *BOOK, "--party", 1, "--json")
    assert undone.value == {
        "party": 1,
        "restored": [
            {"id": 1, "name": "Spotify AB"},
            {"id": 2, "name": "Spotify"},
            {"id": 4, "name": "IKEA"},
        ],
    }
    assert register("import", file, *BOOK, "--json").value["rejected_rows"] == 0


def test_people_read_what_was_merged(register: Cli) -> None:
    run = register("merge", "run", *BOOK, "--survivor", 1, "--absorb", 2)
    assert run.out == "Party 1 absorbed 2.\nMoved: nothing.\nFilled: phone.\n"
    assert register("merge", "undo", *BOOK, "--party", 1).out == (
        "Party 1 is Spotify AB again.\nParty 2 is Spotify again.\n"
    )


REFUSED = [
    (("run", "--survivor", 1, "--absorb", 1), 1, "A party cannot absorb itself."),
    (("run", "--survivor", 1, "--absorb", 9), 1, "There is no party 9."),
    (("run", "--survivor", 1), 2, "Missing option '--absorb'"),
    (("undo", "--party", 1), 1, "There is no merge 1."),
]


@pytest.mark.parametrize(("command", "code", "said"), REFUSED)
def test_bad_merges_are_refused(
    register: Cli, command: tuple[object, ...], code: int, said: str
) -> None:
    run = register("merge", *command, *BOOK)
    assert (run.code, run.out) == (code, "")
    assert said in run.err
    assert run.err.count("\n") == 1


def test_an_undo_too_late_is_refused(register: Cli) -> None:
    register("merge", "run", *BOOK, "--survivor", 1, "--absorb", 2)
    register("document", "add", *BOOK, "--kind", "invoice", "--number", 1, "--customer", 1)
    run = register("merge", "undo", *BOOK, "--party", 1)
    assert (run.code, run.err) == (
        1,
        "partita: That merge cannot be undone: party 1 changed since.\n",
    )


def test_exports_leave_the_absorbed_out(register: Cli, tmp_path: Path) -> None:
    register("merge", "run", *BOOK, "--survivor", 1, "--absorb", 2)
    file = tmp_path / "out.csv"
    register("export", *BOOK, "--to", file)
    names = [line for line in file.read_text().splitlines() if "potify" in line]
    assert len(names) == 1
    assert "Spotify AB" in names[0]


def test_named_parties_are_enriched(register: Cli) -> None:
    done = register("enrich", *BOOK, "--party", 1, "--party", 3, "--json").value
    assert done["provider"] == "brands"
    assert done["parties"][0] == {
        "party": 1,
        "filled": {
            "logo_url": {"value": "/logos/spotify.svg", "source": "simple-icons:spotify"},
            "display_name": {"value": "Spotify", "source": "simple-icons:spotify"},
            "website": {"value": "https://spotify.com", "source": "simple-icons:spotify"},
        },
    }
    assert done["parties"][1] == {"party": 3, "filled": {}}


def test_all_parties_are_enriched_as_a_job(register: Cli) -> None:
    done = register("enrich", *BOOK, "--json").value
    assert done.pop("finished_at").endswith("Z")
    job = {"job": 2, "kind": "enrichment", "state": "done", "total": 4, "done": 4, "updated": 3}
    assert done == {"provider": "brands", **job, "error": None}
    assert register("job", "show", 2, *BOOK).out == "Job 2 (enrichment): done, 4 of 4.\n"
    assert register("enrich", *BOOK).out.startswith(
        "Looked at 1 parties, filled in something for 0"
    )
    assert "There is no job 9." in register("job", "show", 9, *BOOK).err


def test_a_provider_without_its_settings_is_refused(
    register: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARTITA_BRANDING", "llm")
    run = register("enrich", *BOOK)
    assert run.code == 2
    assert "PARTITA_LLM_URL" in run.err


def test_files_are_kept_and_given_back(register: Cli, tmp_path: Path) -> None:
    file, back = tmp_path / "Aftale.txt", tmp_path / "back"
    file.write_bytes(b"%PDF-1.7\n")
    add = ("document", "add", *BOOK, "--kind", "file", "--number", "A", "--customer", 1)
    made = register(*add, "--file", file, "--json").value
    assert (made["name"], made["media_type"], made["size_bytes"]) == (
        "Aftale.txt",
        "application/pdf",
        9,
    )
    get = ("document", "get", made["id"], *BOOK, "--to", back)
    assert register(*get, "--json").value == {
        "file": str(back),
        "media_type": "application/pdf",
        "size_bytes": 9,
    }
    assert back.read_bytes() == file.read_bytes()
    assert "is there already" in register(*get).err
    assert "There is no file 9." in register("document", "get", 9, *BOOK).err


def test_files_that_cannot_be_kept(
    register: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = ("document", "add", *BOOK, "--kind", "file", "--number", "A", "--file")
    assert "cannot be read" in register(*add, tmp_path / "none").err
    assert "cannot be read" in register(*add, tmp_path).err
    long = tmp_path / "long"
    long.write_bytes(b"x" * 11)
    monkeypatch.setenv("PARTITA_FILE_BYTES_MAX", "10")
    assert "The file has 11 bytes; 10 are allowed." in register(*add, long).err
