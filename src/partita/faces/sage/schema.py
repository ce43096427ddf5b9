"""Both generations of the GraphQL schema, made from one set of tables.

graphql-core parses, validates and describes; nothing here is ever asked for a value. What answers
a field is found by the name of its type and its own: `Built` knows both.

A mutation is answered by a resolver that ``partita.faces.sage.mutations`` registers for its table
row (`partita.faces.sage.graph.Mutation`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLField,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLString,
)

from partita.faces.sage import scalars
from partita.faces.sage.graph import (
    Answer,
    AnyField,
    Argument,
    Enum,
    Field,
    Generation,
    Kind,
    Listing,
    Many,
    Mutation,
    One,
    Type,
    Verb,
    Writing,
)
from partita.faces.sage.operations import SCHEMA

SCALARS: Final[Mapping[Kind, GraphQLScalarType]] = {
    Kind.UUID: scalars.UUID,
    Kind.MOMENT: scalars.DATE_TIME,
    Kind.DAY: scalars.DATE_TIME,
    Kind.DECIMAL: scalars.DECIMAL,
    Kind.INT: GraphQLInt,
    Kind.TEXT: GraphQLString,
    Kind.TRUTH: GraphQLBoolean,
    Kind.ID: GraphQLID,
}
COMPARED: Final = ("eq", "neq", "in", "nin")
ORDERED: Final = (*COMPARED, "gt", "ngt", "gte", "ngte", "lt", "nlt", "lte", "nlte")
MATCHED: Final = (
    *COMPARED,
    "contains",
    "ncontains",
    "startsWith",
    "nstartsWith",
    "endsWith",
    "nendsWith",
)
OPERATORS: Final[Mapping[Kind, tuple[str, tuple[str, ...]]]] = {
    Kind.UUID: ("Uuid", ORDERED),
    Kind.MOMENT: ("DateTime", ORDERED),
    Kind.DAY: ("DateTime", ORDERED),
    Kind.DECIMAL: ("Decimal", ORDERED),
    Kind.INT: ("Int", ORDERED),
    Kind.TEXT: ("String", MATCHED),
    Kind.TRUTH: ("Boolean", ("eq", "neq")),
}
"""The name of the operator type of a kind of values, and the operators it has."""

LISTED: Final = frozenset({"in", "nin"})


@dataclass(frozen=True, eq=False, slots=True)
class Built:
    """A generation of the schema.

    Attributes:
        generation: Which.
        schema: As graphql-core knows it.
        listings: Query fields that answer connections, by name.
        by_id: Those that answer a single object of one, by name.
        answers: Those that are answered by code, by name.
        mutations: Mutation fields by name.
        types: Object types that have a table, by their names in the schema.
    """

    generation: Generation
    schema: GraphQLSchema
    listings: Mapping[str, Listing]
    by_id: Mapping[str, Listing]
    answers: Mapping[str, Answer]
    mutations: Mapping[str, Mutation]
    types: Mapping[str, Type]


@cache
def built(generation: Generation) -> Built:
    """A generation of the schema; made once."""
    kept = [each for each in SCHEMA.listings if generation in each.within]
    answers = [each for each in SCHEMA.answers if generation in each.within]
    mutations = [each for each in SCHEMA.mutations if generation in each.within]
    first = generation is Generation.FIRST
    by_id = {each.by_id: each for each in kept if each.by_id and first}
    maker = Maker(generation)
    query = {
        **{each.name: maker.connection_field(each) for each in kept},
        **{name: maker.by_id_field(each) for name, each in by_id.items()},
        **{each.name: maker.answer_field(each) for each in answers},
    }
    done = {each.named(generation): maker.mutation_field(each) for each in mutations}
    schema = GraphQLSchema(
        query=GraphQLObjectType("Query", query), mutation=GraphQLObjectType("Mutation", done)
    )
    return Built(
        generation,
        schema,
        {each.name: each for each in kept},
        by_id,
        {each.name: each for each in answers},
        {each.named(generation): each for each in mutations},
        maker.types,
    )


class Maker:
    """Makes the types of one generation, each once."""

    def __init__(self, generation: Generation) -> None:
        """Start without any."""
        self.types: dict[str, Type] = {}
        self._generation = generation
        self._made: dict[str, Any] = {"DateTime": scalars.DATE_TIME}

    def _once(self, name: str, make: Callable[[], Any]) -> Any:
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    # What is answered.

    def connection_field(self, listing: Listing) -> GraphQLField:
        """A query field that answers a connection."""
        noun = listing.of.called(self._generation)
        arguments = {
            "first": GraphQLArgument(GraphQLInt),
            "after": GraphQLArgument(GraphQLString),
            "last": GraphQLArgument(GraphQLInt),
            "before": GraphQLArgument(GraphQLString),
            "where": GraphQLArgument(self.filter_input(listing.of)),
            "order": GraphQLArgument(GraphQLList(GraphQLNonNull(self.sort_input(listing.of)))),
        }
        node = self.object_type(listing.of)
        stem = listing.name[0].upper() + listing.name[1:]
        edge = GraphQLObjectType(
            f"{stem}Edge",
            {"cursor": _filled(GraphQLString), "node": GraphQLField(node)},
            description=f"A {noun} and where it stands.",
        )
        connection = GraphQLObjectType(
            f"{stem}Connection",
            {
                "pageInfo": GraphQLField(GraphQLNonNull(self._page_info())),
                "edges": GraphQLField(GraphQLList(GraphQLNonNull(edge))),
                "nodes": GraphQLField(GraphQLList(node)),
                "totalCount": _filled(GraphQLInt),
            },
        )
        return GraphQLField(connection, arguments)

    def by_id_field(self, listing: Listing) -> GraphQLField:
        """A query field that answers one object, or null."""
        arguments = {"id": GraphQLArgument(GraphQLNonNull(scalars.UUID))}
        return GraphQLField(self.object_type(listing.of), arguments)

    def answer_field(self, answer: Answer) -> GraphQLField:
        """A query field that is answered by code."""
        of: Any = self.object_type(answer.of)
        arguments = {each.name: self._argument(each) for each in answer.arguments}
        return GraphQLField(GraphQLList(GraphQLNonNull(of)) if answer.many else of, arguments)

    def _argument(self, argument: Argument) -> GraphQLArgument:
        kind: Any = SCALARS[argument.kind]
        if argument.items is not None:
            kind = self._item(argument.items, is_new=True)
        is_list = argument.many or argument.items is not None
        kind = GraphQLNonNull(GraphQLList(GraphQLNonNull(kind))) if is_list else kind
        is_open = is_list or not argument.required
        return GraphQLArgument(kind if is_open else GraphQLNonNull(kind))

    def mutation_field(self, mutation: Mutation) -> GraphQLField:
        """A mutation field: one input, and what it was done to."""
        arguments = {"input": GraphQLArgument(GraphQLNonNull(self.mutation_input(mutation)))}
        return GraphQLField(self.object_type(mutation.of), arguments)

    def object_type(self, of: Type) -> GraphQLObjectType:
        """The type of objects of a table."""
        name = of.called(self._generation)
        self.types[name] = of

        def fields() -> dict[str, GraphQLField]:
            return {each.name: self._field(each) for each in of.within(self._generation)}

        about = of.text or None
        made: GraphQLObjectType = self._once(
            name, lambda: GraphQLObjectType(name, fields, description=about)
        )
        return made

    def _field(self, each: AnyField) -> GraphQLField:
        match each:
            case Field():
                kind = self._kind(each)
                return GraphQLField(GraphQLList(GraphQLNonNull(kind)) if each.many else kind)
            case Many(of=of):
                return GraphQLField(GraphQLList(GraphQLNonNull(self.object_type(of))))
            case One(of=of):
                return GraphQLField(self.object_type(of))

    def _kind(self, each: Field) -> Any:
        return self._enum(each.kind) if isinstance(each.kind, Enum) else SCALARS[each.kind]

    def _enum(self, enum: Enum) -> GraphQLEnumType:
        shown = {word: word for word in enum.shown(self._generation)}
        made: GraphQLEnumType = self._once(enum.name, lambda: GraphQLEnumType(enum.name, shown))
        return made

    def _page_info(self) -> GraphQLObjectType:
        made: GraphQLObjectType = self._once(
            "PageInfo",
            lambda: GraphQLObjectType(
                "PageInfo",
                {
                    "hasNextPage": _filled(GraphQLBoolean),
                    "hasPreviousPage": _filled(GraphQLBoolean),
                    "startCursor": GraphQLField(GraphQLString),
                    "endCursor": GraphQLField(GraphQLString),
                },
            ),
        )
        return made

    # What is asked.

    def filter_input(self, of: Type) -> GraphQLInputObjectType:
        """The type of ``where`` over the objects of a table."""
        name = f"{of.called(self._generation)}FilterInput"

        def fields() -> dict[str, GraphQLInputField]:
            own = GraphQLInputField(GraphQLList(GraphQLNonNull(self._made[name])))
            sought = {
                each.name: GraphQLInputField(self._sought(each))
                for each in of.within(self._generation)
                if is_sought(each)
            }
            return {"and": own, "or": own, **sought}

        return self._input(name, fields)

    def _sought(self, each: AnyField) -> GraphQLInputObjectType:
        match each:
            case Field():
                return self._operators(each)
            case Many(of=of):
                return self._list_filter(of)
            case One(of=of):
                return self.filter_input(of)

    def _operators(self, each: Field) -> GraphQLInputObjectType:
        stem, operators = operators_of(each.kind)
        kind, name = self._kind(each), f"{stem}OperationFilterInput"

        def fields() -> dict[str, GraphQLInputField]:
            found = {
                each: GraphQLInputField(GraphQLList(kind) if each in LISTED else kind)
                for each in operators
            }
            own = GraphQLInputField(GraphQLList(GraphQLNonNull(self._made[name])))
            return {"and": own, "or": own, **found} if stem == "String" else found

        return self._input(name, fields)

    def _list_filter(self, of: Type) -> GraphQLInputObjectType:
        inner = self.filter_input(of)
        fields = {each: GraphQLInputField(inner) for each in ("all", "none", "some")}
        fields["any"] = GraphQLInputField(GraphQLBoolean)
        return self._input(f"ListFilterInputTypeOf{inner.name}", lambda: fields)

    def sort_input(self, of: Type) -> GraphQLInputObjectType:
        """The type of ``order`` over the objects of a table."""

        def fields() -> dict[str, GraphQLInputField]:
            return {
                each.name: GraphQLInputField(self._sorted(each))
                for each in of.within(self._generation)
                if is_sought(each) and not isinstance(each, Many)
            }

        return self._input(f"{of.called(self._generation)}SortInput", fields)

    def _sorted(self, each: AnyField) -> Any:
        if isinstance(each, One):
            return self.sort_input(each.of)
        words = {"ASC": "ASC", "DESC": "DESC"}
        return self._once("SortEnumType", lambda: GraphQLEnumType("SortEnumType", words))

    # What is written.

    def mutation_input(self, mutation: Mutation) -> GraphQLInputObjectType:
        """The type of the input of a mutation."""
        name = mutation.input_named(self._generation)
        if mutation.verb is Verb.DELETE:
            key = GraphQLInputField(GraphQLNonNull(scalars.UUID))
            return self._input(name, lambda: {"id": key})
        if mutation.verb is Verb.CREATE:
            return self._input(name, lambda: self._new_fields(mutation.of))
        return self._input(name, lambda: self._changed_fields(mutation.of, is_root=True))

    def _new_fields(self, of: Type) -> dict[str, GraphQLInputField]:
        return {
            each.name: GraphQLInputField(self._written(each, is_new=True))
            for each in of.within(self._generation)
            if not isinstance(each, One) and each.writing in (Writing.ONCE, Writing.ALWAYS)
        }

    def _changed_fields(self, of: Type, *, is_root: bool) -> dict[str, GraphQLInputField]:
        """What an update takes: what clients read and send back, too."""
        found = {
            each.name: GraphQLInputField(self._written(each, is_new=False))
            for each in of.within(self._generation)
            if not isinstance(each, One)
        }
        key: Any = GraphQLNonNull(scalars.UUID) if is_root else scalars.UUID
        found["id"] = GraphQLInputField(key)
        found["requestedAction"] = GraphQLInputField(self._words("RequestedAction", ACTIONS))
        if any(isinstance(each, Many) for each in of.fields):
            words = self._words("ReplaceAll", SCHEMA.replaceable.values())
            found["replaceAll"] = GraphQLInputField(GraphQLList(GraphQLNonNull(words)))
        return found

    def _written(self, each: Field | Many, *, is_new: bool) -> Any:
        if isinstance(each, Many):
            return GraphQLList(GraphQLNonNull(self._item(each.of, is_new=is_new)))
        kind = self._kind(each)
        if each.many:
            return GraphQLList(GraphQLNonNull(kind))
        return GraphQLNonNull(kind) if is_new and each.required else kind

    def _item(self, of: Type, *, is_new: bool) -> GraphQLInputObjectType:
        """The type of one item of a nested list."""
        stem = of.called(self._generation).removesuffix("GLDto")
        if is_new:
            return self._input(f"{stem}CreateGLDtoInput", lambda: self._new_fields(of))
        return self._input(
            f"{stem}UpdateGLDtoInput", lambda: self._changed_fields(of, is_root=False)
        )

    def _words(self, name: str, words: Iterable[str]) -> Any:
        shown = {word: word for word in words}
        return self._once(name, lambda: GraphQLEnumType(name, shown))

    def _input(
        self, name: str, fields: Callable[[], dict[str, GraphQLInputField]]
    ) -> GraphQLInputObjectType:
        made: GraphQLInputObjectType = self._once(
            name, lambda: GraphQLInputObjectType(name, fields)
        )
        return made


ACTIONS: Final = ("CREATE", "MODIFY", "DELETE")


def operators_of(kind: Kind | Enum) -> tuple[str, tuple[str, ...]]:
    """The name of the operator type of a kind of values, and the operators it has."""
    return (kind.name, COMPARED) if isinstance(kind, Enum) else OPERATORS[kind]


def is_sought(each: AnyField) -> bool:
    """Tell whether filters and orders know a field."""
    match each:
        case Field():
            return each.is_sought
        case Many():
            return bool(each.relation)
        case One():
            return True


def _filled(kind: Any) -> GraphQLField:
    return GraphQLField(GraphQLNonNull(kind))
