"""Asking a face from inside the server what it would answer, without its credentials.

Somebody who is signed in may try every operation of a dialect that a program may call: the face
runs as it does for programs, and what the somebody may not do is refused by the use cases.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import quote, unquote

import msgspec

from partita.access.grant import Actor
from partita.access.keys import KeyPlan
from partita.domain.errors import PartitaError, RouteUnknown
from partita.facekit.face import Face, Reply, Route
from partita.facekit.request import parse_pairs, parse_query
from partita.facekit.showing import Call, Showing
from partita.kit.ids import trace_id
from partita.usecases.admin import get_book
from partita.usecases.context import Context, Looking

REST_BYTES_MAX: Final = 4_000_000
"""How much of a long answer is read."""


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
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""
    peer: str = ""
    id: str = field(default_factory=trace_id)

    @property
    def url(self) -> str:
        """The absolute URL of the path."""
        mount = self.base_url.partition("://")[2].partition("/")[2]
        root = self.base_url.removesuffix(f"/{mount}") if mount else self.base_url
        return f"{root}{quote(self.path)}"

    def header(self, name: str) -> str | None:
        """A header by its name in any case."""
        return next(
            (text for key, text in self.headers.items() if key.lower() == name.lower()), None
        )

    def body(self) -> bytes:
        """The body."""
        return self.content


@dataclass(frozen=True, slots=True)
class Asked:
    """A question whose operation is known and whose body was read.

    Attributes:
        dialect: Who is asked.
        request: The question as a request.
        route: The operation; ``None`` when there is none.
        prepared: What the operation made of the body.
        fault: Why there is no more than an error to answer, if so.
    """

    dialect: Dialect
    request: MadeRequest
    route: Route | None = None
    prepared: Any = None
    fault: PartitaError | None = None

    @property
    def is_write(self) -> bool:
        """Whether it takes a transaction."""
        if self.fault is not None or self.route is None:
            return False
        if self.route.mixed is not None:
            return self.route.mixed.is_write(self.prepared)
        return self.route.write is not None

    def read(self, look: Looking) -> Reply:
        """What the face answers to somebody who may read what the asker may.

        Args:
            look: Who asks, and of which book.
        """
        request = self._named(look)
        own = Looking(self._actor(look.actor), look.reading)
        try:
            if self.fault is not None:
                raise self.fault
            return _whole(_read(self.route, own, request, self.prepared))
        except PartitaError as error:
            return self.dialect.face.error_reply(error, request)

    def write(self, ctx: Context) -> Reply:
        """What the face answers after it did what it was told; a refusal leaves nothing behind.

        Args:
            ctx: Who asks, and in which transaction.
        """
        request = self._named(ctx.looking)
        own = Context(self._actor(ctx.actor), ctx.unit, ctx.now)
        route = self.route
        act = route.mixed.write if route and route.mixed else route.write if route else None
        try:
            if act is None:
                raise RouteUnknown(path=request.path)
            with ctx.unit.attempt():
                return _whole(act(own, request, self.prepared))
        except PartitaError as error:
            return self.dialect.face.error_reply(error, request)

    def _actor(self, who: Actor) -> Actor:
        """The asker as the face knows callers."""
        name, roles = self.dialect.name, self.dialect.showing.roles
        return Actor(who.book_id, who.app_id, who.name, name, who.permissions, roles)

    def _named(self, look: Looking) -> MadeRequest:
        """The request with the headers that say which book is meant."""
        uuid = msgspec.json.decode(get_book(look))["uuid"]
        known = self.dialect.showing.headers(uuid)
        return replace(self.request, headers={**known, **self.request.headers})


def _read(route: Route | None, look: Looking, request: MadeRequest, prepared: object) -> Reply:
    if route is not None and route.read is not None:
        return route.read(look, request)
    if route is not None and route.mixed is not None:
        return route.mixed.read(look, request, prepared)
    if route is not None and route.open is not None:
        return route.open(request)
    raise RouteUnknown(path=request.path)


def _whole(reply: Reply) -> Reply:
    """An answer with all that comes after its body, within reason."""
    if reply.rest is None:
        return reply
    body = bytearray(reply.body)
    for part in reply.rest:
        body += part
        if len(body) > REST_BYTES_MAX:
            reply.rest.close()
            break
    return replace(reply, body=bytes(body), rest=None)


def ask(dialect: Dialect, call: Call, root_url: str) -> Asked:
    """Find the operation a question is for, and read its body.

    Args:
        dialect: Who is asked.
        call: The question.
        root_url: Scheme and host, for the URLs inside the answer.

    Returns:
        The question; what is wrong with it is told when it is answered, as the face tells it.
    """
    face = dialect.face
    path, _, query = call.path.partition("?")
    mount = face.mounts[0]
    request = MadeRequest(
        unquote(path),
        {},
        {},
        f"{root_url}{mount}",
        method=call.method,
        headers=call.headers,
        content=call.body.encode(),
    )
    try:
        pairs = tuple(parse_pairs(query))
        request = replace(request, query=parse_query(query), parameters=pairs)
        route, params = find_route(face, call.method, request.path.removeprefix(mount))
        request = replace(request, params=params)
        prepare = route.mixed.prepare if route.mixed else route.prepare
        return Asked(dialect, request, route, prepare(request) if prepare else None)
    except PartitaError as error:
        return Asked(dialect, request, fault=error)


def answer(dialect: Dialect, call: Call, look: Looking, root_url: str) -> Reply:
    """What a face answers to a question that changes nothing.

    Args:
        dialect: Who is asked.
        call: The question; a telling one finds no operation.
        look: Who asks, and of which book.
        root_url: Scheme and host, for the URLs inside the answer.
    """
    asked = ask(dialect, call, root_url)
    if asked.is_write:
        asked = replace(asked, fault=RouteUnknown(path=asked.request.path))
    return asked.read(look)


def published(dialect: Dialect, call: Call, root_url: str) -> Reply:
    """What a face answers to anybody.

    Args:
        dialect: Who is asked.
        call: The question.
        root_url: Scheme and host, for the URLs inside the answer.

    Raises:
        RouteUnknown: It does not tell that to anybody.
    """
    asked = ask(dialect, call, root_url)
    if asked.route is None or asked.route.open is None:
        raise RouteUnknown(path=asked.request.path)
    return asked.route.open(asked.request)


def find_route(face: Face, method: str, path: str) -> tuple[Route, dict[str, str]]:
    """Find an operation that can be asked from inside, and the variable parts of its path.

    Raises:
        RouteUnknown: There is none; those that look at credentials themselves are none.
    """
    parts = path.split("/")
    fitting = [
        (route, names)
        for route in face.routes
        if route.method == method
        and route.act is None
        and route.enter is None
        and _fits(names := route.path.split("/"), parts)
    ]
    if not fitting:
        raise RouteUnknown(path=path)
    route, names = min(fitting, key=lambda each: sum(name[:1] == "{" for name in each[1]))
    pairs = zip(names, parts, strict=True)
    return route, {name[1:-1]: part for name, part in pairs if name[:1] == "{"}


def _fits(names: list[str], parts: list[str]) -> bool:
    return len(names) == len(parts) and all(
        name[:1] == "{" or name.lower() == part.lower()
        for name, part in zip(names, parts, strict=True)
    )
