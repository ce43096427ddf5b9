"""Payment plans (contracts/sage.md 6)."""

import itertools
from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from partita.domain.terms import (
    POSITION_OF_REST,
    LineCondition,
    LineKind,
    PlanLine,
    due_amounts,
    due_day,
    plan_violations,
)

END = LineCondition.END_OF_MONTH
PAY_DAY = LineCondition.DAY_OF_PAYMENT
NONE = LineCondition.NONE
REST = LineKind.REMAINING_AMOUNT


def percent(position: int, value: str, **more: object) -> PlanLine:
    return PlanLine(
        position=position,
        kind=LineKind.PERCENTAGE,
        value=Decimal(value),
        **more,  # type: ignore[arg-type]  # fields of the line
    )


def fixed(position: int, value: str) -> PlanLine:
    return PlanLine(position=position, kind=LineKind.FIXED_AMOUNT, value=Decimal(value))


@pytest.mark.parametrize(
    ("start", "days", "condition", "pay_days", "due"),
    [
        pytest.param("2024-01-20", 0, NONE, (), "2024-01-20", id="at once"),
        pytest.param("2024-01-20", 30, NONE, (), "2024-02-19", id="30 days net"),
        pytest.param("2024-01-20", 60, END, (), "2024-03-31", id="60 days, end of month"),
        pytest.param("2024-01-20", 30, PAY_DAY, (10, 25), "2024-02-25", id="5 beats 20"),
        pytest.param("2024-01-20", 30, PAY_DAY, (10,), "2024-03-10", id="10 lies before"),
        pytest.param("2024-01-20", 30, PAY_DAY, (15, 28), "2024-02-28", id="closest to the days"),
        pytest.param("2024-01-20", 60, END, (5, 15), "2024-04-15", id="after the end of month"),
        pytest.param("2024-01-20", 15, PAY_DAY, (10, 20), "2024-02-20", id="the later of a tie"),
        pytest.param("2024-12-31", 60, END, (), "2025-03-31", id="over the year"),
        pytest.param("2024-12-31", 30, NONE, (31,), "2025-01-31", id="last of January"),
        pytest.param("2024-01-31", 29, END, (), "2024-02-29", id="leap year"),
        pytest.param("2023-01-31", 28, END, (), "2023-02-28", id="no leap year"),
        pytest.param("2024-02-01", 10, NONE, (31,), "2024-02-29", id="no 31st in a leap February"),
        pytest.param("2023-02-01", 10, NONE, (30,), "2023-02-28", id="no 30th in February"),
        pytest.param("2024-12-20", 5, NONE, (10,), "2025-01-10", id="December to January"),
        pytest.param("2024-01-20", 30, PAY_DAY, (), "2024-02-19", id="no pay day, no condition"),
    ],
)
def test_due_days(
    start: str, days: int, condition: LineCondition, pay_days: tuple[int, ...], due: str
) -> None:
    line = PlanLine(position=0, due_days=days, condition=condition, pay_days=pay_days)
    assert due_day(line, date.fromisoformat(start)) == date.fromisoformat(due)


def test_the_worked_example() -> None:
    lines = [
        PlanLine(position=9999, kind=REST, condition=END, due_days=60),
        percent(0, "30"),
        percent(1, "30", due_days=30),
    ]
    told = [
        (each.position, str(each.day), str(each.amount))
        for each in due_amounts(lines, date(2024, 1, 20), Decimal("1000.00"))
    ]
    assert told == [
        (0, "2024-01-20", "300.00"),
        (1, "2024-02-19", "300.00"),
        (9999, "2024-03-31", "400.00"),
    ]


@pytest.mark.parametrize(
    ("lines", "total", "amounts"),
    [
        pytest.param([percent(0, "33.335"), PlanLine(position=9999, kind=REST)], "100",
                     ["33.34", "66.66"], id="half up"),
        pytest.param([percent(0, "50"), percent(1, "50")], "0.01", ["0.01", "0.00"],
                     id="percentages of the whole end even"),
        pytest.param([percent(0, "50"), percent(1, "40")], "10", ["5.00", "4.00"],
                     id="less than the whole stays less"),
        pytest.param([fixed(0, "150"), PlanLine(position=9999, kind=REST)], "100",
                     ["150.00", "-50.00"], id="more than the whole is given back"),
        pytest.param([PlanLine(position=0)], "10", ["0.00"], id="nothing is asked for"),
        pytest.param([PlanLine(position=0, kind=LineKind.LINEAL, value=Decimal(9))], "10",
                     ["0.00"], id="a name without a meaning"),
        pytest.param([percent(0, "30"), PlanLine(position=9999, kind=REST)], "-100",
                     ["-30.00", "-70.00"], id="a credit note"),
        pytest.param([percent(0, "30"), PlanLine(position=9999, kind=REST)], "0.005",
                     ["0.00", "0.01"], id="the total in cents"),
    ],
)  # fmt: skip
def test_amounts(lines: list[PlanLine], total: str, amounts: list[str]) -> None:
    due = due_amounts(lines, date(2024, 1, 20), Decimal(total))
    assert [str(each.amount) for each in due] == amounts


