"""Parties written with all their parts at once."""

from collections.abc import Mapping
from typing import Any

import pytest

from partita.domain.contact import ContactPatch, PointKind
from partita.domain.errors import RecordNotFound, ReferenceUnknown, ValuesInvalid
from partita.domain.party import PartyPatch
from partita.domain.standing import Role
from partita.store.engine import Engine
from partita.usecases.contacts import create_contact
from partita.usecases.owners import Owner
from partita.usecases.parties import PartyChange, change_party, create_party
from partita.usecases.parts import Wish, Wishes
from partita.usecases.party_parts import PartsChange
from partita.usecases.roles import ById
from tests.builders import FrozenClock, OpenBook
from tests.store.raw import rows
from tests.usecases.books import open_book

EMAIL, PHONE, SOCIAL = PointKind.EMAIL, PointKind.PHONE, PointKind.SOCIAL
Points = dict[PointKind, list[tuple[str, bool]]]


@pytest.fixture
def book(engine: Engine, clock: FrozenClock) -> OpenBook:
    return open_book(engine, clock)[0]


def new(**values: Any) -> Wish:  # noqa: ANN401  # fields of the part
    return Wish(values=values)


def emails(*values: str, default: str | None = None) -> Wishes:
    return Wishes(tuple(new(value=each, is_default=each == default) for each in values))


def make(book: OpenBook, **parts: Wishes) -> int:
    change = PartyChange(party=PartyPatch(name="Roseau"), parts=PartsChange(**parts))
    with book.writing() as ctx:
        return create_party(ctx, Role.CUSTOMER, change).party.id


def change(book: OpenBook, party_id: int, **parts: Wishes) -> None:
    wanted = PartyChange(parts=PartsChange(**parts))
    with book.writing() as ctx:
        change_party(ctx, Role.CUSTOMER, ById(party_id), wanted, if_version=None)


def persons(book: OpenBook) -> dict[str, Any]:
    with book.writing() as ctx:
        return {each.name: each for each in ctx.unit.contacts.select(is_deleted=False)}


def points(book: OpenBook, kind: PointKind) -> list[tuple[str, bool]]:
    with book.writing() as ctx:
        found = sorted(ctx.unit.points.select(kind=kind), key=lambda each: each.position)
        return [(each.value, each.is_default) for each in found]


def uuids(book: OpenBook, records: str) -> list[str]:
    with book.writing() as ctx:
        return [each.uuid for each in getattr(ctx.unit, records).stream()]


def contact(
    uuid: str | None = None,
    points: Mapping[PointKind, Wishes] | None = None,
    **values: Any,  # noqa: ANN401  # fields of the contact
) -> Wishes:
    return Wishes((Wish(values=values, uuid=uuid, points=points or {}),))


def test_everything_at_once(book: OpenBook) -> None:
    person = Wish(
        values={"first_name": "Ines", "last_name": "Faure"},
        points={
            EMAIL: emails("a@x.test", "b@x.test", default="b@x.test"),
            PHONE: Wishes((new(value="02"),)),
            SOCIAL: Wishes((new(value="https://x.test/i", label="X"),)),
        },
    )
    make(
        book,
        contacts=Wishes((person, new(name="Bo Vik"))),
        addresses=Wishes((new(city="Nantes"), new(city="Brest"), new(city="Lille"))),
        term_lines=Wishes((new(position=9999, kind="remaining_amount", due_days=60),)),
    )
    found = persons(book)
    assert (found["Ines Faure"].email, found["Ines Faure"].phone) == ("b@x.test", "02")
    assert (found["Ines Faure"].is_default, found["Bo Vik"].is_default) == (True, False)
    assert points(book, EMAIL) == [("a@x.test", False), ("b@x.test", True)]
    assert points(book, SOCIAL) == [("https://x.test/i", False)]
    with book.writing() as ctx:
        placed = [
            (str(each.kind), each.city, each.is_primary) for each in ctx.unit.addresses.stream()
        ]
        lines = [
            (each.position, each.value, each.due_days) for each in ctx.unit.term_lines.stream()
        ]
    assert placed == [
        ("delivery", "Brest", True),
        ("delivery", "Lille", False),
        ("mail", "Nantes", True),
    ]
    assert lines == [(9999, "0", 60)]


