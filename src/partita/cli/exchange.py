"""``partita import`` and ``export``: whole registers go in and out."""

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from partita.cli import options
from partita.cli.errors import Refused
from partita.cli.output import tell
from partita.cli.progress import progress
from partita.cli.session import session
from partita.domain.standing import Role
from partita.kit.clock import system_clock
from partita.kit.loading import seldom_collecting
from partita.usecases.context import Context

REJECTIONS_SHOWN: Final = 20
FILE: Final = "file"


class FileFirst(TyperGroup):
    """``partita import FILE``; the word of another command takes its place."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  # of click
        """Read ``FILE ...`` as ``file FILE ...``."""
        if args and args[0] not in {*self.commands, "--help"}:
            args = [FILE, *args]
        return super().parse_args(ctx, args)


imports = typer.Typer(
    cls=FileFirst,
    help="Import parties from a file, and undo imports.",
    no_args_is_help=True,
)


@imports.command(FILE)
def import_file(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV, JSON lines or XLSX, plain or gzipped.")
    ],
    book: options.Book,
    role: Annotated[
        Role, typer.Option("--as", help="Role of the parties, unless a row names one.")
    ] = Role.CUSTOMER,
    mapped: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="HEADER=FIELD",
            help="Field that a column holds, - to ignore it; may be repeated.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Report what would happen, and write nothing.")
    ] = False,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Create or change a party for each row of a file; bad rows never stop good ones."""
    from partita.files.opening import open_table  # noqa: PLC0415  # slow to import
    from partita.usecases.exchange.importing import import_rows  # noqa: PLC0415  # likewise
    from partita.usecases.exchange.mapping import parse_overrides  # noqa: PLC0415  # likewise
    from partita.usecases.exchange.orders import ImportOrder  # noqa: PLC0415  # likewise

    # A name may hold bytes that are no text; what is kept of it must be one.
    name = os.fsencode(file.name).decode(errors="replace")
    order = ImportOrder(role, parse_overrides(mapped or ()), dry_run, name)
    with session(database) as opened, open_table(file) as table:
        book_id = opened.book_id(book)

        def begin() -> AbstractContextManager[Context]:
            return opened.writing(book_id)

        with progress(f"Importing {name}") as told, seldom_collecting():
            report = import_rows(begin, table, order, told)
    tell(report.members(), as_json=as_json, lines=_lines(report.members()))


@imports.command("undo")
def undo(
    import_id: Annotated[
        str, typer.Argument(metavar="ID", help="Id of the import, or of its job.")
    ],
    book: options.Book,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Undo a whole import: delete what it created, restore what it changed.

    What somebody changed since, or what something refers to, stays and is listed.
    """
    from partita.usecases.exchange.undoing import order_undo, run_undo  # noqa: PLC0415  # likewise

    with session(database) as opened:
        book_id = opened.book_id(book)

        def begin() -> AbstractContextManager[Context]:
            return opened.writing(book_id)

        with begin() as ctx:
            ordered = order_undo(ctx, import_id)
        with progress("Undoing the import") as told, seldom_collecting():
            undone = run_undo(begin, ordered.id, told)
    if undone is None:
        raise Refused("job.taken", f"Somebody else works on job {ordered.id}.")
    tell(undone.members(), as_json=as_json, lines=_undone(undone.members()))


def _undone(told: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"{told['removed']} parties removed, {told['restored']} as they were, "
        f"{told['left_parties']} left alone."
    )
    words = {
        "changed": "somebody changed it since",
        "in_use": "something refers to it",
        "gone": "it is gone",
        "merged": "it was merged into another",
    }
    for each in told["left"][:REJECTIONS_SHOWN]:
        what = f" ({', '.join(each['fields'])})" if each["fields"] else ""
        yield f"party {each['party']} {each['name']}: {words[each['reason']]}{what}"
    if told["left_parties"] > REJECTIONS_SHOWN:
        yield f"and {told['left_parties'] - REJECTIONS_SHOWN} more; --json tells them all."


@imports.command("list")
def show_imports(
    book: options.Book, database: options.Database = None, as_json: options.Json = False
) -> None:
    """List the imports of a book, the newest first."""
    from partita.usecases.exchange.listing import list_imports  # noqa: PLC0415  # likewise

    with session(database) as opened, opened.looking(opened.book_id(book)) as looking:
        told = list_imports(looking, now=system_clock())
    lines = [
        f"{each['job']}  {each['at']}  {each['file']}  {each['state']}  {each['created']} created, "
        f"{each['updated']} updated{'  undone' if each['undo'] else ''}"
        for each in told
    ]
    tell(told, as_json=as_json, lines=lines or ["No imports."])


def export_file(
    book: options.Book,
    to: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            help="File to write; its ending decides the format: .csv, .jsonl or .xlsx.",
        ),
    ],
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Write all parties of a book to a file that imports back to the same book."""
    from partita.files.opening import open_sheet  # noqa: PLC0415  # slow to import
    from partita.usecases.exchange.exporting import export_rows  # noqa: PLC0415  # likewise

    with session(database) as opened:
        book_id = opened.book_id(book)

        def begin() -> AbstractContextManager[Context]:
            return opened.writing(book_id)

        with _writable(to), open_sheet(to) as sheet, progress(f"Exporting {book}") as told:
            parties = export_rows(begin, sheet, told)
    told_file = {"file": str(to), "parties": parties}
    tell(told_file, as_json=as_json, lines=[f"Wrote {parties} parties to {to}."])


@contextmanager
def _writable(path: Path) -> Iterator[None]:
    """Say of a file that cannot be written why.

    Raises:
        Refused: It cannot.
    """
    try:
        yield
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror or error}."
        raise Refused("export.unwritable", message) from error


def _lines(report: Mapping[str, Any]) -> Iterator[str]:
    done = "would be " if report["is_dry"] else ""
    yield (
        f"{report['rows']} rows: {report['created']} {done}created, {report['updated']} "
        f"{done}updated, {report['unchanged']} unchanged, {report['rejected_rows']} rejected."
    )
    for header, field in report["columns"].items():
        yield f"  {header} -> {field}"
    if report["unknown"]:
        yield f"Left out: {', '.join(report['unknown'])}. --map HEADER=FIELD says what they hold."
    rejected = report["rejected"]
    for each in rejected[:REJECTIONS_SHOWN]:
        about = f"{each['field']} {each['value']!r} " if each["field"] else ""
        yield f"line {each['line']}: {about}{each['reason']}"
    count = max(report["rejected_rows"], len(rejected))
    if count > REJECTIONS_SHOWN:
        yield f"and {count - REJECTIONS_SHOWN} more; --json tells them all."
