"""What is done with many parties at once: into a group, to the archive, into a file."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl

from partita.access.grant import Actor
from partita.access.permission import Permission
from partita.domain.errors import NotAllowed, PartitaError
from partita.domain.party import PartyPatch
from partita.domain.query import Form as Written
from partita.domain.query import Member, OffsetPage, Query, Sort, View
from partita.domain.standing import Role, Standing
from partita.facekit.face import Reply, Request, Route
from partita.kit.clock import Clock
from partita.ports import Database
from partita.usecases import parties
from partita.usecases.context import Context, Looking
from partita.usecases.exchange.exporting import export_rows
from partita.usecases.exchange.tables import Sheet
from partita.usecases.register import filter_of
from partita.usecases.roles import ById, role_records
from partita.usecases.search import search_rows
from partita.web.forms import Form, read_own_form
from partita.web.page import Look, go_to, show_to_anybody
from partita.web.party_list import wanted_of
from partita.web.problems import sentence

CHOSEN_MAX: Final = 1_000
EXPORTED_MAX: Final = 100_000
MEDIA: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
}
KEYS: Final = View("parties", (Member("id", "id", Written.INTEGER),))
OpenSheet = Callable[[Path], AbstractContextManager[Sheet]]
Authenticate = Callable[[Request, Database], Actor]


class Bulk:
    """Deals with selections."""

    def __init__(self, clock: Clock, open_sheet: OpenSheet, authenticate: Authenticate) -> None:
        """Know the time, how files are written, and who is signed in."""
        self._clock = clock
        self._open_sheet = open_sheet
        self._authenticate = authenticate

    def routes(self) -> Iterator[Route]:
        """Yield the operations."""
        yield Route(
            method="POST",
            path="/parties/selected",
            name="changeSelected",
            prepare=read_own_form,
            write=self.change,
        )
        yield Route(method="POST", path="/parties/export", name="export", enter=self.export)

    def change(self, ctx: Context, request: Request, form: Form) -> Reply:
        """Put the chosen parties into a group, or into the archive and out of it."""
        ids = _ids(form)[:CHOSEN_MAX]
        act = form.get("act")
        try:
            with ctx.unit.attempt():
                if act.startswith("group:"):
                    _into_group(ctx, ids, int(act.removeprefix("group:")))
                elif act in ("archive", "activate"):
                    _settle(ctx, ids, Standing.ARCHIVED if act == "archive" else Standing.ACTIVE)
        except PartitaError as error:
            text = sentence(error, Look.of(request).language, request.id)
            return show_to_anybody(request, "problem.html", 422, sentence=text, code=422)
        return go_to("/parties", {**dict(parse_qsl(form.get("asked"))), "done": len(ids)})

    def export(self, request: Request, database: Database) -> Reply:
        """Write the parties of a list, or those chosen in it, to a file.

        Raises:
            Unauthenticated: Nobody is signed in.
            NotAllowed: No page of ours sent the form, or they may not read everything.
        """
        actor = self._authenticate(request, database)
        form = read_own_form(request)
        ending = form.get("format") if form.get("format") in MEDIA else "csv"
        ids: Sequence[int] = _ids(form)
        if not ids:
            with database.read(actor.book_id) as reading:
                ids = _listed(Looking(actor, reading), form)
        if Permission.PARTIES_READ not in actor.permissions:
            raise NotAllowed(permission=Permission.PARTIES_READ)

        def begin() -> AbstractContextManager[Context]:
            return writing(database, actor, request.id, self._clock)

        with tempfile.TemporaryDirectory(prefix="partita-") as folder:
            path = Path(folder) / f"parties.{ending}"
            with self._open_sheet(path) as sheet:
                export_rows(begin, sheet, ids=ids)
            body = path.read_bytes()
        name = f"parties-{self._clock():%Y-%m-%d}.{ending}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Reply(200, body, MEDIA[ending], headers)


@contextmanager
def writing(database: Database, actor: Actor, request_id: str, clock: Clock) -> Iterator[Context]:
    """One transaction of several that a request needs."""
    with database.write(actor, request_id) as unit:
        yield Context(actor, unit, clock())


def _ids(form: Form) -> list[int]:
    return [int(each) for each in form.all("id") if each.isdecimal() and len(each) < 16]  # noqa: PLR2004  # below 2**53


def _listed(look: Looking, form: Form) -> list[int]:
    """The parties a list shows, in its order, all pages of it."""
    wanted = wanted_of(dict(parse_qsl(form.get("asked"))))
    order = Sort(wanted.sort or "name", wanted.is_descending)
    query = Query(KEYS, filter_of(look, wanted), (order,), OffsetPage(EXPORTED_MAX))
    return [int(key) for key, _ in search_rows(look, query)]


def _into_group(ctx: Context, ids: Sequence[int], group: int) -> None:
    for party_id in ids:
        role = _role(ctx, party_id)
        groups = {each.group for each in ctx.unit.memberships.select(party_id=party_id)}
        if role is not None and group not in groups:
            change = parties.PartyChange(groups=(*sorted(groups), group))
            parties.change_party(ctx, role, ById(party_id), change, if_version=None)


def _settle(ctx: Context, ids: Sequence[int], standing: Standing) -> None:
    for party_id in ids:
        for role in Role:
            found = role_records(ctx, role).find(party_id)
            if found is not None and found.standing is not standing:
                change = parties.PartyChange(PartyPatch(), {"standing": standing})
                parties.change_party(ctx, role, ById(party_id), change, if_version=None)


def _role(ctx: Context, party_id: int) -> Role | None:
    return next((role for role in Role if role_records(ctx, role).find(party_id)), None)
