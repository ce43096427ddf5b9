"""Many records change at once, and every one is remembered as it was."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, Final

from partita.domain.merging import MergeStep
from partita.domain.references import KINDS
from partita.domain.snapshot import snapshot
from partita.usecases.context import Context

Key = tuple[int | str, ...]
NO_VERSION: Final = 0
"""The version of records that have none."""


@dataclass(slots=True)
class Entry:
    """One record: as it was, ``None`` when it is new, and as it shall be, ``None`` when gone.

    Attributes:
        records: Name of its kind in `partita.ports.Unit`.
    """

    records: str
    before: Any
    after: Any


class Ledger:
    """What shall change, seen as if it had already, and written at the end.

    A record that changes twice is one version on, is told of once and is restored at once.
    """

    def __init__(self, ctx: Context) -> None:
        """Begin with nothing to do."""
        self._ctx = ctx
        self._entries: dict[tuple[str, Key], Entry] = {}

    def having(self, records: str, column: str, *values: object) -> list[Any]:
        """The records of a kind whose column has one of these values, by key.

        Args:
            records: Name of the kind in `partita.ports.Unit`.
            column: Which column.
            values: What it may have.
        """
        wanted = dict.fromkeys(values)
        stored = getattr(self._ctx.unit, records).select_in(column, list(wanted))
        found = {key_of(records, each): each for each in stored}
        for (kind, key), entry in self._entries.items():
            if kind == records:
                found.pop(key, None)
                if entry.after is not None and getattr(entry.after, column) in wanted:
                    found[key] = entry.after
        return [found[key] for key in sorted(found)]

    def change(self, records: str, record: Any, **values: object) -> Any:  # noqa: ANN401  # any record
        """Replace some values of a record.

        Returns:
            The record as it shall be; the same when nothing differs.
        """
        if all(getattr(record, name) == value for name, value in values.items()):
            return record
        key = (records, key_of(records, record))
        entry = self._entries.setdefault(key, Entry(records, record, record))
        if entry.after is entry.before:
            entry.after = record.changed(values, self._ctx.now)
        else:
            entry.after = replace(entry.after, **values)
        return entry.after

    def add(self, records: str, record: Any) -> None:  # noqa: ANN401  # any record
        """Add a record."""
        self._entries[records, key_of(records, record)] = Entry(records, None, record)

    def drop(self, records: str, record: Any) -> None:  # noqa: ANN401  # any record
        """Take a record away."""
        key = (records, key_of(records, record))
        entry = self._entries.setdefault(key, Entry(records, record, record))
        entry.after = None
        if entry.before is None:
            del self._entries[key]

    def touch(self, records: str, record: Any) -> Any:  # noqa: ANN401  # any record
        """Move a record on though nothing in it differs.

        Returns:
            The record as it shall be.
        """
        key = (records, key_of(records, record))
        after = record.changed({}, self._ctx.now)
        self._entries[key] = Entry(records, record, after)
        return after

    def write(self) -> list[Entry]:
        """Write it all.

        Returns:
            What was written.
        """
        entries = list(self._entries.values())
        write_entries(self._ctx, entries)
        return entries


def write_entries(ctx: Context, entries: Sequence[Entry]) -> None:
    """Write records in an order in which no two are in each other's way.

    Args:
        entries: What to take away, to replace and to add.
    """
    by_kind: dict[str, list[Entry]] = {}
    for entry in entries:
        by_kind.setdefault(entry.records, []).append(entry)
    for records, some in by_kind.items():
        kept: Any = getattr(ctx.unit, records)
        kept.remove(*(each.before for each in some if each.after is None))
        kept.put(*(each.after for each in some if each.before and each.after))
        kept.insert(*(each.after for each in some if each.before is None))


def tell_entries(ctx: Context, entries: Iterable[Entry]) -> None:
    """Tell of every record that was written, as far as changes tell of its kind.

    Args:
        entries: What was written.

    Emits:
        party.created
        party.changed
        party.deleted
        *.created
        *.changed
        *.deleted
    """
    for entry in entries:
        noun = KINDS[entry.records].noun
        told = entry.before if entry.after is None else entry.after
        if noun is None:
            continue
        number = number_of(entry.records, told)
        party_id = told.id if noun == "party" else told.party_id
        about: dict[str, Any] = {"before": entry.before, "after": entry.after}
        if entry.before is None:
            ctx.record(f"{noun}.created", number, party_id=party_id, **about)
        elif entry.after is None:
            ctx.record(f"{noun}.deleted", number, party_id=party_id, **about)
        else:
            ctx.record(f"{noun}.changed", number, party_id=party_id, **about)


def forget_steps(ctx: Context, party_id: int) -> None:
    """Forget what imports did to a party, and so how to undo it.

    Args:
        party_id: Which party.
    """
    ctx.unit.import_steps.remove(*ctx.unit.import_steps.select(party_id=party_id))


def key_of(records: str, record: object) -> Key:
    """What, in its book, identifies a record.

    Args:
        records: Name of its kind in `partita.ports.Unit`.
        record: The record.

    Returns:
        The values of its key.
    """
    names = KINDS[records].key
    return tuple(getattr(record, name) for name in names)


def steps_of(merge_id: int, entries: Sequence[Entry]) -> Iterator[MergeStep]:
    """What is kept so that a merge can be undone.

    Args:
        merge_id: Id of the merge.
        entries: What it wrote.

    Returns:
        A step for each.
    """
    for position, entry in enumerate(entries, 1):
        told = entry.before if entry.after is None else entry.after
        yield MergeStep(
            merge_id=merge_id,
            position=position,
            records=entry.records,
            record_key=key_of(entry.records, told),
            before=None if entry.before is None else snapshot(entry.before),
            version_after=None if entry.after is None else version_of(entry.after),
        )


def version_of(record: object) -> int:
    """The version of a record; `NO_VERSION` for one that has none.

    Args:
        record: The record.

    Returns:
        Its version.
    """
    return int(getattr(record, "version", NO_VERSION))


def number_of(records: str, record: object) -> int | str:
    """What changes name a record by.

    Args:
        records: Name of its kind in `partita.ports.Unit`.
        record: The record.

    Returns:
        Its number, or the like.
    """
    found: int | str = attrgetter(KINDS[records].number)(record)
    return found
