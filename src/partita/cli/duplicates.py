"""``partita duplicates``: parties that may be one."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Annotated, Any

import typer

from partita.cli import options
from partita.cli.output import tell, tell_rows
from partita.cli.progress import stages
from partita.cli.session import session
from partita.domain.likeness.suggestion import State, Suggestion, in_words
from partita.usecases import duplicates
from partita.usecases.context import Context, Looking

app = typer.Typer(help="Find possible duplicates, and decide about them.", no_args_is_help=True)

Party = Annotated[int, typer.Option(help="Id of the one party.")]
Other = Annotated[int, typer.Option(help="Id of the other.")]


@app.command()
def run(
    book: options.Book,
    is_whole: Annotated[
        bool,
        typer.Option("--all", help="Look at all parties, not only at changed ones."),
    ] = False,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Look for duplicates and update the suggestions; suitable for a timer."""
    with session(database) as opened:
        book_id = opened.book_id(book)

        def look() -> AbstractContextManager[Looking]:
            return opened.looking(book_id)

        def begin() -> AbstractContextManager[Context]:
            return opened.writing(book_id)

        with stages(f"Duplicates in {book}") as told:
            found = duplicates.find_duplicates(look, begin, is_whole=is_whole, progress=told)
        with look() as ctx:
            open_pairs = duplicates.count_suggestions(ctx)[State.OPEN]
    values = {
        "parties": found.parties,
        "compared": found.compared,
        "suggested": found.suggested,
        "whole": found.is_whole,
        "open": open_pairs,
    }
    line = (
        f"Looked at {found.parties} parties, compared {found.compared} pairs: {found.suggested} "
        f"may be one. {open_pairs} suggestions are open."
    )
    tell(values, as_json=as_json, lines=[line])


@app.command("list")
def list_suggestions(
    book: options.Book,
    state: Annotated[State, typer.Option(help="Which suggestions to show.")] = State.OPEN,
    limit: Annotated[
        int, typer.Option(min=1, max=duplicates.PAGE_ROWS_MAX, help="How many at most.")
    ] = 50,
    offset: Annotated[int, typer.Option(min=0, help="How many to skip.")] = 0,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """List possible duplicates, the surest first, with the reasons."""
    with session(database) as opened, opened.looking(opened.book_id(book)) as ctx:
        found = duplicates.search_suggestions(ctx, state, rows_max=limit, offset=offset)
    rows = [_members(each) for each in found]
    if as_json:
        tell(rows, as_json=True)
        return
    shown = [{**row, "because": "; ".join(_agreeing(row["reasons"]))} for row in rows]
    columns = ("party", "name", "other", "other_name", "points", "certainty", "because")
    tell_rows(shown, columns, as_json=False)


@app.command()
def dismiss(
    book: options.Book,
    party: Party,
    other: Other,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Mark two parties as not duplicates; they are not suggested again."""
    with session(database) as opened, opened.writing(opened.book_id(book)) as ctx:
        duplicates.dismiss_suggestion(ctx, party, other)
    told = {"party": party, "other": other, "state": str(State.DISMISSED)}
    tell(told, as_json=as_json, lines=[f"Parties {party} and {other} are two."])


@app.command()
def reopen(
    book: options.Book,
    party: Party,
    other: Other,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Allow a dismissed pair to be suggested again."""
    with session(database) as opened, opened.writing(opened.book_id(book)) as ctx:
        duplicates.reopen_suggestion(ctx, party, other)
    told = {"party": party, "other": other, "state": str(State.OPEN)}
    tell(told, as_json=as_json, lines=[f"Parties {party} and {other} may be one again."])


def _members(suggestion: Suggestion) -> dict[str, Any]:
    """A suggestion as members of a JSON object."""
    reasons = [
        {
            "thing": each.thing,
            "level": str(each.level),
            "points": each.points,
            "exchanged": each.is_swapped,
            "words": in_words(each),
        }
        for each in suggestion.reasons
    ]
    return {
        "party": suggestion.party_id,
        "name": suggestion.names[0],
        "other": suggestion.other_id,
        "other_name": suggestion.names[1],
        "state": str(suggestion.state),
        "points": suggestion.points,
        "certainty": suggestion.certainty,
        "reasons": reasons,
    }


def _agreeing(reasons: list[dict[str, Any]]) -> Iterator[str]:
    """What speaks for it, then what speaks against it."""
    for each in sorted(reasons, key=lambda each: -each["points"]):
        if each["points"]:
            yield f"{each['words']} ({each['points']:+g})"
