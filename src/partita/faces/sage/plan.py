"""From an operation to a plan: which columns to read, in how many statements.

A plan is made once for each document, operation and set of ``@skip`` and ``@include`` values. It
has one `Level` for the records of a list and one for each list inside them; objects that a record
points at are columns of the same statement. Nothing of the document is looked at again when the
plan is run: `partita.faces.sage.running` binds values and puts texts together.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)

from partita.domain.query import Absent, Fixed, Gap, Member, Part, Shown, View
from partita.faces.sage.documents import (
    ROOT_FIELDS_MAX,
    TOO_COMPLEX,
    Document,
    walk,
)
from partita.faces.sage.faults import refuse
from partita.faces.sage.graph import (
    Answer,
    Enum,
    Field,
    Listing,
    Many,
    Mutation,
    One,
    Type,
)
from partita.faces.sage.where import joined

EXPANDED_MAX: Final = 5_000
"""Fields a document may have when its fragments are written out."""

DESCRIBED_MAX: Final = 1_000_000
"""What questions about the schema may cost; what clients usually ask costs half of it."""

TYPENAME: Final = "__typename"
_SCHEMA_LISTS: Final = {
    "types": 200,
    "fields": 10,
    "inputFields": 10,
    "enumValues": 10,
    "directives": 5,
    "args": 5,
}
"""About how many items each list of the schema has, each time it is asked for."""

Selected = Mapping[str, list[FieldNode]]
"""Fields by the name they have in the answer; several are merged."""


@dataclass(eq=False, slots=True)
class Level:
    """The records of one list: what one statement reads.

    Attributes:
        view: What is read of each; its text has a gap for each list inside.
        inner: The lists inside, in the order of the gaps.
        many: The field that is the list; ``None`` at the root.
        views: The view with other fields beside the text, by those fields.
    """

    view: View
    inner: tuple["Level", ...] = ()
    many: Many | None = None
    views: dict[tuple[str, ...], View] = field(default_factory=dict)

    def beside(self, fields: tuple[str, ...]) -> View:
        """The view that tells some fields beside the text."""
        if not fields:
            return self.view
        if fields not in self.views:
            self.views[fields] = View(self.view.source, self.view.show, fields)
        return self.views[fields]


@dataclass(frozen=True, eq=False, slots=True)
class Piece:
    """One member of a connection, an edge or the like.

    Attributes:
        name: Its name in the answer.
        what: The field of the schema.
        inner: Its own members.
        level: Number of the level whose records it shows.
    """

    name: str
    what: str
    inner: tuple["Piece", ...] = ()
    level: int = 0


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Root:
    """One root field.

    Attributes:
        name: Its name in the answer.
        node: Where it stands in the document.
        has_variables: Its arguments depend on the values of a request.
        weight: How many fields each record shows.
    """

    name: str
    node: FieldNode
    has_variables: bool = False
    weight: int = 1


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ConnectionRoot(Root):
    """A connection: its members, and what is read for those that show records."""

    listing: Listing
    pieces: tuple[Piece, ...]
    levels: tuple[Level, ...]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class SingleRoot(Root):
    """One record by its id."""

    listing: Listing
    level: Level


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class AnswerRoot(Root):
    """What code answers, and which of its members are shown, by name in the answer."""

    answer: Answer
    shown: Mapping[str, str]
    typename: str


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class MutationRoot(Root):
    """A mutation, and what is read of the record it wrote."""

    mutation: Mutation
    level: Level


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class FixedRoot(Root):
    """What never changes: its JSON text."""

    text: str


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class SchemaRoot(Root):
    """A question about the schema itself, which graphql-core answers.

    Attributes:
        nodes: Wherever the document asks it: the selections are merged.
    """

    nodes: tuple[FieldNode, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Plan:
    """What to do for an operation.

    Attributes:
        document: Where it comes from.
        operation: Which operation.
        roots: Its root fields in order.
        is_mutation: It writes.
        settled: Whatever is made of the arguments of a root field that has no variables.
    """

    document: Document
    operation: OperationDefinitionNode
    roots: tuple[Root, ...]
    is_mutation: bool
    settled: dict[str, Any] = field(default_factory=dict)


class Planner:
    """Makes the plan of one operation."""

    def __init__(self, document: Document, switches: Mapping[str, Any]) -> None:
        """Begin.

        Args:
            document: The document.
            switches: Values of the variables that decide what is selected.
        """
        self._document = document
        self._built = document.built
        self._switches = switches
        self._expanded = 0
        self._described = 0

    def plan(self, operation: OperationDefinitionNode) -> Plan:
        """The plan of an operation.

        Raises:
            Faulty: It asks too much.
        """
        is_mutation = operation.operation.value == "mutation"
        selected = self._selected([operation.selection_set])
        if len(selected) > ROOT_FIELDS_MAX:
            raise refuse(f"There are more than {ROOT_FIELDS_MAX} root fields.", TOO_COMPLEX)
        title = "Mutation" if is_mutation else "Query"
        roots = tuple(self._root(name, nodes, title) for name, nodes in selected.items())
        return Plan(self._document, operation, roots, is_mutation)

    # Root fields.

    def _root(self, name: str, nodes: list[FieldNode], title: str) -> Root:
        built, node, before = self._built, nodes[0], self._expanded
        what = node.name.value
        if what == TYPENAME:
            return FixedRoot(name=name, node=node, text=f'"{title}"')
        if what.startswith("__"):
            self._described += self._cost_of_description(nodes)
            if self._described > DESCRIBED_MAX:
                raise refuse("The document asks too much about the schema.", TOO_COMPLEX)
            return SchemaRoot(name=name, node=node, nodes=tuple(nodes))
        common: dict[str, Any] = {"name": name, "node": node}
        common["has_variables"] = any(isinstance(each, VariableNode) for each in _given(node))
        if what in built.answers:
            return self._answer(built.answers[what], nodes, common)
        listing = built.listings.get(what)
        if listing is not None:
            pieces, levels = self._connection(listing, nodes)
            weight = self._expanded - before
            return ConnectionRoot(
                listing=listing, pieces=pieces, levels=levels, weight=weight, **common
            )
        if what in built.by_id:
            level = self._level(built.by_id[what].of, nodes)
            return SingleRoot(listing=built.by_id[what], level=level, **common)
        mutation = built.mutations[what]
        return MutationRoot(mutation=mutation, level=self._level(mutation.of, nodes), **common)

    def _answer(self, answer: Answer, nodes: list[FieldNode], common: dict[str, Any]) -> Root:
        shown = {name: inner[0].name.value for name, inner in self._inside(nodes).items()}
        typename = answer.of.called(self._built.generation)
        return AnswerRoot(answer=answer, shown=shown, typename=typename, **common)

    def _cost_of_description(self, nodes: Sequence[FieldNode]) -> int:
        """How many members graphql-core would write, roughly."""
        return sum(
            1 + _SCHEMA_LISTS.get(each[0].name.value, 1) * self._cost_of_description(each)
            for each in self._inside(nodes).values()
        )

    # Connections.

    def _connection(
        self, listing: Listing, nodes: list[FieldNode]
    ) -> tuple[tuple[Piece, ...], tuple[Level, ...]]:
        levels: list[Level] = []
        stem = listing.name[0].upper() + listing.name[1:]
        pieces = self._pieces(listing, nodes, levels, f"{stem}Connection")
        return pieces, tuple(levels) or (Level(View(listing.of.source, ())),)

    def _pieces(
        self, listing: Listing, nodes: list[FieldNode], levels: list[Level], typename: str
    ) -> tuple[Piece, ...]:
        """Members of a connection, and of what is inside it until records are shown."""
        found = []
        for name, inner in self._inside(nodes).items():
            what = inner[0].name.value
            if what in ("nodes", "node"):
                levels.append(self._level(listing.of, inner))
                found.append(Piece(name, what, level=len(levels) - 1))
            elif what == "edges":
                edge = typename.removesuffix("Connection") + "Edge"
                found.append(Piece(name, what, self._pieces(listing, inner, levels, edge)))
            elif what == "pageInfo":
                found.append(Piece(name, what, self._pieces(listing, inner, levels, "PageInfo")))
            elif what == TYPENAME:
                found.append(Piece(name, f'"{typename}"'))
            else:
                found.append(Piece(name, what))
        return tuple(found)

    # Records.

    def _level(self, of: Type, nodes: list[FieldNode], many: Many | None = None) -> Level:
        inner: list[Level] = []
        show = tuple(self._show(of, nodes, "", inner))
        beside = (many.owner,) if many else ()
        return Level(View(of.source, show, beside), tuple(inner), many)

    def _show(
        self, of: Type, nodes: list[FieldNode], prefix: str, inner: list[Level]
    ) -> Iterator[Any]:
        """What a record shows, or an object it points at, which is below a prefix."""
        for name, each in self._inside(nodes).items():
            what = each[0].name.value
            if what == TYPENAME:
                yield Fixed(name, f'"{of.called(self._built.generation)}"')
                continue
            shown = of.by_name[what]
            match shown:
                case Field():
                    yield self._member(name, shown, prefix)
                case One():
                    below = joined(prefix, shown.prefix)
                    members = tuple(self._show(shown.of, each, below, inner))
                    there = joined(below, "uuid")
                    yield Part(name, members, there, Absent.NULL)
                case Many(relation=""):
                    yield Fixed(name, "null")
                case Many():
                    inner.append(self._level(shown.of, each, shown))
                    yield Gap(name)

    def _member(self, name: str, shown: Field, prefix: str) -> Shown:
        at = joined(prefix, shown.at or "")
        if not isinstance(shown.kind, Enum):
            return Member(name, at, shown.shape, Absent.NULL)
        known = frozenset(shown.kind.shown(self._built.generation))
        words = tuple(pair for pair in shown.kind.words if pair[1] in known)
        return Member(name, at, shown.shape, Absent.NULL, words)

    # Selections.

    def _inside(self, nodes: Sequence[FieldNode]) -> Selected:
        return self._selected([each.selection_set for each in nodes if each.selection_set])

    def _selected(self, sets: Sequence[SelectionSetNode]) -> Selected:
        """The fields selected, fragments written out, by their names in the answer.

        Raises:
            Faulty: There are too many.
        """
        found: dict[str, list[FieldNode]] = {}
        todo = [each for one in reversed(sets) for each in reversed(one.selections)]
        while todo:
            each = todo.pop()
            self._expanded += 1
            if self._expanded > EXPANDED_MAX:
                raise refuse("The document selects too many fields.", TOO_COMPLEX)
            if not self._is_wanted(each.directives or ()):
                continue
            match each:
                case FieldNode():
                    name = (each.alias or each.name).value
                    found.setdefault(name, []).append(each)
                case InlineFragmentNode(selection_set=inner):
                    todo.extend(reversed(inner.selections))
                case FragmentSpreadNode():
                    fragment = self._document.fragments[each.name.value]
                    todo.extend(reversed(fragment.selection_set.selections))
        return found

    def _is_wanted(self, directives: Sequence[DirectiveNode]) -> bool:
        return all(
            self._truth(each) != (each.name.value == "skip")
            for each in directives
            if each.name.value in ("skip", "include")
        )

    def _truth(self, directive: DirectiveNode) -> bool:
        value: Any = (directive.arguments or ())[0].value
        if isinstance(value, VariableNode):
            return bool(self._switches.get(value.name.value))
        return bool(value.value)


def _given(node: FieldNode) -> Iterator[Any]:
    """All nodes of the arguments of a field."""
    for argument in node.arguments or ():
        yield from walk(argument.value)


PLANS_MAX: Final = 64
"""Plans that are remembered of one document; they go when it does."""


def plan_of(document: Document, name: str | None, variables: Mapping[str, Any]) -> Plan:
    """The plan of an operation; made once for each way its fields can be switched on and off.

    Args:
        document: The document.
        name: Name of the operation.
        variables: Values of the request, of which only those that decide what is selected count.

    Raises:
        Faulty: There is no such operation, it asks too much, or null decides what it selects.
    """
    if any(each in variables and variables[each] is None for each in document.switches):
        raise refuse("`skip` and `include` take true or false, not null.", "HC0018")
    values = tuple(bool(variables.get(each)) for each in document.switches)
    key = (name, *values)
    plan: Plan | None = document.plans.get(key)
    if plan is None:
        operation = document.operation(name)
        switches = dict(zip(document.switches, values, strict=True))
        plan = Planner(document, switches).plan(operation)
        if len(document.plans) >= PLANS_MAX:
            document.plans.clear()
        document.plans[key] = plan
    return plan
