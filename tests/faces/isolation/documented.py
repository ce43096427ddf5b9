"""What a dialect documents that it takes: parameters and bodies, to put somebody else's ids into.

It is read from the OpenAPI documents, so what is added there is tried by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from falcon.testing import TestClient

from tests.faces.world import World

DOCUMENTS: Final = {
    "economic": ("/economic/customersapi/v3.1.0/openapi.json",),
    "poweroffice": ("/poweroffice/v2/openapi.json",),
    "flowtly": ("/flowtly/docs.jsonopenapi",),
    "native": ("/feed/openapi.json",),
}
DEPTH_MAX: Final = 4
BODIES: Final = ("post", "put", "patch")
METHODS: Final = (*BODIES, "get", "delete")


@dataclass(frozen=True)
class Operation:
    """An operation as documented.

    Attributes:
        parameters: What its query takes.
        media: Media types of its body; none when it takes none.
        body: The schema of its body.
    """

    method: str
    path: str
    parameters: tuple[str, ...]
    media: tuple[str, ...] = ()
    body: Mapping[str, Any] = field(default_factory=dict)


def documented(world: World, face: str) -> tuple[dict[str, Any], list[Operation]]:
    """The document of a dialect, and its operations."""
    [path] = DOCUMENTS[face]
    document: dict[str, Any] = TestClient(world.app).simulate_get(path).json
    base = str(document.get("servers", [{"url": ""}])[0]["url"])
    base = base and urlsplit(base).path
    found = [
        _operation(document, base.rstrip("/") + where, method, said)
        for where, said in document["paths"].items()
        for method in METHODS
        if method in said
    ]
    return document, found


def _operation(
    document: Mapping[str, Any], path: str, method: str, said: Mapping[str, Any]
) -> Operation:
    told = [_resolved(document, each) for each in said[method].get("parameters", ())]
    names = tuple(each["name"] for each in told if each.get("in") == "query")
    body = _resolved(document, said[method].get("requestBody", {})).get("content", {})
    schema: Mapping[str, Any] = next((each.get("schema", {}) for each in body.values()), {})
    return Operation(method.upper(), path, names, tuple(body), schema)


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in schema:
        return schema
    found: Any = document
    for part in str(schema["$ref"]).removeprefix("#/").split("/"):
        found = found[part]
    return _resolved(document, found)


def filled(
    document: Mapping[str, Any], schema: Mapping[str, Any], number: int, text: str, depth: int = 0
) -> Any:  # noqa: ANN401  # any JSON value
    """A value of a schema in which every number is one number, every text one text."""
    schema = _resolved(document, schema)
    for name in ("allOf", "oneOf", "anyOf"):
        if schema.get(name):
            return filled(document, schema[name][0], number, text, depth)
    kinds = schema.get("type", "object")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    if kind == "array":
        return [filled(document, schema.get("items", {}), number, text, depth + 1)]
    if kind == "object":
        parts = schema.get("properties", {}) if depth < DEPTH_MAX else {}
        return {
            name: filled(document, each, number, text, depth + 1) for name, each in parts.items()
        }
    plain = {"integer": number, "number": number, "boolean": True}
    return plain.get(kind, schema["enum"][0] if schema.get("enum") else text)


FORMS: Final = {
    "economic": ("{}", "number$eq:{}", "customerNumber$in:[{}]"),
    "flowtly": ("{}", "/flowtly/clients/{}"),
}
"""Ways in which a dialect writes somebody's key, beside the bare one: filters, IRIs."""


def texts(face: str, key: str) -> list[str]:
    """A key of somebody as a dialect may write it."""
    return [each.format(key) for each in FORMS.get(face, ("{}",))]
