"""Write what long runs have shown into the page: ``python -m tools.reliability FIGURES.jsonl``.

The page keeps one table for each kind of run; a new run replaces the rows of its kind.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

PAGE: Final = Path(__file__).parents[1] / "docs" / "reliability.md"
Row = dict[str, Any]


def read(text: str) -> dict[str, list[Row]]:
    r"""Figures by kind, out of lines of JSON.

    >>> read('{"kind": "soak", "errors": 0}\n')
    {'soak': [{'errors': 0}]}
    """
    found: dict[str, list[Row]] = {}
    for line in filter(None, text.splitlines()):
        row = json.loads(line)
        found.setdefault(row.pop("kind"), []).append(row)
    return found


def table(rows: list[Row]) -> str:
    """A table of figures.

    >>> print(table([{"p99_ms": 3.5, "errors": 0}]))
    | p99 ms | errors |
    | --- | --- |
    | 3.5 | 0 |
    """
    names = list(rows[0])
    head = [name.replace("_", " ") for name in names]
    body = [[str(row.get(name, "")) for name in names] for row in rows]
    lines = [head, ["---"] * len(names), *body]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def replaced(page: str, kind: str, rows: list[Row]) -> str:
    """The page with other rows between the marks of a kind.

    Raises:
        ValueError: The page has no such marks.
    """
    begin, end = f"<!-- {kind} -->", f"<!-- end of {kind} -->"
    head, mark, rest = page.partition(begin)
    _, closing, tail = rest.partition(end)
    if not mark or not closing:
        raise ValueError(f"docs/reliability.md has no place for {kind}")
    return f"{head}{begin}\n\n{table(rows)}\n\n{end}{tail}"


def main(arguments: list[str]) -> int:
    """Do what the command line says; the exit code."""
    page = PAGE.read_text(encoding="utf-8")
    for path in arguments:
        for kind, rows in read(Path(path).read_text(encoding="utf-8")).items():
            page = replaced(page, kind, rows)
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
