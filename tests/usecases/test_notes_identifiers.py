"""Notes and further numbers: what is kept, what is refused, and what is told."""

import pytest

from partita.domain.errors import (
    OwnerFixed,
    OwnerUnknown,
    PartitaError,
    RecordNotFound,
    ValuesInvalid,
)
from partita.domain.standing import Role
from partita.usecases.context import Context
from partita.usecases.identifiers import (
    IDENTIFIER_CHARS_MAX,
    SCHEME_CHARS_MAX,
    add_identifier,
    delete_identifier,
)
from partita.usecases.notes import NOTE_CHARS_MAX, change_note, create_note, delete_note
from partita.usecases.owners import Owner
from tests.builders import OpenBook, make_customer, make_party

LEI = "15951HXB9LF5YB2V2L74"


def test_a_note_has_an_author(ctx: Context) -> None:
    customer = make_customer(ctx).party.id
    employee = make_party(ctx, Role.EMPLOYEE, "Ida Holm").party.id
    note = create_note(ctx, Owner(customer), "Called back.", author=employee)
    assert (note.number, note.party_id, note.author) == (1, customer, employee)
    assert ctx.unit.notes.find(1) == note


@pytest.mark.parametrize(
    ("text", "rule"),
    [("", "required"), ("  \n", "required"), ("x" * (NOTE_CHARS_MAX + 1), "too_long")],
)
def test_a_note_says_something(ctx: Context, text: str, rule: str) -> None:
    owner = Owner(make_customer(ctx).party.id)
    with pytest.raises(ValuesInvalid) as caught:
        create_note(ctx, owner, text)
    violations = caught.value.facts["violations"]
    assert isinstance(violations, list)
    assert [each.rule for each in violations] == [rule]
    assert ctx.unit.notes.find(1) is None


def test_a_note_is_about_somebody(ctx: Context) -> None:
    customer = make_customer(ctx).party.id
    for owner, author in ((Owner(999), None), (Owner(customer), customer)):
        with pytest.raises(OwnerUnknown):
            create_note(ctx, owner, "Nobody.", author=author)


def test_a_note_changes_where_it_is_told_to(ctx: Context) -> None:
    one, other = make_customer(ctx).party.id, make_customer(ctx, "Beta ApS").party.id
    employee = make_party(ctx, Role.EMPLOYEE, "Ida Holm").party.id
    note = create_note(ctx, Owner(one), "Called back.", author=employee)
    assert change_note(ctx, note.uuid, text="Called back.") == note
    moved = change_note(ctx, note.uuid, owner=Owner(other), author=None)
    assert (moved.party_id, moved.author, moved.text, moved.version) == (
        other,
        None,
        "Called back.",
        2,
    )
    for wrong in ({"owner": Owner(999)}, {"author": other}):
        with pytest.raises(OwnerUnknown):
            change_note(ctx, note.uuid, **wrong)
    with pytest.raises(ValuesInvalid):
        change_note(ctx, note.uuid, text=" ")
    assert ctx.unit.notes.find(note.number) == moved


def test_a_note_is_forgotten(ctx: Context) -> None:
    note = create_note(ctx, Owner(make_customer(ctx).party.id), "Called back.")
    delete_note(ctx, note.uuid)
    assert ctx.unit.notes.find(note.number) is None
    with pytest.raises(RecordNotFound):
        delete_note(ctx, note.uuid)


@pytest.mark.parametrize(
    ("scheme", "value", "status"),
    [("lei", LEI, "valid"), ("lei", LEI[:-1] + "7", "invalid"), ("barrel", "7-a", "unchecked")],
)
def test_a_number_is_kept_and_judged(ctx: Context, scheme: str, value: str, status: str) -> None:
    made = add_identifier(ctx, Owner(make_customer(ctx).party.id), scheme, value)
    assert (made.value, made.status) == (value, status)
    assert ctx.unit.identifiers.find(made.id) == made


@pytest.mark.parametrize(
    ("scheme", "value", "fields"),
    [
        ("", " ", ["scheme", "value"]),
        ("x" * (SCHEME_CHARS_MAX + 1), "1", ["scheme"]),
        ("lei", "1" * (IDENTIFIER_CHARS_MAX + 1), ["value"]),
    ],
)
def test_a_number_that_says_nothing_is_refused(
    ctx: Context, scheme: str, value: str, fields: list[str]
) -> None:
    owner = Owner(make_customer(ctx).party.id)
    with pytest.raises(ValuesInvalid) as caught:
        add_identifier(ctx, owner, scheme, value)
    violations = caught.value.facts["violations"]
    assert isinstance(violations, list)
    assert [each.field for each in violations] == fields


def test_a_number_goes_with_whose_it_is(ctx: Context) -> None:
    mine, other = (Owner(make_customer(ctx).party.id) for _ in "ab")
    made, note = add_identifier(ctx, mine, "lei", LEI), create_note(ctx, mine, "Called.")
    with pytest.raises(OwnerFixed):
        delete_identifier(ctx, made.id, owner=other)
    with pytest.raises(OwnerFixed):
        delete_note(ctx, note.uuid, owner=other)
    assert ctx.unit.identifiers.find(made.id) == made
    delete_identifier(ctx, made.id, owner=mine)
    delete_note(ctx, note.uuid, owner=mine)
    assert ctx.unit.identifiers.first() is None
    assert ctx.unit.notes.first() is None
    with pytest.raises(RecordNotFound):
        delete_identifier(ctx, made.id, owner=mine)


def test_a_number_has_an_owner(ctx: Context) -> None:
    with pytest.raises(OwnerUnknown):
        add_identifier(ctx, Owner(999), "lei", LEI)


def test_nothing_is_told_of_what_was_refused(book: OpenBook) -> None:
    def write() -> None:
        with book.writing() as ctx:
            customer = make_customer(ctx).party.id
            add_identifier(ctx, Owner(customer), "lei", LEI)
            create_note(ctx, Owner(customer), "")

    with pytest.raises(PartitaError):
        write()
    with book.writing() as ctx:
        assert ctx.unit.parties.first() is None
        assert ctx.unit.identifiers.first() is None
