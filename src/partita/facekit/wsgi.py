"""Between HTTP and the use cases: one Falcon application for all faces."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Final

import falcon
import msgspec
import structlog

from partita.access.grant import Actor
from partita.access.secret import hash_secret
from partita.domain.errors import (
    BodyMalformed,
    MethodUnknown,
    NotAllowed,
    PartitaError,
    RateExceeded,
    RouteUnknown,
)
from partita.facekit.budget import caller_of
from partita.facekit.face import Acting, Budget, Face, Mixed, Reply, Route
from partita.facekit.paths import Cors, PathNormaliser, PathRequest, Template
from partita.facekit.request import WsgiRequest
from partita.facekit.services import Services
from partita.facekit.telemetry import request_log
from partita.ports import StoredReply
from partita.usecases.context import Context, Looking

IDEMPOTENCY_S: Final = 3600
IDEMPOTENCY_KEY_CHARS_MAX: Final = 255
UNEXPECTED: Final = 500
NO_FACE: Final = "none"
NO_OPERATION: Final = "none"
EXPOSED_HEADERS: Final = (
    "Content-Disposition",
    "Location",
    "Link",
    "ETag",
    "Retry-After",
    "WWW-Authenticate",
    "X-CallCost",
    "X-Pagination",
    "X-RateLimiting",
    "X-RequestId",
    "X-ResultFromCache",
)
"""What pages of other origins may read beside the headers they always may."""

EVERY_REPLY: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "frame-ancestors 'self'; base-uri 'none'; object-src 'none'",
}
"""The pages of this server may show a reference page in a frame; nobody else may."""

PRIVATE_REPLY: Final = EVERY_REPLY | {"Cache-Control": "no-store"}
"""Who may see an answer depends on headers that caches do not look at."""

App = falcon.App[PathRequest, falcon.Response]
_log = structlog.get_logger("partita.access")


class Endpoint:
    """Answers one operation of one face."""

    def __init__(self, face: Face, route: Route, services: Services, mount: str) -> None:
        """Bind an operation to what it needs."""
        self._face = face
        self._route = route
        self._services = services
        self._mount = mount
        self._template = Template(mount + route.path)
        self._figures = services.figures.of(face.name, route.name)
        self._budget = services.budgets.get(face.name)
        self._tally = services.tally
        self._headers = PRIVATE_REPLY if route.open is None else EVERY_REPLY

    def __call__(self, req: PathRequest, resp: falcon.Response, **params: str) -> None:
        """Answer a request; whatever happens becomes an answer in the dialect's own shape."""
        started = time.perf_counter()
        written = self._template.as_written(params, req.path_cased) if params else params
        request = WsgiRequest(req, written, self._mount, self._services)
        reply = self._answer(request)
        headers = self._face.decorate(request, request.budget, self._route.cost)
        _send(resp, reply, self._headers, headers)
        if reply.following is not None:
            look = partial(self._look, request)
            resp.data, resp.stream = (
                None,
                self._services.streams.run(reply.body, reply.following, look),
            )

        def end(sent_bytes: int, is_whole: bool) -> None:  # noqa: FBT001  # as `portions.End`
            seconds = time.perf_counter() - started
            self._figures.count(reply.status, seconds)
            if self._tally is not None and request.actor is not None:
                self._tally.count(request.actor, reply.status)
            outcome = Outcome(reply.status, sent_bytes, seconds, is_whole)
            _log_request(req, request, outcome, (self._face.name, self._route.name))

        if reply.rest is not None:
            body = self._services.portions.send(reply.body, reply.rest, end)
            resp.data, resp.stream = None, body
        else:
            end(len(reply.body), True)  # noqa: FBT003  # as `portions.End`

    def _answer(self, request: WsgiRequest) -> Reply:
        try:
            if self._route.open is not None:
                return self._route.open(request)
            if self._route.enter is not None:
                request.arrive()
                self._count_guess(request)
                if self._route.spends is not None:
                    request.budget = self._spend(self._route.spends(request), request)
                return self._route.enter(request, self._services.database)
            actor = self._face.authenticate(request, self._services.database)
            request.actor = actor
            if self._budget is not None:
                request.budget = self._spend(self._caller(actor, request), request)
            _require_role(self._route, actor)
            return self._run(actor, request)
        except PartitaError as error:
            request.discard_body()
            return self._face.error_reply(error, request)
        except Exception:  # noqa: BLE001  # the edge: told in the log, and to the client as a number
            _log.exception("unexpected", id=request.id, operation=self._route.name)
            return self._face.error_reply(PartitaError(), request)

    @contextmanager
    def _look(self, request: WsgiRequest) -> Iterator[Looking]:
        """A look at the book for an answer that goes on, by somebody who still may."""
        actor = self._face.authenticate(request, self._services.database)
        with self._services.database.read(actor.book_id) as reading:
            yield Looking(actor, reading)

    def _caller(self, actor: Actor, request: WsgiRequest) -> int:
        """Whose budget a request takes from: that of the book, or of whoever has one."""
        rate = self._face.rate
        return rate.caller(request, actor) if rate else actor.book_id

    def _spend(self, caller: int, request: WsgiRequest) -> Budget | None:
        """Take the cost of the operation from a budget."""
        if self._budget is None:
            return None
        try:
            return self._budget.spend(caller, self._route.cost, self._services.clock)
        except RateExceeded as error:
            facts: dict[str, Any] = error.facts
            used, limit, window_s = (facts[name] for name in ("used", "limit", "window_s"))
            request.budget = Budget(used=used, limit=limit, window_s=window_s)
            raise

    def _count_guess(self, request: WsgiRequest) -> None:
        """Count an attempt to sign in.

        Raises:
            RateExceeded: There were too many, from there or for that name.
        """
        if self._route.guesses is not None and self._services.attempts is not None:
            for who, cost in self._route.guesses(request).items():
                self._services.attempts.spend(caller_of(who), cost, self._services.clock)

    def _run(self, actor: Actor, request: WsgiRequest) -> Reply:
        route = self._route
        request.arrive()
        if route.read is not None:
            with self._services.database.read(actor.book_id) as reading:
                reply = route.read(Looking(actor, reading), request)
                return self._services.portions.placed(reply, is_sent=request.wants_body)
        if route.mixed is not None:
            return self._run_mixed(route.mixed, actor, request)
        if route.act is not None:
            return route.act(self._acting(actor, request), request)
        key = request.header(self._face.idempotency_header or "")
        if key:
            return self._run_once(actor, request, key)
        prepared = self._prepare(request)
        with self._services.database.write(actor, request.id) as unit:
            return self._write(Context(actor, unit, self._services.clock()), request, prepared)

    def _run_mixed(self, mixed: Mixed, actor: Actor, request: WsgiRequest) -> Reply:
        prepared = mixed.prepare(request)
        if mixed.is_write(prepared):
            with self._services.database.write(actor, request.id) as unit:
                return mixed.write(Context(actor, unit, self._services.clock()), request, prepared)
        with self._services.database.read(actor.book_id) as reading:
            return mixed.read(Looking(actor, reading), request, prepared)

    def _acting(self, actor: Actor, request: WsgiRequest) -> Acting:
        services = self._services

        @contextmanager
        def begin() -> Iterator[Context]:
            with services.database.write(actor, request.id) as unit:
                yield Context(actor, unit, services.clock())

        return Acting(begin, services.branding, services.jobs)

    def _prepare(self, request: WsgiRequest) -> Any:
        return self._route.prepare(request) if self._route.prepare else None

    def _write(self, ctx: Context, request: WsgiRequest, prepared: Any) -> Reply:
        if self._route.write is None:
            raise PartitaError
        return self._route.write(ctx, request, prepared)

    def _run_once(self, actor: Actor, request: WsgiRequest, key: str) -> Reply:
        """Run a write that carries a key, or give the first answer to that key again.

        The answer is stored in the transaction of the write. One that failed through no fault of
        the request is not: whoever repeats it has a new chance.
        """
        if len(key) > IDEMPOTENCY_KEY_CHARS_MAX:
            key = hash_secret(key)
        try:
            prepared, refusal = self._prepare(request), None
        except PartitaError as error:
            prepared, refusal = None, error
        now = self._services.clock()
        with self._services.database.write(actor, request.id) as unit:
            not_before = now - timedelta(seconds=IDEMPOTENCY_S)
            stored = unit.replies.claim(actor.app_id, key, not_before=not_before)
            if stored is not None:
                return self._replay(stored)
            reply = self._attempt(Context(actor, unit, now), request, prepared, refusal)
            unit.replies.keep(actor.app_id, key, _kept(reply))
            return reply

    def _attempt(
        self, ctx: Context, request: WsgiRequest, prepared: Any, refusal: PartitaError | None
    ) -> Reply:
        """Run a write so that a refusal undoes it but can still be stored as the answer."""
        try:
            if refusal is not None:
                raise refusal
            with ctx.unit.attempt():
                return self._write(ctx, request, prepared)
        except PartitaError as error:
            reply = self._face.error_reply(error, request)
            if reply.status >= UNEXPECTED:
                raise
            return reply

    def _replay(self, stored: StoredReply) -> Reply:
        headers = dict(stored.headers)
        media_type = headers.pop("Content-Type", None)
        return Reply(
            stored.status, stored.body, media_type, {**headers, **self._face.replay_headers}
        )


