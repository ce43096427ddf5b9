"""A party is forgotten: nothing that anybody said of it is left in any table."""

import base64
import json
from pathlib import Path
from typing import Any, Final

import pytest

from partita.domain.contact import ContactPatch
from partita.domain.errors import RecordNotFound
from partita.domain.extras import Document, DocumentKind, Identifier
from partita.domain.standing import Role, Standing
from partita.store.schema import metadata
from partita.usecases import contacts, duplicates, merge, notes, parties, privacy
from partita.usecases.audit import search_audit
from partita.usecases.context import Context
from partita.usecases.documents import Mentioned, NewFile, add_document
from partita.usecases.exchange import undoing
from partita.usecases.owners import Owner
from partita.usecases.roles import ById
from tests.builders import (
    make_contact,
    make_customer,
    make_delivery_address,
    make_party,
    new_record,
)
from tests.faces.speaking import Speaker, faces_of_parties, speaker_class
from tests.faces.world import World
from tests.store import raw
from tests.usecases.exchange.tables import import_text

PHOTO: Final = b"\x89PNG of Ada"
MARK: Final = "zqmark"
PHONE: Final = "+45 33 91 28 71"
SAID: Final = {
    "name": "Zqmark Holm",
    "email": f"{MARK}@example.com",
    "phone": PHONE,
    "city": "Zqmarkby",
}
OF_CONTACT: Final = {"name": "Zqmark Ada", "email": f"ada.{MARK}@example.com", "phone": PHONE}


def told_of(database_url: str) -> set[str]:
    """Tables where marks stand."""
    every = {name: f'SELECT * FROM "{name}"' for name in metadata.tables}  # noqa: S608  # our own
    return {
        name for name, each in every.items() if MARK in str(raw.rows(database_url, each)).lower()
    }


def everything(database_url: str) -> str:
    """All that stands in any table of the database, search tables too."""
    names = [table.name for table in metadata.sorted_tables]
    if database_url.startswith("sqlite"):
        found = raw.rows(database_url, "SELECT name FROM sqlite_master WHERE type = 'table'")
        names = [row[0] for row in found]
    every = [f'SELECT * FROM "{name}"' for name in names]  # noqa: S608  # names of our own
    told = [str(tuple(row)) for each in every for row in raw.rows(database_url, each)]
    return "\n".join(told).lower()


def marks(database_url: str) -> list[str]:
    """Where marks stand."""
    text = everything(database_url)
    digits = PHONE[4:].replace(" ", "")
    return [line for line in text.splitlines() if MARK in line or digits in line.replace(" ", "")]


def the_party(ctx: Context) -> int:
    [found] = [each for each in ctx.unit.parties.select() if MARK in each.name.lower()]
    return found.id


def say_more(ctx: Context, party_id: int) -> None:
    """What no speaker has words for."""
    notes.create_note(ctx, Owner(party_id), f"{MARK} said so")
    file = Document(
        **new_record(), id=901, kind=DocumentKind.FILE, number="f1", party_id=party_id,
        name=f"{MARK}.pdf", content_key=MARK,
    )  # fmt: skip
    number = Identifier(
        **new_record(), id=902, party_id=party_id, scheme="lei", value=MARK, status="unchecked"
    )
    ctx.unit.documents.insert(file)
    ctx.record("document.created", file.id, party_id=None, after=file)
    ctx.unit.identifiers.insert(number)
    ctx.record("identifier.created", number.id, party_id=party_id, after=number)


def say_everything(speaker: Speaker) -> None:
    """A party with persons, one of them deleted, under other names before."""
    once = None if "replay" in speaker.lacks else "key-1"
    customer = speaker.create("customer", SAID, once=once)
    contact = speaker.create("contact", {"of": customer, **OF_CONTACT})
    speaker.change("customer", customer, {"name": "Zqmark Other", "phone": None})
    speaker.delete("contact", contact)
    speaker.create("contact", {"of": customer, **OF_CONTACT, "name": "Zqmark Bo"})


