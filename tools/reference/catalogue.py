"""The pages of settings, errors, change kinds, permissions and limits."""

import ast
import inspect
from collections.abc import Iterator, Sequence
from dataclasses import fields

from partita.access.permission import Permission
from partita.domain.change import CHANGE_KINDS
from partita.domain.errors import error_classes
from partita.settings import PREFIX, Settings
from partita.usecases.search import NEEDED
from tools.reference.docstrings import attributes, emitters, modules, needers, plain
from tools.source import Module


def settings_page() -> str:
    """Every setting: its variable, its default, what it does."""
    said = attributes(inspect.getdoc(Settings) or "")
    lines = [
        "# Settings",
        "",
        "Settings are environment variables. Command options of the same name override them, and",
        "`partita doctor` shows those in force.",
    ]
    for each in fields(Settings):
        default = f"`{str(each.default).lower()}`" if each.default != "" else "empty"
        lines += ["", f"## {PREFIX}{each.name.upper()}", "", plain(said[each.name])]
        lines += ["", f"Default: {default}"]
    return _page(lines)


def errors_page() -> str:
    """Every error of the core."""
    lines = [
        "# Errors",
        "",
        "What can be wrong, as facts. Each dialect gives every one of them a status and a body of",
        "its own; its page has the table.",
    ]
    for kind in error_classes():
        lines += ["", f"## {kind.code}", "", f"`{kind.__name__}`. {plain(kind.__doc__ or '')}"]
    return _page(lines)


def changes_page() -> str:
    """Every change kind, and who tells it."""
    told = emitters()
    lines = [
        "# Change kinds",
        "",
        "What the change feed, webhooks and the audit trail tell of. Each is written in the",
        "transaction of the change itself.",
    ]
    for kind in sorted(CHANGE_KINDS):
        lines += ["", f"## {kind}", "", _by("Told by", told.get(kind, ()))]
    return _page(lines)


def permissions_page() -> str:
    """Every permission, and what needs it."""
    needed = needers()
    for source, permission in NEEDED.items():
        needed.setdefault(permission, []).append(f"looking at {source}")
    lines = [
        "# Permissions",
        "",
        "What an actor may do. The roles of each dialect map to these.",
    ]
    for permission in Permission:
        lines += ["", f"## {permission}", "", _by("Needed by", needed.get(permission, ()))]
    return _page(lines)


def limits_page() -> str:
    """Every named limit of the program."""
    lines = [
        "# Limits",
        "",
        "Everything that comes from outside has a named maximum. Lengths named `CHARS` count",
        "characters, those named `BYTES` bytes, those named `S` seconds.",
        "",
        "| limit | value | where |",
        "| --- | --: | --- |",
    ]
    found = sorted(set(_limits()))
    lines += [f"| {name} | {value:,} | `{path}` |" for name, value, path in found]
    return _page(lines)


def _limits() -> Iterator[tuple[str, int, str]]:
    for module in modules():
        for name, value in _constants(module):
            if name.endswith("_MAX") and not name.startswith("_"):
                yield name, value, module.path


def _constants(module: Module) -> Iterator[tuple[str, int]]:
    """The names of a module that are given a number, and the number."""
    for node in module.tree.body:
        match node:
            case (
                ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
                | ast.Assign(targets=[ast.Name(id=name)], value=value)
            ):
                number = _number(value)
                if number is not None:
                    yield name, number


def _number(node: ast.expr) -> int | None:
    """The whole number a constant expression stands for."""
    match node:
        case ast.Constant(value=int(number)) if not isinstance(number, bool):
            return number
        case ast.BinOp(left=left, op=op, right=right):
            pair = (_number(left), _number(right))
            if pair[0] is None or pair[1] is None:
                return None
            return {ast.Mult: pair[0] * pair[1], ast.Add: pair[0] + pair[1]}.get(type(op))
        case _:
            return None


def _by(word: str, names: Sequence[str]) -> str:
    listed = ", ".join(f"`{name}`" for name in sorted(names))
    return f"{word} {listed}." if listed else "No use case yet."


def _page(lines: Sequence[str]) -> str:
    return "\n".join([*lines, ""])
