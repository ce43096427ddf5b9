"""A process gets its pages ready by itself, and harms nobody by it."""

from dataclasses import replace

import pytest

from partita.domain.standing import Role
from partita.facekit.face import Face
from partita.files import open_sheet
from partita.store import migrate
from partita.store.engine import Engine
from partita.store.query_sql import Compiler
from partita.web import Parts, make_face, warming
from tests.builders import FrozenClock, make_party
from tests.faces.world import make_seeded_book
from tests.web.site import DIALECTS, Site


@pytest.fixture
def pages(clock: FrozenClock) -> Face:
    """The pages as the server mounts them."""
    return make_face(Parts(clock=clock, open_sheet=open_sheet, dialects=DIALECTS))


def test_what_was_made_ready_compiles_nothing_when_somebody_comes(site: Site, pages: Face) -> None:
    with site.book.writing() as ctx:
        party = make_party(ctx, Role.CUSTOMER, "Alpha ApS").party.id
    site.sign_in()
    compiler = Compiler(site.engine._can)
    site.engine._said = replace(site.engine._said, compiler=compiler)
    made = list(warming.warm_book(pages, site.engine, site.book.book_id))
    assert f"/parties/{party}" in made
    known = set(compiler._known)
    for path in ("/parties", f"/parties/{party}"):
        assert site.get(path).status_code == 200
    assert set(compiler._known) - known == set()


def test_a_book_without_parties_has_pages_too(site: Site, pages: Face) -> None:
    made = set(warming.warm_book(pages, site.engine, site.book.book_id))
    assert made == set(warming.PAGES)


def test_some_book_is_looked_at(empty_url: str, clock: FrozenClock, pages: Face) -> None:
    migrate.upgrade(empty_url)
    engine = Engine(empty_url, clock)
    make_seeded_book(engine, clock)
    assert "/parties" in set(warming.warm(pages, engine))


def test_a_database_that_is_not_there_harms_nobody(clock: FrozenClock, pages: Face) -> None:
    made = list(warming.warm(pages, Engine("postgresql://127.0.0.1:9/nobody", clock)))
    assert "party.html" in made
    assert not any(each.startswith("/") for each in made)
