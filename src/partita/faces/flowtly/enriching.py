"""Filling in branding: of one counterparty at once, of many as a job (section 12.4)."""

from typing import Any, Final

import msgspec

from partita.domain.standing import Role
from partita.domain.violation import Violation
from partita.facekit.face import Act, Acting, Reply, Request
from partita.faces.flowtly import negotiation, reading, writing
from partita.faces.flowtly.checking import wrong_type
from partita.faces.flowtly.merging import LISTS, read_named
from partita.faces.flowtly.places import Iri, Place, place_of
from partita.faces.flowtly.reading import Ways, path_id
from partita.faces.flowtly.shelves import COUNTERPARTIES
from partita.usecases.enrichment import enrich_party, order_enrichment
from partita.usecases.roles import ById, find_role

FORCE: Final = "force"
ACCEPTED: Final = 202


def _is_forced(members: dict[str, Any]) -> bool:
    value = members.get(FORCE, False)
    if not isinstance(value, bool):
        raise wrong_type(FORCE, "bool", value)
    return value


def enrich(ways: Ways) -> Act:
    """Look for the branding of a counterparty; the answer is the whole of it."""

    def act(acting: Acting, request: Request) -> Reply:
        negotiation.form_of(request)
        is_forced = _is_forced(negotiation.read_optional(request))
        party_id = path_id(COUNTERPARTIES, request)
        with acting.begin() as ctx:
            find_role(ctx, Role.COUNTERPARTY, ById(party_id))
        enrich_party(acting.begin, acting.branding, party_id, is_forced=is_forced)
        with acting.begin() as ctx:
            return writing.created(ctx, COUNTERPARTIES, request, party_id, ways)

    return act


def _named(members: dict[str, Any], place: Place) -> list[Iri]:
    """The counterparties a body names; none where it names nobody at all.

    Raises:
        ValuesInvalid: It has a list of them that is empty, which cannot stand for all.
    """
    found = read_named(members, place)
    empty = [Violation(name, "blank") for name in LISTS if members.get(name) == []]
    writing.refuse([] if found else empty)
    return found


def enrich_many(acting: Acting, request: Request) -> Reply:
    """Order the branding of many counterparties; the answer says how many there are to look at."""
    form, place = negotiation.form_of(request), place_of(request)
    members = negotiation.read_optional(request)
    named, is_forced = _named(members, place), _is_forced(members)
    with acting.begin() as ctx:
        writing.resolve(ctx, {each.text: each for each in named})
        job = order_enrichment(
            ctx,
            party_ids=[int(each.key) for each in named],
            role=Role.COUNTERPARTY,
            is_forced=is_forced,
        )
        book_id = ctx.actor.book_id
    acting.jobs.start(book_id, job.id)
    body = {"job": job.id, "status": str(job.state), "total": job.total}
    return Reply(ACCEPTED, msgspec.json.encode(body), reading.media(form))
