"""Prove that a use case's docstring says what the function does.

What a helper raises still needs a reviewer: only what the function itself raises is looked for.
A change kind counts as recorded when a string literal names it in the function or in a function
of the same module that it calls.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final

from tools.source import Function, Module, last_name

_SECTIONS: Final = ("Args", "Returns", "Yields", "Raises", "Emits")
_KIND: Final = re.compile(r"[a-z_*]+(?:\.[a-z_*]+)+")
_RECORDERS: Final = re.compile(r"Change|_?record(?:_.*)?")
_ENTRY: Final = re.compile(r"\*{0,2}([A-Za-z_][\w.]*)")


@dataclass(frozen=True, slots=True)
class Docstring:
    """The sections of a docstring, each with the names it lists."""

    sections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> "Docstring":
        r"""Read Google's form; a name is the first word of a line indented once.

        >>> Docstring.parse("Do.\n\nRaises:\n    Gone: It is.\n        More.").sections
        {'Raises': ('Gone',)}
        """
        sections: dict[str, tuple[str, ...]] = {}
        current = ""
        for line in text.splitlines():
            if line and not line.startswith(" "):
                current = line.rstrip().removesuffix(":") if line.rstrip().endswith(":") else ""
                if current in _SECTIONS:
                    sections[current] = ()
            elif current in sections and (name := _entry(line)):
                sections[current] += (name,)
        return cls(sections)

    def names(self, section: str) -> set[str]:
        """The names listed in a section; none when there is no such section."""
        return set(self.sections.get(section, ()))


def _entry(line: str) -> str:
    """The name a line of a section begins with; ``""`` for a line that goes on."""
    match = _ENTRY.match(line[4:]) if line.startswith("    ") else None
    return match[1].rstrip(".") if match else ""


def use_cases(module: Module) -> Iterator[Function]:
    """Yield the public functions of a module that take ``ctx`` first."""
    for node in module.tree.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            first = [*node.args.posonlyargs, *node.args.args][:1]
            if first and first[0].arg == "ctx":
                yield node


def broken_promises(module: Module, errors: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Yield the line and text of everything a use case's docstring leaves out or invents.

    Args:
        module: One of ``usecases``.
        errors: Names of the error classes that exist.
    """
    helpers = {node.name: node for node in module.tree.body if isinstance(node, Function)}
    for node in use_cases(module):
        docstring = Docstring.parse(ast.get_docstring(node) or "")
        complaints = [
            *_about_arguments(node, docstring),
            *_about_result(node, docstring),
            *_about_errors(node, docstring, errors),
            *_about_changes(node, docstring, helpers),
        ]
        for text in complaints:
            yield node.lineno, f"{node.name}: {text}"


def _about_arguments(node: Function, docstring: Docstring) -> Iterator[str]:
    arguments = node.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    every += [extra for extra in (arguments.vararg, arguments.kwarg) if extra]
    yield from _differences("Args", {a.arg for a in every} - {"ctx"}, docstring)


def _about_result(node: Function, docstring: Docstring) -> Iterator[str]:
    returns = node.returns
    is_nothing = returns is None or (isinstance(returns, ast.Constant) and returns.value is None)
    is_described = "Returns" in docstring.sections or "Yields" in docstring.sections
    if is_described == is_nothing:
        yield "has Returns but returns nothing" if is_nothing else "section Returns is missing"


def _about_errors(node: Function, docstring: Docstring, errors: frozenset[str]) -> Iterator[str]:
    listed = docstring.names("Raises")
    for name in sorted(raised(node) - listed):
        yield f"raises {name}, which Raises does not list"
    for name in sorted(listed - errors):
        yield f"Raises lists {name}, which is no error class of domain or access"


def _about_changes(
    node: Function, docstring: Docstring, helpers: Mapping[str, Function]
) -> Iterator[str]:
    bodies = list(_with_helpers(node, helpers))
    listed = docstring.names("Emits")
    recorded = {kind for body in bodies for kind in recorded_kinds(body)}
    for kind in sorted(recorded):
        if not any(fnmatchcase(name, kind) for name in listed):
            yield f"records {kind}, which Emits does not list"
    named = recorded.union(*map(_literals, bodies))
    for name in sorted(listed):
        if not any(fnmatchcase(name, kind) for kind in named):
            yield f"Emits lists {name}, which is not recorded"


def _differences(section: str, real: set[str], docstring: Docstring) -> Iterator[str]:
    listed = docstring.names(section)
    for name in sorted(real - listed):
        yield f"{section} does not list {name}"
    for name in sorted(listed - real):
        yield f"{section} lists {name}, which is not there"


def raised(node: Function) -> set[str]:
    """Names of the classes a function raises by name; re-raised variables are left out."""
    names = {
        last_name(inner.exc)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Raise) and inner.exc is not None
    }
    return {name for name in names if name[:1].isupper()}


def recorded_kinds(node: Function) -> set[str]:
    """Change kinds given to ``Change(...)`` or to a function that records.

    A part that is only known at run time is written ``*``: ``f"{role}.created"`` is ``*.created``.
    """
    given = (
        _pattern(argument)
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and _RECORDERS.fullmatch(last_name(call.func))
        for argument in [*call.args, *(keyword.value for keyword in call.keywords)]
    )
    return {kind for kind in given if _KIND.fullmatch(kind)}


def _pattern(argument: ast.expr) -> str:
    """A text argument with ``*`` for what is filled in; ``""`` for any other argument."""
    match argument:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_pattern(part) or "*" for part in parts)
        case _:
            return ""


def _literals(node: Function) -> set[str]:
    """All strings in a function that could be a change kind, but not its docstring."""
    has_docstring = ast.get_docstring(node) is not None
    statements: Sequence[ast.stmt] = node.body[1:] if has_docstring else node.body
    return {
        inner.value
        for statement in statements
        for inner in ast.walk(statement)
        if isinstance(inner, ast.Constant)
        and isinstance(inner.value, str)
        and _KIND.fullmatch(inner.value)
    }


def _with_helpers(node: Function, helpers: Mapping[str, Function]) -> Iterator[Function]:
    """Yield a function and those of its module that it calls, directly or not."""
    todo, seen = [node.name], {node.name}
    while todo:
        current = helpers[todo.pop()]
        yield current
        called = {
            last_name(call.func)
            for call in ast.walk(current)
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        }
        fresh = sorted((called & helpers.keys()) - seen)
        seen.update(fresh)
        todo += fresh


def error_classes(modules: Sequence[Module]) -> frozenset[str]:
    """Names of the classes defined in ``domain/errors`` and in ``access``."""
    return frozenset(
        node.name
        for module in modules
        if module.part == "access" or module.path.startswith("domain/errors")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
    )
