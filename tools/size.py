"""The scorecard's numbers: how long modules and functions are, and what they tell.

``python -m tools.size`` prints them for ``src/partita``; ``tools.lint`` refuses what is too long.
"""

import ast
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from tools.source import Function, Module, functions, read_package

MODULE_LINES_MAX: Final = 600
FUNCTION_LINES_MAX: Final = 40
PACKAGE: Final = Path(__file__).parents[1] / "src" / "partita"


@dataclass(frozen=True, slots=True)
class Scorecard:
    """What was measured; lines of functions are code lines."""

    modules: tuple[int, ...]
    functions: tuple[int, ...]
    public: int
    documented: int
    annotated: int

    def rows(self) -> Iterator[tuple[str, str]]:
        """Yield each measure's name and value as people read them."""
        yield "modules, lines", f"{len(self.modules)}, {sum(self.modules)}"
        yield "longest module", str(max(self.modules, default=0))
        yield "function code lines, median", f"{median(self.functions or (0,)):g}"
        yield "function code lines, p90", str(percentile(self.functions, 0.9))
        yield "longest function", str(max(self.functions, default=0))
        long = sum(lines > FUNCTION_LINES_MAX for lines in self.functions)
        yield f"over {FUNCTION_LINES_MAX} code lines", str(long)
        yield "public functions documented", share(self.documented, self.public)
        yield "results annotated", share(self.annotated, len(self.functions))


def percentile(values: Sequence[int], part: float) -> int:
    """The value that ``part`` of the others do not exceed; 0 of none.

    >>> percentile([5, 1, 3], 0.5)
    3
    """
    return sorted(values)[min(len(values) - 1, int(len(values) * part))] if values else 0


def share(some: int, everything: int) -> str:
    """A part of a whole in percent.

    >>> share(1, 3)
    '33.3%'
    """
    return f"{100 * some / max(everything, 1):.1f}%"


def code_lines(node: Function, lines: Sequence[str]) -> int:
    """Lines of a function's body without docstring, comments and blanks."""
    first = node.body[0]
    has_docstring = ast.get_docstring(node) is not None
    start = (first.end_lineno or first.lineno) if has_docstring else first.lineno - 1
    body = (line.strip() for line in lines[start : node.end_lineno])
    return sum(1 for line in body if line and not line.startswith("#"))


def measure(modules: Sequence[Module]) -> Scorecard:
    """Measure a package; migrations are not counted, as nobody changes them again."""
    ours = [module for module in modules if "migrations/" not in module.path and module.lines]
    found = [(node, module.lines) for module in ours for node in functions(module.tree)]
    public = [node for node, _ in found if not node.name.startswith("_")]
    return Scorecard(
        modules=tuple(len(module.lines) for module in ours),
        functions=tuple(code_lines(node, lines) for node, lines in found),
        public=len(public),
        documented=sum(ast.get_docstring(node) is not None for node in public),
        annotated=sum(node.returns is not None for node, _ in found),
    )


def main(package: Path = PACKAGE) -> None:
    """Print the scorecard of a package."""
    for name, value in measure(read_package(package)).rows():
        print(f"{name:30} {value}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
