"""Write what long runs have shown into the page: ``python -m tools.reliability FIGURES.jsonl``.

The page keeps one table for each kind of run, with one row for each database; a new run replaces
the row of its database and leaves the others, so that databases can be run one after the other.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

PAGE: Final = Path(__file__).parents[1] / "docs" / "reliability.md"
Row = dict[str, Any]


def read(text: str) -> dict[str, list[Row]]:
    r"""Figures by kind, out of lines of JSON; blanks in their names are as those of `known`.

    >>> read('{"kind": "crash", "after all": 0}\n')
    {'crash': [{'after_all': 0}]}
    """
    found: dict[str, list[Row]] = {}
    for line in filter(None, text.splitlines()):
        row = {name.replace(" ", "_"): value for name, value in json.loads(line).items()}
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


def known(text: str) -> list[Row]:
    r"""The rows of a table.

    >>> known("| p99 ms | database |\n| --- | --- |\n| 3.5 | sqlite |\n")
    [{'p99_ms': '3.5', 'database': 'sqlite'}]
    """
    lines = [line.strip("| ").split(" | ") for line in text.split("\n") if line.startswith("|")]
    names = [name.replace(" ", "_") for name in lines[0]] if lines else []
    return [dict(zip(names, cells, strict=True)) for cells in lines[2:]]


def joined(before: list[Row], rows: list[Row]) -> list[Row]:
    """Rows with those of other databases that were known before.

    >>> joined([{"database": "a", "n": "1"}, {"database": "b", "n": "2"}], [{"database": "a"}])
    [{'database': 'a'}]
    """
    told = {str(row.get("database")) for row in rows}
    kept = [row for row in before if row.get("database") not in told and set(row) == set(rows[0])]
    return sorted([*rows, *kept], key=lambda row: str(row.get("database")).lower())


def replaced(page: str, kind: str, rows: list[Row]) -> str:
    """The page with other rows between the marks of a kind.

    Raises:
        ValueError: The page has no such marks.
    """
    begin, end = f"<!-- {kind} -->", f"<!-- end of {kind} -->"
    head, mark, rest = page.partition(begin)
    before, closing, tail = rest.partition(end)
    if not mark or not closing:
        raise ValueError(f"docs/reliability.md has no place for {kind}")
    return f"{head}{begin}\n\n{table(joined(known(before), rows))}\n\n{end}{tail}"


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
