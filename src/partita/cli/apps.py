"""``partita app``: programs that have access to a book."""

import json
from typing import Annotated

import typer

from partita.cli import options
from partita.cli.output import tell, tell_rows
from partita.cli.session import session
from partita.usecases import admin

app = typer.Typer(help="Give programs access to a book, and revoke it.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the app.")]


@app.command()
def create(
    name: Name,
    book: options.Book,
    dialect: Annotated[
        str,
        typer.Option(
            help="API it uses: economic, poweroffice, sage, flowtly or native (the feed)."
        ),
    ],
    role: Annotated[
        list[str] | None,
        typer.Option(
            help="Role in the words of the dialect; may be repeated (default: all rights)."
        ),
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="Choose a key instead of having it generated."),
    ] = None,
    redirect_uri: Annotated[
        list[str] | None,
        typer.Option(
            metavar="URI",
            help="Address to go back to after signing in (default: this machine only).",
        ),
    ] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Read access only.")] = False,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Give an app access; its keys are printed once and never again."""
    from partita.cli.keys import plan_of  # noqa: PLC0415  # faces are slow to import
    from partita.facekit.passwords import hash_password  # noqa: PLC0415  # likewise

    wanted = admin.NewApp(
        name=name,
        roles=role or (),
        is_read_only=read_only,
        chosen=dict(map(_pair, key or ())),
        redirect_uris=redirect_uri or (),
    )
    plan = plan_of(dialect)
    with session(database) as opened, opened.writing(opened.book_id(book)) as ctx:
        keys = admin.create_app(ctx, wanted, plan, hash_password)
    width = max(map(len, keys))
    lines = [f"{each:{width}}  {text}" for each, text in keys.items()]
    tell(keys, as_json=as_json, lines=lines)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"{text!r} is not NAME=VALUE", param_hint="--key")
    return name, value


@app.command()
def revoke(
    name: Name,
    book: options.Book,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Revoke an app's access; its keys stop working at once."""
    with session(database) as opened, opened.writing(opened.book_id(book)) as ctx:
        gone = admin.revoke_app(ctx, name)
    revoked_at = f"{gone.revoked_at:%Y-%m-%dT%H:%M:%SZ}"
    told = {"name": gone.app, "dialect": gone.dialect, "revoked_at": revoked_at}
    tell(told, as_json=as_json, lines=[f"The app {name} has no access to {book} any more."])


@app.command("list")
def list_apps(
    book: options.Book, database: options.Database = None, as_json: options.Json = False
) -> None:
    """List the apps of a book, including revoked ones."""
    with session(database) as opened, opened.looking(opened.book_id(book)) as looking:
        rows = [json.loads(text) for _, text in admin.search_apps(looking)]
    columns = ("name", "dialect", "roles", "read_only", "created_at", "revoked_at")
    tell_rows(rows, columns, as_json=as_json)
