"""Writing customers, suppliers and employees with their parts (contracts/sage.md 4, 5)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final

from partita.domain.address import AddressKind
from partita.domain.contact import ContactPerson, PointKind
from partita.domain.names import full_name
from partita.domain.party import Party, PartyPatch
from partita.domain.standing import Role
from partita.domain.terms import plan_violations
from partita.domain.violation import Violation
from partita.faces.sage.graph import Generation, Type
from partita.faces.sage.inputs import Item, Reader
from partita.faces.sage.lines import stored_line
from partita.faces.sage.mutations import Input, Resolver
from partita.faces.sage.refusals import in_keys, refuse
from partita.usecases.context import Context
from partita.usecases.lawful import Law
from partita.usecases.parties import (
    PartyChange,
    PartyRules,
    change_party,
    create_party,
    delete_role,
)
from partita.usecases.parts import Wish, Wishes
from partita.usecases.party_parts import IS_CHOSEN, PartsChange
from partita.usecases.role_rules import IS_ACTIVE
from partita.usecases.roles import ById, find_role
from partita.usecases.term_lines import plan_line

_POINTS: Final = {
    "emails": PointKind.EMAIL,
    "phones": PointKind.PHONE,
    "socialMedias": PointKind.SOCIAL,
}
_PERSON: Final = "person"
_PARTY: Final = "party."
_ERASED, _ERASED_ON, _NATURE = "party.is_erased", "party.erased_on", "party.nature"
_INACTIVE, _DISABLED_ON, _DISCOUNT = "is_inactive", "disabled_on", "discount_percent"
_NOT_PLAIN: Final = frozenset({_ERASED, _ERASED_ON, _NATURE, _INACTIVE})
_LINES, _ADDRESSES, _CONTACTS = "paymentTermLines", "addresses", "contacts"
_NAMELESS: Final = "-"
_NAMES: Final = ("first_name", "last_name")
_REACHES: Final = (("emails", "email"), ("phones", "phone"))
"""Lists by which people are reached, and where the book keeps the default one."""


@dataclass(frozen=True, eq=False, slots=True)
class Third:
    """One of the three kinds of third parties.

    Attributes:
        of: Its type.
        role: What it is to the book.
        addresses_max: How many addresses the dialect knows; any number when ``None``.
        needs_address: A new one of the second generation must have one.
    """

    of: Type
    role: Role
    addresses_max: int | None = None
    needs_address: bool = True


def create(third: Third) -> Resolver:
    """Make one with all its parts."""

    def resolve(ctx: Context, said: Input, generation: Generation) -> str:
        with in_keys():
            item, found = _read(ctx, third, said)
            found += _of_new(third, item, generation)
            change = _change(third, item, None, ctx.now)
            rules = PartyRules(law=Law(is_older=_is_first(generation), found=tuple(found)))
            return create_party(ctx, third.role, change, rules=rules).party.uuid

    return resolve


def update(third: Third) -> Resolver:
    """Change what is mentioned of one and of its parts."""

    def resolve(ctx: Context, said: Input, generation: Generation) -> str:
        with in_keys():
            item, found = _read(ctx, third, said)
            party = _get(ctx, third, said["id"])
            found += _of_addresses(ctx, third, item, party, generation)
            _complete_names(ctx, item, party)
            change = _change(third, item, party, ctx.now)
            rules = PartyRules(law=Law(is_older=_is_first(generation), found=tuple(found)))
            who = ById(party.id)
            return change_party(
                ctx, third.role, who, change, if_version=None, rules=rules
            ).party.uuid

    return resolve


def delete(third: Third) -> Resolver:
    """Take one away."""

    def resolve(ctx: Context, said: Input, generation: Generation) -> str:
        with in_keys():
            party = _get(ctx, third, said["id"])
            delete_role(ctx, third.role, ById(party.id))
            return party.uuid

    return resolve


def _is_first(generation: Generation) -> bool:
    return generation is Generation.FIRST


def _read(ctx: Context, third: Third, said: Input) -> tuple[Item, list[Violation]]:
    reader = Reader()
    item = reader.read(third.of, said)
    reader.look_up(ctx)
    return item, reader.found


def _get(ctx: Context, third: Third, uuid: str) -> Party:
    """The party with an id, which must have the role."""
    party = ctx.unit.parties.first(uuid=uuid)
    if party is None:
        raise refuse([Violation("id", "unknown")])
    find_role(ctx, third.role, ById(party.id))
    return party


def _of_new(third: Third, item: Item, generation: Generation) -> list[Violation]:
    """What is wrong with a new one beyond its single values."""
    found = []
    count = len(item.lists.get(_ADDRESSES, ()))
    most = 1 if _is_first(generation) else third.addresses_max
    if most is not None and count > most:
        found.append(Violation(_ADDRESSES, "too_many", {"max": most}))
    if not count and third.needs_address and not _is_first(generation):
        found.append(Violation(_ADDRESSES, "required"))
    is_old_customer = _is_first(generation) and third.role is Role.CUSTOMER
    if is_old_customer and item.values.get("party.country") is None:
        found.append(Violation("countryAcronym", "required"))
    lines = item.lists.get(_LINES, ())
    if all("position" in line.values for line in lines):
        plan = plan_violations([plan_line(stored_line(line)) for line in lines])
        found += [replace(each, field=f"term_{each.field}") for each in plan]
    return found


def _of_addresses(
    ctx: Context, third: Third, item: Item, party: Party, generation: Generation
) -> list[Violation]:
    """One may not come to have more addresses than the dialect knows, nor lose its last."""
    said = item.lists.get(_ADDRESSES)
    if said is None:
        return []
    stored = ctx.unit.addresses.select(party_id=party.id)
    before = [each for each in stored if each.kind is not AddressKind.PERSON]
    named = {each.uuid for each in said if each.uuid is not None and not each.is_gone}
    gone = {each.uuid for each in said if each.is_gone}
    replaces = _ADDRESSES in item.replaced
    kept = [each for each in before if each.uuid in named or not (replaces or each.uuid in gone)]
    after = len(kept) + sum(each.uuid is None for each in said)
    most = 1 if _is_first(generation) else third.addresses_max
    if most is not None and after > max(most, len(before)):
        return [Violation(_ADDRESSES, "too_many", {"max": most})]
    loses_last = before and not after and third.needs_address and not _is_first(generation)
    return [Violation(_ADDRESSES, "required")] if loses_last else []


def _change(third: Third, item: Item, party: Party | None, now: datetime) -> PartyChange:
    values = item.values
    if party is None and values.get("party.country") is None:
        values = {**values, "party.country": _first_country(item)}
    of_party = {
        name.removeprefix(_PARTY): value
        for name, value in values.items()
        if name.startswith(_PARTY) and name not in _NOT_PLAIN
    }
    if third.role is Role.EMPLOYEE and party is None:
        of_party["is_person"] = True
    elif _NATURE in values:
        of_party["is_person"] = values[_NATURE] == _PERSON
    return PartyChange(
        party=PartyPatch(**of_party, **_erasure(values, party, now)),
        role=_role_values(values),
        parts=PartsChange(
            contacts=_wishes(item, _CONTACTS, _contact),
            addresses=_wishes(item, _ADDRESSES, _address),
            term_lines=_wishes(item, _LINES, _line),
        ),
    )


def _first_country(item: Item) -> str | None:
    """A party is where its first address is (contracts/sage.md 5.2)."""
    addresses = item.lists.get(_ADDRESSES) or [Item("")]
    found: str | None = addresses[0].values.get("country")
    return found


def _erasure(values: Mapping[str, Any], party: Party | None, now: datetime) -> dict[str, Any]:
    """Since when somebody's data count as erased; a day alone says nothing of one who is not."""
    stored = None if party is None else party.privacy_erased_at
    is_erased = values.get(_ERASED, stored is not None)
    day = values.get(_ERASED_ON)
    if not is_erased:
        return {"privacy_erased_at": None} if _ERASED in values else {}
    if day is not None:
        return {"privacy_erased_at": _midnight(day)}
    return {} if stored is not None else {"privacy_erased_at": now}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _role_values(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {
        name: float(value) if isinstance(value, Decimal) else value
        for name, value in values.items()
        if not name.startswith(_PARTY) and name not in _NOT_PLAIN
    }
    if _INACTIVE in values:
        found[IS_ACTIVE] = not values[_INACTIVE]
        if found[IS_ACTIVE]:
            found[_DISABLED_ON] = None
        elif found.get(_DISABLED_ON) is None:
            found.pop(_DISABLED_ON, None)
    return found


def _wishes(item: Item, name: str, wish: Callable[[Item], Wish]) -> Wishes:
    items = item.lists.get(name, ())
    return Wishes(tuple(wish(each) for each in items), name in item.replaced)


def _wish(item: Item, values: Mapping[str, Any]) -> Wish:
    return Wish(values=values, uuid=item.uuid, is_gone=item.is_gone)


def _address(item: Item) -> Wish:
    values = {
        IS_CHOSEN if name == "is_default_delivery" else name: value
        for name, value in item.values.items()
    }
    return _wish(item, values)


def _line(item: Item) -> Wish:
    return _wish(item, stored_line(item))


def _contact(item: Item) -> Wish:
    """A contact person; the book wants a name of everybody, the dialect does not."""
    values = dict(item.values)
    if item.uuid is None:
        values.setdefault("first_name", None)
        values.setdefault("last_name", None)
    if all(name in values and values[name] is None for name in _NAMES):
        values.setdefault("name", _named_by(item))
    points = {
        kind: Wishes(tuple(_point(each) for each in item.lists[name]), name in item.replaced)
        for name, kind in _POINTS.items()
        if name in item.lists
    }
    return replace(_wish(item, values), points=points)


def _complete_names(ctx: Context, item: Item, party: Party) -> None:
    """Who loses one name and has no other is called as somebody new without a name is."""
    said = [
        each
        for each in item.lists.get(_CONTACTS, ())
        if each.uuid and any(each.values.get(name, "") is None for name in _NAMES)
    ]
    stored = ctx.unit.contacts.select(party_id=party.id) if said else ()
    people = {person.uuid: person for person in stored}
    for each in said:
        person = people.get(each.uuid or "")
        if person is not None:
            names = [each.values.setdefault(name, getattr(person, name)) for name in _NAMES]
            each.values["name"] = full_name(*names) or _named_by(each, _reached_by(each, person))


def _reached_by(item: Item, person: ContactPerson) -> str:
    """How somebody is reached, as far as nothing is said of it."""
    stored = [getattr(person, field) for name, field in _REACHES if name not in item.lists]
    return next(filter(None, stored), _NAMELESS)


def _named_by(item: Item, otherwise: str = _NAMELESS) -> str:
    """What people without a name are called: by how they are reached."""
    for name in _POINTS:
        for each in item.lists.get(name, ()):
            if each.values.get("value"):
                return str(each.values["value"])
    return otherwise


def _point(item: Item) -> Wish:
    values = {
        name: "" if name == "value" and value is None else value
        for name, value in item.values.items()
    }
    return _wish(item, values)
