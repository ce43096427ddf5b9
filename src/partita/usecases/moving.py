"""What hangs on one party goes over to another, without doubling what both have."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from partita.domain.address import Address, AddressKind
from partita.domain.contact import ContactPerson
from partita.domain.merging import Said, filled, is_contained
from partita.domain.references import referrers_to
from partita.domain.standing import Role
from partita.usecases.context import Context
from partita.usecases.ledger import Ledger
from partita.usecases.numbers import take_delivery_numbers
from partita.usecases.roles import ROLE_RECORDS

_KIND: Final = frozenset({"kind"})
_STATUS: Final = frozenset({"status"})
_MOVED_ALONE: Final = frozenset(
    {"contacts", "addresses", "bank_accounts", "notes", "memberships", "term_lines", "identifiers"}
)
"""Parts that the functions below move; the roles and all other references go by the list."""

_NEVER_SELF: Final = frozenset({"third_payer", "manager"})
"""References that make no sense from a party to itself."""


@dataclass(slots=True)
class Move:
    """One party goes over to another.

    Attributes:
        ctx: Who does it, and when.
        ledger: What shall change.
        to, source: Ids of the survivor and of the absorbed party.
        twins: By kind, numbers of parts that the survivor has already, and what takes their place.
        moved: How many records of each kind went over.
    """

    ctx: Context
    ledger: Ledger
    to: int
    source: int
    twins: dict[str, dict[int, int]] = field(default_factory=dict)
    moved: Counter[str] = field(default_factory=Counter)

    def parts(self, records: str, party_id: int) -> list[Any]:
        """The parts of a kind that a party has."""
        return self.ledger.having(records, "party_id", party_id)

    def take(self, records: str, part: Any, **values: object) -> Any:  # noqa: ANN401  # any part
        """Let a part go over; the part as it shall be."""
        self.moved[records] += 1
        return self.ledger.change(records, part, party_id=self.to, **values)

    def replace_by(self, target: str, part: Any, twin: Any) -> None:  # noqa: ANN401  # any part
        """Note that what refers to a part shall refer to another."""
        self.twins.setdefault(target, {})[part.number] = twin.number


def move_all(move: Move) -> None:
    """Let all that hangs on a party go over: its roles, its parts, and what refers to either.

    Args:
        move: From which party to which.
    """
    _move_roles(move)
    _move_contacts(move)
    _move_mail(move)
    _move_places(move)
    _move_accounts(move)
    _move_plain(move)
    _move_memberships(move)
    _move_plan(move)
    _tell_customer_number(move)
    _point_at_twins(move)
    _point_at_survivor(move)


def _move_roles(move: Move) -> None:
    for role in Role:
        records = ROLE_RECORDS[role][1]
        for absorbed in move.parts(records, move.source):
            kept = move.parts(records, move.to)
            move.ledger.drop(records, absorbed)
            if kept:
                move.ledger.change(records, kept[0], **filled(kept[0], absorbed))
            else:
                at = {"party_id": move.to}
                move.ledger.add(records, absorbed.changed(at, move.ctx.now))
                move.moved[records] += 1


def _move_contacts(move: Move) -> None:
    kept, come = move.parts("contacts", move.to), move.parts("contacts", move.source)
    reached, said = _reached(move, [*kept, *come]), Said(kept)
    serial = max((each.serial for each in kept), default=0)
    has_default = any(each.is_default for each in kept)
    taken: list[int] = []
    for person in come:
        alike = said.containing(person)
        twin = next((each for each in alike if _is_reached_alike(reached, person, each)), None)
        if twin is not None:
            _drop_contact(move, reached, person, twin)
            continue
        serial += 1
        move.take(
            "contacts", person, serial=serial, is_default=person.is_default and not has_default
        )
        taken.append(person.number)
        has_default = has_default or person.is_default
    _move_homes(move, taken)


Reached = dict[str, dict[int, list[Any]]]
"""Points and addresses, by the number of the person."""


def _reached(move: Move, persons: Sequence[ContactPerson]) -> Reached:
    """How persons are reached, read at once."""
    numbers = [each.number for each in persons]
    found: Reached = {"points": {}, "addresses": {}}
    for records, by_person in found.items():
        for part in move.ledger.having(records, "person", *numbers):
            by_person.setdefault(part.person, []).append(part)
    return found


def _is_reached_alike(reached: Reached, person: ContactPerson, other: ContactPerson) -> bool:
    """Tell whether every point and address of a person is one of another's as well."""
    for by_person in reached.values():
        known = Said(by_person.get(other.number, ()))
        if not all(any(known.containing(part)) for part in by_person.get(person.number, ())):
            return False
    return True


def _drop_contact(move: Move, reached: Reached, person: ContactPerson, twin: ContactPerson) -> None:
    for records, by_person in reached.items():
        for part in by_person.get(person.number, ()):
            move.ledger.drop(records, part)
    move.replace_by("contact", person, twin)
    move.ledger.drop("contacts", person)


def _move_homes(move: Move, persons: Sequence[int]) -> None:
    """The postal address of a person goes where the person goes."""
    place = {number: at for at, number in enumerate(persons)}
    homes: list[Address] = move.ledger.having("addresses", "person", *persons)
    homes.sort(key=lambda home: place[home.person or 0])
    for serial, home in enumerate(homes, _next_serial(move, AddressKind.PERSON)):
        move.take("addresses", home, serial=serial)