@pytest.mark.parametrize("face", faces_of_parties())
def test_nothing_said_through_a_face_is_left(world: World, database_url: str, face: str) -> None:
    found = speaker_class(face)
    assert found is not None
    say_everything(found(world))
    with world.book.writing() as ctx:
        party_id = the_party(ctx)
        say_more(ctx, party_id)
        other = make_customer(ctx, "Somebody Else")
    assert len(marks(database_url)) > 10
    assert told_of(database_url) <= privacy.FORGOTTEN
    with world.book.writing() as ctx:
        privacy.erase_party(ctx, party_id)
    assert marks(database_url) == []
    with world.book.writing() as ctx:
        left = ctx.unit.parties.find(party_id)
        role = ctx.unit.customers.find(party_id)
        assert ctx.unit.parties.find(other.party.id) == other.party
    assert left is not None
    assert (left.name, left.privacy_erased_at) == ("Erased", world.clock.now)
    assert role is not None
    assert role.standing is Standing.ARCHIVED
    assert world.changes()[-1] == "party.erased"


def test_parties_that_were_absorbed_are_forgotten_too(world: World, database_url: str) -> None:
    with world.book.writing() as ctx:
        kept = make_customer(ctx, "Zqmark One")
        gone = make_party(ctx, Role.SUPPLIER, "Zqmark Two")
        make_contact(ctx, gone.party.id, "Zqmark Ada")
        make_delivery_address(ctx, kept.party.id, city="Zqmarkby")
        person = make_contact(ctx, kept.party.id, "Zqmark Bo")
        patch = ContactPatch(email=SAID["email"])
        contacts.change_contact(ctx, person.number, patch, if_version=None)
    with world.book.writing() as ctx:
        merge.merge_parties(ctx, kept.party.id, [gone.party.id])
    assert marks(database_url)
    with world.book.writing() as ctx:
        privacy.erase_party(ctx, kept.party.id)
    assert marks(database_url) == []


def test_a_party_that_was_deleted_is_forgotten_too(world: World, database_url: str) -> None:
    with world.book.writing() as ctx:
        made = make_customer(ctx, "Zqmark One")
        make_contact(ctx, made.party.id, "Zqmark Ada")
        notes.create_note(ctx, Owner(made.party.id), f"{MARK} said so")
    with world.book.writing() as ctx:
        parties.delete_role(ctx, Role.CUSTOMER, ById(made.party.id))
    assert marks(database_url)
    with world.book.writing() as ctx:
        assert privacy.erase_party(ctx, made.party.id) is None
    assert marks(database_url) == []
    assert world.changes()[-1] == "party.erased"


@pytest.mark.parametrize("whose", ["survivor", "absorbed"])
def test_what_a_merge_that_was_undone_noted_of_another_is_forgotten(
    world: World, database_url: str, whose: str
) -> None:
    said = {"legal_name": "Zqmark Holm", "email": SAID["email"]}
    with world.book.writing() as ctx:
        of_survivor, of_absorbed = (said, {}) if whose == "survivor" else ({}, said)
        survivor = make_party(ctx, Role.CUSTOMER, "Plain", party=of_survivor).party.id
        absorbed = make_party(ctx, Role.SUPPLIER, "Bare", party=of_absorbed).party.id
        erased = survivor if whose == "survivor" else absorbed
        make_contact(ctx, erased, "Zqmark Ada")
        say_more(ctx, erased)
    with world.book.writing() as ctx:
        merge.merge_parties(ctx, survivor, [absorbed])
    with world.book.writing() as ctx:
        merge.undo_merge(ctx, survivor)
    with world.book.writing() as ctx:
        stays = make_customer(ctx, "Somebody Else").party.id
    with world.book.writing() as ctx:
        privacy.erase_party(ctx, erased)
    assert marks(database_url) == []
    with world.book.looking() as looking:
        [made, *_] = search_audit(looking, party_id=stays, limit=5)
    assert "Somebody Else" in made[1]


def test_the_audit_trail_keeps_that_it_happened(world: World) -> None:
    with world.book.writing() as ctx:
        made = make_customer(ctx, "Zqmark One")
    with world.book.writing() as ctx:
        privacy.erase_party(ctx, made.party.id)
    with world.book.writing() as ctx:
        _, history = privacy.export_party(ctx, made.party.id)
    told = [json.loads(each) for each in history]
    assert [each["kind"] for each in told] == ["party.created", "customer.created", "party.erased"]
    assert [sorted(each.keys() & {"before", "after"}) for each in told] == [[], [], ["after"]]
    assert {each["actor"] for each in told} == {"operator"}


