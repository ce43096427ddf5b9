"""The contact points of a person: many of a kind, one of them the default."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from partita.domain.contact import ContactPoint, PointKind
from partita.usecases.context import Context
from partita.usecases.parts import Points, Wishes, sort_out

DEFAULT_POINTS: Final = {PointKind.EMAIL: "email", PointKind.PHONE: "phone"}
"""Kinds of which a person has a default one, and the field of the person that repeats it."""


def settle_points(ctx: Context, person: int, points: Points) -> dict[str, str | None]:
    """Make, change and remove contact points of a person.

    The one flagged last is the default; if none is, the first.

    Args:
        person: Number of the person, who need not be stored yet.
        points: What is wanted, by kind; other kinds stay as they are.

    Returns:
        The fields of the person that follow.

    Raises:
        RecordNotFound: A named point is not one of this person.
    """
    if not points:
        return {}
    current = ctx.unit.points.select(person=person)
    follows: dict[str, str | None] = {}
    for kind, wishes in points.items():
        here = sorted((each for each in current if each.kind is kind), key=lambda p: p.position)
        settled = _settle_kind(ctx, person, kind, here, wishes)
        if kind in DEFAULT_POINTS:
            default = next((each for each in settled if each.is_default), None)
            follows[DEFAULT_POINTS[kind]] = None if default is None else default.value
    return follows


def _settle_kind(
    ctx: Context, person: int, kind: PointKind, here: Sequence[ContactPoint], wishes: Wishes
) -> list[ContactPoint]:
    told = sort_out(str(kind), here, wishes)
    said = {point.uuid: wish.values for point, wish in told.changed}
    gone = {each.uuid for each in told.gone}
    kept = [replace(each, **said.get(each.uuid, {})) for each in here if each.uuid not in gone]
    position = max((each.position for each in here), default=-1) + 1
    made = [
        ContactPoint(
            **ctx.new(),
            **{"value": "", **wish.values, "person": person, "kind": kind, "position": place},
        )
        for place, wish in enumerate(told.new, position)
    ]
    settled = [*kept, *made]
    if kind in DEFAULT_POINTS:
        settled = _with_one_default(settled, {each.uuid for each in here if each.is_default})
    _store(ctx, here, settled)
    ctx.unit.points.remove(*told.gone)
    return settled


def _with_one_default(points: Sequence[ContactPoint], before: set[str]) -> list[ContactPoint]:
    """The one flagged anew is the default, else the one that was, else the first."""
    flagged = [each.uuid for each in points if each.is_default]
    new = [uuid for uuid in flagged if uuid not in before]
    chosen = (new or flagged or [each.uuid for each in points] or [""])[-1 if new else 0]
    return [replace(each, is_default=each.uuid == chosen) for each in points]


def _store(ctx: Context, before: Sequence[ContactPoint], after: Sequence[ContactPoint]) -> None:
    known = {each.uuid: each for each in before}
    ctx.unit.points.insert(*[each for each in after if each.uuid not in known])
    changed = [each for each in after if each.uuid in known and each != known[each.uuid]]
    ctx.unit.points.put(*[each.changed({}, ctx.now) for each in changed])
