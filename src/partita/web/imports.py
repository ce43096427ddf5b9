"""Importing a file: try it dry, correct its columns, import it, and take the whole of it back.

Each of these is a job beside the requests, whose page shows how far it is: with scripts by asking
every second, without by being loaded anew. A file is kept until it is imported, for a day at most.
What is too long for a form is imported at the command line (docs/import.md).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

import falcon
from falcon.media import MultipartFormHandler
from falcon.util import BufferedReader

from partita.domain.errors import BodyMalformed, PartitaError, RecordNotFound, error_classes
from partita.domain.job import Job
from partita.domain.standing import Role
from partita.facekit.face import Acting, Reply, Request, Route
from partita.kit.clock import Clock
from partita.usecases.context import Context, Looking
from partita.usecases.exchange.columns import COLUMNS
from partita.usecases.exchange.listing import describe_import, is_over, list_imports
from partita.usecases.exchange.orders import (
    CHECK,
    IMPORT,
    ImportOrder,
    forget_check,
    keep_upload,
    order_import,
)
from partita.usecases.exchange.undoing import UNDO, order_undo
from partita.usecases.jobs import get_job
from partita.web.forms import Form, check_token, gathered, read_own_form, require_same_origin
from partita.web.page import Look, go_to, show
from partita.web.party_page import path_id
from partita.web.problems import sentence

HEADERS_MAX: Final = 200
LEFT_SHOWN: Final = 100
FIELDS: Final = tuple(column.name for column in COLUMNS)
KINDS: Final = frozenset({CHECK, IMPORT, UNDO})


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
    return Upload(Form(gathered(pairs)), name, content)


def order_of(form: Form, file: str, *, is_dry: bool) -> ImportOrder:
    """How a form says to import: what the parties are to us, and what columns hold."""
    text = form.get("role")
    role = Role(text) if text in set(Role) else Role.CUSTOMER
    places, known = range(HEADERS_MAX), {*FIELDS, "-"}
    pairs = ((form.get(f"header_{at}"), form.get(f"field_{at}")) for at in places)
    overrides = {header: column for header, column in pairs if header and column in known}
    return ImportOrder(role, overrides, is_dry, file)


class Imports:
    """Takes files in, and what they brought back out."""

    def __init__(self, clock: Clock) -> None:
        """Know the time."""
        self._clock = clock

    def routes(self) -> Iterator[Route]:
        """Yield the operations."""
        yield Route(method="GET", path="/import", name="listImports", read=self.show)
        yield Route(method="GET", path="/import/{job}", name="showImport", read=self.show_job)
        for path, name, act in (
            ("/import", "tryImport", self.take),
            ("/import/{job}/again", "tryImportAgain", self.try_again),
            ("/import/{job}/run", "runImport", self.run),
            ("/import/{job}/undo", "undoImport", self.undo),
        ):
            yield Route(method="POST", path=path, name=name, act=act)

    def show(self, look: Looking, request: Request) -> Reply:
        """Show where to drop a file, and the imports there were."""
        imports = list_imports(look, now=self._clock())
        roles = [str(each) for each in Role]
        return show(request, look, "import.html", imports=imports, roles=roles, role="customer")

    def show_job(self, look: Looking, request: Request) -> Reply:
        """Show how far a dry run, an import or its undoing is, or what came of it.

        Raises:
            RecordNotFound: It is no such job.
        """
        job = get_job(look, path_id(request, "job"))
        if job.kind not in KINDS:
            raise RecordNotFound(kind="import", key=job.id)
        if job.kind == UNDO:
            return go_to(f"/import/{job.wish['import']}")
        return show(request, look, "import_job.html", **self._values(look, request, job))

    def _values(self, look: Looking, request: Request, job: Job) -> dict[str, Any]:
        told = describe_import(look, job, self._clock())
        undo = get_job(look, told["undo"]["job"]) if told["undo"] else None
        language = Look.of(request).language
        live = next((each for each in (undo, job) if each and not self._is_over(each)), None)
        return {
            "job": job,
            "told": told,
            "is_check": job.kind == CHECK,
            "live": live,
            "result": job.result or {},
            "left": _left(undo),
            "refusal": _refusal(job, language) or (_refusal(undo, language) if undo else ""),
            "headers": _headers(job)[:HEADERS_MAX],
            "fields": sorted(FIELDS),
            "roles": [str(each) for each in Role],
            "role": job.wish["role"],
        }

    def _is_over(self, job: Job) -> bool:
        return is_over(str(job.state_at(self._clock())))

    def take(self, acting: Acting, request: Request) -> Reply:
        """Keep a file, and try it.

        Raises:
            NotAllowed: No page of ours sent the form, or they may not change parties.
            BodyMalformed: The form cannot be read.
        """
        require_same_origin(request)
        upload = read_upload(request)
        check_token(request, upload.form.get("csrf"))
        with acting.begin() as ctx:
            key = keep_upload(ctx, upload.content)
            order = order_of(upload.form, upload.name, is_dry=True)
            job = order_import(ctx, order, file_key=key)
        return _started(acting, ctx, job)

    def try_again(self, acting: Acting, request: Request) -> Reply:
        """Try a file with other columns."""
        return self._order(acting, request, is_dry=True)

    def run(self, acting: Acting, request: Request) -> Reply:
        """Import a file that was tried."""
        return self._order(acting, request, is_dry=False)

    def _order(self, acting: Acting, request: Request, *, is_dry: bool) -> Reply:
        form = read_own_form(request)
        with acting.begin() as ctx:
            check = ctx.unit.jobs.find(path_id(request, "job"))
            if check is None or check.kind != CHECK or not self._is_over(check):
                raise RecordNotFound(kind="import", key=request.params["job"])
            order = order_of(form, str(check.wish["file"]), is_dry=is_dry)
            key = str(check.wish["file_key"])
            job = order_import(ctx, order, file_key=key, total=check.done)
            forget_check(ctx, check, keeps_file=True)
        return _started(acting, ctx, job)

    def undo(self, acting: Acting, request: Request) -> Reply:
        """Take a whole import back."""
        read_own_form(request)
        import_id = path_id(request, "job")
        with acting.begin() as ctx:
            job = order_undo(ctx, str(import_id))
        _started(acting, ctx, job)
        return go_to(f"/import/{import_id}")


def _started(acting: Acting, ctx: Context, job: Job) -> Reply:
    """Begin a job that is stored, and show it."""
    acting.jobs.start(ctx.actor.book_id, job.id, ctx.actor)
    return go_to(f"/import/{job.id}")


def _headers(job: Job) -> list[tuple[str, str]]:
    """Each header of a file, and the column it was taken for, or is told to be."""
    result: Mapping[str, Any] = job.result or {}
    chosen = ImportOrder.of(job).overrides
    found = dict(result.get("columns", {}))
    found |= {header: chosen.get(header, "-") for header in result.get("unknown", ())}
    return list({**found, **{name: "-" for name, field in chosen.items() if field == "-"}}.items())


def _left(undo: Job | None) -> list[dict[str, Any]]:
    """Parties that an undo left alone, as far as they are shown."""
    result: Mapping[str, Any] = (undo.result if undo else None) or {}
    return list(result.get("left", ()))[:LEFT_SHOWN]


def _refusal(job: Job, language: str) -> str:
    """Why a job failed, in a language; empty when it did not, or nobody knows."""
    result: Mapping[str, Any] = job.result or {}
    refusal = result.get("refusal")
    if refusal is None:
        return ""
    kinds = {each.code: each for each in error_classes()}
    made = kinds.get(refusal["code"], PartitaError)
    return sentence(made(**refusal["facts"]), language)
