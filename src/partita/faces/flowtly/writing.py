"""What all writes share: links that lead somewhere, what is news, and answers (section 10)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

import msgspec

from partita.domain.errors import ValuesInvalid
from partita.domain.query import And, Compare, OffsetPage, Op, Query
from partita.domain.violation import Violation
from partita.facekit.face import Prepare, Reply, Request
from partita.faces.flowtly import negotiation, reading
from partita.faces.flowtly.checking import Values, not_found, read_typed
from partita.faces.flowtly.naming import with_logos
from partita.faces.flowtly.places import Iri, Place, place_of
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
        return read_typed(shelf.written(), negotiation.read_new(request), place_of(request))

    return prepare


def prepare_patch(shelf: Shelf) -> Prepare:
    """Read the body of a PATCH of a member of a collection."""

    def prepare(request: Request) -> Values:
        negotiation.form_of(request)
        return read_typed(shelf.written(), negotiation.read_patch(request), place_of(request))

    return prepare


def prepare_nothing(request: Request) -> None:
    """Make sure that whoever deletes can read the answer."""
    negotiation.form_of(request)


def _has_row(kind: str) -> Callable[[Context, Any], bool]:
    return lambda ctx, key: ctx.unit.references.has(kind=kind, number=key, removed_at=None)


def _has_code(kind: str) -> Callable[[Context, Any], bool]:
    return lambda ctx, key: ctx.unit.references.has(
        kind=kind, code_fold=fold(str(key)), removed_at=None
    )


_THERE: Final[Mapping[str, Callable[[Context, Any], bool]]] = {
    "countries": _has_code("country"),
    "currencies": _has_code("currency"),
    "attribute-sets": _has_row("attribute_set"),
    "cost-groups": _has_row("cost_group"),
    "clients": lambda ctx, key: ctx.unit.customers.has(party_id=key),
    "counterparties": lambda ctx, key: ctx.unit.counterparties.has(party_id=key),
    "employees": lambda ctx, key: ctx.unit.employees.has(party_id=key),
}
"""Whether there is a member of that key, by collection."""


def resolve(ctx: Context, values: Values) -> None:
    """Make sure that every link leads somewhere.

    Raises:
        BodyMalformed: One does not.
    """
    for value in values.values():
        if isinstance(value, Iri) and not _THERE[value.path](ctx, value.key):
            raise not_found(value)


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


def under(prefix: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of one part, by their names in it."""
    start = f"{prefix}."
    return {name[len(start) :]: each for name, each in values.items() if name.startswith(start)}


def by_target(shelf: Shelf, values: Values) -> dict[str, Any]:
    """Values by what they set in the book."""
    known = shelf.written()
    return {known[name].to or "": settled(value) for name, value in values.items()}


def answer(ctx: Context, shelf: Shelf, request: Request, key: int | str, ways: Ways) -> Reply:
    """Answer the member that was written, under its own IRI."""
    form = negotiation.form_of(request)
    iri = _iri(shelf, request, key)
    headers = {**reading.headers_of(shelf), "Content-Location": f"{iri}.{form}"}
    body = reading.show(ctx.looking, shelf, request, key, ways)
    return Reply(200, body, reading.media(form), headers)


def created(ctx: Context, shelf: Shelf, request: Request, key: int | str, ways: Ways) -> Reply:
    """Answer the member that a POST made or was about, and where it is."""
    reply = answer(ctx, shelf, request, key, ways)
    headers = {**reply.headers, "Location": _iri(shelf, request, key)}
    return replace(reply, status=CREATED, headers=headers)


def _iri(shelf: Shelf, request: Request, key: int | str) -> str:
    return f"{place_of(request).prefix}/{shelf.path}/{key}"
