"""The register as people see it: lists with facets, and one party with all that belongs to it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from partita.domain.errors import PageInvalid
from partita.domain.flaws import Flaw
from partita.domain.query import (
    And,
    Compare,
    Filter,
    Form,
    Listed,
    Member,
    OffsetPage,
    Op,
    Or,
    Query,
    Some,
    Sort,
    View,
)
from partita.domain.standing import Role, Standing
from partita.kit.unset import UNSET, UnsetType
from partita.ports import Row
from partita.usecases.context import Looking
from partita.usecases.finding import find_parties
from partita.usecases.overview import with_flaw
from partita.usecases.search import count_rows, search_rows, stream_rows, tally_rows

PAGE_ROWS: Final = 50
FEW: Final = 5_000
"""Parties that are found by their ids rather than by walking along all of them."""

COUNT_MAX: Final = 1_000
"""Parties of a choice are counted no further, so that the count of a page costs little."""

CAN_LACK: Final = ("vat_number", "email", "country")
SORTS: Final = ("name", "id", "country", "changed_at")
_ROLE_MEMBERS: Final = tuple(
    member
    for role in Role
    for member in (
        Member(str(role), f"{role}.number", Form.INTEGER),
        Member(f"{role}_standing", f"{role}.standing"),
    )
)
_LISTED_TEXTS: Final = (
    "country",
    "email",
    "phone",
    "mobile",
    "website",
    "vat_number",
    "company_number",
    "legal_name",
    "trade_name",
    "language",
    "source",
    "external_key",
    "created_at",
    "changed_at",
)
LISTED: Final = View(
    "parties",
    (
        Member("id", "id", Form.INTEGER),
        Member("name", "name"),
        Member("is_person", "is_person", Form.BOOLEAN),
        *(Member(name, name) for name in _LISTED_TEXTS),
        *(Member(name, f"mail.{name}") for name in ("street", "postal_code", "city")),
        Member("merged_into", "merged_into", Form.INTEGER),
        Listed("groups", "groups", "group.name"),
        *_ROLE_MEMBERS,
    ),
)
"""What a list can show of a party."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which parties somebody wants to see, and how.

    Attributes:
        text: What they typed; anything when empty.
        role: What the parties are to us.
        country: Two letters of ISO 3166-1.
        group: Number of a group they are in.
        standing: In one of their roles, or in `role`.
        is_merged: Those that others absorbed; nobody else sees them.
        changed_since: They changed then or later.
        lacks: One of `CAN_LACK` that they have nothing in; persons need no VAT number.
        flaw: What the last search for flaws found wrong with them.
        sort: One of `SORTS`, or empty: the likeliest first when something was typed, else by name.
        is_descending: The other way round.
        after, before: Id of the party the page begins after, or ends before.
        skip: How many of the likeliest to skip, where those come first.
    """

    text: str = ""
    role: Role | None = None
    country: str | None = None
    group: int | None = None
    standing: Standing | None = None
    is_merged: bool = False
    changed_since: datetime | None = None
    lacks: str = ""
    flaw: Flaw | None = None
    sort: str = ""
    is_descending: bool = False
    after: int | None = None
    before: int | None = None
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of parties.

    Attributes:
        rows: Key and JSON text of each.
        total: How many there are in all; more than `COUNT_MAX` can mean any number more.
        has_earlier, has_later: There are parties before, or behind, these.
    """

    rows: Sequence[Row]
    total: int
    has_earlier: bool
    has_later: bool


def list_parties(ctx: Looking, wanted: Wanted, rows_max: int = PAGE_ROWS) -> Listing:
    """Read a page of the register.

    Args:
        wanted: Which parties, and in which order.
        rows_max: Longest page.

    Returns:
        The page.

    Raises:
        NotAllowed: The actor may not see parties.
        PageInvalid: The order is unknown, or the party a page follows is gone.
    """
    found, chosen = _chosen(ctx, wanted)
    if found is not None and not wanted.sort:
        return _likeliest(ctx, found, chosen, wanted.skip, rows_max)
    return _sorted(ctx, wanted, chosen, rows_max)


def stream_parties(ctx: Looking, wanted: Wanted, *, rows_max: int) -> Iterator[Sequence[Row]]:
    """Read all pages of the register, in the order in which `list_parties` shows them.

    Args:
        wanted: Which parties, and in which order; where its page begins says nothing here.
        rows_max: Longest portion.

    Returns:
        Key and JSON text of each, in portions.

    Raises:
        NotAllowed: The actor may not see parties.
        PageInvalid: The order is unknown.
    """
    found, chosen = _chosen(ctx, wanted)
    if found is not None and not wanted.sort:
        return stream_named(ctx, _left(ctx, found, chosen), rows_max=rows_max)
    order = _order(wanted.sort, is_descending=wanted.is_descending)
    return stream_rows(ctx, Query(LISTED, chosen, order), rows_max=rows_max)


