"""What a party is to us: another role given, one taken away, and with the last one the party."""

from collections.abc import Iterator

from partita.domain.errors import BodyMalformed, PartitaError
from partita.domain.standing import Role
from partita.facekit.face import Reply, Request, Route
from partita.usecases.context import Context
from partita.usecases.parties import add_role, delete_role
from partita.usecases.roles import ById
from partita.web.forms import Form, read_own_form
from partita.web.page import go_to
from partita.web.party_page import path_id, show_refused


def routes() -> Iterator[Route]:
    """Yield the operations."""
    for path, name, act in (
        ("/parties/{party}/roles", "giveRole", _give),
        ("/parties/{party}/roles/delete", "takeRole", _take),
    ):
        yield Route(method="POST", path=path, name=name, prepare=read_own_form, write=act)


def _role(form: Form) -> Role:
    try:
        return Role(form.get("role"))
    except ValueError:
        raise BodyMalformed(reason="The role is none we know.") from None


def _give(ctx: Context, request: Request, form: Form) -> Reply:
    """Give a party another role, with a number of its own or the next of the series."""
    party_id = path_id(request)
    try:
        with ctx.unit.attempt():
            add_role(ctx, party_id, _role(form), {}, number=form.number("number"))
    except PartitaError as error:
        return show_refused(ctx, request, error)
    return go_to(f"/parties/{party_id}", {"done": "1"})


def _take(ctx: Context, request: Request, form: Form) -> Reply:
    """Take a role away unless something needs it; with the last one the party is gone."""
    party_id = path_id(request)
    try:
        with ctx.unit.attempt():
            delete_role(ctx, _role(form), ById(party_id))
    except PartitaError as error:
        return show_refused(ctx, request, error)
    if ctx.unit.parties.find(party_id) is None:
        return go_to("/parties", {"gone": party_id})
    return go_to(f"/parties/{party_id}", {"done": "1"})
