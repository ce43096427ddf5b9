"""Further records of parties: matched with those there are, made or changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from partita.access.permission import Permission
from partita.domain.address import Address, AddressKind
from partita.domain.checks import check_identifier
from partita.domain.contact import ContactPatch, ContactPoint, PointKind
from partita.domain.extras import Document, DocumentKind, Membership
from partita.domain.names import settle_names
from partita.domain.standing import Role
from partita.kit.text import fold
from partita.usecases.building import differs
from partita.usecases.contacts import change_contact
from partita.usecases.context import Context
from partita.usecases.documents import NewFile, file_violations, keep_file
from partita.usecases.exchange.batch import (
    About,
    Batch,
    Link,
    Series,
    Step,
    free_uuids,
    kept,
    step_of,
    take_free,
)
from partita.usecases.exchange.matching import Plan
from partita.usecases.exchange.parts import PARTS, Part
from partita.usecases.exchange.wishes import Rejection, rejection
from partita.usecases.groups import create_group
from partita.usecases.numbers import (
    DELIVERIES,
    PLACE_NUMBERS_BELOW,
    PLACES,
    take_delivery_numbers,
)

NEEDED: Final = {
    "contacts": Permission.CONTACTS_WRITE,
    "addresses": Permission.ADDRESSES_WRITE,
    "bank_accounts": Permission.BANK_ACCOUNTS_WRITE,
    "notes": Permission.NOTES_WRITE,
    "documents": Permission.DOCUMENTS_WRITE,
}
DELIVERY_SERIES: Final = Series(
    DELIVERIES, "addresses", "number", last=PLACE_NUMBERS_BELOW, take=take_delivery_numbers
)
PLACE_SERIES: Final = Series(PLACES, "addresses", "number", PLACE_NUMBERS_BELOW)
_POINTS: Final = {"email": PointKind.EMAIL, "phone": PointKind.PHONE}
_WITH_SERIAL: Final = frozenset({"contacts", "addresses"})
_TAKEN: Final = "is the number of another document of its kind, so it was left out"
_PATCHED: Final = frozenset(ContactPatch.__dataclass_fields__)

SERIAL_MAX: Final = 1_000_000
Serials = dict[tuple[int, str, Any], set[int]]
"""Serials in use, by party, name of the records and kind."""
Numbers = dict[tuple[int, str, int], int]
"""Number a part has here, by party, name of the records and number in the file."""


Found = tuple[Numbers, list[Link]]


@dataclass(slots=True)
class _Item:
    """A part some row asks for, and what there is of it."""

    plan: Plan
    values: dict[str, Any]
    current: Any
    siblings: Sequence[Any]


def write_parts(ctx: Context, batch: Batch, plans: Sequence[Plan], links: list[Link]) -> Numbers:
    """Make or change the further records that rows ask for.

    Args:
        batch: Takes what is to be written.
        plans: The rows; their parties have ids.
        links: Takes who wrote the notes.

    Returns:
        What became of the numbers in the file.

    Raises:
        NotAllowed: The actor may not write such records.
    """
    numbers: Numbers = {}
    for part in PARTS:
        asking = [plan for plan in plans if plan.wish.parts.get(part.records)]
        if asking:
            ctx.require(NEEDED.get(part.records, Permission.PARTIES_WRITE))
            items = _items(ctx, part, asking)
            if part.record is Document:
                items = _without_taken(ctx, batch, items)
            _write_part(ctx, batch, part, items, (numbers, links))
    _write_groups(ctx, batch, [plan for plan in plans if plan.wish.groups])
    return numbers


def _items(ctx: Context, part: Part, plans: Sequence[Plan]) -> list[_Item]:
    records: Any = getattr(ctx.unit, part.records)
    ids = [plan.party_id for plan in plans if plan.party is not None]
    existing: dict[int, list[Any]] = {}
    for each in records.select_in("party_id", ids) if ids else ():
        if getattr(each, "kind", None) is not AddressKind.MAIL:
            existing.setdefault(each.party_id, []).append(each)
    found: list[_Item] = []
    for plan in plans:
        siblings = existing.get(plan.party_id, [])
        wanted = plan.wish.parts[part.records]
        pairs = zip(wanted, _matched(part, wanted, siblings), strict=True)
        found += [_Item(plan, values, current, siblings) for values, current in pairs]
    return found


def _without_taken(ctx: Context, batch: Batch, items: Sequence[_Item]) -> list[_Item]:
    """Leave out documents of a kind and number that another party's have, and say so."""
    wanted: dict[DocumentKind, set[str]] = {}
    for item in items:
        wanted.setdefault(item.values["kind"], set()).add(item.values["number"])
    taken = {
        (kind, each.number)
        for kind, numbers in wanted.items()
        for each in ctx.unit.documents.select_in("number", sorted(numbers), kind=kind)
    }
    found: list[_Item] = []
    for item in items:
        place = (item.values["kind"], item.values["number"])
        if item.current is not None or place not in taken:
            found.append(item)
        else:
            batch.left_out.append(_left_out(item, "number", item.values["number"], _TAKEN))
        taken.add(place)
    return found


