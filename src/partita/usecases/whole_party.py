"""One party with everything that stands around it, now and at any earlier time."""

import json
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from partita.access.permission import Permission
from partita.domain.address import Address
from partita.domain.bank_account import BankAccount
from partita.domain.contact import ContactPerson, ContactPoint
from partita.domain.errors import RecordNotFound
from partita.domain.extras import Document, Identifier, Note, TermLine
from partita.domain.party import Counterparty, Customer, Employee, Party, Supplier
from partita.domain.query import (
    Absent,
    And,
    Compare,
    Form,
    Member,
    Nested,
    OffsetPage,
    Op,
    Query,
    Sort,
    View,
)
from partita.domain.standing import Role
from partita.usecases.context import Looking
from partita.usecases.search import search_rows, stream_rows

HISTORY_ROWS: Final = 100
PORTION_ROWS: Final = 1_000
"""Changes of one party read at a time for an earlier state."""

NEEDED: Final = (
    Permission.PARTIES_READ,
    Permission.CONTACTS_READ,
    Permission.ADDRESSES_READ,
    Permission.BANK_ACCOUNTS_READ,
    Permission.GROUPS_READ,
    Permission.NOTES_READ,
    Permission.DOCUMENTS_READ,
)
_FORMS: Final = {int: Form.INTEGER, bool: Form.BOOLEAN, float: Form.NUMBER}


def _members(record: type[Any], *left_out: str) -> tuple[Member, ...]:
    """A member for each field of a record; what is empty is null."""
    hints = typing.get_type_hints(record)
    return tuple(
        Member(each.name, each.name, _form(hints[each.name]), Absent.NULL)
        for each in fields(record)
        if each.name not in left_out
    )


def _form(annotation: Any) -> Form:  # noqa: ANN401  # any annotation
    options = typing.get_args(annotation) if isinstance(annotation, types.UnionType) else ()
    base = next((each for each in options if each is not type(None)), annotation)
    return _FORMS.get(base, Form.TEXT)


_SHOWN_BY_NAME: Final = {
    Customer: ("group", "payment_term", "vat_zone", "layout"),
    Supplier: ("payment_term",),
    Employee: ("department", "location"),
    Counterparty: (),
}
_PEOPLE_BY_NAME: Final = {
    Customer: ("third_payer", "default_counterparty", "sales_person"),
    Supplier: (),
    Employee: ("manager",),
    Counterparty: (),
}
_ROLES: Final = {
    Role.CUSTOMER: Customer,
    Role.SUPPLIER: Supplier,
    Role.EMPLOYEE: Employee,
    Role.COUNTERPARTY: Counterparty,
}


def _role(role: Role) -> Nested:
    record = _ROLES[role]
    named = [
        Member(f"{name}_name", f"{name}_row.name", absent=Absent.NULL)
        for name in _SHOWN_BY_NAME[record]
    ]
    people = [
        Member(f"{name}_name", f"{name}_party.name", absent=Absent.NULL)
        for name in _PEOPLE_BY_NAME[record]
    ]
    terms = Member("payment_term_details", "payment_term_row.details", Form.JSON, Absent.NULL)
    more = [*named, *people, *([terms] if "payment_term" in _SHOWN_BY_NAME[record] else [])]
    shown = (*_members(record, "foreign_id_number"), *more)
    return Nested(str(role), f"as_{role}", shown, many=False)


_PERSONS: Final = Nested(
    "persons",
    "persons",
    (*_members(ContactPerson), Nested("points", "points", _members(ContactPoint))),
)
_NOTES: Final = Nested(
    "notes", "notes", (*_members(Note), Member("author_name", "writer.name", absent=Absent.NULL))
)
_GROUPS: Final = Nested(
    "groups", "groups", (Member("number", "group", Form.INTEGER), Member("name", "group.name"))
)
_ABSORBED: Final = Nested(
    "absorbed", "absorbed", (Member("id", "id", Form.INTEGER), Member("name", "name"))
)
WHOLE: Final = View(
    "parties",
    (
        *_members(Party, "national_id"),
        Member("national_id", "national_id_masked", absent=Absent.NULL),
        Member("survivor_name", "survivor.name", absent=Absent.NULL),
        *map(_role, Role),
        _PERSONS,
        Nested("addresses", "addresses", _members(Address)),
        Nested("bank_accounts", "bank_accounts", _members(BankAccount)),
        Nested("identifiers", "identifiers", _members(Identifier)),
        Nested("documents", "documents", _members(Document)),
        Nested("term_lines", "term_lines", _members(TermLine)),
        _NOTES,
        _GROUPS,
        _ABSORBED,
    ),
)
"""Everything there is to see of a party; of secrets only that they are there."""

HISTORY: Final = View(
    "history",
    (
        Member("position", "position", Form.INTEGER),
        Member("at", "at"),
        Member("kind", "kind"),
        Member("key", "record_key"),
        Member("version", "version", Form.INTEGER),
        Member("actor", "audit.actor"),
        Member("dialect", "audit.dialect"),
        Member("request_id", "audit.request_id"),
        Member("before", "audit.before", Form.JSON, Absent.NULL),
        Member("after", "audit.after", Form.JSON, Absent.NULL),
    ),
)

_BECAME: Final = View(
    "history",
    (
        Member("kind", "kind"),
        Member("key", "record_key"),
        Member("after", "audit.after", Form.JSON, Absent.NULL),
    ),
)