def test_an_export_holds_everything(world: World) -> None:
    with world.book.writing() as ctx:
        made = make_customer(ctx, "Zqmark One", party={"national_id": "070362-1234"})
        person = make_contact(ctx, made.party.id, "Zqmark Ada")
        make_delivery_address(ctx, made.party.id, city="Zqmarkby")
        say_more(ctx, made.party.id)
        file = NewFile(name="photo.png", content=PHOTO)
        add_document(ctx, DocumentKind.FILE, "7", Mentioned(contact=person.number), file=file)
    with world.book.writing() as ctx:
        known, history = privacy.export_party(ctx, made.party.id)
    told: dict[str, Any] = json.loads(json.dumps(known))
    assert told["party"]["national_id"] == "070362-1234"
    assert told["roles"]["customer"]["number"] == made.role.number
    assert [each["number"] for each in told["contacts"]] == [person.number]
    assert [each["city"] for each in told["addresses"]] == ["Zqmarkby"]
    files = {each["name"]: each.get("base64") for each in told["documents"]}
    assert files == {f"{MARK}.pdf": None, "photo.png": base64.b64encode(PHOTO).decode()}
    assert [each["text"] for each in told["notes"]] == [f"{MARK} said so"]
    assert [each["value"] for each in told["identifiers"]] == [MARK]
    assert "070362-1234" not in "".join(history)
    assert world.changes()[-1] == "party.exported"


def test_nobody_cannot_be_forgotten(world: World) -> None:
    for ask in (privacy.erase_party, privacy.export_party):
        with pytest.raises(RecordNotFound), world.book.writing() as ctx:
            ask(ctx, 99)
    assert world.changes() == []


FINDINGS: Final = {
    "suggestion": "(party_id = {0} OR other_id = {0})",
    "likeness_key": "party_id = {0}",
    "flaw": "party_id = {0}",
}
"""Tables of what is found out about parties, and where they are about one."""


def test_every_table_is_known_to_tell_of_parties_or_not() -> None:
    assert privacy.FORGOTTEN | set(privacy.IMPERSONAL) == set(metadata.tables)
    assert privacy.FORGOTTEN.isdisjoint(privacy.IMPERSONAL)


def found_out(world: World, database_url: str, party_id: int) -> list[str]:
    """Tables that tell what was found out about a party."""
    here = f"book_id = {world.book.book_id} AND"
    asked = {
        name: f"SELECT * FROM {name} WHERE {here} {about.format(party_id)}"  # noqa: S608  # our own
        for name, about in FINDINGS.items()
    }
    return [name for name, sql in asked.items() if raw.rows(database_url, sql)]


def test_what_was_found_out_is_forgotten(world: World, database_url: str) -> None:
    with world.book.writing() as ctx:
        told = {"email": "no address", "vat_number": "DK1", "country": "DK"}
        made = [make_customer(ctx, "Zqmark Holm ApS", party=told) for _ in range(2)]
    duplicates.find_duplicates(world.book.looking, world.book.writing)
    erased = made[0].party.id
    assert found_out(world, database_url, erased) == list(FINDINGS)
    with world.book.writing() as ctx:
        privacy.erase_party(ctx, erased)
    assert found_out(world, database_url, erased) == []


def test_what_imports_and_their_undoing_reported_is_forgotten(
    world: World, database_url: str, tmp_path: Path
) -> None:
    rows = "name,country\nZqmark Holm,DK\nPlain,DK\nBare,Zqmarkland\n"
    report = import_text(world.book, tmp_path / "parties.csv", rows)
    assert (report.created, report.rejected_rows) == (2, 1)
    world.clock.advance(seconds=1)
    with world.book.writing() as ctx:
        known = {each.name: each.id for each in ctx.unit.parties.stream()}
        for party_id in known.values():
            notes.create_note(ctx, Owner(party_id), "left alone")
        ordered = undoing.order_undo(ctx, str(report.job))
    undone = undoing.run_undo(world.book.writing, ordered.id)
    assert undone is not None
    assert undone.left_parties == 2
    with world.book.writing() as ctx:
        privacy.erase_party(ctx, known["Zqmark Holm"])
        reports: list[Any] = [each.result for each in ctx.unit.jobs.select()]
    assert marks(database_url) == []
    [[line, field, value, reason]] = reports[0]["problems"]
    assert (line, field, value, bool(reason)) == (4, "country", "", True)
    assert [each["name"] for each in reports[1]["left"]] == ["", "Plain"]
