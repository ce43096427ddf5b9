"""Field by field, what each dialect shows and sets, from the tables of the dialects themselves."""

import importlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.sql import visitors

from partita.facekit.table import Field, Kind, Resource, is_writable
from partita.faces import discover
from partita.store import schema
from partita.store.sources import SOURCES, Source

RECORDS: Final = (
    *("party", "customer", "supplier", "employee", "counterparty", "contact", "contact_point"),
    *("address", "bank_account", "identifier", "note", "document", "term_line"),
)
HISTORY: Final = frozenset({"book_id", "uuid", "version", "created_at", "changed_at"})
MADE: Final = ("_fold", "_compact", "search_text")
WIRE: Final = ("wire", "lists")


@dataclass(frozen=True, slots=True)
class Saying:
    """How a dialect says one column of the book.

    Attributes:
        column: ``table.column`` of the book.
        name: What the dialect calls it.
        is_set: A write may set it.
    """

    column: str
    name: str
    is_set: bool


def page() -> str:
    """The page."""
    said = {face.name: _said_by(face.name) for face in discover()}
    said = {name: found for name, found in said.items() if found}
    lines = [
        "# What each dialect shows and sets",
        "",
        "Every column of the book that a dialect can say, and its names there. Names in **bold**",
        "can be written, the others are only shown. A dialect leaves alone what it does not name.",
        "[One thing, four views](../one-thing-four-views.md) tells how values are translated.",
    ]
    for record in RECORDS:
        lines += _table(record, said)
    return "\n".join([*lines, ""])


def _table(record: str, said: Mapping[str, Mapping[str, list[Saying]]]) -> Iterator[str]:
    yield from ("", f"## {record}", "", f"| column | {' | '.join(said)} |")
    yield f"| --- | {' | '.join('---' for _ in said)} |"
    for column in schema.metadata.tables[record].columns:
        if column.name in HISTORY or column.name.endswith(MADE):
            continue
        cells = [_cell(found.get(f"{record}.{column.name}", [])) for found in said.values()]
        yield f"| `{column.name}` | {' | '.join(cells)} |"


def _cell(sayings: list[Saying]) -> str:
    names: dict[str, bool] = {}
    for each in sayings:
        names[each.name] = names.get(each.name, False) or each.is_set
    return ", ".join(f"**{name}**" if is_set else name for name, is_set in names.items()) or "-"


def _said_by(face: str) -> dict[str, list[Saying]]:
    """What a dialect says of each column, by ``table.column``."""
    found = defaultdict(list)
    for word in _words(face):
        for saying in _sayings(word):
            found[saying.column].append(saying)
    return dict(found)


def _words(face: str) -> Iterator[Any]:
    """The tables of a dialect."""
    for name in WIRE:
        path = f"partita.faces.{face}.{name}"
        if find_spec(path):
            seen = vars(importlib.import_module(path)).values()
            yield from (
                each for each in seen if hasattr(each, "source") and hasattr(each, "fields")
            )


def _sayings(word: Any) -> Iterator[Saying]:  # noqa: ANN401  # a resource, or a type of a graph
    make = SOURCES.get(word.source)
    source = make() if make else None
    for each in word.fields:
        if source and getattr(each, "at", None):
            is_set = is_writable(each) if isinstance(word, Resource) else _is_written(each)
            yield from _said(source, each, each.name, is_set=is_set)


def _is_written(field: Any) -> bool:  # noqa: ANN401  # a field of a graph
    return field.writing in ("once", "always")


def _said(source: Source, field: Any, name: str, *, is_set: bool) -> Iterator[Saying]:  # noqa: ANN401  # as above
    if isinstance(field, Field) and field.kind is Kind.OBJECT:
        for part in field.parts:
            if part.at:
                yield from _said(source, part, f"{name}.{part.name}", is_set=is_writable(part))
        return
    for column in _columns(source, field.at):
        yield Saying(column, name, is_set)


def _columns(source: Source, at: str) -> Iterator[str]:
    """The columns of the book a field stands on."""
    relation, dot, rest = at.partition(".")
    if dot and relation in source.relations:
        yield from _columns(source.relations[relation][0], rest)
        return
    for element in visitors.iterate(source.column(at)):
        if isinstance(element, sa.Column) and element.name not in HISTORY:
            table = element.table
            base = getattr(table, "element", table)
            yield f"{base.name}.{element.name.removesuffix('_fold')}"
