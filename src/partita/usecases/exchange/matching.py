"""Which party of the book a row is about.

The first key that a row has decides: the uuid (rows of our own exports), the external key, the
number in its role, the LEI, the company number, the VAT number. A row without any is always new.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from partita.domain.checks import compact_number
from partita.domain.party import Party, RoleRecord
from partita.domain.standing import Role
from partita.usecases.context import Context
from partita.usecases.exchange.ranges import Ranges
from partita.usecases.exchange.wishes import Rejection, Wish, rejection
from partita.usecases.roles import role_records


@dataclass(slots=True)
class Plan:
    """What a row asks for, and what there is of it.

    Attributes:
        wish: What it asks for.
        party: The party it is about; ``None`` for a new one.
        roles: The roles that party has, of those the file speaks of.
        party_id: Its id, or that of the new one.
        is_touched: Something changes.
    """

    wish: Wish
    party: Party | None = None
    roles: dict[Role, RoleRecord] = field(default_factory=dict)
    party_id: int = 0
    is_touched: bool = False


class _Known:
    """What the book has under the keys of some rows."""

    def __init__(self, ctx: Context, wishes: Sequence[Wish]) -> None:
        self._ctx = ctx
        self.parties: dict[int, Party] = {}
        self.uuid = self._ids("uuid", (wish.uuid for wish in wishes))
        self.external_key = self._ids("external_key", (wish.external_key for wish in wishes))
        self.holders = self._holders(wishes)
        unnumbered = [wish for wish in wishes if not _has_own_key(wish)]
        self.lei = self._by_lei(unnumbered)
        nameless = [wish for wish in unnumbered if not wish.lei]
        self.company_number = self._by_number("company_number", nameless)
        self.vat_number = self._by_number("vat_number", nameless)
        self._load_rest()
        self.roles = self._roles(wishes)

    def _note(self, parties: Iterable[Party]) -> None:
        self.parties.update((party.id, party) for party in parties)

    def _ids(self, column: str, values: Iterable[str | None]) -> dict[str, int]:
        wanted = [value for value in values if value]
        found = self._ctx.unit.parties.select_in(column, wanted) if wanted else []
        self._note(found)
        return {str(getattr(party, column)): party.id for party in reversed(found)}

    def _holders(self, wishes: Sequence[Wish]) -> dict[tuple[Role, int], int]:
        found: dict[tuple[Role, int], int] = {}
        for role in Role:
            numbers = [w.roles[role]["number"] for w in wishes if "number" in w.roles.get(role, ())]
            records = role_records(self._ctx, role).select_in("number", numbers) if numbers else []
            found.update(((role, each.number), each.party_id) for each in records)
        return found

    def _by_lei(self, wishes: Sequence[Wish]) -> dict[str, list[int]]:
        values = [wish.lei for wish in wishes if wish.lei]
        records = self._ctx.unit.identifiers
        found = records.select_in("value_compact", values, scheme="lei") if values else []
        return _grouped((compact_number(each.value), each.party_id) for each in found)

    def _by_number(self, name: str, wishes: Sequence[Wish]) -> dict[str, list[int]]:
        values = [compact_number(wish.party[name]) for wish in wishes if wish.party.get(name)]
        found = self._ctx.unit.parties.select_in(f"{name}_compact", values) if values else []
        found = [each for each in found if each.merged_into is None]
        self._note(found)
        return _grouped((compact_number(getattr(each, name) or ""), each.id) for each in found)

    def _load_rest(self) -> None:
        ids = {*self.holders.values(), *(each for ids in self.lei.values() for each in ids)}
        missing = sorted(ids - self.parties.keys())
        if missing:
            self._note(self._ctx.unit.parties.select_in("id", missing))

    def _roles(self, wishes: Sequence[Wish]) -> dict[int, dict[Role, RoleRecord]]:
        found: dict[int, dict[Role, RoleRecord]] = {}
        wanted = {role for wish in wishes for role in wish.roles}
        for role in sorted(wanted) if self.parties else ():
            for each in role_records(self._ctx, role).select_in("party_id", list(self.parties)):
                found.setdefault(each.party_id, {})[role] = each
        return found


def match(
    ctx: Context, wishes: Sequence[Wish], given: Mapping[Role, Ranges]
) -> tuple[list[Plan], list[Rejection]]:
    """Find the parties that rows are about.

    Args:
        wishes: What the rows ask for; no two of them share a key.
        given: Numbers that this import gave to rows without one.

    Returns:
        A plan for each row, and what stands in the way of the others.
    """
    known = _Known(ctx, wishes)
    plans: list[Plan] = []
    rejections: list[Rejection] = []
    for wish in wishes:
        party_id = _find(known, wish)
        refused = _conflict(known, wish, party_id, given)
        if refused is not None:
            rejections.append(refused)
        elif party_id is None:
            plans.append(Plan(wish))
        else:
            roles = known.roles.get(party_id, {})
            plans.append(Plan(wish, known.parties[party_id], roles, party_id))
    return plans, rejections


def _has_own_key(wish: Wish) -> bool:
    has_number = any("number" in values for values in wish.roles.values())
    return bool(wish.uuid or wish.external_key or has_number)


def _find(known: _Known, wish: Wish) -> int | None:
    found = known.uuid.get(wish.uuid or "") or known.external_key.get(wish.external_key or "")
    if found is not None or wish.uuid:
        return found
    if _has_own_key(wish):
        return next((each for each in _held(known, wish).values()), None)
    for candidates in (
        known.lei.get(wish.lei or ""),
        known.company_number.get(compact_number(wish.party.get("company_number") or "")),
        known.vat_number.get(compact_number(wish.party.get("vat_number") or "")),
    ):
        if candidates:
            return _best(known, wish, candidates)
    return None


def _held(known: _Known, wish: Wish) -> dict[Role, int]:
    """Who has the numbers a row names."""
    return {
        role: known.holders[role, values["number"]]
        for role, values in wish.roles.items()
        if (role, values.get("number")) in known.holders
    }


def _best(known: _Known, wish: Wish, candidates: Sequence[int]) -> int:
    """Of several parties with one company number the one that has the role, else the oldest."""
    fitting = [each for each in candidates if wish.roles.keys() & known.roles.get(each, {}).keys()]
    return min(fitting or candidates)


def _conflict(
    known: _Known, wish: Wish, party_id: int | None, given: Mapping[Role, Ranges]
) -> Rejection | None:
    merged = _merged(known, wish, party_id)
    if merged is not None:
        return merged
    for role, holder in _held(known, wish).items():
        number = wish.roles[role]["number"]
        if holder != party_id or _is_strange(known.parties[holder], wish):
            return rejection(wish.line, "number", number, "belongs to another party")
    refused = _kept_key(known, wish, party_id) or given_conflict(wish, given)
    if refused is not None:
        return refused
    current: Mapping[Role, Any] = known.roles.get(party_id or 0, {})
    for role, values in wish.roles.items():
        if role in current and values.get("number", current[role].number) != current[role].number:
            reason = f"is not the number the party has: {current[role].number}"
            return rejection(wish.line, "number", values["number"], reason)
    return None


def _kept_key(known: _Known, wish: Wish, party_id: int | None) -> Rejection | None:
    """Refuse a row that would give a party the external key of another one."""
    keeper = known.parties.get(known.external_key.get(wish.external_key or "", 0))
    if keeper is None or keeper.id == party_id or keeper.merged_into is not None:
        return None
    return rejection(wish.line, "external_key", wish.external_key, "belongs to another party")


def _merged(known: _Known, wish: Wish, party_id: int | None) -> Rejection | None:
    """Refuse a row that would give a role to a party that is only a pointer to another."""
    party = known.parties.get(party_id or 0)
    if party is None or party.merged_into is None or not wish.roles:
        return None
    name = "uuid" if wish.uuid else "external_key"
    reason = f"was merged into party {party.merged_into}"
    return rejection(wish.line, name, getattr(wish, name), reason)


def given_conflict(wish: Wish, given: Mapping[Role, Ranges]) -> Rejection | None:
    """Refuse a row whose number alone names a party that an earlier row without number made."""
    for role, values in wish.roles.items():
        number = values.get("number")
        if not wish.external_key and not wish.uuid and number is not None and number in given[role]:
            reason = "was just given to a row without number: put rows with numbers first"
            return rejection(wish.line, "number", number, reason)
    return None


def _is_strange(party: Party, wish: Wish) -> bool:
    """Tell whether a party found by number alone has another external key."""
    keys = {party.external_key, wish.external_key, None}
    return len(keys) > 2 and party.uuid != wish.uuid  # noqa: PLR2004  # one key, and none


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """Ids by number; one that has neither letter nor digit, such as a dash, is nobody's key."""
    found: dict[str, list[int]] = {}
    for key, value in pairs:
        if key:
            found.setdefault(key, []).append(value)
    return found
