"""The dialect's own OpenAPI document, and its page (made from the tables that check requests)."""

from functools import lru_cache
from typing import Any, Final

import msgspec

from partita.domain.query import Absent
from partita.facekit.face import HTML, Reply, Request, Route, json_reply
from partita.facekit.openapi import Document, field_schema, reference_page
from partita.facekit.problem import PROBLEM
from partita.facekit.table import Field, Kind, Resource
from partita.faces.poweroffice import reading, wire
from partita.faces.poweroffice.access import OWNERS, SUBSCRIPTION_HEADER, readers, writers
from partita.faces.poweroffice.bodies import ACCEPTED
from partita.faces.poweroffice.parameters import PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX
from partita.faces.poweroffice.patching import OPERATIONS
from partita.faces.poweroffice.reading import Shelf

TITLE: Final = "PowerOffice Go API, Contacts"
VERSION: Final = "v2"
DESCRIPTION: Final = (
    "Served by Partita over one book that other dialects see, too. Made from the tables that "
    "check every request, so it cannot say anything else than what the server does."
)
_COMPANIES: Final = ("Customer", "Supplier")
WRITTEN: Final[tuple[tuple[str, Shelf, tuple[str, ...]], ...]] = (
    ("Customers", reading.CUSTOMERS, ("Customer",)),
    ("Suppliers", reading.SUPPLIERS, ("Supplier",)),
    ("Employees", reading.EMPLOYEES, ("Employee",)),
    ("ContactGroups", reading.GROUPS, ("ContactGroup",)),
    ("ContactPersons", reading.PERSONS, ("ContactPerson", *_COMPANIES)),
    ("ContactDeliveryAddresses", reading.ADDRESSES, ("ContactDeliveryAddress", *OWNERS)),
    ("ContactBankAccounts", reading.ACCOUNTS, ("ContactBankAccount", *OWNERS)),
)
"""Resources with all five operations, and the privileges over each."""

PRIVILEGES: Final = {name: privileges for name, _, privileges in WRITTEN}
LOOKUPS: Final = {
    "PaymentTerms": reading.lookup(wire.PAYMENT_TERM, "payment_term"),
    "DeliveryTerms": reading.lookup(wire.DELIVERY_TERM, "delivery_term"),
    "Departments": reading.lookup(wire.DEPARTMENT, "department"),
    "Locations": reading.lookup(wire.LOCATION, "location"),
    "BrandingThemes": reading.lookup(wire.BRANDING_THEME, "branding_theme"),
    "Currencies": reading.lookup(wire.CURRENCY, "currency"),
}
"""The book's own lists, which the command line fills."""

_ODD_BY_ID: Final = {"ContactBankAccount": "GetContactBankAccountsById"}
"""The one operation on a single object whose name speaks of several (section 3)."""


def by_id_name(resource: str) -> str:
    """What the contract calls the operation that gets one object by its id."""
    return _ODD_BY_ID.get(resource, f"Get{resource}ById")


_ID: Final[Document] = {"type": "integer", "format": "int64"}
_REFUSALS: Final = {
    "400": "Bad request.",
    "401": "No valid token or subscription key.",
    "403": "A privilege is missing.",
    "404": "Object(s) not found.",
    "409": "It is in use.",
    "429": "Too many requests.",
}
_OWN_IDS: Final = frozenset({"Id", "ContactId", "SubledgerAccountId"})
_BODILESS: Final = frozenset({"401", "403"})


def _ref(name: str) -> Document:
    return {"$ref": f"#/components/schemas/{name}"}


def _query(name: str, schema: Document, text: str = "") -> Document:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": text}


_TEXT: Final[Document] = {"type": "string"}
_PARAMETERS: Final = (
    _query("Fields", _TEXT, "Members to show, with commas between; all by default."),
    _query("OrderBy", _TEXT, "Members to sort by, such as Name desc; by id by default."),
    _query("PageNumber", {"type": "integer", "format": "int32", "minimum": 1, "default": 1}),
    _query(
        "PageSize",
        {"type": "integer", "format": "int32", "minimum": 1, "default": PAGE_SIZE_DEFAULT},
        f"At most {PAGE_SIZE_MAX}.",
    ),
    _query("UseDatabaseValidation", {"type": "boolean"}, "Values of filters must exist."),
)


