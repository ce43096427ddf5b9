"""The book at a glance: how much there is, since when, where, and what is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from partita.access.permission import Permission
from partita.domain.query import Form, Member, Query, View
from partita.domain.standing import Role
from partita.facekit.face import Reply, Request, Route
from partita.usecases.context import Looking
from partita.usecases.duplicates import count_suggestions
from partita.usecases.register import country_counts
from partita.usecases.search import count_rows, tally_rows
from partita.web.page import show

PARTIES: Final = View("parties", (Member("id", "id", Form.INTEGER),))
IN_ROLE: Final = {
    role: View(f"in_{role}", (Member("id", "party_id", Form.INTEGER),)) for role in Role
}
COUNTRIES_SHOWN: Final = 12
MONTHS_SHOWN: Final = 24
WIDTH: Final = 640
HEIGHT: Final = 150
BAR_PX: Final = 360
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

    def routes(self) -> Iterator[Route]:
        """Yield the operations."""
        yield Route(method="GET", path="/", name="showOverview", read=self.show)

    def show(self, look: Looking, request: Request) -> Reply:
        """Show it."""
        countries = country_counts(look)
        total = sum(count for _, count in countries)
        return show(
            request,
            look,
            "overview.html",
            total=total,
            roles={str(role): count_rows(look, Query(view)) for role, view in IN_ROLE.items()},
            months=_months(tally_rows(look, Query(PARTIES), "created_month")),
            countries=_countries(countries),
            lacks=_lacks(tally_rows(look, Query(PARTIES), "lacks")),
            duplicates=_duplicates(look),
        )


def _months(found: Sequence[tuple[Any, int]]) -> list[Bar]:
    """How many parties there were at the end of each month, as columns."""
    ordered = sorted((month, count) for month, count in found if month)
    earlier = sum(count for _, count in ordered[:-MONTHS_SHOWN])
    shown, total = [], earlier
    for month, count in ordered[-MONTHS_SHOWN:]:
        total += count
        shown.append((month, total))
    step = WIDTH // max(len(shown), 6)
    return [
        Bar(month, count, at * step, max(1, HEIGHT * count // max(total, 1)))
        for at, (month, count) in enumerate(shown)
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


def _duplicates(look: Looking) -> int | None:
    """Pairs that wait for somebody; ``None`` for those who may not see them."""
    if Permission.PARTIES_READ not in look.actor.permissions:
        return None
    return sum(count for state, count in count_suggestions(look).items() if str(state) == "open")
