"""``partita user``: people who may sign in to the pages of a book."""

import json
from typing import Annotated, Final

import typer

from partita.access.user import UserRole
from partita.cli import options
from partita.cli.output import tell, tell_rows
from partita.cli.session import session
from partita.kit.ids import new_secret
from partita.usecases import users

app = typer.Typer(help="Let people sign in to the pages of a book.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="NAME", help="Name to sign in with.")]
PASSWORD_CHARS: Final = 20


@app.command()
def add(
    name: Name,
    book: options.Book,
    role: Annotated[
        list[UserRole] | None,
        typer.Option(help="What they may do; may be repeated (default: owner)."),
    ] = None,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Add a user; the password is printed once and never again."""
    from partita.facekit.passwords import hash_password  # noqa: PLC0415  # slow to import

    password = new_secret()[:PASSWORD_CHARS]
    roles = tuple(str(each) for each in role or (UserRole.OWNER,))
    wanted = users.NewUser(name=name, password=password, roles=roles)
    with session(database) as opened, opened.writing(opened.book_id(book)) as ctx:
        made = users.create_user(ctx, wanted, hash_password)
    told = {"name": made.name, "password": password, "roles": list(made.roles)}
    tell(told, as_json=as_json, lines=[f"name      {made.name}", f"password  {password}"])


@app.command()
def password(
    name: Name,
    book: options.Book,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Set a new password, printed once; the user's sessions end."""
    from partita.facekit.passwords import hash_password  # noqa: PLC0415  # slow to import

    made_up = new_secret()[:PASSWORD_CHARS]
    with session(database) as opened, opened.writing(opened.book_id(book)) as ctx:
        changed = users.change_password(ctx, name, made_up, hash_password)
    told = {"name": changed.name, "password": made_up}
    tell(told, as_json=as_json, lines=[f"password  {made_up}"])


@app.command()
def bar(
    name: Name,
    book: options.Book,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Stop a user from signing in; the user's sessions end at once."""
    with session(database) as opened, opened.writing(opened.book_id(book)) as ctx:
        changed = users.bar_user(ctx, name)
    lines = [f"{changed.name} cannot sign in to {book} any more."]
    tell({"name": changed.name, "is_barred": True}, as_json=as_json, lines=lines)


@app.command()
def totp(
    name: Name,
    book: options.Book,
    off: Annotated[bool, typer.Option("--off", help="Stop asking for a code.")] = False,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Require a code of an authenticator app, too; its secret is printed once."""
    from partita.facekit.totp import enrolment_url, new_totp_secret  # noqa: PLC0415  # likewise

    secret = None if off else new_totp_secret()
    with session(database) as opened, opened.writing(opened.book_id(book)) as ctx:
        changed = users.set_totp(ctx, name, secret)
    url = enrolment_url(secret, changed.name, book) if secret else None
    lines = [f"secret  {secret}", f"url     {url}"] if secret else [f"{name} needs no code."]
    tell({"name": changed.name, "secret": secret, "url": url}, as_json=as_json, lines=lines)


@app.command("list")
def list_users(
    book: options.Book, database: options.Database = None, as_json: options.Json = False
) -> None:
    """List users, including barred ones."""
    with session(database) as opened, opened.looking(opened.book_id(book)) as looking:
        rows = [json.loads(text) for _, text in users.search_users(looking)]
    tell_rows(rows, ("name", "roles", "is_barred", "created_at"), as_json=as_json)
