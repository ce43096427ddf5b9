"""What is done with many parties at once: into a group, to the archive and out of it."""

from collections.abc import Iterator, Sequence
from typing import Final

from partita.domain.errors import PartitaError
from partita.domain.party import PartyPatch
from partita.domain.standing import Role, Standing
from partita.facekit.face import Reply, Request, Route
from partita.usecases import parties
from partita.usecases.context import Context
from partita.usecases.roles import ById, role_records
from partita.web.asked import Asked
from partita.web.forms import Form, read_own_form, whole_number
from partita.web.page import Look, go_to, show_to_anybody
from partita.web.problems import sentence, status_of

CHOSEN_MAX: Final = 1_000
STANDINGS: Final = {"archive": Standing.ARCHIVED, "activate": Standing.ACTIVE}


def routes() -> Iterator[Route]:
    """Yield the operations."""
    yield Route(
        method="POST",
        path="/parties/selected",
        name="changeSelected",
        prepare=read_own_form,
        write=_change,
    )


def _change(ctx: Context, request: Request, form: Form) -> Reply:
    """Put the chosen parties into a group, or into the archive and out of it."""
    ids = form.numbers("id")[:CHOSEN_MAX]
    act, _, group = form.get("act").partition(":")
    try:
        with ctx.unit.attempt():
            if act == "group":
                _into_group(ctx, ids, whole_number(group) or 0)
            elif act in STANDINGS:
                _settle(ctx, ids, STANDINGS[act])
    except PartitaError as error:
        text, status = sentence(error, Look.of(request).language, request.id), status_of(error)
        return show_to_anybody(request, "problem.html", status, sentence=text, code=status)
    return go_to(Asked.parse(form.get("asked")).url(done=len(ids)))


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
