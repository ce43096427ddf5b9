"""The command line as a whole."""

import os
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup
from typer.main import get_command

from partita import __version__
from partita.cli import (
    apps,
    books,
    duplicates,
    enriching,
    exchange,
    history,
    merging,
    operate,
    overview,
    privacy,
    records,
    references,
    roles,
    terms,
    users,
    webhooks,
)
from partita.cli.errors import REFUSED, USAGE, Refused, as_json, sentence
from partita.cli.examples import add_examples
from partita.domain.errors import PartitaError
from partita.kit.clock import stamp, system_clock
from partita.kit.ids import trace_id

DEBUG: Final = "PARTITA_DEBUG"
ERROR_LOG: Final = "PARTITA_ERROR_LOG"


class Commands(TyperGroup):
    """The root of all commands: it says every refusal in one line."""

    # The signature is the base class's.
    def main(self, args: Sequence[str] | None = None, *rest: Any, **options: Any) -> Any:  # noqa: ANN401
        """Run a command, then leave with its exit code."""
        del rest
        given = list(sys.argv[1:] if args is None else args)
        options["standalone_mode"] = False
        add_examples(self)
        try:
            code = super().main(given, **options)
        except PartitaError as error:
            _refuse(given, error.code, sentence(error), error.facts)
            sys.exit(REFUSED)
        except Refused as error:
            _refuse(given, error.code, str(error))
            sys.exit(REFUSED)
        except typer.TyperException as error:
            if error.format_message():  # without, it was a group alone, and its help is printed
                _refuse(given, "usage", _usage(error))
            sys.exit(USAGE)
        sys.exit(code if isinstance(code, int) else 0)


def _refuse(
    given: Sequence[str], code: str, message: str, facts: Mapping[str, object] | None = None
) -> None:
    line = as_json(code, message, facts) if "--json" in given else f"partita: {message}"
    typer.echo(line, err=True)


def _usage(error: typer.TyperException) -> str:
    """The line of a command that makes no sense, and where to read how it does."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "partita"
    said = " ".join(error.format_message().split())
    end = "" if said.endswith((".", "?")) else "."
    return f"{said}{end} See {path} --help."


app = typer.Typer(
    name="partita",
    cls=Commands,
    help=(
        "Keep business partners, and serve them in the API dialects of four accounting systems.\n\n"
        "Begin with `partita demo`, or with `partita book create`, `partita app create` and"
        " `partita serve`. Each command has --help with examples."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
START: Final = "To begin with"
PARTIES: Final = "Parties"
BOOK: Final = "A book and who has access"
SERVER: Final = "The server"


def _tell_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"partita {__version__}")
        raise typer.Exit


@app.callback()
def _about(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and exit.", is_eager=True, callback=_tell_version
        ),
    ] = False,
) -> None:
    del version


app.command("demo", rich_help_panel=START)(operate.demo)
app.command("serve", rich_help_panel=START)(operate.serve)
app.add_typer(books.app, name="book", rich_help_panel=START)
app.add_typer(exchange.imports, name="import", rich_help_panel=PARTIES)
app.command("export", rich_help_panel=PARTIES)(exchange.export_file)
app.command("overview", rich_help_panel=PARTIES)(overview.overview)
app.add_typer(duplicates.app, name="duplicates", rich_help_panel=PARTIES)
app.add_typer(merging.app, name="merge", rich_help_panel=PARTIES)
app.add_typer(roles.app, name="role", rich_help_panel=PARTIES)
app.command("enrich", rich_help_panel=PARTIES)(enriching.enrich)
app.add_typer(enriching.job, name="job", rich_help_panel=PARTIES)
app.add_typer(records.document, name="document", rich_help_panel=PARTIES)
app.add_typer(privacy.app, name="gdpr", rich_help_panel=PARTIES)
app.add_typer(apps.app, name="app", rich_help_panel=BOOK)
app.add_typer(users.app, name="user", rich_help_panel=BOOK)
app.add_typer(webhooks.app, name="webhook", rich_help_panel=BOOK)
app.command("audit", rich_help_panel=BOOK)(history.audit)
app.add_typer(records.setup, name="setup", rich_help_panel=BOOK)
app.add_typer(references.app, name="reference", rich_help_panel=BOOK)
app.add_typer(terms.app, name="terms", rich_help_panel=BOOK)
app.command("doctor", rich_help_panel=SERVER)(operate.doctor)
app.command("migrate", rich_help_panel=SERVER)(operate.migrate)


def main() -> None:
    """Run the command of this process."""
    sys.excepthook = _tell_unexpected
    # Called itself, an application of typer puts a hook of its own in place.
    get_command(app)(prog_name="partita")


def _tell_unexpected(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Say one line, and keep the rest where somebody who looks for the cause finds it."""
    if os.environ.get(DEBUG):
        sys.__excepthook__(kind, error, trace)
        return
    number = trace_id()
    path = Path(os.environ.get(ERROR_LOG) or Path(tempfile.gettempdir()) / "partita-errors.log")
    text = "".join(traceback.format_exception(kind, error, trace))
    with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
        log.write(f"{stamp(system_clock())} {number} {' '.join(sys.argv[1:])}\n{text}\n")
    message = (
        f"Something went wrong that should not ({kind.__name__}, number {number}). "
        f"{path} has the details; {DEBUG}=1 shows them here."
    )
    _refuse(sys.argv[1:], "unexpected", message, {"id": number})
