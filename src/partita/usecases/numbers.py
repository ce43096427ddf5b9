"""Numbers that people see: given, or the next free one of a series."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from partita.domain.address import PLACE_NUMBERS_FROM
from partita.domain.errors import NumbersUsedUp, NumberTaken, ReferenceUnknown, ValuesInvalid
from partita.domain.extras import Reference
from partita.domain.lookup import Given, Has, Inside, Lookup
from partita.domain.party import NUMBER_MAX
from partita.domain.standing import Role
from partita.domain.violation import Violation
from partita.usecases.context import Context
from partita.usecases.roles import ROLE_RECORDS, role_records

PLACES: Final = "place"
"""Counter of addresses that are no places of delivery."""

PLACE_NUMBERS_BELOW: Final = PLACE_NUMBERS_FROM - 1

DELIVERIES: Final = "address"
"""Counter of places of delivery."""

FAR_DELIVERIES: Final = "far_address"
"""Counter of places of delivery once somebody chose a number next to those of other addresses."""

FAR_NUMBERS_BELOW: Final = 2_000_000_000

SERIES = "number_series"
"""Kind of the reference rows that say from where to where a role is numbered."""

LOOK_AHEAD = 64
LOOK_AHEAD_MAX = 4_096


def take_role_number(
    ctx: Context,
    role: Role,
    wanted: int | None,
    *,
    series: str | None = None,
    is_in_series: bool = False,
) -> int:
    """Find a number for a role.

    Args:
        role: Which.
        wanted: The number somebody chose; the next free one of the series when ``None``.
        series: UUID of the series to take one of; the default one when ``None``.
        is_in_series: Refuse a wanted number that lies in no series of the role.

    Returns:
        The number.

    Raises:
        NumberTaken: Somebody has the wanted number.
        NumbersUsedUp: The series has no free number left.
        ReferenceUnknown: The role has no such series.
        ValuesInvalid: The wanted number lies in no series, or nobody may have it.
    """
    chosen = _find_series(ctx, role, series) if series is not None else None
    if wanted is not None:
        if is_in_series:
            _check_inside(ctx, role, wanted)
        if not 1 <= wanted <= NUMBER_MAX:
            facts = {"min": 1, "max": NUMBER_MAX}
            raise ValuesInvalid(violations=[Violation("number", "range", facts)])
        if role_records(ctx, role).has(number=wanted):
            raise NumberTaken(kind=str(role), number=wanted)
        return wanted
    if chosen is not None:
        return _take_of(ctx, role, chosen)
    return _take_next(ctx, role)


@lru_cache(maxsize=len(Role))
def _lookup(role: Role) -> Lookup:
    """Asks where the default series begins and ends, and whether somebody has a number."""
    default = {"kind": SERIES, "code": str(role), "is_default": True, "is_barred": False}
    return Lookup(
        {
            "first": Inside(Reference, "details", "first", default),
            "last": Inside(Reference, "details", "last", default),
            "taken": Has(ROLE_RECORDS[role][0], {"number": Given("number")}),
        }
    )


def _take_next(ctx: Context, role: Role) -> int:
    """The next free number, by one question where it is of the default series."""
    number = ctx.unit.take_numbers(role)
    asked = ctx.unit.look_up(_lookup(role), number=number)
    if asked["first"] <= number <= asked["last"] and not asked["taken"]:
        return number
    return _take_beyond(ctx, role, 1, number)[0]


def _find_series(ctx: Context, role: Role, uuid: str) -> Reference:
    row = ctx.unit.references.first(kind=SERIES, uuid=uuid, code=str(role))
    if row is None or row.removed_at is not None:
        raise ReferenceUnknown(field="series", kind=SERIES, number=uuid)
    return row


def _take_of(ctx: Context, role: Role, series: Reference) -> int:
    first, last = _bounds(series)
    counter = f"{role}:{series.number}"
    ctx.unit.raise_counter(counter, first - 1)
    number = _first_free(ctx, role, ctx.unit.take_numbers(counter))
    if number > last:
        raise NumbersUsedUp(kind=str(role))
    ctx.unit.raise_counter(counter, number)
    return number


def _check_inside(ctx: Context, role: Role, wanted: int) -> None:
    rows = ctx.unit.references.select(kind=SERIES, code=str(role))
    found = [_bounds(row) for row in rows if row.details and row.removed_at is None]
    if found and not _is_inside(found, wanted):
        spans = ", ".join(f"{first} to {last}" for first, last in sorted(found))
        message = f"The number {wanted} lies in no series; they are {spans}."
        raise ValuesInvalid(violations=[Violation("number", "series", {"message": message})])


def take_role_numbers(ctx: Context, role: Role, count: int) -> list[int]:
    """Take the next free numbers of the default series, and of those above it when it is used up.

    Args:
        role: Of which role.
        count: How many, at least one.

    Returns:
        The numbers, ascending.

    Raises:
        NumbersUsedUp: The series have not so many free ones left.
    """
    return _take_beyond(ctx, role, count, ctx.unit.take_numbers(role, count))


def _take_beyond(ctx: Context, role: Role, count: int, first: int) -> list[int]:
    """Numbers from one on that was taken of the counter, with as many behind it as are wanted."""
    series = _series(ctx, role)
    found: list[int] = []
    while True:
        start = _inside(ctx, role, series, first)
        block = range(start, max(first + count - len(found), start + 1))
        free = _free(ctx, role, [each for each in block if _is_inside(series, each)])
        found += free
        if not free:
            ctx.unit.raise_counter(role, _first_free(ctx, role, block[-1] + 1) - 1)
        if len(found) == count:
            return found
        first = ctx.unit.take_numbers(role, count - len(found))


def _free(ctx: Context, role: Role, numbers: Sequence[int]) -> list[int]:
    """Those nobody has."""
    if len(numbers) == 1:
        return [] if role_records(ctx, role).has(number=numbers[0]) else list(numbers)
    taken = {each.number for each in role_records(ctx, role).select_in("number", numbers)}
    return [number for number in numbers if number not in taken]


def _first_free(ctx: Context, role: Role, number: int) -> int:
    """The first number nobody has, found in ever longer strides: people import whole ranges."""
    stride = LOOK_AHEAD
    while not (free := _free(ctx, role, range(number, number + stride))):
        number, stride = number + stride, min(stride * 2, LOOK_AHEAD_MAX)
    return free[0]


def take_delivery_numbers(ctx: Context, count: int = 1) -> int:
    """The next numbers of places of delivery, which never run into those of other addresses.

    Args:
        count: How many.

    Returns:
        The first of them.
    """
    first = ctx.unit.take_numbers(DELIVERIES, count)
    if first + count - 1 <= PLACE_NUMBERS_BELOW:
        return first
    return FAR_NUMBERS_BELOW + ctx.unit.take_numbers(FAR_DELIVERIES, count)


def take_place_number(ctx: Context) -> int:
    """The next number of an address that is no place of delivery.

    Returns:
        A number beyond those that callers may choose for places of delivery.
    """
    return PLACE_NUMBERS_BELOW + ctx.unit.take_numbers(PLACES)


def _is_inside(series: list[tuple[int, int]], number: int) -> bool:
    return any(first <= number <= last for first, last in series)


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
