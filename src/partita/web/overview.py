"""The book at a glance: how much there is, since when, where, and what is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from partita.access.permission import Permission
from partita.access.user import DIALECT as PAGES
from partita.domain.flaws import Flaw
from partita.domain.query import Form, Member, Query, View
from partita.domain.standing import Role
from partita.facekit.asking import Dialect
from partita.facekit.face import Reply, Request, Route
from partita.kit.clock import Clock
from partita.usecases.context import Looking
from partita.usecases.overview import Month, get_overview, search_calls
from partita.usecases.search import count_rows, tally_rows
from partita.web.drawing import call_days, callers, tile_map
from partita.web.page import show

PARTIES: Final = View("parties", (Member("id", "id", Form.INTEGER),))
IN_ROLE: Final = {
    role: View(f"in_{role}", (Member("id", "party_id", Form.INTEGER),)) for role in Role
}
KEPT_S: Final = 60
"""How long figures may be told after they changed."""

COUNTRIES_SHOWN: Final = 8
MONTHS_SHOWN: Final = 24
WIDTH: Final = 640
HEIGHT: Final = 150
CALLS_HEIGHT: Final = 110
BAR_PX: Final = 360
DAYS_SHOWN: Final = 30
LACKS: Final = ("vat_number", "email", "country")
"""What a party can lack, as the digits of the tally say in this order."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a drawing, ``size`` in its pixels."""

    name: str
    count: int
    place: int
    size: int


class Overview:
    """Shows the book at a glance."""

    def __init__(self, clock: Clock, dialects: Sequence[Dialect]) -> None:
        """Know the time, and which dialects are served."""
        self._clock = clock
        self._titles = {each.name: each.showing.title for each in dialects}
        self._known: dict[int, tuple[int, datetime, dict[str, Any]]] = {}

    def routes(self) -> Iterator[Route]:
        """Yield the operations."""
        yield Route(method="GET", path="/", name="showOverview", read=self.show)

    def show(self, look: Looking, request: Request) -> Reply:
        """Show it."""
        values = self._kept_or_counted(look)
        calls = self._calls(look) if Permission.ADMIN in look.actor.permissions else None
        return show(request, look, "overview.html", **values, called=calls)

    def _calls(self, look: Looking) -> dict[str, Any]:
        """What apps asked lately; people at the pages are no apps."""
        today = self._clock().date()
        counts = search_calls(look, today, days=DAYS_SHOWN)
        counts = [each for each in counts if each.dialect != PAGES]
        return {
            "days": call_days(counts, today, days=DAYS_SHOWN, size=(WIDTH, CALLS_HEIGHT)),
            "height": CALLS_HEIGHT,
            "callers": callers(counts),
            "titles": self._titles,
            "calls": sum(each.calls for each in counts),
            "refused": sum(each.refused for each in counts),
            "failed": sum(each.failed for each in counts),
        }

    def _kept_or_counted(self, look: Looking) -> dict[str, Any]:
        """The figures, counted anew when a change came and they are a minute old.

        Counting walks through the whole book, which is too much for each look at a busy one.
        """
        book_id, now = look.actor.book_id, self._clock()
        position = look.reading.counter("position")
        known = self._known.get(book_id)
        is_new = known is not None and (
            known[0] == position or now - known[1] < timedelta(seconds=KEPT_S)
        )
        if known is None or not is_new:
            known = self._known[book_id] = (position, now, _counted(look, now))
        return {**known[2], "counted_at": known[1]}


def _counted(look: Looking, now: datetime) -> dict[str, Any]:
    figures = get_overview(look, now.date())
    wrong = {str(flaw): figures.flaws.get(flaw, 0) for flaw in Flaw if flaw.startswith("wrong_")}
    return {
        "total": figures.parties,
        "roles": {str(role): count_rows(look, Query(view)) for role, view in IN_ROLE.items()},
        "months": _months(figures.months),
        "countries": _countries(figures.countries),
        "map": tile_map({code: count for code, count in figures.countries if code}),
        "lacks": _lacks(tally_rows(look, Query(PARTIES), "lacks")),
        "wrong": wrong if figures.is_checked else {},
        "duplicates": figures.duplicates if figures.is_checked else None,
    }


def _months(found: Sequence[Month]) -> list[Bar]:
    """How many parties there were at the end of each month, as columns."""
    shown = found[-MONTHS_SHOWN:]
    most = max((month.total for month in shown), default=1) or 1
    step = WIDTH // max(len(shown), 6)
    return [
        Bar(f"{each.begin:%Y-%m}", each.total, at * step, max(1, HEIGHT * each.total // most))
        for at, each in enumerate(shown)
    ]


def _countries(found: Sequence[tuple[str | None, int]]) -> list[Bar]:
    named = [(code, count) for code, count in found if code]
    most = max((count for _, count in named), default=1)
    return [
        Bar(code, count, at, max(2, BAR_PX * count // most))
        for at, (code, count) in enumerate(named[:COUNTRIES_SHOWN])
    ]


def _lacks(found: Sequence[tuple[Any, int]]) -> dict[str, int]:
    """How many parties lack each thing; the tally has a digit for each."""
    return {
        name: sum(count for digits, count in found if digits[place] == "1")
        for place, name in enumerate(LACKS)
    }
