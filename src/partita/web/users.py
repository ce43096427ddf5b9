"""People who may sign in: added, given roles and passwords, asked for a code, barred.

An owner does that for everybody; a made-up password and the secret of an authenticator are shown
once. Nobody bars themselves or takes their own rights away, so somebody always may give access.
"""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from partita.access.user import UserRole
from partita.domain.errors import PartitaError, RecordNotFound
from partita.facekit.face import Reply, Request, Route
from partita.facekit.passwords import hash_password
from partita.facekit.totp import enrolment_url, new_totp_secret
from partita.kit.ids import new_secret
from partita.usecases import users
from partita.usecases.admin import get_book
from partita.usecases.context import Context, Looking
from partita.web.forms import Form, read_own_form
from partita.web.page import Look, go_to, show, show_again
from partita.web.party_page import path_id
from partita.web.problems import sentence

PASSWORD_CHARS: Final = 20


def routes() -> Iterator[Route]:
    """Yield the operations."""
    yield Route(method="GET", path="/users", name="listUsers", read=_show)
    for path, name, act in (
        ("/users", "makeUser", _make),
        ("/users/{number}/roles", "changeUserRole", _change_role),
        ("/users/{number}/password", "changePassword", _change_password),
        ("/users/{number}/code", "setCode", _set_code),
        ("/users/{number}/bar", "barUser", _bar),
    ):
        yield Route(method="POST", path=path, name=name, prepare=read_own_form, write=act)


def _show(look: Looking, request: Request) -> Reply:
    return show(request, look, "users.html", **_values(look))


def _values(look: Looking, **more: object) -> dict[str, Any]:
    found = [msgspec.json.decode(text) for _, text in users.search_users(look)]
    known = {"users": found, "roles": [str(each) for each in UserRole], "told": None, "refusal": ""}
    return known | more


def _name(ctx: Context, request: Request) -> str:
    user = ctx.unit.users.find(path_id(request, "number"))
    if user is None:
        raise RecordNotFound(kind="user", key=request.params["number"])
    return user.name


def _make(ctx: Context, request: Request, form: Form) -> Reply:
    """Add somebody, and show their password this once."""
    made_up = new_secret()[:PASSWORD_CHARS]
    try:
        with ctx.unit.attempt():
            wanted = users.NewUser(
                name=form.get("name"), password=made_up, roles=form.all("role")[:1]
            )
            made = users.create_user(ctx, wanted, hash_password)
    except PartitaError as error:
        return _refused(ctx, request, error)
    told = {"name": made.name, "password": made_up, "secret": "", "url": ""}
    return show(request, ctx.looking, "users.html", **_values(ctx.looking, told=told))


def _change_role(ctx: Context, request: Request, form: Form) -> Reply:
    try:
        with ctx.unit.attempt():
            users.change_roles(ctx, _name(ctx, request), form.all("role")[:1])
    except PartitaError as error:
        return _refused(ctx, request, error)
    return go_to("/users")


def _change_password(ctx: Context, request: Request, _form: Form) -> Reply:
    """Give somebody another password, shown this once; their sessions end."""
    made_up = new_secret()[:PASSWORD_CHARS]
    changed = users.change_password(ctx, _name(ctx, request), made_up, hash_password)
    told = {"name": changed.name, "password": made_up, "secret": "", "url": ""}
    return show(request, ctx.looking, "users.html", **_values(ctx.looking, told=told))


def _set_code(ctx: Context, request: Request, form: Form) -> Reply:
    """Ask somebody for a code of their authenticator, or no more; its secret is shown once."""
    secret = new_totp_secret() if form.get("act") == "on" else None
    changed = users.set_totp(ctx, _name(ctx, request), secret)
    if secret is None:
        return go_to("/users")
    book = msgspec.json.decode(get_book(ctx.looking))
    url = enrolment_url(secret, changed.name, book["slug"])
    told = {"name": changed.name, "password": "", "secret": secret, "url": url}
    return show(request, ctx.looking, "users.html", **_values(ctx.looking, told=told))


def _bar(ctx: Context, request: Request, form: Form) -> Reply:
    try:
        with ctx.unit.attempt():
            act = users.bar_user if form.get("act") != "admit" else users.admit_user
            act(ctx, _name(ctx, request))
    except PartitaError as error:
        return _refused(ctx, request, error)
    return go_to("/users")


def _refused(ctx: Context, request: Request, error: PartitaError) -> Reply:
    refusal = sentence(error, Look.of(request).language, request.id)
    return show_again(request, ctx, "users.html", **_values(ctx.looking, refusal=refusal))
