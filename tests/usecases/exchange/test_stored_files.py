"""The bytes of stored files go along with parties in JSON lines, in pieces."""

import base64
import gzip
import json
import random
from pathlib import Path
from typing import Any, Final

import pytest

from partita.domain.extras import DocumentKind
from partita.store.engine import Engine
from partita.usecases.context import Context
from partita.usecases.documents import Mentioned, NewFile, add_document, remove_document
from partita.usecases.exchange.exporting import PIECE_BYTES
from partita.usecases.exchange.undoing import order_undo, run_undo
from tests.builders import FrozenClock, OpenBook, make_book, make_customer
from tests.usecases.exchange.tables import counts, export_path, import_lines, import_path

LONG: Final = random.Random(1).randbytes(2 * PIECE_BYTES + 1)  # noqa: S311  # any bytes will do
FILES: Final = {"long": LONG, "exact": LONG[:PIECE_BYTES], "short": b"%PDF-1.7\n"}


@pytest.fixture(scope="module")
def database_url(shared_url: str) -> str:
    """One database of each kind for all tests of a module."""
    return shared_url


@pytest.fixture
def full(book: OpenBook) -> OpenBook:
    """A book of two parties, one of which has files."""
    with book.writing() as ctx:
        make_customer(ctx, number=1)
        make_customer(ctx, number=2)
        add_document(ctx, DocumentKind.ORDER, "long", Mentioned(customer=1))
        for name, content in FILES.items():
            file = NewFile(name=f"{name}.bin", content=content)
            add_document(ctx, DocumentKind.FILE, name, Mentioned(customer=1), file=file)
    return book


def stored(ctx: Context) -> dict[str, tuple[str | None, str | None, int | None, bytes]]:
    """What there is of files, by the number of their document."""
    found = {}
    for each in ctx.unit.documents.stream():
        if each.content_key is not None:
            file = ctx.unit.files.find(each.content_key)
            assert file is not None
            found[each.number] = (each.name, each.media_type, each.size_bytes, file.content)
    assert len(list(ctx.unit.files.stream())) == len(found), "nobody's bytes lie about"
    return found


def other_book(engine: Engine, clock: FrozenClock) -> OpenBook:
    return make_book(engine, clock)


