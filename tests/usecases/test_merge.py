"""Merging parties: what goes where, what is told, and that it can be taken back."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from partita.access.permission import EVERYTHING, Permission
from partita.domain import merging
from partita.domain.address import Address, AddressKind, AddressPatch
from partita.domain.contact import ContactPatch
from partita.domain.errors import (
    MergeFixed,
    MergeRefused,
    NotAllowed,
    OwnerUnknown,
    PartitaError,
    RecordNotFound,
)
from partita.domain.extras import DocumentKind, TermLine
from partita.domain.merging import MERGED_MAX
from partita.domain.party import PartyPatch
from partita.domain.standing import Role
from partita.store.engine import Engine
from partita.usecases import parties
from partita.usecases.addresses import change_address
from partita.usecases.bank_accounts import create_bank_account
from partita.usecases.contacts import change_contact
from partita.usecases.context import Context
from partita.usecases.documents import Mentioned, add_document
from partita.usecases.groups import create_group
from partita.usecases.identifiers import add_identifier
from partita.usecases.ledger import Ledger
from partita.usecases.merge import merge_parties, undo_merge
from partita.usecases.notes import create_note
from partita.usecases.owners import Owner
from partita.usecases.parties import PartyChange
from partita.usecases.roles import ById
from tests.builders import (
    FrozenClock,
    OpenBook,
    make_book,
    make_contact,
    make_customer,
    make_delivery_address,
    make_party,
    new_record,
)
from tests.dump import dump
from tests.store.raw import rows
from tests.threads import in_threads


@pytest.fixture
def database_url(shared_url: str) -> str:
    """One database for all: every test has a book of its own."""
    return shared_url


COUNTERPARTY, CUSTOMER, EMPLOYEE = Role.COUNTERPARTY, Role.CUSTOMER, Role.EMPLOYEE


def pair(ctx: Context, role: Role = COUNTERPARTY, **second: object) -> tuple[int, int]:
    """Two parties in a role; values of the second's party."""
    first = make_party(ctx, role, "Alpha ApS")
    return first.party.id, make_party(ctx, role, "Alpha A/S", party=second).party.id


