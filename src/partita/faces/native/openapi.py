"""The OpenAPI document of the feed, and its page."""

from typing import Any, Final

import msgspec

from partita.facekit.face import HTML, JSON, Reply, Request, Route, json_reply
from partita.facekit.openapi import Document, reference_page
from partita.faces.native.reading import LIMIT, LINES, STREAM
from partita.usecases.feed import EVENTS_MAX

_INTEGER: Final = {"type": "integer", "format": "int64", "minimum": 0}
_TEXT: Final = {"type": "string"}
_PROBLEM: Final = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def _parameter(name: str, text: str, place: str = "query", **more: object) -> Document:
    return {"name": name, "in": place, "description": text, "schema": {**_INTEGER, **more}}


_AFTER: Final = _parameter("after", "The last position known.")
_LIMIT: Final = _parameter(
    "limit", "How many at most.", minimum=1, maximum=EVENTS_MAX, default=LIMIT
)
_PARTY: Final = _parameter("party", "Only what concerns this party.")
_RESUMED: Final = _parameter(
    "Last-Event-ID", "The last position seen by an event stream.", "header"
)
_REFUSALS: Final = {
    "400": "A parameter is no position or number.",
    "401": "There is no token, or nobody knows it.",
    "403": "The app lacks the role.",
    "405": "The method is not offered.",
    "406": "None of the media types offered is accepted.",
    "410": "The feed is no longer kept from there on.",
}


def _operation(name: str, summary: str, shapes: tuple[str, str], *more: Document) -> Document:
    page, entry = ({"schema": {"$ref": f"#/components/schemas/{each}"}} for each in shapes)
    content = {JSON: page, **dict.fromkeys(LINES, entry), STREAM: {"schema": _TEXT}}
    answers: Document = {"200": {"description": "What there is.", "content": content}}
    answers |= {
        status: {"description": text, "content": _PROBLEM} for status, text in _REFUSALS.items()
    }
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [_AFTER, _LIMIT, *more, _RESUMED],
        "responses": answers,
    }


def _object(text: str, **properties: Any) -> Document:
    return {"type": "object", "description": text, "properties": properties}


def _page(text: str, name: str, entry: str) -> Document:
    listed = {"type": "array", "items": {"$ref": f"#/components/schemas/{entry}"}}
    return _object(text, **{name: listed, "next": _INTEGER})


_SCHEMAS: Final[Document] = {
    "Event": _object(
        "A change, as CloudEvents 1.0 has it.",
        specversion=_TEXT,
        id=_TEXT,
        source=_TEXT,
        type=_TEXT,
        subject=_TEXT,
        time={"type": "string", "format": "date-time"},
        datacontenttype=_TEXT,
        sequence={**_INTEGER, "minimum": 1},
        data=_object(
            "Which record it happened to, and who did it.",
            party=_INTEGER,
            key=_TEXT,
            version=_INTEGER,
            app=_TEXT,
            dialect=_TEXT,
            request=_TEXT,
        ),
    ),
    "Events": _page("Changes; go on after `next`.", "events", "Event"),
    "Entry": _object(
        "Who did what, and how the record was before and after.",
        position=_INTEGER,
        at={"type": "string", "format": "date-time"},
        kind=_TEXT,
        party=_INTEGER,
        key=_TEXT,
        version=_INTEGER,
        app_id=_INTEGER,
        actor=_TEXT,
        dialect=_TEXT,
        request=_TEXT,
        before={"type": "object"},
        after={"type": "object"},
    ),
    "Entries": _page("Audit entries; go on after `next`.", "entries", "Entry"),
    "Problem": _object(
        "What went wrong (RFC 9457).",
        type=_TEXT,
        title=_TEXT,
        status=_INTEGER,
        detail=_TEXT,
        traceId=_TEXT,
    ),
}


def document(server: str) -> Document:
    """The OpenAPI document.

    Args:
        server: Base URL of the server.
    """
    feed = _operation("ReadFeed", "Every change, once, in order.", ("Events", "Event"))
    audit = _operation("ReadAudit", "Who did what.", ("Entries", "Entry"), _PARTY)
    return {
        "openapi": "3.0.1",
        "info": {
            "title": "Partita change feed",
            "description": "What happened in a book, in the order in which it was committed.",
            "version": "1",
        },
        "servers": [{"url": server or "/"}],
        "security": [{"token": []}],
        "paths": {"/feed": {"get": feed}, "/audit": {"get": audit}},
        "components": {
            "schemas": _SCHEMAS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _send(request: Request) -> Reply:
    return json_reply(msgspec.json.encode(document(request.base_url)))


def _show(request: Request) -> Reply:
    page = reference_page(document(request.base_url), "openapi.json")
    return Reply(200, page.encode(), HTML)


def routes() -> list[Route]:
    """The operations that serve the document and its page."""
    return [
        Route(method="GET", path="/feed/openapi.json", name="Document", open=_send),
        Route(method="GET", path="/feed/reference.html", name="Page", open=_show),
    ]
