"""Options that many commands share."""

from typing import Annotated

import typer

Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        envvar="PARTITA_DATABASE",
        metavar="URL",
        help="sqlite:///path or postgresql://user@host/name (default: sqlite:///partita.db).",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON value and nothing else.")]
Book = Annotated[
    str, typer.Option("--book", metavar="SLUG", help="Short name of the book, its slug.")
]
