"""Writing counterparties (contracts/flowtly.md 5.4 and 12.5)."""

from collections.abc import Mapping
from typing import Any, Final

from partita.domain.party import PartyPatch
from partita.domain.standing import Role
from partita.domain.violation import Violation
from partita.facekit.face import Reply, Request, Write
from partita.faces.flowtly import writing
from partita.faces.flowtly.checking import Values, violations
from partita.faces.flowtly.parties import with_standing, with_tax_id
from partita.faces.flowtly.places import place_of
from partita.faces.flowtly.reading import Ways, path_id
from partita.faces.flowtly.shelves import COUNTERPARTIES
from partita.usecases.context import Context
from partita.usecases.parties import (
    PartyChange,
    change_party,
    create_party,
    delete_role,
    get_in_role,
)
from partita.usecases.roles import ById

NAME: Final = "name"
DISPLAYED: Final = "displayName"


def _change(values: Mapping[str, Any]) -> PartyChange:
    party, role = writing.parted(values, "party", "role")
    return PartyChange(party=PartyPatch(**party), role=role)


def _named(sent: Values) -> Values:
    """A new one with its name, for which the displayed one serves."""
    if NAME in sent or DISPLAYED not in sent:
        return sent
    rest = {name: value for name, value in sent.items() if name != DISPLAYED}
    return {**rest, NAME: sent[DISPLAYED]}


def post(ways: Ways) -> Write:
    """Make a counterparty; the answer is the whole of it."""

    def write(ctx: Context, request: Request, prepared: Values) -> Reply:
        writing.resolve(ctx, prepared)
        sent = _named(prepared)
        found = [] if NAME in sent else [Violation(NAME, "blank")]
        found += violations(COUNTERPARTIES.written, sent, is_strict=ways.is_strict)
        writing.refuse(found)
        values = with_standing(writing.by_target(COUNTERPARTIES, sent))
        values = with_tax_id(values, None, is_number_sent="tin" in sent)
        made = create_party(ctx, Role.COUNTERPARTY, _change(values)).party.id
        return writing.created(ctx, COUNTERPARTIES, request, made, ways)

    return write


def patch(ways: Ways) -> Write:
    """Change a counterparty; the answer is the whole of it, under its own IRI."""

    def write(ctx: Context, request: Request, prepared: Values) -> Reply:
        who, place = ById(path_id(COUNTERPARTIES, request)), place_of(request)
        known = get_in_role(ctx, Role.COUNTERPARTY, who)
        sent = writing.news(
            prepared, writing.shown(ctx, COUNTERPARTIES, who.party_id, place), place
        )
        writing.resolve(ctx, sent)
        writing.refuse(violations(COUNTERPARTIES.written, sent, is_strict=ways.is_strict))
        values = with_standing(writing.by_target(COUNTERPARTIES, sent))
        values = with_tax_id(values, known.party, is_number_sent="tin" in prepared)
        if values:
            change_party(ctx, Role.COUNTERPARTY, known, _change(values), if_version=None)
        return writing.answer(ctx, COUNTERPARTIES, request, who.party_id, ways)

    return write


def delete(ctx: Context, request: Request, prepared: object) -> Reply:
    """Take the role from a party, which goes with its last one."""
    delete_role(ctx, Role.COUNTERPARTY, ById(path_id(COUNTERPARTIES, request)))
    return Reply(204)
