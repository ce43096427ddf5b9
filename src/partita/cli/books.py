"""``partita book``: the books of a database."""

import json
from typing import Annotated

import typer

from partita.cli import options
from partita.cli.output import tell, tell_rows
from partita.cli.session import session
from partita.usecases import admin

app = typer.Typer(help="Create and list books.", no_args_is_help=True)


@app.command()
def create(
    slug: Annotated[
        str, typer.Argument(metavar="SLUG", help="Short name: lower-case letters, digits, dashes.")
    ],
    name: Annotated[str, typer.Option(help="Name of the organisation.")],
    country: Annotated[
        str, typer.Option(metavar="CC", help="Country, as two letters (ISO 3166-1).")
    ],
    legislation: Annotated[
        str | None, typer.Option(metavar="FR|ES|DE", help="Country whose accounting rules apply.")
    ] = None,
    currency: Annotated[
        str | None, typer.Option(metavar="CCC", help="Currency (default: that of the country).")
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Mark it as a demonstration book.")] = False,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Create a book with its reference data; creates the database if necessary."""
    wanted = admin.NewBook(
        slug=slug,
        name=name,
        country=country.upper(),
        legislation=legislation.upper() if legislation else None,
        currency=currency.upper() if currency else None,
        is_demo=demo,
    )
    with session(database) as opened:
        book_id = opened.database.take_book_id()
        with opened.writing(book_id) as ctx:
            made = admin.create_book(ctx, wanted)
        with opened.looking(book_id) as looking:
            told = json.loads(admin.get_book(looking))
    tell(told, as_json=as_json, lines=[f"Made the book {made.slug} ({made.name}, {made.country})."])


@app.command("list")
def list_books(database: options.Database = None, as_json: options.Json = False) -> None:
    """List the books."""
    with session(database) as opened:
        rows = []
        for slug in opened.database.slugs():
            with opened.looking(opened.book_id(slug)) as looking:
                rows.append(json.loads(admin.get_book(looking)))
    columns = ("slug", "name", "country", "legislation", "currency", "created_at")
    tell_rows(rows, columns, as_json=as_json)
