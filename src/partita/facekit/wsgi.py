"""Between HTTP and the use cases: one Falcon application for all faces."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any, Final
from urllib.parse import parse_qsl

import falcon
import structlog

from partita.access.grant import Actor
from partita.domain.errors import (
    BodyTooLarge,
    MethodUnknown,
    PartitaError,
    RouteUnknown,
    StoreBusy,
)
from partita.facekit.budget import SharedBudget
from partita.facekit.face import Budget, Face, Reply, Request, Route
from partita.facekit.telemetry import OperationFigures
from partita.kit.clock import Clock
from partita.kit.ids import trace_id
from partita.ports import Database, StoredReply
from partita.usecases.context import Context, Looking

IDEMPOTENCY_S: Final = 3600
IDEMPOTENCY_KEY_CHARS_MAX: Final = 255
UNEXPECTED: Final = 500
_log = structlog.get_logger("partita.access")


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What the plumbing needs of the rest.

    Attributes:
        database: The store.
        clock: What time it is.
        budget: Who used how much; ``None`` for no limits.
        body_bytes_max: Longest request body.
        public_url: Base of absolute URLs; by the request's own host when empty.
    """

    database: Database
    clock: Clock
    budget: SharedBudget | None
    body_bytes_max: int
    public_url: str


class WsgiRequest:
    """A Falcon request as handlers see it."""

    def __init__(
        self, req: falcon.Request, params: Mapping[str, str], services: Services, mount: str
    ) -> None:
        """Wrap a request."""
        self._req = req
        self._services = services
        self._mount = mount
        self.params = params
        self.id = trace_id()

    @property
    def method(self) -> str:
        """Such as ``GET``."""
        return self._req.method

    @property
    def path(self) -> str:
        """The path as the client wrote it."""
        return str(self._req.env.get("PATH_INFO", "/"))

    @cached_property
    def query(self) -> Mapping[str, str]:
        """Query parameters by name in lower case; the first of a name counts."""
        text = self._req.query_string
        if not text:
            return {}
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=1_000)
        return {name.lower(): value for name, value in reversed(pairs)}

    @property
    def base_url(self) -> str:
        """Scheme, host and mount as the client sees them."""
        return f"{self._services.public_url or self._req.prefix}{self._mount}"

    @property
    def url(self) -> str:
        """The absolute URL of the path, without doubled and trailing slashes."""
        path = "/".join(part for part in self.path.split("/") if part)
        return f"{self._services.public_url or self._req.prefix}/{path}"

    def header(self, name: str) -> str | None:
        """A header by its name in any case."""
        return self._req.get_header(name)

    def body(self) -> bytes:
        """The body, as long as it is not too long.

        Raises:
            BodyTooLarge: It is.
        """
        limit = self._services.body_bytes_max
        if (self._req.content_length or 0) > limit:
            raise BodyTooLarge(bytes_max=limit)
        body: bytes = self._req.bounded_stream.read(limit + 1)
        if len(body) > limit:
            raise BodyTooLarge(bytes_max=limit)
        return body


class Endpoint:
    """Answers one operation of one face."""

    def __init__(self, face: Face, route: Route, services: Services, mount: str) -> None:
        """Bind an operation to what it needs."""
        self._face = face
        self._route = route
        self._services = services
        self._mount = mount
        self._figures = OperationFigures(face.name, route.name)

    def __call__(self, req: falcon.Request, resp: falcon.Response, **params: str) -> None:
        """Answer a request; whatever happens becomes an answer in the dialect's own shape."""
        started = time.perf_counter()
        request = WsgiRequest(req, params, self._services, self._mount)
        reply, budget, actor = self._answer(request)
        _send(resp, reply, self._face.decorate(request, budget, self._route.cost))
        seconds = time.perf_counter() - started
        self._figures.count(reply.status, seconds)
        _log.info(
            "request",
            id=request.id,
            face=self._face.name,
            operation=self._route.name,
            method=request.method,
            path=request.path,
            status=reply.status,
            ms=round(seconds * 1000, 2),
            bytes=len(reply.body),
            app=actor.name if actor else None,
            book=actor.book_id if actor else None,
        )

    def _answer(self, request: WsgiRequest) -> tuple[Reply, Budget | None, Actor | None]:
        actor, budget = None, None
        try:
            if self._route.open is not None:
                return self._route.open(request), None, None
            actor = self._face.authenticate(request, self._services.database)
            if self._services.budget is not None:
                budget = self._services.budget.spend(actor.book_id, self._route.cost)
            return self._run(actor, request), budget, actor
        except PartitaError as error:
            return self._face.error_reply(error, request), budget, actor
        except Exception:
            _log.exception("unexpected", id=request.id, operation=self._route.name)
            return self._face.error_reply(PartitaError(), request), budget, actor

    def _run(self, actor: Actor, request: WsgiRequest) -> Reply:
        route = self._route
        if route.read is not None:
            with self._services.database.read(actor.book_id) as reading:
                return route.read(Looking(actor, reading), request)
        key = request.header(self._face.idempotency_header or "")
        if key:
            return self._run_once(actor, request, key[:IDEMPOTENCY_KEY_CHARS_MAX])
        prepared = route.prepare(request) if route.prepare else None
        with self._services.database.write(actor, request.id) as unit:
            return _write(route, Context(actor, unit, self._services.clock()), request, prepared)

    def _run_once(self, actor: Actor, request: WsgiRequest, key: str) -> Reply:
        """Run a write that carries a key, or give the first answer to that key again."""
        now = self._services.clock()
        with self._services.database.write(actor, request.id) as unit:
            not_before = now - timedelta(seconds=IDEMPOTENCY_S)
            stored = unit.replies.claim(actor.app_id, key, not_before=not_before)
            if stored is not None:
                return self._replay(stored)
            reply = self._attempt(Context(actor, unit, now), request)
            media = {"Content-Type": reply.media_type} if reply.media_type else {}
            kept = StoredReply(reply.status, {**media, **reply.headers}, reply.body)
            unit.replies.keep(actor.app_id, key, kept)
            return reply

    def _attempt(self, ctx: Context, request: WsgiRequest) -> Reply:
        """Run a write so that a refusal undoes it but can still be stored as the answer."""
        try:
            with ctx.unit.attempt():
                prepared = self._route.prepare(request) if self._route.prepare else None
                return _write(self._route, ctx, request, prepared)
        except StoreBusy:
            raise
        except PartitaError as error:
            return self._face.error_reply(error, request)

    def _replay(self, stored: StoredReply) -> Reply:
        headers = dict(stored.headers)
        media_type = headers.pop("Content-Type", None)
        return Reply(
            stored.status, stored.body, media_type, {**headers, **self._face.replay_headers}
        )


