"""Tells where everything is, in the terminal."""

from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from partita.demo.dialects import Dialect
from partita.demo.preparing import SLUG, Demonstration

SQLITE: Final = "sqlite:///"


def show(ready: Demonstration) -> None:
    """Print the table and what to try."""
    console = Console(highlight=False)
    server = f"http://{ready.settings.host}:{ready.settings.port}"
    console.print()
    for dialect in ready.dialects:
        _show_dialect(console, dialect, server, ready.keys[dialect.name])
    console.print(_pages(ready))
    console.print(_places(ready, server))
    console.print()
    for dialect in ready.dialects:
        _show_examples(console, dialect, server, ready.keys[dialect.name])
    console.print("[bold]Ctrl+C[/] stops the server; the next [bold]make demo[/] keeps the data.")


def _plain(title: str) -> Table:
    table = Table(title=title, title_justify="left", show_header=False, box=None)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    return table


def _show_dialect(console: Console, dialect: Dialect, server: str, keys: dict[str, str]) -> None:
    showing = dialect.showing
    table = _plain(f"{showing.title}: reads and writes the book {SLUG!r}")
    table.add_row("base URL", f"{server}{showing.base}")
    for name, text in keys.items():
        table.add_row(name, text)
    if showing.open_keys:
        pair = " and ".join(f"{name} {text!r}" for name, text in showing.open_keys.items())
        table.add_row("to look only", pair)
    if showing.reference:
        table.add_row("reference page", f"{server}{showing.reference}")
    console.print(table)
    console.print()


def _pages(ready: Demonstration) -> Table:
    table = _plain("the pages: see and change the book in a browser")
    table.add_row("open", f"http://127.0.0.1:{ready.settings.port}{ready.entry}")
    table.add_row(
        "", "works once, for a day, in a browser on this machine; start again for another"
    )
    table.add_row("other people", f"partita user add NAME --book {SLUG}")
    return table


def _places(ready: Demonstration, server: str) -> Table:
    table = _plain("where things are")
    table.add_row("the data", _place(ready.settings.database))
    table.add_row("these keys", str(ready.keys_path.resolve()))
    table.add_row("", "only you may read that file (mode 0600); the book has hashes only")
    table.add_row("health, figures", f"{server}/healthz  {server}/metrics")
    table.add_row("to start afresh", f"stop, then remove {ready.keys_path.parent.resolve()}")
    return table


def _place(database: str) -> str:
    if database.startswith(SQLITE):
        return str(Path(database.removeprefix(SQLITE)).resolve())
    return database


def _show_examples(console: Console, dialect: Dialect, server: str, keys: dict[str, str]) -> None:
    lines = dialect.showing.examples(f"{server}{dialect.showing.base}", keys)
    if lines:
        console.print(f"[bold]to try with {dialect.showing.title}[/]")
    for line in lines:
        console.print(line, soft_wrap=True, markup=False)
    console.print()
