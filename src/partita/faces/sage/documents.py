"""From the text of a request to a checked document: parsed once, remembered, and bounded.

Everything here happens before any statement runs. A text that is too long, too deep or too wide is
refused by looking at it once; only then is it parsed and validated by graphql-core, in the wording
of the dialect where the contract gives one (contracts/sage.md 1.6, 7).
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FieldsOnCorrectTypeRule,
    FragmentDefinitionNode,
    GraphQLError,
    Node,
    OperationDefinitionNode,
    VariableNode,
    VariablesInAllowedPositionRule,
    parse,
    specified_rules,
    validate,
)

from partita.faces.sage.faults import Faulty, refuse, told
from partita.faces.sage.graph import Generation
from partita.faces.sage.schema import Built, built

QUERY_CHARS_MAX: Final = 200_000
TOKENS_MAX: Final = 20_000
DEPTH_MAX: Final = 64
FIELDS_MAX: Final = 2_048
SAME_NAME_MAX: Final = 256
ROOT_FIELDS_MAX: Final = 100
OPERATIONS_MAX: Final = 50
DOCUMENTS_KEPT: Final = 256
KEPT_CHARS_MAX: Final = 6_000
"""Longest document that is remembered: a parsed one takes a hundred times its length."""

TOO_COMPLEX: Final = "HC0047"

_BRACKETS: Final = re.compile(
    r'"""(?:\\"""|[^"\\]++|(?!""")["\\])*+(?:""")?'  # a block, ended or not
    r'|"(?:\\.|[^"\\\n]++)*+"?'  # a text, ended or not: none is ever looked at twice
    r"|\#[^\n]*+"
    r"|[{}()\[\]]"
)
_OPENING, _CLOSING = frozenset("{[("), frozenset("}])")
_MISFIT: Final = re.compile(r"of type '(\w+)!?' used in position expecting type '(\w+)!?'")
_IDS: Final = frozenset({"ID", "UUID"})