@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz"])
def test_files_survive_a_way_out_and_in(
    full: OpenBook, engine: Engine, clock: FrozenClock, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"all{ending}"
    written = export_path(full, path)
    text = gzip.decompress(written) if ending.endswith(".gz") else written
    lines = [json.loads(line) for line in text.splitlines()]
    assert ["file" in line for line in lines] == [False, *[True] * 5, False]
    new = other_book(engine, clock)
    report = import_path(new, path)
    assert (counts(report), report.rows, report.rejected) == ((2, 0, 0, 0), 2, [])
    with full.writing() as ctx:
        before = stored(ctx)
    with new.writing() as ctx:
        assert stored(ctx) == before
        assert [content for *_, content in before.values()] == list(FILES.values())
    assert export_path(new, path) == written
    for book in (full, new):
        assert counts(import_path(book, path)) == (0, 0, 2, 0)
        with book.writing() as ctx:
            assert stored(ctx) == before


def test_a_dry_run_keeps_nothing(
    full: OpenBook, engine: Engine, clock: FrozenClock, tmp_path: Path
) -> None:
    export_path(full, tmp_path / "f.jsonl")
    new = other_book(engine, clock)
    assert counts(import_path(new, tmp_path / "f.jsonl", is_dry=True)) == (2, 0, 0, 0)
    with new.writing() as ctx:
        assert stored(ctx) == {}


def test_undoing_takes_the_bytes_away(
    full: OpenBook, engine: Engine, clock: FrozenClock, tmp_path: Path
) -> None:
    export_path(full, tmp_path / "f.jsonl")
    new = other_book(engine, clock)
    report = import_path(new, tmp_path / "f.jsonl")
    assert undone(new, report.import_id) == (2, 0)
    with new.writing() as ctx:
        assert stored(ctx) == {}


def test_undoing_leaves_those_that_were_there(full: OpenBook, tmp_path: Path) -> None:
    export_path(full, tmp_path / "f.jsonl")
    with full.writing() as ctx:
        remove_document(ctx, DocumentKind.FILE, "long")
    report = import_path(full, tmp_path / "f.jsonl")
    assert counts(report) == (0, 1, 1, 0)
    with full.writing() as ctx:
        assert set(stored(ctx)) == set(FILES)
    assert undone(full, report.import_id) == (0, 1)
    with full.writing() as ctx:
        assert set(stored(ctx)) == {"exact", "short"}


def undone(book: OpenBook, import_id: str) -> tuple[int, int]:
    """Undo an import: how many parties are gone, and how many as they were."""
    with book.writing() as ctx:
        ordered = order_undo(ctx, import_id)
    found = run_undo(book.writing, ordered.id)
    assert found is not None
    return found.removed, found.restored


def test_a_document_another_has_is_told(book: OpenBook, tmp_path: Path) -> None:
    alpha = {"party": {"name": "Alpha"}, "documents": [document("1")]}
    beta = {"party": {"name": "Beta"}, "documents": [document("0"), document("1")]}
    report = import_lines(book, tmp_path / "f", alpha, beta, piece("1", b"of Beta"))
    assert counts(report) == (2, 0, 0, 0)
    (told,) = report.rejected
    assert (told.line, told.field, told.value) == (2, "documents[1].number", "1")
    assert "left out" in told.reason
    with book.writing() as ctx:
        assert stored(ctx) == {}


ALPHA: Final[dict[str, Any]] = {
    "party": {"name": "Alpha"},
    "documents": [{"kind": "file", "number": "1", "name": "a.txt"}],
}


def document(number: str) -> dict[str, str]:
    return {"kind": "file", "number": number, "name": "a.txt"}


def piece(number: str, content: bytes, **more: object) -> dict[str, Any]:
    told = {"kind": "file", "number": number, "at": 0, "of": len(content)}
    return {"file": {**told, "base64": base64.b64encode(content).decode(), **more}}


@pytest.mark.parametrize(
    ("lines", "reason", "rejected"),
    [
        pytest.param([piece("2", b"x")], "is no document of the party", 0, id="of no document"),
        pytest.param([piece("1", b"x", of=3)], "breaks off", 1, id="breaks off"),
        pytest.param([piece("1", b"x", of=3), ALPHA], "breaks off", 1, id="another party"),
        pytest.param([piece("1", b"x", at=1, of=3)], "out of its order", 1, id="no beginning"),
        pytest.param(
            [piece("1", b"x", of=9), piece("1", b"y", at=2, of=9)],
            "out of its order", 1, id="with a hole",
        ),
        pytest.param(
            [piece("1", b"x", of=9), piece("2", b"y", at=1, of=9)],
            "out of its order", 1, id="of two",
        ),
        pytest.param([piece("1", b"long", of=3)], "more of a file", 1, id="longer than said"),
        pytest.param([piece("1", b"x", base64="x")], "no base64", 1, id="no base64"),
        pytest.param([piece("1", b"x", base64=7)], "no piece", 1, id="no text"),
        pytest.param([piece("1", b"x", of=True)], "no piece", 1, id="no number"),
        pytest.param([piece("1", b"")], "no piece", 1, id="empty"),
        pytest.param([piece("1", b"x", of=10**9)], "more than", 1, id="too long"),
        pytest.param([{"file": 7}], "no piece", 1, id="no object"),
    ],
)  # fmt: skip
def test_pieces_that_are_none(
    book: OpenBook, tmp_path: Path, lines: list[dict[str, Any]], reason: str, rejected: int
) -> None:
    """The party is made, the file is not, and what comes after is imported."""
    last = {"party": {"name": "Omega"}}
    report = import_lines(book, tmp_path / "f", ALPHA, *lines, last)
    assert reason in report.rejected[0].reason
    assert report.rejected[0].line in {2, 3}
    assert report.rejected_rows == rejected
    with book.writing() as ctx:
        assert stored(ctx) == {}
        assert [each.name for each in ctx.unit.parties.stream()][-1] == "Omega"


def test_a_file_without_a_name_is_told(book: OpenBook, tmp_path: Path) -> None:
    nameless = {"party": {"name": "Alpha"}, "documents": [{"kind": "file", "number": "1"}]}
    report = import_lines(book, tmp_path / "f", nameless, piece("1", b"x"))
    assert [each.field for each in report.rejected] == ["documents[0].name"]
    with book.writing() as ctx:
        assert stored(ctx) == {}
