"""The reference of each dialect, whose operations can be tried in the name of who is signed in."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from markupsafe import Markup, escape

from partita.domain.errors import RouteUnknown
from partita.facekit.asking import Asked, Dialect, ask, find_route, published
from partita.facekit.face import Mixed, Reply, Request, Route
from partita.facekit.operations import Operation, read_operations
from partita.facekit.showing import Call
from partita.usecases.context import Context, Looking
from partita.web.dialects import coloured
from partita.web.forms import Form, check_token, read_own_form, require_same_origin
from partita.web.page import Look, show

BODY_CHARS_MAX: Final = 100_000
"""How much of an answer is shown."""

COLOURED_CHARS_MAX: Final = 40_000
GOOD_BELOW: Final = 400
AS_ME: Final = "/as-me"


@dataclass(frozen=True, slots=True)
class Tried:
    """A question somebody tried.

    Attributes:
        operation: Which.
        values: What they entered.
        call: The question.
        asked: The question, ready to be answered.
        began: When, in seconds of a clock that only goes on.
    """

    operation: Operation
    values: dict[str, str]
    call: Call
    asked: Asked
    began: float


@dataclass(frozen=True, slots=True)
class Shown:
    """An operation, and whether it can be tried without the keys of an app."""

    operation: Operation
    is_open: bool


class Reference:
    """Shows what each dialect can be asked, and asks it."""

    def __init__(self, dialects: Sequence[Dialect]) -> None:
        """Know which dialects are served."""
        self._dialects = [each for each in dialects if each.showing.document]
        self._known: dict[tuple[str, str], tuple[Shown, ...]] = {}

    def routes(self) -> Iterator[Route]:
        """Yield the operations."""
        yield Route(method="GET", path="/reference", name="listReferences", read=self.show)
        yield Route(method="GET", path="/reference/{dialect}", name="showReference", read=self.show)
        trying = Mixed(
            prepare=self._prepare_try,
            is_write=lambda tried: tried.asked.is_write,
            read=self._try_read,
            write=self._try_write,
        )
        yield Route(method="POST", path="/reference/{dialect}", name="tryOperation", mixed=trying)
        passing = Mixed(
            prepare=self._prepare_raw,
            is_write=lambda asked: asked.is_write,
            read=lambda look, _request, asked: asked.read(look),
            write=lambda ctx, _request, asked: asked.write(ctx),
        )
        yield Route(method="POST", path=AS_ME, name="askAsUser", mixed=passing)

    def show(self, look: Looking, request: Request) -> Reply:
        """Show the page of a dialect, the first one unless said."""
        name = request.params.get("dialect")
        chosen = self._named(request, name) if name else self._dialects[0]
        shown = self._operations(request, chosen)
        groups = [
            (name, list(found)) for name, found in groupby(shown, lambda each: each.operation.group)
        ]
        values = {"dialects": self._dialects, "chosen": chosen, "groups": groups}
        return show(request, look, "reference.html", **values, as_me=AS_ME)

    def _named(self, request: Request, name: str) -> Dialect:
        """The dialect of a name.

        Raises:
            RouteUnknown: There is none.
        """
        found = next((each for each in self._dialects if each.name == name), None)
        if found is None:
            raise RouteUnknown(path=request.path)
        return found

    def _operations(self, request: Request, dialect: Dialect) -> tuple[Shown, ...]:
        """Its operations, from its own document; read once for each language."""
        language = Look.of(request).language
        known = self._known.get((dialect.name, language))
        if known is None:
            headers = {"Accept-Language": language}
            call = Call("document", dialect.showing.document, headers=headers)
            told = published(dialect, call, request.base_url).body
            known = tuple(_shown(dialect, each) for each in read_operations(json.loads(told)))
            self._known[dialect.name, language] = known
        return known

    # Trying.

    def _prepare_try(self, request: Request) -> Tried:
        """The question a form asks.

        Raises:
            NotAllowed: No page of ours sent the form.
            RouteUnknown: There is no such operation.
        """
        form = read_own_form(request)
        dialect = self._named(request, request.params["dialect"])
        operation = _operation(request, self._operations(request, dialect), form)
        values = {name: form.get(name) for name in form.fields}
        call = operation.call(values)
        began = time.perf_counter()
        asked = ask(dialect, call, request.base_url)
        return Tried(operation, values, call, asked, began)

    def _try_read(self, look: Looking, request: Request, tried: Tried) -> Reply:
        return _answered(look, request, tried, tried.asked.read(look))

    def _try_write(self, ctx: Context, request: Request, tried: Tried) -> Reply:
        return _answered(ctx.looking, request, tried, tried.asked.write(ctx))

    def _prepare_raw(self, request: Request) -> Asked:
        """The question a page of a dialect asks in the name of who is signed in.

        Raises:
            NotAllowed: No page of ours sent it.
            RouteUnknown: It is for no dialect.
        """
        require_same_origin(request)
        check_token(request, "")
        target = request.query.get("to", "")
        name = target.strip("/").partition("/")[0]
        content_type = request.header("Content-Type") or ""
        body = request.body().decode("utf-8", "replace")
        call = Call("", target, "POST", body, {"Content-Type": content_type})
        return ask(self._named(request, name), call, request.base_url)


def _shown(dialect: Dialect, operation: Operation) -> Shown:
    """An operation, and whether a person can try it as themselves."""
    mount = dialect.face.mounts[0]
    try:
        find_route(dialect.face, operation.method, operation.path.removeprefix(mount))
    except RouteUnknown:
        return Shown(operation, is_open=False)
    return Shown(operation, is_open=True)


def _operation(request: Request, shown: Sequence[Shown], form: Form) -> Operation:
    key = form.get("operation")
    found = next((each.operation for each in shown if each.operation.key == key), None)
    if found is None:
        raise RouteUnknown(path=request.path)
    return found


def _answered(look: Looking, request: Request, tried: Tried, reply: Reply) -> Reply:
    """Show what a dialect answered."""
    took_ms = (time.perf_counter() - tried.began) * 1000
    headers = {"Content-Type": reply.media_type, **reply.headers}
    dialect = tried.asked.dialect
    command = tried.call.command(request.base_url, dialect.showing.auth)
    return show(
        request,
        look,
        "tried.html",
        dialect=dialect,
        operation=tried.operation,
        call=tried.call,
        command=command,
        status=reply.status,
        is_good=reply.status < GOOD_BELOW,
        took_ms=took_ms,
        headers={name: text for name, text in headers.items() if text},
        size=len(reply.body),
        body=_body(reply.body),
    )


def _body(body: bytes) -> Markup:
    """An answer as it is read: JSON in lines, in colours when it is short."""
    text = body[: BODY_CHARS_MAX * 4].decode("utf-8", "replace")
    if len(text) <= COLOURED_CHARS_MAX:
        try:
            return coloured(json.loads(text))
        except (ValueError, RecursionError):
            pass
    return escape(text[:BODY_CHARS_MAX])