def _left_out(item: _Item, name: str, value: object, reason: str) -> Rejection:
    wish = item.plan.wish
    at = next(n for n, each in enumerate(wish.parts["documents"]) if each is item.values)
    return rejection(wish.line, f"documents[{at}].{name}", value, reason)


def _with_file(ctx: Context, batch: Batch, item: _Item) -> dict[str, Any]:
    """Keep the bytes that came for a new document; what it says of them."""
    place = (str(item.values["kind"]), item.values["number"])
    content = item.plan.wish.files.get(place)
    if content is None:
        return {}
    name = item.values.get("name") or ""
    file = NewFile(name=name, content=content.read(), bytes_max=content.size_bytes)
    if file_violations(file):
        batch.left_out.append(_left_out(item, "name", name, "is no name of a file"))
        return {}
    return keep_file(ctx, file)


def _matched(part: Part, wanted: Sequence[dict[str, Any]], siblings: Sequence[Any]) -> list[Any]:
    """The record each wanted one means: that of its number, else one that is the same."""
    if not siblings:
        return [None] * len(wanted)
    left = {getattr(each, part.key): each for each in siblings}
    keys = [values.get(part.key) if part.has_own_key else None for values in wanted]
    found = [left.pop(key, None) for key in keys]
    for place, values in enumerate(wanted):
        if found[place] is None:
            same = part.same(values)
            key = next(
                (key for key, each in left.items() if part.same(_Fields(each)) == same), None
            )
            found[place] = None if key is None else left.pop(key)
    return found


class _Fields(dict[str, Any]):
    """A record's fields, looked up as those of a file are."""

    def __init__(self, record: object) -> None:
        super().__init__()
        self._record = record

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401
        return getattr(self._record, name, default)


def _write_part(
    ctx: Context, batch: Batch, part: Part, items: Sequence[_Item], found: Found
) -> None:
    numbers, links = found
    given = {series: iter(taken) for series, taken in _new_numbers(ctx, batch, part, items)}
    free = _free_uuids(ctx, batch, part, items)
    serials: Serials = {}
    for item in items:
        is_new = item.current is None
        number = next(given[_series(part, item)]) if is_new else getattr(item.current, part.key)
        if "author_uuid" in item.values:
            about = About(part.records, part.noun, number, item.plan.party_id)
            links.append(Link(about, "author", item.values["author_uuid"], item.plan.wish.line))
        told = item.values.get(part.key)
        if told is not None:
            numbers[item.plan.party_id, part.records, told] = number
        values = _settled(part, item, numbers)
        if item.current is None:
            if part.records in _WITH_SERIAL:
                values["serial"] = _serial(part, item, values, serials)
            history = kept(ctx.new(), item.values.get("uuid"), free[part.records])
            if part.record is Document:
                values |= _with_file(ctx, batch, item)
            _make(batch, part, item, {**history, **values, part.key: number})
            if part.records == "contacts":
                _make_points(ctx, batch, batch.inserts["contacts"][-1], item.values, free["points"])
        else:
            _change(ctx, batch, part, item, values)


