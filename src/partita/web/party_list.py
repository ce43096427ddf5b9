"""The list of parties: search, facets, order, columns, pages."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import msgspec

from partita.domain.query import Form, Member, Query, Sort, View
from partita.domain.standing import Role, Standing
from partita.facekit.face import Reply, Request, Route
from partita.usecases.context import Looking
from partita.usecases.register import (
    COUNT_MAX,
    PAGE_ROWS,
    Listing,
    Wanted,
    country_counts,
    list_parties,
)
from partita.usecases.saved_views import search_views
from partita.usecases.search import search_rows
from partita.web.asked import MERGED, Asked
from partita.web.columns import COLUMNS
from partita.web.forms import whole_number
from partita.web.page import Look, go_to, show
from partita.web.rendering import Words

GROUPS: Final = View("groups", (Member("number", "number", Form.INTEGER), Member("name", "name")))


class PartyList:
    """Shows the register."""

    def routes(self) -> Iterator[Route]:
        """Yield the operations."""
        yield Route(method="GET", path="/parties", name="listParties", read=self.show)

    def show(self, look: Looking, request: Request) -> Reply:
        """Show a page of parties; a number that only one has leads straight to it."""
        asked = Asked.of(request)
        listing = list_parties(look, asked.wanted)
        rows = [msgspec.json.decode(text) for _, text in listing.rows]
        if len(rows) == 1 and "go" in request.query and asked.wanted.text:
            return go_to(f"/parties/{rows[0]['id']}")
        is_more = _is_more(asked.wanted, listing.total)
        return show(
            request,
            look,
            "parties.html",
            rows=rows,
            total=min(listing.total, COUNT_MAX) if is_more else listing.total,
            is_more=is_more,
            wanted=asked.wanted,
            asked=asked,
            parameters=asked.parameters(),
            words=Words(Look.of(request).language),
            others=[each for each in COLUMNS if each not in asked.columns],
            pages=_pages(asked, listing, rows),
            sorts=asked.sorts(),
            countries=country_counts(look),
            groups=groups_of(look),
            views=views_of(look, asked),
            roles=[str(each) for each in Role],
            done=whole_number(request.query.get("done", "")),
            standings=[*[str(each) for each in Standing], MERGED],
        )


def _is_more(wanted: Wanted, total: int) -> bool:
    """Whether the total was counted no further; a choice of country alone is counted whole."""
    is_plain = replace(wanted, country=None, sort="", after=None, before=None) == Wanted(
        is_descending=wanted.is_descending
    )
    return total > COUNT_MAX and not is_plain


def groups_of(look: Looking) -> list[dict[str, Any]]:
    """The groups of the book, by name."""
    rows = search_rows(look, Query(GROUPS, sorts=(Sort("name"),)))
    return [msgspec.json.decode(text) for _, text in rows]


def views_of(look: Looking, asked: Asked) -> list[dict[str, Any]]:
    """The views somebody may open, and which of them they see.

    Args:
        asked: The list they see.
    """
    found = [msgspec.json.decode(text) for _, text in search_views(look)]
    for each in found:
        each["is_here"] = each["asked"] == str(asked)
        each["is_mine"] = each["owner"] == look.actor.name
    return found


def _pages(asked: Asked, listing: Listing, rows: list[dict[str, Any]]) -> dict[str, str | None]:
    """The addresses of the page before, ``earlier``, and of the one behind, ``later``."""
    wanted = asked.wanted
    if wanted.text and not wanted.sort:
        earlier = asked.url(skip=max(0, wanted.skip - PAGE_ROWS))
        later = asked.url(skip=wanted.skip + PAGE_ROWS)
    else:
        earlier = asked.url(before=rows[0]["id"]) if rows else asked.url()
        later = asked.url(after=rows[-1]["id"]) if rows else asked.url()
    return {
        "earlier": earlier if listing.has_earlier else None,
        "later": later if listing.has_later else None,
    }
