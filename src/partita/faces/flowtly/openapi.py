"""The OpenAPI document, and the page people read; made from the tables (sections 5.5 and 13)."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

import msgspec

from partita.facekit.face import HTML, Open, Reply, Request, Route
from partita.facekit.openapi import Document, reference_page
from partita.facekit.problem import PROBLEM
from partita.facekit.table import Kind
from partita.faces.flowtly import filters, hydra, merging, paging, wire
from partita.faces.flowtly.messages import N_, VARIES, language_of, said
from partita.faces.flowtly.negotiation import JSON_LD, MERGE_PATCH, PLAIN_JSON, choose
from partita.faces.flowtly.operations import (
    COLLECTION,
    FILE,
    ITEM,
    JOB,
    OPERATIONS,
    Operation,
)
from partita.faces.flowtly.places import CODED, Place, place_of
from partita.faces.flowtly.shelves import CLIENTS, CONTACTS, STORAGES, TOLD, Shelf
from partita.faces.flowtly.wire import Property

TITLE: Final = "Flowtly REST API: Clients & counterparties"
VERSION: Final = "2.0.0"
OPENAPI: Final = "application/vnd.openapi+json"
DESCRIPTION: Final = N_(
    "Served by Partita over one book that other dialects see, too. Made from the tables that "
    "check every request, so it cannot say anything else than what the server does."
)
_OFFERED: Final = {"html": "text/html", "jsonld": JSON_LD, "openapi": OPENAPI, "json": PLAIN_JSON}
_TYPES: Final = {
    Kind.INTEGER: "integer",
    Kind.TEXT: "string",
    Kind.BOOLEAN: "boolean",
    Kind.MOMENT: "string",
}
LINKED: Final = ".jsonld"
PATCHED: Final = ".jsonMergePatch"
"""Marks of schemas in JSON-LD and of merge patches."""

_Items = Callable[[Property], Document]
_TEXT: Final[Document] = {"type": "string"}
_REFUSALS: Final = {
    "400": N_("Invalid input"),
    "401": N_("No valid token"),
    "403": N_("Forbidden"),
    "404": N_("Resource not found"),
    "406": N_("Not acceptable"),
    "409": N_("Conflict"),
    "413": N_("Body too long"),
    "415": N_("Unsupported media type"),
    "422": N_("Unprocessable entity"),
    "429": N_("Too many requests"),
}
_WHOLE: Final = N_("With false, pages have {max} members, sent as they are read.")
PAGE_WORDS: Final = (
    *(N_("parameter"), N_("in"), N_("type"), N_("field"), N_("max"), N_("filter"), N_("sort")),
    *(N_("Answers"), N_("readOnly"), N_("nullable"), N_("required"), N_("yes")),
)
"""Words of the page itself, to be translated; the kit knows them in English."""

_SUCCESS: Final = {
    "200": N_("The resource"),
    "201": N_("The resource was created"),
    "202": N_("It will be done, outside this request"),
    "204": N_("The resource is gone"),
}


def read_name(shelf: Shelf, *, is_linked: bool = False) -> str:
    """What the schema of a resource as it is read is called."""
    name = f"{shelf.name}{LINKED if is_linked else ''}"
    return f"{name}-{'_'.join(shelf.groups)}" if shelf.groups else name


def write_name(shelf: Shelf, mark: str = "") -> str:
    """What the schema of a resource as it is written is called."""
    group = shelf.groups[0].removesuffix(".read")
    return f"{shelf.name}{mark}-{group}.write"


class Writer:
    """Writes the document in one language."""

    def __init__(self, place: Place, language: str, *, is_bare: bool) -> None:
        """Know for whom."""
        self._place = place
        self._language = language
        self._mark = "" if is_bare else paging.PREFIX

    def _say(self, text: str, **facts: str) -> str:
        found = said(text, self._language)
        for name, value in facts.items():
            found = found.replace(f"{{{name}}}", value)
        return found

    def document(self) -> Document:
        """The whole document."""
        paths: Document = {}
        for each in OPERATIONS:
            paths.setdefault(each.path, {})[each.method.lower()] = self._operation(each)
        paths["/login"] = {"post": self._login()}
        return {
            "openapi": "3.1.0",
            "info": {"title": TITLE, "version": VERSION, "description": self._say(DESCRIPTION)},
            "servers": [{"url": self._place.base or "/"}],
            "security": [{"bearer": []}],
            "tags": [
                {"name": shelf.name, "description": self._say(shelf.resource.text)}
                for shelf in TOLD
            ],
            "paths": dict(sorted(paths.items())),
            "components": {
                "schemas": self._schemas(),
                "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            },
        }

    def _operation(self, each: Operation) -> Document:
        found: Document = {
            "operationId": each.id,
            "tags": [each.shelf.name],
            "summary": self._say(each.summary, name=each.shelf.name),
            "parameters": self._parameters(each),
            "responses": {**self._answers(each), **self._refusals(each)},
        }
        if each.body:
            found["requestBody"] = self._body(each)
        return found

    def _parameters(self, each: Operation) -> list[Document]:
        found = []
        if "{id}" in each.path:
            found.append(_path_parameter(each.shelf))
        if each.answers == COLLECTION:
            found += _paging_parameters(self._say)
            found += [
                _query(name, _filter_schema(name)) for name, _ in filters.variables(each.shelf)
            ]
        elif each.answers == ITEM:
            found.append(_query("properties[]", _filter_schema("properties[]")))
        if each.is_search:
            taken = {parameter["name"] for parameter in found}
            found += [_query(name, _TEXT) for name in filters.SEARCH_NAMES if name not in taken]
        return found

    def _answers(self, each: Operation) -> Document:
        status = str(each.status)
        told: Document = {"description": self._say(_SUCCESS[status])}
        if each.answers == COLLECTION:
            told["content"] = _collection(each.shelf, self._mark)
        elif each.answers == JOB:
            job = {"schema": _ref("Job")}
            told["content"] = {JSON_LD: job, PLAIN_JSON: job}
        elif each.answers == FILE:
            told["content"] = {"*/*": {}}
            told["headers"] = {"Content-Disposition": {"schema": _TEXT}}
        elif each.answers == ITEM:
            told["content"] = _item(each.shelf, has_documents=each.has_documents)
        if each.status == 201:  # noqa: PLR2004  # the one status that says where
            told["headers"] = {"Location": {"schema": _TEXT}, "Content-Location": {"schema": _TEXT}}
        return {status: told}

    def _refusals(self, each: Operation) -> Document:
        """What every operation may refuse, and what this one may besides."""
        known = ["401", "403", "406", "429"]
        known += ["404"] if "{id}" in each.path or each.path.endswith("/me") else []
        known += ["400"] if each.body or each.answers == COLLECTION else []
        known += ["413", "415", "422"] if each.body else []
        known += ["409"] if each.method != "GET" else []
        return {
            status: {
                "description": self._say(_REFUSALS[status]),
                "content": _error(status),
            }
            for status in sorted(known)
        }

    def _body(self, each: Operation) -> Document:
        if each.body == "patch":
            content = {MERGE_PATCH: _ref(write_name(each.shelf, PATCHED))}
        elif each.body == "new":
            content = {
                JSON_LD: _ref(write_name(each.shelf, LINKED)),
                PLAIN_JSON: _ref(write_name(each.shelf)),
            }
        else:
            content = {media: _ref(each.body) for media in (JSON_LD, PLAIN_JSON)}
        return {
            "required": each.body in ("new", "patch"),
            "content": {media: {"schema": schema} for media, schema in content.items()},
        }

    def _login(self) -> Document:
        return {
            "operationId": "login",
            "tags": ["Login"],
            "summary": self._say(N_("Gives a token for a user and password.")),
            "security": [],
            "requestBody": {
                "required": True,
                "content": {PLAIN_JSON: {"schema": _ref("Credentials")}},
            },
            "responses": {
                "200": {
                    "description": self._say(N_("The token")),
                    "content": {PLAIN_JSON: {"schema": _ref("Token")}},
                },
                **{
                    status: {
                        "description": self._say(_REFUSALS[status]),
                        "content": _error(status),
                    }
                    for status in ("400", "401", "413", "415")
                },
            },
        }

    def _schemas(self) -> Document:
        found: Document = dict(_SHARED)
        for shelf in TOLD:
            found |= self._of_shelf(shelf)
        return dict(sorted(found.items()))

    def _of_shelf(self, shelf: Shelf) -> Document:
        found = {}
        for mark in ("", LINKED):
            is_linked, shown = bool(mark), shelf.shown
            found[read_name(shelf, is_linked=is_linked)] = self._read(shelf, shown, mark)
            if shelf is CLIENTS:
                fields = (*shown, wire.DOCUMENTS)
                found[f"Client{mark}-documents"] = self._read(shelf, fields, mark)
        if shelf.is_written:
            found |= {
                write_name(shelf, mark): self._write(shelf, mark) for mark in ("", LINKED, PATCHED)
            }
        return {name: {**schema, "title": name} for name, schema in found.items()}

    def _read(self, shelf: Shelf, fields: Iterable[Property], mark: str) -> Document:
        found = self._object(shelf, fields, lambda each: _read_items(each, mark), is_read=True)
        return _with_marks(found) if mark else found

    def _write(self, shelf: Shelf, mark: str) -> Document:
        fields = shelf.written.values()
        found = self._object(shelf, fields, lambda _: _written_contacts(mark), is_read=False)
        required = [each.name for each in fields if each.required]
        return {**found, "required": required} if required and mark != PATCHED else found

    def _object(
        self, shelf: Shelf, fields: Iterable[Property], items: _Items, *, is_read: bool
    ) -> Document:
        shown = {each.name: self._property(each, items, is_read=is_read) for each in fields}
        text = self._say(shelf.resource.text)
        return {"type": "object", "description": text, "properties": shown}

    def _property(self, each: Property, items: _Items, *, is_read: bool) -> Document:
        schema = items(each) if each.items else _scalar(each, is_read=is_read)
        if each.text:
            schema["description"] = self._say(each.text)
        if each.to is None:
            schema["readOnly"] = True
        return schema


def _read_items(each: Property, mark: str) -> Document:
    """Embedded objects as they are read."""
    if each.items is wire.COST_GROUP_SHOWN:
        return {"type": ["object", "null"]}
    shelf = STORAGES if each.items is wire.STORAGE else CONTACTS
    return {"type": "array", "items": _ref(read_name(shelf, is_linked=bool(mark)))}


def _written_contacts(mark: str) -> Document:
    """Embedded contacts as they are written: new ones whole, others by their IRIs, too."""
    inside = _ref(write_name(CONTACTS, mark))
    if mark != PATCHED:
        return {"type": "array", "items": inside}
    iri = {"type": "string", "format": "iri-reference"}
    return {"type": "array", "items": {"anyOf": [inside, iri]}}


def _scalar(each: Property, *, is_read: bool) -> Document:
    kind: Any = _TYPES[each.kind]
    schema: Document = {"type": [kind, "null"] if each.nullable and each.name != "id" else kind}
    if each.link:
        schema |= {"format": "iri-reference", "examples": [_example(each.link)]}
    elif each.kind is Kind.MOMENT:
        schema |= {"type": "string", "format": "date-time"}
    elif each.kind is Kind.INTEGER and each.max is not None:
        schema |= {"minimum": each.min, "maximum": each.max}
    elif each.max is not None and not is_read:
        schema["maxLength"] = each.max
    if each.is_email and not is_read:
        schema["format"] = "email"
    if each.choices:
        schema["examples"] = list(each.choices)
    return schema


def _example(link: str) -> str:
    codes = {"countries": "DK", "currencies": "DKK"}
    return f"/{link}/{codes.get(link, '1')}"


def _with_marks(schema: Document) -> Document:
    context = {"anyOf": [_TEXT, {"type": "object"}]}
    marks = {"@context": context, "@id": _TEXT, "@type": _TEXT}
    return {**schema, "properties": {**marks, **schema["properties"]}}


def _ref(name: str) -> Document:
    return {"$ref": f"#/components/schemas/{name}"}


def _item(shelf: Shelf, *, has_documents: bool) -> Document:
    plain, linked = read_name(shelf), read_name(shelf, is_linked=True)
    if has_documents:
        plain, linked = "Client-documents", "Client.jsonld-documents"
    return {JSON_LD: {"schema": _ref(linked)}, PLAIN_JSON: {"schema": _ref(plain)}}


def _collection(shelf: Shelf, mark: str) -> Document:
    members = {"type": "array", "items": _ref(read_name(shelf, is_linked=True))}
    linked = {
        "type": "object",
        "properties": {
            "@context": _TEXT,
            "@id": _TEXT,
            "@type": _TEXT,
            f"{mark}totalItems": {"type": "integer", "minimum": 0},
            f"{mark}member": members,
            f"{mark}view": {"type": "object"},
            f"{mark}search": {"type": "object"},
        },
    }
    plain = {"type": "array", "items": _ref(read_name(shelf))}
    return {JSON_LD: {"schema": linked}, PLAIN_JSON: {"schema": plain}}


def _error(status: str) -> Document:
    if status == "401":
        return {PLAIN_JSON: {"schema": _ref("Unauthorized")}}
    name = "ConstraintViolation" if status == "422" else "Error"
    return {PROBLEM: {"schema": _ref(name)}}


def _path_parameter(shelf: Shelf) -> Document:
    schema = {"type": "integer", "minimum": 1, "maximum": 2**53}
    if shelf.path in CODED or shelf.key == "uuid":
        schema = {"type": "string"}
    return {"name": "id", "in": "path", "required": True, "schema": schema}


def _query(name: str, schema: Document) -> Document:
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _filter_schema(name: str) -> Document:
    if name.endswith("[]"):
        return {"type": "array", "items": _TEXT}
    if name.startswith("order["):
        return {"type": "string", "enum": ["asc", "desc"]}
    return dict(_TEXT)


def _paging_parameters(say: Callable[..., str]) -> list[Document]:
    return [
        _query("page", {"type": "integer", "minimum": 1, "default": 1}),
        _query(
            "itemsPerPage",
            {
                "type": "integer",
                "minimum": 0,
                "maximum": paging.ITEMS_MAX,
                "default": paging.ITEMS_DEFAULT,
            },
        ),
        {
            **_query("pagination", {"type": "boolean", "default": True}),
            "description": say(_WHOLE, max=f"{paging.WHOLE_ITEMS_MAX:,}"),
        },
    ]


_PROBLEM_FIELDS: Final[Document] = {
    "title": _TEXT,
    "detail": _TEXT,
    "description": _TEXT,
    "status": {"type": "integer"},
    "type": _TEXT,
}
_NAMED: Final[Document] = {
    "anyOf": [{"type": "integer"}, {"type": "string", "format": "iri-reference"}]
}
_SHARED: Final[Mapping[str, Document]] = {
    "Credentials": {
        "type": "object",
        "properties": {"username": _TEXT, "password": _TEXT},
        "required": ["username", "password"],
    },
    "Merge": {
        "type": "object",
        "properties": {
            **{name: {"type": "array", "items": _NAMED} for name in merging.LISTS},
            **dict.fromkeys(merging.SINGLES, _NAMED),
        },
    },
    "Enrichment": {"type": "object", "properties": {"force": {"type": "boolean"}}},
    "EnrichmentOfMany": {
        "type": "object",
        "properties": {
            "force": {"type": "boolean"},
            **{name: {"type": "array", "items": _NAMED} for name in merging.LISTS},
        },
    },
    "Job": {
        "type": "object",
        "properties": {
            "job": {"type": "integer"},
            "status": _TEXT,
            "total": {"type": "integer"},
        },
        "required": ["job", "status", "total"],
    },
    "Token": {"type": "object", "properties": {"token": _TEXT}, "required": ["token"]},
    "Unauthorized": {
        "type": "object",
        "properties": {"code": {"type": "integer"}, "message": _TEXT},
        "required": ["code", "message"],
    },
    "Error": {
        "type": "object",
        "properties": _PROBLEM_FIELDS,
        "required": ["title", "detail", "status", "type"],
    },
    "ConstraintViolation": {
        "type": "object",
        "properties": {
            **_PROBLEM_FIELDS,
            "violations": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"propertyPath": _TEXT, "message": _TEXT, "code": _TEXT},
                    "required": ["propertyPath", "message", "code"],
                },
            },
        },
        "required": ["detail", "status", "violations"],
    },
}


@lru_cache(maxsize=64)
def document(place: Place, language: str, *, is_bare: bool = False) -> Document:
    """The OpenAPI document.

    Args:
        place: Where the request came to.
        language: Of its texts.
        is_bare: Collections are written without prefix.
    """
    return Writer(place, language, is_bare=is_bare).document()


@lru_cache(maxsize=64)
def _page(place: Place, language: str, *, is_bare: bool) -> bytes:
    def say(text: str) -> str:
        return said(text, language)

    found = document(place, language, is_bare=is_bare)
    return reference_page(found, "docs.jsonopenapi", say=say, language=language).encode()


def _send(media: str, *, is_bare: bool) -> Open:
    def send(request: Request) -> Reply:
        found = document(place_of(request), language_of(request), is_bare=is_bare)
        return Reply(200, msgspec.json.encode(found), f"{media}; charset=utf-8", VARIES)

    return send


def _show(*, is_bare: bool) -> Open:
    def show(request: Request) -> Reply:
        language = language_of(request)
        headers = {**VARIES, "Content-Language": language}
        return Reply(200, _page(place_of(request), language, is_bare=is_bare), HTML, headers)

    return show


def _liked_best(forms: Mapping[str, Open]) -> Open:
    """Answer in the form that is liked best."""
    return lambda request: forms[choose(request.header("Accept") or "", _OFFERED)](request)


def routes(*, is_bare: bool) -> list[Route]:
    """The operations that serve the document and its page."""
    forms: dict[str, Open] = {
        "html": _show(is_bare=is_bare),
        "jsonld": hydra.documentation_reply,
        "openapi": _send(OPENAPI, is_bare=is_bare),
        "json": _send(PLAIN_JSON, is_bare=is_bare),
    }
    return [
        Route(method="GET", path="/docs", name="DocsByAccept", open=_liked_best(forms)),
        Route(method="GET", path="/docs.html", name="DocsPage", open=forms["html"]),
        Route(method="GET", path="/docs.json", name="OpenApiJson", open=forms["json"]),
        Route(method="GET", path="/docs.jsonopenapi", name="OpenApi", open=forms["openapi"]),
    ]