@pytest.mark.parametrize(
    ("wish", "after", "default"),
    [
        pytest.param(
            lambda u: Wishes((Wish(uuid=u[0], values={"value": "new@x.test"}),)),
            [("new@x.test", True), ("b@x.test", False), ("c@x.test", False)],
            "new@x.test",
            id="one changes, two stay",
        ),
        pytest.param(
            lambda u: Wishes((Wish(uuid=u[1], is_gone=True),)),
            [("a@x.test", True), ("c@x.test", False)],
            "a@x.test",
            id="one goes",
        ),
        pytest.param(
            lambda u: Wishes((Wish(uuid=u[0], is_gone=True),)),
            [("b@x.test", True), ("c@x.test", False)],
            "b@x.test",
            id="the default goes, the next one takes its place",
        ),
        pytest.param(
            lambda u: Wishes((Wish(uuid=u[2].upper(), values={"is_default": True}),)),
            [("a@x.test", False), ("b@x.test", False), ("c@x.test", True)],
            "c@x.test",
            id="another is flagged",
        ),
        pytest.param(
            lambda _: Wishes((new(value="d@x.test"),), replaces_all=True),
            [("d@x.test", True)],
            "d@x.test",
            id="all are replaced",
        ),
        pytest.param(lambda _: Wishes((), replaces_all=True), [], None, id="all go"),
    ],
)
def test_contact_points(book: OpenBook, wish: Any, after: list[Any], default: str | None) -> None:  # noqa: ANN401  # a function of the ids
    make(
        book,
        contacts=contact(
            name="Ines Faure", points={EMAIL: emails("a@x.test", "b@x.test", "c@x.test")}
        ),
    )
    known = {value: key for key, value in zip(uuids(book, "points"), _values(book), strict=True)}
    ids = [known[each] for each in ("a@x.test", "b@x.test", "c@x.test")]
    person = persons(book)["Ines Faure"]
    change(book, person.party_id, contacts=contact(person.uuid, {EMAIL: wish(ids)}))
    assert points(book, EMAIL) == after
    assert persons(book)["Ines Faure"].email == default


def _values(book: OpenBook) -> list[str]:
    with book.writing() as ctx:
        return [each.value for each in ctx.unit.points.stream()]


def test_what_is_not_named_stays(book: OpenBook) -> None:
    party_id = make(book, addresses=Wishes((new(city="Nantes"), new(city="Brest"))))
    with book.writing() as ctx:
        patch = ContactPatch(name="Bo Vik", email="bo@x.test", notes="keep", is_default=True)
        bo = create_contact(ctx, Owner(party_id=party_id), patch)
    change(
        book,
        party_id,
        contacts=Wishes((Wish(uuid=bo.uuid, values={"title": "Boss"}), new(name="Ines"))),
    )
    found = persons(book)["Bo Vik"]
    assert (found.notes, found.title, found.email, found.is_default) == (
        "keep", "Boss", "bo@x.test", True,
    )  # fmt: skip
    assert not persons(book)["Ines"].is_default
    assert len(uuids(book, "addresses")) == 2


def test_addresses_come_and_go(book: OpenBook) -> None:
    party_id = make(book, addresses=Wishes((new(city="Nantes"), new(city="Brest"))))
    with book.writing() as ctx:
        ids = {each.city: each.uuid for each in ctx.unit.addresses.stream()}
    change(
        book,
        party_id,
        addresses=Wishes(
            (
                Wish(uuid=ids["Nantes"], values={"street": "Quai", "is_chosen": True}),
                Wish(uuid=ids["Brest"], is_gone=True),
                new(city="Lille"),
            )
        ),
    )
    assert placed(book) == [("delivery", "Lille", None, True), ("mail", "Nantes", "Quai", True)]
    change(book, party_id, addresses=Wishes((new(city="Metz"),), replaces_all=True))
    assert placed(book) == [("mail", "Metz", None, True)]


def test_the_place_a_customer_is_delivered_to(book: OpenBook) -> None:
    wanted = (new(city="Nantes"), new(city="Brest", is_chosen=True), new(city="Lille"))
    party_id = make(book, addresses=Wishes(wanted))
    with book.writing() as ctx:
        known = {each.city: each for each in ctx.unit.addresses.stream()}
    for city, wish, chosen in (
        ("Brest", {}, "Brest"),
        ("Lille", {"is_chosen": False}, "Brest"),
        ("Lille", {"is_chosen": True}, "Lille"),
        ("Lille", {"is_chosen": False}, None),
        ("Brest", {"is_chosen": True}, "Brest"),
    ):
        change(book, party_id, addresses=Wishes((Wish(uuid=known[city].uuid, values=wish),)))
        assert delivered_to(book) == (known[chosen].number if chosen else None)
    change(book, party_id, addresses=Wishes((Wish(uuid=known["Brest"].uuid, is_gone=True),)))
    assert delivered_to(book) is None


