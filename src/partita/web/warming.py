"""Getting the pages ready beside the first requests of a process.

The first look at a page compiles its statements and templates and fills what is remembered, which
takes longer than the look itself. A while after its start a process therefore looks at the pages
of one book by itself; whoever is faster waits as before, and nobody waits for this.
"""

import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit

from partita.access.grant import operator
from partita.domain.errors import PartitaError, Unauthenticated
from partita.facekit.asking import MadeRequest, find_route
from partita.facekit.face import Face
from partita.facekit.request import parse_pairs, parse_query
from partita.ports import Database
from partita.usecases.context import Looking
from partita.usecases.register import Wanted, list_parties
from partita.web.forms import SESSION_COOKIE
from partita.web.rendering import LANGUAGES, environment

AFTER_S: Final = 2.0
"""When it begins: the first answers of a process have the processor to themselves."""

PAUSE_S: Final = 0.02
"""Between two pages, so that requests get their turn."""

PAGES: Final = ("/parties",)
"""What people look at first; all pages would make a worker at rest twice as large."""


def start_warming(pages: Face, database: Database) -> None:
    """Get the pages ready in a thread of their own, which ends by itself.

    Args:
        pages: The pages as they are mounted.
        database: What they look at; it may be empty, or not there.
    """
    ended = threading.Event()

    def work() -> None:
        ended.wait(AFTER_S)
        for _ in warm(pages, database):
            ended.wait(PAUSE_S)

    threading.Thread(target=work, name="warming", daemon=True).start()


def warm(pages: Face, database: Database) -> Iterator[str]:
    """Look at some pages of the first book, one for each step.

    Args:
        pages: The pages.
        database: What they look at.

    Yields:
        What was made ready.
    """
    made = environment(LANGUAGES[0])
    for name in made.list_templates():
        made.get_template(name)
        yield name
    try:
        slugs = database.slugs()
        book_id = database.find_book(slugs[0]) if slugs else None
        if book_id is not None:
            yield from warm_book(pages, database, book_id)
    except PartitaError:
        return  # the database is not there; who asks for a page is told so
    finally:
        database.close()


def warm_book(pages: Face, database: Database, book_id: int) -> Iterator[str]:
    """Look at the pages of a book that people look at first.

    Args:
        pages: The pages.
        database: What they look at.
        book_id: Which book.

    Yields:
        The pages.
    """
    _knock(pages, database, book_id)
    some = _some_party(database, book_id)
    for path in PAGES if some is None else (*PAGES, f"/parties/{some}"):
        _look_at(pages, database, book_id, path, LANGUAGES[0])
        yield path


def _knock(pages: Face, database: Database, book_id: int) -> None:
    """Look for a session that is not there."""
    stranger = MadeRequest("/", {}, {}, "", headers={"Cookie": f"{SESSION_COOKIE}={book_id}.none"})
    with suppress(Unauthenticated):
        pages.authenticate(stranger, database)


def _some_party(database: Database, book_id: int) -> int | None:
    with database.read(book_id) as reading:
        rows = list_parties(Looking(operator(book_id), reading), Wanted(), rows_max=1).rows
    return int(rows[0][0]) if rows else None


def _look_at(pages: Face, database: Database, book_id: int, target: str, language: str) -> None:
    path, asked = urlsplit(target)[2:4]
    route, params = find_route(pages, "GET", path)
    if route.read is None:
        return
    request = MadeRequest(
        path=path,
        query=parse_query(asked),
        parameters=parse_pairs(asked),
        params=params,
        base_url="",
        headers={"Accept-Language": language},
    )
    with database.read(book_id) as reading:
        route.read(Looking(operator(book_id), reading), request)
