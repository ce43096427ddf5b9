"""The pages as the server mounts them: operations, headers, and what they need of the rest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from partita.domain.errors import RouteUnknown
from partita.facekit.asking import Dialect
from partita.facekit.budget import SharedBudget
from partita.facekit.face import Budget, Face, Reply, Request, Route
from partita.kit.clock import Clock
from partita.web import belongings, bulk, duplicates, hooks, roles, saved_views, users
from partita.web.apps import Apps
from partita.web.dialects import Dialects
from partita.web.editing import Editing
from partita.web.exporting import Exporting, OpenSheet
from partita.web.forms import LOOK_COOKIE, local_path, read_form, require_same_origin
from partita.web.imports import Imports
from partita.web.overview import Overview
from partita.web.page import go_to
from partita.web.party_list import PartyList
from partita.web.party_page import PartyPage
from partita.web.problems import STATUSES, error_reply
from partita.web.reference import Reference
from partita.web.rendering import LANGUAGES, THEMES, assets
from partita.web.signing import SigningIn

NAME: Final = "web"
YEAR_S: Final = 31_536_000
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""Nothing comes from elsewhere, nothing is written into a page and run (CSP level 3)."""

HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the pages need of the rest.

    Attributes:
        clock: What time it is.
        open_sheet: Starts a file of rows; its name tells the format.
        dialects: Those that are served.
        attempts: Counts attempts to sign in; nobody counts when ``None``.
    """

    clock: Clock
    open_sheet: OpenSheet
    dialects: Sequence[Dialect]
    attempts: SharedBudget | None = None


def make_face(parts: Parts) -> Face:
    """Make the pages."""
    signing = SigningIn(parts.clock, parts.attempts)
    routes = [
        Route(method="GET", path="/static/{name}", name="getAsset", open=_asset),
        Route(method="POST", path="/look", name="changeLook", open=_change_look),
        *signing.routes(),
        *_pages(parts, signing),
    ]
    return Face(
        name=NAME,
        routes=tuple(routes),
        authenticate=signing.authenticate,
        errors=STATUSES,
        error_reply=error_reply,
        decorate=_decorate,
    )


def _pages(parts: Parts, signing: SigningIn) -> Iterator[Route]:
    """Yield the operations of all pages."""
    yield from Overview(parts.clock, parts.dialects).routes()
    yield from PartyList().routes()
    yield from bulk.routes()
    yield from Exporting(parts.clock, parts.open_sheet, signing.authenticate).routes()
    yield from Editing().routes()
    yield from belongings.routes()
    yield from roles.routes()
    yield from Dialects(parts.dialects).routes()
    yield from PartyPage().routes()
    yield from Imports(parts.clock).routes()
    yield from Apps(parts.clock, parts.dialects).routes()
    yield from duplicates.routes()
    yield from hooks.routes()
    yield from saved_views.routes()
    yield from users.routes()
    yield from Reference(parts.dialects).routes()


def _decorate(_request: Request, _budget: Budget | None, _cost: int) -> Mapping[str, str]:
    return HEADERS


def _asset(request: Request) -> Reply:
    found = assets().get(request.params["name"])
    if found is None:
        raise RouteUnknown(path=request.path)
    is_named = request.query.get("v") == found.mark
    kept = f"public, max-age={YEAR_S}, immutable" if is_named else "no-cache"
    headers = {"Cache-Control": kept, "ETag": f'"{found.mark}"'}
    return Reply(200, found.content, found.media_type, headers)


def _change_look(request: Request) -> Reply:
    """Keep the language and the colours somebody chose."""
    require_same_origin(request)
    form = read_form(request)
    language, theme = form.get("language"), form.get("theme")
    chosen = f"{language if language in LANGUAGES else ''}.{theme if theme in THEMES else ''}"
    cookie = f"{LOOK_COOKIE}={chosen}; Path=/; SameSite=Lax; HttpOnly; Max-Age={YEAR_S}"
    return go_to(local_path(form.get("back") or "/"), cookie=cookie)