def told(url: str, book: OpenBook, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """Some columns of everything a table has of a book, in order."""
    names = ", ".join(("book_id", *columns))
    found = rows(url, f"SELECT {names} FROM {table}")  # noqa: S608  # our own names
    return [tuple(row[1:]) for row in found if row[0] == book.book_id]


def changes(url: str, book: OpenBook) -> list[tuple[str, int | None]]:
    """Kind and party of everything that happened, in order."""
    found = told(url, book, "change", "position", "kind", "party_id")
    return [(kind, party_id) for _, kind, party_id in sorted(found)]


def test_empty_fields_are_filled_in_order_and_others_stay(ctx: Context) -> None:
    kept = make_party(ctx, COUNTERPARTY, "Alpha", party={"email": "a@alpha.example"}).party.id
    one = make_party(ctx, COUNTERPARTY, "One", party={"phone": "1", "email": "x@x.example"})
    two = make_party(ctx, COUNTERPARTY, "Two", party={"phone": "2", "website": "two.example"})
    done = merge_parties(ctx, kept, [one.party.id, two.party.id], role=COUNTERPARTY)
    party = ctx.unit.parties.find(kept)
    assert party is not None
    assert (party.name, party.email, party.phone) == ("Alpha", "a@alpha.example", "1")
    assert party.website == "two.example"
    assert (party.version, done.filled) == (2, ("phone", "website"))
    assert [ctx.unit.parties.find(each).merged_into for each in done.absorbed] == [kept, kept]  # type: ignore[union-attr]  # they are there


def test_chosen_values_survive_with_what_belongs_to_them(ctx: Context) -> None:
    mine = {"company_number": "1", "tax_kind": "nip", "phone": "1", "email": "a@alpha.example"}
    kept = make_customer(ctx, "Alpha", party=mine).party.id
    theirs = {"company_number": "2", "tax_country": "PL", "phone": "2"}
    other = make_customer(ctx, "Beta", party=theirs).party.id
    chosen = {"name": other, "company_number": other, "email": other, "phone": kept}
    merge_parties(ctx, kept, [other], chosen=chosen)
    party = ctx.unit.parties.find(kept)
    assert party is not None
    assert (party.name, party.phone, party.email) == ("Beta", "1", "a@alpha.example")
    assert (party.company_number, party.tax_kind, party.tax_country) == ("2", None, "PL")
    back, _ = undo_merge(ctx, kept)
    assert (back.name, back.company_number, back.tax_kind) == ("Alpha", "1", "nip")


@pytest.mark.parametrize("chosen", [{"source": 2}, {"name": 999}])
def test_only_values_of_theirs_can_be_chosen(ctx: Context, chosen: dict[str, int]) -> None:
    kept, other = make_customer(ctx).party.id, make_customer(ctx).party.id
    with pytest.raises(MergeRefused):
        merge_parties(ctx, kept, [other], chosen=chosen)


def test_what_says_one_thing_together_is_filled_together(ctx: Context) -> None:
    kept = make_customer(ctx, "Alpha", payment_days=8, party={"tax_kind": "none"}).party.id
    values = {"company_number": "5260001246", "tax_kind": "nip", "tax_country": "PL"}
    other = make_customer(ctx, "Beta", payment_term=None, party=values, voucher_number="V")
    merge_parties(ctx, kept, [other.party.id])
    party, role = ctx.unit.parties.find(kept), ctx.unit.customers.find(kept)
    assert party is not None
    assert role is not None
    assert (party.company_number, party.tax_kind, party.tax_country) == ("5260001246", "nip", "PL")
    assert (role.payment_days, role.voucher_number) == (8, "V")


def test_a_role_the_survivor_lacks_goes_over_with_its_number(ctx: Context) -> None:
    kept = make_party(ctx, COUNTERPARTY).party.id
    other = make_customer(ctx, number=77, party={})
    person = make_contact(ctx, other.party.id)
    mine = make_contact(ctx, kept, "Bo Lind")
    merge_parties(ctx, kept, [other.party.id])
    role = ctx.unit.customers.find(kept)
    assert role is not None
    assert (role.number, role.uuid) == (77, other.role.uuid)
    assert ctx.unit.customers.find(other.party.id) is None
    persons = [ctx.unit.contacts.find(each.number) for each in (person, mine)]
    assert [each and (each.party_id, each.customer_number) for each in persons] == [(kept, 77)] * 2


def test_the_survivors_role_stays_and_its_number(ctx: Context) -> None:
    kept, other = make_customer(ctx, number=1), make_customer(ctx, number=2, gln="5790000000005")
    merge_parties(ctx, kept.party.id, [other.party.id])
    role = ctx.unit.customers.find(kept.party.id)
    assert role is not None
    assert (role.number, role.gln, role.code) == (1, "5790000000005", "1")
    assert not ctx.unit.customers.has(number=2)


def test_everything_that_refers_to_the_absorbed_refers_to_the_survivor(ctx: Context) -> None:
    kept, other = pair(ctx, EMPLOYEE)
    parties.add_role(ctx, other, COUNTERPARTY, {})
    client = make_customer(ctx, "Client", sales_person=other, default_counterparty=other)
    report = make_party(ctx, EMPLOYEE, "Report", manager=other).party.id
    note = create_note(ctx, Owner(client.party.id), "Called", author=other)
    merge_parties(ctx, kept, [other])
    role = ctx.unit.customers.find(client.party.id)
    assert role is not None
    assert (role.sales_person, role.default_counterparty, role.version) == (kept, kept, 2)
    assert ctx.unit.employees.find(report).manager == kept  # type: ignore[union-attr]  # it is there
    assert ctx.unit.notes.find(note.number).author == kept  # type: ignore[union-attr]  # likewise


def test_nobody_manages_or_pays_for_himself_after_a_merge(ctx: Context) -> None:
    kept, other = pair(ctx, EMPLOYEE)
    parties.change_party(
        ctx, EMPLOYEE, ById(kept), PartyChange(role={"manager": other}), if_version=None
    )
    merge_parties(ctx, kept, [other])
    assert ctx.unit.employees.find(kept).manager is None  # type: ignore[union-attr]  # it is there


def test_identical_persons_are_not_doubled_and_documents_follow(ctx: Context) -> None:
    kept, other = make_customer(ctx, number=1).party.id, make_customer(ctx, number=2).party.id
    mine = make_contact(ctx, kept, "Ada Holm", email="ada@alpha.example", phone="1")
    same = make_contact(ctx, other, "ADA HOLM", email="Ada@alpha.example")
    new = make_contact(ctx, other, "Ada Holm", email="ada@private.example")
    document = add_document(ctx, DocumentKind.INVOICE, "1", Mentioned(contact=same.number))
    merge_parties(ctx, kept, [other])
    assert [each.number for each in ctx.unit.contacts.select(party_id=kept)] == [
        mine.number,
        new.number,
    ]
    assert ctx.unit.points.select(person=same.number) == []
    assert [each.value for each in ctx.unit.points.select(person=new.number)] == [new.email]
    found = ctx.unit.documents.find(document.id)
    assert found is not None
    assert (found.person, found.party_id) == (mine.number, kept)


def test_a_second_postal_address_becomes_a_place_of_delivery(ctx: Context) -> None:
    def make(name: str, mail: AddressPatch) -> int:
        change = PartyChange(PartyPatch(name=name), mail=mail)
        return parties.create_party(ctx, CUSTOMER, change).party.id

    kept = make("Alpha", AddressPatch(street="Havnegade 1", city="Odense"))
    same = AddressPatch(street="havnegade 1", city="Odense", postal_code="5000")
    fuller = make("Alpha 2", same)
    away = make("Alpha 3", AddressPatch(street="Torvet 2", city="Vejle"))
    merge_parties(ctx, kept, [fuller, away])
    found = ctx.unit.addresses.select(party_id=kept)
    shown = {(str(each.kind), each.street, each.postal_code, each.is_primary) for each in found}
    assert shown == {
        ("mail", "Havnegade 1", "5000", True),
        ("delivery", "Torvet 2", None, True),
    }


def test_places_and_accounts_keep_one_default(ctx: Context) -> None:
    kept, other = make_customer(ctx, number=1).party.id, make_customer(ctx, number=2).party.id
    for party_id, city in ((kept, "Odense"), (other, "Odense"), (other, "Vejle")):
        make_delivery_address(ctx, party_id, city=city)
        create_bank_account(ctx, Owner(party_id), {"iban": "DK5000400440116243"})
    create_bank_account(ctx, Owner(other), {"iban": "DK 9520000123456789"})
    merge_parties(ctx, kept, [other])
    places = ctx.unit.addresses.select(party_id=kept)
    assert [(each.city, each.is_primary, each.serial) for each in places] == [
        ("Odense", True, 1),
        ("Vejle", False, 2),
    ]
    accounts = ctx.unit.bank_accounts.select(party_id=kept)
    assert [(each.iban, each.is_default) for each in accounts] == [
        ("DK5000400440116243", True),
        ("DK 9520000123456789", False),
    ]


def test_many_parts_are_read_as_often_as_few(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    having = Ledger.having
    compared: list[str] = []
    says = merging.says

    def noting(self: Ledger, records: str, column: str, *values: object) -> list[Any]:
        asked.append(records)
        return having(self, records, column, *values)

    def counting(part: object) -> dict[str, object]:
        compared.append(type(part).__name__)
        return says(part)

    monkeypatch.setattr(Ledger, "having", noting)
    monkeypatch.setattr(merging, "says", counting)
    counts = []
    for count in (3, 30):
        kept, other = pair(ctx, CUSTOMER)
        for number in range(count):
            for party_id, street in (
                (kept, f"Kaj {number}"),
                (other, f"Kaj {number + count // 3}"),
            ):
                make_contact(ctx, party_id, street, email=f"{number}@alpha.example")
                make_delivery_address(ctx, party_id, street=street)
                create_bank_account(ctx, Owner(party_id), {"account": street})
        asked.clear()
        compared.clear()
        merge_parties(ctx, kept, [other])
        counts.append((len(asked), len(compared) / count))
    (few, few_each), (many, many_each) = counts
    assert many == few
    assert many_each <= few_each


def test_groups_notes_and_identifiers_are_not_doubled(ctx: Context) -> None:
    kept, other = pair(ctx, CUSTOMER)
    both, new = create_group(ctx, "Both").number, create_group(ctx, "New").number
    for party_id, groups in ((kept, (both,)), (other, (both, new))):
        parties.change_party(
            ctx, CUSTOMER, ById(party_id), PartyChange(groups=groups), if_version=None
        )
        create_note(ctx, Owner(party_id), "Met at the fair")
        add_identifier(ctx, Owner(party_id), "lei", "5299000J2N45DDNE4Y28")
    create_note(ctx, Owner(other), "Likes tea")
    merge_parties(ctx, kept, [other])
    assert [each.group for each in ctx.unit.memberships.select(party_id=kept)] == [both, new]
    assert [each.text for each in ctx.unit.notes.select(party_id=kept)] == [
        "Met at the fair",
        "Likes tea",
    ]
    assert len(ctx.unit.identifiers.select(party_id=kept)) == 1


@pytest.mark.parametrize(("own", "days"), [(0, [30]), (1, [8])], ids=["takes", "keeps"])
def test_a_payment_plan_goes_over_whole_or_not_at_all(
    ctx: Context, own: int, days: list[int]
) -> None:
    kept, other = pair(ctx, CUSTOMER)
    for number, (party_id, due_days) in enumerate([*[(kept, 8)][:own], (other, 30)], 1):
        line = TermLine(
            **new_record(), id=number, party_id=party_id, payment_term=None, position=9999,
            kind="remaining_amount", value="100", condition="none", due_days=due_days,
        )  # fmt: skip
        ctx.unit.term_lines.insert(line)
    merge_parties(ctx, kept, [other])
    assert [each.due_days for each in ctx.unit.term_lines.select(party_id=kept)] == days
    assert ctx.unit.term_lines.select(party_id=other) == []


def test_both_sides_are_told_of(book: OpenBook, database_url: str) -> None:
    with book.writing() as ctx:
        kept, other = pair(ctx, phone="1")
        make_contact(ctx, other)
    known = len(changes(database_url, book))
    with book.writing() as ctx:
        merge_parties(ctx, kept, [other])
    assert sorted(changes(database_url, book)[known:], key=str) == [
        ("contact.changed", kept),
        ("counterparty.deleted", other),
        ("party.merged", kept),
        ("party.merged", other),
    ]
    with book.writing() as ctx:
        undo_merge(ctx, kept)
    assert sorted(changes(database_url, book)[known + 4 :], key=str) == [
        ("contact.changed", other),
        ("counterparty.created", other),
        ("party.unmerged", kept),
        ("party.unmerged", other),
    ]
    audit = [after or "" for (after,) in told(database_url, book, "audit", "after")]
    assert any(f'"merged_into":{kept}' in after for after in audit)


def test_a_merge_can_be_taken_back(book: OpenBook, clock: FrozenClock) -> None:
    with book.writing() as ctx:
        kept, other = pair(ctx, CUSTOMER, website="alpha.example")
        make_contact(ctx, other, email="ada@alpha.example")
        make_delivery_address(ctx, other, city="Vejle")
    before = dump(book)
    clock.advance(hours=1)
    with book.writing() as ctx:
        merge_parties(ctx, kept, [other])
    assert dump(book) != before
    clock.advance(hours=1)
    with book.writing() as ctx:
        assert [each.id for each in undo_merge(ctx, kept)] == [kept, other]
    assert dump(book) == before
    with book.writing() as ctx, pytest.raises(RecordNotFound):
        undo_merge(ctx, kept)


def test_merges_are_taken_back_one_by_one_newest_first(book: OpenBook) -> None:
    with book.writing() as ctx:
        first, second = pair(ctx)
        third = make_party(ctx, COUNTERPARTY, "Third").party.id
    states = [dump(book)]
    for survivor, absorbed in ((first, second), (third, first)):
        with book.writing() as ctx:
            merge_parties(ctx, survivor, [absorbed])
        states.append(dump(book))
    with book.writing() as ctx:
        assert ctx.unit.parties.find(second).merged_into == third  # type: ignore[union-attr]  # it is there
    with pytest.raises(MergeFixed), book.writing() as ctx:
        undo_merge(ctx, first)
    for survivor, state in ((third, states[1]), (first, states[0])):
        with book.writing() as ctx:
            undo_merge(ctx, survivor)
        assert dump(book) == state


def _new_contact(ctx: Context, kept: int) -> None:
    make_contact(ctx, kept, "New")


def _new_document(ctx: Context, kept: int) -> None:
    number = ctx.unit.customers.find(kept).number  # type: ignore[union-attr]  # it is there
    add_document(ctx, DocumentKind.ORDER, "9", Mentioned(customer=number))


def _other_name(ctx: Context, kept: int) -> None:
    parties.change_party(
        ctx, CUSTOMER, ById(kept), PartyChange(PartyPatch(name="New")), if_version=None
    )


def _person_changed(ctx: Context, kept: int) -> None:
    person = ctx.unit.contacts.select(party_id=kept)[0]
    change_contact(ctx, person.number, ContactPatch(title="CEO"), if_version=None)


@pytest.mark.parametrize("change", [_new_contact, _new_document, _other_name, _person_changed])
def test_a_merge_stays_once_the_survivor_changed(book: OpenBook, change: Any) -> None:  # noqa: ANN401  # a function
    with book.writing() as ctx:
        kept, other = pair(ctx, CUSTOMER)
        make_contact(ctx, other)
        merge_parties(ctx, kept, [other])
    with book.writing() as ctx:
        change(ctx, kept)
    before = dump(book)
    with pytest.raises(MergeFixed), book.writing() as ctx:
        undo_merge(ctx, kept)
    assert dump(book) == before


def test_strangers_that_changed_since_only_point_back(book: OpenBook) -> None:
    with book.writing() as ctx:
        kept, other = pair(ctx)
        client = make_customer(ctx, "Client", default_counterparty=other).party.id
        gone = make_customer(ctx, "Gone", default_counterparty=other)
        merge_parties(ctx, kept, [other])
    with book.writing() as ctx:
        change = PartyChange(role={"gln": "5790000000005"})
        parties.change_party(ctx, CUSTOMER, ById(client), change, if_version=None)
        parties.delete_role(ctx, CUSTOMER, gone.role.number)
    with book.writing() as ctx:
        undo_merge(ctx, kept)
        role = ctx.unit.customers.find(client)
        assert role is not None
        assert (role.default_counterparty, role.gln, role.version) == (other, "5790000000005", 4)


REFUSED: list[Any] = [
    pytest.param([], MergeRefused, "none", id="nobody"),
    pytest.param([0], MergeRefused, "itself", id="itself"),
    pytest.param([1, 0], MergeRefused, "itself", id="itself among others"),
    pytest.param([1, 999], RecordNotFound, None, id="somebody unknown"),
    pytest.param([1, 2], RecordNotFound, None, id="somebody absorbed already"),
    pytest.param([1, 3], RecordNotFound, None, id="somebody without the role"),
    pytest.param([1, 4], RecordNotFound, None, id="somebody of another book"),
    pytest.param(range(10**6, 10**6 + MERGED_MAX + 1), MergeRefused, "too_many", id="too many"),
]


@pytest.mark.parametrize(("absorbed", "error", "reason"), REFUSED)
def test_refusals_leave_no_trace(
    book: OpenBook,
    clock: FrozenClock,
    absorbed: list[int],
    error: type[PartitaError],
    reason: str | None,
) -> None:
    with book.writing() as ctx:
        kept, other = pair(ctx)
        merged = make_party(ctx, COUNTERPARTY, "Merged").party.id
        third = make_party(ctx, COUNTERPARTY, "Third").party.id
        merge_parties(ctx, third, [merged])
        customer = make_customer(ctx, "Customer").party.id
    elsewhere = make_book(book.database, clock)
    with elsewhere.writing() as ctx:
        for _ in range(9):
            foreign = make_party(ctx, COUNTERPARTY, "Foreign").party.id
    known = dict(enumerate((kept, other, merged, customer, foreign)))
    before = dump(book)
    with pytest.raises(error) as refused, book.writing() as ctx:
        merge_parties(ctx, kept, [known.get(each, each) for each in absorbed], role=COUNTERPARTY)
    assert refused.value.facts.get("reason") == reason
    assert dump(book) == before


def test_who_may_not_merge_does_not(book: OpenBook) -> None:
    with book.writing() as ctx:
        kept, other = pair(ctx)
        actor = replace(book.actor, permissions=EVERYTHING - {Permission.PARTIES_MERGE})
        asking = replace(ctx, actor=actor)
        for attempt in (
            lambda: merge_parties(asking, kept, [other]),
            lambda: undo_merge(asking, kept),
        ):
            with pytest.raises(NotAllowed):
                attempt()


def test_an_erased_party_absorbs_nobody(ctx: Context) -> None:
    kept, other = pair(ctx)
    party = ctx.unit.parties.find(kept)
    assert party is not None
    ctx.unit.parties.put(replace(party, privacy_erased_at=ctx.now))
    with pytest.raises(MergeRefused):
        merge_parties(ctx, kept, [other])


def test_a_pointer_takes_nothing_new(ctx: Context) -> None:
    kept, other = pair(ctx)
    merge_parties(ctx, kept, [other])
    with pytest.raises(OwnerUnknown):
        make_contact(ctx, other)
    with pytest.raises(RecordNotFound):
        parties.add_role(ctx, other, CUSTOMER, {})


def test_with_the_survivor_go_its_pointers(book: OpenBook, database_url: str) -> None:
    with book.writing() as ctx:
        kept, other = pair(ctx)
        third = make_party(ctx, COUNTERPARTY, "Third").party.id
        merge_parties(ctx, other, [third])
        merge_parties(ctx, kept, [other])
    with book.writing() as ctx:
        parties.delete_role(ctx, COUNTERPARTY, ById(kept))
    assert dump(book)["parties"] == []
    for table in ("party_merge", "party_merge_step"):
        assert told(database_url, book, table, "merge_id" if "step" in table else "id") == []


def test_of_two_merges_at_once_one_wins(book: OpenBook, engine: Engine) -> None:
    with book.writing() as ctx:
        first, second = pair(ctx)

    def attempt(survivor: int, absorbed: int) -> str:
        try:
            with book.writing() as ctx:
                merge_parties(ctx, survivor, [absorbed])
        except RecordNotFound:
            return "refused"
        return "merged"

    ends = in_threads(engine, lambda: attempt(first, second), lambda: attempt(second, first))
    assert sorted(ends) == ["merged", "refused"]
    with book.writing() as ctx:
        pointers = [each.merged_into for each in ctx.unit.parties.stream()]
        assert sorted(pointers, key=str) in ([first, None], [second, None])


def change_of(book: OpenBook, other: int, place: int) -> str:
    """Change a party that somebody merges into another meanwhile."""
    try:
        with book.writing() as ctx:
            change_address(ctx, place, AddressPatch(street="New 1"), if_version=None)
            make_contact(ctx, other, "Late")
            values = PartyChange(PartyPatch(comments="Late"))
            parties.change_party(ctx, CUSTOMER, ById(other), values, if_version=None)
    except (RecordNotFound, OwnerUnknown):
        return "late"
    return "in time"


def test_a_change_of_the_absorbed_comes_before_or_finds_nobody(
    book: OpenBook, engine: Engine
) -> None:
    with book.writing() as ctx:
        kept, other = pair(ctx, CUSTOMER)
        place = make_delivery_address(ctx, other, city="Vejle")
        person = make_contact(ctx, other)

    def merge() -> str:
        with book.writing() as ctx:
            merge_parties(ctx, kept, [other])
        return "merged"

    ends = in_threads(engine, lambda: change_of(book, other, place.number), merge)
    with book.writing() as ctx:
        party = ctx.unit.parties.select(id=kept)[0]
        persons = ctx.unit.contacts.select(party_id=kept)
        assert {person.number} <= {each.number for each in persons}
        assert ctx.unit.contacts.select(party_id=other) == []
        is_in_time = ends[0] == "in time"
        assert (party.comments == "Late") == is_in_time
        assert any(each.name == "Late" for each in persons) == is_in_time
        streets = [each.street for each in ctx.unit.addresses.select(party_id=kept)]
        assert streets == ["New 1" if is_in_time else None]


def test_values_of_every_type_come_back(ctx: Context) -> None:
    """Days, moments, flags and fractions in what a merge remembers."""
    kept = make_party(ctx, EMPLOYEE).party.id
    values: dict[str, Any] = {
        "customer_since": date(2020, 2, 29),
        "direct_debit_mandate_at": ctx.now,
        "discount_percent": 12.5,
        "is_vat_free": True,
    }
    other = make_customer(ctx, "Other", **values)
    merge_parties(ctx, kept, [other.party.id])
    undo_merge(ctx, kept)
    assert ctx.unit.customers.find(other.party.id) == other.role


def test_addresses_of_persons_go_with_them(ctx: Context) -> None:
    kept, other = pair(ctx, CUSTOMER)
    homes = []
    for party_id, name in ((kept, "Bo Lind"), (other, "Ada Holm")):
        person = make_contact(ctx, party_id, name)
        home = Address(
            **new_record(), number=1_000_000_500 + party_id, party_id=party_id,
            kind=AddressKind.PERSON, serial=1, person=person.number, city="Vejle",
        )  # fmt: skip
        ctx.unit.addresses.insert(home)
        homes.append(home)
    merge_parties(ctx, kept, [other])
    found = ctx.unit.addresses.select(party_id=kept)
    assert [(each.person, each.serial) for each in found] == [
        (homes[0].person, 1),
        (homes[1].person, 2),
    ]
