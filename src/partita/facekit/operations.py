"""Operations of a dialect as its own OpenAPI document tells them, for people who try them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from partita.facekit.openapi import HTTP_METHODS, Document
from partita.facekit.showing import Call

SAMPLE_DEPTH: Final = 3
WHOLE: Final = ""
"""Name of a body that is entered as one text."""

_FIRST_FEW: Final = 3
_PLAIN: Final[dict[str, Any]] = {"integer": 1, "number": 1, "boolean": False, "object": {}}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that goes into the path, the query or a header.

    Attributes:
        name: Its name.
        place: ``path``, ``query`` or ``header``.
        kind: Its type, in words of the document.
        required: It must be there.
        text: What it is.
        sample: What is there to begin with.
    """

    name: str
    place: str
    kind: str
    required: bool = False
    text: str = ""
    sample: str = ""

    @property
    def field(self) -> str:
        """Its name in a form."""
        return f"{self.place}:{self.name}"


@dataclass(frozen=True, slots=True)
class Part:
    """A text that a body is made of.

    Attributes:
        name: The member of the body it is; `WHOLE` for a body of one text.
        sample: What is there to begin with.
        is_json: It is JSON; else it is put into the body as a text.
    """

    name: str
    sample: str
    is_json: bool = True

    @property
    def field(self) -> str:
        """Its name in a form."""
        return f"body:{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing a dialect can be asked.

    Attributes:
        key: Names it on a page; no other of the dialect has it.
        method: Such as ``GET``.
        path: Below the server's root, variable parts in braces.
        title: What it is called.
        text: What it does.
        group: Those of one kind.
        parameters: What it takes beside a body.
        media_type: That of its body; empty when it takes none.
        parts: What its body is made of.
        answers: What it may answer, by status.
    """

    key: str
    method: str
    path: str
    title: str
    text: str
    group: str
    parameters: tuple[Parameter, ...]
    media_type: str
    parts: tuple[Part, ...]
    answers: Mapping[str, str]

    def call(self, values: Mapping[str, str]) -> Call:
        """The question, with values for its parameters and parts by the names of their fields.

        What is empty is left out, save from the path.
        """
        path, query, headers = self.path, [], {}
        for each in self.parameters:
            text = values.get(each.field, "")
            if each.place == "path":
                path = path.replace(f"{{{each.name}}}", quote(text, safe=""))
            elif text and each.place == "query":
                query.append((each.name, text))
            elif text and each.place == "header":
                headers[each.name] = text
        body = self._body(values) if self.media_type else ""
        if body:
            headers["Content-Type"] = self.media_type
        target = f"{path}?{urlencode(query)}" if query else path
        return Call(self.title, target, self.method, body, headers)

    def _body(self, values: Mapping[str, str]) -> str:
        given = [(each, values.get(each.field, "").replace("\r\n", "\n")) for each in self.parts]
        if [each.name for each in self.parts] == [WHOLE]:
            return given[0][1]
        members = [
            f"{json.dumps(each.name)}: {text if each.is_json else json.dumps(text)}"
            for each, text in given
            if text.strip()
        ]
        return f"{{{', '.join(members)}}}" if members else ""


def read_operations(document: Document) -> tuple[Operation, ...]:
    """The operations of a document.

    One whose body has examples counts as an operation for each of them.

    Args:
        document: An OpenAPI document, with one server.
    """
    prefix = urlsplit(document["servers"][0]["url"]).path.rstrip("/")
    return tuple(
        made
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in HTTP_METHODS
        for made in _operations(document, method.upper(), prefix + path, operation)
    )


def _operations(
    document: Document, method: str, path: str, operation: Document
) -> Iterator[Operation]:
    content = operation.get("requestBody", {}).get("content", {})
    media_type = next(iter(content), "")
    body = content.get(media_type, {})
    key = operation.get("operationId") or f"{method}{path}"
    parameters = tuple(_parameter(document, each) for each in operation.get("parameters", ()))
    shared: dict[str, Any] = {
        "method": method,
        "path": path,
        "parameters": parameters,
        "media_type": media_type,
        "answers": {
            status: each.get("description", "")
            for status, each in operation.get("responses", {}).items()
        },
    }
    examples = body.get("examples", {})
    for name, example in examples.items():
        yield Operation(
            key=name,
            title=name,
            text="",
            group=example.get("summary", ""),
            parts=tuple(_members(example["value"])),
            **shared,
        )
    if not examples:
        sample = example_of(document, body.get("schema", {})) if media_type else None
        yield Operation(
            key=key,
            title=operation.get("summary") or key,
            text=operation.get("description", ""),
            group=next(iter(operation.get("tags", ())), ""),
            parts=(Part(WHOLE, _json(sample)),) if media_type else (),
            **shared,
        )


def _parameter(document: Document, told: Document) -> Parameter:
    told = resolve(document, told)
    schema = resolve(document, told.get("schema", {}))
    kind = schema.get("type", "")
    return Parameter(
        name=told["name"],
        place=told["in"],
        kind=" | ".join(kind) if isinstance(kind, list) else kind,
        required=bool(told.get("required")),
        text=told.get("description", ""),
        sample="1" if told["in"] == "path" and kind == "integer" else "",
    )


def _members(value: Mapping[str, Any]) -> Iterator[Part]:
    for name, each in value.items():
        is_text = isinstance(each, str)
        yield Part(name, each if is_text else _json(each), is_json=not is_text)


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def resolve(document: Document, schema: Document) -> Document:
    """A schema, or the one it refers to inside the document."""
    target = schema.get("$ref", "")
    if not target.startswith("#/"):
        return schema
    found: Any = document
    for part in target[2:].split("/"):
        found = found[part.replace("~1", "/").replace("~0", "~")]
    return resolve(document, found)


def example_of(document: Document, schema: Document, depth: int = 0) -> Any:
    """A value a schema allows, to be changed by whoever tries it.

    >>> example_of({}, {"type": "object", "required": ["name"], "properties": {
    ...     "name": {"type": "string"}, "size": {"type": "integer"}}})
    {'name': ''}
    """
    schema = resolve(document, schema)
    if "example" in schema or "default" in schema:
        return schema.get("example", schema.get("default"))
    if schema.get("enum"):
        return schema["enum"][0]
    for joint in ("allOf", "anyOf", "oneOf"):
        if schema.get(joint):
            return _joined(
                document, schema[joint] if joint == "allOf" else schema[joint][:1], depth
            )
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "array":
        items = example_of(document, schema.get("items", {}), depth + 1)
        return [items] if depth == 0 else []
    if schema.get("properties") and depth < SAMPLE_DEPTH:
        return _object(document, schema, depth)
    return _PLAIN.get(kind or "", "")


def _joined(document: Document, schemas: list[Document], depth: int) -> Any:
    found = [example_of(document, each, depth) for each in schemas]
    if all(isinstance(each, dict) for each in found):
        return {name: value for each in found for name, value in each.items()}
    return found[0]


def _object(document: Document, schema: Document, depth: int) -> dict[str, Any]:
    """The members that must be there, else the first few that may be written."""
    told = {
        name: resolve(document, each)
        for name, each in schema["properties"].items()
        if not resolve(document, each).get("readOnly") and not name.startswith("@")
    }
    required = [name for name in schema.get("required", ()) if name in told]
    named = [name for name in told if name.lower() == "name"]
    shown = required or named or list(told)[:_FIRST_FEW]
    return {name: example_of(document, told[name], depth + 1) for name in shown}
