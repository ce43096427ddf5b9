"""Rows with which something goes wrong that nobody foresaw are left out, and the others land."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from partita.domain.change import POSITION
from partita.domain.errors import StoreBusy
from partita.files import open_table
from partita.kit.ids import uuid7
from partita.usecases.context import Context
from partita.usecases.exchange import importing, mishaps
from partita.usecases.exchange.importing import import_rows
from partita.usecases.exchange.orders import ImportOrder
from partita.usecases.exchange.tables import TableRow
from tests.builders import OpenBook
from tests.store import raw
from tests.usecases.exchange.tables import counts, export_path, import_lines, import_text, names

TRAPS = {
    "sqlite": [
        """
        CREATE TRIGGER trap BEFORE {event} WHEN {when}
        BEGIN SELECT RAISE(ABORT, 'it is a trap'); END
        """
    ],
    "postgresql": [
        """
        CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION 'it is a trap'; END $$
        """,
        """
        CREATE TRIGGER trap BEFORE {event} FOR EACH ROW WHEN ({when})
        EXECUTE FUNCTION trap()
        """,
    ],
}
REMOVALS = {
    "sqlite": ["DROP TRIGGER trap"],
    "postgresql": ["DROP TRIGGER trap ON {table}", "DROP FUNCTION trap"],
}


@pytest.fixture
def database_url(shared_url: str) -> str:
    return shared_url


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table.jsonl"


@contextmanager
def trap(database_url: str, when: str, event: str = "INSERT ON party") -> Iterator[None]:
    """Let the database go wrong over some rows, in words no error of ours has."""
    kind = database_url.partition(":")[0]
    for statement in TRAPS[kind]:
        raw.run(database_url, statement.format(event=event, when=when))
    try:
        yield
    finally:
        for statement in REMOVALS[kind]:
            raw.run(database_url, statement.format(table=event.rpartition(" ")[2]))


def feed_of(book: OpenBook) -> int:
    with book.looking() as looking:
        return looking.reading.counter(POSITION)


@pytest.mark.parametrize("is_dry", [True, False])
def test_the_others_land(
    book: OpenBook,
    path: Path,
    database_url: str,
    caplog: pytest.LogCaptureFixture,
    *,
    is_dry: bool,
) -> None:
    text = "no,name\n7,A\n,B\n,Trap\n9,C\n,D\n9,C2\n,Trap\nx y,E\n"
    with trap(database_url, "NEW.name = 'Trap'"), caplog.at_level(logging.ERROR):
        report = import_text(book, path, text, is_dry=is_dry)
    assert counts(report) == (4, 1, 0, 3)
    assert sorted((each.line, each.field) for each in report.rejected) == [
        (4, ""),
        (8, ""),
        (9, "number"),
    ]
    wrong = [each.reason for each in report.rejected if not each.field]
    assert all("went wrong" in reason and "trap" not in reason for reason in wrong)
    lines = [record.getMessage().rpartition(", ")[2][:6] for record in caplog.records]
    assert lines == ["line 4", "line 8"]
    assert caplog.text.count("it is a trap") >= 2
    with book.writing() as ctx:
        assert names(ctx) == ([] if is_dry else ["A", "B", "C2", "D"])
        numbers = [each.number for each in ctx.unit.customers.select()]
    assert len({*numbers}) == (0 if is_dry else 4)


def test_it_leaves_what_an_import_without_the_row_does(
    book: OpenBook, path: Path, database_url: str
) -> None:
    layout = {"list": "layout", "number": 77, "name": "Wide"}
    whole = {"party": {"name": "A"}, "lists": [layout], "roles": {"customer": {"layout": 77}}}
    other = {"party": {"name": "B"}, "roles": {"customer": {"layout": 77}}}
    bad = {"party": {"name": "Trap"}, "roles": {"customer": {"layout": 77}}}
    with trap(database_url, "NEW.name = 'Trap'"):
        report = import_lines(book, path, whole, bad, other)
    assert counts(report) == (2, 0, 0, 1)
    with book.writing() as ctx:
        [a, b] = ctx.unit.customers.select()
        assert a.layout == b.layout is not None
        assert [each.name for each in ctx.unit.references.select(kind="layout", number=a.layout)]
        [job] = ctx.unit.jobs.select(kind="import")
        assert (job.done, job.updated, str(job.state)) == (3, 2, "done")
        changes = feed_of(book)
    assert counts(import_text(book, path, export_path(book, path))) == (0, 0, 2, 0)
    assert feed_of(book) == changes


def test_what_fails_when_the_transaction_ends_is_left_out_too(
    book: OpenBook, path: Path, database_url: str
) -> None:
    when = "NEW.after LIKE '%\"Trap\"%'"
    with trap(database_url, when, "INSERT ON audit"):
        report = import_text(book, path, "name\nA\nTrap\nB\n")
    assert counts(report) == (2, 0, 0, 1)
    with book.writing() as ctx:
        assert names(ctx) == ["A", "B"]


def test_pointers_that_go_wrong_are_left_out(book: OpenBook, path: Path, database_url: str) -> None:
    uuids = [uuid7() for _ in range(4)]
    parties = [{"uuid": uuid, "party": {"name": "A", "merged_into": uuids[-1]}} for uuid in uuids]
    del parties[-1]["party"]["merged_into"]  # type: ignore[attr-defined]  # it is a mapping
    when = f"NEW.merged_into IS NOT NULL AND NEW.uuid = '{uuids[1]}'"
    with trap(database_url, when, "UPDATE ON party"):
        report = import_lines(book, path, *parties)
    assert counts(report) == (4, 0, 0, 0)
    assert [each.line for each in report.rejected] == [2]
    with book.writing() as ctx:
        pointing = [each.uuid for each in ctx.unit.parties.select() if each.merged_into]
    assert pointing == [uuids[0], uuids[2]]


class Odd(str):
    """A cell that cannot even be trimmed."""

    __slots__ = ()

    def strip(self, chars: str | None = None, /) -> str:
        raise ZeroDivisionError(chars)


class OddTable:
    """A table of a format that we do not know."""

    headers: tuple[str, ...] | None = ("name",)

    def rows(self) -> Iterator[TableRow]:
        for line, cell in enumerate(("A", Odd("?"), "B"), 2):
            yield TableRow(line, ("name",), [cell])


def test_a_row_that_cannot_be_read_is_left_out(book: OpenBook) -> None:
    report = import_rows(book.writing, OddTable(), ImportOrder())
    assert counts(report) == (2, 0, 0, 1)
    assert [(each.line, "ZeroDivisionError" in each.reason) for each in report.rejected] == [
        (3, True)
    ]


def test_a_database_that_does_nothing_any_more_ends_it(
    book: OpenBook, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK_ROWS", 2)
    path.write_text("name\nA\nB\nC\nD\n")
    opened = 0

    @contextmanager
    def begin() -> Iterator[Context]:
        nonlocal opened
        opened += 1
        with book.writing() as ctx:
            yield ctx
            if opened == 3:  # those before were of the job, and of the first two rows
                raise StoreBusy(retry_after_s=1)

    with open_table(path) as table, pytest.raises(StoreBusy):
        import_rows(begin, table, ImportOrder())
    with book.writing() as ctx:
        assert names(ctx) == ["A", "B"]
        [job] = ctx.unit.jobs.select(kind="import")
        assert (job.updated, str(job.state)) == (2, "failed")


def test_only_some_traces_are_logged(
    book: OpenBook,
    path: Path,
    database_url: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mishaps, "TRACES_MAX", 1)
    with trap(database_url, "NEW.name = 'Trap'"), caplog.at_level(logging.ERROR):
        import_text(book, path, "name\n" + "Trap\n" * 4)
    assert [record.exc_info is not None for record in caplog.records] == [True, False, False, False]
