"""One module of the package as the lints see it, and what they say about it."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

Function = ast.FunctionDef | ast.AsyncFunctionDef

_ALLOW: Final = re.compile(r"#\s*lint:\s*allow\s+(?P<rule>[a-z-]+)\s+because\s+\S")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something a rule objects to."""

    path: str
    line: int
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.text}"


@dataclass(frozen=True, slots=True)
class Module:
    """A parsed file; ``path`` is relative to the package, as in ``store/uow.py``."""

    path: str
    tree: ast.Module
    lines: tuple[str, ...]

    @classmethod
    def parse(cls, path: str, text: str) -> "Module":
        """Parse a file's text."""
        return cls(path, ast.parse(text), tuple(text.splitlines()))

    @property
    def part(self) -> str:
        """The direct child of the package it belongs to: ``store``, ``ports``."""
        return self.path.split("/")[0].removesuffix(".py")

    def allowed(self) -> Iterator[tuple[int, str]]:
        """Yield the line and rule of each ``# lint: allow RULE because REASON``."""
        for number, line in enumerate(self.lines, 1):
            if match := _ALLOW.search(line):
                yield number, match["rule"]


def read_package(package: Path) -> list[Module]:
    """Parse all files of a package, in the order of their paths."""
    return [
        Module.parse(path.relative_to(package).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(package.rglob("*.py"))
    ]


def functions(tree: ast.AST) -> Iterator[Function]:
    """Yield every function and method, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def last_name(node: ast.expr) -> str:
    """The last name of a dotted expression or call; ``""`` when there is none.

    >>> last_name(ast.parse("ctx.uow.record(1)", mode="eval").body)
    'record'
    """
    match node:
        case ast.Call(func=inner):
            return last_name(inner)
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""
