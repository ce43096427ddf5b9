"""``partita reference``: the book's own lists."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from partita.cli import options
from partita.cli.output import tell, tell_rows
from partita.cli.session import Session, session
from partita.domain.extras import Reference
from partita.domain.kinds import REFERENCE_KINDS
from partita.kit.unset import UNSET
from partita.usecases import references
from partita.usecases.references import ReferencePatch

app = typer.Typer(
    help="Customer groups, payment terms, layouts, currencies and other lists of a book.",
    no_args_is_help=True,
)
Kind = Annotated[
    str, typer.Argument(help=f"Which list: {', '.join(REFERENCE_KINDS)}.", show_default=False)
]
Number = Annotated[int, typer.Argument(help="Number of the row.")]
Name = Annotated[str | None, typer.Option(help="Name to show.")]
Code = Annotated[str | None, typer.Option(help="Short code; empty removes it.")]
Details = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="NAME=VALUE", help="A detail; may be repeated; an empty value removes it."
    ),
]
Default = Annotated[bool | None, typer.Option(help="New parties get this row.")]
Barred = Annotated[bool | None, typer.Option(help="Not to be used any more.")]


@app.command("list")
def list_rows(
    kind: Kind,
    book: options.Book,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """List the rows of a list."""
    with session(database) as opened, opened.looking(opened.book_id(book)) as looking:
        rows = [json.loads(text) for _, text in references.search_references(looking, kind)]
    columns = ("number", "code", "name", "details", "is_default", "is_barred")
    tell_rows(rows, columns, as_json=as_json)


@app.command("add")
def add_row(
    kind: Kind,
    number: Number,
    book: options.Book,
    name: Name = None,
    code: Code = None,
    details: Details = None,
    default: Default = None,
    barred: Barred = None,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Add a row to a list."""
    patch = _patch(kind, name, code, details, (default, barred))
    with session(database) as opened:
        with opened.writing(opened.book_id(book)) as ctx:
            row = references.create_reference(ctx, kind, number, patch)
        _tell(opened, book, row, as_json=as_json)


@app.command("set")
def set_row(
    kind: Kind,
    number: Number,
    book: options.Book,
    name: Name = None,
    code: Code = None,
    details: Details = None,
    default: Default = None,
    barred: Barred = None,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Change a row of a list; values not mentioned stay."""
    patch = _patch(kind, name, code, details, (default, barred))
    with session(database) as opened:
        with opened.writing(opened.book_id(book)) as ctx:
            row = references.change_reference(ctx, kind, number, patch)
        _tell(opened, book, row, as_json=as_json)


def _tell(opened: Session, book: str, row: Reference, *, as_json: bool) -> None:
    with opened.looking(opened.book_id(book)) as looking:
        rows = references.search_references(looking, row.kind)
    told = next(json.loads(text) for key, text in rows if key == row.number)
    tell(told, as_json=as_json, lines=[f"{row.kind} {row.number}: {row.name}"])


def _patch(
    kind: str,
    name: str | None,
    code: str | None,
    details: Sequence[str] | None,
    marks: tuple[bool | None, bool | None],
) -> ReferencePatch:
    default, barred = marks
    return ReferencePatch(
        name=UNSET if name is None else name,
        code=UNSET if code is None else code or None,
        details=UNSET if not details else dict(_detail(kind, text) for text in details),
        is_default=UNSET if default is None else default,
        is_barred=UNSET if barred is None else barred,
    )


def _detail(kind: str, text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"{text!r} is not NAME=VALUE", param_hint="--set")
    known = REFERENCE_KINDS[kind].details.get(name) if kind in REFERENCE_KINDS else None
    if not value:
        return name, None
    return name, _parsed(value, known.type if known is not None else str)


def _parsed(value: str, kind: type) -> object:
    if kind is int and value.removeprefix("-").isdecimal():
        return int(value)
    if kind is bool:
        return {"true": True, "yes": True, "false": False, "no": False}.get(value.lower(), value)
    return value
