"""One page for each dialect: its operations, its resources, its errors, all from its own tables."""

import importlib
import re
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from types import ModuleType
from typing import Final

from partita.domain.errors import PartitaError
from partita.facekit.face import Face
from partita.facekit.table import ALWAYS, NEVER, Field, Kind, Resource, Version, is_writable
from partita.faces import describe, discover

_VERSION: Final = re.compile(r"/v(\d+(?:\.\d+)*)(?=/|$)")


def pages() -> dict[str, str]:
    """The page of each dialect that is served, by file name."""
    return {f"{face.name}.md": _page(face) for face in discover()}


def _page(face: Face) -> str:
    lines = [
        f"# {describe(face).showing.title} (`{face.name}`)",
        "",
        f"Served {_place(face)}. The header that makes a write repeatable:",
        f"`{face.idempotency_header or 'none'}`.",
        *_operations(face),
        *_resources(face),
        *_codes(face),
        *_errors(face),
    ]
    return "\n".join([*lines, ""])


def _place(face: Face) -> str:
    return "at the root of the server" if face.at_root else f"below `/{face.name}`"


def _operations(face: Face) -> list[str]:
    lines = ["", "## Operations", "", "| method | path | name | versions | cost |"]
    lines.append("| --- | --- | --- | --- | --: |")
    found: dict[tuple[str, str, str, int], list[str]] = {}
    for route in face.routes:
        match = _VERSION.search(route.path)
        path = _VERSION.sub("/v{version}", route.path)
        versions = found.setdefault((route.method, path, route.name, route.cost), [])
        if match:
            versions.append(match[1])
    for (method, path, name, cost), versions in found.items():
        lines.append(f"| {method} | `{path}` | {name} | {_span(versions)} | {cost} |")
    return lines


def _span(versions: Sequence[str]) -> str:
    if not versions:
        return ""
    return versions[0] if len(versions) == 1 else f"{versions[0]} to {versions[-1]}"


def _module(face: Face, name: str) -> ModuleType | None:
    path = f"partita.faces.{face.name}.{name}"
    return importlib.import_module(path) if find_spec(path) else None


def _resources(face: Face) -> Iterator[str]:
    module = _module(face, "wire")
    for value in vars(module).values() if module else ():
        if isinstance(value, Resource):
            yield from _resource(value)


def _resource(resource: Resource) -> Iterator[str]:
    yield from ("", f"## {resource.name}", "", resource.text, "")
    yield "| field | type | limit | needed | written | filter | sort | versions | meaning |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    yield from map(_field, resource.fields)


def _field(each: Field) -> str:
    cells = (
        f"`{each.name}`",
        str(each.kind),
        _limit(each),
        "yes" if each.required else "",
        "yes" if is_writable(each) else "",
        " ".join(sorted(op.name.lower() for op in each.ops)),
        "yes" if each.sortable else "",
        _versions(each.since, each.until),
        each.text,
    )
    return f"| {' | '.join(cells)} |"


def _limit(each: Field) -> str:
    if each.kind is Kind.TEXT:
        return "" if each.max is None else f"{each.max} characters"
    if each.min is None and each.max is None:
        return ""
    return f"{each.min if each.min is not None else ''} to {each.max}"


def _versions(since: Version, until: Version) -> str:
    if (since, until) == (ALWAYS, NEVER):
        return "all"
    told = "" if since == ALWAYS else f"from {_dotted(since)}"
    ends = "" if until == NEVER else f"before {_dotted(until)}"
    return " ".join(part for part in (told, ends) if part)


def _dotted(version: Version) -> str:
    return ".".join(map(str, version))


def _codes(face: Face) -> Iterator[str]:
    """The codes of the dialect's own, from the constants of its OpenAPI module."""
    module = _module(face, "openapi")
    found = {
        name.removesuffix("_CODES").replace("_", " ").lower(): value
        for name, value in (vars(module).items() if module else ())
        if name.endswith("_CODES") and isinstance(value, tuple)
    }
    if found:
        yield from ("", "## Error codes of the dialect")
    for name, codes in found.items():
        yield from ("", f"Of {name}s: {', '.join(f'`{code}`' for code in codes)}.")


def _errors(face: Face) -> Iterator[str]:
    yield from ("", "## Status of each error", "", "| error | status |", "| --- | --: |")
    for code, status in sorted(face.errors.items()):
        link = f"[{code}](errors.md#{code.replace('.', '')})"
        yield f"| {'any other' if code == PartitaError.code else link} | {status} |"