def _write(route: Route, ctx: Context, request: Request, prepared: Any) -> Reply:  # noqa: ANN401
    if route.write is None:
        raise PartitaError
    return route.write(ctx, request, prepared)


def _send(resp: falcon.Response, reply: Reply, headers: Mapping[str, str]) -> None:
    resp.status = reply.status
    resp.data = reply.body
    if reply.media_type is not None:
        resp.content_type = reply.media_type
    for name, value in headers.items():
        resp.set_header(name, value)
    for name, value in reply.headers.items():
        resp.set_header(name, value)


class PathNormaliser:
    """Makes routing ignore letter case, doubled and trailing slashes, and mapped host names."""

    def __init__(self, hosts: Mapping[str, str]) -> None:
        """Know which host names serve which mount at their root."""
        self._hosts = hosts

    def process_request(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Rewrite the path that the router sees."""
        path = req.path.lower()
        while "//" in path:
            path = path.replace("//", "/")
        if self._hosts:
            path = self._hosts.get((req.host or "").lower(), "") + path
        req.path = path.rstrip("/") or "/"


@dataclass(frozen=True, slots=True)
class Mounted:
    """A face and where it is served; its first mount is the one of absolute URLs."""

    face: Face
    mounts: tuple[str, ...]


def build_app(
    mounted: Iterable[Mounted], services: Services, hosts: Mapping[str, str], cors_origins: str
) -> falcon.App:
    """Make the application of all faces.

    Args:
        mounted: The faces.
        services: What their operations need.
        hosts: Mounts by host name.
        cors_origins: Origins browsers may call from, comma separated; ``*`` for any; empty for none.

    Returns:
        A WSGI application.
    """
    faces = list(mounted)
    middleware: list[Any] = [PathNormaliser(hosts)]
    if cors_origins:
        origins = "*" if cors_origins.strip() == "*" else cors_origins.split(",")
        exposed = ["Location", "Link", "X-Pagination", "X-ResultFromCache", "X-RequestId"]
        middleware.append(falcon.CORSMiddleware(allow_origins=origins, expose_headers=exposed))
    app = falcon.App(middleware=middleware)
    app.req_options.strip_url_path_trailing_slash = False
    app.set_error_serializer(lambda _req, _resp, _error: None)
    app.add_error_handler(falcon.HTTPError, Fallback(faces, services))
    for each in faces:
        for mount in each.mounts:
            _add_routes(app, each.face, services, mount)
    return app


def _add_routes(app: falcon.App, face: Face, services: Services, mount: str) -> None:
    by_path: dict[str, dict[str, Endpoint]] = {}
    for route in face.routes:
        methods = by_path.setdefault(mount + route.path, {})
        methods[f"on_{route.method.lower()}"] = Endpoint(face, route, services, mount)
    for path, methods in by_path.items():
        app.add_route(path.lower() or "/", type("Resource", (), methods)())


class Fallback:
    """Answers what no operation did: unknown paths and methods, unreadable requests."""

    def __init__(self, faces: list[Mounted], services: Services) -> None:
        """Know whose path is whose."""
        self._faces = faces
        self._services = services

    def __call__(
        self, req: falcon.Request, resp: falcon.Response, error: falcon.HTTPError, _params: object
    ) -> None:
        """Answer in the shape of the face whose mount the path is under."""
        found = self._find(req.path)
        if found is None:
            _plain(resp, error)
            return
        face, mount = found
        request = WsgiRequest(req, {}, self._services, mount)
        reply = face.error_reply(_as_fact(error, req), request)
        _send(resp, reply, face.decorate(request, None, 0))
        _log.info(
            "request", id=request.id, face=face.name, operation=None, method=req.method,
            path=request.path, status=reply.status,
        )

    def _find(self, path: str) -> tuple[Face, str] | None:
        for each in self._faces:
            for mount in each.mounts:
                if path == mount or path.startswith(mount + "/"):
                    return each.face, mount
        return None


def _as_fact(error: falcon.HTTPError, req: falcon.Request) -> PartitaError:
    if isinstance(error, falcon.HTTPMethodNotAllowed):
        allowed = dict(error.headers or {}).get("Allow", "")  # type: ignore[arg-type]
        return MethodUnknown(method=req.method, allowed=allowed)
    if error.status_code >= UNEXPECTED:
        return PartitaError()
    return RouteUnknown(path=req.env.get("PATH_INFO", req.path))


def _plain(resp: falcon.Response, error: falcon.HTTPError) -> None:
    resp.status = error.status
    resp.content_type = "application/problem+json"
    resp.text = f'{{"title":"{error.title}","status":{error.status_code}}}'
    for name, value in dict(error.headers or {}).items():  # type: ignore[arg-type]
        resp.set_header(name, value)


