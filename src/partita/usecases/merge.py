"""Two records of one company become one, and can become two again."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from partita.access.permission import Permission
from partita.domain.errors import MergeFixed, MergeRefused, RecordNotFound
from partita.domain.likeness.suggestion import State
from partita.domain.merging import CHOICES, MERGED_MAX, Merge, MergeStep, filled, taken
from partita.domain.party import Party
from partita.domain.record import Record
from partita.domain.references import KINDS, referrers_to
from partita.domain.snapshot import restored
from partita.domain.standing import Role
from partita.usecases.context import Context
from partita.usecases.duplicates import settle_suggestions
from partita.usecases.ledger import (
    Entry,
    Key,
    Ledger,
    key_of,
    number_of,
    steps_of,
    version_of,
    write_entries,
)
from partita.usecases.moving import Move, move_all
from partita.usecases.roles import role_records

Current = Mapping[tuple[str, Key], Any]
"""Records by kind and key."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did.

    Attributes:
        party: The survivor.
        absorbed: Ids of those that are only pointers to it now.
        filled: Names of the fields the survivor took from them.
        moved: How many records of each kind went over, by their name in `partita.ports.Unit`.
    """

    party: Party
    absorbed: tuple[int, ...]
    filled: tuple[str, ...]
    moved: Mapping[str, int]


def merge_parties(
    ctx: Context,
    survivor: int,
    absorbed: Sequence[int],
    *,
    role: Role | None = None,
    chosen: Mapping[str, int] | None = None,
) -> Merged:
    """Let one party absorb others that turned out to be the same.

    All that hangs on them and all that refers to them goes over to the survivor; what both have
    is not doubled. Fields the survivor has nothing in are filled, in order. The absorbed stay as
    pointers that nobody lists.

    Args:
        survivor: Id of the party that stays.
        absorbed: Ids of the others; one named twice counts once.
        role: All of them must have this role, else they are unknown; any when ``None``.
        chosen: Fields of `partita.domain.merging.CHOICES` in which the value of an absorbed party
            shall survive, with its id; of the others the survivor's does.

    Returns:
        What was done.

    Raises:
        NotAllowed: The actor lacks ``parties.merge``.
        MergeRefused: Nobody is absorbed, too many are, the survivor would absorb itself, it is
            erased for privacy, or something is chosen that nobody may choose.
        RecordNotFound: There is no such party, it lacks the role, or it is absorbed already.

    Emits:
        party.merged
        party.changed
        document.changed
        customer.created
        customer.changed
        customer.deleted
        supplier.created
        supplier.changed
        supplier.deleted
        employee.created
        employee.changed
        employee.deleted
        counterparty.created
        counterparty.changed
        counterparty.deleted
        contact.changed
        contact.deleted
        address.created
        address.changed
        address.deleted
        bank_account.changed
        bank_account.deleted
        note.changed
        note.deleted
        term_line.changed
        term_line.deleted
        identifier.changed
        identifier.deleted
    """
    ctx.require(Permission.PARTIES_MERGE)
    others, chosen = tuple(dict.fromkeys(absorbed)), chosen or {}
    _check(survivor, others)
    if chosen.keys() - CHOICES.keys() or set(chosen.values()) - {survivor, *others}:
        raise _refused("chosen", survivor)
    before = _get(ctx, survivor, role)
    if before.privacy_erased_at is not None:
        raise _refused("erased", survivor)
    ledger, moved, names = Ledger(ctx), Counter[str](), dict[str, None]()
    party = ledger.touch("parties", before)
    for source in [_get(ctx, other, role) for other in others]:
        wanted = [name for name, whose in chosen.items() if whose == source.id]
        values = filled(party, source) | taken(source, wanted)
        names.update(dict.fromkeys(values))
        party = ledger.change("parties", party, **values)
        move = Move(ctx, ledger, survivor, source.id)
        move_all(move)
        moved += move.moved
        ledger.change("parties", source, merged_into=survivor)
    _keep(ctx, survivor, ledger.write(), {survivor, *others})
    settle_suggestions(ctx, survivor, others, was=State.OPEN, state=State.MERGED)
    return Merged(party, others, tuple(names), dict(moved))


def undo_merge(ctx: Context, survivor: int) -> tuple[Party, ...]:
    """Take back the newest merge of a party: it and those it absorbed are as they were.

    Records of third parties that pointed at the absorbed point at them again, whatever else
    changed in them since.

    Args:
        survivor: Id of the party that absorbed others.

    Returns:
        The parties as they are again, the survivor first.

    Raises:
        NotAllowed: The actor lacks ``parties.merge``.
        RecordNotFound: There is no such party, or no merge of it to undo.
        MergeFixed: The survivor, or something that hangs on it, changed since.

    Emits:
        party.unmerged
        party.changed
        document.changed
        customer.created
        customer.changed
        customer.deleted
        supplier.created
        supplier.changed
        supplier.deleted
        employee.created
        employee.changed
        employee.deleted
        counterparty.created
        counterparty.changed
        counterparty.deleted
        contact.created
        contact.changed
        contact.deleted
        address.created
        address.changed
        address.deleted
        bank_account.created
        bank_account.changed
        bank_account.deleted
        note.created
        note.changed
        note.deleted
        term_line.created
        term_line.changed
        term_line.deleted
        identifier.created
        identifier.changed
        identifier.deleted
    """
    ctx.require(Permission.PARTIES_MERGE)
    merge = _newest(ctx, survivor)
    steps = ctx.unit.merge_steps.select(merge_id=merge.id)
    absorbed = _absorbed(steps, survivor)
    parties, current = {survivor, *absorbed}, _current(ctx, steps)
    changed = _changed_since(steps, parties, current)
    if changed is None and _digest(ctx, survivor) != merge.digest:
        changed = "party", survivor
    if changed is not None:
        raise MergeFixed(party=survivor, kind=changed[0], key=changed[1])
    entries = [*_put_back(ctx, steps, survivor, current)]
    write_entries(ctx, entries)
    _tell(ctx, entries, parties, "party.unmerged")
    _forget(ctx, [merge])
    settle_suggestions(ctx, survivor, absorbed, was=State.MERGED, state=State.OPEN)
    return tuple(_get(ctx, each, None) for each in (survivor, *absorbed))


def forget_merges(ctx: Context, survivor: int) -> None:
    """Forget how the merges of a party can be undone, and what the absorbed parties were.

    Args:
        survivor: Id of the party that absorbed others.

    Emits:
        party.deleted
    """
    _forget(ctx, ctx.unit.merges.select(survivor=survivor))
    for pointer in ctx.unit.parties.select(merged_into=survivor):
        _forget(ctx, ctx.unit.merges.select(survivor=pointer.id))
        ctx.unit.parties.remove(pointer)
        ctx.record("party.deleted", pointer.id, party_id=pointer.id, before=pointer)


def _check(survivor: int, others: Sequence[int]) -> None:
    if not others:
        raise _refused("none", survivor)
    if survivor in others:
        raise _refused("itself", survivor)
    if len(others) > MERGED_MAX:
        raise _refused("too_many", survivor)


_REASONS = {
    "none": "Nobody is named to be absorbed.",
    "itself": "A party cannot absorb itself.",
    "too_many": f"A merge absorbs at most {MERGED_MAX} parties.",
    "chosen": "A value is chosen that none of the parties can give.",
    "erased": "The party is erased for privacy.",
}


def _refused(reason: str, survivor: int) -> MergeRefused:
    return MergeRefused(reason=reason, party=survivor, max=MERGED_MAX, message=_REASONS[reason])


def _get(ctx: Context, party_id: int, role: Role | None) -> Party:
    party = ctx.unit.parties.find(party_id)
    has_role = role is None or role_records(ctx, role).has(party_id=party_id)
    if party is None or party.merged_into is not None or not has_role:
        raise RecordNotFound(kind=str(role or "party"), key=party_id)
    return party


def _keep(ctx: Context, survivor: int, entries: Sequence[Entry], parties: set[int]) -> None:
    """Tell what was done, and keep how it can be undone."""
    _tell(ctx, entries, parties, "party.merged")
    made = ctx.unit.take_numbers("merge")
    ctx.unit.merge_steps.insert(*steps_of(made, entries))
    digest = _digest(ctx, survivor)
    ctx.unit.merges.insert(Merge(**ctx.new(), id=made, survivor=survivor, digest=digest))


def _tell(ctx: Context, entries: Sequence[Entry], parties: set[int], kind: str) -> None:
    """Tell of every record that changed; of the merged parties as merged or unmerged."""
    for entry in entries:
        noun = KINDS[entry.records].noun
        told = entry.before if entry.after is None else entry.after
        if noun is None:
            continue
        number = number_of(entry.records, told)
        party_id = told.id if noun == "party" else told.party_id
        about: dict[str, Any] = {
            "party_id": party_id,
            "before": entry.before,
            "after": entry.after,
        }
        if noun == "party" and told.id in parties:
            ctx.record(kind, number, **about)
        elif entry.before is None:
            ctx.record(f"{noun}.created", number, **about)
        elif entry.after is None:
            ctx.record(f"{noun}.deleted", number, **about)
        else:
            ctx.record(f"{noun}.changed", number, **about)


def _digest(ctx: Context, survivor: int) -> str:
    """Kind, key and version of everything that hangs on a party, in one short text."""
    party = ctx.unit.parties.find(survivor)
    found: list[tuple[str, Key, int]] = [("parties", (survivor,), version_of(party))]
    for records, column in (*_PARTS, ("documents", "party_id")):
        parts = getattr(ctx.unit, records).select(**{column: survivor})
        found += [(records, key_of(records, each), version_of(each)) for each in parts]
    persons = [key[0] for records, key, _ in found if records == "contacts"]
    points = ctx.unit.points.select_in("person", persons) if persons else []
    found += [("points", (point.uuid,), point.version) for point in points]
    return hashlib.sha256(repr(sorted(found)).encode()).hexdigest()


_PARTS = tuple(
    (each.records, each.column) for each in referrers_to("party", parts=True) if not each.is_history
)


def _newest(ctx: Context, survivor: int) -> Merge:
    found = ctx.unit.merges.select(survivor=survivor)
    if not found:
        raise RecordNotFound(kind="merge", key=survivor)
    return found[-1]


def _forget(ctx: Context, merges: Sequence[Merge]) -> None:
    for merge in merges:
        ctx.unit.merge_steps.remove(*ctx.unit.merge_steps.select(merge_id=merge.id))
        ctx.unit.merges.remove(merge)


def _absorbed(steps: Iterable[MergeStep], survivor: int) -> tuple[int, ...]:
    """The parties a merge absorbed; those that pointed at them before are not meant."""
    return tuple(
        int(step.record_key[0])
        for step in steps
        if step.records == "parties"
        and step.record_key[0] != survivor
        and not (step.before or {}).get("merged_into")
    )


def _changed_since(
    steps: Sequence[MergeStep], parties: set[int], current: Current
) -> tuple[str, object] | None:
    """The kind and key of a record that changed since a merge, if one did."""
    for step in steps:
        if step.version_after is None or _is_stranger(step, parties):
            continue
        found = current.get((step.records, step.record_key))
        if found is None or version_of(found) != step.version_after:
            return KINDS[step.records].noun or "party", step.record_key[0]
    return None


def _is_stranger(step: MergeStep, parties: set[int]) -> bool:
    """Tell whether a record only pointed at the merged parties, and may have changed since."""
    before = step.before
    if before is None or step.records in {"parties", "points"}:
        return False
    return before.get("party_id") not in parties


def _current(ctx: Context, steps: Sequence[MergeStep]) -> Current:
    """The records of steps as they are now, as far as they still are."""
    found: dict[tuple[str, Key], Any] = {}
    for records in dict.fromkeys(step.records for step in steps):
        keys = [step.record_key for step in steps if step.records == records]
        kept, name = getattr(ctx.unit, records), KINDS[records].key[-1]
        for each in kept.select_in(name, list(dict.fromkeys(key[-1] for key in keys))):
            found[records, key_of(records, each)] = each
    return found


def _put_back(
    ctx: Context, steps: Sequence[MergeStep], survivor: int, current: Current
) -> Iterator[Entry]:
    """What has to be written so that every record is as it was."""
    for step in steps:
        now = current.get((step.records, step.record_key))
        if now is None and step.version_after is not None:
            continue  # a stranger that somebody deleted since
        before: Any = None
        if step.before is not None:
            before = restored(KINDS[step.records].record, step.before)
        if now is not None and version_of(now) != step.version_after:
            before = _pointing_back(ctx, step.records, before, now, survivor)
        if before is not now:
            yield Entry(step.records, now, before)


def _pointing_back(ctx: Context, records: str, before: Record, now: Any, survivor: int) -> Any:  # noqa: ANN401  # any record
    """A stranger that changed since: only what pointed at an absorbed party does so again."""
    columns = [
        each.column
        for each in (*referrers_to("party", parts=False), *referrers_to("party", parts=True))
        if each.records == records
    ]
    values = {
        name: getattr(before, name)
        for name in columns
        if getattr(now, name) == survivor and getattr(before, name) != survivor
    }
    return now.changed(values, ctx.now) if values else now
