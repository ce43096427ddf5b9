"""``partita serve``, ``doctor``, ``migrate`` and ``demo``: running the server."""

import gc
import re
import socket
from dataclasses import asdict, fields
from typing import Annotated

import typer

from partita.cli import options
from partita.cli.errors import REFUSED, Refused
from partita.cli.output import tell
from partita.cli.session import session, settings_of, usable
from partita.kit.loading import hidden, loading
from partita.settings import PREFIX, SECRETS, Settings

_PASSWORD = re.compile(r"(?<=://)([^:@/]*):[^@/]*@")


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65_535, help="Port to listen on.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=0, help="Worker processes; 0 for one per core.")
    ] = None,
    threads: Annotated[
        int | None,
        typer.Option(min=0, help="Threads of each worker; 0 for a number that suits the database."),
    ] = None,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Serve all books of a database until stopped."""
    settings = settings_of(database, host=host, port=port, workers=workers, threads=threads)
    with loading(), session(database):
        pass  # it can be opened, and has its tables
    _check_address(settings)
    gc.disable()  # what is imported from here on stays; the server looks again when it is ready
    with hidden("rich"):  # the log would import it for tracebacks that we never show
        from partita import server  # noqa: PLC0415  # slow to import

    url = f"http://{settings.host}:{settings.port}"
    told = {"url": url, "database": masked(settings.database), "workers": settings.workers}
    tell(told, as_json=as_json, lines=[f"Serving {masked(settings.database)} at {url}"])
    try:
        server.serve(settings)
    except server.CannotServe as error:
        raise Refused("serve.refused", str(error)) from error
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _check_address(settings: Settings) -> None:
    """Make sure of the address now: workers share a port, so a second server would go unseen."""
    try:
        family, kind, *_, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind) as made:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind(address)
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        message = f"Nobody can listen on {where}: {error.strerror or error}."
        raise Refused("address.unusable", message) from error


def doctor(database: options.Database = None, as_json: options.Json = False) -> None:
    """Check the database and show the settings; exit with 1 if something is wrong."""
    from partita import bootstrap  # noqa: PLC0415  # slow to import

    settings = settings_of(database)
    with usable():
        findings = bootstrap.examine(settings)
    is_good = all(finding.is_good for finding in findings)
    in_force = {PREFIX + name.upper(): value for name, value in shown_settings(settings).items()}
    told = {"ok": is_good, "checks": [asdict(each) for each in findings], "settings": in_force}
    lines = [
        f"{'ok  ' if each.is_good else 'BAD '} {each.name}: {each.value}"
        + (f" - {each.advice}" if not each.is_good and each.advice else "")
        for each in findings
    ]
    lines += [f"     {name}={value}" for name, value in in_force.items()]
    tell(told, as_json=as_json, lines=lines)
    if not is_good:
        raise typer.Exit(REFUSED)


def shown_settings(settings: Settings) -> dict[str, str | int | bool]:
    """The settings, with secrets and the password inside a URL masked."""
    values = {each.name: getattr(settings, each.name) for each in fields(settings)}
    values |= {name: "***" for name in SECRETS if values[name]}
    return {n: masked(value) if isinstance(value, str) else value for n, value in values.items()}


def masked(text: str) -> str:
    """A text with the password of every URL in it masked.

    >>> masked("postgresql://ada:secret@localhost/books")
    'postgresql://ada:***@localhost/books'
    """
    return _PASSWORD.sub(r"\1:***@", text)


def migrate(database: options.Database = None, as_json: options.Json = False) -> None:
    """Upgrade the tables of a database to the version of this program."""
    from partita import bootstrap  # noqa: PLC0415  # slow to import

    settings = settings_of(database)
    with usable():
        before, _ = bootstrap.schema_version(settings)
        after = bootstrap.migrate(settings)
    line = f"The tables are of version {after}."
    if before != after:
        line = f"The tables went from version {before or 'none'} to {after}."
    tell({"from": before, "to": after}, as_json=as_json, lines=[line])


def demo(
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Print no keys, examples or progress.")
    ] = False,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65_535, help="Port to listen on.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=0, help="Worker processes; 0 for one per core.")
    ] = None,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Create a demonstration book of real organisations and serve it."""
    settings = settings_of(database, host=host, port=port, workers=workers)
    from partita import server  # noqa: PLC0415  # slow to import
    from partita.demo import run  # noqa: PLC0415  # slow to import

    try:
        with usable():
            run(settings, quiet=quiet or as_json)
    except server.CannotServe as error:
        raise Refused("serve.refused", str(error)) from error
