"""Lists with a name: saved where they are seen, opened with one click, renamed, shared, deleted."""

from collections.abc import Iterator

from partita.domain.errors import PartitaError
from partita.facekit.face import Reply, Request, Route
from partita.usecases import saved_views
from partita.usecases.context import Context
from partita.web.asked import Asked
from partita.web.forms import Form, read_own_form
from partita.web.page import Look, go_to, show_to_anybody
from partita.web.party_page import path_id
from partita.web.problems import sentence, status_of


def routes() -> Iterator[Route]:
    """Yield the operations."""
    for path, name, act in (
        ("/views", "saveView", _save),
        ("/views/{number}", "changeView", _change),
        ("/views/{number}/delete", "deleteView", _delete),
    ):
        yield Route(method="POST", path=path, name=name, prepare=read_own_form, write=act)


def _save(ctx: Context, request: Request, form: Form) -> Reply:
    asked = Asked.parse(form.get("asked"))
    try:
        with ctx.unit.attempt():
            saved_views.save_view(ctx, form.get("name"), str(asked), is_shared=form.has("shared"))
    except PartitaError as error:
        return _refused(request, error)
    return go_to(asked.url())


def _change(ctx: Context, request: Request, form: Form) -> Reply:
    number = path_id(request, "number")
    try:
        with ctx.unit.attempt():
            view = saved_views.change_view(
                ctx, number, name=form.get("name"), is_shared=form.has("shared")
            )
    except PartitaError as error:
        return _refused(request, error)
    return go_to(Asked.parse(view.asked).url())


def _delete(ctx: Context, request: Request, form: Form) -> Reply:
    saved_views.delete_view(ctx, path_id(request, "number"))
    return go_to(Asked.parse(form.get("asked")).url())


def _refused(request: Request, error: PartitaError) -> Reply:
    text, status = sentence(error, Look.of(request).language, request.id), status_of(error)
    return show_to_anybody(request, "problem.html", status, sentence=text, code=status)