def _free_uuids(
    ctx: Context, batch: Batch, part: Part, items: Sequence[_Item]
) -> dict[str, set[str]]:
    """The uuids that new parts may keep, and the contact points of new persons."""
    new = [item.values for item in items if item.current is None]
    points = [each for values in new for each in values.get("points") or ()]
    return {
        name: free_uuids(ctx, batch, name, [each.get("uuid") for each in asking])
        for name, asking in ((part.records, new), ("points", points))
    }


def _new_numbers(
    ctx: Context, batch: Batch, part: Part, items: Sequence[_Item]
) -> Iterator[tuple[Series, list[int]]]:
    wanted: dict[Series, list[int | None]] = {}
    for item in items:
        if item.current is None:
            wanted.setdefault(_series(part, item), []).append(item.values.get(part.key))
    for series, numbers in wanted.items():
        yield series, take_free(ctx, batch, series, numbers)


def _series(part: Part, item: _Item) -> Series:
    """How a new part is numbered; places of delivery apart from other addresses."""
    if part.record is not Address:
        return Series(part.noun, part.records, part.key)
    return DELIVERY_SERIES if item.values["kind"] is AddressKind.DELIVERY else PLACE_SERIES


def _settled(part: Part, item: _Item, numbers: Numbers) -> dict[str, Any]:
    """The values of a part as this book has them."""
    skipped = {part.key, "serial", "points", "author_uuid", "uuid"}
    values = {name: value for name, value in item.values.items() if name not in skipped}
    if part.records == "identifiers":
        values["status"] = check_identifier(values["scheme"], values["value"]).status
    if values.get("person") is not None:
        values["person"] = numbers.get((item.plan.party_id, "contacts", values["person"]))
    if part.record is Document and values.get("address") is not None:
        values["address"] = numbers.get((item.plan.party_id, "addresses", values["address"]))
    return values


def _make(batch: Batch, part: Part, item: _Item, values: dict[str, Any]) -> None:
    plan, key = item.plan, values[part.key]
    has_default = any(getattr(each, part.default, False) for each in item.siblings if part.default)
    if has_default and part.default in values:
        values[part.default] = False
    is_delivery = values.get("kind") is AddressKind.DELIVERY and part.record is Address
    if is_delivery or part.records == "contacts":
        values["customer_number"] = _customer_number(plan)
    if part.records == "contacts":
        nameless = {"first_name": None, "last_name": None} if plan.wish.is_whole else {}
        values = nameless | values
        values |= settle_names(values)
    if part.records == "notes":
        values.setdefault("author", None)
    made = part.record(**{**values, "party_id": plan.party_id})
    plan.is_touched = True
    batch.make(About(part.records, part.noun, key, plan.party_id), made)


def _serial(part: Part, item: _Item, values: Mapping[str, Any], serials: Serials) -> int:
    """The wanted serial where it is free, else the next."""
    kind = values.get("kind") if part.record is Address else None
    place = (item.plan.party_id, part.records, kind)
    if place not in serials:
        serials[place] = {each.serial for each in item.siblings if kind in (None, each.kind)}
    used = serials[place]
    serial: int = item.values.get("serial") or 0
    if not 1 <= serial <= SERIAL_MAX or serial in used:
        serial = max(used, default=0) + 1
    used.add(serial)
    return serial


def _customer_number(plan: Plan) -> int | None:
    wished = plan.wish.roles.get(Role.CUSTOMER, {}).get("number")
    current = plan.roles.get(Role.CUSTOMER)
    return wished if current is None else current.number


def _make_points(
    ctx: Context,
    batch: Batch,
    person: Any,  # noqa: ANN401  # a contact person
    values: Mapping[str, Any],
    free: set[str],
) -> None:
    points = values.get("points")
    if points is None:
        points = [
            {"kind": kind, "value": values[name], "is_default": True}
            for name, kind in _POINTS.items()
            if values.get(name)
        ]
    for point in points:
        history = kept(ctx.new(), point.get("uuid"), free)
        made = ContactPoint(**{**point, **history, "person": person.number})
        batch.add("points", made, person.party_id)


