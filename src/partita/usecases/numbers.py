"""Numbers that people see: given, or the next free one of a series."""

from partita.domain.errors import NumbersUsedUp, NumberTaken
from partita.domain.extras import Reference
from partita.domain.party import NUMBER_MAX
from partita.domain.standing import Role
from partita.usecases.context import Context
from partita.usecases.roles import role_records

SERIES = "number_series"
"""Kind of the reference rows that say from where to where a role is numbered."""

TRIES_MAX = 10_000


def take_role_number(ctx: Context, role: Role, wanted: int | None) -> int:
    """Find a number for a role.

    Args:
        role: Which.
        wanted: The number somebody chose; the next free one of the default series when ``None``.

    Returns:
        The number.

    Raises:
        NumberTaken: Somebody has the wanted number.
        NumbersUsedUp: The series has no free number left.
    """
    records = role_records(ctx, role)
    if wanted is not None:
        if records.has(number=wanted):
            raise NumberTaken(kind=str(role), number=wanted)
        return wanted
    series = _series(ctx, role)
    ctx.unit.raise_counter(role, series[0][0] - 1)
    for _ in range(TRIES_MAX):
        number = _inside(ctx, role, series, ctx.unit.take_numbers(role))
        if not records.has(number=number):
            return number
    raise NumbersUsedUp(kind=str(role))


def _inside(ctx: Context, role: Role, series: list[tuple[int, int]], number: int) -> int:
    """The number, or the first of the next series when it is past one."""
    for first, last in series:
        if number < first:
            ctx.unit.raise_counter(role, first)
            return first
        if number <= last:
            return number
    raise NumbersUsedUp(kind=str(role))


def _series(ctx: Context, role: Role) -> list[tuple[int, int]]:
    """From where to where a role is numbered: the default series, then those above it."""
    rows: list[Reference] = ctx.unit.references.select(kind=SERIES, code=str(role))
    rows.sort(key=lambda row: not row.is_default)
    found = [_bounds(row) for row in rows if row.details and not row.is_barred]
    return sorted(each for each in found if each >= found[0]) or [(1, NUMBER_MAX)]


def _bounds(row: Reference) -> tuple[int, int]:
    details = row.details or {}
    return int(str(details["first"])), int(str(details["last"]))