@dataclass(frozen=True, eq=False, slots=True)
class Document:
    """A checked document.

    Attributes:
        built: The generation of the schema it was checked against.
        node: As graphql-core parsed it.
        operations: By name; ``None`` for one without.
        fragments: By name.
        switches: Variables that decide what is selected.
        plans: What was planned for it, by operation and values of the switches.
    """

    built: Built
    node: DocumentNode
    operations: Mapping[str | None, OperationDefinitionNode]
    fragments: Mapping[str, FragmentDefinitionNode]
    switches: tuple[str, ...]
    plans: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation that is meant.

        Raises:
            Faulty: It is not there, or which one is not said.
        """
        if name:
            found = self.operations.get(name)
            if found is None:
                raise refuse(f"The operation `{name[:80]}` does not exist.", "HC0015")
            return found
        if len(self.operations) != 1:
            raise refuse("The operation name is missing: the document has several.", "HC0016")
        return next(iter(self.operations.values()))


def read_document(generation: Generation, text: str) -> Document:
    """Parse and check a document; one that is not too long is remembered.

    Raises:
        Faulty: It is too long, deep or wide, or not well-formed, or asks what is not there.
    """
    return _known(generation, text) if len(text) <= KEPT_CHARS_MAX else _read(generation, text)


@lru_cache(maxsize=DOCUMENTS_KEPT)
def _known(generation: Generation, text: str) -> Document:
    return _read(generation, text)


def _read(generation: Generation, text: str) -> Document:
    _check_text(text)
    schema = built(generation)
    try:
        node = parse(text, max_tokens=TOKENS_MAX)
        _check_size(node)
        errors = validate(schema.schema, node, RULES, max_errors=20)
    except GraphQLError as error:
        raise Faulty([told(error)]) from None
    except RecursionError:
        raise refuse("The document is nested too deep.") from None
    if errors:
        raise Faulty([told(each) for each in errors])
    return _document(schema, node)


def _document(schema: Built, node: DocumentNode) -> Document:
    operations: dict[str | None, OperationDefinitionNode] = {}
    fragments = {}
    for each in node.definitions:
        if isinstance(each, OperationDefinitionNode):
            operations[each.name.value if each.name else None] = each
        elif isinstance(each, FragmentDefinitionNode):
            fragments[each.name.value] = each
    if not operations:
        raise refuse("The document has no operation.")
    switches = {
        argument.value.name.value
        for each in walk(node)
        if isinstance(each, DirectiveNode)
        for argument in each.arguments or ()
        if isinstance(argument.value, VariableNode)
    }
    return Document(schema, node, operations, fragments, tuple(sorted(switches)))


def _check_text(text: str) -> None:
    if len(text) > QUERY_CHARS_MAX:
        raise refuse(f"The document is longer than {QUERY_CHARS_MAX} characters.")
    depth = 0
    for found in _BRACKETS.finditer(text):
        sign = found[0]
        depth += (sign in _OPENING) - (sign in _CLOSING)
        if depth > DEPTH_MAX:
            raise refuse(f"The document is nested deeper than {DEPTH_MAX} levels.")


def _check_size(node: DocumentNode) -> None:
    """Count what validation would otherwise compare pair by pair."""
    names: Counter[str] = Counter()
    for each in walk(node):
        if isinstance(each, FieldNode):
            names[(each.alias or each.name).value] += 1
    if names.total() > FIELDS_MAX:
        raise refuse(f"The document has more than {FIELDS_MAX} fields.", TOO_COMPLEX)
    if names and max(names.values()) > SAME_NAME_MAX:
        raise refuse(f"A name is selected more than {SAME_NAME_MAX} times.", TOO_COMPLEX)
    roots = [each for each in node.definitions if isinstance(each, OperationDefinitionNode)]
    if len(roots) > OPERATIONS_MAX:
        raise refuse(f"The document has more than {OPERATIONS_MAX} operations.", TOO_COMPLEX)


def walk(node: Node) -> Iterator[Node]:
    """All nodes below one, itself included."""
    todo = [node]
    while todo:
        each = todo.pop()
        yield each
        for key in each.keys:
            value = getattr(each, key, None)
            if isinstance(value, Node):
                todo.append(value)
            elif isinstance(value, (list, tuple)):
                todo.extend(inner for inner in value if isinstance(inner, Node))


class FieldsThere(FieldsOnCorrectTypeRule):
    """Unknown fields, in the words of the dialect."""

    def enter_field(self, node: FieldNode, *_args: Any) -> None:
        """Refuse a field its type does not have."""
        parent = self.context.get_parent_type()
        if parent is None or self.context.get_field_def() is not None:
            return
        name = node.name.value
        shown = (node.alias or node.name).value
        self.report_error(
            GraphQLError(
                f"The field `{name}` does not exist on the type `{parent.name}`.",
                node,
                extensions={
                    "type": parent.name,
                    "field": name,
                    "responseName": shown,
                    "specifiedBy": "https://spec.graphql.org/October2021/"
                    "#sec-Field-Selections-on-Objects-Interfaces-and-Unions-Types",
                },
            )
        )


class VariablesFit(VariablesInAllowedPositionRule):
    """Variables must fit where they are used; for ids, ``ID`` and ``UUID`` are the same."""

    def report_error(self, error: GraphQLError) -> None:
        """Pass over what is refused only because of the name of an id's type."""
        found = _MISFIT.search(error.message)
        if found is None or not {found[1], found[2]} <= _IDS:
            super().report_error(error)


_REPLACED: Final[Mapping[Any, Any]] = {
    FieldsOnCorrectTypeRule: FieldsThere,
    VariablesInAllowedPositionRule: VariablesFit,
}
RULES: Final = tuple(_REPLACED.get(rule, rule) for rule in specified_rules)
