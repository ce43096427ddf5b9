"""Asking a face from inside the server what it would answer, without its credentials."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from partita.access.grant import Actor
from partita.access.keys import KeyPlan
from partita.domain.errors import PartitaError, RouteUnknown
from partita.facekit.face import Face, Reply, Route
from partita.facekit.request import parse_query
from partita.facekit.showing import Call, Showing
from partita.kit.ids import trace_id
from partita.usecases.context import Looking


@dataclass(frozen=True, slots=True)
class Dialect:
    """A dialect that is served: its face, the keys of its apps, and how it shows itself."""

    face: Face
    plan: KeyPlan
    showing: Showing

    @property
    def name(self) -> str:
        """Name of the face."""
        return self.face.name


@dataclass(frozen=True, slots=True)
class MadeRequest:
    """A request nobody sent; keeps the promises of `partita.facekit.face.Request`."""

    path: str
    query: Mapping[str, str]
    params: Mapping[str, str]
    base_url: str
    parameters: Sequence[tuple[str, str]] = ()
    method: str = "GET"
    peer: str = ""
    id: str = field(default_factory=trace_id)

    @property
    def url(self) -> str:
        """The absolute URL of the path."""
        return f"{self.base_url.removesuffix('/')}{quote(self.path)}"

    def header(self, name: str) -> str | None:
        """No header was sent."""
        del name
        return None

    def body(self) -> bytes:
        """No body was sent."""
        return b""


def ask(face: Face, call: Call, look: Looking, root_url: str) -> Reply:
    """What a face answers to a question, to somebody who may read what the asker may.

    Args:
        face: The face.
        call: The question.
        look: Who asks, and of which book.
        root_url: Scheme and host, for the URLs inside the answer.

    Returns:
        Its answer, or its refusal in its own shape.
    """
    path, _, query = call.path.partition("?")
    mount = face.mounts[0]
    asked, base_url = parse_query(query), f"{root_url}{mount}"
    request = MadeRequest(path, asked, {}, base_url)
    try:
        route, params = _route(face, path.removeprefix(mount))
        request = MadeRequest(path, asked, params, base_url, tuple(asked.items()))
        who = look.actor
        actor = Actor(who.book_id, who.app_id, who.name, face.name, who.permissions)
        if route.read is None:
            raise RouteUnknown(path=path)
        return route.read(Looking(actor, look.reading), request)
    except PartitaError as error:
        return face.error_reply(error, request)


def _route(face: Face, path: str) -> tuple[Route, dict[str, str]]:
    parts = path.split("/")
    for route in face.routes:
        names = route.path.split("/")
        if route.method == "GET" and route.read is not None and _fits(names, parts):
            pairs = zip(names, parts, strict=True)
            return route, {name[1:-1]: part for name, part in pairs if name[:1] == "{"}
    raise RouteUnknown(path=path)


def _fits(names: list[str], parts: list[str]) -> bool:
    return len(names) == len(parts) and all(
        name[:1] == "{" or name.lower() == part.lower()
        for name, part in zip(names, parts, strict=True)
    )