def _path(name: str, schema: Document = _ID) -> Document:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _operation(
    tag: str, name: str, ok: Document, refusals: tuple[str, ...], needs: frozenset[str], **more: Any
) -> Document:
    told: Document = {}
    for status in sorted({*refusals, "401", "403", "429"}):
        told[status] = {"description": _REFUSALS[status]}
        if status not in _BODILESS:
            told[status]["content"] = _refusal(status)
    return {
        "tags": [tag],
        "operationId": name,
        "summary": f"Needs {' or '.join(sorted(needs))}." if needs else "Needs a token only.",
        **more,
        "responses": {**ok, **told},
    }


def _refusal(status: str) -> Document:
    """What a refusal looks like: a problem, or what the gateway says by itself."""
    problem, gateway = {PROBLEM: {"schema": _ref("ProblemDetail")}}, _json(_ref("GatewayMessage"))
    if status == "429":
        return gateway
    return {**problem, **gateway} if status == "404" else problem


def _json(schema: Document) -> Document:
    return {"application/json": {"schema": schema}}


def _shown(schema: Document, status: str = "200") -> Document:
    return {status: {"description": "Success.", "content": _json(schema)}}


def _list(tag: str, shelf: Shelf, needs: frozenset[str]) -> Document:
    found = _shown({"type": "array", "items": _ref(f"{shelf.resource.name}Dto")})
    found["200"]["headers"] = {
        "X-Pagination": {"description": "JSON: totals, and nextPageLink.", "schema": _TEXT}
    }
    given = [_query(name, _TEXT) for name in shelf.filters]
    answers = {**found, "204": {"description": "There is none."}}
    parameters = [*_PARAMETERS, *given]
    return _operation(tag, f"Get{tag}", answers, ("400", "404"), needs, parameters=parameters)


def _single(tag: str, shelf: Shelf, parameters: list[Document], needs: frozenset[str]) -> Document:
    name = shelf.resource.name
    answer = _shown(_ref(f"{name}Dto"))
    fields = [*parameters, _PARAMETERS[0]]
    return _operation(tag, by_id_name(name), answer, ("400", "404"), needs, parameters=fields)


def _body(schema: Document, *types: str) -> Document:
    return {"required": True, "content": {each: {"schema": schema} for each in types}}


def _written(tag: str, shelf: Shelf, privileges: tuple[str, ...]) -> Document:
    name, reads, full = shelf.resource.name, readers(*privileges), writers(*privileges)
    owner = [_path("contactId")] if shelf.own else []
    new = f"/{tag}/{{contactId}}" if shelf.own else f"/{tag}"
    ids = [*owner, _path("id")]
    post = _operation(
        tag,
        f"Create{name}",
        _shown(_ref(f"{name}Dto"), "201"),
        ("400", "404"),
        full,
        parameters=owner,
        requestBody=_body(_ref(f"{name}PostDto"), *ACCEPTED),
    )
    patch = _operation(
        tag,
        f"Patch{name}",
        _shown(_ref(f"{name}Dto")),
        ("400", "404"),
        full,
        parameters=ids,
        requestBody=_body(_ref("JsonPatch"), "application/json-patch+json", "application/json"),
    )
    gone = {"200": {"description": "It is gone."}}
    delete = _operation(tag, f"Delete{name}", gone, ("404", "409"), full, parameters=ids)
    paths: Document = {f"/{tag}": {"get": _list(tag, shelf, reads)}}
    paths.setdefault(new, {})["post"] = post
    one = {"get": _single(tag, shelf, ids, reads), "patch": patch, "delete": delete}
    return {**paths, f"{new}/{{id}}": one}


def _listed(tag: str, shelf: Shelf, needs: frozenset[str]) -> Document:
    paths: Document = {f"/{tag}": {"get": _list(tag, shelf, needs)}}
    if "id" in shelf.resource.by_name:
        schema = {"type": "string", "format": "uuid"} if shelf.key == "uuid" else _ID
        paths[f"/{tag}/{{id}}"] = {"get": _single(tag, shelf, [_path("id", schema)], needs)}
    return paths


def _paths() -> Document:
    paths: Document = {}
    for tag, shelf, privileges in WRITTEN:
        paths |= _written(tag, shelf, privileges)
    full = frozenset({"EmployeeBankAccounts_Full"})
    paths["/Employees/{id}/BankAccounts"] = {
        "patch": _operation(
            "Employees",
            "PatchEmployeeBankAccounts",
            _shown(_ref("EmployeeDto")),
            ("400", "404"),
            full,
            parameters=[_path("id")],
            requestBody=_body(_ref("JsonPatch"), "application/json-patch+json"),
        )
    }
    paths |= _listed("SubLedgerNumberSeries", reading.SERIES, readers("CommonServices"))
    for tag, shelf in LOOKUPS.items():
        paths |= _listed(tag, shelf, frozenset())
    name = "ClientIntegrationInformation"
    information = _operation(name, f"Get{name}", _shown({"type": "object"}), (), frozenset())
    paths[f"/{name}"] = {"get": information}
    return paths


