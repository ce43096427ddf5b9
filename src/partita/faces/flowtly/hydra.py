"""Discovery for Hydra clients: entrypoint, contexts, documentation (contracts/flowtly.md 13).

Everything is made from the tables. The documentation keeps its prefixes whichever way collections
are written, and its context stands in it: a link to elsewhere would break clients without internet.
"""

from functools import lru_cache
from typing import Any, Final

import msgspec

from partita.domain.errors import RecordNotFound
from partita.facekit.face import Reply, Request, Route
from partita.facekit.table import Kind
from partita.faces.flowtly.messages import VARIES, language_of, said
from partita.faces.flowtly.negotiation import JSON_LD, form_of
from partita.faces.flowtly.operations import COLLECTION, NOTHING, OPERATIONS, Operation
from partita.faces.flowtly.places import Place, place_of
from partita.faces.flowtly.reading import media
from partita.faces.flowtly.shelves import SHELVES, TOLD, Shelf
from partita.faces.flowtly.wire import Property

Json = dict[str, Any]
NAMESPACE: Final = "http://www.w3.org/ns/hydra/core#"
_RANGES: Final = {
    Kind.TEXT: "xsd:string",
    Kind.INTEGER: "xsd:integer",
    Kind.BOOLEAN: "xsd:boolean",
    Kind.MOMENT: "xsd:dateTime",
}
_ACTIONS: Final = {
    "GET": "schema:FindAction",
    "POST": "schema:CreateAction",
    "PATCH": "schema:ReplaceAction",
    "DELETE": "schema:DeleteAction",
}
_BY_PATH: Final = {shelf.path: shelf for shelf in SHELVES}
_VIOLATIONS: Final = ("ConstraintViolation", "ConstraintViolationList")
_ERROR_FIELDS: Final = ("title", "detail", "description", "status", "type")


def key_of(shelf: Shelf) -> str:
    """The key of a collection in the entrypoint, such as ``clientContact``."""
    return shelf.name[0].lower() + shelf.name[1:]


def _entries() -> list[tuple[str, Shelf]]:
    return sorted((key_of(shelf), shelf) for shelf in SHELVES)


def entrypoint(place: Place, *, is_linked: bool) -> Json:
    """Where the collections are."""
    found = {key: f"{place.prefix}/{shelf.path}" for key, shelf in _entries()}
    if not is_linked:
        return dict(found)
    return {
        "@context": f"{place.prefix}/contexts/Entrypoint",
        "@id": place.prefix or "/",
        "@type": "Entrypoint",
        **found,
    }


def context_of(name: str, place: Place) -> Json | None:
    """What the terms of a type mean; nothing for one there is not."""
    terms = _terms().get(name)
    if terms is None:
        return None
    return {"@context": {"@vocab": f"{place.base}/docs.jsonld#", "hydra": NAMESPACE, **terms}}


@lru_cache(maxsize=1)
def _terms() -> dict[str, Json]:
    found: dict[str, Json] = {shelf.name: _class_terms(shelf.name, shelf.shown) for shelf in TOLD}
    found["Client"]["documents"] = "Client/documents"
    found["Entrypoint"] = {
        key: {"@id": f"Entrypoint/{key}", "@type": "@id"} for key, _ in _entries()
    }
    found["Error"] = {name: f"Error/{name}" for name in _ERROR_FIELDS}
    for name in _VIOLATIONS:
        found[name] = {each: f"{name}/{each}" for each in (*_ERROR_FIELDS, "violations")}
    return found


def _class_terms(name: str, fields: tuple[Property, ...]) -> Json:
    return {each.name: _term(name, each) for each in fields if each.name != "id"}


def _term(name: str, each: Property) -> Any:
    iri = f"{name}/{each.name}"
    return {"@id": iri, "@type": "@id"} if each.link else iri


def documentation(place: Place, language: str) -> Json:
    """The documentation of the API in words of Hydra."""
    classes = [_class(shelf, language) for shelf in TOLD]
    return {
        "@context": _context(place),
        "@id": f"{place.prefix}/docs.jsonld",
        "@type": "hydra:ApiDocumentation",
        "hydra:title": "Flowtly",
        "hydra:description": "Clients & counterparties",
        "hydra:entrypoint": place.prefix or "/",
        "hydra:supportedClass": [*classes, _entrypoint_class(language), *_violation_classes()],
    }


def _context(place: Place) -> Json:
    by_iri = {"@type": "@id"}
    by_name = {"@type": "@vocab"}
    return {
        "@vocab": f"{place.base}/docs.jsonld#",
        "hydra": NAMESPACE,
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "schema": "https://schema.org/",
        "label": "rdfs:label",
        "domain": {"@id": "rdfs:domain", **by_iri},
        "range": {"@id": "rdfs:range", **by_iri},
        "subClassOf": {"@id": "rdfs:subClassOf", **by_iri},
        "expects": {"@id": "hydra:expects", **by_name},
        "returns": {"@id": "hydra:returns", **by_name},
        "hydra:entrypoint": by_iri,
    }


def _class(shelf: Shelf, language: str) -> Json:
    return {
        "@id": f"#{shelf.name}",
        "@type": "hydra:Class",
        "hydra:title": shelf.name,
        "hydra:description": said(shelf.resource.text, language),
        "hydra:supportedProperty": [_property(shelf.name, each, language) for each in shelf.shown],
        "hydra:supportedOperation": [
            _operation(each, language)
            for each in OPERATIONS
            if each.shelf is shelf and not each.is_hidden and "{id}" in each.path
        ],
    }


