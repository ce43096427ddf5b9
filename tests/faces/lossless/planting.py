"""Values that hardly any dialect can say, put into the book past all faces."""

from datetime import date
from typing import Final

from partita.domain.address import AddressPatch
from partita.domain.contact import ContactPerson, ContactPoint, PointKind
from partita.domain.extras import Membership, TermLine
from partita.domain.party import PartyPatch
from partita.domain.standing import Role
from partita.usecases.addresses import create_delivery_address
from partita.usecases.bank_accounts import create_bank_account
from partita.usecases.context import Context
from partita.usecases.groups import create_group
from partita.usecases.identifiers import add_identifier
from partita.usecases.notes import create_note
from partita.usecases.owners import Owner
from partita.usecases.parties import PartyChange, change_party
from partita.usecases.roles import ById

LEI: Final = "5493001KJTIIGC8Y1R12"


def plant_party(ctx: Context, party_id: int) -> None:
    """Give a customer one of everything."""
    owner = Owner(party_id=party_id)
    patch = PartyPatch(
        trade_name="Planted", website="https://planted.example", birth_date=date(1980, 2, 29)
    )
    change = PartyChange(patch, {"special_mention": "Planted", "credit_maximum": 12.5})
    change_party(ctx, Role.CUSTOMER, ById(party_id), change, if_version=None)
    create_delivery_address(ctx, owner, AddressPatch(street="Planted 1", province="Fyn"))
    create_bank_account(ctx, owner, {"iban": "DK5000400440116243", "bank_code": "0040"})
    add_identifier(ctx, owner, "lei", LEI)
    create_note(ctx, owner, "Planted.")
    group = create_group(ctx, f"Planted {party_id}")
    ctx.unit.memberships.insert(Membership(group=group.number, party_id=party_id))
    ctx.unit.term_lines.insert(_term_line(ctx, party_id))


def plant_contact(ctx: Context, person: ContactPerson) -> None:
    """Give a contact person further ways to be reached."""
    ways = (
        (PointKind.EMAIL, "second@planted.example"),
        (PointKind.PHONE, "+45 22 22 22 22"),
        (PointKind.SOCIAL, "https://social.example/planted"),
    )
    for at, (kind, value) in enumerate(ways, start=5):
        point = ContactPoint(
            **ctx.new(), person=person.number, kind=kind, value=value, usage="others", position=at
        )
        ctx.unit.points.insert(point)


def _term_line(ctx: Context, party_id: int) -> TermLine:
    return TermLine(
        **ctx.new(),
        id=ctx.unit.take_numbers("term_line"),
        party_id=party_id,
        payment_term=None,
        position=9999,
        kind="remaining_amount",
        value="0",
        condition="end_of_month",
        due_days=60,
        pay_days="5,15",
    )
