"""What an import did to parties that were there before is taken back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from partita.domain.extras import Document
from partita.domain.importing import ImportStep
from partita.domain.party import Party
from partita.domain.references import KINDS, referrers_to
from partita.domain.snapshot import plain, restored, snapshot
from partita.domain.standing import Role
from partita.usecases.context import Context
from partita.usecases.documents import forget_files
from partita.usecases.exchange.rebasing import Rebased, rebase
from partita.usecases.ledger import Key, Ledger, key_of, tell_entries, version_of
from partita.usecases.parties import tell_parts
from partita.usecases.roles import ROLE_RECORDS

CHANGED: Final = "changed"
IN_USE: Final = "in_use"
GONE: Final = "gone"
MERGED: Final = "merged"
_ROLES: Final = {ROLE_RECORDS[role][1]: role for role in Role}
_PLACES: Final = {"contacts": "contact", "addresses": "address", "bank_accounts": "bank_account"}


@dataclass(frozen=True, slots=True)
class Left:
    """A party that stays as it is, in whole or in part.

    Attributes:
        party_id: Which.
        name: What it is called; empty when it is gone.
        reason: ``changed`` by somebody since, ``in_use``, ``gone`` or ``merged``.
        fields: What of it stays, as ``kind.field``, or the kind alone; all of it when empty.
    """

    party_id: int
    name: str
    reason: str
    fields: tuple[str, ...] = ()


@dataclass(slots=True)
class Dealt:
    """What became of some parties.

    Attributes:
        done: How many are as they were, or gone.
        left: Those that stay as they are, in whole or in part.
    """

    done: int = 0
    left: list[Left] = field(default_factory=list)


@dataclass(slots=True)
class _Act:
    """All that an import did to one record.

    Attributes:
        made: The import made it.
        fields: Each field it changed, as it was first and as it was left last.
        prior: Its version before; 0 when the import made it.
        version: Its version in the end.
    """

    records: str
    key: Key
    party_id: int
    made: bool = False
    fields: dict[str, tuple[object, object]] = field(default_factory=dict)
    prior: int = -1
    version: int = 0

    def add(self, step: ImportStep) -> None:
        """Add what it did next."""
        self.version = step.version_after
        if self.prior < 0:
            self.prior = step.version_after - 1
        if step.differences is None:
            self.made = True
        differences: Mapping[str, Any] = step.differences or {}
        for name, (was, became) in differences.items():
            first, _ = self.fields.get(name, (was, became))
            self.fields[name] = (first, became)


def restore_parties(ctx: Context, import_id: int, source: str, ids: Sequence[int]) -> Dealt:
    """Give some parties back what an import changed; what changed since stays.

    Args:
        import_id: Id of the job of the import.
        source: What the parties it made carry; those are left to
            `partita.usecases.exchange.removing`.
        ids: Which parties.

    Returns:
        What became of them. What is kept to undo the import goes with it.

    Emits:
        *.changed
        *.deleted
    """
    steps = ctx.unit.import_steps.select_in("party_id", ids, import_id=import_id)
    parties = {each.id: each for each in ctx.unit.parties.select_in("id", ids)}
    mine = {each.id for each in parties.values() if each.source == source}
    steps = [each for each in steps if each.party_id not in mine]
    work = _Restoring(ctx, parties)
    work.plan(acts_of(steps))
    work.write()
    ctx.unit.import_steps.remove(*steps)
    rebase(ctx, import_id, {each: parties[each] for each in work.touched}, work.rebased)
    names = {each.id: each.name for each in parties.values()}
    left = [
        Left(party_id, names.get(party_id, ""), reason, tuple(sorted(fields)))
        for (party_id, reason), fields in sorted(work.left.items())
    ]
    return Dealt(len(work.touched), left)


def acts_of(steps: Sequence[ImportStep]) -> list[_Act]:
    """All that an import did, record by record, in the order in which it first did.

    Args:
        steps: What it did, in order.
    """
    found: dict[tuple[str, Key], _Act] = {}
    for step in steps:
        place = (step.records, step.record_key)
        act = found.setdefault(place, _Act(step.records, step.record_key, step.party_id))
        act.add(step)
    return list(found.values())


class _Restoring:
    """Some parties under restoration: first all is decided, then written at once."""

    def __init__(self, ctx: Context, parties: Mapping[int, Party]) -> None:
        self._ctx = ctx
        self._ledger = Ledger(ctx)
        self._parties = parties
        self.left: dict[tuple[int, str], set[str]] = {}
        self.touched: dict[int, None] = {}
        self.rebased: list[Rebased] = []
        self._without_customer: list[int] = []

    def plan(self, acts: Sequence[_Act]) -> None:
        """Decide: changes first, so that what they point at may go."""
        here = [act for act in acts if self._is_here(act)]
        current = _current(self._ctx, here)
        for act in here:
            if not act.made and act.fields:
                self._give_back(act, current.get((act.records, act.key)))
        for act in reversed(here):
            now = current.get((act.records, act.key))
            if act.made and now is not None:
                self._take_away(act, now)
        for act in here:
            now = current.get((act.records, act.key))
            if not act.made and now is not None and act.party_id in self.touched:
                self._rebase(act, now)

    def _rebase(self, act: _Act, now: Any) -> None:  # noqa: ANN401  # any record
        """Note a record that is all as it was."""
        whole = f"{act.records}."
        left = self.left.get((act.party_id, CHANGED), set())
        is_moved = act.fields or act.records == "parties"
        if version_of(now) == act.version and is_moved and not _any_begins(left, whole):
            version = act.version + 1
            self.rebased.append(Rebased(act.party_id, act.records, act.key, act.prior, version))

    def _is_here(self, act: _Act) -> bool:
        party = self._parties.get(act.party_id)
        if party is None or party.merged_into is not None:
            self._leave(act, GONE if party is None else MERGED)
            return False
        return True

    def _leave(self, act: _Act, reason: str, *fields: str) -> None:
        self.left.setdefault((act.party_id, reason), set()).update(fields)

    def _touch(self, party_id: int) -> None:
        """A party moves on with what is part of it."""
        if party_id not in self.touched:
            self.touched[party_id] = None
            self._ledger.touch("parties", self._parties[party_id])

    def _give_back(self, act: _Act, now: Any) -> None:  # noqa: ANN401  # any record
        if now is None:
            self._leave(act, GONE, act.records)
            return
        values: dict[str, Any] = {}
        for name, (was, became) in act.fields.items():
            shown = plain(getattr(now, name))
            if shown == became:
                values[name] = was
            elif shown != was:
                self._leave(act, CHANGED, f"{act.records}.{name}")
        if not values:
            return
        self._touch(act.party_id)
        whole = restored(type(now), snapshot(now) | values)
        known = self._parties[act.party_id] if act.records == "parties" else now
        self._ledger.change(act.records, known, **{name: getattr(whole, name) for name in values})

    def _take_away(self, act: _Act, now: Any) -> None:  # noqa: ANN401  # any record
        if version_of(now) != act.version:
            self._leave(act, CHANGED, act.records)
        elif self._is_needed(act, now):
            self._leave(act, IN_USE, act.records)
        else:
            self._touch(act.party_id)
            self._drop(act.records, now)

    def _is_needed(self, act: _Act, now: Any) -> bool:  # noqa: ANN401  # any record
        """Tell whether something refers to a record, or the party would be nothing without."""
        role = _ROLES.get(act.records)
        if role is not None:
            others = (name for name in _ROLES if name != act.records)
            is_last = not any(self._having(name, "party_id", act.party_id) for name in others)
            referrers = [each for each in referrers_to("party", parts=False) if each.role is role]
            key = act.party_id
        else:
            is_last = False
            referrers = list(referrers_to(_PLACES.get(act.records, ""), parts=False))
            key = getattr(now, "number", 0)
        return is_last or any(
            each.party_id != act.party_id or role is None
            for referrer in referrers
            for each in self._having(referrer.records, referrer.column, key)
        )

    def _having(self, records: str, column: str, value: object) -> list[Any]:
        return self._ledger.having(records, column, value)

    def _drop(self, records: str, record: Any) -> None:  # noqa: ANN401  # any record
        if records == "contacts":
            for name in ("points", "addresses"):
                for part in self._having(name, "person", record.number):
                    self._ledger.drop(name, part)
        if _ROLES.get(records) is Role.CUSTOMER:
            self._without_customer.append(record.party_id)
        self._ledger.drop(records, record)

    def write(self) -> None:
        """Write what was decided, and tell it."""
        entries = self._ledger.write()
        tell_entries(self._ctx, entries)
        gone = (each.before for each in entries if each.after is None)
        forget_files(self._ctx, (each for each in gone if isinstance(each, Document)))
        for party_id in self._without_customer:
            tell_parts(self._ctx, party_id, None)


def _any_begins(texts: Iterable[str], start: str) -> bool:
    return any(each.startswith(start) for each in texts)


def _current(ctx: Context, acts: Sequence[_Act]) -> dict[tuple[str, Key], Any]:
    """The records of acts as they are now, as far as they still are."""
    found: dict[tuple[str, Key], Any] = {}
    for records in dict.fromkeys(act.records for act in acts):
        keys = [act.key[-1] for act in acts if act.records == records]
        kept, name = getattr(ctx.unit, records), KINDS[records].key[-1]
        for each in kept.select_in(name, list(dict.fromkeys(keys))):
            found[records, key_of(records, each)] = each
    return found
