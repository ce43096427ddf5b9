"""Changing a party where it is shown; two who change it at once see each other's changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from partita.domain.address import AddressPatch
from partita.domain.errors import PartitaError, VersionStale
from partita.domain.party import PartyPatch
from partita.domain.standing import Role, Standing
from partita.facekit.face import Reply, Request, Route
from partita.usecases import parties
from partita.usecases.context import Context, Looking
from partita.usecases.roles import ById
from partita.usecases.whole_party import get_whole_party
from partita.web import role_fields
from partita.web.forms import Form, read_own_form
from partita.web.page import Look, go_to, show, show_again
from partita.web.party_list import groups_of
from partita.web.party_page import path_id
from partita.web.problems import sentence
from partita.web.rendering import countries

PARTY_FIELDS: Final = (
    "name",
    "legal_name",
    "trade_name",
    "country",
    "company_number",
    "vat_number",
    "email",
    "phone",
    "mobile",
    "website",
    "language",
    "comments",
)
MAIL_FIELDS: Final = ("street", "street_extra", "postal_code", "city")
FIELDS: Final = (*PARTY_FIELDS, *(f"mail_{name}" for name in MAIL_FIELDS))
EDITED: Final = (*FIELDS, *role_fields.NAMES)
Values = Mapping[str, str]


class Editing:
    """Makes and changes parties."""

    def routes(self) -> Iterator[Route]:
        """Yield the operations."""
        for method, path, name, act in (
            ("POST", "/parties/new", "makeParty", self.make),
            ("POST", "/parties/{party}/edit", "changeParty", self.change),
        ):
            yield Route(method=method, path=path, name=name, prepare=read_own_form, write=act)
        yield Route(method="GET", path="/parties/new", name="showNewParty", read=self.show_new)
        yield Route(method="GET", path="/parties/{party}/edit", name="editParty", read=self.show)

    def show_new(self, look: Looking, request: Request) -> Reply:
        """Show an empty form."""
        return show(request, look, "new.html", **_new_values(request, {}))

    def make(self, ctx: Context, request: Request, form: Form) -> Reply:
        """Make a party."""
        values = {name: form.get(name).strip() for name in FIELDS}
        role = Role(form.get("role")) if form.get("role") in set(Role) else Role.CUSTOMER
        is_person = form.has("is_person")
        try:
            with ctx.unit.attempt():
                change = _change({**values}, {"is_person": is_person}, AddressPatch())
                made = parties.create_party(ctx, role, change, number=form.number("number"))
        except PartitaError as error:
            refusal = sentence(error, Look.of(request).language, request.id)
            known = _new_values(request, values) | {"role": role, "refusal": refusal}
            return show_again(request, ctx, "new.html", **known)
        return go_to(f"/parties/{made.party.id}", {"done": "1"})

    def show(self, look: Looking, request: Request) -> Reply:
        """Show a party's fields to change."""
        party = get_whole_party(look, path_id(request))
        values = values_of(party)
        return show(request, look, "edit.html", **_edit_values(look, request, party, values))

    def change(self, ctx: Context, request: Request, form: Form) -> Reply:
        """Change a party; what somebody else changed meanwhile is shown, and chosen from."""
        party_id = path_id(request)
        edit = Edit.read(form)
        try:
            with ctx.unit.attempt():
                _apply(ctx, party_id, edit, form)
        except VersionStale:
            return _show_difference(ctx, request, party_id, edit, form)
        except PartitaError as error:
            party = get_whole_party(ctx.looking, party_id)
            refusal = sentence(error, Look.of(request).language, request.id)
            known = _edit_values(ctx.looking, request, party, edit.mine) | {"refusal": refusal}
            return show_again(request, ctx, "edit.html", **known)
        return go_to(f"/parties/{party_id}", {"done": "1"})


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody changed.

    Attributes:
        version: Of the party they saw.
        mine: What they want, by field.
        was: What they saw, by field.
    """

    version: int
    mine: Values
    was: Values

    @classmethod
    def read(cls, form: Form) -> "Edit":
        """Read a form; a choice for what somebody else wrote drops one's own."""
        mine = {name: form.get(name).strip() for name in EDITED if form.has(name)}
        was = {name: form.get(f"was_{name}", mine[name]).strip() for name in mine}
        for name in list(mine):
            if form.get(f"choose_{name}") == "theirs":
                mine[name] = was[name]
        return cls(form.number("version") or 0, mine, was)

    @property
    def changed(self) -> dict[str, str]:
        """The fields they changed."""
        return {name: text for name, text in self.mine.items() if text != self.was[name]}