def _require_role(route: Route, actor: Actor) -> None:
    if route.needs and actor.roles and route.needs.isdisjoint(actor.roles):
        raise NotAllowed(permission=" or ".join(sorted(route.needs)))


def _kept(reply: Reply) -> StoredReply:
    media = {"Content-Type": reply.media_type} if reply.media_type else {}
    return StoredReply(reply.status, {**media, **reply.headers}, reply.body)


def _send(resp: falcon.Response, reply: Reply, *headers: Mapping[str, str]) -> None:
    resp.status = reply.status
    resp.data = reply.body
    if reply.media_type is not None:
        resp.content_type = reply.media_type
    for each in headers:
        resp.set_headers(each)
    if reply.headers:
        own = dict(reply.headers)
        if cookie := own.pop("Set-Cookie", None):
            resp.append_header("Set-Cookie", cookie)
        resp.set_headers(own)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request.

    Attributes:
        is_whole: The answer was sent to its end.
    """

    status: int
    sent_bytes: int
    seconds: float
    is_whole: bool = True


def _log_request(
    req: falcon.Request,
    request: WsgiRequest,
    outcome: Outcome,
    names: tuple[str, str | None],
) -> None:
    actor = request.actor
    facts: dict[str, Any] = {
        "id": request.id,
        "face": names[0],
        "operation": names[1],
        "method": req.method,
        "path": request.path,
        "status": outcome.status,
        "ms": round(outcome.seconds * 1000, 2),
        "bytes": outcome.sent_bytes,
        "app": actor.name if actor else None,
        "book": actor.book_id if actor else None,
    }
    if caller_id := request.caller_id:
        facts["caller_id"] = caller_id
    if not outcome.is_whole:
        facts["cut"] = True
    request_log.write(facts)


@dataclass(frozen=True, slots=True)
class Mounted:
    """A face and where it is served; its first mount is the one of absolute URLs."""

    face: Face
    mounts: tuple[str, ...]


def build_app(
    mounted: Iterable[Mounted], services: Services, hosts: Mapping[str, str], cors_origins: str
) -> App:
    """Make the application of all faces.

    Args:
        mounted: The faces.
        services: What their operations need.
        hosts: Mounts by host name.
        cors_origins: Origins browsers may call from, comma separated; ``*`` for any.

    Returns:
        A WSGI application.
    """
    faces = [(each.face, mount) for each in mounted for mount in each.mounts]
    middleware: list[Any] = [PathNormaliser(hosts)]
    if cors_origins:
        origins = [each.strip() for each in cors_origins.split(",") if each.strip()]
        allowed = "*" if "*" in origins else origins
        middleware.append(Cors(allow_origins=allowed, expose_headers=EXPOSED_HEADERS))
    app = falcon.App(request_type=PathRequest, middleware=middleware)
    app.set_error_serializer(lambda _req, _resp, _error: None)
    fallback = Fallback(faces, services)
    app.add_error_handler(Exception, fallback)
    app.add_error_handler(falcon.HTTPError, fallback)
    for face, mount in faces:
        _add_routes(app, face, services, mount)
    return app


def _add_routes(app: App, face: Face, services: Services, mount: str) -> None:
    by_path: dict[str, dict[str, Endpoint]] = {}
    for route in face.routes:
        methods = by_path.setdefault(mount + route.path, {})
        methods[f"on_{route.method.lower()}"] = Endpoint(face, route, services, mount)
    for path, methods in by_path.items():
        if "on_get" in methods:
            methods.setdefault("on_head", methods["on_get"])
        app.add_route(path.lower() or "/", type("Resource", (), methods)())


class Fallback:
    """Answers what no operation did: unknown paths and methods, and what went wrong on the way."""

    def __init__(self, faces: list[tuple[Face, str]], services: Services) -> None:
        """Know whose path is whose."""
        self._owned = [(base, face, mount) for face, mount in faces for base in _owned(face, mount)]
        starts = [(face, mount) for base, face, mount in self._owned if base == "/"]
        self._start: tuple[Face | None, str] = starts[0] if starts else (None, "")
        self._services = services
        names = {face.name for face, _ in faces} | {NO_FACE}
        self._figures = {name: services.figures.of(name, NO_OPERATION) for name in names}

    def __call__(
        self, req: PathRequest, resp: falcon.Response, error: Exception, _params: object
    ) -> None:
        """Answer in the shape of the face whose mount the path is under, or in a plain one."""
        started = time.perf_counter()
        face, mount = self._find(req.path)
        request = WsgiRequest(req, {}, mount, self._services)
        request.discard_body()
        if not isinstance(error, falcon.HTTPError):
            _log.exception("unexpected", id=request.id, path=request.path)
        reply = self._spoken(face, error, req, request) or _plain(error, request)
        _send(resp, reply, EVERY_REPLY)
        seconds = time.perf_counter() - started
        name = face.name if face else NO_FACE
        self._figures[name].count(reply.status, seconds)
        outcome = Outcome(reply.status, len(reply.body), seconds)
        _log_request(req, request, outcome, (name, None))

    def _find(self, path: str) -> tuple[Face | None, str]:
        for base, face, mount in self._owned:
            if path == base or path.startswith(base + "/"):
                return face, mount
        return self._start

    def _spoken(
        self, face: Face | None, error: Exception, req: PathRequest, request: WsgiRequest
    ) -> Reply | None:
        """The answer in the shape of a face; none when there is no face, or it cannot tell."""
        if face is None:
            return None
        try:
            reply = face.error_reply(_as_fact(error, req), request)
            headers = {**face.decorate(request, None, 0), **reply.headers}
            return Reply(reply.status, reply.body, reply.media_type, headers)
        except Exception:  # noqa: BLE001  # likewise; what tells errors can err
            _log.exception("unexpected", id=request.id, path=request.path)
            return None


def _owned(face: Face, mount: str) -> set[str]:
    """The paths below which everything is a face's: its mount, or at the root those it uses."""
    return {mount} if mount else {"/" + route.path.split("/")[1] for route in face.routes}


def _as_fact(error: Exception, req: PathRequest) -> PartitaError:
    """What an error of the framework says, in words of the core."""
    if isinstance(error, falcon.HTTPMethodNotAllowed):
        return MethodUnknown(method=req.method, allowed=_headers(error).get("Allow", ""))
    if isinstance(error, falcon.HTTPNotFound):
        return RouteUnknown(path=req.path_given)
    if isinstance(error, falcon.HTTPBadRequest):  # said of methods nobody has heard of
        return MethodUnknown(method=req.method, allowed="GET, HEAD, POST, PUT, PATCH, DELETE")
    if isinstance(error, falcon.HTTPError) and error.status_code < UNEXPECTED:
        return BodyMalformed(reason=error.title)
    return PartitaError()


def _headers(error: falcon.HTTPError) -> dict[str, str]:
    return dict(error.headers or {})


def _plain(error: Exception, request: WsgiRequest) -> Reply:
    """An answer in no face's shape (RFC 9457)."""
    known = error if isinstance(error, falcon.HTTPError) else falcon.HTTPInternalServerError()
    body = {"title": known.title, "status": known.status_code, "traceId": request.id}
    return Reply(
        known.status_code, msgspec.json.encode(body), "application/problem+json", _headers(known)
    )
