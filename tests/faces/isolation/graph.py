"""Every place of a GraphQL schema where somebody can name a record, found by walking it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
)

NAMING: Final = frozenset({"UUID", "ID", "Uuid"})
JOINING: Final = frozenset({"and", "or", "all", "none"})
"""Members of filters that say again what stands without them."""

WHERE_DEPTH_MAX: Final = 2
INPUT_DEPTH_MAX: Final = 4
SHOWN_DEPTH_MAX: Final = 2
OPERATORS: Final = "OperationFilterInput"
NOBODY: Final = "00000000-0000-0000-0000-000000000000"
PLAIN: Final[Mapping[str, Any]] = {
    "UUID": NOBODY,
    "ID": NOBODY,
    "Int": 1,
    "Decimal": 1,
    "Boolean": False,
    "DateTime": "2026-01-31T00:00:00Z",
}
EXAMPLE: Final = {
    "socialName": "Example",
    "name": "Example",
    "firstLine": "1 rue de la Paix",
    "city": "Paris",
    "zipCode": "75002",
    "countryIsoCodeAlpha2": "FR",
    "countryAcronym": "FR",
}
"""What a record needs although the schema does not say so."""


@dataclass(frozen=True)
class Leaf:
    """A place of an input.

    Attributes:
        path: Names of members, from the outside in.
        kind: What stands there: the name of a type, of operators without their ending.
    """

    path: tuple[str, ...]
    kind: str


def bare(kind: Any) -> Any:  # noqa: ANN401  # any type of a schema
    """A type without lists around it."""
    while isinstance(kind, GraphQLNonNull | GraphQLList):
        kind = kind.of_type
    return kind


def leaves(kind: Any, depth: int) -> Iterator[Leaf]:  # noqa: ANN401  # likewise
    """All places of an input, down to a depth."""
    for name, each in bare(kind).fields.items():
        inner = bare(each.type)
        if not isinstance(inner, GraphQLInputObjectType):
            yield Leaf((name,), inner.name)
        elif inner.name.endswith(OPERATORS):
            yield Leaf((name,), inner.name.removesuffix(OPERATORS))
        elif depth and name not in JOINING:
            for found in leaves(inner, depth - 1):
                yield Leaf((name, *found.path), found.kind)


def minimal(kind: Any, name: str = "") -> Any:  # noqa: ANN401  # a type, and a value of it
    """The least that an input takes."""
    if isinstance(kind, GraphQLNonNull):
        return minimal(kind.of_type, name)
    if isinstance(kind, GraphQLList):
        return [minimal(kind.of_type, name)]
    if isinstance(kind, GraphQLInputObjectType):
        if kind.name.endswith("FilterInput"):
            return {}
        return {
            each: minimal(field.type, each)
            for each, field in kind.fields.items()
            if isinstance(field.type, GraphQLNonNull)
            or each in EXAMPLE
            or (each == "addresses" and "id" not in kind.fields)
        }
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    return PLAIN.get(kind.name, EXAMPLE.get(name, "Example"))


def put(value: Any, kind: Any, path: tuple[str, ...], leaf: Any) -> Any:  # noqa: ANN401  # likewise
    """A value of an input with something at a place."""
    if isinstance(kind, GraphQLNonNull):
        return put(value, kind.of_type, path, leaf)
    if isinstance(kind, GraphQLList):
        return [put(value[0] if value else None, kind.of_type, path, leaf)]
    if not path:
        return leaf
    known = minimal(kind) if value is None else value
    inner = put(known.get(path[0]), kind.fields[path[0]].type, path[1:], leaf)
    return {**known, path[0]: inner}


def shown(kind: Any, depth: int = SHOWN_DEPTH_MAX) -> str:  # noqa: ANN401  # a type
    """All fields of what is answered, down to a depth."""
    found = []
    for name, each in bare(kind).fields.items():
        inner = bare(each.type)
        if not isinstance(inner, GraphQLObjectType):
            found.append(name)
        elif depth:
            found.append(f"{name} {shown(inner, depth - 1)}")
    return f"{{ {' '.join(found)} }}"
