"""The one place that asks what time it is."""

from collections.abc import Callable
from datetime import UTC, date, datetime

_STAMP_CHARS = 26

Clock = Callable[[], datetime]
"""Something that tells the time: aware, in UTC, to the microsecond."""


def system_clock() -> datetime:
    """Tell the machine's time in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """Write a moment as 26 characters that sort as time does.

    >>> stamp(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    '2026-01-02T03:04:05.000000'
    """
    there = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return there.isoformat(timespec="microseconds")[:_STAMP_CHARS]


def parse_stamp(text: str) -> datetime:
    """Read what `stamp` wrote.

    >>> parse_stamp('2026-01-02T03:04:05.000000').year
    2026
    """
    return datetime.fromisoformat(f"{text}+00:00")


def parse_moment(text: str) -> datetime:
    """Read an ISO 8601 date or date-time; a date means midnight, no zone means UTC.

    Raises:
        ValueError: It is neither.

    >>> parse_moment('2024-02-24').isoformat()
    '2024-02-24T00:00:00+00:00'
    """
    moment = datetime.fromisoformat(text.strip().replace("z", "Z"))
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def parse_day(text: str) -> date:
    """Read an ISO 8601 date.

    Raises:
        ValueError: It is none.
    """
    return date.fromisoformat(text)
