"""Books made by the use case, so with everything a new book has."""

from typing import Any

from partita.access.grant import operator
from partita.access.keys import KeyPlan
from partita.domain.book import Book
from partita.facekit.passwords import hash_password
from partita.faces.economic.keys import PLAN as ECONOMIC
from partita.store.engine import Engine
from partita.usecases import admin
from partita.usecases.admin import NewApp, NewBook
from partita.usecases.context import Context
from tests.builders import FrozenClock, OpenBook


def open_book(
    engine: Engine,
    clock: FrozenClock,
    **values: Any,  # noqa: ANN401  # fields of what is made
) -> tuple[OpenBook, Book]:
    wanted = NewBook(**{"slug": "acme", "name": "Acme", "country": "DK", **values})
    actor = operator(engine.take_book_id())
    with engine.write(actor, "test") as unit:
        made = admin.create_book(Context(actor, unit, clock()), wanted)
    return OpenBook(engine, clock, wanted.slug, actor), made


def make_app(
    book: OpenBook,
    plan: KeyPlan = ECONOMIC,
    **values: Any,  # noqa: ANN401  # fields of what is made
) -> dict[str, str]:
    with book.writing() as ctx:
        return admin.create_app(ctx, NewApp(**{"name": "shop", **values}), plan, hash_password)
