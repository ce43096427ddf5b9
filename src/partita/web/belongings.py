"""What belongs to a party: people, places, notes, bank accounts and numbers come, change, go."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from partita.domain.address import AddressPatch
from partita.domain.checks import Iban
from partita.domain.contact import ContactPatch
from partita.domain.countries import find_country
from partita.domain.errors import IdentifierInvalid, PartitaError, ValuesInvalid
from partita.domain.violation import Violation
from partita.facekit.face import Reply, Request, Route
from partita.usecases.addresses import change_address, create_delivery_address, delete_address
from partita.usecases.bank_accounts import create_bank_account, delete_bank_account
from partita.usecases.contacts import change_contact, create_contact, delete_contact
from partita.usecases.context import Context
from partita.usecases.identifiers import add_identifier, delete_identifier
from partita.usecases.notes import create_note, delete_note
from partita.usecases.owners import Owner
from partita.web.forms import Form, read_own_form
from partita.web.page import go_to
from partita.web.party_page import SCHEMES_OFFERED, path_id, show_refused

PLACE_FIELDS: Final = ("name", "street", "street_extra", "postal_code", "city")
Act = Callable[[Context, Request, Form], object]


def routes() -> Iterator[Route]:
    """Yield the operations."""
    for path, name, act in (
        ("persons", "addPerson", _add_person),
        ("persons/{number}", "changePerson", _change_person),
        ("persons/{number}/delete", "deletePerson", _delete_person),
        ("notes", "addNote", _add_note),
        ("notes/{note}/delete", "deleteNote", _delete_note),
        ("places", "addPlace", _add_place),
        ("places/{number}", "changePlace", _change_place),
        ("places/{number}/delete", "deletePlace", _delete_place),
        ("accounts", "addAccount", _add_account),
        ("accounts/{number}/delete", "deleteAccount", _delete_account),
        ("identifiers", "addIdentifier", _add_identifier),
        ("identifiers/{number}/delete", "deleteIdentifier", _delete_identifier),
    ):
        yield Route(
            method="POST",
            path=f"/parties/{{party}}/{path}",
            name=name,
            prepare=read_own_form,
            write=_answered(act),
        )


def _answered(act: Act) -> Callable[[Context, Request, Any], Reply]:
    """Do something and show the party again, or say why it was refused."""

    def write(ctx: Context, request: Request, form: Form) -> Reply:
        try:
            with ctx.unit.attempt():
                act(ctx, request, form)
        except PartitaError as error:
            return show_refused(ctx, request, error)
        return go_to(f"/parties/{path_id(request)}", {"done": "1"})

    return write


def _text(form: Form, name: str) -> str | None:
    return form.get(name).strip() or None


def _person(form: Form) -> ContactPatch:
    return ContactPatch(
        name=form.get("name").strip(),
        title=_text(form, "title"),
        email=_text(form, "email"),
        phone=_text(form, "phone"),
    )


def _seen(form: Form) -> int:
    """The version somebody looked at; none that there is when a form does not say."""
    return form.number("version") or 0


def _add_person(ctx: Context, request: Request, form: Form) -> object:
    return create_contact(ctx, Owner(path_id(request)), _person(form))


def _change_person(ctx: Context, request: Request, form: Form) -> object:
    number, owner = path_id(request, "number"), Owner(path_id(request))
    return change_contact(ctx, number, _person(form), owner=owner, if_version=_seen(form))


def _delete_person(ctx: Context, request: Request, _form: Form) -> None:
    delete_contact(ctx, path_id(request, "number"), owner=Owner(path_id(request)))


def _place(form: Form) -> AddressPatch:
    """A place of delivery; words that name no country we know are kept as they are."""
    texts: dict[str, Any] = {name: _text(form, name) for name in PLACE_FIELDS}
    country = form.get("country").strip()
    code = find_country(country)
    return AddressPatch(**texts, country=code, country_text=None if code else country or None)


def _add_place(ctx: Context, request: Request, form: Form) -> object:
    return create_delivery_address(ctx, Owner(path_id(request)), _place(form))


def _change_place(ctx: Context, request: Request, form: Form) -> object:
    number, owner = path_id(request, "number"), Owner(path_id(request))
    return change_address(ctx, number, _place(form), owner=owner, if_version=_seen(form))


def _delete_place(ctx: Context, request: Request, _form: Form) -> None:
    delete_address(ctx, path_id(request, "number"), owner=Owner(path_id(request)))


def _add_note(ctx: Context, request: Request, form: Form) -> object:
    return create_note(ctx, Owner(path_id(request)), form.get("text").strip())


def _delete_note(ctx: Context, request: Request, _form: Form) -> None:
    delete_note(ctx, request.params["note"], owner=Owner(path_id(request)))


def _add_account(ctx: Context, request: Request, form: Form) -> object:
    """Add an account people typed: unlike what programs send, a wrong one is refused."""
    try:
        iban = Iban.parse(form.get("iban"))
    except IdentifierInvalid:
        raise ValuesInvalid(violations=[Violation("IBAN", "iban")]) from None
    values = {"iban": iban.compact, "bic": _text(form, "bic"), "country": iban.country}
    return create_bank_account(ctx, Owner(path_id(request)), values)


def _delete_account(ctx: Context, request: Request, _form: Form) -> None:
    delete_bank_account(ctx, path_id(request, "number"), owner=Owner(path_id(request)))


def _add_identifier(ctx: Context, request: Request, form: Form) -> object:
    scheme = form.get("scheme") if form.get("scheme") in SCHEMES_OFFERED else ""
    return add_identifier(ctx, Owner(path_id(request)), scheme, form.get("value").strip())


def _delete_identifier(ctx: Context, request: Request, _form: Form) -> None:
    delete_identifier(ctx, path_id(request, "number"), owner=Owner(path_id(request)))
