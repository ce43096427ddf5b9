"""The lines of a payment plan: of a party, or of a named payment term."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from partita.domain.errors import ReferenceUnknown, ValuesInvalid
from partita.domain.extras import TermLine
from partita.domain.terms import LineCondition, LineKind, PlanLine, plan_violations
from partita.domain.violation import Violation
from partita.usecases.context import Context
from partita.usecases.parts import Values, Wishes, sort_out

_DEFAULTS: dict[str, Any] = {
    "kind": str(LineKind.NONE),
    "value": "0",
    "condition": str(LineCondition.NONE),
    "due_days": 0,
}


def plan_line(values: Values) -> PlanLine:
    """The rule of a line.

    Args:
        values: Fields of a `TermLine` by name.
    """
    told = {**_DEFAULTS, **{name: value for name, value in values.items() if value is not None}}
    return PlanLine(
        position=told["position"],
        kind=LineKind(told["kind"]),
        value=_decimal(told["value"]),
        condition=LineCondition(told["condition"]),
        due_days=told["due_days"],
        pay_days=tuple(int(day) for day in (told.get("pay_days") or "").split(",") if day),
    )


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")


def settle_lines(ctx: Context, whose: Values, wishes: Wishes) -> None:
    """Make, change and remove the lines of a plan.

    Args:
        whose: ``party_id`` or ``payment_term``, and its number.
        wishes: What is wanted of them.

    Raises:
        RecordNotFound: A named line is not one of this plan.
        ValuesInvalid: The plan would break a rule of plans; fields are named
            ``term_lines[0].value`` by the place of the line in the plan.
        ReferenceUnknown: A line names a payment mean that does not exist.

    Emits:
        term_line.created
        term_line.changed
        term_line.deleted
    """
    if not wishes:
        return
    current = ctx.unit.term_lines.select(**whose)
    told = sort_out("term_line", current, wishes)
    gone = {each.uuid for each in told.gone}
    values = {line.uuid: _filled(wish.values) for line, wish in told.changed}
    changed = {
        each.uuid: each.changed(values[each.uuid], ctx.now)
        for each in current
        if each.uuid in values
    }
    made = [_new(ctx, whose, _filled(wish.values)) for wish in told.new]
    kept = [changed.get(each.uuid, each) for each in current if each.uuid not in gone]
    _check(ctx, [*kept, *made], [*changed.values(), *made])
    for line in told.gone:
        ctx.unit.term_lines.remove(line)
        ctx.record("term_line.deleted", line.id, party_id=line.party_id, before=line)
    for line in current:
        if line.uuid in changed:
            after = changed[line.uuid]
            ctx.unit.term_lines.put(after)
            ctx.record(
                "term_line.changed", line.id, party_id=line.party_id, before=line, after=after
            )
    ctx.unit.term_lines.insert(*made)
    for line in made:
        ctx.record("term_line.created", line.id, party_id=line.party_id, after=line)


def _filled(values: Values) -> dict[str, Any]:
    """Values in which nothing means the default."""
    return {name: _DEFAULTS.get(name) if value is None else value for name, value in values.items()}


def _new(ctx: Context, whose: Values, values: Values) -> TermLine:
    owner = {"party_id": None, "payment_term": None, **whose}
    return TermLine(
        **ctx.new(), id=ctx.unit.take_numbers("term_line"), **owner, **{**_DEFAULTS, **values}
    )


def _check(ctx: Context, plan: Sequence[TermLine], touched: Sequence[TermLine]) -> None:
    names = list(PlanLine.__dataclass_fields__)
    lines = [plan_line({name: getattr(each, name) for name in names}) for each in plan]
    if violations := plan_violations(lines):
        raise ValuesInvalid(
            violations=[
                Violation(f"term_{each.field}", each.rule, each.facts) for each in violations
            ]
        )
    means = sorted({each.payment_mean for each in touched if each.payment_mean is not None})
    rows = ctx.unit.references.select_in("number", means, kind="payment_mean") if means else []
    there = {row.number for row in rows if row.removed_at is None}
    for number in means:
        if number not in there:
            raise ReferenceUnknown(field="payment_mean", kind="payment_mean", number=number)
