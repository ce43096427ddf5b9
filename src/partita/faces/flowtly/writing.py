"""What all writes share: links that lead somewhere, what is news, and answers (section 10)."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import msgspec

from partita.domain.errors import ValuesInvalid
from partita.domain.extras import Reference
from partita.domain.lookup import Given, Has, Lookup
from partita.domain.party import Counterparty, Customer, Employee
from partita.domain.query import And, Compare, OffsetPage, Op, Query
from partita.domain.violation import Violation
from partita.facekit.face import Prepare, Reply, Request
from partita.faces.flowtly import negotiation, reading
from partita.faces.flowtly.checking import Values, not_found, read_typed
from partita.faces.flowtly.naming import with_logos
from partita.faces.flowtly.places import CODED, Iri, Place, place_of
from partita.faces.flowtly.reading import Ways
from partita.faces.flowtly.shelves import Look, Shelf, view_of
from partita.kit.text import fold
from partita.usecases.context import Context
from partita.usecases.search import search_rows

CREATED: Final = 201


def prepare_new(shelf: Shelf) -> Prepare:
    """Read the body of a POST that makes a member of a collection."""

    def prepare(request: Request) -> Values:
        negotiation.form_of(request)
        return read_typed(shelf.written, negotiation.read_new(request), place_of(request))

    return prepare


def prepare_patch(shelf: Shelf) -> Prepare:
    """Read the body of a PATCH of a member of a collection."""

    def prepare(request: Request) -> Values:
        negotiation.form_of(request)
        return read_typed(shelf.written, negotiation.read_patch(request), place_of(request))

    return prepare


def prepare_nothing(request: Request) -> None:
    """Make sure that whoever deletes can read the answer."""
    negotiation.form_of(request)


def _row(kind: str, key: str) -> tuple[type[Any], str, Mapping[str, object]]:
    return Reference, key, {"kind": kind, "removed_at": None}


_MEMBERS: Final[Mapping[str, tuple[type[Any], str, Mapping[str, object]]]] = {
    "countries": _row("country", "code_fold"),
    "currencies": _row("currency", "code_fold"),
    "attribute-sets": _row("attribute_set", "number"),
    "cost-groups": _row("cost_group", "number"),
    "clients": (Customer, "party_id", {}),
    "counterparties": (Counterparty, "party_id", {}),
    "employees": (Employee, "party_id", {}),
}
"""What members of a collection are, which column has their keys, and which of them it is."""


LINKS_AT_ONCE: Final = 8


@lru_cache(maxsize=256)
def _lookup(paths: tuple[str, ...]) -> Lookup:
    """Asks whether links lead somewhere, given the collections they lead to."""
    questions = {}
    for place, path in enumerate(paths):
        records, key, only = _MEMBERS[path]
        questions[f"link_{place}"] = Has(records, {**only, key: Given(f"key_{place}")})
    return Lookup(questions)


def resolve(ctx: Context, values: Values) -> None:
    """Make sure that every link leads somewhere.

    Raises:
        BodyMalformed: One does not.
    """
    links = [value for value in values.values() if isinstance(value, Iri)]
    for start in range(0, len(links), LINKS_AT_ONCE):
        _resolve(ctx, links[start : start + LINKS_AT_ONCE])


def _resolve(ctx: Context, links: list[Iri]) -> None:
    asked = sorted(links, key=lambda link: link.path)
    keys = {f"key_{place}": _stored(link) for place, link in enumerate(asked)}
    there = ctx.unit.look_up(_lookup(tuple([link.path for link in asked])), **keys)
    gone = [link for place, link in enumerate(asked) if not there[f"link_{place}"]]
    if gone:
        raise not_found(next(link for link in links if link in gone))


def _stored(link: Iri) -> int | str:
    """A key as the book compares it."""
    return fold(str(link.key)) if link.path in CODED else link.key


def shown(ctx: Context, shelf: Shelf, key: int | str, place: Place) -> dict[str, Any]:
    """A member as it is shown now, as plain JSON; empty when there is none."""
    same = Compare(shelf.key, Op.EXACT_EQ, key)
    found = same if shelf.only is None else And((same, shelf.only))
    view = view_of(shelf, Look(place.prefix, is_linked=False))
    rows = search_rows(ctx.looking, Query(view, found, page=OffsetPage(1)))
    member: dict[str, Any] = (
        msgspec.json.decode(with_logos(rows[0][1].encode(), place)) if rows else {}
    )
    return member


def news(values: Values, before: Mapping[str, Any], place: Place) -> Values:
    """What is another than it is shown: clients send whole records back to change one thing."""
    return {
        name: value
        for name, value in values.items()
        if isinstance(value, list) or _written(value, place) != before.get(name)
    }


def _written(value: Any, place: Place) -> Any:
    return value.written(place) if isinstance(value, Iri) else value


def refuse(violations: list[Violation]) -> None:
    """Refuse values that do not fit, all at once.

    Raises:
        ValuesInvalid: There are some.
    """
    if violations:
        raise ValuesInvalid(violations=violations)


def settled(value: Any) -> Any:
    """A value as the book keeps it: a link by its key, an empty text as none."""
    if isinstance(value, Iri):
        return value.key
    return None if value == "" else value


def parted(values: Mapping[str, Any], *parts: str) -> list[dict[str, Any]]:
    """The values of some parts, by their names in them.

    >>> parted({"mail.city": "Oslo", "party.name": "Holm"}, "party", "mail")
    [{'name': 'Holm'}, {'city': 'Oslo'}]
    """
    found: dict[str, dict[str, Any]] = {part: {} for part in parts}
    for target, value in values.items():
        part, _, name = target.partition(".")
        found[part][name] = value
    return list(found.values())


def by_target(shelf: Shelf, values: Values) -> dict[str, Any]:
    """Values by what they set in the book."""
    known = shelf.written
    return {known[name].to or "": settled(value) for name, value in values.items()}


def answer(ctx: Context, shelf: Shelf, request: Request, key: int | str, ways: Ways) -> Reply:
    """Answer the member that was written, under its own IRI."""
    form = negotiation.form_of(request)
    headers = {
        **reading.headers_of(shelf),
        "Content-Location": f"{_iri(shelf, request, key)}.{form}",
    }
    body = reading.show(ctx.looking, shelf, request, key, ways)
    return Reply(200, body, reading.media(form), headers)


def created(ctx: Context, shelf: Shelf, request: Request, key: int | str, ways: Ways) -> Reply:
    """Answer the member that a POST made or was about, and where it is."""
    reply = answer(ctx, shelf, request, key, ways)
    headers = {**reply.headers, "Location": _iri(shelf, request, key)}
    return Reply(CREATED, reply.body, reply.media_type, headers)


def _iri(shelf: Shelf, request: Request, key: int | str) -> str:
    return f"{place_of(request).prefix}/{shelf.path}/{key}"
