"""``partita gdpr``: all that is known of a party, and forgetting it."""

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from partita.cli import options
from partita.cli.errors import Refused
from partita.cli.output import tell
from partita.cli.session import session
from partita.usecases import privacy

app = typer.Typer(help="Export everything known of a party, or erase it.", no_args_is_help=True)
Party = Annotated[int, typer.Option(min=1, help="Id of the party.")]


@app.command()
def export(
    book: options.Book,
    party: Party,
    to: Annotated[Path | None, typer.Option(help="New file to write (default: print it).")] = None,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Write everything known of a party as one JSON file."""
    with session(database) as opened, opened.writing(opened.book_id(book)) as ctx:
        known, history = privacy.export_party(ctx, party)
    text = f'{json.dumps(known, ensure_ascii=False)[:-1]}, "history": [{", ".join(history)}]}}'
    if to is None:
        typer.echo(text)
        return
    _write(to, text)
    tell({"file": str(to)}, as_json=as_json, lines=[f"Written to {to}."])


def _write(path: Path, text: str) -> None:
    """Write a file only its owner may read."""
    try:
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Refused("file.unusable", f"{path}: {error.strerror}.") from error
    with os.fdopen(made, "w", encoding="utf-8") as file:
        file.write(text + "\n")


@app.command()
def erase(
    book: options.Book,
    party: Party,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Erase a party for privacy. Its id and numbers stay, and the audit trail records it.

    One that was deleted is forgotten, too: the audit trail still tells what it was.
    """
    with session(database) as opened, opened.writing(opened.book_id(book)) as ctx:
        privacy.erase_party(ctx, party)
    at = f"{ctx.now:%Y-%m-%dT%H:%M:%SZ}"
    tell({"party": party, "erased_at": at}, as_json=as_json, lines=[f"Party {party} is erased."])
