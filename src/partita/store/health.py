"""What a database says of itself, for people who look after it."""

import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from partita.domain.errors import StoreBusy
from partita.store.driver import STATEMENT_S_MAX, Link
from partita.store.engine import backend_of

FREE_BYTES_MIN: Final = 500_000_000


class DatabaseUnusable(Exception):
    """The database cannot be opened, or holds something else."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        name: What.
        value: What it is.
        is_good: It is as it should be.
        advice: What to do when it is not.
    """

    name: str
    value: str
    is_good: bool = True
    advice: str = ""


@dataclass(frozen=True, slots=True)
class _Question:
    """A question to a database: a name, SQL, what a good answer is, and what to do else.

    Attributes:
        is_long: The answer takes the longer the larger the database is.
    """

    name: str
    sql: str
    good: frozenset[str] | None = None
    advice: str = ""
    is_long: bool = False


_PLAIN_FILE: Final = "keep the file on a local disk and let Partita open it"
_QUESTIONS: Final = {
    "sqlite": (
        _Question("database version", "SELECT 'SQLite ' || sqlite_version()"),
        _Question("journal", "PRAGMA journal_mode", frozenset({"wal"}), _PLAIN_FILE),
        _Question(
            "durability",
            "SELECT CASE WHEN synchronous >= 2 THEN 'full' ELSE 'weak' END FROM pragma_synchronous",
            frozenset({"full"}),
            _PLAIN_FILE,
        ),
        _Question("foreign keys", "PRAGMA foreign_keys", frozenset({"1"}), _PLAIN_FILE),
        _Question(
            "file",
            "PRAGMA quick_check(1)",
            frozenset({"ok"}),
            "restore a copy of the file",
            is_long=True,
        ),
        _Question(
            "text search",
            "SELECT CASE WHEN sqlite_compileoption_used('ENABLE_FTS5') THEN 'FTS5 trigram' END",
            frozenset({"FTS5 trigram"}),
            "use a Python whose SQLite has FTS5",
        ),
    ),
    "postgresql": (
        _Question("database version", "SELECT 'PostgreSQL ' || current_setting('server_version')"),
        _Question(
            "durability",
            "SELECT current_setting('fsync') || '/' || current_setting('synchronous_commit')",
            frozenset({"on/on", "on/remote_apply", "on/remote_write", "on/local"}),
            "set fsync and synchronous_commit to on",
        ),
        _Question("encoding", "SHOW server_encoding", frozenset({"UTF8"}), "use a UTF8 database"),
        _Question(
            "text search",
            "SELECT extname FROM pg_extension WHERE extname = 'pg_trgm'",
            frozenset({"pg_trgm"}),
            "install the extension pg_trgm; searches inside names are slow without it",
        ),
        _Question(
            "row security",
            "SELECT CASE WHEN row_security_active('party') THEN 'active' ELSE 'passed by' END",
            frozenset({"active"}),
            "connect as a role without superuser rights, or let one that may create roles migrate",
        ),
    ),
}
_VERSIONS: Final = Path(__file__).parent / "migrations" / "versions"
_VERSION: Final = {
    "sqlite": "SELECT name FROM sqlite_master WHERE name = 'alembic_version'",
    "postgresql": "SELECT to_regclass('alembic_version')",
}


def _failures(*more: type[Exception]) -> tuple[type[Exception], ...]:
    """How the drivers in use can fail; to import one more takes longer than most commands."""
    psycopg = sys.modules.get("psycopg")
    known = (sqlite3.Error, psycopg.Error) if psycopg else (sqlite3.Error,)
    return (*known, StoreBusy, *more)


def needed_version() -> str:
    """The version of the tables this program needs, told by the names of its migrations.

    Alembic would say the same, but takes longer to import than most commands take to run.
    """
    return max(path.name[1:5] for path in _VERSIONS.glob("v[0-9]*.py"))


def schema_version(url: str) -> str | None:
    """The version of the tables a database has, ``None`` for an empty one.

    Raises:
        ValueError: The URL is of no database we know.
        DatabaseUnusable: The database cannot be opened.
    """
    backend, can = backend_of(url)
    try:
        with closing(backend.connect()) as link:
            return _schema_version(link, can.dialect.name)
    except _failures(OSError) as error:
        raise DatabaseUnusable(_reason(error)) from error


def _schema_version(link: Link, kind: str) -> str | None:
    row = link.row(_VERSION[kind])
    if row is None or row[0] is None:
        return None
    found = link.row("SELECT version_num FROM alembic_version")
    return None if found is None else str(found[0])


def examine(url: str) -> list[Finding]:
    """Look at a database.

    Args:
        url: Which.

    Returns:
        What was found; no more than the first trouble when it cannot be opened.

    Raises:
        ValueError: The URL is of no database we know.
    """
    backend, can = backend_of(url)
    path = _path(url)
    if path is not None and not path.exists():
        return [_unreachable(f"there is no file {path}")]
    try:
        with closing(backend.connect()) as link:
            findings = [Finding("database", "reachable"), *_tables(link, can.dialect.name)]
            if findings[-1].is_good:
                findings += [*_answers(link, can.dialect.name), _writable(link)]
    except _failures(OSError) as error:
        return [_unreachable(_reason(error))]
    return [*findings, *_space(path)]


def _unreachable(reason: str) -> Finding:
    advice = "check --database or PARTITA_DATABASE; partita migrate makes a new database"
    return Finding("database", reason, is_good=False, advice=advice)


def _reason(error: Exception) -> str:
    cause = error.__cause__ if isinstance(error, StoreBusy) and error.__cause__ else error
    return " ".join(str(cause).split()) or type(cause).__name__


def _path(url: str) -> Path | None:
    path: Path | None = getattr(backend_of(url)[0], "path", None)
    return path


def _tables(link: Link, kind: str) -> Iterator[Finding]:
    version, needed = _schema_version(link, kind), needed_version()
    is_good = version == needed
    told = needed if is_good else f"{version or 'none'}, this program needs {needed}"
    yield Finding("tables", told, is_good=is_good, advice="run partita migrate")


def _answers(link: Link, kind: str) -> Iterator[Finding]:
    for question in _QUESTIONS[kind]:
        try:
            row = link.row(question.sql)
        except StoreBusy:
            if not question.is_long:
                raise
            yield Finding(question.name, f"too large to be looked through in {STATEMENT_S_MAX:g} s")
            continue
        value = str(row[0]) if row is not None and row[0] is not None else "missing"
        is_good = question.good is None or value in question.good
        yield Finding(question.name, value, is_good, "" if is_good else question.advice)


def _writable(link: Link) -> Finding:
    """Write a counter of no book, and undo it."""
    try:
        link.scope(0)
        link.begin()
        try:
            link.execute("UPDATE counter SET value = value WHERE book_id = 0")
        finally:
            link.rollback()
    except _failures() as error:
        advice = "check the rights on the database"
        return Finding("writable", _reason(error), is_good=False, advice=advice)
    return Finding("writable", "yes")


def _space(path: Path | None) -> Iterator[Finding]:
    yield Finding("python", f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}")
    if path is not None:
        free = shutil.disk_usage(path.parent).free
        is_good = free >= FREE_BYTES_MIN and os.access(path.parent, os.W_OK)
        told = f"{free / 1e9:.1f} GB free"
        yield Finding("disk", told, is_good, "" if is_good else "make room on the disk")
