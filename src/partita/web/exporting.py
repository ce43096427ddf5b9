"""Files of parties: a list exactly as it is seen, or all there is of its parties."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final

import msgspec

from partita.access.grant import Actor
from partita.access.permission import Permission
from partita.domain.errors import NotAllowed
from partita.facekit.face import Reply, Request, Route
from partita.kit.clock import Clock
from partita.ports import Database, Row
from partita.usecases.context import Context, Looking
from partita.usecases.exchange.exporting import export_rows
from partita.usecases.exchange.tables import Sheet
from partita.usecases.register import stream_named, stream_parties
from partita.web.asked import Asked
from partita.web.columns import NAME, Column
from partita.web.forms import Form, read_own_form
from partita.web.page import Look
from partita.web.rendering import Words, say

PORTION_ROWS: Final = 500
MEDIA: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
}
OpenSheet = Callable[[Path], AbstractContextManager[Sheet]]
Authenticate = Callable[[Request, Database], Actor]
Write = Callable[[Sheet], object]


class Exporting:
    """Writes parties to files."""

    def __init__(self, clock: Clock, open_sheet: OpenSheet, authenticate: Authenticate) -> None:
        """Know the time, how files are written, and who is signed in."""
        self._clock = clock
        self._open_sheet = open_sheet
        self._authenticate = authenticate

    def routes(self) -> Iterator[Route]:
        """Yield the operations."""
        for path, name, act in (
            ("/parties/export", "export", self.export_seen),
            ("/parties/export/whole", "exportWhole", self.export_whole),
        ):
            yield Route(method="POST", path=path, name=name, enter=act)

    def export_seen(self, request: Request, database: Database) -> Reply:
        """Write what a list shows: its columns, in its order, of all its pages or those chosen.

        Raises:
            Unauthenticated: Nobody is signed in.
            NotAllowed: No page of ours sent the form, or they may not see parties.
        """
        actor, form = self._authenticate(request, database), read_own_form(request)
        columns = (NAME, *Asked.parse(form.get("asked")).columns)
        words = Words(Look.of(request).language)
        with database.read(actor.book_id) as reading:
            rows = chain.from_iterable(_portions(Looking(actor, reading), form))
            return self._file(form, partial(_write_seen, rows, columns, words))

    def export_whole(self, request: Request, database: Database) -> Reply:
        """Write all there is of the parties of a list, or of those chosen, to import again.

        The bytes of their files stay behind: an answer is put together before it is sent.

        Raises:
            Unauthenticated: Nobody is signed in.
            NotAllowed: No page of ours sent the form, or they may not read everything.
        """
        actor, form = self._authenticate(request, database), read_own_form(request)
        if Permission.PARTIES_READ not in actor.permissions:
            raise NotAllowed(permission=Permission.PARTIES_READ)
        with database.read(actor.book_id) as reading:
            rows = chain.from_iterable(_portions(Looking(actor, reading), form))
            ids = [int(key) for key, _ in rows]

        @contextmanager
        def begin() -> Iterator[Context]:
            with database.write(actor, request.id) as unit:
                yield Context(actor, unit, self._clock())

        return self._file(form, lambda sheet: export_rows(begin, sheet, ids=ids, has_files=False))

    def _file(self, form: Form, write: Write) -> Reply:
        """Answer with a file in the format a form names, CSV unless it names one."""
        ending = form.get("format") if form.get("format") in MEDIA else "csv"
        with tempfile.TemporaryDirectory(prefix="partita-") as folder:
            path = Path(folder) / f"parties.{ending}"
            with self._open_sheet(path) as sheet:
                write(sheet)
            body = path.read_bytes()
        name = f"parties-{self._clock():%Y-%m-%d}.{ending}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Reply(200, body, MEDIA[ending], headers)


def _portions(look: Looking, form: Form) -> Iterator[Sequence[Row]]:
    """The parties chosen in a list, or all it shows, in its order."""
    if ids := form.numbers("id"):
        return stream_named(look, ids, rows_max=PORTION_ROWS)
    return stream_parties(look, Asked.parse(form.get("asked")).wanted, rows_max=PORTION_ROWS)


def _write_seen(rows: Iterator[Row], columns: Sequence[Column], words: Words, sheet: Sheet) -> None:
    """Write a row for each party; a nested sheet takes its cells by the keys of the columns."""
    if not sheet.is_nested:
        sheet.row([say(words.language, each.label) for each in columns])
    for _, text in rows:
        row = msgspec.json.decode(text)
        if sheet.is_nested:
            sheet.line({each.key: each.text(row, words) for each in columns})
        else:
            sheet.row([each.text(row, words) for each in columns])
