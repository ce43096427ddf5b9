"""``partita merge``: two records of one company become one, and two again."""

from collections.abc import Mapping
from typing import Annotated

import typer

from partita.cli import options
from partita.cli.output import tell
from partita.cli.session import session
from partita.usecases import merge

app = typer.Typer(help="Merge duplicate parties, and undo it.", no_args_is_help=True)


@app.command()
def run(
    book: options.Book,
    survivor: Annotated[int, typer.Option(help="Id of the party that stays.")],
    absorb: Annotated[
        list[int], typer.Option(metavar="ID", help="Id of a party it absorbs; may be repeated.")
    ],
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Merge parties into one, which takes over their records and roles."""
    with session(database) as opened, opened.writing(opened.book_id(book)) as ctx:
        done = merge.merge_parties(ctx, survivor, absorb)
    told = {
        "party": survivor,
        "absorbed": list(done.absorbed),
        "filled": list(done.filled),
        "moved": dict(done.moved),
    }
    others = ", ".join(map(str, done.absorbed))
    lines = [f"Party {survivor} absorbed {others}.", f"Moved: {_listed(done.moved)}."]
    if done.filled:
        lines.append(f"Filled: {', '.join(done.filled)}.")
    tell(told, as_json=as_json, lines=lines)


@app.command()
def undo(
    book: options.Book,
    party: Annotated[int, typer.Option(help="Id of the party that absorbed others.")],
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Undo the newest merge of a party, as long as nothing of it changed since."""
    with session(database) as opened, opened.writing(opened.book_id(book)) as ctx:
        restored = merge.undo_merge(ctx, party)
    told = {
        "party": party,
        "restored": [{"id": each.id, "name": each.name} for each in restored],
    }
    lines = [f"Party {each.id} is {each.name} again." for each in restored]
    tell(told, as_json=as_json, lines=lines)


def _listed(moved: Mapping[str, int]) -> str:
    found = [f"{count} {name.replace('_', ' ')}" for name, count in moved.items() if count]
    return ", ".join(found) or "nothing"