def stream_named(ctx: Looking, ids: Sequence[int], *, rows_max: int) -> Iterator[Sequence[Row]]:
    """Read parties somebody names, in the order in which they are named.

    Args:
        ids: Which; those that are not there are passed over.
        rows_max: Longest portion.

    Returns:
        Key and JSON text of each, in portions.

    Raises:
        NotAllowed: The actor may not see parties.
    """
    for start in range(0, len(ids), rows_max):
        yield _named_rows(ctx, ids[start : start + rows_max])


def facets(ctx: Looking, wanted: Wanted) -> list[Filter]:
    """What the facets ask, each as a filter; one that few parties meet names them.

    A list in the order of names walks along the names until a page is full. Where few parties
    meet a facet that would be all of them, so those few are found first.

    Args:
        wanted: Which parties.

    Returns:
        The filters, all of which hold.

    Raises:
        NotAllowed: The actor may not see parties.
    """
    items: list[Filter] = []
    if wanted.is_merged:
        items.append(_few_or(ctx, _KEYS, Compare("merged_into", Op.NE, None)))
    else:
        items.append(Compare("merged_into", Op.EQ, None))
    if wanted.country is not None:
        items.append(_few_or(ctx, _KEYS, Compare("country", Op.EQ, wanted.country)))
    if wanted.group is not None:
        walked = Some("groups", Compare("group", Op.EQ, wanted.group))
        items.append(_few_or(ctx, _MEMBERS, walked, Compare("group", Op.EQ, wanted.group)))
    if wanted.changed_since is not None:
        items.append(_few_or(ctx, _KEYS, Compare("changed_at", Op.GE, wanted.changed_since)))
    if wanted.flaw is not None:
        kind = Compare("kind", Op.EXACT_EQ, str(wanted.flaw))
        items.append(_few_or(ctx, _FLAWED, with_flaw(wanted.flaw), kind))
    if wanted.lacks in CAN_LACK:
        lacking: tuple[Filter, ...] = (Compare(wanted.lacks, Op.EQ, None),)
        if wanted.lacks == "vat_number":
            lacking = (*lacking, Compare("is_person", Op.EQ, value=False))
        items.append(_few_or(ctx, _KEYS, And(lacking)))
    return [*items, *_role_facets(ctx, wanted)]


def _role_facets(ctx: Looking, wanted: Wanted) -> list[Filter]:
    """What the facets ask of roles."""
    roles = list(Role) if wanted.role is None else [wanted.role]
    if wanted.standing is not None:
        word = str(wanted.standing)
        walked = Or(tuple(Compare(f"{each}.standing", Op.EQ, word) for each in roles))
        found: set[int] = set()
        for each in roles:
            found |= _few(ctx, _IN_ROLE[each], Compare("standing", Op.EQ, word))
        return [_named(found, walked)]
    if wanted.role is None:
        return []
    return [
        _few_or(ctx, _IN_ROLE[wanted.role], Compare(f"{wanted.role}.party_id", Op.NE, None), None)
    ]


def _few_or(
    ctx: Looking, view: View, walked: Filter, looked_up: Filter | None | UnsetType = UNSET
) -> Filter:
    """The parties that meet a filter by their ids where they are few; else the filter itself."""
    return _named(_few(ctx, view, walked if looked_up is UNSET else looked_up), walked)


def _few(ctx: Looking, view: View, item: Filter | None) -> set[int]:
    """Ids of those that meet a filter, one more than `FEW` at most, along its index."""
    is_indexed = view is _KEYS and isinstance(item, Compare)
    order = (Sort(item.field),) if is_indexed and isinstance(item, Compare) else ()
    rows = search_rows(ctx, Query(view, item, order, OffsetPage(FEW + 1)))
    return {int(key) for key, _ in rows}


def _named(found: set[int], walked: Filter) -> Filter:
    return Compare("id", Op.IN, tuple(sorted(found))) if len(found) <= FEW else walked


_KEYS: Final = View("parties", (Member("id", "id", Form.INTEGER),))
_MEMBERS: Final = View("members", (Member("id", "party_id", Form.INTEGER),))
_FLAWED: Final = View("flaws", (Member("id", "party_id", Form.INTEGER),))
_IN_ROLE: Final = {
    role: View(f"in_{role}", (Member("id", "party_id", Form.INTEGER),)) for role in Role
}


def _chosen(ctx: Looking, wanted: Wanted) -> tuple[list[int] | None, Filter]:
    """What was found of what they typed, the likeliest first, and the filter of all they ask."""
    found = find_parties(ctx, wanted.text)
    among = () if found is None else (Compare("id", Op.IN, tuple(found)),)
    return found, And((*facets(ctx, wanted), *among))


