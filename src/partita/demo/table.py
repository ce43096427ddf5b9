"""Tells where everything is, in the terminal."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from rich.console import Console

from partita.demo.dialects import Dialect
from partita.demo.preparing import SLUG, Demonstration

SQLITE: Final = "sqlite:///"
PROGRAM: Final = "partita"
Row = tuple[str, str]


def show(ready: Demonstration) -> None:
    """Print where everything is and what to try.

    Lines are not wrapped: people copy keys and addresses out of them.
    """
    console = Console(highlight=False, soft_wrap=True)
    server = f"http://{ready.settings.host}:{ready.settings.port}"
    console.print()
    for dialect in ready.dialects:
        title = f"{dialect.showing.title}, in the book {SLUG!r}"
        _show_rows(console, title, list(_dialect(dialect, server, ready.keys[dialect.name])))
    _show_rows(console, "where things are", list(_places(ready, server)))
    for dialect in ready.dialects:
        _show_examples(console, dialect, server, ready.keys[dialect.name])
    _show_rows(console, "the pages, to see and change the book in a browser", list(_pages(ready)))
    console.print("[bold]Ctrl+C[/] stops the server; the next [bold]make demo[/] keeps the data.")


def _show_rows(console: Console, title: str, rows: Sequence[Row]) -> None:
    width = max(len(name) for name, _ in rows)
    console.print(title, style="italic", markup=False)
    for name, text in rows:
        console.print(f" {name:{width}}  ", style="bold", markup=False, end="")
        console.print(text, markup=False)
    console.print()


def _dialect(dialect: Dialect, server: str, keys: dict[str, str]) -> Iterator[Row]:
    showing = dialect.showing
    yield "base URL", f"{server}{showing.base}"
    yield from keys.items()
    if showing.open_keys:
        pair = " and ".join(f"{name} {text!r}" for name, text in showing.open_keys.items())
        yield "to read only", pair
    if showing.reference:
        yield "reference page", f"{server}{showing.reference}"


def _pages(ready: Demonstration) -> Iterator[Row]:
    yield "open", f"http://127.0.0.1:{ready.settings.port}{ready.entry}"
    yield "", "works once, within a day, in a browser on this machine; each start prints a new one"
    yield "other people", f"{_program()} user add NAME --book {SLUG}{_database(ready)}"


def _program() -> str:
    """How this program was called, so that people can call it again."""
    called = sys.argv[0]
    return called if Path(called).name == PROGRAM else PROGRAM


def _database(ready: Demonstration) -> str:
    """The option that names a file; a server's URL may hold a password, and is set already."""
    database = ready.settings.database
    return f" --database {database}" if database.startswith(SQLITE) else ""


def _places(ready: Demonstration, server: str) -> Iterator[Row]:
    yield "the data", _place(ready.settings.database)
    yield "these keys", str(ready.keys_path.resolve())
    yield "", "only you may read that file (mode 0600); the book has hashes only"
    yield "health, metrics", f"{server}/healthz  {server}/metrics"
    yield "to start afresh", f"stop, then remove {ready.keys_path.parent.resolve()}"


def _place(database: str) -> str:
    if database.startswith(SQLITE):
        return str(Path(database.removeprefix(SQLITE)).resolve())
    return database


def _show_examples(console: Console, dialect: Dialect, server: str, keys: dict[str, str]) -> None:
    lines = dialect.showing.examples(f"{server}{dialect.showing.base}", keys)
    if lines:
        console.print(f"to try with {dialect.showing.title}", style="italic", markup=False)
        for line in lines:
            console.print(line, markup=False)
        console.print()
