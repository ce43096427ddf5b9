"""Merging counterparties: the one in the path survives (contracts/flowtly.md 12.3)."""

from collections.abc import Mapping
from typing import Any, Final

from partita.domain.errors import MergeRefused, RecordNotFound
from partita.domain.standing import Role
from partita.domain.violation import Violation
from partita.facekit.face import Reply, Request, Write
from partita.faces.flowtly import negotiation, writing
from partita.faces.flowtly.checking import not_found, read_link_or_number, wrong_type
from partita.faces.flowtly.places import Iri, Place, place_of
from partita.faces.flowtly.reading import Ways, path_id
from partita.faces.flowtly.shelves import COUNTERPARTIES
from partita.usecases.context import Context
from partita.usecases.merge import merge_parties
from partita.usecases.roles import ById, find_role

LISTS: Final = ("counterparties", "sources", "ids", "sourceIds")
SINGLES: Final = ("counterparty", "source", "target")
"""Members that name those to absorb; the first that is there names the path of a refusal."""

_PATH: Final = COUNTERPARTIES.path


def read_named(members: Mapping[str, Any], place: Place) -> list[Iri]:
    """The counterparties a body names, as IRIs or by number.

    Raises:
        BodyMalformed: One is neither, or a list is none.
    """
    found: list[Iri] = []
    for name in LISTS:
        value = members.get(name)
        if value is not None and not isinstance(value, list):
            raise wrong_type(name, "array", value)
        found += [read_link_or_number(name, _PATH, each, place) for each in value or ()]
    singles = {name: members[name] for name in SINGLES if members.get(name) is not None}
    return found + [read_link_or_number(name, _PATH, each, place) for name, each in singles.items()]


def prepare(request: Request) -> list[Iri]:
    """Read which ones a body names."""
    negotiation.form_of(request)
    return read_named(negotiation.read_optional(request), place_of(request))


def merge(ways: Ways) -> Write:
    """Let a counterparty absorb others; the answer is the survivor."""

    def write(ctx: Context, request: Request, prepared: list[Iri]) -> Reply:
        survivor = path_id(COUNTERPARTIES, request)
        find_role(ctx, Role.COUNTERPARTY, ById(survivor))
        named = {int(each.key): each for each in prepared}
        writing.resolve(ctx, {each.text: each for each in prepared})
        _merge(ctx, survivor, named)
        return writing.created(ctx, COUNTERPARTIES, request, survivor, ways)

    return write


def _merge(ctx: Context, survivor: int, named: Mapping[int, Iri]) -> None:
    try:
        merge_parties(ctx, survivor, list(named), role=Role.COUNTERPARTY)
    except MergeRefused as error:
        rule = {"none": "blank", "itself": "itself"}.get(str(error.facts["reason"]), "merge")
        writing.refuse([Violation(LISTS[0], rule)])
    except RecordNotFound as error:
        key: Any = error.facts["key"]
        raise not_found(named.get(key) or Iri(f"/{_PATH}/{key}", _PATH, key)) from None