def _change(ctx: Context, batch: Batch, part: Part, item: _Item, values: Mapping[str, Any]) -> None:
    current, plan = item.current, item.plan
    if part.records == "contacts":
        _change_contact(ctx, batch, item, values)
    elif differs(current, values):
        plan.is_touched = True
        about = About(part.records, part.noun, getattr(current, part.key), plan.party_id)
        batch.change(ctx, about, current, values)


def _change_contact(ctx: Context, batch: Batch, item: _Item, values: Mapping[str, Any]) -> None:
    person = item.current
    patched = {name: value for name, value in values.items() if name in _PATCHED}
    if differs(person, patched) and not person.is_deleted:
        item.plan.is_touched = True
        batch.later.append(_changing(ctx, person, ContactPatch(**patched)))
    _add_points(ctx, batch, item)


def _changing(ctx: Context, person: Any, patch: ContactPatch) -> Callable[[], Iterable[Step]]:  # noqa: ANN401
    def act() -> Iterable[Step]:
        changed = change_contact(ctx, person.number, patch, if_version=None)
        return [step_of("contacts", person.party_id, person, changed)]

    return act


def _add_points(ctx: Context, batch: Batch, item: _Item) -> None:
    """Add the contact points a person lacks; those there are stay."""
    wanted, person = item.values.get("points"), item.current
    if not wanted:
        return
    known = ctx.unit.points.select(person=person.number)
    free = free_uuids(ctx, batch, "points", [each.get("uuid") for each in wanted])
    seen = {(each.kind, fold(each.value)) for each in known}
    if not person.is_deleted:  # whose default points become these
        given = {name: item.values[name] for name in _POINTS if item.values.get(name)}
        seen |= {(_POINTS[name], fold(value)) for name, value in given.items()}
    for place, point in enumerate(wanted):
        if (point["kind"], fold(point["value"])) not in seen:
            item.plan.is_touched = True
            defaults = {each.kind for each in known if each.is_default}
            is_default = point.get("is_default", False) and point["kind"] not in defaults
            history = kept(ctx.new(), point.get("uuid"), free)
            place_after = {"is_default": is_default, "position": len(known) + place}
            values = {**point, **place_after, **history, "person": person.number}
            made = ContactPoint(**values)
            batch.add("points", made, person.party_id)


def _make_group(ctx: Context, name: str, number: int | None, uuid: str | None) -> int:
    """Make a group, with the number and the uuid it had where no other has them."""
    groups = ctx.unit.groups
    is_free = number is not None and number > 0 and not groups.has(number=number)
    keeps_uuid = uuid is not None and not groups.has(uuid=uuid)
    made = create_group(
        ctx,
        name,
        number=number if is_free else None,
        uuid=uuid if keeps_uuid else None,
    )
    return made.number


def _write_groups(ctx: Context, batch: Batch, plans: Sequence[Plan]) -> None:
    """Put parties into groups, which are made where there are none of the name."""
    names = {fold(name): name for plan in plans for name in plan.wish.groups}
    if not names:
        return
    ctx.require(Permission.GROUPS_WRITE)
    found = ctx.unit.groups.select_in("name_fold", list(names))
    groups = {fold(group.name): group.number for group in reversed(found)}
    keys = {fold(name): key for plan in plans for name, key in plan.wish.group_keys.items()}
    for folded, name in names.items():
        if folded not in groups:
            groups[folded] = _make_group(ctx, name, *keys.get(folded, (None, None)))
    ids = [plan.party_id for plan in plans if plan.party is not None]
    members = ctx.unit.memberships.select_in("party_id", ids) if ids else []
    there = {(each.group, each.party_id) for each in members}
    for plan in plans:
        for number in dict.fromkeys(groups[fold(name)] for name in plan.wish.groups):
            if (number, plan.party_id) not in there:
                plan.is_touched = True
                made = Membership(group=number, party_id=plan.party_id)
                batch.add("memberships", made, plan.party_id)
