"""The dialect's own OpenAPI document for each version (contracts/economic.md 12)."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import msgspec

from partita.facekit.face import HTML, Reply, Request, Route, json_reply
from partita.facekit.openapi import Document, reference_page, resource_schema
from partita.facekit.problem import PROBLEM
from partita.facekit.table import Resource, Version
from partita.faces.economic import errors, wire
from partita.faces.economic.filters import WORDS
from partita.faces.economic.reading import (
    CURSOR_CHARS_MAX,
    CURSOR_PAGE_ITEMS,
    PAGE_SIZE_DEFAULT,
    PAGE_SIZE_MAX,
    SKIP_PAGES_MAX,
)

TITLE: Final = "Visma e-conomic OpenAPI Customers"
DESCRIPTION: Final = (
    "Served by Partita over one book that other dialects see, too. Made from the tables that "
    "check every request, so it cannot say anything else than what the server does."
)
CONTACT_CODES: Final = (
    "CustomerContactIsInUse",
    "CustomerContactNameAlreadyExists",
    "CustomerContactNameNullOrEmpty",
    "CustomerDoesNotExist",
    "CustomerNumberMismatch",
)
LOCATION_CODES: Final = (
    "CustomerIsBarred",
    "CustomerNotFound",
    "CustomerNumberMismatch",
    "DeliveryLocationNumberAlreadyExists",
    "DeliveryLocationUsedOnCustomers",
    "DeliveryLocationUsedOnInvoices",
    "DeliveryLocationUsedOnOrders",
    "DeliveryLocationUsedOnQuotes",
)
CUSTOMER_CODES: Final = tuple(
    sorted(
        {
            "CustomerAlreadyExists",
            "CustomerBarredPaymentTerm",
            "CustomerInvalidCharacters",
            "CustomerInvalidEANThirteenDigits",
            "CustomerInvalidPEPPOLID",
            "CustomerMissingName",
            "CustomerannotChangeNumber",
            *errors.CUSTOMER_VALUE_CODES,
        }
    )
)
_COMMON: Final = ("401", "403", "429", "500")
_LOCATION_SINCE: Final[Version] = (1, 0, 2)
_LOCATION_TAG_SINCE: Final[Version] = (1, 0, 3)
_CAPITALS_SINCE: Final[Version] = (1, 1, 1)
_LOCATION: Final[Document] = {
    "description": "Where the new object is.",
    "schema": {"type": "string", "format": "uri"},
}
_RETRY_AFTER: Final[Document] = {
    "description": "Seconds until the budget is whole again.",
    "schema": {"type": "integer"},
}
_DESCRIPTIONS: Final = {
    "400": "Bad request.",
    "401": "Unauthorized access.",
    "403": "Access forbidden.",
    "404": "Resource not found.",
    "409": "Update conflict. Object version does not match.",
    "429": "Too many requests.",
    "500": "Internal server error.",
}


def _ref(name: str) -> Document:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(schema: Document) -> Document:
    return {"application/json": {"schema": schema}}


def _query(name: str, schema: Document, text: str) -> Document:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": text}


_FILTER: Final = _query("filter", {"type": "string"}, "Such as name$like:ann*$and:number$gt:7.")
_SORT: Final = _query("sort", {"type": "string"}, "Such as -number; comma separated.")
_PAGE_SIZE: Final = _query(
    "pageSize",
    {
        "type": "integer",
        "format": "int32",
        "minimum": 1,
        "maximum": PAGE_SIZE_MAX,
        "default": PAGE_SIZE_DEFAULT,
    },
    "Items of a page.",
)
_SKIP_PAGES: Final = _query(
    "skipPages",
    {"type": "integer", "format": "int32", "minimum": 0, "maximum": SKIP_PAGES_MAX, "default": 0},
    "Pages before the one wanted.",
)
_CURSOR: Final = _query(
    "cursor",
    {"type": "string", "minLength": 0, "maxLength": CURSOR_CHARS_MAX},
    "The cursor of the answer before.",
)
_NUMBER: Final[Document] = {
    "name": "number",
    "in": "path",
    "required": True,
    "schema": {"type": "integer", "format": "int32"},
}
_IDEMPOTENCY: Final[Document] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 255},
    "description": "The same key within an hour gives the first answer again.",
}


def _operation(
    tag: str, name: str, ok: tuple[str, Document | None], declared: tuple[str, ...], **more: object
) -> Document:
    status, content = ok
    answer: Document = {"description": "Success."}
    if content is not None:
        answer["content"] = _json(content)
    problem = {"content": {PROBLEM: {"schema": _ref("ProblemDetails")}}}
    refusals: dict[str, Document] = {
        each: {"description": _DESCRIPTIONS[each], **problem} for each in (*declared, *_COMMON)
    }
    refusals["429"]["headers"] = {"Retry-After": _RETRY_AFTER}
    return {
        "tags": [tag],
        "operationId": name,
        "summary": _summary(name),
        **more,
        "responses": {status: answer, **refusals},
    }


def _summary(name: str) -> str:
    words = "".join(f" {mark.lower()}" if mark.isupper() else mark for mark in name)
    return words.strip().capitalize() + "."


def _path(tag: str, version: Version) -> str:
    """The path of a resource as its version spells it; any letter case is served."""
    return f"/{tag}" if version >= _CAPITALS_SINCE else f"/{tag[0].lower()}{tag[1:]}"


def _lists(tag: str, word: str, path: str) -> Document:
    many = f"{word}s"
    schema, listed = _ref(word), _ref(f"{word}CursorResults")
    return {
        f"{path}/paged": {
            "get": _operation(
                tag,
                f"GetPageOf{many}",
                ("200", {"type": "array", "items": schema}),
                ("400",),
                parameters=[_FILTER, _SORT, _PAGE_SIZE, _SKIP_PAGES],
            )
        },
        path: {
            "get": _operation(
                tag, f"GetAll{many}", ("200", listed), ("400",), parameters=[_CURSOR, _FILTER]
            )
        },
        f"{path}/count": {
            "get": _operation(
                tag,
                f"GetNumberOf{many}",
                ("200", {"type": "integer", "format": "int32"}),
                ("400",),
                parameters=[_FILTER],
            )
        },
        f"{path}/{{number}}": {
            "get": _operation(
                tag, f"Get{word}ById", ("200", schema), ("400", "404"), parameters=[_NUMBER]
            ),
            "delete": _operation(
                tag,
                f"Delete{word}ById",
                ("204", None),
                ("400", "404"),
                parameters=[_NUMBER, _IDEMPOTENCY],
            ),
        },
    }


def _writes(tag: str, word: str, result: str) -> tuple[Document, Document]:
    body = {"required": True, "content": _json(_ref(word))}
    post = _operation(
        tag,
        f"Create{word}",
        ("201", _ref(result)),
        ("400",),
        requestBody=body,
        parameters=[_IDEMPOTENCY],
    )
    put = _operation(
        tag,
        f"Update{word}ById",
        ("204", None),
        ("400", "404", "409"),
        requestBody=body,
        parameters=[_IDEMPOTENCY],
    )
    return post, put


def _resource_paths(tag: str, word: str, version: Version) -> Document:
    path = _path(tag, version)
    paths = _lists(tag, word, path)
    post, put = _writes(tag, word, "CreatedResult")
    if version >= _LOCATION_SINCE:
        post["responses"]["201"]["headers"] = {"Location": _LOCATION}
    paths[path] |= {"post": post, "put": put}
    return paths


def _customer_paths() -> Document:
    paths = _lists("Customers", "Customer", "/Customers")
    post, put = _writes("Customers", "Customer", "CreatedCustomerResult")
    post["responses"]["201"]["headers"] = {"Location": _LOCATION}
    paths["/Customers"]["post"] = post
    put["parameters"] = [_NUMBER, *put["parameters"]]
    paths["/Customers/{number}"]["put"] = put
    return paths


def _tag(name: str, codes: tuple[str, ...]) -> Document:
    tag: Document = {"name": name, "x-required-roles": ["Sales", "SuperUser"]}
    return tag | {"x-error-codes": list(codes)} if codes else tag


def _tags(version: Version) -> list[Document]:
    locations = _tag("DeliveryLocations", LOCATION_CODES)
    if version < _LOCATION_TAG_SINCE:
        locations = {"name": "DeliveryLocations"}
    tags = [_tag("Contacts", CONTACT_CODES)]
    tags += [_tag("Customers", CUSTOMER_CODES)] if version >= wire.CUSTOMERS_SINCE else []
    tags.append(locations)
    return [*tags, _tag("Setup", ())] if version >= wire.SETUP_SINCE else tags


def _created(member: str) -> Document:
    number = {"type": "integer", "format": "int32"}
    return {
        "type": "object",
        "properties": {member: number},
        "required": [member],
        "additionalProperties": False,
    }


def _cursor_results(word: str) -> Document:
    return {
        "type": "object",
        "properties": {
            "cursor": {"type": "string", "nullable": True, "readOnly": True},
            "items": {"type": "array", "items": _ref(word)},
        },
        "required": ["items"],
        "additionalProperties": False,
        "x-cursor-page-size": CURSOR_PAGE_ITEMS,
    }


def _problem_schemas() -> Document:
    text = {"type": "string", "nullable": True}
    item = dict.fromkeys(("message", "errorCode", "property"), text)
    names = ("type", "title", "detail", "instance", "traceId", "errorCode", "traceTimeUtc")
    classic = ("message", "developerHint", "logId", "logTimeUtc", "property")
    properties: Document = dict.fromkeys((*names, *classic), text)
    properties["status"] = {"type": "integer", "format": "int32"}
    properties["errors"] = {"type": "array", "nullable": True, "items": _ref("ProblemError")}
    return {
        "ProblemError": {"type": "object", "properties": item, "additionalProperties": False},
        "ProblemDetails": {
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
        },
    }


def _schemas(resources: dict[str, Resource], version: Version) -> Document:
    found: Document = {name: resource_schema(each, WORDS) for name, each in resources.items()}
    for name in resources:
        if name != "Setup":
            found[f"{name}CursorResults"] = _cursor_results(name)
    found["CreatedResult"] = _created("number")
    if "Customer" in resources:
        found["CreatedCustomerResult"] = _created("customerNumber")
    _open_identity(found)
    for member in found["Setup"]["properties"].values() if "Setup" in found else ():
        member["nullable"] = True
    found["DeliveryLocation"]["properties"]["isBarred"]["default"] = False
    if version < wire.ACTIVE_FIXED_SINCE:
        # Listed among what is sent, though it changes nothing.
        found["Contact"]["properties"]["isDeleted"].pop("readOnly")
    return found | _problem_schemas()


def _open_identity(schemas: Document) -> None:
    """PUT names its object by members that are otherwise only read."""
    for name in schemas.keys() & {"Contact", "DeliveryLocation", "Customer"}:
        properties = schemas[name]["properties"]
        properties["objectVersion"].pop("readOnly")
        properties["objectVersion"]["nullable"] = True
        if "number" in properties:
            properties["number"].pop("readOnly")


@lru_cache(maxsize=64)
def document(version: Version, server: str) -> Document:
    """The OpenAPI document of one version.

    Args:
        version: Such as ``(1, 1, 1)``.
        server: Base URL, with the version inside and a slash at the end.
    """
    resources = {
        "Contact": wire.CONTACT.at_version(version),
        "DeliveryLocation": wire.DELIVERY_LOCATION.at_version(version),
    }
    paths = _resource_paths("Contacts", "Contact", version)
    paths |= _resource_paths("DeliveryLocations", "DeliveryLocation", version)
    tags = _tags(version)
    if version >= wire.CUSTOMERS_SINCE:
        resources["Customer"] = wire.CUSTOMER
        paths |= _customer_paths()
    if version >= wire.SETUP_SINCE:
        resources["Setup"] = wire.SETUP
        get = _operation("Setup", "GetCustomerSetup", ("200", _ref("Setup")), ("400", "404"))
        paths[_path("Setup", version)] = {"get": get}
    keys = ("X-AppSecretToken", "X-AgreementGrantToken")
    schemes = {name: {"type": "apiKey", "in": "header", "name": name} for name in keys}
    return {
        "openapi": "3.0.1",
        "info": {
            "title": TITLE,
            "description": DESCRIPTION,
            "version": ".".join(map(str, version)),
        },
        "servers": [{"url": server}],
        "security": [{name: [] for name in keys}],
        "tags": tags,
        "x-tagGroups": [{"name": "Endpoints", "tags": [tag["name"] for tag in tags]}],
        "paths": paths,
        "components": {"schemas": _schemas(resources, version), "securitySchemes": schemes},
    }


def routes(service: str, version_path: Callable[[Version], str]) -> list[Route]:
    """The operations that serve the documents and their pages."""
    newest = wire.VERSIONS[-1]
    return [
        *_pair(service, newest, version_path, name="Newest"),
        *(
            route
            for version in wire.VERSIONS
            for route in _pair(version_path(version), version, version_path, name="Versioned")
        ),
    ]


def _pair(
    base: str, version: Version, version_path: Callable[[Version], str], *, name: str
) -> list[Route]:
    def server(request: Request) -> str:
        return f"{request.base_url}{version_path(version)}/"

    def send(request: Request) -> Reply:
        return json_reply(msgspec.json.encode(document(version, server(request))))

    def show(request: Request) -> Reply:
        page = reference_page(document(version, server(request)), "openapi.json")
        return Reply(200, page.encode(), HTML)

    return [
        Route(method="GET", path=f"{base}/openapi.json", name=f"{name}Document", open=send),
        Route(method="GET", path=f"{base}/redoc.html", name=f"{name}Page", open=show),
    ]
