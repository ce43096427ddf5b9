"""One party: everything on one page, now and as it was."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from partita.domain.checks import SCHEMES, check_identifier, national_scheme
from partita.domain.errors import PartitaError, RecordNotFound
from partita.domain.likeness.suggestion import State
from partita.domain.standing import Role
from partita.facekit.face import Reply, Request, Route
from partita.usecases.context import Context, Looking
from partita.usecases.duplicates import suggestions_of
from partita.usecases.relations import search_relations
from partita.usecases.whole_party import get_earlier_party, get_whole_party, search_history
from partita.web.forms import whole_number
from partita.web.labels import label_of
from partita.web.money import bank_of
from partita.web.page import Look, show, show_again
from partita.web.problems import sentence
from partita.web.terms import draw_due_dates

SCHEMES_OFFERED: Final = tuple(sorted(set(SCHEMES) - {"bic", "email", "iban", "phone"}))
"""Kinds of numbers people may add; the others have places of their own."""


class PartyPage:
    """Shows one party."""

    def routes(self) -> Iterator[Route]:
        """Yield the operations."""
        yield Route(method="GET", path="/parties/{party}", name="showParty", read=self.show)
        yield Route(
            method="GET", path="/parties/{party}/labels/{number}", name="showLabel", read=self.label
        )
        yield Route(
            method="GET", path="/parties/{party}/history", name="showHistory", read=self.history
        )
        yield Route(
            method="GET",
            path="/parties/{party}/history/{position}",
            name="showEarlierParty",
            read=self.earlier,
        )

    def label(self, look: Looking, request: Request) -> Reply:
        """Show the label of one of its addresses alone, to be printed."""
        party, number = get_whole_party(look, path_id(request)), path_id(request, "number")
        address = next((each for each in party["addresses"] if each["number"] == number), None)
        if address is None:
            raise RecordNotFound(kind="address", key=number)
        return show(request, look, "label.html", party=party, label=label_of(party, address))

    def show(self, look: Looking, request: Request) -> Reply:
        """Show it as it is."""
        return show(request, look, "party.html", **_present_values(look, request))

    def history(self, look: Looking, request: Request) -> Reply:
        """Show what happened to it."""
        party = get_whole_party(look, path_id(request))
        before = whole_number(request.query.get("before", ""))
        told = search_history(look, party["id"], before=before)
        return show(
            request, look, "history.html", party=party, events=told.events, earlier=told.earlier
        )

    def earlier(self, look: Looking, request: Request) -> Reply:
        """Show it as it was."""
        position = path_id(request, "position")
        party = get_earlier_party(look, path_id(request), position)
        values = party_values(party) | {"position": position}
        return show(request, look, "earlier.html", **values)


def path_id(request: Request, name: str = "party") -> int:
    """A number in the path.

    Raises:
        RecordNotFound: It is none.
    """
    text = request.params[name]
    if (read := whole_number(text)) is None:
        raise RecordNotFound(kind="party", key=text)
    return read


def show_refused(ctx: Context, request: Request, error: PartitaError) -> Reply:
    """Show the party of a request again, with why something about it was refused.

    Raises:
        RecordNotFound: It is not there.
    """
    refusal = sentence(error, Look.of(request).language, request.id)
    values = _present_values(ctx.looking, request) | {"refusal": refusal}
    return show_again(request, ctx, "party.html", **values)


def _present_values(look: Looking, request: Request) -> dict[str, Any]:
    """What the page shows of a party as it is now."""
    party = get_whole_party(look, path_id(request))
    alike = [each for each in suggestions_of(look, party["id"]) if each.state is State.OPEN]
    return party_values(party) | {"alike": alike, "relations": search_relations(look, party)}


def party_values(party: Mapping[str, Any]) -> dict[str, Any]:
    """What the page shows of a party at any time."""
    return {
        "party": party,
        "labels": {each["number"]: label_of(party, each) for each in party["addresses"]},
        "banks": {each["number"]: bank_of(each) for each in party["bank_accounts"]},
        "checks": _checks(party),
        "due": draw_due_dates(party),
        "schemes": SCHEMES_OFFERED,
        "held": [str(role) for role in Role if party[role]],
        "missing": [str(role) for role in Role if not party[role]],
        "alike": (),
        "relations": (),
        "refusal": "",
    }


def _checks(party: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Company number, VAT number and the other identifiers, each with what its check says."""
    national = national_scheme(party["country"] or "") or ""
    numbers = [
        ("company_number", party["company_number"], national),
        ("vat_number", party["vat_number"], "eu_vat"),
    ]
    found = [
        {"name": name, "value": value, "status": check_identifier(scheme, value).status}
        for name, value, scheme in numbers
        if value
    ]
    more = party["identifiers"]
    return found + [
        {"name": each["scheme"]} | {key: each[key] for key in ("id", "value", "status")}
        for each in more
    ]
