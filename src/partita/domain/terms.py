"""When money is due, and how much of it: the lines of a payment plan.

A plan is read line by line in order. The day a line falls due is worked out from the document's
date in one function, `due_day`, so that another reading of a contract changes one place.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from enum import StrEnum
from typing import Final

from partita.domain.violation import Violation

POSITION_OF_REST: Final = 9999
"""Order of the line that takes the rest, and of no other."""

DUE_DAYS_MAX: Final = 36_500
LINES_MAX: Final = 100
PAY_DAY_MAX: Final = 31
MONEY_MAX: Final = Decimal(10) ** 15
_DIGITS_MAX: Final = 30
_CENT: Final = Decimal("0.01")
_HUNDRED: Final = Decimal(100)
_EXACT: Final = Context(prec=100)


class LineKind(StrEnum):
    """What the value of a line means."""

    NONE = "none"
    PERCENTAGE = "percentage"
    FIXED_AMOUNT = "fixed_amount"
    REMAINING_AMOUNT = "remaining_amount"
    LINEAL = "lineal"


class LineCondition(StrEnum):
    """Where the day of a line moves to."""

    NONE = "none"
    DAY_OF_PAYMENT = "day_of_payment"
    END_OF_MONTH = "end_of_month"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """One line of a plan.

    Attributes:
        position: Order of evaluation; `POSITION_OF_REST` for the line that takes the rest.
        kind: What `value` means; ``none`` and ``lineal`` ask for no money.
        value: Percent of the total, or an amount.
        condition: Where the day moves to.
        due_days: Days after the document's date.
        pay_days: Days of the month on which is paid; any when empty.
    """

    position: int
    kind: LineKind = LineKind.NONE
    value: Decimal = Decimal(0)
    condition: LineCondition = LineCondition.NONE
    due_days: int = 0
    pay_days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """What is due when; `position` is that of the line."""

    position: int
    day: date
    amount: Decimal


def due_day(line: PlanLine, start: date) -> date:
    """The day a line falls due, never before the document's date.

    The pay day closest to the number of days counts, the later of two as close
    (contracts/sage.md 6.2).

    Args:
        line: The line.
        start: Date of the document.

    Raises:
        OverflowError: The day lies beyond the calendar.

    >>> str(due_day(PlanLine(position=1, due_days=30, pay_days=(10, 25)), date(2024, 1, 20)))
    '2024-02-25'
    """
    base = start + timedelta(days=line.due_days)
    if line.condition is LineCondition.END_OF_MONTH:
        base = _in_month(base.year, base.month, PAY_DAY_MAX)
    if not line.pay_days:
        return base
    wanted = min(line.pay_days, key=lambda day: (abs(day - line.due_days), -day))
    this_month = _in_month(base.year, base.month, wanted)
    if this_month >= base:
        return this_month
    return _in_month(base.year + base.month // 12, base.month % 12 + 1, wanted)


def _in_month(year: int, month: int, day: int) -> date:
    """A day of a month, or its last one."""
    if year > MAXYEAR:
        raise OverflowError
    return date(year, month, min(day, monthrange(year, month)[1]))


def due_amounts(lines: Sequence[PlanLine], start: date, total: Decimal) -> list[Due]:
    """What is due when.

    Amounts are rounded half up to cents in the order of the lines. The line that takes the rest,
    or without one the last of percentages that make the whole, makes the sum exact.

    Args:
        lines: A plan without violations.
        start: Date of the document.
        total: What the document is about; rounded to cents first.

    Returns:
        One entry a line, in their order.

    Raises:
        OverflowError: A day lies beyond the calendar.
    """
    ordered = sorted(lines, key=lambda line: line.position)
    rest = _line_of_rest(ordered)
    with localcontext(_EXACT):
        whole = _cents(total)
        amounts = [Decimal("0.00") if line is rest else _amount(line, whole) for line in ordered]
        left = whole - sum(amounts)
    return [
        Due(line.position, due_day(line, start), left if line is rest else amount)
        for line, amount in zip(ordered, amounts, strict=True)
    ]


def _line_of_rest(ordered: Sequence[PlanLine]) -> PlanLine | None:
    kinds = {line.kind for line in ordered}
    if LineKind.REMAINING_AMOUNT in kinds:
        return next(line for line in ordered if line.kind is LineKind.REMAINING_AMOUNT)
    parts = [line for line in ordered if line.kind is LineKind.PERCENTAGE]
    is_whole = LineKind.FIXED_AMOUNT not in kinds and _percent(parts) == _HUNDRED
    return parts[-1] if is_whole else None


def _percent(lines: Sequence[PlanLine]) -> Decimal:
    with localcontext(_EXACT):
        return sum((line.value for line in lines), Decimal(0))


def _amount(line: PlanLine, whole: Decimal) -> Decimal:
    if line.kind is LineKind.PERCENTAGE:
        return _cents(whole * line.value / _HUNDRED)
    return _cents(line.value) if line.kind is LineKind.FIXED_AMOUNT else Decimal("0.00")


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)


def pay_days_of(days: Sequence[int]) -> tuple[int, ...]:
    """Days of the month as they are kept: each once, ascending.

    >>> pay_days_of([25, 10, 25])
    (10, 25)
    """
    return tuple(sorted(set(days)))


def plan_violations(lines: Sequence[PlanLine]) -> list[Violation]:
    """Everything that is wrong with a plan (contracts/sage.md 6.1).

    Args:
        lines: As somebody wrote them, in any order.

    Returns:
        Violations with fields such as ``lines[2].value``, counted from 0; rules of a single line
        first, then ``duplicate``, ``several`` (a second line that takes the rest) and
        ``sum`` (more than the whole).
    """
    found = [] if len(lines) <= LINES_MAX else [Violation("lines", "too_many", {"max": LINES_MAX})]
    for place, line in enumerate(lines[:LINES_MAX]):
        found += _line_violations(f"lines[{place}]", line)
    return found + _together(lines[:LINES_MAX])


def _line_violations(name: str, line: PlanLine) -> list[Violation]:
    found = []
    is_rest = line.kind is LineKind.REMAINING_AMOUNT
    if is_rest and line.position != POSITION_OF_REST:
        found.append(Violation(f"{name}.position", "rest_not_last", {"min": POSITION_OF_REST}))
    elif not is_rest and not 0 <= line.position < POSITION_OF_REST:
        found.append(_range(f"{name}.position", 0, POSITION_OF_REST - 1))
    if not _is_value(line):
        found.append(_range(f"{name}.value", *map(int, _bounds(line))))
    if not 0 <= line.due_days <= DUE_DAYS_MAX:
        found.append(_range(f"{name}.due_days", 0, DUE_DAYS_MAX))
    if not all(1 <= day <= PAY_DAY_MAX for day in line.pay_days):
        found.append(_range(f"{name}.pay_days", 1, PAY_DAY_MAX))
    return found


def _is_value(line: PlanLine) -> bool:
    value = line.value
    if not value.is_finite() or len(value.as_tuple().digits) > _DIGITS_MAX:
        return False
    if value and value.adjusted() < -_DIGITS_MAX:
        return False
    least, most = _bounds(line)
    return least <= value <= most


def _bounds(line: PlanLine) -> tuple[Decimal, Decimal]:
    if line.kind is LineKind.PERCENTAGE:
        return Decimal(0), _HUNDRED
    return -MONEY_MAX, MONEY_MAX


def _range(name: str, least: int, most: int) -> Violation:
    return Violation(name, "range", {"min": least, "max": most})


def _together(lines: Sequence[PlanLine]) -> list[Violation]:
    """What is wrong with lines beside each other."""
    found = []
    positions = Counter(line.position for line in lines)
    kinds = Counter(line.kind for line in lines)
    for place, line in enumerate(lines):
        if positions[line.position] > 1 and line.kind is not LineKind.REMAINING_AMOUNT:
            found.append(Violation(f"lines[{place}].position", "duplicate"))
    if kinds[LineKind.REMAINING_AMOUNT] > 1:
        found.append(Violation("lines", "several"))
    parts = [line for line in lines if line.kind is LineKind.PERCENTAGE and _is_value(line)]
    if _percent(parts) > _HUNDRED:
        found.append(Violation("lines", "sum", {"max": 100}))
    return found
