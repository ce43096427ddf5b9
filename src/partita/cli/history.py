"""``partita audit``: who did what."""

import json
from typing import Annotated

import typer

from partita.cli import options
from partita.cli.output import tell_rows
from partita.cli.session import session
from partita.usecases.audit import search_audit
from partita.usecases.feed import EVENTS_MAX

COLUMNS = ("position", "at", "kind", "party", "key", "actor", "dialect", "before", "after")


def audit(
    book: options.Book,
    party: Annotated[
        int | None, typer.Option(min=1, help="Only changes that concern the party with this id.")
    ] = None,
    after: Annotated[
        int | None,
        typer.Option(min=0, help="Entries after this position (default: the newest ones)."),
    ] = None,
    limit: Annotated[
        int, typer.Option(min=1, max=EVENTS_MAX, help="How many at most.")
    ] = EVENTS_MAX,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Show who changed what, with records before and after; oldest first."""
    with session(database) as opened, opened.looking(opened.book_id(book)) as looking:
        found = search_audit(looking, party_id=party, after=after, limit=limit)
        rows = [json.loads(text) for _, text in found]
    tell_rows(rows, COLUMNS, as_json=as_json)
