"""Parts of transactions that fail in any way leave what a plain model of them has."""

import random
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Final

import pytest

from partita.domain.contact import ContactPatch
from partita.domain.errors import NumberTaken
from partita.store import late
from partita.usecases import contacts
from partita.usecases.context import Context
from partita.usecases.owners import Owner
from tests.builders import OpenBook
from tests.store import raw
from tests.store.samples import PARTY_ID, add_party, person

TRANSACTIONS: Final = 12
DEPTH_MAX: Final = 3


class Undone(Exception):
    """Somebody thought better of it."""


@dataclass
class Model:
    """What is there: names by number, and what was told of them."""

    names: dict[int, str] = field(default_factory=dict)
    told: list[tuple[str, str]] = field(default_factory=list)

    def tell(self, verb: str, number: int) -> None:
        self.told.append((f"contact.{verb}", str(number)))


@dataclass
class Writer:
    """Does what chance wants, in a transaction and in a model of it."""

    chance: random.Random
    ctx: Context

    def write(self, model: Model, depth: int = 0) -> None:
        for _ in range(self.chance.randrange(5)):
            acts = [self.create, self.create, self.change, self.look]
            self.chance.choice(acts)(model)
            if depth < DEPTH_MAX and self.chance.random() < 0.4:
                self.attempt(model, depth + 1)
        self.fail(model)

    def attempt(self, model: Model, depth: int) -> None:
        tried = deepcopy(model)
        try:
            with self.ctx.unit.attempt():
                self.write(tried, depth)
        except (Undone, NumberTaken):
            return
        model.names, model.told = tried.names, tried.told

    def create(self, model: Model) -> None:
        name = f"ø{self.chance.random()}"
        patch = ContactPatch(name=name, email=self.chance.choice([None, "a@b.dk"]))
        made = contacts.create_contact(self.ctx, Owner(PARTY_ID), patch)
        assert made.number == len(model.names) + 1
        model.names[made.number] = name
        model.tell("created", made.number)

    def change(self, model: Model) -> None:
        if model.names:
            number, name = self.chance.choice(sorted(model.names)), f"æ{self.chance.random()}"
            patch = ContactPatch(name=name)
            contacts.change_contact(self.ctx, number, patch, if_version=None)
            model.names[number] = name
            model.tell("changed", number)

    def look(self, model: Model) -> None:
        assert {each.number for each in self.ctx.unit.contacts.select()} == {*model.names}

    def fail(self, model: Model) -> None:
        """Go wrong at once, later, or not at all."""
        way = self.chance.randrange(8)
        if way == 0:
            raise Undone
        if way == 1 and model.names:
            self.ctx.unit.contacts.insert(person(1, serial=99))


@pytest.fixture
def database_url(shared_url: str) -> str:
    return shared_url


@pytest.mark.parametrize("seed", range(6))
def test_what_fails_leaves_what_the_model_has(
    book: OpenBook, database_url: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, model = random.Random(seed), Model()  # noqa: S311  # seeded
    monkeypatch.setattr(late, "LATE_MAX", chance.choice([1, 3, 256]))
    add_party(book)
    begun = len(raw.positions(database_url, book.book_id))
    for _ in range(TRANSACTIONS):
        tried = deepcopy(model)
        try:
            with book.writing() as ctx:
                Writer(chance, ctx).write(tried)
        except (Undone, NumberTaken):
            continue
        model = tried
    assert found(book) == model.names
    assert told(database_url, book.book_id)[begun:] == [
        (begun + place, *each) for place, each in enumerate(model.told, 1)
    ]
    assert len(raw.positions(database_url, book.book_id, "audit")) == begun + len(model.told)
    if database_url.startswith("sqlite"):
        check_search(database_url, book.book_id)


def found(book: OpenBook) -> dict[int, str]:
    with book.writing() as ctx:
        return {each.number: each.name for each in ctx.unit.contacts.select()}


def told(url: str, book_id: int) -> list[tuple[int, str, str]]:
    feed = "SELECT position, kind, record_key FROM change WHERE book_id = {} ORDER BY position"
    return [tuple(row) for row in raw.rows(url, feed.format(book_id))]


def check_search(url: str, book_id: int) -> None:
    """The search table has what the rows have, and its index what it has."""
    raw.run(url, "INSERT INTO contact_search (contact_search) VALUES ('integrity-check')")
    row = f"rowid - {book_id} * {2**32}"
    searched = f"SELECT {row}, name, email FROM contact_search WHERE rowid / {2**32} = {book_id}"
    kept = f"SELECT number, name_fold, email_fold FROM contact WHERE book_id = {book_id}"
    assert sorted(raw.rows(url, searched)) == sorted(raw.rows(url, kept))
