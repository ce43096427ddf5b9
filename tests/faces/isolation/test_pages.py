"""Nobody reaches another book through the pages: every route, field and parameter of them.

The routes are those the pages have, and what they read of a form or a query is read from their own
code, so what is added is tried by itself.
"""

import re
import sys
from collections.abc import Iterator
from functools import partial
from inspect import getsource
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from falcon.testing import Result

from partita.facekit.face import Route
from partita.files import open_sheet
from partita.store.engine import Engine
from partita.web import Parts, make_face
from partita.web.forms import SESSION_COOKIE
from tests.builders import FrozenClock, make_customer
from tests.faces.isolation.marked import FIRST, MARK, PIECE, Marked, silent
from tests.faces.isolation.statements import Careless, Statements
from tests.faces.world import make_seeded_book
from tests.web.site import DIALECTS, PASSWORD, Site

PARAMETER: Final = re.compile(r"\{[^}]*\}")
READ: Final = re.compile(r"(?:form\.(?:get|all|has|number)|query\.get)\(f?\"([a-z_]+)")
VARYING: Final = re.compile(
    r"50\d\D?\d{3}|[0-9a-f]{16,64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
LEFT_OUT: Final = frozenset({"signIn", "signOut"})
"""Nobody needs to be in a book for them; passwords and sessions are tried below."""

TAKEN_MAX: Final = 399
NUMBER: Final = re.compile(r"/\d+")
KEYS: Final = (str(FIRST + 1), MARK)
"""What is known of the other book: numbers of all kinds of its records, and names."""

NOBODYS: Final = (str(FIRST + 1_077), MARK[::-1])
ASKED: Final = re.compile("|".join((*KEYS, *NOBODYS)), re.IGNORECASE)
FIELDS: Final = ("id", "keep", "name", "asked", "book", "key", "message")
"""What a form may name somebody with, whoever reads it."""


def routes() -> list[Route]:
    pages = make_face(Parts(clock=FrozenClock(), open_sheet=open_sheet, dialects=DIALECTS))
    return [each for each in pages.routes if not each.open and each.name not in LEFT_OUT]


def fields_of(route: Route) -> set[str]:
    """What the code of a route reads of a form or a query."""
    prepared = route.mixed.prepare if route.mixed else route.prepare
    handlers = (route.read, route.write, route.act, route.enter, prepared)
    modules = {each.__module__ for each in handlers if each}
    return {name for each in modules for name in READ.findall(getsource(sys.modules[each]))}


@pytest.fixture
def database_url(shared_url: str) -> str:
    return shared_url


@pytest.fixture
def site(engine: Engine, clock: FrozenClock) -> Iterator[Site]:
    """Somebody who may do everything in a book of their own."""
    found = Site(engine, clock, make_seeded_book(engine, clock)).sign_in()
    with found.book.writing() as ctx:
        make_customer(ctx, "Mine ApS")
    yield found
    found.wait()


def ask(site: Site, method: str, path: str, said: dict[str, Any]) -> Result:
    if method == "GET":
        return site.get(f"{path}?{urlencode(said)}" if said else path)
    return site.post(path, said)


def said_with(route: Route, key: str) -> Iterator[dict[str, Any]]:
    """Nothing, each field alone, and all fields together, with somebody's key."""
    yield {}
    if PARAMETER.search(route.path):
        yield dict.fromkeys(sorted(fields_of(route)), key)
        return
    names = sorted(fields_of(route) | (set(FIELDS) if route.method == "POST" else set()))
    yield from ({name: key} for name in names)
    yield dict.fromkeys(names, key)


def plain(answer: Result, method: str) -> tuple[int, str, str]:
    """What an answer says, without the keys asked for and the numbers of what was made.

    A form that was taken is answered with a list that has grown, so its text says nothing.
    """
    text = ASKED.sub("KEY", answer.text)
    place = ASKED.sub("KEY", answer.headers.get("location", "").partition("?")[0])
    is_told = method == "GET" or answer.status_code > TAKEN_MAX
    return answer.status_code, VARYING.sub("", text) if is_told else "", NUMBER.sub("/", place)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_page_reaches_another_book(
    site: Site, other: Marked, statements: Statements, method: str
) -> None:
    before, tried = other.state(), 0
    found = [each for each in routes() if each.method == method]
    for keys in zip(KEYS, NOBODYS, strict=True):  # a name last: whoever says it is told it again
        for route in found:
            for asked, unknown in zip(*(said_with(route, each) for each in keys), strict=True):
                paths = [PARAMETER.sub(each, route.path) for each in keys]
                spent, answer = statements.of(partial(ask, site, method, paths[0], asked))
                others, same = statements.of(partial(ask, site, method, paths[1], unknown))
                assert plain(answer, method) == plain(same, method), (route.path, asked)
                is_one = PARAMETER.search(route.path)  # others look at what changed meanwhile
                assert not is_one or len(spent) == len(others), (route.path, asked)
                assert keys[0] == MARK or silent(answer), (route.path, asked)
                assert answer.status_code < 500, (route.path, asked, answer.text)
                tried += 1
    assert other.state() == before
    assert tried > len(found)


@pytest.mark.long
@pytest.mark.postgres
@pytest.mark.parametrize("shared_url", ["postgresql"], indirect=True)
def test_row_security_holds_where_a_statement_forgets_its_book(
    site: Site, other: Marked, careless: Careless, statements: Statements
) -> None:
    """The same with a build that takes the book out of every condition, also of what it writes."""
    test_lists_and_searches_stay_in_the_book(site, other)
    for method in ("GET", "POST"):
        test_no_page_reaches_another_book(site, other, statements, method)
    assert careless.forgotten["UPDATE"]
    assert careless.forgotten["DELETE"]


def test_lists_and_searches_stay_in_the_book(site: Site, other: Marked) -> None:
    """Every page without a key, asked for a piece of every text of the other book."""
    found = [each for each in routes() if each.method == "GET" and "{" not in each.path]
    for route in found:
        for said in ({}, {"q": PIECE}, {"q": PIECE, "go": "1"}):
            answer = site.get(f"{route.path}?{urlencode(said)}")
            assert silent(answer), (route.path, said)
    assert silent(site.post("/parties/export", {"asked": f"q={PIECE}", "format": "json"}))
    assert silent(site.post("/parties/export", {"format": "csv"}))
    assert other.numbers


def test_a_session_is_good_in_its_own_book_only(
    site: Site, other: Marked, engine: Engine, clock: FrozenClock
) -> None:
    """Their cookie with the number of another book, their form's proof in another session."""
    theirs = Site(engine, clock, other.world.book).sign_in(f"visitor {site.book.slug}")
    for book, token in ((site, theirs), (theirs, site)):
        number = book.book.book_id
        _, _, secret = token.cookies[SESSION_COOKIE].partition(".")
        mixed = Site(engine, clock, site.book, cookies={SESSION_COOKIE: f"{number}.{secret}"})
        nobody = Site(
            engine, clock, site.book, cookies={SESSION_COOKIE: f"{number}.{secret[::-1]}"}
        )
        for path in ("/", "/parties", f"/parties/{FIRST + 1}"):
            answer, unknown = mixed.get(path), nobody.get(path)
            assert (answer.status_code, answer.text) == (unknown.status_code, unknown.text)
            assert silent(answer)
            assert answer.status_code in (302, 303, 401)
    for proof in (theirs.csrf(), "0" * 64):
        assert site.post("/parties/new", {"csrf": proof, "name": "Forged"}).status_code == 403


def test_a_password_is_good_in_its_own_book_only(
    site: Site, other: Marked, engine: Engine, clock: FrozenClock
) -> None:
    name = f"guest {site.book.slug}"
    Site(engine, clock, other.world.book).add_user(name)
    stranger = Site(engine, clock, site.book)
    answers = [
        stranger.post("/signin", {"book": site.book.slug, "name": each, "password": PASSWORD})
        for each in (name, name[::-1])
    ]
    assert answers[0].text.replace(name, "") == answers[1].text.replace(name[::-1], "")
    assert {each.status_code for each in answers} == {422}
