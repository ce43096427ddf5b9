"""What commands print: one JSON value for programs, lines and tables for people."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import typer


def tell(value: object, *, as_json: bool, lines: Iterable[str] = ()) -> None:
    """Print a value for programs, or lines for people.

    Args:
        value: Anything JSON can say.
        as_json: It is for programs.
        lines: What people read instead.
    """
    if as_json:
        typer.echo(json.dumps(value, ensure_ascii=False))
        return
    for line in lines:
        typer.echo(line)


def tell_rows(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], *, as_json: bool) -> None:
    """Print rows: a JSON list, or a table of some of their columns.

    Args:
        rows: What is known, by column.
        columns: What people see of it.
        as_json: It is for programs.
    """
    if as_json:
        tell(rows, as_json=True)
        return
    from rich import box  # noqa: PLC0415  # only tables need it
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=box.SIMPLE, header_style="bold")
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(_cell(row.get(column)) for column in columns))
    width = None if sys.stdout.isatty() else 200
    Console(file=sys.stdout, width=width, markup=False, highlight=False).print(table)


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else ""
        case dict():
            return ", ".join(f"{name}={_cell(each)}" for name, each in value.items())
        case list():
            return ", ".join(map(str, value))
        case _:
            return str(value)