@pytest.mark.parametrize(
    ("lines", "broken"),
    [
        pytest.param([percent(0, "100")], [], id="good"),
        pytest.param([PlanLine(position=9999, kind=REST, value=Decimal(77))], [],
                     id="a value that is ignored"),
        pytest.param([PlanLine(position=3, kind=REST)],
                     [("lines[0].position", "rest_not_last")], id="the rest must be last"),
        pytest.param([percent(9999, "1")], [("lines[0].position", "range")],
                     id="9999 is for the rest"),
        pytest.param([percent(-1, "1")], [("lines[0].position", "range")], id="before the first"),
        pytest.param([PlanLine(position=9999, kind=REST)] * 2, [("lines", "several")],
                     id="two rests"),
        pytest.param([percent(1, "1"), percent(1, "1")],
                     [("lines[0].position", "duplicate"), ("lines[1].position", "duplicate")],
                     id="two of one order"),
        pytest.param([percent(0, "101")], [("lines[0].value", "range")], id="too much"),
        pytest.param([percent(0, "-0.01")], [("lines[0].value", "range")], id="too little"),
        pytest.param([percent(0, "NaN")], [("lines[0].value", "range")], id="no number"),
        pytest.param([percent(0, "1e-99999")], [("lines[0].value", "range")], id="next to nothing"),
        pytest.param([fixed(0, "1e20")], [("lines[0].value", "range")], id="beyond money"),
        pytest.param([percent(0, "60"), percent(1, "60")], [("lines", "sum")], id="120 percent"),
        pytest.param([PlanLine(position=0, due_days=-1, pay_days=(0, 32))],
                     [("lines[0].due_days", "range"), ("lines[0].pay_days", "range")],
                     id="all that is wrong is told"),
        pytest.param([fixed(each, "1") for each in range(101)], [("lines", "too_many")],
                     id="too many"),
    ],
)  # fmt: skip
def test_rules_of_lines(lines: list[PlanLine], broken: list[tuple[str, str]]) -> None:
    assert [(each.field, each.rule) for each in plan_violations(lines)] == broken


DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
VALUES = st.decimals(0, 100, places=3)
LINES = st.builds(
    PlanLine,
    position=st.just(0),
    kind=st.sampled_from([kind for kind in LineKind if kind is not REST]),
    value=VALUES,
    condition=st.sampled_from(list(LineCondition)),
    due_days=st.integers(0, 400),
    pay_days=st.frozensets(st.integers(1, 31), max_size=4).map(lambda each: tuple(sorted(each))),
)
CENTS = st.decimals(-(10**12), 10**12, places=2)


@given(LINES, DAYS)
def test_no_day_is_before_the_base(line: PlanLine, start: date) -> None:
    due = due_day(line, start)
    base = start + timedelta(days=line.due_days)
    assert due >= base
    if line.condition is END and not line.pay_days:
        assert due.day == monthrange(base.year, base.month)[1]
        assert (due.year, due.month) == (base.year, base.month)
    if line.pay_days:
        last = monthrange(due.year, due.month)[1]
        assert due.day in {min(day, last) for day in line.pay_days}
        assert due - base <= timedelta(days=62)


@given(st.lists(LINES, max_size=6), DAYS, CENTS)
def test_with_a_rest_the_sum_is_exact(lines: list[PlanLine], start: date, total: Decimal) -> None:
    plan = [replace(line, position=place) for place, line in enumerate(lines)]
    plan.append(PlanLine(position=POSITION_OF_REST, kind=REST))
    assume(not plan_violations(plan))
    due = due_amounts(plan, start, total)
    assert sum(each.amount for each in due) == total
    assert all(each.amount == round(each.amount, 2) for each in due)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=6), DAYS, CENTS)
def test_percentages_of_the_whole_add_up(cuts: list[int], start: date, total: Decimal) -> None:
    edges = [0, *sorted(cuts), 10_000]
    values = [Decimal(b - a) / 100 for a, b in itertools.pairwise(edges)]
    plan = [percent(place, str(value)) for place, value in enumerate(values)]
    assert plan_violations(plan) == []
    assert sum(each.amount for each in due_amounts(plan, start, total)) == total


def test_a_day_beyond_the_calendar() -> None:
    for line in (PlanLine(position=0, due_days=400), PlanLine(position=0, pay_days=(5,))):
        with pytest.raises(OverflowError):
            due_day(line, date(9999, 12, 31))
