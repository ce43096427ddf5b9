"""Reads what docstrings say of attributes and of what use cases need and tell."""

import ast
import re
from pathlib import Path
from typing import Final

from tools.contracts import Docstring, use_cases
from tools.source import Module, read_package

PACKAGE: Final = Path(__file__).parents[2] / "src" / "partita"
_NEEDS: Final = re.compile(r"lacks ``([a-z_.]+)``")
_ENTRY: Final = re.compile(r"^(\w[\w, ]*): (.*)$")


def attributes(text: str) -> dict[str, str]:
    r"""What a class's docstring says of each attribute.

    >>> attributes("Do.\n\nAttributes:\n    a, b: Both\n        of them.\n    c: One.")
    {'a': 'Both of them.', 'b': 'Both of them.', 'c': 'One.'}
    """
    _, _, part = text.partition("Attributes:\n")
    found: dict[str, str] = {}
    names: list[str] = []
    for line in part.splitlines():
        match = _ENTRY.match(line[4:])
        if match and not line.startswith("     "):
            names = match[1].split(", ")
            found |= dict.fromkeys(names, match[2])
        elif names and line.strip():
            found |= {name: f"{found[name]} {line.strip()}" for name in names}
    return found


def plain(text: str) -> str:
    """A docstring's text as Markdown on one line."""
    return " ".join(text.split()).replace("``", "`")


def modules(part: str = "") -> list[Module]:
    """The modules of the package, or of one part of it."""
    return [each for each in read_package(PACKAGE) if not part or each.part == part]


def emitters() -> dict[str, list[str]]:
    """The use cases that tell of each change kind."""
    found: dict[str, list[str]] = {}
    for name, text in _use_cases():
        for kind in Docstring.parse(text).names("Emits"):
            found.setdefault(kind, []).append(name)
    return found


def needers() -> dict[str, list[str]]:
    """The use cases that need each permission, by its text."""
    found: dict[str, list[str]] = {}
    for name, text in _use_cases():
        for permission in _NEEDS.findall(text):
            found.setdefault(permission, []).append(name)
    return found


def _use_cases() -> list[tuple[str, str]]:
    return [
        (f"{_dotted(module.path)}.{node.name}", ast.get_docstring(node) or "")
        for module in modules("usecases")
        for node in use_cases(module)
    ]


def _dotted(path: str) -> str:
    return path.removeprefix("usecases/").removesuffix(".py").replace("/", ".")
