"""A book with reference data, served by every face over a fresh database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from itertools import count
from typing import Final

import sqlalchemy as sa

from partita.access.grant import operator
from partita.access.keys import KeyPlan
from partita.bootstrap import open_jobs
from partita.branding.brands import Brands
from partita.domain.extras import DocumentKind
from partita.facekit.budget import SharedBudget
from partita.facekit.services import Services
from partita.facekit.telemetry import Figures
from partita.facekit.wsgi import App, Mounted, build_app
from partita.faces import discover
from partita.server import in_modes
from partita.settings import Settings
from partita.store import schema
from partita.store.engine import Engine
from partita.store.render import to_sql
from partita.usecases import admin, documents
from partita.usecases.documents import Mentioned
from tests.builders import FrozenClock, OpenBook

BODY_BYTES_MAX: Final = 1_000_000
_NUMBERS: Final = count(1)


def make_seeded_book(
    engine: Engine, clock: FrozenClock, country: str = "DK", legislation: str | None = None
) -> OpenBook:
    """Make a book as people make one: with reference data in place."""
    actor = operator(engine.take_book_id())
    slug = f"seeded-{next(_NUMBERS)}"
    book = OpenBook(engine, clock, slug, actor)
    with book.writing() as ctx:
        wanted = admin.NewBook(slug=slug, name="Seeded", country=country, legislation=legislation)
        admin.create_book(ctx, wanted)
    return book


def key_plan(face: str) -> KeyPlan:
    """The keys of a dialect."""
    plan: KeyPlan = import_module(f"partita.faces.{face}.keys").PLAN
    return plan


@dataclass
class World:
    """A book, and the application that serves it.

    Attributes:
        engine: The store.
        clock: What time it is.
        book: The book.
        shows_false: As the setting.
        budget: As the setting; no limits when ``None``.
    """

    engine: Engine
    clock: FrozenClock
    book: OpenBook
    shows_false: bool = False
    budget: SharedBudget | None = None
    attempts: SharedBudget | None = None
    modes: tuple[tuple[str, str], ...] = ()
    _told: int = 0
    _names: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        """Serve."""
        self.app = self.serve()
        self.forget()

    def serve(self) -> App:
        """Make the application as it is now."""
        asked = Settings(dialect_modes=",".join("=".join(each) for each in self.modes))
        faces = in_modes(discover(shows_false=self.shows_false), asked)
        services = Services(
            database=self.engine,
            clock=self.clock,
            budgets={face.name: self.budget for face in faces} if self.budget else {},
            figures=Figures(),
            body_bytes_max=BODY_BYTES_MAX,
            public_url="",
            branding=Brands(),
            jobs=open_jobs(self.engine, Brands(), self.clock),
            attempts=self.attempts,
        )
        mounted = [Mounted(face, face.mounts) for face in faces]
        self.app = build_app(mounted, services, {}, "")
        return self.app

    def put_in_mode(self, face: str, mode: str) -> None:
        """Serve one face in another of its ways."""
        self.modes = (*self.modes, (face, mode))
        self.serve()

    def give_access(
        self,
        face: str,
        *roles: str,
        chosen: Mapping[str, str] | None = None,
        is_read_only: bool = False,
        redirect_uris: Sequence[str] = (),
    ) -> dict[str, str]:
        """Give a new app access to the book; its keys by name."""
        wanted = admin.NewApp(
            name=f"app {next(self._names)}",
            roles=roles,
            is_read_only=is_read_only,
            chosen=chosen or {},
            redirect_uris=redirect_uris,
        )
        with self.book.writing() as ctx:
            keys = admin.create_app(ctx, wanted, key_plan(face), lambda text: text)
        self.forget()
        return keys

    def add_document(self, kind: str, number: str = "1", **mentioned: int) -> None:
        """Note that a document refers to somebody."""
        with self.book.writing() as ctx:
            documents.add_document(ctx, DocumentKind(kind), number, Mentioned(**mentioned))
        self.forget()

    def changes(self) -> list[str]:
        """The kinds of changes recorded since this, or `forget`, was last called."""
        feed = schema.change
        link = self.engine._link()
        link.scope(self.book.book_id)
        here = feed.c.book_id == sa.bindparam("book_id"), feed.c.position > sa.bindparam("told")
        statement = sa.select(feed.c.position, feed.c.kind).where(*here).order_by(feed.c.position)
        params = {"book_id": self.book.book_id, "told": self._told}
        rows = link.rows(to_sql(statement, self.engine._can), params)
        self._told = rows[-1][0] if rows else self._told
        return [row[1] for row in rows]

    def forget(self) -> None:
        """Take note of no change so far."""
        self.changes()
