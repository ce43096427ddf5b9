"""``partita terms``: payment plans worked out without a book."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Final, TypeVar

import msgspec
import typer

from partita.cli import options
from partita.cli.output import tell_rows
from partita.domain import terms
from partita.domain.errors import ValuesInvalid
from partita.domain.terms import LineCondition, LineKind, PlanLine
from partita.domain.violation import Violation
from partita.kit.clock import parse_day

app = typer.Typer(help="Work out payment plans.", no_args_is_help=True)
Word = TypeVar("Word", bound=StrEnum)
Value = TypeVar("Value")

_MEMBERS: Final = ("order", "type", "value", "condition", "day", "payDays")
_WIRE: Final = {"position": "order", "due_days": "day", "pay_days": "payDays"}
_RULES: Final = {
    "rest_not_last": "must be 9999 for the line that takes the rest",
    "duplicate": "is that of another line",
    "several": "hold more than one line that takes the rest",
    "sum": "ask for more than 100 percent",
    "too_many": "are more than {max}",
}
_INTEGER_MAX: Final = 10**9
_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
"""No float comes between an amount and its digits."""


@app.command()
def preview(
    lines: Annotated[
        str,
        typer.Option(
            metavar="JSON",
            help="Lines of the plan: order, type, value, condition, day, payDays.",
        ),
    ],
    day: Annotated[str, typer.Option("--date", metavar="YYYY-MM-DD", help="Date of the document.")],
    amount: Annotated[
        str, typer.Option("--amount", metavar="DECIMAL", help="Total of the document.")
    ],
    as_json: options.Json = False,
) -> None:
    """Show which amounts of a payment plan are due when."""
    plan = _read_plan(lines)
    start, total = _read_day(day), _read_amount(amount)
    try:
        due = terms.due_amounts(plan, start, total)
    except OverflowError:
        raise typer.BadParameter("a line falls due after the year 9999") from None
    rows = [
        {"order": each.position, "due_date": each.day.isoformat(), "amount": each.amount}
        for each in due
    ]
    if as_json:
        typer.echo(_ENCODER.encode(rows).decode())
        return
    tell_rows(rows, ("order", "due_date", "amount"), as_json=False)


def _read_day(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not YYYY-MM-DD", param_hint="--date") from None


def _read_amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not -terms.MONEY_MAX <= amount <= terms.MONEY_MAX:
        message = f"{text[:50]!r} is no amount of at most {terms.MONEY_MAX}"
        raise typer.BadParameter(message, param_hint="--amount")
    return amount


def _read_plan(text: str) -> list[PlanLine]:
    try:
        found = json.loads(text, parse_float=Decimal, parse_constant=Decimal)
    except (ValueError, RecursionError) as error:
        message = "too deep" if isinstance(error, RecursionError) else str(error)
        raise typer.BadParameter(f"not JSON: {message}", param_hint="--lines") from None
    if not isinstance(found, list):
        raise typer.BadParameter("not a list of lines", param_hint="--lines")
    plan = [_read_line(f"lines[{place}]", line) for place, line in enumerate(found)]
    if violations := terms.plan_violations(plan):
        raise ValuesInvalid(violations=[_worded(each) for each in violations])
    return plan


def _read_line(name: str, line: object) -> PlanLine:
    if not isinstance(line, Mapping):
        raise _wrong(name, "is not an object")
    if unknown := sorted(line.keys() - set(_MEMBERS)):
        raise _wrong(f"{name}.{unknown[0]}", f"is none of: {', '.join(_MEMBERS)}")
    if line.get("order") is None:
        raise _wrong(f"{name}.order", "is missing")
    return PlanLine(
        position=_integer(f"{name}.order", line["order"]),
        kind=_word(f"{name}.type", LineKind, line.get("type")),
        value=_decimal(f"{name}.value", line.get("value")),
        condition=_word(f"{name}.condition", LineCondition, line.get("condition")),
        due_days=_integer(f"{name}.day", line.get("day")),
        pay_days=_days(f"{name}.payDays", line.get("payDays")),
    )


def _wrong(name: str, what: str) -> typer.BadParameter:
    return typer.BadParameter(f"{name} {what}", param_hint="--lines")


def _or_wrong(name: str, what: str, read: Callable[[], Value]) -> Value:
    try:
        return read()
    except (ValueError, InvalidOperation):
        raise _wrong(name, what) from None


def _integer(name: str, value: object) -> int:
    if value is None:
        return 0
    if type(value) is not int or abs(value) > _INTEGER_MAX:
        raise _wrong(name, "is not a whole number that makes sense")
    return value


def _decimal(name: str, value: object) -> Decimal:
    if value is None:
        return Decimal(0)
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise _wrong(name, "is not a number")
    return _or_wrong(name, "is not a number", lambda: Decimal(value))


def _word(name: str, words: type[Word], value: object) -> Word:
    text = "NONE" if value is None else str(value)
    what = f"is none of: {', '.join(each.name for each in words)}"
    return _or_wrong(name, what, lambda: words(text.lower()))


def _days(name: str, value: object) -> tuple[int, ...]:
    if value is None:
        return ()
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise _wrong(name, "is not a list of days")
    return terms.pay_days_of([_integer(name, each) for each in value])


def _worded(violation: Violation) -> Violation:
    """A violation in the words of whoever wrote the lines."""
    head, dot, field = violation.field.rpartition(".")
    name = f"{head}{dot}{_WIRE.get(field, field)}"
    said = _RULES.get(violation.rule)
    if said is None:
        return Violation(name, violation.rule, violation.facts)
    message = f"The {name} {said.format(**violation.facts)}."
    return Violation(name, violation.rule, {"message": message})
