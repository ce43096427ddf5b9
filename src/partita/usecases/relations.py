"""Who else a party is tied to: those it points at, and those that point at it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from partita.domain.query import Compare, Form, Member, OffsetPage, Op, Query, View
from partita.domain.references import Referrer, referrers_to
from partita.domain.standing import Role
from partita.ports import Row
from partita.usecases.context import Looking
from partita.usecases.roles import ROLE_RECORDS
from partita.usecases.search import search_rows

SHOWN_MAX: Final = 10
"""Parties that are named of one kind of tie."""

_SHOWN: Final = (Member("id", "party_id", Form.INTEGER), Member("name", "party.name"))
_VIEWS: Final = {
    "customers": View("customers_by_party", _SHOWN),
    "employees": View("employees", _SHOWN),
    "notes": View("notes", _SHOWN),
}
_ROLE_OF: Final = {records: role for role, (_, records) in ROLE_RECORDS.items()}


@dataclass(frozen=True, slots=True)
class Relation:
    """One kind of tie to other parties.

    Attributes:
        name: The field that ties them, such as ``third_payer``.
        is_incoming: The others point at the party; else it points at them.
        parties: Id and name of each, `SHOWN_MAX` at most.
        has_more: There are more than those.
    """

    name: str
    is_incoming: bool
    parties: tuple[tuple[int, str], ...]
    has_more: bool = False


def search_relations(ctx: Looking, party: Mapping[str, Any]) -> list[Relation]:
    """Find those a party is tied to, as far as `partita.domain.references` knows of ties.

    Args:
        party: The party, as `partita.usecases.whole_party.get_whole_party` reads it.

    Returns:
        The ties there are: those of its own, then those of others.

    Raises:
        NotAllowed: The actor may not see parties or notes.
    """
    ties = [each for each in referrers_to("party", parts=False) if each.role is not None]
    own = (_own(each, party) for each in ties)
    others = (_others(ctx, each, party["id"]) for each in ties if party[str(each.role)])
    return [each for each in (*own, *others) if each is not None]


def _own(tie: Referrer, party: Mapping[str, Any]) -> Relation | None:
    """Whom the party names in one of its roles."""
    role: Role | None = _ROLE_OF.get(tie.records)
    record = party[str(role)] if role else None
    if not record or record[tie.column] is None:
        return None
    number = record[tie.column]
    named = number, record.get(f"{tie.column}_name") or str(number)
    return Relation(tie.column, is_incoming=False, parties=(named,))


def _others(ctx: Looking, tie: Referrer, party_id: int) -> Relation | None:
    """Those who name the party."""
    query = Query(
        _VIEWS[tie.records], Compare(tie.column, Op.EQ, party_id), page=OffsetPage(SHOWN_MAX + 1)
    )
    rows = search_rows(ctx, query)
    if not rows:
        return None
    named = tuple(dict(_named(rows[:SHOWN_MAX])).items())
    more = len(rows) > SHOWN_MAX
    return Relation(tie.column, is_incoming=True, parties=named, has_more=more)


def _named(rows: Sequence[Row]) -> Iterator[tuple[int, str]]:
    for _, text in rows:
        row = json.loads(text)
        yield row["id"], row["name"]
