"""Fills a book with organisations and what is made up around them, through the use cases."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from partita.demo.inventing import MARK, Inventor, host_of
from partita.demo.places import PLACES
from partita.demo.samples import Organisation, french_vat
from partita.domain.address import AddressPatch
from partita.domain.contact import ContactPatch
from partita.domain.extras import DocumentKind
from partita.domain.party import PartyPatch
from partita.domain.standing import Role, Standing
from partita.usecases import (
    addresses,
    contacts,
    documents,
    groups,
    identifiers,
    notes,
    parties,
    references,
)
from partita.usecases.context import Context
from partita.usecases.owners import Owner

Advance = Callable[[], None]
"""Called after each organisation."""

GROUPS: Final = ("Public sector", "Key accounts", "Newsletter", "Trade fair 2026")
PUBLIC_SECTOR: Final = 0
TERMS: Final = ((6, "Net 45 days", "net45", 45), (7, "Net 60 days", "net60", 60))
TERM_NUMBERS: Final = (1, 1, 1, 2, 3, 3, 4, 5, 6, 7)
EMPLOYEES: Final = 24
JOBS: Final = ("Sales", "Accounting", "Purchasing", "Logistics", "Management", "IT")
ABROAD: Final = frozenset({"CH", "GB", "NO"})
TITLES: Final = ("Buyer", "Accountant", "Head of purchasing", "Assistant", "Managing director")
NOTES: Final = (
    "Prefers to be called in the morning.",
    "Wants one invoice a month.",
    "Asked for a new price list.",
    "Pays early when there is a discount.",
    "Delivery only before noon.",
)
COMMENT: Final = "Demonstration: name, country and numbers are real, all else is made up."
COST_GROUPS: Final = 3
PLACE_NAMES: Final = ("Warehouse", "Shop", "Site office", "Workshop", "Central kitchen")
_KINDS: Final = (
    DocumentKind.INVOICE,
    DocumentKind.INVOICE,
    DocumentKind.ORDER,
    DocumentKind.QUOTE,
    DocumentKind.PROJECT,
)


@dataclass(slots=True)
class Filling:
    """A book while it is being filled."""

    ctx: Context
    invent: Inventor = field(default_factory=Inventor)
    home: str = "DK"
    groups: list[int] = field(default_factory=list)
    staff: list[int] = field(default_factory=list)
    counterparties: list[int] = field(default_factory=list)

    def lists(self) -> None:
        """Groups, payment terms and employees."""
        self.groups = [groups.create_group(self.ctx, name).number for name in GROUPS]
        for number, name, code, days in TERMS:
            patch = references.ReferencePatch(name=name, code=code, details={"days": days})
            references.create_reference(self.ctx, "payment_term", number, patch)
        for place in range(EMPLOYEES):
            self.staff.append(self._employee(JOBS[place % len(JOBS)]))

    def organisations(self, chosen: Sequence[Organisation], advance: Advance) -> None:
        """Parties, with all that stands around them."""
        for organisation in chosen:
            self._organisation(organisation)
            advance()

    def _employee(self, job: str) -> int:
        person = self.invent.person(self.home, "Partita Demo")
        patch = PartyPatch(
            name=person.name,
            is_person=True,
            country=self.home,
            email=person.email,
            phone=person.phone,
            source=MARK,
            comments="Demonstration: this person is made up.",
        )
        change = parties.PartyChange(patch, {"job_title": job, "department": 1, "location": 1})
        return parties.create_party(self.ctx, Role.EMPLOYEE, change).party.id

    def _organisation(self, organisation: Organisation) -> None:
        is_supplier_only = organisation.siren is None and self.invent.happens(5)
        role = Role.SUPPLIER if is_supplier_only else Role.CUSTOMER
        made = parties.create_party(self.ctx, role, self._change(organisation, role))
        owner = Owner(made.party.id)
        if organisation.lei:
            identifiers.add_identifier(self.ctx, owner, "lei", organisation.lei)
        persons = self._persons(owner, organisation)
        if is_supplier_only:
            self._counterparty(made.party.id)
            return
        places = self._places(owner, organisation.country)
        self._documents(made.role.number, persons, places)
        if self.invent.happens(8):
            parties.add_role(self.ctx, made.party.id, Role.SUPPLIER, {"payment_term": 3})
        if self.invent.happens(10):
            author = self.invent.one_of(self.staff)
            text = f"{self.invent.one_of(NOTES)} (made up)"
            notes.create_note(self.ctx, owner, text, author=author)

    def _counterparty(self, party_id: int) -> None:
        """Money goes to suppliers; each in turn is of another cost group."""
        group = len(self.counterparties) % COST_GROUPS + 1
        values = {"cost_group": group, "is_cyclic": group == 1, "requires_attachment": True}
        parties.add_role(self.ctx, party_id, Role.COUNTERPARTY, values)
        self.counterparties.append(party_id)

    def _change(self, organisation: Organisation, role: Role) -> parties.PartyChange:
        host = host_of(organisation.name)
        place, country = PLACES[organisation.country], organisation.country
        patch = PartyPatch(
            name=organisation.name,
            country=country,
            company_number=organisation.siren,
            vat_number=french_vat(organisation.siren) if organisation.siren else None,
            email=f"post@{host}",
            phone=self.invent.phone(place),
            website=f"https://{host}",
            source="demo:gleif" if organisation.lei else "demo:insee",
            comments=COMMENT,
            external_key=organisation.lei or organisation.siren,
        )
        values: dict[str, Any] = {"currency": place.currency}
        if role is Role.CUSTOMER:
            values |= self._customer(country)
        memberships = self._memberships(organisation)
        return parties.PartyChange(patch, values, self._mail(organisation), groups=memberships)

    def _customer(self, country: str) -> dict[str, Any]:
        chance = self.invent.chance.randrange(100)
        standing = Standing.BARRED if chance < 4 else Standing.ARCHIVED if chance < 6 else None  # noqa: PLR2004  # percent
        is_home = country == self.home
        zone = 1 if is_home else 3 if country in ABROAD else 2
        return {
            "group": 1 if is_home else 2,
            "vat_zone": zone,
            "payment_term": self.invent.one_of(TERM_NUMBERS),
            "layout": 21,
            "sales_person": self.invent.one_of(self.staff),
            "default_counterparty": self.counterparties[-1] if self.counterparties else None,
            **({"standing": standing} if standing else {}),
        }

    def _mail(self, organisation: Organisation) -> AddressPatch:
        site = self.invent.site(organisation.country)
        return AddressPatch(
            street=site.street,
            postal_code=organisation.postal_code or site.postal_code,
            city=organisation.city or site.city,
            country=organisation.country,
        )

    def _memberships(self, organisation: Organisation) -> tuple[int, ...]:
        chosen = [number for number in self.groups[1:] if self.invent.happens(10)]
        if organisation.siren:
            chosen.insert(0, self.groups[PUBLIC_SECTOR])
        return tuple(chosen)

    def _persons(self, owner: Owner, organisation: Organisation) -> list[int]:
        made = [self._person(owner, organisation, first=True)]
        if self.invent.happens(25):
            made.append(self._person(owner, organisation, first=False))
        if self.invent.happens(2):
            gone = self._person(owner, organisation, first=False)
            contacts.delete_contact(self.ctx, gone)
        return made

    def _person(self, owner: Owner, organisation: Organisation, *, first: bool) -> int:
        person = self.invent.person(organisation.country, organisation.name)
        patch = ContactPatch(
            name=person.name,
            title=self.invent.one_of(TITLES),
            email=person.email,
            phone=person.phone,
            notes="Made up for the demonstration.",
            receives_invoices=first,
            receives_reminders=first,
            receives_quotes=not first,
            is_default=first,
        )
        return contacts.create_contact(self.ctx, owner, patch).number

    def _places(self, owner: Owner, country: str) -> list[int]:
        count = self.invent.one_of((0, 0, 0, 1, 1, 2))
        return [self._place(owner, country) for _ in range(count)]

    def _place(self, owner: Owner, country: str) -> int:
        site = self.invent.site(country)
        patch = AddressPatch(
            name=self.invent.one_of(PLACE_NAMES),
            street=site.street,
            postal_code=site.postal_code,
            city=site.city,
            country=country,
            terms_of_delivery="DAP",
        )
        return addresses.create_delivery_address(self.ctx, owner, patch).number

    def _documents(self, customer: int, persons: list[int], places: list[int]) -> None:
        if not self.invent.happens(8):
            return
        named = documents.Mentioned(
            customer=customer,
            contact=persons[0],
            delivery_address=places[0] if places else None,
        )
        kind = self.invent.one_of(_KINDS)
        documents.add_document(self.ctx, kind, f"DEMO-{customer}", named)
