"""The list of parties: search, facets, order, pages."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from partita.domain.flaws import Flaw
from partita.domain.query import Form, Member, Query, Sort, View
from partita.domain.standing import Role, Standing
from partita.facekit.face import Reply, Request, Route
from partita.kit.clock import parse_moment
from partita.usecases.context import Looking
from partita.usecases.register import (
    COUNT_MAX,
    PAGE_ROWS,
    SORTS,
    Wanted,
    country_counts,
    list_parties,
)
from partita.usecases.saved_views import search_views
from partita.usecases.search import search_rows
from partita.web.page import go_to, show

GROUPS: Final = View("groups", (Member("number", "number", Form.INTEGER), Member("name", "name")))
MERGED: Final = "merged"


class PartyList:
    """Shows the register."""

    def routes(self) -> Iterator[Route]:
        """Yield the operations."""
        yield Route(method="GET", path="/parties", name="listParties", read=self.show)

    def show(self, look: Looking, request: Request) -> Reply:
        """Show a page of parties; a number that only one has leads straight to it."""
        wanted = wanted_of(request.query)
        listing = list_parties(look, wanted)
        rows = [msgspec.json.decode(text) for _, text in listing.rows]
        if len(rows) == 1 and "go" in request.query and wanted.text:
            return go_to(f"/parties/{rows[0]['id']}")
        return show(
            request,
            look,
            "parties.html",
            rows=rows,
            total=min(listing.total, COUNT_MAX)
            if _is_more(wanted, listing.total)
            else listing.total,
            is_more=_is_more(wanted, listing.total),
            wanted=wanted,
            asked=asked_of(wanted),
            earlier=_earlier(wanted, rows) if listing.has_earlier else None,
            later=_later(wanted, rows) if listing.has_later else None,
            sorts=_sorts(wanted),
            countries=country_counts(look),
            groups=groups_of(look),
            views=views_of(look, asked_of(wanted)),
            roles=[str(each) for each in Role],
            done=_number(request.query.get("done")),
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


def views_of(look: Looking, asked: Mapping[str, str]) -> list[dict[str, Any]]:
    """The views somebody may open, and which of them they see.

    Args:
        asked: The parameters of the list they see.
    """
    found = [msgspec.json.decode(text) for _, text in search_views(look)]
    here = urlencode(asked)
    for each in found:
        each["is_here"] = each["asked"] == here
        each["is_mine"] = each["owner"] == look.actor.name
    return found


def wanted_of(query: Mapping[str, str]) -> Wanted:
    """What the parameters of a list ask; what makes no sense asks nothing.

    >>> wanted_of({"q": " ada ", "role": "customer", "sort": "-name", "group": "x"}).role
    <Role.CUSTOMER: 'customer'>
    """
    sort = query.get("sort", "")
    name = sort.removeprefix("-")
    country = query.get("country", "").strip().upper()
    return Wanted(
        text=query.get("q", "").strip(),
        role=Role(query["role"]) if query.get("role") in set(Role) else None,
        country=country or None,
        group=_number(query.get("group")),
        standing=Standing(query["status"]) if query.get("status") in set(Standing) else None,
        is_merged=query.get("status") == MERGED,
        changed_since=_moment(query.get("since", "")),
        lacks=query.get("lacks", ""),
        flaw=Flaw(query["flaw"]) if query.get("flaw") in set(Flaw) else None,
        sort=name if name in SORTS else "",
        is_descending=name in SORTS and sort.startswith("-"),
        after=_number(query.get("after")),
        before=_number(query.get("before")),
        skip=_number(query.get("skip")) or 0,
    )


def asked_of(wanted: Wanted) -> dict[str, str]:
    """The parameters that ask for a list again, without its page."""
    status = MERGED if wanted.is_merged else str(wanted.standing or "")
    since = f"{wanted.changed_since:%Y-%m-%d}" if wanted.changed_since else ""
    asked = {
        "q": wanted.text,
        "role": str(wanted.role or ""),
        "country": wanted.country or "",
        "group": str(wanted.group or ""),
        "status": status,
        "since": since,
        "lacks": wanted.lacks,
        "flaw": str(wanted.flaw or ""),
        "sort": ("-" if wanted.is_descending else "") + wanted.sort if wanted.sort else "",
    }
    return {name: value for name, value in asked.items() if value}


def _number(text: str | None) -> int | None:
    is_number = text is not None and text.isascii() and text.isdecimal() and len(text) <= 15  # noqa: PLR2004  # below 2**53
    return int(text) if is_number and text else None


def _moment(text: str) -> datetime | None:
    try:
        return parse_moment(text) if text else None
    except ValueError:
        return None


def _earlier(wanted: Wanted, rows: list[dict[str, Any]]) -> str:
    if wanted.text and not wanted.sort:
        return _url(wanted, skip=str(max(0, wanted.skip - PAGE_ROWS)))
    return _url(wanted, before=str(rows[0]["id"])) if rows else _url(wanted)


def _later(wanted: Wanted, rows: list[dict[str, Any]]) -> str:
    if wanted.text and not wanted.sort:
        return _url(wanted, skip=str(wanted.skip + PAGE_ROWS))
    return _url(wanted, after=str(rows[-1]["id"]))


def _url(wanted: Wanted, **more: str) -> str:
    asked = asked_of(wanted) | more
    return f"/parties?{urlencode(asked)}" if asked else "/parties"


def _sorts(wanted: Wanted) -> dict[str, tuple[str, str]]:
    """For each column where its heading leads, and how it is sorted now."""
    found = {}
    current = wanted.sort or ("" if wanted.text else "name")
    for name in SORTS:
        is_current = name == current
        falls = is_current and not wanted.is_descending
        target = _url(replace(wanted, sort=name, is_descending=falls))
        state = ("descending" if wanted.is_descending else "ascending") if is_current else "none"
        found[name] = (target, state)
    return found
