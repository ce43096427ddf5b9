"""``partita webhook``: who is told of changes as they happen."""

import json
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from partita.cli import options
from partita.cli.output import tell, tell_rows
from partita.cli.session import session
from partita.usecases import webhooks

app = typer.Typer(help="Send changes to receivers as they happen.", no_args_is_help=True)
Number = Annotated[int, typer.Argument(min=1, metavar="ID", help="Number of the webhook.")]
LISTED_MAX = 1_000


@app.command()
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="Address that receives the messages.")],
    book: options.Book,
    event: Annotated[
        list[str] | None,
        typer.Option(
            help="Kind of change, such as party.created or party.*; may be repeated (default: all)."
        ),
    ] = None,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Add a webhook; its secret is printed once and never again."""
    with session(database) as opened, opened.writing(opened.book_id(book)) as ctx:
        made = webhooks.create_webhook(ctx, url, event or ())
        is_reached = opened.settings.private_targets or not _is_private(made.url)
    told = {"id": made.number, "url": made.url, "events": made.kinds, "secret": made.secret}
    tell(told, as_json=as_json, lines=[f"id      {made.number}", f"secret  {made.secret}"])
    if not is_reached:
        typer.echo(_NEVER_REACHED, err=True)


_NEVER_REACHED = (
    "partita: no message will go there: only public addresses are sent to, unless the server runs "
    "with PARTITA_PRIVATE_TARGETS=true."
)


def _is_private(url: str) -> bool:
    """Tell of an address that is written out that it is none of the public ones.

    >>> [_is_private(url) for url in ("http://127.0.0.1:80/", "https://[::1]/", "https://a.example")]
    [True, True, False]
    """
    from partita.outgoing.guard import is_public  # noqa: PLC0415  # slow to import

    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or not is_public(host)
    except ValueError:  # a name; what it means is looked at when a message goes there
        return False


@app.command("list")
def list_webhooks(
    book: options.Book, database: options.Database = None, as_json: options.Json = False
) -> None:
    """List the webhooks of a book."""
    with session(database) as opened, opened.looking(opened.book_id(book)) as looking:
        rows = [json.loads(text) for _, text in webhooks.search_webhooks(looking)]
    columns = ("id", "url", "events", "active", "reason", "position")
    tell_rows(rows, columns, as_json=as_json)


@app.command()
def remove(
    number: Number,
    book: options.Book,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Remove a webhook."""
    with session(database) as opened, opened.writing(opened.book_id(book)) as ctx:
        webhooks.delete_webhook(ctx, number)
    tell({"id": number}, as_json=as_json, lines=[f"The webhook {number} is gone."])


@app.command()
def activate(
    number: Number,
    book: options.Book,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Start a stopped webhook again."""
    with session(database) as opened, opened.writing(opened.book_id(book)) as ctx:
        webhooks.activate_webhook(ctx, number)
    tell({"id": number, "active": True}, as_json=as_json, lines=[f"The webhook {number} is on."])


@app.command()
def deliveries(
    number: Number,
    book: options.Book,
    limit: Annotated[int, typer.Option(min=1, max=LISTED_MAX, help="How many at most.")] = 100,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """List the newest messages of a webhook, and whether they arrived."""
    with session(database) as opened, opened.looking(opened.book_id(book)) as looking:
        found = webhooks.search_deliveries(looking, number, limit=limit)
    rows = [_delivery(json.loads(text)) for _, text in found]
    columns = ("id", "position", "state", "attempts", "tried_at", "due_at", "status", "reason")
    tell_rows(rows, columns, as_json=as_json)


def _delivery(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": str(webhooks.MessageId(row.pop("uuid"), row["position"])), **row}


@app.command()
def replay(
    message: Annotated[str, typer.Argument(metavar="MESSAGE", help="Id of the message.")],
    book: options.Book,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Send a message again, with the id it had."""
    with session(database) as opened, opened.writing(opened.book_id(book)) as ctx:
        again = webhooks.replay_delivery(ctx, message)
    told = {"id": message, "webhook": again.webhook, "position": again.position}
    tell(told, as_json=as_json, lines=[f"The message {message} is sent again."])
