"""Writing clients, with the contacts embedded in them (contracts/flowtly.md 5.1 and 10)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from partita.domain.address import AddressPatch
from partita.domain.party import PartyPatch
from partita.domain.standing import Role
from partita.domain.violation import Violation
from partita.facekit.face import Reply, Request, Write
from partita.faces.flowtly import contacts, writing
from partita.faces.flowtly.checking import Values, violations
from partita.faces.flowtly.parties import with_standing, with_tax_id
from partita.faces.flowtly.places import Place, place_of
from partita.faces.flowtly.reading import Ways, path_id
from partita.faces.flowtly.shelves import CLIENTS
from partita.usecases.context import Context
from partita.usecases.parties import PartyChange, change_party, create_party, get_in_role
from partita.usecases.roles import ById


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a write wants of a client.

    Attributes:
        values: Values that are news, by property.
        contacts: The contacts it shall have; ``None`` leaves them as they are.
        before: The client as it is shown now; empty for a new one.
    """

    values: Values
    contacts: contacts.Wanted | None
    before: Mapping[str, Any] = field(default_factory=dict)


def _wanted(ctx: Context, sent: Values, before: Mapping[str, Any], place: Place) -> Wanted:
    """What is news in a body.

    Raises:
        BodyMalformed: A link leads nowhere, or a contact has a value of the wrong type.
    """
    values = writing.news(sent, before, place)
    listed = values.pop(contacts.EMBEDDED, None)
    writing.resolve(ctx, values)
    people = (
        None if listed is None else contacts.read_list(listed, before.get(contacts.EMBEDDED), place)
    )
    return Wanted(values, people, before)


def _violations(wanted: Wanted, ways: Ways, *, is_new: bool) -> list[Violation]:
    known = CLIENTS.written
    found = violations(known, wanted.values, is_strict=ways.is_strict, is_new=is_new)
    if wanted.contacts is not None:
        found += wanted.contacts.violations(contacts.EMBEDDED, is_strict=ways.is_strict)
    return found


def _change(values: Mapping[str, Any]) -> PartyChange:
    party, role, mail = writing.parted(values, "party", "role", "mail")
    if "country" in mail:
        mail["country_text"] = None
    return PartyChange(
        party=PartyPatch(**party),
        role=role,
        mail=AddressPatch(**mail),
    )


def post(ways: Ways) -> Write:
    """Make a client; the answer is the whole of it."""

    def write(ctx: Context, request: Request, prepared: Values) -> Reply:
        wanted = _wanted(ctx, prepared, {}, place_of(request))
        writing.refuse(_violations(wanted, ways, is_new=True))
        values = with_standing(writing.by_target(CLIENTS, wanted.values))
        values = with_tax_id(values, None, is_number_sent="tin" in prepared)
        made = create_party(ctx, Role.CUSTOMER, _change(values)).party.id
        if wanted.contacts is not None:
            contacts.settle(ctx, made, wanted.contacts)
        return writing.created(ctx, CLIENTS, request, made, ways)

    return write


def patch(ways: Ways) -> Write:
    """Change a client; the answer is the whole of it."""

    def write(ctx: Context, request: Request, prepared: Values) -> Reply:
        who = ById(path_id(CLIENTS, request))
        known = get_in_role(ctx, Role.CUSTOMER, who)
        before = writing.shown(ctx, CLIENTS, who.party_id, place_of(request))
        wanted = _wanted(ctx, prepared, before, place_of(request))
        writing.refuse(_violations(wanted, ways, is_new=False))
        values = with_standing(writing.by_target(CLIENTS, wanted.values))
        values = with_tax_id(values, known.party, is_number_sent="tin" in prepared)
        if values:
            change_party(ctx, Role.CUSTOMER, known, _change(values), if_version=None)
        if wanted.contacts is not None:
            contacts.settle(ctx, who.party_id, wanted.contacts)
        return writing.answer(ctx, CLIENTS, request, who.party_id, ways)

    return write
