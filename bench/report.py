"""Tables of what was measured."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from bench.driver import Outcome
from bench.operations import OPERATIONS, Operation

COLD_START_S_MAX = 1.0
RESTING_MB_MAX = 80
COMMANDS_MAX = {"import": (15, 500), "duplicates": (60, 500)}
"""Seconds and MB a command may take for a hundred thousand parties."""


@dataclass(slots=True)
class Figures:
    """What one competitor did of one operation, round by round."""

    outcomes: list[Outcome] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)
    database_cpu_s: list[float] = field(default_factory=list)

    def add(self, outcome: Outcome, cpu_s: float, database_cpu_s: float) -> None:
        """Add a round."""
        self.outcomes.append(outcome)
        self.cpu_s.append(cpu_s)
        self.database_cpu_s.append(database_cpu_s)

    @property
    def rates(self) -> list[float]:
        """Right answers a second, by round."""
        return [each.per_s for each in self.outcomes]

    @property
    def bad(self) -> int:
        """Answers that were wrong."""
        return sum(each.bad for each in self.outcomes)

    def summary(self) -> dict[str, Any]:
        """The figures in short; processor time is of the median round, in ms a request."""
        answers = [max(1, each.requests) for each in self.outcomes]
        own = [cpu / count * 1000 for cpu, count in zip(self.cpu_s, answers, strict=True)]
        theirs = [
            cpu / count * 1000 for cpu, count in zip(self.database_cpu_s, answers, strict=True)
        ]
        return {
            "best_per_s": max(self.rates),
            "median_per_s": median(self.rates),
            "p50_ms": median(each.p50_ms for each in self.outcomes),
            "p99_ms": median(each.p99_ms for each in self.outcomes),
            "cpu_ms": median(own),
            "database_cpu_ms": median(theirs),
            "bad": self.bad,
            "complaint": next((one.complaint for one in self.outcomes if one.complaint), ""),
            "rounds": [asdict(each) for each in self.outcomes],
        }


def ratio(one: Figures | None, other: Figures | None) -> float | None:
    """How many times faster: the median over rounds, each against the same round of the other."""
    if one is None or other is None or not all(other.rates):
        return None
    return median(a / b for a, b in zip(one.rates, other.rates, strict=True))


def cpu_ratio(one: Figures, other: Figures | None) -> float | None:
    """How many times less processor time a request takes, that of the database included.

    Steadier than rates: what else the machine does hardly changes it.
    """
    if other is None:
        return None
    mine, theirs = one.summary(), other.summary()
    spent = mine["cpu_ms"] + mine["database_cpu_ms"]
    return (theirs["cpu_ms"] + theirs["database_cpu_ms"]) / spent if spent else None


def verdict(operation: Operation, mine: Figures, over_baseline: float | None) -> str:
    """Whether the target is met: the ratio, or the absolute guide."""
    if mine.bad:
        return "WRONG ANSWERS"
    if over_baseline is not None and over_baseline >= operation.ratio:
        return "pass"
    return "pass (rate)" if max(mine.rates) >= operation.per_s else "missed"


def table(headers: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table that reads well as text and as Markdown; all columns but the first align right.

    >>> print(table(["op", "n"], [["get", 1], ["count", 20]]))
    | op    |   n |
    | ----- | --: |
    | get   |   1 |
    | count |  20 |
    """
    cells = [[str(cell) for cell in row] for row in rows]
    columns = list(zip(headers, *cells, strict=True))
    widths = [max(3, *map(len, column)) for column in columns]
    lines = []
    for row in (headers, *cells):
        first, *rest = zip(row, widths, strict=True)
        shown = [first[0].ljust(first[1]), *(text.rjust(width) for text, width in rest)]
        lines.append("| " + " | ".join(shown) + " |")
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    lines.insert(1, "| " + " | ".join(rule) + " |")
    return "\n".join(lines)


Measured = dict[tuple[str, str], Figures]
"""Figures by competitor and operation."""


def main_table(measured: Measured, competitors: Sequence[str], names: Sequence[str]) -> str:
    """All competitors in all operations."""
    headers = [
        "operation",
        "server",
        "best/s",
        "median/s",
        "p50 ms",
        "p99 ms",
        "CPU ms",
        "database CPU ms",
        "x baseline",
        "x by CPU",
        "of raw",
        "target",
        "",
    ]
    rows = []
    for operation in OPERATIONS:
        for competitor in competitors:
            figures = measured.get((competitor, operation.name))
            if figures is not None and operation.name in names:
                rows.append(_row(operation, competitor, figures, measured))
    return table(headers, rows)


def _row(
    operation: Operation, competitor: str, figures: Figures, measured: Measured
) -> list[object]:
    told = figures.summary()
    is_ours = competitor.startswith("partita")
    baseline = measured.get(("baseline", operation.name)) if is_ours else None
    over, by_cpu = ratio(figures, baseline), cpu_ratio(figures, baseline)
    raw = measured.get((competitor.replace("partita", "raw"), operation.name)) if is_ours else None
    of_raw = ratio(figures, raw)
    target = f"{operation.ratio:g} x or {operation.per_s:,}/s" if is_ours else ""
    return [
        operation.name,
        competitor,
        f"{told['best_per_s']:,.0f}",
        f"{told['median_per_s']:,.0f}",
        f"{told['p50_ms']:.2f}",
        f"{told['p99_ms']:.2f}",
        f"{told['cpu_ms']:.3f}",
        f"{told['database_cpu_ms']:.3f}" if told["database_cpu_ms"] else "",
        f"{over:.1f}" if over is not None else "",
        f"{by_cpu:.1f}" if by_cpu is not None else "",
        f"{of_raw:.0%}" if of_raw is not None else "",
        target,
        verdict(operation, figures, over) if is_ours else _complaint(figures),
    ]


def _complaint(figures: Figures) -> str:
    return f"{figures.bad} wrong" if figures.bad else ""
