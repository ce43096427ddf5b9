"""An import is taken back: what it made goes, what it changed is as it was, the rest stays."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from partita.domain.contact import ContactPatch
from partita.domain.errors import JobRunning, RecordNotFound
from partita.domain.extras import Document
from partita.domain.job import JobState
from partita.domain.party import PartyPatch
from partita.domain.standing import Role
from partita.usecases import contacts, parties, privacy
from partita.usecases.audit import search_audit
from partita.usecases.context import Context
from partita.usecases.exchange import undoing
from partita.usecases.exchange.listing import list_imports
from partita.usecases.exchange.orders import ImportReport
from partita.usecases.merge import merge_parties
from partita.usecases.owners import Owner
from partita.usecases.roles import ById
from tests.builders import FrozenClock, OpenBook, make_customer, new_record
from tests.dump import dump
from tests.usecases.exchange.tables import counts, import_lines, import_text, names

FIRST = "number,name,email,city,iban\n1,Alpha,a@alpha.example,Aarhus,\n2,Beta,,,\n"
SECOND = (
    "number,name,email,city,iban,contact person,contact email,groups,lei,vat number\n"
    "1,Alpha II,new@alpha.example,Odense,DK5000400440116243,Ida Holm,ida@alpha.example,Good,"
    "213800KUD8LAJWSQ9D15,DK13585628\n"
    "3,Gamma,,Vejle,,Bo,,Good,,\n"
)
Act = Callable[[Context, int], None]
MOVING = {"version", "changed_at"}


@pytest.fixture(scope="module")
def database_url(shared_url: str) -> str:
    """One database of each kind for all tests of a module."""
    return shared_url


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table"


def undo(book: OpenBook, report: ImportReport, seen: list[int] | None = None) -> undoing.Undone:
    with book.writing() as ctx:
        job = undoing.order_undo(ctx, str(report.job))
    done = undoing.run_undo(book.writing, job.id, None if seen is None else seen.append)
    assert done is not None
    return done


def told(done: undoing.Undone) -> tuple[int, int, int]:
    """Removed, restored, left."""
    assert len(done.left) == done.left_parties
    return done.removed, done.restored, done.left_parties


def content(book: OpenBook) -> dict[str, list[Any]]:
    """What the book holds, without what moves with every change; groups stay when made."""
    return {
        name: [
            {
                field: getattr(each, field)
                for field in each.__dataclass_fields__
                if field not in MOVING
            }
            for each in found
        ]
        for name, found in dump(book).items()
        if name not in {"jobs", "import_steps", "groups"}
    }


def test_a_book_is_as_it_was(book: OpenBook, path: Path, clock: FrozenClock) -> None:
    import_text(book, path, FIRST)
    before = content(book)
    clock.advance(hours=1)
    report = import_text(book, path, SECOND)
    assert counts(report) == (1, 1, 0, 0)
    clock.advance(hours=1)
    seen: list[int] = []
    assert told(undo(book, report, seen)) == (1, 1, 0)
    assert content(book) == before
    assert seen == [1, 2]
    with book.writing() as ctx:
        assert not ctx.unit.import_steps.has(import_id=report.job)


def test_imports_are_undone_one_after_another(
    book: OpenBook, path: Path, clock: FrozenClock
) -> None:
    reports, states = [], [content(book)]
    for text in (FIRST, SECOND, SECOND.replace("II", "III").replace("Odense", "Ribe")):
        clock.advance(hours=1)
        reports.append(import_text(book, path, text))
        states.append(content(book))
    for report in reversed(reports):
        clock.advance(hours=1)
        states.pop()
        assert told(undo(book, report))[2] == 0
        assert content(book) == states[-1]


def test_two_rows_of_one_party_are_undone_at_once(book: OpenBook, path: Path) -> None:
    import_text(book, path, FIRST)
    before = content(book)
    text = "number,name,contact person\n1,A,Ida\n1,B,Bo\n4,D,\n4,E,Eva\n"
    report = import_text(book, path, text)
    assert told(undo(book, report)) == (1, 1, 0)
    assert content(book) == before


def test_a_second_role_goes_with_its_number(book: OpenBook, path: Path) -> None:
    import_text(book, path, "vat number,name,contact person\nDK1,Alpha,Ida\n", role=Role.SUPPLIER)
    before = content(book)
    report = import_text(book, path, "vat number,name\nDK1,Alpha\n")
    with book.writing() as ctx:
        (person,) = ctx.unit.contacts.stream()
        assert person.customer_number is not None
    assert told(undo(book, report)) == (0, 1, 0)
    assert content(book) == before


def test_everything_is_told(book: OpenBook, path: Path) -> None:
    import_text(book, path, FIRST)
    report = import_text(book, path, SECOND)
    with book.looking() as looking:
        start = looking.reading.counter("position")
    undo(book, report)
    with book.looking() as looking:
        events = [text for _, text in search_audit(looking, after=start, limit=1000)]
    kinds = sorted(text.split('"kind":"')[1].split('"')[0] for text in events)
    assert kinds == [
        "address.changed", "address.deleted", "bank_account.deleted", "contact.deleted",
        "contact.deleted", "customer.deleted", "identifier.deleted", "party.changed",
        "party.deleted",
    ]  # fmt: skip


def test_a_field_that_somebody_changed_since_stays(book: OpenBook, path: Path) -> None:
    import_text(book, path, FIRST)
    report = import_text(book, path, SECOND)
    with book.writing() as ctx:
        change = parties.PartyChange(PartyPatch(email="by@hand.example"))
        parties.change_party(ctx, Role.CUSTOMER, 1, change, if_version=None)
        person = ctx.unit.contacts.first(name="Ida Holm")
        assert person is not None
        contacts.change_contact(ctx, person.number, ContactPatch(title="Dr."), if_version=None)
    done = undo(book, report)
    assert (done.removed, done.restored) == (1, 1)
    (left,) = done.left
    assert (left.name, left.reason) == ("Alpha II", "changed")
    assert left.fields == ("contacts", "parties.email")
    with book.writing() as ctx:
        party = ctx.unit.parties.find(left.party_id)
        assert party is not None
        assert (party.name, party.email, party.vat_number) == ("Alpha", "by@hand.example", None)
        (kept,) = ctx.unit.contacts.stream()
        assert kept.title == "Dr."


def change_name(ctx: Context, party_id: int) -> None:
    change = parties.PartyChange(PartyPatch(name="Mine now"))
    parties.change_party(ctx, Role.CUSTOMER, ById(party_id), change, if_version=None)


def add_person(ctx: Context, party_id: int) -> None:
    contacts.create_contact(ctx, Owner(party_id), ContactPatch(name="Eva"))


def add_document(ctx: Context, party_id: int) -> None:
    ctx.unit.documents.insert(
        Document(**new_record(ctx.now), id=1, kind="invoice", number="1", party_id=party_id)  # type: ignore[arg-type]
    )


def pay_for_another(ctx: Context, party_id: int) -> None:
    make_customer(ctx, "Other", third_payer=party_id)


def merge_away(ctx: Context, party_id: int) -> None:
    merge_parties(ctx, make_customer(ctx, "Other").party.id, [party_id])


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        pytest.param(change_name, "changed", id="changed"),
        pytest.param(add_person, "changed", id="a person more"),
        pytest.param(merge_away, "changed", id="merged into another"),
        pytest.param(add_document, "in_use", id="an invoice refers to it"),
        pytest.param(pay_for_another, "in_use", id="it pays for another"),
    ],
)
def test_what_somebody_did_something_with_stays(
    book: OpenBook, path: Path, clock: FrozenClock, act: Act, reason: str
) -> None:
    report = import_text(book, path, FIRST)
    clock.advance(hours=1)
    with book.writing() as ctx:
        alpha = next(each for each in ctx.unit.parties.stream() if each.name == "Alpha")
        act(ctx, alpha.id)
    done = undo(book, report)
    assert told(done) == (1, 0, 1)
    assert [(each.party_id, each.reason) for each in done.left] == [(alpha.id, reason)]


def test_parties_that_refer_to_each_other_go_together(book: OpenBook, path: Path) -> None:
    lines = [
        {"party": {"uuid": f"00000000-0000-7000-8000-00000000000{at}", "name": f"P{at}"},
         "customer": {"number": at, "third_payer_uuid": f"00000000-0000-7000-8000-00000000000{to}"}}
        for at, to in ((1, 2), (2, 1), (3, 3))
    ]  # fmt: skip
    report = import_lines(book, path, *lines)
    assert counts(report) == (3, 0, 0, 0)
    assert told(undo(book, report)) == (3, 0, 0)


def test_documents_that_came_with_a_party_go_with_it(
    book: OpenBook, path: Path, clock: FrozenClock
) -> None:
    lines = [
        {
            "party": {"name": name},
            "contacts": [{"name": "Bo", "number": at}],
            "documents": [{"kind": "invoice", "number": name, "person": at}],
        }
        for at, name in enumerate("AB", 1)
    ]
    report = import_lines(book, path, *lines)
    clock.advance(hours=1)
    with book.writing() as ctx:
        document = ctx.unit.documents.first(number="B")
        assert document is not None
        assert document.person == 2
        ctx.unit.documents.put(document.changed({"name": "seen"}, ctx.now))
    assert told(undo(book, report)) == (1, 0, 1)
    with book.writing() as ctx:
        assert [each.number for each in ctx.unit.documents.stream()] == ["B"]


def test_a_deleted_party_is_no_trouble(book: OpenBook, path: Path) -> None:
    import_text(book, path, FIRST)
    report = import_text(book, path, SECOND)
    with book.writing() as ctx:
        for number in (1, 3):
            parties.delete_role(ctx, Role.CUSTOMER, number)
    assert told(undo(book, report)) == (0, 0, 0)
    with book.writing() as ctx:
        assert names(ctx) == ["Beta"]


def test_erasing_a_person_forgets_what_an_import_changed(book: OpenBook, path: Path) -> None:
    import_text(book, path, FIRST)
    report = import_text(book, path, SECOND)
    with book.writing() as ctx:
        customer = ctx.unit.customers.first(number=1)
        assert customer is not None
        privacy.erase_party(ctx, customer.party_id)
        assert not ctx.unit.import_steps.has(party_id=customer.party_id)
    assert told(undo(book, report)) == (1, 0, 0)
    with book.writing() as ctx:
        assert names(ctx) == ["Erased", "Beta"]


def test_an_undo_that_breaks_off_goes_on(book: OpenBook, path: Path) -> None:
    report = import_text(book, path, FIRST)
    with book.writing() as ctx:
        job = undoing.order_undo(ctx, report.import_id)
        with pytest.raises(JobRunning):
            undoing.order_undo(ctx, report.import_id)

    def stop(_: int) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        undoing.run_undo(book.writing, job.id, stop)
    with book.writing() as ctx:
        failed = ctx.unit.jobs.find(job.id)
        assert failed is not None
        assert failed.state is JobState.FAILED
    assert told(undo(book, report)) == (2, 0, 0)


def test_what_is_no_import_is_refused(book: OpenBook, path: Path) -> None:
    report = import_text(book, path, FIRST)
    done = undo(book, report)
    with book.writing() as ctx:
        for key in ("99", "nonsense", str(done.job), "9" * 30, ""):
            with pytest.raises(RecordNotFound):
                undoing.order_undo(ctx, key)
    assert undoing.run_undo(book.writing, done.job) is None


def test_imports_are_listed(book: OpenBook, path: Path, clock: FrozenClock) -> None:
    report = import_text(book, path, FIRST, file="one.csv")
    import_text(book, path, FIRST, file="dry.csv", is_dry=True)
    import_text(book, path, FIRST, file="two.csv")
    undo(book, report)
    with book.looking() as looking:
        second, first = list_imports(looking, now=clock())
    assert (first["file"], first["created"], first["state"]) == ("one.csv", 2, "done")
    assert first["undo"] == {
        "job": first["undo"]["job"], "state": "done", "removed": 2, "restored": 0, "left_parties": 0
    }  # fmt: skip
    assert (second["file"], second["unchanged"], second["undo"]) == ("two.csv", 2, None)
