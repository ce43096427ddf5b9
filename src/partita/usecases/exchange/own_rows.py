"""Rows of the book's own lists that parties point at: they go with them, and are made anew.

A line of a whole party has, in ``lists``, those rows that no line before it had.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from partita.access.permission import Permission
from partita.domain.errors import NumberTaken, ReferenceUnknown, ValuesInvalid
from partita.domain.extras import Reference
from partita.domain.kinds import REFERENCE_KINDS
from partita.domain.references import ROW_REFERRERS
from partita.kit.text import fold
from partita.usecases.context import Context
from partita.usecases.exchange.lines import Whole
from partita.usecases.exchange.wishes import Wish
from partita.usecases.references import ReferencePatch, create_reference
from partita.usecases.role_rules import REFERENCE_KINDS as CHECKED
from partita.usecases.roles import ROLE_RECORDS

Place = tuple[str, int]
"""A list, and the number of a row in it."""
_COLUMNS: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    records: [(each.column, each.target) for each in ROW_REFERRERS if each.records == records]
    for records in dict.fromkeys(each.records for each in ROW_REFERRERS)
}
"""Fields that hold numbers of rows, and of which list, by the name of their records."""


@dataclass(slots=True)
class Told:
    """The rows a file has by now."""

    places: set[Place]

    def gather(self, ctx: Context, wholes: Iterable[Whole]) -> None:
        """Give each party the rows it points at which the file does not have yet."""
        ctx.require(Permission.REFERENCES_READ)
        for whole in wholes:
            new = {place for place in _pointed_at(whole) if place not in self.places}
            if new:
                whole.lists = list(self._rows(ctx, new))

    def _rows(self, ctx: Context, places: Iterable[Place]) -> Iterator[Reference]:
        """Rows, each after those it points at itself."""
        for place in sorted(places):
            if place in self.places:
                continue
            self.places.add(place)
            row = ctx.unit.references.find(*place)
            if row is not None and row.removed_at is None:
                yield from self._rows(ctx, (other for _, other in _details(row)))
                yield row


def _pointed_at(whole: Whole) -> Iterator[Place]:
    yield from _places("parties", whole.party)
    for role, record in whole.roles.items():
        yield from _places(ROLE_RECORDS[role][1], record)
    for records, parts in whole.parts.items():
        for part in parts if records in _COLUMNS else ():
            yield from _places(records, part)


def _places(records: str, record: object) -> Iterator[Place]:
    for column, kind in _COLUMNS[records]:
        number = getattr(record, column)
        if number is not None:
            yield kind, number


def _details(row: Reference) -> Iterator[tuple[str, Place]]:
    """The rows that a row points at, by the names of its details."""
    for name, detail in REFERENCE_KINDS[row.kind].details.items():
        number: Any = (row.details or {}).get(name)
        if detail.refers_to is not None and number is not None:
            yield name, (detail.refers_to, number)


@dataclass(slots=True)
class Settled:
    """What became of the rows of a file.

    Attributes:
        numbers: The number each has here.
        made: Those that were not here.
        renamed: Values that were put in place of others since `moment`, and those others.
    """

    numbers: dict[Place, int] = field(default_factory=dict)
    made: set[Place] = field(default_factory=set)
    renamed: list[tuple[dict[str, Any], str, Any]] = field(default_factory=list)

    def moment(self) -> Callable[[], None]:
        """Remember what there is; what this returns makes it so again."""
        numbers, made = dict(self.numbers), set(self.made)
        self.renamed.clear()

        def back() -> None:
            self.numbers, self.made = dict(numbers), set(made)
            for values, column, value in reversed(self.renamed):
                values[column] = value

        return back

    def settle(self, ctx: Context, wishes: Sequence[Wish]) -> None:
        """Find the rows that some lines bring, or make them, and let the lines name them.

        Rows that cannot be made are left out: what points at them is told then.

        Raises:
            NotAllowed: The actor may only look.

        Emits:
            reference.created
        """
        for wish in wishes:
            for row in wish.lists:
                self._settle(ctx, row)
        if any(place[1] != number for place, number in self.numbers.items()):
            for wish in wishes:
                if wish.is_whole:
                    self._rename(wish)

    def is_new(self, field: str, number: object) -> bool:
        """Tell whether a field of a role points at a row that this import made."""
        return (CHECKED.get(field), number) in self.made

    def _settle(self, ctx: Context, row: Mapping[str, Any]) -> None:
        kind, number = row["list"], row["number"]
        if (kind, number) in self.numbers:
            return
        known = _same(self._free(ctx.unit.references.select(kind=kind, removed_at=None)), row)
        if known is not None:
            self.numbers[kind, number] = known.number
        elif Permission.REFERENCES_WRITE in ctx.actor.permissions:
            with suppress(ValuesInvalid, NumberTaken, ReferenceUnknown):
                made = self._make(ctx, row)
                self.numbers[kind, number] = made.number
                self.made.add((kind, made.number))

    def _free(self, rows: Sequence[Reference]) -> list[Reference]:
        """The rows that no other row of the file is."""
        taken = {(kind, number) for (kind, _), number in self.numbers.items()}
        return [each for each in rows if (each.kind, each.number) not in taken]

    def _make(self, ctx: Context, row: Mapping[str, Any]) -> Reference:
        kind, references = row["list"], ctx.unit.references
        details = dict(row.get("details") or {})
        for name, detail in REFERENCE_KINDS[kind].details.items():
            if detail.refers_to is not None and name in details:
                details[name] = self.numbers.get((detail.refers_to, details[name]))
        patch = ReferencePatch(
            name=row["name"],
            code=row.get("code"),
            details=details,
            is_barred=row.get("is_barred", False),
        )
        is_free = not references.has(kind=kind, number=row["number"])
        uuid = row.get("uuid")
        return create_reference(
            ctx,
            kind,
            row["number"] if is_free else None,
            patch,
            uuid=None if uuid is None or references.has(uuid=uuid) else uuid,
        )

    def _rename(self, wish: Wish) -> None:
        self._renumber("parties", wish.party)
        for role, values in wish.roles.items():
            self._renumber(ROLE_RECORDS[role][1], values)
        for records, parts in wish.parts.items():
            for values in parts if records in _COLUMNS else ():
                self._renumber(records, values)

    def _renumber(self, records: str, values: dict[str, Any]) -> None:
        for column, kind in _COLUMNS[records]:
            if values.get(column) is not None:
                self.renamed.append((values, column, values[column]))
                values[column] = self.numbers.get((kind, values[column]), values[column])


def _same(rows: Sequence[Reference], row: Mapping[str, Any]) -> Reference | None:
    """The row of a list that is meant: by uuid, by number and name, by code, by name."""
    name, code = fold(row["name"]), fold(row.get("code") or "")

    def has_code(each: Reference) -> bool:
        return code != "" and fold(each.code or "") == code

    def has_name(each: Reference) -> bool:
        return fold(each.name) == name and (not code or not each.code or has_code(each))

    tests: tuple[Callable[[Reference], bool], ...] = (
        lambda each: each.uuid == row.get("uuid"),
        lambda each: each.number == row["number"] and (has_code(each) or has_name(each)),
        has_code,
        has_name,
    )
    for test in tests:
        found = next((each for each in rows if test(each)), None)
        if found is not None:
            return found
    return None
