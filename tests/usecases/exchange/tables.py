"""Tables for tests: texts as files, and what is asked of imports."""

import json
from pathlib import Path
from typing import Any

from partita.domain.standing import Role
from partita.files import open_sheet, open_table
from partita.usecases.context import Context
from partita.usecases.exchange.exporting import export_rows
from partita.usecases.exchange.importing import import_rows
from partita.usecases.exchange.orders import ImportOrder, ImportReport
from tests.builders import OpenBook


def import_path(book: OpenBook, path: Path, **order: object) -> ImportReport:
    """Import a file."""
    with open_table(path) as table:
        chosen = ImportOrder(**order)  # type: ignore[arg-type]
        return import_rows(book.writing, table, chosen)


def import_text(book: OpenBook, path: Path, text: str | bytes, **order: object) -> ImportReport:
    """Import a text through a file."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return import_path(book, path, **order)


def import_lines(book: OpenBook, path: Path, *lines: object) -> ImportReport:
    """Import JSON lines."""
    return import_text(book, path, "".join(json.dumps(line) + "\n" for line in lines))


def export_path(book: OpenBook, path: Path) -> bytes:
    """Export a book."""
    with open_sheet(path) as sheet:
        export_rows(book.writing, sheet)
    return path.read_bytes()


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, rejected."""
    return report.created, report.updated, report.unchanged, report.rejected_rows


def names(ctx: Context) -> list[str]:
    """The names of all parties, by id."""
    return [party.name for party in ctx.unit.parties.stream()]


def only(ctx: Context, role: Role = Role.CUSTOMER) -> tuple[Any, Any]:
    """The one party there is, and its role."""
    (party,) = ctx.unit.parties.stream()
    records: Any = getattr(ctx.unit, f"{role}s")
    return party, records.find(party.id)
