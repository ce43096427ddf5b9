"""When an example invoice falls due, drawn as a line of time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from partita.domain.terms import (
    Due,
    LineCondition,
    LineKind,
    PlanLine,
    due_amounts,
    plan_violations,
)

AMOUNT: Final = Decimal(1000)
WIDTH: Final = 340
LEFT: Final = 10
RIGHT: Final = 84
DAYS_MIN: Final = 14
NEAR_PX: Final = 84


@dataclass(frozen=True, slots=True)
class Mark:
    """One payment in the drawing; `row` keeps labels apart."""

    x: int
    row: int
    day: date
    amount: Decimal
    days: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """A line of time from the day of the invoice on.

    Attributes:
        start: Day of the example invoice.
        amount: Its total.
        marks: Payments.
        height: Of the drawing.
        is_planned: It follows payment lines of the party, not a number of days.
    """

    start: date
    amount: Decimal
    marks: tuple[Mark, ...]
    height: int
    is_planned: bool


def draw_due_dates(party: Mapping[str, Any]) -> Drawing | None:
    """Draw what an invoice over a thousand makes due; ``None`` where nothing is agreed.

    The invoice is of the day the party last changed, so that a page stays the same.
    """
    start = date.fromisoformat(party["changed_at"][:10])
    dues = _planned(party["term_lines"], start)
    is_planned = bool(dues)
    dues = dues or _by_days(party, start)
    if not dues:
        return None
    marks = _placed(dues, start)
    rows = max(mark.row for mark in marks) + 1
    return Drawing(start, AMOUNT, marks, 64 + 34 * rows, is_planned)


def _planned(lines: list[Mapping[str, Any]], start: date) -> list[Due]:
    try:
        plan = [_line(each) for each in lines]
    except (InvalidOperation, ValueError):
        return []
    if not plan or plan_violations(plan):
        return []
    try:
        return [due for due in due_amounts(plan, start, AMOUNT) if due.amount]
    except OverflowError:
        return []


def _line(line: Mapping[str, Any]) -> PlanLine:
    days = (line["pay_days"] or "").split(",")
    return PlanLine(
        position=line["position"],
        kind=LineKind(line["kind"]),
        value=Decimal(line["value"] or "0"),
        condition=LineCondition(line["condition"]),
        due_days=line["due_days"],
        pay_days=tuple(int(day) for day in days if day.strip()),
    )


def _by_days(party: Mapping[str, Any], start: date) -> list[Due]:
    role = party["customer"] or party["supplier"] or {}
    details = role.get("payment_term_details") or {}
    days = role.get("payment_days")
    days = days if days is not None else details.get("days")
    if not isinstance(days, int) or not 0 <= days <= 3_650:  # noqa: PLR2004  # ten years
        return []
    return [Due(1, start + timedelta(days=days), AMOUNT)]


def _placed(dues: list[Due], start: date) -> tuple[Mark, ...]:
    """Payments along the line, in rows so that no label covers another."""
    last = max(DAYS_MIN, *((due.day - start).days for due in dues))
    ends: list[int] = []
    marks = []
    for due in sorted(dues, key=lambda each: each.day):
        days = (due.day - start).days
        x = LEFT + (WIDTH - LEFT - RIGHT) * days // last
        row = next((at for at, end in enumerate(ends) if x - end >= NEAR_PX), len(ends))
        ends[row : row + 1] = [x]
        marks.append(Mark(x, row, due.day, due.amount, days))
    return tuple(marks)
