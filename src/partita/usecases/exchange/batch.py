"""Everything some rows ask for, written at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from partita.domain.change import Change
from partita.domain.snapshot import plain
from partita.usecases.context import Context
from partita.usecases.exchange.wishes import Rejection
from partita.usecases.ledger import Key, key_of, version_of

_ORDER: Final = (
    "parties", "addresses", "bank_accounts", "contacts", "points", "notes", "term_lines",
    "identifiers", "documents", "memberships", "customers", "suppliers", "employees",
    "counterparties",
)  # fmt: skip
"""What others point at comes first."""


class About(NamedTuple):
    """Which record: name of the records in `partita.ports.Unit`, kind, number, and whose."""

    records: str
    noun: str
    key: int
    party_id: int


class Step(NamedTuple):
    """What was done to a record of a party that was there before the batch.

    Attributes:
        records: Name of the record's kind in `partita.ports.Unit`.
        party_id: Whose.
        key: Its key.
        differences: Each field that differs, as it was and as it is; ``None`` of a new record.
        version: Its version now.
    """

    records: str
    party_id: int
    key: Key
    differences: dict[str, object] | None
    version: int


def step_of(records: str, party_id: int, before: Any, after: Any) -> Step:  # noqa: ANN401  # any record
    """What was done to a record.

    Args:
        records: Name of its kind in `partita.ports.Unit`.
        party_id: Whose it is.
        before: The record as it was; ``None`` when it is new.
        after: The record as it is.
    """
    key, version = key_of(records, after), version_of(after)
    if before is None:
        return Step(records, party_id, key, None, version)
    differences: dict[str, object] = {
        name: [plain(was), plain(value)]
        for name in after.__dataclass_fields__
        if (value := getattr(after, name)) != (was := getattr(before, name)) and name not in _MOVING
    }
    return Step(records, party_id, key, differences, version)


_MOVING: Final = frozenset({"version", "changed_at"})
"""Fields that move with every change."""


@dataclass(slots=True)
class Batch:
    """Records to insert and to replace, and what to tell of them.

    Attributes:
        inserts, puts: Records by the name of their kind in `partita.ports.Unit`.
        changes: What to tell.
        later: What else is to be done, when these are written; each says what it did.
        given: Numbers that are given but not written yet, by kind.
        new: Ids of the parties it makes.
        steps: What it does to all others.
        uuids: Uuids that are kept but not written yet, by name of the records.
        left_out: What rows ask for that cannot be, while the rest of the row can.
    """

    inserts: dict[str, list[Any]] = field(default_factory=dict)
    puts: dict[str, list[Any]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    later: list[Callable[[], Iterable[Step]]] = field(default_factory=list)
    given: dict[str, set[int]] = field(default_factory=dict)
    new: set[int] = field(default_factory=set)
    steps: list[Step] = field(default_factory=list)
    uuids: dict[str, set[str]] = field(default_factory=dict)
    left_out: list[Rejection] = field(default_factory=list)

    def add(self, records: str, record: object, party_id: int) -> None:
        """Insert a record that nobody is told of."""
        self.inserts.setdefault(records, []).append(record)
        self._note(records, party_id, None, record)

    def make(self, about: About, record: Any) -> None:  # noqa: ANN401  # any record
        """Insert a record."""
        self.inserts.setdefault(about.records, []).append(record)
        if about.records == "parties":
            self.new.add(about.party_id)
        self._note(about.records, about.party_id, None, record)
        self._tell("created", about, None, record)

    def _note(self, records: str, party_id: int, before: Any, after: Any) -> None:  # noqa: ANN401
        """Remember what is done to parties that were there; of new ones it can be told."""
        if party_id not in self.new:
            self.steps.append(step_of(records, party_id, before, after))

    def change(self, ctx: Context, about: About, before: Any, values: Mapping[str, Any]) -> None:  # noqa: ANN401
        """Replace values of a record."""
        after = before.changed(values, ctx.now)
        self.puts.setdefault(about.records, []).append(after)
        self._note(about.records, about.party_id, before, after)
        self._tell("changed", about, before, after)

    def _tell(self, verb: str, about: About, before: Any, after: Any) -> None:  # noqa: ANN401
        _, noun, key, party_id = about
        self.changes.append(Change(f"{noun}.{verb}", party_id, key, after.version, before, after))

    def write_parties(self, ctx: Context) -> None:
        """Insert the parties, so that the database works on them while the rest is made."""
        ctx.unit.parties.insert(*self.inserts.pop("parties", ()))

    def write(self, ctx: Context) -> None:
        """Write everything that is not written yet."""
        for name in _ORDER:
            records: Any = getattr(ctx.unit, name)
            if name in self.inserts:
                records.insert(*self.inserts[name])
            if name in self.puts:
                records.put(*self.puts[name])
        for change in self.changes:
            ctx.unit.record(change)
        for act in self.later:
            self.steps.extend(act())


class Link(NamedTuple):
    """A field that shall point at a party which may come later in the file.

    Attributes:
        about: The record with the field.
        field: Which.
        target: The uuid of the party.
        line: Where the file says so.
    """

    about: About
    field: str
    target: str
    line: int


class Series(NamedTuple):
    """How new records of a kind are numbered.

    Attributes:
        counter: Which counter numbers them.
        records: Name of the records in `partita.ports.Unit`.
        key: Their field with the number.
        below: What the counter's numbers are added to.
        last: The greatest number one may want; far from the end, so that the counter goes on.
        take: Takes the next ones, where that is more than to ask the counter; the first of them.
    """

    counter: str
    records: str
    key: str
    below: int = 0
    last: int = 1_500_000_000
    take: Callable[[Context, int], int] | None = None

    def take_numbers(self, ctx: Context, count: int) -> int:
        """The next numbers; the first of them."""
        if self.take is not None:
            return self.take(ctx, count)
        return self.below + ctx.unit.take_numbers(self.counter, count)


def free_uuids(ctx: Context, batch: Batch, records: str, wanted: Sequence[str | None]) -> set[str]:
    """Find out which uuids new records may keep: each is given once.

    Args:
        batch: Knows the uuids that are given but not written yet.
        records: Name of the records in `partita.ports.Unit`.
        wanted: The uuid each wants, if it wants one.

    Returns:
        Those that no record of the kind has.
    """
    chosen = list(dict.fromkeys(each for each in wanted if each is not None))
    if not chosen:
        return set()
    kept: Any = getattr(ctx.unit, records)
    there = {each.uuid for each in kept.select_in("uuid", chosen)}
    given = batch.uuids.setdefault(records, set())
    free = {each for each in chosen if each not in there and each not in given}
    given |= free
    return free


def kept(history: Mapping[str, Any], uuid: str | None, free: set[str]) -> Mapping[str, Any]:
    """The history of a new record, with the uuid it wants where that is free; taken once."""
    if uuid is None or uuid not in free:
        return history
    free.remove(uuid)
    return {**history, "uuid": uuid}


def take_free(
    ctx: Context, batch: Batch, series: Series, wanted: Sequence[int | None]
) -> list[int]:
    """Give each of some new records a number: the wanted one where it is free, else the next.

    Args:
        batch: Knows the numbers that are given but not written yet.
        series: How they are numbered.
        wanted: The number each wants, if it wants one.

    Returns:
        A number for each, in the same order.
    """
    counter, name, key, below, last, _ = series
    records: Any = getattr(ctx.unit, name)
    chosen = [number for number in wanted if number is not None and below < number <= last]
    there = {getattr(each, key) for each in records.select_in(key, chosen)} if chosen else set()
    given = batch.given.setdefault(name, set())
    found: list[int | None] = [None] * len(wanted)
    for place, number in enumerate(wanted) if chosen else ():
        if (
            number is not None
            and below < number <= last
            and number not in there
            and number not in given
        ):
            found[place] = number
            given.add(number)
    if any(number is not None for number in found):
        ctx.unit.raise_counter(counter, max(number or 0 for number in found) - below)
    missing = found.count(None)
    following = iter(range(missing))
    first = series.take_numbers(ctx, missing) if missing else 0
    taken = [number if number is not None else first + next(following) for number in found]
    given.update(taken)
    return taken