def _field(field: Field) -> Document:
    schema = field_schema(field, {})
    schema.pop("x-filterable"), schema.pop("x-sortable")
    if field.kind is Kind.INTEGER:
        schema["format"] = "int64"
    if field.kind is Kind.NUMBER and field.min is not None:
        schema["minimum"] = field.min
    if _may_be_null(field):
        schema["nullable"] = True
    if field.words:
        schema["enum"] = list(dict.fromkeys(word for _, word in field.words))
    if field.kind is Kind.OBJECT:
        schema.pop("readOnly", None)
        schema |= _object(field.parts)
    return schema


def _may_be_null(field: Field) -> bool:
    """As contracts/poweroffice.md 7 has it: all but ids of the record itself and moments."""
    is_own = field.kind is Kind.MOMENT or field.name in _OWN_IDS
    return field.absent is Absent.NULL and not field.required and not is_own


def _object(fields: tuple[Field, ...]) -> Document:
    return {"properties": {each.name: _field(each) for each in fields}}


def _schema(resource: Resource, fields: tuple[Field, ...], *, demands: bool = False) -> Document:
    schema: Document = {"type": "object", "description": resource.text, **_object(fields)}
    required = [each.name for each in fields if each.required]
    return {**schema, "required": required} if demands and required else schema


def _schemas() -> Document:
    found: Document = {}
    for shelf in [each for _, each, _ in WRITTEN]:
        name, resource = shelf.resource.name, shelf.resource
        shown = tuple(each for each in resource.fields if each.at is not None)
        found[f"{name}Dto"] = _schema(resource, shown)
        found[f"{name}PostDto"] = _schema(resource, resource.writable, demands=True)
        found[f"{name}PatchDto"] = _schema(resource, resource.changeable.fields)
    accounts = wire.EMPLOYEE_ACCOUNTS
    found[f"{accounts.name}PatchDto"] = _schema(accounts, accounts.fields)
    for shelf in (reading.SERIES, *LOOKUPS.values()):
        found[f"{shelf.resource.name}Dto"] = _schema(shelf.resource, shelf.resource.fields)
    operation = {
        "type": "object",
        "properties": {
            "op": {"type": "string", "enum": sorted(OPERATIONS)},
            "path": _TEXT,
            "from": _TEXT,
            "value": {},
        },
        "required": ["op", "path"],
    }
    found["JsonPatch"] = {"type": "array", "items": operation}
    told = {"statusCode": {"type": "integer", "format": "int32"}, "message": _TEXT}
    found["GatewayMessage"] = {"type": "object", "properties": told}
    messages = {"type": "array", "items": _TEXT}
    found["ProblemDetail"] = {
        "type": "object",
        "properties": {
            "title": _TEXT,
            "status": {"type": "integer", "format": "int32"},
            "detail": _TEXT,
            "errors": {"type": "object", "additionalProperties": messages},
            "traceId": _TEXT,
        },
    }
    return found


@lru_cache(maxsize=16)
def document(server: str) -> Document:
    """The OpenAPI document.

    Args:
        server: Base URL of the API.
    """
    return {
        "openapi": "3.0.1",
        "info": {"title": TITLE, "description": DESCRIPTION, "version": VERSION},
        "servers": [{"url": server}],
        "security": [{"token": [], "subscription": []}],
        "paths": _paths(),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "subscription": {"type": "apiKey", "in": "header", "name": SUBSCRIPTION_HEADER},
            },
        },
    }


def _server(request: Request) -> str:
    return request.url.rpartition("/")[0]


def _send(request: Request) -> Reply:
    return json_reply(msgspec.json.encode(document(_server(request))))


def _show(request: Request) -> Reply:
    return Reply(200, reference_page(document(_server(request)), "openapi.json").encode(), HTML)


def routes() -> list[Route]:
    """The operations that serve the document and its page."""
    base = f"/{VERSION}"
    return [
        Route(method="GET", path=f"{base}/openapi.json", name="Document", open=_send),
        Route(method="GET", path=f"{base}/reference.html", name="Page", open=_show),
    ]