def _apply(ctx: Context, party_id: int, edit: Edit, form: Form) -> None:
    roles = [role for role in Role if form.has(f"standing_{role}")]
    first = roles[0] if roles else Role.CUSTOMER
    more: dict[str, Any] = {}
    if form.has("kind"):
        more["is_person"] = form.get("kind") == "person"
    change = _change(edit.changed, more, AddressPatch())
    groups = tuple(form.numbers("group")) if form.has("groups_shown") else change.groups
    role_values = _role_values(form, edit, first)
    change = parties.PartyChange(change.party, role_values, change.mail, groups=groups)
    parties.change_party(ctx, first, ById(party_id), change, if_version=edit.version)
    for role in roles[1:]:
        values = parties.PartyChange(role=_role_values(form, edit, role))
        parties.change_party(ctx, role, ById(party_id), values, if_version=None)


def _role_values(form: Form, edit: Edit, role: Role) -> dict[str, Any]:
    return {**_standing(form, role), **role_fields.values_for(role, edit.changed)}


def _standing(form: Form, role: Role) -> dict[str, Any]:
    text = form.get(f"standing_{role}")
    return {"standing": Standing(text)} if text in set(Standing) else {}


def _change(
    changed: Mapping[str, str], more: Mapping[str, Any], mail: AddressPatch
) -> parties.PartyChange:
    """What a form wants; an empty field empties the party's."""
    own = {name: text or None for name, text in changed.items() if name in PARTY_FIELDS}
    if "name" in own:
        own["name"] = own["name"] or ""
    if own.get("country"):
        own["country"] = (own["country"] or "").upper()
    place: dict[str, Any] = {
        name: changed[f"mail_{name}"] or None for name in MAIL_FIELDS if f"mail_{name}" in changed
    }
    patch: dict[str, Any] = {**own, **more}
    return parties.PartyChange(PartyPatch(**patch), mail=AddressPatch(**place) if place else mail)


def _show_difference(
    ctx: Context, request: Request, party_id: int, edit: Edit, form: Form
) -> Reply:
    """Show what somebody else changed beside what one wants, to choose from."""
    party = get_whole_party(ctx.looking, party_id)
    theirs = values_of(party)
    fields = [
        (name, edit.was.get(name, ""), theirs[name], edit.mine.get(name, theirs[name]))
        for name in EDITED
        if name in theirs
        and (theirs[name] != edit.was.get(name, theirs[name]) or name in edit.changed)
    ]
    kept = {
        name: list(values)
        for name, values in form.fields.items()
        if name not in ("csrf", "version") and not name.startswith(("was_", "choose_"))
    }
    kept |= {name: [text] for name, text in edit.mine.items()}
    for name, was, other, mine in fields:
        if mine == was:  # only they changed it
            kept[name] = [other]
    return show_again(
        request, ctx, "difference.html", party=party, fields=fields, kept=kept, theirs=theirs
    )


def values_of(party: Mapping[str, Any]) -> dict[str, str]:
    """The fields people change, as texts."""
    mail: Mapping[str, Any] = next(
        (each for each in party["addresses"] if each["kind"] == "mail"), {}
    )
    own = {name: str(party[name] or "") for name in PARTY_FIELDS}
    own |= {f"mail_{name}": str(mail.get(name) or "") for name in MAIL_FIELDS}
    return own | role_fields.texts_of(party)


def _edit_values(
    look: Looking, request: Request, party: Mapping[str, Any], values: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "party": party,
        "values": values_of(party) | dict(values),
        "was": values_of(party),
        "country_names": countries(Look.of(request).language),
        "groups": groups_of(look),
        "mine": {each["number"] for each in party["groups"]},
        "standings": [str(each) for each in Standing],
        "role_fields": role_fields.ROLE_FIELDS,
        "lists": role_fields.lists_for(look, party),
        "refusal": "",
    }


def _new_values(request: Request, values: Mapping[str, str]) -> dict[str, Any]:
    return {
        "values": dict.fromkeys(FIELDS, "") | dict(values),
        "country_names": countries(Look.of(request).language),
        "roles": [str(each) for each in Role],
        "role": str(Role.CUSTOMER),
        "refusal": "",
    }