def _property(name: str, each: Property, language: str) -> Json:
    inner: Json = {
        "@id": f"#{name}/{each.name}",
        "@type": "hydra:Link" if each.link else "rdf:Property",
        "label": each.name,
        "domain": f"#{name}",
        "range": _range(each),
    }
    if each.link:
        inner["owl:maxCardinality"] = 1
    found = {
        "@type": "hydra:SupportedProperty",
        "hydra:property": inner,
        "hydra:title": each.name,
        "hydra:required": each.required,
        "hydra:readable": each.at is not None,
        "hydra:writeable": each.to is not None,
    }
    return {**found, "hydra:description": said(each.text, language)} if each.text else found


def _range(each: Property) -> str:
    if each.link:
        return f"#{_BY_PATH[each.link].name}"
    return f"#{each.items.name}" if each.items is not None else _RANGES[each.kind]


def _operation(each: Operation, language: str) -> Json:
    answers = {COLLECTION: "hydra:Collection", NOTHING: "owl:Nothing"}
    found: Json = {
        "@type": ["hydra:Operation", _ACTIONS[each.method]],
        "hydra:method": each.method,
        "hydra:title": each.title,
        "hydra:description": said(each.summary, language).replace("{name}", each.shelf.name),
        "returns": answers.get(each.answers, each.shelf.name),
    }
    return {**found, "expects": each.shelf.name} if each.body else found


def _entrypoint_class(language: str) -> Json:
    return {
        "@id": "#Entrypoint",
        "@type": "hydra:Class",
        "hydra:title": "Entrypoint",
        "hydra:supportedProperty": [_entry(key, shelf, language) for key, shelf in _entries()],
        "hydra:supportedOperation": {
            "@type": "hydra:Operation",
            "hydra:method": "GET",
            "hydra:title": "index",
            "returns": "Entrypoint",
        },
    }


def _entry(key: str, shelf: Shelf, language: str) -> Json:
    """A collection as a property of the entrypoint: reading it, and the one real create."""
    members = {
        "owl:onProperty": {"@id": "hydra:member"},
        "owl:allValuesFrom": {"@id": f"#{shelf.name}"},
    }
    operations = [
        _operation(each, language)
        for each in OPERATIONS
        if each.shelf is shelf and not each.is_hidden and each.path == f"/{shelf.path}"
    ]
    return {
        "@type": "hydra:SupportedProperty",
        "hydra:property": {
            "@id": f"#Entrypoint/{key}",
            "@type": "hydra:Link",
            "label": key,
            "domain": "#Entrypoint",
            "range": [{"@id": "hydra:Collection"}, {"owl:equivalentClass": members}],
            "owl:maxCardinality": 1,
            "hydra:supportedOperation": operations,
        },
        "hydra:title": f"get{shelf.name}Collection",
        "hydra:description": f"The collection of {shelf.name} resources",
        "hydra:readable": True,
        "hydra:writeable": False,
    }


def _violation_classes() -> list[Json]:
    single = {
        "@id": "#ConstraintViolation",
        "@type": "hydra:Class",
        "hydra:title": "ConstraintViolation",
        "hydra:supportedProperty": [
            _plain("ConstraintViolation", name) for name in ("propertyPath", "message", "code")
        ],
    }
    many = {
        "@id": "#ConstraintViolationList",
        "@type": "hydra:Class",
        "subClassOf": "hydra:Error",
        "hydra:title": "ConstraintViolationList",
        "hydra:supportedProperty": [_plain("ConstraintViolationList", "violations")],
    }
    return [single, many]


def _plain(name: str, each: str) -> Json:
    inner = {
        "@id": f"#{name}/{each}",
        "@type": "rdf:Property",
        "label": each,
        "domain": f"#{name}",
        "range": "#ConstraintViolation" if each == "violations" else "xsd:string",
    }
    return {
        "@type": "hydra:SupportedProperty",
        "hydra:property": inner,
        "hydra:title": each,
        "hydra:readable": True,
        "hydra:writeable": False,
    }


def _index(request: Request) -> Reply:
    form = form_of(request)
    body = entrypoint(place_of(request), is_linked=form == "jsonld")
    return Reply(200, msgspec.json.encode(body), media(form))


def _context_reply(request: Request) -> Reply:
    name = request.params["name"].removesuffix(".jsonld")
    found = context_of(name, place_of(request))
    if found is None:
        raise RecordNotFound(kind="context", key=name)
    return Reply(200, msgspec.json.encode(found), f"{JSON_LD}; charset=utf-8")


@lru_cache(maxsize=64)
def _encoded(place: Place, language: str) -> bytes:
    return msgspec.json.encode(documentation(place, language))


def documentation_reply(request: Request) -> Reply:
    """Answer the documentation."""
    body = _encoded(place_of(request), language_of(request))
    return Reply(200, body, f"{JSON_LD}; charset=utf-8", VARIES)


def routes() -> list[Route]:
    """What anybody may look at."""
    found = [
        Route(method="GET", path=path, name="Entrypoint", open=_index)
        for path in ("", "/index", "/index.jsonld", "/index.json")
    ]
    return [
        *found,
        Route(method="GET", path="/contexts/{name}", name="Context", open=_context_reply),
        Route(method="GET", path="/docs.jsonld", name="Docs", open=documentation_reply),
    ]
