"""Run our own lint rules over the package: ``python -m tools.lint``.

A line is exempted with ``# lint: allow RULE because REASON``; an exemption that exempts nothing
is itself refused. For a rule about a function the line is that of its ``def``.
"""

import ast
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from tools.contracts import error_classes
from tools.rules import RULES, Project
from tools.source import Finding, Module, read_package

PACKAGE: Final = Path(__file__).parents[1] / "src" / "partita"
WIRE_PATH_PARTS: Final = 3


def dialect_words(module: Module) -> frozenset[str]:
    """The strings of a module's constant ``DIALECT_WORDS``; none when it has no such constant."""
    for node in module.tree.body:
        match node:
            case (
                ast.AnnAssign(target=ast.Name(id="DIALECT_WORDS"), value=ast.expr() as value)
                | ast.Assign(targets=[ast.Name(id="DIALECT_WORDS")], value=value)
            ):
                found = (
                    inner.value for inner in ast.walk(value) if isinstance(inner, ast.Constant)
                )
                return frozenset(word for word in found if isinstance(word, str))
    return frozenset()


def describe(modules: Sequence[Module]) -> Project:
    """Gather what the rules need to know about the whole package."""
    paths = ((module, module.path.split("/")) for module in modules)
    wires = (
        (parts[1], module)
        for module, parts in paths
        if len(parts) == WIRE_PATH_PARTS and parts[0] == "faces" and parts[2] == "wire.py"
    )
    return Project(
        errors=error_classes(modules),
        dialects={face: dialect_words(module) for face, module in wires},
    )


def lint(module: Module, project: Project) -> Iterator[Finding]:
    """Yield what the rules find in one module and what nobody allowed, in order of lines."""
    allowed = set(module.allowed())
    found = {
        Finding(module.path, line, name, text)
        for name, rule in RULES.items()
        for line, text in rule(module, project)
    }
    used = {(finding.line, finding.rule) for finding in found}
    stale = {
        Finding(module.path, line, "stale-allow", f"there is no {rule} here to allow")
        for line, rule in allowed - used
    }
    kept = {finding for finding in found if (finding.line, finding.rule) not in allowed}
    yield from sorted(kept | stale)


def main(package: Path = PACKAGE) -> int:
    """Print every finding; return 1 when there is one, else 0."""
    modules = read_package(package)
    project = describe(modules)
    findings = [finding for module in modules for finding in lint(module, project)]
    for finding in findings:
        print(f"{package.name}/{finding}")
    print(f"tools.lint: {len(modules)} modules, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:2])))
