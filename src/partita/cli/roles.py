"""``partita role``: what a party is to us."""

from typing import Annotated, Any

import typer

from partita.cli import options
from partita.cli.output import tell
from partita.cli.session import session
from partita.domain.standing import Role
from partita.usecases.parties import add_role

app = typer.Typer(help="Give parties another role.", no_args_is_help=True)


@app.command()
def add(
    book: options.Book,
    party: Annotated[int, typer.Option(help="Id of the party.")],
    role: Annotated[Role, typer.Option(help="The new role.")],
    number: Annotated[
        int | None, typer.Option(help="Number in that role (default: the next free one).")
    ] = None,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Give a party another role; it keeps its id, people, addresses, accounts and groups."""
    with session(database) as opened, opened.writing(opened.book_id(book)) as ctx:
        made = add_role(ctx, party, role, {}, number=number)
    told: dict[str, Any] = {"party": party, "role": str(role), "number": made.number}
    tell(told, as_json=as_json, lines=[f"Party {party} is {role} {made.number}."])
