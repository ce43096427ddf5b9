"""The log of SQLite is measured as SQLite does, and written back while others write."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from partita.store import sqlite
from partita.store.log_sqlite import LogFile
from partita.store.sqlite import SqliteLink

MANY_BYTES = "x" * 3_000
"""One such row fills a page."""


@pytest.fixture
def link(tmp_path: Path) -> Iterator[SqliteLink]:
    made = SqliteLink(tmp_path / "book.db")
    made.execute("CREATE TABLE t (a)")
    yield made
    made.close()


def write(link: SqliteLink, rows: int) -> None:
    link.begin()
    for _ in range(rows):
        link.execute("INSERT INTO t VALUES (:a)", {"a": MANY_BYTES})
    link.commit()


def pages(link: SqliteLink) -> tuple[int, int]:
    """How many there are in the log, and how many of them in the file as well, says SQLite."""
    busy, logged, written = link.row("PRAGMA wal_checkpoint(PASSIVE)")
    assert busy == 0
    return logged, written


def length(log: LogFile) -> int:
    return next(n for n in range(1, 10_000) if not log.has(n)) - 1


@pytest.mark.parametrize("page_size", [1_024, 4_096, 65_536])
def test_a_log_is_as_long_as_sqlite_says(tmp_path: Path, page_size: int) -> None:
    link = SqliteLink(tmp_path / "book.db")
    link.execute("PRAGMA journal_mode=DELETE")
    link.execute(f"PRAGMA page_size={page_size}")
    link.execute("VACUUM")
    link.execute("PRAGMA journal_mode=WAL")
    log = LogFile(tmp_path / "book.db-wal")
    link.execute("CREATE TABLE t (a)")
    for rows in (1, 20, 3, 50, 1):  # after each of them the log begins anew
        write(link, rows)
        counted = length(log)
        assert counted == pages(link)[0] > 0
    log.close()
    link.close()


def test_a_log_that_is_not_there_yet_is_not_long(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    empty = LogFile(tmp_path / "empty")
    assert not empty.has(1)
    empty.close()
    with pytest.raises(FileNotFoundError):
        LogFile(tmp_path / "none").has(1)


def test_a_long_log_is_written_back_while_another_writes(
    link: SqliteLink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "LOG_PAGES_SOON", 20)
    write(link, 10)
    link.write_back()
    before = (tmp_path / "book.db").stat().st_size
    write(link, 20)
    other = SqliteLink(tmp_path / "book.db")
    other.begin()
    other.execute("INSERT INTO t VALUES (:a)", {"a": MANY_BYTES})
    link.write_back()
    assert (tmp_path / "book.db").stat().st_size >= before + 30 * len(MANY_BYTES)
    other.commit()
    write(link, 1)
    assert link.row("SELECT count(*), sum(length(a)) FROM t") == (32, 32 * len(MANY_BYTES))
    other.close()


def test_a_log_is_left_alone_until_it_is_long(link: SqliteLink, tmp_path: Path) -> None:
    before = (tmp_path / "book.db").stat().st_size
    write(link, 20)
    link.write_back()
    assert (tmp_path / "book.db").stat().st_size == before


def test_what_cannot_be_written_back_now_is_so_later(
    link: SqliteLink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is lost, and nobody is told: what they wrote is durable."""
    monkeypatch.setattr(sqlite, "LOG_PAGES_SOON", 5)
    write(link, 20)
    reader = SqliteLink(tmp_path / "book.db")
    with reader.snapshot():
        assert reader.row("SELECT count(*) FROM t") == (20,)
        write(link, 20)
        link.write_back()
        logged, written = pages(link)
        assert written < logged
    link.write_back()
    logged, written = pages(link)
    assert written == logged
    link._log.close()
    link._log = LogFile(tmp_path / "none")
    link.write_back()
    reader.close()
