"""What every page needs: who looks, in which language and colours, at which book."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from partita.access.grant import Actor
from partita.access.permission import Permission
from partita.facekit.catalogues import choose_language
from partita.facekit.face import HTML, Reply, Request
from partita.usecases.admin import get_book
from partita.usecases.context import Context, Looking
from partita.web.forms import LOOK_COOKIE, cookies, csrf_token, session_token
from partita.web.rendering import LANGUAGES, THEMES, environment

SEE_OTHER: Final = 303
UNPROCESSABLE: Final = 422


@dataclass(frozen=True, slots=True)
class Look:
    """How somebody wants pages to look."""

    language: str
    theme: str

    @classmethod
    def of(cls, request: Request) -> "Look":
        """What they chose, else what their browser asks for."""
        language, _, theme = cookies(request).get(LOOK_COOKIE, "").partition(".")
        if language not in LANGUAGES:
            language = choose_language(request.header("Accept-Language") or "", LANGUAGES)
        return cls(language, theme if theme in THEMES else "auto")


class Viewer:
    """Whoever sees a page, as templates know them."""

    def __init__(self, request: Request, actor: Actor | None) -> None:
        """Know who it is; nobody when ``None``."""
        token = session_token(request)
        self.name = actor.name if actor else ""
        self.csrf = csrf_token(token) if token else ""
        self._permissions = actor.permissions if actor else frozenset()

    def may(self, permission: str) -> bool:
        """Whether they may do something."""
        return Permission(permission) in self._permissions


def show(request: Request, look: Looking, template: str, **values: object) -> Reply:
    """Answer with a page of the book."""
    book = msgspec.json.decode(get_book(look))
    return _reply(request, template, {"book": book, **values}, look.actor)


def show_again(request: Request, ctx: Context, template: str, **values: object) -> Reply:
    """Answer with a form that was refused, and say why."""
    reply = show(request, ctx.looking, template, **values)
    return Reply(UNPROCESSABLE, reply.body, reply.media_type, reply.headers)


def show_to_anybody(request: Request, template: str, status: int = 200, **values: object) -> Reply:
    """Answer with a page that belongs to no book."""
    reply = _reply(request, template, {"book": None, **values}, None)
    return Reply(status, reply.body, reply.media_type, reply.headers)


def _reply(
    request: Request, template: str, values: Mapping[str, Any], actor: Actor | None
) -> Reply:
    chosen = Look.of(request)
    known = {
        "viewer": Viewer(request, actor),
        "language": chosen.language,
        "theme": chosen.theme,
        "path": request.path,
        "query": dict(request.query),
    }
    text = environment(chosen.language).get_template(template).render(known | dict(values))
    return Reply(200, text.encode(), HTML)


def go_to(
    path: str, query: Mapping[str, object] | None = None, *, cookie: str | None = None
) -> Reply:
    """Send a browser elsewhere, after something was done."""
    asked = {name: value for name, value in (query or {}).items() if value not in (None, "")}
    target = f"{path}?{urlencode(asked)}" if asked else path
    headers = {"Location": target} | ({"Set-Cookie": cookie} if cookie else {})
    return Reply(SEE_OTHER, b"", None, headers)
