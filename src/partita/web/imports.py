"""Importing a file: see what its columns were taken for, correct that, try it dry, import it.

A file stays in the form between the steps, so nothing of it is kept on the server until it is
imported. What is too long for a form is imported at the command line (docs/import.md).
"""

import base64
import binascii
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import falcon
from falcon.media import MultipartFormHandler
from falcon.util import BufferedReader

from partita.access.permission import Permission
from partita.domain.errors import BodyMalformed, NotAllowed, PartitaError
from partita.domain.standing import Role
from partita.facekit.face import Reply, Request, Route
from partita.kit.clock import Clock
from partita.ports import Database
from partita.usecases.context import Context, Looking
from partita.usecases.exchange.columns import COLUMNS
from partita.usecases.exchange.importing import import_rows
from partita.usecases.exchange.orders import ImportOrder, ImportReport
from partita.usecases.exchange.tables import Table
from partita.web.bulk import Authenticate, writing
from partita.web.forms import Form, check_token, gathered, require_same_origin
from partita.web.page import UNPROCESSABLE, Look, show
from partita.web.problems import sentence

OpenTable = Callable[[Path], AbstractContextManager[Table]]
HEADERS_MAX: Final = 200
SHOWN_MAX: Final = 100
FIELDS: Final = tuple(column.name for column in COLUMNS)


@dataclass(frozen=True, slots=True)
class Upload:
    """What somebody sent.

    Attributes:
        form: Its fields.
        name: Name of the file; only shown.
        content: The file.
    """

    form: Form
    name: str
    content: bytes

    @property
    def role(self) -> Role:
        """What the parties are to us."""
        text = self.form.get("role")
        return Role(text) if text in set(Role) else Role.CUSTOMER

    def overrides(self) -> dict[str, str]:
        """What somebody said of headers."""
        places = range(HEADERS_MAX)
        pairs = ((self.form.get(f"header_{at}"), self.form.get(f"field_{at}")) for at in places)
        known = {*FIELDS, "-"}
        return {header: field for header, field in pairs if header and field in known}


def read_upload(request: Request) -> Upload:
    """Read what a form with a file sent.

    Raises:
        BodyMalformed: It is none.
        BodyTooLarge: It is longer than allowed.
    """
    body = request.body()
    stream = BufferedReader(BytesIO(body).read, len(body))
    pairs, name, content = [], "", b""
    try:
        parts = MultipartFormHandler().deserialize(
            stream, request.header("Content-Type") or "", len(body)
        )
        for part in parts:
            if part.filename is None:
                pairs.append((str(part.name), part.stream.read().decode()))
            elif data := part.stream.read():
                name, content = part.filename, data
    except (falcon.HTTPError, ValueError) as error:
        raise BodyMalformed(reason="The form cannot be read.") from error
    form = Form(gathered(pairs))
    if not content and form.has("content"):
        name, content = form.get("name"), _kept(form.get("content"))
    return Upload(form, name, content)


def _kept(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BodyMalformed(reason="The form cannot be read.") from error


class Imports:
    """Takes files in."""

    def __init__(self, clock: Clock, open_table: OpenTable, authenticate: Authenticate) -> None:
        """Know the time, how files are read, and who is signed in."""
        self._clock = clock
        self._open_table = open_table
        self._authenticate = authenticate

    def routes(self) -> Iterator[Route]:
        """Yield the operations."""
        yield Route(method="GET", path="/import", name="showImport", read=self.show)
        yield Route(method="POST", path="/import", name="import", enter=self.take)

    def show(self, look: Looking, request: Request) -> Reply:
        """Show where to drop a file."""
        return show(request, look, "import.html", **_values(None, None, ""))

    def take(self, request: Request, database: Database) -> Reply:
        """Try a file, or import it.

        Raises:
            Unauthenticated: Nobody is signed in.
            NotAllowed: No page of ours sent the form, or they may not change parties.
            BodyMalformed: The form cannot be read.
        """
        actor = self._authenticate(request, database)
        require_same_origin(request)
        upload = read_upload(request)
        check_token(request, upload.form.get("csrf"))
        if Permission.PARTIES_WRITE not in actor.permissions:
            raise NotAllowed(permission=Permission.PARTIES_WRITE)

        def begin() -> AbstractContextManager[Context]:
            return writing(database, actor, request.id, self._clock)

        try:
            report, refusal = self._import(upload, begin), ""
        except PartitaError as error:
            report, refusal = None, sentence(error, Look.of(request).language, request.id)
        with database.read(actor.book_id) as reading:
            values = _values(upload, report, refusal)
            reply = show(request, Looking(actor, reading), "import.html", **values)
        status = UNPROCESSABLE if refusal else 200
        return Reply(status, reply.body, reply.media_type, reply.headers)

    def _import(
        self, upload: Upload, begin: Callable[[], AbstractContextManager[Context]]
    ) -> ImportReport:
        is_dry = upload.form.get("step") != "import"
        order = ImportOrder(upload.role, upload.overrides(), is_dry)
        with tempfile.TemporaryDirectory(prefix="partita-") as folder:
            path = Path(folder) / "file"
            path.write_bytes(upload.content)
            with self._open_table(path) as table:
                return import_rows(begin, table, order)


def _values(upload: Upload | None, report: ImportReport | None, refusal: str) -> dict[str, Any]:
    chosen = upload.overrides() if upload else {}
    headers = []
    if report is not None:
        headers = [(header, field) for header, field in report.columns.items()]
        headers += [(header, chosen.get(header, "-")) for header in report.unknown]
        ignored = [header for header, field in chosen.items() if field == "-"]
        headers += [(each, "-") for each in ignored if each not in dict(headers)]
    return {
        "report": report,
        "refusal": refusal,
        "headers": headers[:HEADERS_MAX],
        "rejected": report.rejected[:SHOWN_MAX] if report else [],
        "fields": sorted(FIELDS),
        "name": upload.name if upload else "",
        "content": base64.b64encode(upload.content).decode() if upload and report else "",
        "role": str(upload.role) if upload else "customer",
        "roles": [str(each) for each in Role],
    }
