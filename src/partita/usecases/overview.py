"""A book in figures, each answered by an index, so that a page of them is there at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from partita.access.permission import Permission
from partita.domain.calling import CallCount
from partita.domain.flaws import Flaw
from partita.domain.likeness.suggestion import State
from partita.domain.query import Compare, Filter, Op, Some
from partita.usecases.context import Context, Looking

MONTHS_MAX: Final = 24
"""Parties made earlier are one figure."""
DAYS_MAX: Final = 90
DECEMBER: Final = 12


@dataclass(frozen=True, slots=True)
class Month:
    """Parties made in a month.

    Attributes:
        begin: Its first day.
        made: How many were made in it, those that were absorbed since too.
        total: How many there were at its end.
    """

    begin: date
    made: int
    total: int


@dataclass(frozen=True, slots=True)
class Overview:
    """A book in figures.

    Attributes:
        parties: How many there are; absorbed ones do not count.
        months: Parties over time, the latest month last.
        countries: Parties by country, of most first; ``None`` is unknown.
        flaws: How many parties have each flaw.
        duplicates: How many pairs may be one.
        is_checked: Flaws and duplicates were looked for.
        changes_unchecked: Entries of the feed since they were.
    """

    parties: int
    months: tuple[Month, ...]
    countries: tuple[tuple[str | None, int], ...]
    flaws: Mapping[Flaw, int]
    duplicates: int
    is_checked: bool
    changes_unchecked: int


def get_overview(ctx: Looking, today: date) -> Overview:
    """Read a book in figures.

    Flaws and duplicates are as the last `partita.usecases.duplicates.find_duplicates` found them.

    Args:
        today: The day whose month is the last one told.

    Returns:
        The figures.

    Raises:
        NotAllowed: The actor lacks ``parties.read``.
    """
    ctx.require(Permission.PARTIES_READ)
    figures, known = ctx.reading.overview, ctx.reading.likenesses
    seen = known.seen()
    return Overview(
        parties=figures.count_parties(),
        months=tuple(_months(ctx, today)),
        countries=tuple(figures.countries()),
        flaws=figures.flaws(),
        duplicates=known.counts()[State.OPEN],
        is_checked=seen > 0,
        changes_unchecked=max(0, known.position() - seen),
    )


def _months(ctx: Looking, today: date) -> Iterator[Month]:
    figures = ctx.reading.overview
    first = figures.first_made()
    if first is None:
        return
    begin = max(first.date().replace(day=1), _earliest(today))
    total = figures.count_made(first, _midnight(begin))
    while begin <= today:
        after = next_month(begin)
        made = figures.count_made(_midnight(begin), _midnight(after))
        total += made
        yield Month(begin, made, total)
        begin = after


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def next_month(day: date) -> date:
    """The first day of the month after that of a day.

    >>> next_month(date(2026, 12, 24))
    datetime.date(2027, 1, 1)
    """
    if day.month == DECEMBER:
        return date(day.year + 1, 1, 1)
    return date(day.year, day.month + 1, 1)


def _earliest(today: date) -> date:
    """The first day of the first month that is told by itself."""
    months = today.year * 12 + today.month - MONTHS_MAX
    return date(months // 12, months % 12 + 1, 1)


def with_flaw(flaw: Flaw) -> Filter:
    """The parties that have a flaw, as a filter on the source ``parties``."""
    return Some("flaws", Compare("kind", Op.EXACT_EQ, str(flaw)))


def search_calls(ctx: Looking, today: date, *, days: int = 30) -> list[CallCount]:
    """Read how often apps called lately.

    Args:
        today: The last day told.
        days: How many days are told, at most `DAYS_MAX`.

    Returns:
        Counts by day, app and dialect; those of the last seconds may not be counted yet.

    Raises:
        NotAllowed: The actor lacks ``admin``.
    """
    ctx.require(Permission.ADMIN)
    since = today - timedelta(days=min(days, DAYS_MAX) - 1)
    return ctx.reading.overview.calls(since)


def count_calls(ctx: Context, counts: list[CallCount]) -> None:
    """Note calls that were answered; done a few times a minute, and never in a request.

    Args:
        counts: What was not noted before.
    """
    ctx.unit.overview.add_calls(counts)
