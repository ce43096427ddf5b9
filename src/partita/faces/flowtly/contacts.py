"""Writing contacts, on their own and embedded in a client (contracts/flowtly.md 5.2 and 10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from partita.domain.contact import ContactPatch
from partita.domain.errors import RecordNotFound
from partita.domain.standing import Role
from partita.domain.violation import Violation
from partita.facekit.face import Reply, Request, Write
from partita.faces.flowtly import writing
from partita.faces.flowtly.checking import (
    Values,
    not_found,
    read_link,
    read_link_or_number,
    read_typed,
    violations,
    wrong_link,
)
from partita.faces.flowtly.places import Iri, Place, place_of
from partita.faces.flowtly.reading import Ways, path_id
from partita.faces.flowtly.shelves import CONTACTS
from partita.usecases import contacts
from partita.usecases.context import Context
from partita.usecases.owners import Owner

CLIENT: Final = "client"
EMBEDDED: Final = "clientContacts"
"""What a client calls its contacts."""

_INSIDE: Final = {name: each for name, each in CONTACTS.written.items() if name != CLIENT}
"""What may be said of a contact inside its client, which it need not name."""

_PATH: Final = CONTACTS.path


@dataclass(frozen=True, slots=True)
class Person:
    """A contact of a list that was sent.

    Attributes:
        number: Which one it is; ``None`` for a new one.
        values: What is news of it.
    """

    number: int | None
    values: Values


@dataclass(frozen=True, slots=True)
class Wanted:
    """The contacts a client shall have.

    Attributes:
        people: They, in the order they were sent.
        gone: Numbers of those it has and shall not have.
    """

    people: Sequence[Person]
    gone: Sequence[int]

    def violations(self, path: str, *, is_strict: bool) -> list[Violation]:
        """What does not fit, by path such as ``clientContacts[0].email``."""
        found: list[Violation] = []
        for place, person in enumerate(self.people):
            within, known = f"{path}[{place}].", _INSIDE
            found += violations(
                known,
                person.values,
                is_strict=is_strict,
                is_new=person.number is None,
                within=within,
            )
        return found


def read_list(
    sent: Sequence[Any], before: Sequence[Mapping[str, Any]] | None, place: Place
) -> Wanted:
    """Read the contacts a client shall have: those that are not mentioned go.

    Args:
        sent: The list of the body: objects, or IRIs of those that stay as they are.
        before: The contacts it has, as they are shown.
        place: Where the request came to.

    Raises:
        BodyMalformed: A member is of the wrong type, or no contact of the client.
    """
    known = {int(each["id"]): each for each in before or ()}
    people = [_person(each, known, place) for each in sent]
    kept = {person.number for person in people}
    return Wanted(people, [number for number in known if number not in kept])


def _person(sent: Any, known: Mapping[int, Mapping[str, Any]], place: Place) -> Person:
    if isinstance(sent, str):
        return Person(_number(read_link(EMBEDDED, _PATH, sent, place), known), {})
    if not isinstance(sent, dict):
        raise wrong_link(EMBEDDED, sent)
    values = read_typed(_INSIDE, sent, place)
    key = next((name for name in ("@id", "id") if sent.get(name) is not None), None)
    if key is None:
        return Person(None, values)
    number = _number(read_link_or_number(key, _PATH, sent[key], place), known)
    return Person(number, writing.news(values, known[number], place))


def _number(iri: Iri, known: Mapping[int, Mapping[str, Any]]) -> int:
    number = int(iri.key)
    if number not in known:
        raise not_found(iri)
    return number


def settle(ctx: Context, party_id: int, wanted: Wanted) -> None:
    """Let a client have these contacts and no others."""
    for number in wanted.gone:
        contacts.delete_contact(ctx, number)
    for person in wanted.people:
        if person.number is None:
            _create(ctx, party_id, person.values)
        elif person.values:
            contacts.change_contact(ctx, person.number, _patch(person.values), if_version=None)


def _patch(values: Values) -> ContactPatch:
    found = writing.by_target(CONTACTS, values)
    return ContactPatch(**{name: value for name, value in found.items() if name != CLIENT})


def _create(ctx: Context, party_id: int, values: Values) -> int:
    """Add a contact; it stands last unless it says where."""
    last = ctx.unit.contacts.top("position", party_id=party_id, is_deleted=False)
    placed = {"position": last + 1, **values}
    owner = Owner(party_id, roles=frozenset({Role.CUSTOMER}))
    return contacts.create_contact(ctx, owner, _patch(placed)).number


def post(ways: Ways) -> Write:
    """Make a contact; the answer is the whole of it."""

    def write(ctx: Context, request: Request, prepared: Values) -> Reply:
        writing.resolve(ctx, prepared)
        known = CONTACTS.written
        found = [] if CLIENT in prepared else [Violation(CLIENT, "null")]
        found += violations(known, prepared, is_strict=ways.is_strict, is_new=True)
        writing.refuse(found)
        number = _create(ctx, int(prepared[CLIENT].key), prepared)
        return writing.created(ctx, CONTACTS, request, number, ways)

    return write


def patch(ways: Ways) -> Write:
    """Change a contact; the answer is the whole of it."""

    def write(ctx: Context, request: Request, prepared: Values) -> Reply:
        number, place = path_id(CONTACTS, request), place_of(request)
        before = writing.shown(ctx, CONTACTS, number, place)
        if not before:
            raise RecordNotFound(kind=_PATH, key=number)
        values = writing.news(prepared, before, place)
        writing.resolve(ctx, values)
        writing.refuse(_violations(values, ways))
        if values:
            contacts.change_contact(ctx, number, _patch(values), if_version=None)
        return writing.answer(ctx, CONTACTS, request, number, ways)

    return write


def _violations(values: Values, ways: Ways) -> list[Violation]:
    moved = [Violation(CLIENT, "owner")] if CLIENT in values else []
    return moved + violations(CONTACTS.written, values, is_strict=ways.is_strict)


def delete(ctx: Context, request: Request, prepared: object) -> Reply:
    """Delete a contact."""
    contacts.delete_contact(ctx, path_id(CONTACTS, request), of=Role.CUSTOMER)
    return Reply(204)