def _left(ctx: Looking, found: list[int], chosen: Filter) -> list[int]:
    """What was found and meets the facets, too, the likeliest first."""
    left = {key for key, _ in search_rows(ctx, Query(_KEYS, chosen))}
    return [each for each in found if each in left]


def _named_rows(ctx: Looking, ids: Sequence[int]) -> list[Row]:
    rows = dict(search_rows(ctx, Query(LISTED, Compare("id", Op.IN, tuple(ids)))))
    return [(each, rows[each]) for each in ids if each in rows]


def _order(sort: str, *, is_descending: bool) -> tuple[Sort, ...]:
    """The order of a column, made whole by the id.

    Raises:
        PageInvalid: There is no such column.
    """
    name = sort or "name"
    if name not in SORTS:
        raise PageInvalid(name="sort", message=f"There is no column {name!r} to sort by.")
    return (Sort(name, is_descending), Sort("id", is_descending))[-1 if name == "id" else 0 :]


def _likeliest(ctx: Looking, found: list[int], chosen: Filter, skip: int, rows_max: int) -> Listing:
    """A page of what was found, the likeliest first."""
    ids = _left(ctx, found, chosen)
    rows = _named_rows(ctx, ids[skip : skip + rows_max])
    return Listing(rows, len(ids), skip > 0, skip + rows_max < len(ids))


def _sorted(ctx: Looking, wanted: Wanted, chosen: Filter, rows_max: int) -> Listing:
    """A page in the order of a column, found from the party it follows."""
    is_back = wanted.before is not None
    edge = wanted.before if is_back else wanted.after
    is_descending = wanted.is_descending != is_back
    order = _order(wanted.sort, is_descending=is_descending)
    beyond = () if edge is None else (_beyond(ctx, order[0].field, edge, is_descending),)
    items = (chosen, *beyond)
    page = OffsetPage(rows_max + 1)
    rows = list(search_rows(ctx, Query(LISTED, And(items), order, page)))
    has_more = len(rows) > rows_max
    rows = rows[:rows_max]
    if is_back:
        rows.reverse()
    is_whole = edge is None and not has_more
    total = len(rows) if is_whole else _total(ctx, wanted, chosen)
    earlier, later = (has_more, True) if is_back else (edge is not None, has_more)
    return Listing(rows, total, earlier, later)


def _total(ctx: Looking, wanted: Wanted, chosen: Filter) -> int:
    """How many there are in all; one more than `COUNT_MAX` where nobody counted further."""
    shown = replace(wanted, sort="", is_descending=False, after=None, before=None)
    if shown != Wanted(country=wanted.country):
        return count_rows(ctx, Query(LISTED, chosen), rows_max=COUNT_MAX + 1)
    hidden = Compare("merged_into", Op.NE, None)
    if wanted.country is None:
        return count_rows(ctx, Query(LISTED)) - count_rows(ctx, Query(LISTED, hidden))
    there = Compare("country", Op.EQ, wanted.country)
    absorbed = count_rows(ctx, Query(LISTED, And((hidden, there))))
    return count_rows(ctx, Query(LISTED, there)) - absorbed


_VALUES: Final = {
    sort: View("parties", (Member("id", "id", Form.INTEGER), Member("v", sort))) for sort in SORTS
}


def _beyond(ctx: Looking, sort: str, edge: int, is_descending: bool) -> Filter:  # noqa: FBT001  # as in `Sort`
    """What comes behind a party in an order; nothing filled in comes first."""
    rows = search_rows(ctx, Query(_VALUES[sort], Compare("id", Op.EQ, edge), page=OffsetPage(1)))
    if not rows:
        raise PageInvalid(name="after", message="The party this page follows is gone.")
    further, at_least = (Op.LT, Op.LE) if is_descending else (Op.GT, Op.GE)
    by_id = Compare("id", further, edge)
    if sort == "id":
        return by_id
    value = json.loads(rows[0][1]).get("v")
    if value is None:
        same = And((Compare(sort, Op.EQ, None), by_id))
        return same if is_descending else Or((Compare(sort, Op.NE, None), same))
    behind = And((Compare(sort, at_least, value), Or((Compare(sort, further, value), by_id))))
    is_sparse = is_descending and sort == "country"
    return Or((behind, Compare(sort, Op.EQ, None))) if is_sparse else behind


def country_counts(ctx: Looking) -> list[tuple[str | None, int]]:
    """How many parties each country has, most first.

    Returns:
        Country, or ``None`` for none, and how many.

    Raises:
        NotAllowed: The actor may not see parties.
    """
    return [(each[0], each[1]) for each in tally_rows(ctx, Query(_KEYS), "country")]
