"""What a request asks of a root field: its arguments, as a question to the book."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from graphql import (
    GraphQLError,
    GraphQLID,
    GraphQLInputType,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    Undefined,
    VariableNode,
    get_named_type,
)
from graphql.execution.values import (
    VariableValues,
    VariableValueSource,
    get_argument_values,
    get_variable_values,
)

from partita.domain.query import And, Filter, Sort
from partita.faces.sage.access import uuid_of
from partita.faces.sage.faults import OK, Faulty, refuse, told
from partita.faces.sage.graph import Enum, Field, Generation, Kind, Listing, One, Type
from partita.faces.sage.paging import Keys, Paging, fingerprint, read_paging
from partita.faces.sage.plan import ConnectionRoot, Plan, Root
from partita.faces.sage.schema import Built
from partita.faces.sage.where import joined, read_order, read_where

INPUT_DEPTH_MAX: Final = 64
INPUT_VALUES_MAX: Final = 20_000
COSTS_MAX: Final = {Generation.FIRST: 100_000, Generation.SECOND: 650_000}
REQUIRED: Final = "Cannot accept null for non-nullable input"

_PYTHON: Final[Mapping[Kind, type]] = {
    Kind.INT: int,
    Kind.DECIMAL: float,
    Kind.TRUTH: bool,
}


@dataclass(frozen=True, slots=True)
class Question:
    """What a connection is asked for, whatever the book.

    Attributes:
        filter: Which records; all when ``None``.
        sorts: In which order; the key of the records comes last.
        kinds: The type of the values of each key of the order.
        paging: Which page.
    """

    filter: Filter | None
    sorts: tuple[Sort, ...]
    kinds: tuple[type, ...]
    paging: Paging

    def keys(self, book_id: int, place: str) -> Keys:
        """What the cursors of its answer carry."""
        return Keys(self.sorts, self.kinds, fingerprint(book_id, place, (self.filter, self.sorts)))


def read_variables(
    built: Built, operation: OperationDefinitionNode, given: Mapping[str, Any]
) -> VariableValues:
    """The values of the variables of an operation.

    Raises:
        Faulty: One is missing, or does not fit, or is too deep.
    """
    _check_depth(given)
    definitions = operation.variable_definitions or ()
    found = get_variable_values(built.schema, definitions, dict(given), max_errors=20)
    if isinstance(found, VariableValues):
        ids = {name for name, each in found.sources.items() if is_id(each.signature.type)}
        told = {
            name: _canonical(value) if name in ids else value
            for name, value in found.coerced.items()
        }
        return VariableValues(found.sources, told)
    raise Faulty([_variable_entry(each) for each in found], OK if _are_missing(found) else 400)


def is_id(of: GraphQLInputType) -> bool:
    """Tell whether a variable was declared as an ``ID``, which may stand for a ``UUID``."""
    return get_named_type(of) is GraphQLID


def _canonical(value: Any) -> Any:
    """Ids as a ``UUID`` is read: in lower case; what is no such id stays."""
    if isinstance(value, list):
        return [_canonical(each) for each in value]
    return uuid_of(value) or value


def _are_missing(errors: Sequence[GraphQLError]) -> bool:
    return all(_is_missing(each) for each in errors)


def _is_missing(error: GraphQLError) -> bool:
    return "of non-null type" in error.message


def _variable_entry(error: GraphQLError) -> dict[str, Any]:
    """An error of a value, in the words and with the codes of the dialect."""
    entry = told(error)
    if _is_missing(error):
        detail = {"details": entry["message"]}
        return {**entry, "message": REQUIRED, "extensions": {"code": "HC0018", **detail}}
    return {**entry, "extensions": {"code": "HC0016"}}


def _check_depth(given: Any) -> None:
    """Refuse what is nested so deep, or is so much, that reading it would take long."""
    level: list[Any] = [given]
    count = 0
    for _ in range(INPUT_DEPTH_MAX):
        level = [inner for each in level for inner in _inside(each)]
        count += len(level)
        if count > INPUT_VALUES_MAX:
            raise refuse(f"The variables hold more than {INPUT_VALUES_MAX} values.", "HC0016")
        if not level:
            return
    raise refuse(f"The variables are nested deeper than {INPUT_DEPTH_MAX} levels.", "HC0016")


def _inside(value: Any) -> Sequence[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else ()


def arguments_of(plan: Plan, root: Root, variables: VariableValues) -> dict[str, Any]:
    """The arguments of a root field, as the schema coerces them.

    Raises:
        Faulty: A variable that may be null is, where the argument may not.
    """
    schema = plan.document.built.schema
    parent: Any = schema.mutation_type if plan.is_mutation else schema.query_type
    try:
        definition = parent.fields[root.node.name.value]
        return get_argument_values(definition, root.node, variables)
    except GraphQLError as error:
        raise Faulty([{**told(error), "message": REQUIRED}], OK) from None


def question_of(plan: Plan, root: ConnectionRoot, variables: VariableValues) -> Question:
    """What a connection is asked for; remembered where no variable can change it.

    Raises:
        Faulty: An argument does not fit.
        FieldFaulty: The page is too long.
    """
    known: Question | None = plan.settled.get(root.name)
    if known is not None:
        return known
    arguments = arguments_of(plan, root, variables)
    for each in root.node.arguments or ():
        if each.name.value == "order" and arguments.get("order"):
            arguments["order"] = as_written(arguments["order"], each.value, variables)
    question = _question(root.listing, arguments)
    if not root.has_variables:
        plan.settled[root.name] = question
    return question


def _question(listing: Listing, arguments: Mapping[str, Any]) -> Question:
    of = listing.of
    paging = read_paging(arguments, f"Query.{listing.name}")
    where = arguments.get("where")
    filters = [] if listing.only is None else [listing.only]
    if where:
        filters.append(read_where(of, where))
    sorts = read_order(of, arguments.get("order") or ()) or list(listing.order)
    unique = tuple({each.field: each for each in reversed(sorts)}.values())[::-1]
    kinds = _kinds(of, "")
    key = Sort(of.key)
    ordered = tuple(each for each in unique if each.field != of.key)
    return Question(
        And(tuple(filters)) if filters else None,
        (*ordered, key),
        (*(kinds.get(each.field, int) for each in ordered), of.key_kind),
        paging,
    )


def as_written(value: Any, written: Any, variables: VariableValues) -> Any:
    """A coerced value with the members of its objects in the order in which they were written.

    graphql-core puts them in the order of the schema, but the first key of an order counts first.

    Args:
        value: As it was coerced.
        written: Where it stands in the document, or as a variable was sent.
        variables: Those of the request.
    """
    if isinstance(written, VariableNode):
        return as_written(value, _sent(variables.sources[written.name.value]), variables)
    if isinstance(value, list):
        items = _items(written) if _is_list(written) else [written]
        pairs = zip(value, items, strict=True)
        return [as_written(each, sent, variables) for each, sent in pairs]
    if isinstance(value, dict):
        members = _members(written)
        return {
            name: as_written(value[name], sent, variables)
            for name, sent in members.items()
            if name in value
        }
    return value


def _sent(source: VariableValueSource) -> Any:
    """What was sent for a variable, or its default."""
    if source.value is not Undefined:
        return source.value
    default = source.signature.default
    return None if default is None else default.literal


def _is_list(written: Any) -> bool:
    return isinstance(written, list | ListValueNode)


def _items(written: Any) -> Sequence[Any]:
    return written.values if isinstance(written, ListValueNode) else written


def _members(written: Any) -> Mapping[str, Any]:
    if isinstance(written, ObjectValueNode):
        return {each.name.value: each.value for each in written.fields}
    return written or {}


@cache
def _kinds(of: Type, prefix: str) -> Mapping[str, type]:
    """The type of each field an order can have, by its name in the book."""
    found: dict[str, type] = {}
    for each in of.fields:
        if isinstance(each, One):
            found |= _kinds(each.of, joined(prefix, each.prefix))
        elif isinstance(each, Field):
            kind = str if isinstance(each.kind, Enum) else _PYTHON.get(each.kind, str)
            found[joined(prefix, each.sought_at)] = kind
    return found


def check_cost(plan: Plan, sizes: Mapping[str, int]) -> None:
    """Refuse a request that would show too much; every field of every record counts.

    Args:
        plan: The plan.
        sizes: How many records each connection may show, by its name in the answer.

    Raises:
        Faulty: It costs too much.
    """
    generation = plan.document.built.generation
    cost = sum(1 + sizes.get(root.name, 1) * root.weight for root in plan.roots)
    most = COSTS_MAX[generation]
    if cost <= most:
        return
    if generation is Generation.FIRST:
        message, facts = (
            "The maximum allowed operation complexity was exceeded.",
            {
                "complexity": cost,
                "allowedComplexity": most,
            },
        )
    else:
        message, facts = (
            "The maximum allowed field cost was exceeded.",
            {
                "fieldCost": cost,
                "maxFieldCost": most,
            },
        )
    raise Faulty([{"message": message, "extensions": {"code": "HC0047", **facts}}], OK)