def get_whole_party(ctx: Looking, party_id: int) -> dict[str, Any]:
    """Read a party with everything that stands around it, in one statement.

    Args:
        party_id: Which.

    Returns:
        Its fields by name; ``customer`` and the like hold the roles it has or ``None``,
        ``persons``, ``addresses`` and the like are lists.

    Raises:
        NotAllowed: The actor may not see all of it.
        RecordNotFound: There is none.
    """
    for permission in NEEDED:
        ctx.require(permission)
    query = Query(WHOLE, Compare("id", Op.EQ, party_id), page=OffsetPage(1))
    rows = search_rows(ctx, query)
    if not rows:
        raise RecordNotFound(kind="party", key=party_id)
    found: dict[str, Any] = json.loads(rows[0][1])
    return found


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that has another value than before."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a party or to a part of it.

    Attributes:
        position: Its place in the change feed.
        at: When, as `partita.kit.clock.stamp` writes it.
        kind: Such as ``customer.changed``.
        key: Number of the record.
        actor: Name of the app or user.
        dialect: How they spoke.
        changes: What changed, field by field; empty for what came or went as a whole.
        name: What the record is called, if anything.
    """

    position: int
    at: str
    kind: str
    key: str
    actor: str
    dialect: str
    changes: tuple[FieldChange, ...]
    name: str


@dataclass(frozen=True, slots=True)
class History:
    """A page of what happened to a party, the latest first.

    Attributes:
        events: What happened. A party that changed in nothing but its version is left out.
        earlier: The place of the feed before which there may be more; ``None`` at the end.
    """

    events: tuple[Event, ...]
    earlier: int | None


def search_history(
    ctx: Looking, party_id: int, *, before: int | None = None, rows_max: int = HISTORY_ROWS
) -> History:
    """Read what happened to a party, the latest first.

    Args:
        party_id: Which.
        before: Only what happened before this place of the feed; all when ``None``.
        rows_max: At most so many.

    Returns:
        What happened.

    Raises:
        NotAllowed: The actor may not see what happened.
    """
    items = [Compare("party_id", Op.EQ, party_id)]
    if before is not None:
        items.append(Compare("position", Op.LT, before))
    order = (Sort("position", descending=True),)
    rows = search_rows(ctx, Query(HISTORY, And(tuple(items)), order, OffsetPage(rows_max)))
    events = [_event(json.loads(text)) for _, text in rows]
    told = tuple(each for each in events if each.changes or not each.kind.endswith(".changed"))
    return History(told, events[-1].position if len(rows) == rows_max else None)


_UNTOLD: Final = frozenset({"version", "changed_at", "created_at", "uuid", "party_id", "book_id"})


def _event(row: Mapping[str, Any]) -> Event:
    before, after = row["before"] or {}, row["after"] or {}
    changes = _differences(before, after) if before and after else ()
    told = after or before
    name = next((str(told[each]) for each in _NAMES if told.get(each)), "")
    return Event(
        row["position"],
        row["at"],
        row["kind"],
        row["key"],
        row["actor"],
        row["dialect"],
        changes,
        name,
    )


_NAMES: Final = ("name", "text", "street", "iban", "account", "value", "number")


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    names = dict.fromkeys([*before, *after])
    return tuple(
        FieldChange(name, before.get(name), after.get(name))
        for name in names
        if name not in _UNTOLD and before.get(name) != after.get(name)
    )


_LISTS: Final = {
    "contact": ("persons", "number"),
    "address": ("addresses", "number"),
    "bank_account": ("bank_accounts", "number"),
    "identifier": ("identifiers", "id"),
    "note": ("notes", "number"),
    "document": ("documents", "id"),
    "term_line": ("term_lines", "id"),
}


def get_earlier_party(ctx: Looking, party_id: int, position: int) -> dict[str, Any]:
    """Put a party together as it was at a place of the change feed.

    Groups are not told of in the feed, so an earlier party has none.

    Args:
        party_id: Which.
        position: As it was after what happened there.

    Returns:
        As `get_whole_party` does, with the names of what it points at left out.

    Raises:
        NotAllowed: The actor may not see what happened, or not all of the party.
        RecordNotFound: It was not there then.
    """
    for permission in NEEDED:
        ctx.require(permission)
    items = (Compare("party_id", Op.EQ, party_id), Compare("position", Op.LE, position))
    query = Query(_BECAME, And(items), (Sort("position"),))
    portions = stream_rows(ctx, query, rows_max=PORTION_ROWS)
    states = _states(json.loads(text) for rows in portions for _, text in rows)
    party = states.get("party", {}).get(str(party_id))
    if party is None:
        raise RecordNotFound(kind="party", key=party_id)
    return _assembled(party, states)


def _states(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The last state of each record, by kind and key; what is gone is left out."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        kind = row["kind"].partition(".")[0]
        if row["after"] is None:
            found.get(kind, {}).pop(row["key"], None)
        else:
            found.setdefault(kind, {})[row["key"]] = row["after"]
    return found


def _assembled(party: Mapping[str, Any], states: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    made = _filled(party, WHOLE.show)
    for each in WHOLE.show:
        if isinstance(each, Nested) and not each.many:
            last = next(iter(states.get(each.name, {}).values()), None)
            made[each.name] = None if last is None else _filled(last, each.members)
    nested = {each.name: each.members for each in WHOLE.show if isinstance(each, Nested)}
    for kind, (name, _) in _LISTS.items():
        kept = states.get(kind, {}).values()
        shown = [each for each in kept if not each.get("is_deleted")]
        made[name] = [_filled(each, nested[name]) for each in shown]
    return made


def _filled(values: Mapping[str, Any], members: Sequence[Any]) -> dict[str, Any]:
    """Values by name, with nothing for those that are missing."""
    empty: dict[str, Any] = {
        each.name: [] if isinstance(each, Nested) and each.many else None for each in members
    }
    return empty | dict(values)