def _next_serial(move: Move, kind: AddressKind) -> int:
    kept = [each for each in move.parts("addresses", move.to) if each.kind is kind]
    return max((each.serial for each in kept), default=0) + 1


def _addresses(move: Move, party_id: int, *kinds: AddressKind) -> list[Address]:
    return [each for each in move.parts("addresses", party_id) if each.kind in kinds]


def _move_mail(move: Move) -> None:
    """A party has one postal address; another one becomes a place of delivery."""
    for mail in _addresses(move, move.source, AddressKind.MAIL):
        kept = next(iter(_addresses(move, move.to, AddressKind.MAIL)), None)
        if kept is None:
            move.take("addresses", mail)
            continue
        move.ledger.drop("addresses", mail)
        if is_contained(kept, mail):
            move.ledger.change("addresses", kept, **filled(kept, mail))
            move.replace_by("address", mail, kept)
        else:
            _make_place(move, mail)


def _make_place(move: Move, mail: Address) -> None:
    known = _addresses(move, move.to, AddressKind.MAIL, AddressKind.DELIVERY)
    twin = next((each for each in known if is_contained(mail, each, but=_KIND)), None)
    if twin is None:
        twin = replace(
            mail,
            **move.ctx.new(),
            number=take_delivery_numbers(move.ctx),
            party_id=move.to,
            kind=AddressKind.DELIVERY,
            serial=_next_serial(move, AddressKind.DELIVERY),
            is_primary=not any(each.kind is AddressKind.DELIVERY for each in known),
        )
        move.ledger.add("addresses", twin)
        move.moved["addresses"] += 1
    move.replace_by("address", mail, twin)


def _move_places(move: Move) -> None:
    known = _addresses(move, move.to, AddressKind.DELIVERY)
    serial = max((each.serial for each in known), default=0)
    has_primary, said = any(each.is_primary for each in known), Said(known)
    for place in _addresses(move, move.source, AddressKind.DELIVERY):
        twin = next(said.containing(place), None)
        if twin is not None:
            move.ledger.drop("addresses", place)
            move.replace_by("address", place, twin)
            continue
        serial += 1
        is_primary = place.is_primary and not has_primary
        has_primary = has_primary or is_primary
        said.add(move.take("addresses", place, serial=serial, is_primary=is_primary))


def _move_accounts(move: Move) -> None:
    known = move.parts("bank_accounts", move.to)
    has_default, said = any(each.is_default for each in known), Said(known)
    for account in move.parts("bank_accounts", move.source):
        twin = next(said.containing(account), None)
        if twin is not None:
            move.ledger.drop("bank_accounts", account)
            move.replace_by("bank_account", account, twin)
            continue
        is_default = account.is_default and not has_default
        has_default = has_default or is_default
        said.add(move.take("bank_accounts", account, is_default=is_default))


def _move_plain(move: Move) -> None:
    """Parts that nothing refers to."""
    for records, but in (("notes", frozenset[str]()), ("identifiers", _STATUS)):
        known = Said(move.parts(records, move.to), but=but)
        for part in move.parts(records, move.source):
            if any(known.containing(part)):
                move.ledger.drop(records, part)
            else:
                move.take(records, part)


def _move_memberships(move: Move) -> None:
    groups = {each.group for each in move.parts("memberships", move.to)}
    for member in move.parts("memberships", move.source):
        move.ledger.drop("memberships", member)
        if member.group not in groups:
            move.ledger.add("memberships", replace(member, party_id=move.to))
            move.moved["memberships"] += 1


def _move_plan(move: Move) -> None:
    """How a party pays is one plan: it goes over whole, or not at all."""
    has_plan = bool(move.parts("term_lines", move.to))
    for line in move.parts("term_lines", move.source):
        if has_plan:
            move.ledger.drop("term_lines", line)
        else:
            move.take("term_lines", line)


def _tell_customer_number(move: Move) -> None:
    """Persons and places carry the customer number of their party."""
    customer = next(iter(move.parts("customers", move.to)), None)
    number = None if customer is None else customer.number
    for person in move.parts("contacts", move.to):
        move.ledger.change("contacts", person, customer_number=number)
    for place in _addresses(move, move.to, AddressKind.DELIVERY):
        move.ledger.change("addresses", place, customer_number=number)


def _point_at_twins(move: Move) -> None:
    for target, twins in move.twins.items():
        for referrer in referrers_to(target, parts=False):
            found = move.ledger.having(referrer.records, referrer.column, *twins)
            for record in found:
                number = twins[getattr(record, referrer.column)]
                move.ledger.change(referrer.records, record, **{referrer.column: number})


def _point_at_survivor(move: Move) -> None:
    """All other references to the absorbed party: documents, authors, payers, pointers."""
    every = (*referrers_to("party", parts=True), *referrers_to("party", parts=False))
    for referrer in every:
        is_part = referrer.column == "party_id" and referrer.records in _MOVED_ALONE
        if is_part or referrer.is_history:
            continue
        for record in move.ledger.having(referrer.records, referrer.column, move.source):
            is_self = getattr(record, "party_id", None) == move.to
            move.ledger.change(referrer.records, record, **{referrer.column: move.to})
            move.moved[referrer.records] += not is_self
    for role in Role:
        records = ROLE_RECORDS[role][1]
        for record in move.parts(records, move.to):
            _forget_self(move, records, record)


def _forget_self(move: Move, records: str, record: Any) -> None:  # noqa: ANN401  # any role
    senseless = {name: None for name in _NEVER_SELF if getattr(record, name, None) == move.to}
    move.ledger.change(records, record, **senseless)
