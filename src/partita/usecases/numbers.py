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
    first, last = _series(ctx, role)
    ctx.unit.raise_counter(role, first - 1)
    for _ in range(TRIES_MAX):
        number = ctx.unit.take_numbers(role)
        if number > last:
            break
        if not records.has(number=number):
            return number
    raise NumbersUsedUp(kind=str(role))


def _series(ctx: Context, role: Role) -> tuple[int, int]:
    rows: list[Reference] = ctx.unit.references.select(kind=SERIES, code=str(role))
    chosen = next((row for row in rows if row.is_default), rows[0] if rows else None)
    details = chosen.details if chosen is not None else None
    if not details:
        return 1, NUMBER_MAX
    return int(str(details["first"])), int(str(details["last"]))
