"""Documents to begin with, made from the tables: one for each operation (contracts/sage.md 2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    parse,
    print_ast,
)

from partita.faces.sage.graph import AnyField, Field, Generation, Many, One, Type
from partita.faces.sage.operations import SCHEMA
from partita.faces.sage.schema import built

GENERATION: Final = Generation.SECOND
NODES: Final = 2
_SYSTEM: Final = frozenset({"id", "creationDate", "modificationDate"})
_VALUES: Final[dict[str, Any]] = {
    "Int": 1,
    "Decimal": 1,
    "Float": 1,
    "Boolean": False,
    "DateTime": "2026-01-31T00:00:00Z",
    "UUID": "00000000-0000-0000-0000-000000000000",
}
_WANTED: Final = {
    "id": "00000000-0000-0000-0000-000000000000",
    "socialName": "Example",
    "name": "Example",
    "firstLine": "1 rue de la Paix",
    "city": "Paris",
    "zipCode": "75002",
    "countryIsoCodeAlpha2": "FR",
}
"""What a sample has although the schema does not say it must."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A document somebody may begin with.

    Attributes:
        name: The operation.
        group: Whether it is a query or a mutation.
        query: The document.
        variables: Values to fill in.
    """

    name: str
    group: str
    query: str
    variables: dict[str, Any]


def selection(of: Type) -> str:
    """All fields of a type: lists in full, rows it points at by what they say.

    >>> from partita.faces.sage.lists import JOB_AREA
    >>> selection(JOB_AREA)
    'id creationDate modificationDate name'
    """
    return " ".join(_selected(each) for each in of.within(GENERATION))


def _selected(each: AnyField) -> str:
    match each:
        case Many(of=of):
            return f"{each.name} {{ {selection(of)} }}"
        case One(of=of):
            return f"{each.name} {{ {' '.join(_plain(of))} }}"
        case _:
            return each.name


def _plain(of: Type) -> Iterator[str]:
    """The fields that tell which row it is."""
    shown = [each.name for each in of.within(GENERATION) if isinstance(each, Field)]
    told = [name for name in shown if name not in _SYSTEM]
    return iter(told or shown)


def samples() -> Iterator[Sample]:
    """Yield a document for each operation."""
    schema = built(GENERATION).schema
    kinds = (("query", schema.query_type), ("mutation", schema.mutation_type))
    listed = {each.name: each.of for each in SCHEMA.listings if GENERATION in each.within}
    for group, root in kinds:
        for name, made in (root.fields if root else {}).items():
            if name in listed:
                nodes = f"nodes {{ {selection(listed[name])} }}"
                text = f"query {{ {name}(first: {NODES}) {{ totalCount {nodes} }} }}"
                yield Sample(name, group, print_ast(parse(text)), {})
            else:
                yield _coded(group, name, made)


def _coded(group: str, name: str, made: GraphQLField) -> Sample:
    """A document for an operation that takes arguments of its own."""
    given = ", ".join(f"${each}: {argument.type}" for each, argument in made.args.items())
    passed = ", ".join(f"{each}: ${each}" for each in made.args)
    shown = _shown(made.type)
    head = f"{group}({given})" if given else group
    call = f"{name}({passed})" if passed else name
    variables = {each: _value(argument.type) for each, argument in made.args.items()}
    text = f"{head} {{ {call} {shown}}}" if shown else f"{head} {{ {call} }}"
    return Sample(name, group, print_ast(parse(text)), variables)


def _shown(kind: Any) -> str:
    """What to ask of an answer: its plain fields."""
    kind = _bare(kind)
    if not isinstance(kind, GraphQLObjectType):
        return ""
    plain = [
        name
        for name, each in kind.fields.items()
        if isinstance(_bare(each.type), GraphQLScalarType | GraphQLEnumType)
    ]
    return f"{{ {' '.join(plain)} }} "


def _value(kind: Any) -> Any:
    """A value of an input, to be changed by whoever tries it."""
    if isinstance(kind, GraphQLNonNull):
        return _value(kind.of_type)
    if isinstance(kind, GraphQLList):
        return [_value(kind.of_type)]
    if isinstance(kind, GraphQLInputObjectType):
        is_new = "id" not in kind.fields
        return {
            name: _WANTED.get(name) or _value(each.type)
            for name, each in kind.fields.items()
            if _is_wanted(name, each, is_new=is_new)
        }
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    return _VALUES.get(str(kind), "")


def _is_wanted(name: str, each: GraphQLInputField, *, is_new: bool) -> bool:
    """Whether a sample has a field: those a record cannot be without, and its name."""
    must_be = isinstance(each.type, GraphQLNonNull)
    return must_be or name in _WANTED or (name == "addresses" and is_new)


def _bare(kind: Any) -> Any:
    while isinstance(kind, GraphQLNonNull | GraphQLList):
        kind = kind.of_type
    return kind
