"""Names and numbers are found apart from e-mail addresses, however short the piece of text is."""

from typing import Any

import pytest

from partita.domain.party import PartyPatch
from partita.domain.query import (
    LIKE_ANY,
    And,
    Compare,
    Filter,
    Form,
    Member,
    Not,
    OffsetPage,
    Op,
    Or,
    Query,
    Sort,
    View,
)
from partita.domain.standing import Role
from partita.kit.text import search_fold
from partita.store.engine import Engine
from partita.store.recent_sql import FEW
from partita.usecases.parties import PartyChange, change_party
from partita.usecases.roles import ById
from partita.usecases.search import count_rows, search_rows
from tests.builders import OpenBook, make_customer, make_party

CLIENTS = View("customers_by_party", (Member("id", "party_id", Form.INTEGER),))
NAMES = (
    ("Åse Holm", "post@example.com", "DK1234"),
    ("Holm & Søn", "info@holm.dk", None),
    ("Qzar", "sales@example.com", "NO99"),
    ("Bo", None, None),
    ("Übersee GmbH", "bjærn.æther@ærø.dk", None),
    ("x%_y\\z", "q@z.dk", None),
)
WORDS = "holm example example.com os qz zz a 9 bo ho gm mb 34 % _ aero uber dk dk12 info@ no"
PIECES = [*WORDS.split(), "\\", "y\\"]
ORDERS = {"by key": (), "backwards": (Sort("party_id", descending=True),)}
ORDERS |= {"by name": (Sort("party.name"),), "by city": (Sort("mail.city"), Sort("party.name"))}


@pytest.fixture
def database_url(shared_url: str) -> str:
    return shared_url


@pytest.fixture
def named(book: OpenBook) -> dict[int, str]:
    """The texts of customers, by party; a supplier is none of them."""
    found = {}
    with book.writing() as ctx:
        for name, mail, number in NAMES:
            patch = PartyPatch(email=mail, vat_number=number)
            made = make_customer(ctx, name).party.id
            change_party(ctx, Role.CUSTOMER, ById(made), PartyChange(party=patch), if_version=None)
            found[made] = search_fold("\n".join(filter(None, (name, number))))
        make_party(ctx, Role.SUPPLIER, "Holm Qzar")
    return found


def has(text: str, field: str = "party.search_named") -> Compare:
    return Compare(field, Op.LIKE, f"{LIKE_ANY}{text}{LIKE_ANY}")


def ids(book: OpenBook, item: Filter, sorts: tuple[Sort, ...] = (), **page: int) -> list[Any]:
    with book.looking() as looking:
        query = Query(
            CLIENTS, item, sorts, OffsetPage(page.get("limit", 50), page.get("offset", 0))
        )
        shown = [key for key, _ in search_rows(looking, query)]
        if not page:
            assert count_rows(looking, Query(CLIENTS, item)) == len(shown)
        return shown


@pytest.mark.parametrize("few", [0, FEW], ids=["as if common", "as if rare"])
def test_pieces_of_names_are_found_in_any_order(
    book: OpenBook, named: dict[int, str], few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("partita.store.engine.FEW", few)
    for piece in PIECES:
        right = [key for key, text in named.items() if piece in text]
        for order, sorts in ORDERS.items():
            shown = ids(book, has(piece), sorts)
            assert sorted(shown) == right, (piece, order)
            pages = [ids(book, has(piece), sorts, limit=1, offset=at) for at in range(len(shown))]
            assert [key for page in pages for key in page] == shown, (piece, order)
        assert ids(book, has(piece)) == right
        assert ids(book, has(piece), ORDERS["backwards"]) == right[::-1]


def test_filters_around_a_piece_still_count(book: OpenBook, named: dict[int, str]) -> None:
    one, two, three, *_ = named
    archived = Compare("is_archived", Op.EQ, value=True)
    assert ids(book, And((has("ol"), has("so")))) == [two]
    assert ids(book, And((has("ol"), Compare("party.name", Op.EQ, "åse holm")))) == [one]
    assert ids(book, And((Compare("party_id", Op.GE, two), has("qz")))) == [three]
    assert ids(book, And((has("ol"), archived))) == []
    assert ids(book, Or((has("qz"), has("ol")))) == [one, two, three]
    assert ids(book, And((has("ol"), Not(has("so"))))) == [one]
    assert ids(book, And((Or((has("qz"), has("ol"))), has("ol")))) == [one, two]
    assert ids(book, has("example", "party.search_text")) == [one, three]
    assert ids(book, has("le.c", "party.search_text")) == [one, three]


@pytest.mark.parametrize("few", [0, FEW], ids=["as if common", "as if rare"])
def test_letters_that_are_others_for_searching_move_no_border(
    book: OpenBook, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not isinstance(book.database, Engine) or not book.database._can.has_search_table:
        pytest.skip("its index has a border that moves")
    monkeypatch.setattr("partita.store.engine.FEW", few)
    with book.writing() as ctx:
        longer = make_customer(ctx, "Lyng", party={"email": "æææ@b.dk"}).party.id
        marks = {"email": "q\u0302\u0302\u0302@b.dk", "vat_number": "DK 77"}
        shorter = make_customer(ctx, "Holm", party=marks).party.id
    for piece, right in (("ae", []), ("77", [shorter]), ("ng", [longer])):
        for sorts in ORDERS.values():
            assert ids(book, has(piece), sorts) == right
            assert ids(book, And((Not(has(piece)), has("l"))), sorts) == [
                each for each in ids(book, has("l"), sorts) if each not in right
            ]


def test_a_unit_finds_pieces_of_what_it_wrote(book: OpenBook, named: dict[int, str]) -> None:
    with book.writing() as ctx:
        made = make_customer(ctx, "Xylo Vej").party.id
        for piece in ("yl", "xylo"):
            rows = ctx.unit.reading.rows(Query(CLIENTS, has(piece)))
            assert [key for key, _ in rows] == [made]
    assert made not in named