def delivered_to(book: OpenBook) -> int | None:
    with book.writing() as ctx:
        return next(ctx.unit.customers.stream()).delivery_address


def placed(book: OpenBook) -> list[tuple[Any, ...]]:
    with book.writing() as ctx:
        return [
            (str(each.kind), each.city, each.street, each.is_primary)
            for each in ctx.unit.addresses.stream()
        ]


def test_contacts_are_replaced(book: OpenBook) -> None:
    party_id = make(book, contacts=Wishes((new(name="A"), new(name="B"))))
    keep = persons(book)["B"].uuid
    wanted = (Wish(uuid=keep, values={"title": "T"}), new(name="C"))
    change(book, party_id, contacts=Wishes(wanted, replaces_all=True))
    assert {name: each.is_default for name, each in persons(book).items()} == {
        "B": False,
        "C": False,
    }
    wanted = (new(name="D"), new(name="E"))
    change(book, party_id, contacts=Wishes(wanted, replaces_all=True))
    assert {name: each.is_default for name, each in persons(book).items()} == {
        "D": True,
        "E": False,
    }


@pytest.mark.parametrize("part", ["contacts", "addresses", "term_lines"])
@pytest.mark.parametrize("is_gone", [False, True])
def test_a_part_of_somebody_else(book: OpenBook, part: str, *, is_gone: bool) -> None:
    said: dict[str, dict[str, Any]] = {
        "contacts": {"name": "A"},
        "addresses": {"city": "A"},
        "term_lines": {"position": 0},
    }
    make(book, **{part: Wishes((new(**said[part]),))})
    stranger = uuids(book, part)[0]
    party_id = make(book)
    with pytest.raises(RecordNotFound):
        change(book, party_id, **{part: Wishes((Wish(uuid=stranger, is_gone=is_gone),))})


def test_a_point_of_somebody_else(book: OpenBook) -> None:
    party_id = make(book, contacts=contact(name="A", points={EMAIL: emails("a@x.test")}))
    change(book, party_id, contacts=contact(name="B"))
    person, point = persons(book)["B"], uuids(book, "points")[0]
    wish = {EMAIL: Wishes((Wish(uuid=point, is_gone=True),))}
    with pytest.raises(RecordNotFound):
        change(book, party_id, contacts=contact(person.uuid, wish))
    assert points(book, EMAIL) == [("a@x.test", True)]


def test_plans_keep_to_their_rules(book: OpenBook) -> None:
    line = {"position": 0, "kind": "percentage", "value": "60"}
    party_id = make(book, term_lines=Wishes((new(**line),)))
    first = uuids(book, "term_lines")[0]
    with pytest.raises(ValuesInvalid, match="sum"):
        change(book, party_id, term_lines=Wishes((new(**line | {"position": 1}),)))
    with pytest.raises(ReferenceUnknown):
        change(book, party_id, term_lines=Wishes((Wish(uuid=first, values={"payment_mean": 77}),)))
    change(
        book,
        party_id,
        term_lines=Wishes(
            (
                Wish(uuid=first, values={"value": "40", "payment_mean": 1, "condition": None}),
                new(**line | {"position": 1}),
            )
        ),
    )
    change(book, party_id, term_lines=Wishes((Wish(uuid=first, is_gone=True),)))
    with book.writing() as ctx:
        assert [each.position for each in ctx.unit.term_lines.stream()] == [1]


def test_what_happened_is_told(book: OpenBook, database_url: str) -> None:
    party_id = make(book)
    before = len(kinds_of_changes(database_url, book.book_id))
    change(
        book,
        party_id,
        contacts=contact(name="A", points={EMAIL: emails("a@x.test")}),
        addresses=Wishes((new(city="A"),)),
        term_lines=Wishes((new(position=0),)),
    )
    assert kinds_of_changes(database_url, book.book_id)[before:] == [
        "contact.created",
        "address.created",
        "term_line.created",
        "party.changed",
    ]
    before = len(kinds_of_changes(database_url, book.book_id))
    change(book, party_id, contacts=contact(name="B"), addresses=Wishes((new(city="B"),)))
    told = kinds_of_changes(database_url, book.book_id)[before:]
    assert told == ["contact.created", "address.created"]


def kinds_of_changes(url: str, book_id: int) -> list[str]:
    found = rows(url, f"SELECT position, kind FROM change WHERE book_id = {book_id}")  # noqa: S608  # our own number
    return [kind for _, kind in sorted(tuple(each) for each in found)]
