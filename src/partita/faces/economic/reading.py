"""Reading: cursor pages, classic pages, counts, single objects (contracts/economic.md 5)."""

import re
from typing import Final

from partita.domain.errors import PageInvalid, RecordNotFound, ValuesInvalid
from partita.domain.query import Filter, KeyPage, OffsetPage, Query
from partita.domain.violation import Violation
from partita.facekit.face import Read, Reply, Request, json_reply
from partita.facekit.table import INT32_MAX, INT32_MIN, Kind, Resource
from partita.faces.economic.filters import parse_filter
from partita.faces.economic.seconds import by_seconds
from partita.faces.economic.sorting import parse_sort
from partita.usecases.context import Looking
from partita.usecases.search import count_rows, get_row, search_rows

CURSOR_PAGE_ITEMS: Final = 1_000
CURSOR_CHARS_MAX: Final = 50
PAGE_SIZE_MAX: Final = 100
PAGE_SIZE_DEFAULT: Final = 20
SKIP_PAGES_MAX: Final = 100
PAGED_ITEMS_MAX: Final = 10_000
_INTEGER: Final = re.compile(r"\s*[+-]?[0-9]{1,10}\s*")
_PATH_NUMBER: Final = re.compile(r"-?0*([0-9]+)")
_INT32_DIGITS: Final = 10


def list_by_cursor(resource: Resource) -> Read:
    """Answer up to a thousand items from a cursor on, which is the number of the first."""

    def read(look: Looking, request: Request) -> Reply:
        query = request.query
        page = KeyPage(CURSOR_PAGE_ITEMS + 1, at=_cursor(query.get("cursor")))
        wanted = _wanted(request, resource)
        rows = search_rows(look, Query(resource.view, wanted, page=page))
        items = ",".join([text for _, text in rows[:CURSOR_PAGE_ITEMS]])
        more = len(rows) > CURSOR_PAGE_ITEMS
        cursor = f'"cursor":"{rows[-1][0]}",' if more else ""
        return json_reply(f'{{{cursor}"items":[{items}]}}'.encode())

    return read


def list_by_page(resource: Resource) -> Read:
    """Answer a page of at most a hundred items, out of the first ten thousand."""

    def read(look: Looking, request: Request) -> Reply:
        query = request.query
        size = _bounded("PageSize", query.get("pagesize"), PAGE_SIZE_DEFAULT, 1, PAGE_SIZE_MAX)
        skip = _bounded("SkipPages", query.get("skippages"), 0, 0, SKIP_PAGES_MAX)
        wanted = _wanted(request, resource)
        sorts = parse_sort(query.get("sort", ""), resource)
        limit = min(size, PAGED_ITEMS_MAX - skip * size)
        if limit <= 0:
            return json_reply(b"[]")
        rows = search_rows(
            look, Query(resource.view, wanted, sorts, OffsetPage(limit, skip * size))
        )
        return json_reply(f"[{','.join([text for _, text in rows])}]".encode())

    return read


def count(resource: Resource) -> Read:
    """Answer how many there are, as a bare number."""

    def read(look: Looking, request: Request) -> Reply:
        wanted = _wanted(request, resource)
        return json_reply(str(count_rows(look, Query(resource.view, wanted))).encode())

    return read


def single(resource: Resource) -> Read:
    """Answer one object."""

    def read(look: Looking, request: Request) -> Reply:
        return json_reply(get_row(look, resource.view, "number", path_number(request)).encode())

    return read


def setup(resource: Resource) -> Read:
    """Answer the one setup of the agreement."""

    def read(look: Looking, request: Request) -> Reply:
        book_id = look.actor.book_id
        return json_reply(get_row(look, resource.view, "book_id", book_id).encode())

    return read


def path_number(request: Request) -> int:
    """The number in the path.

    Raises:
        ValuesInvalid: It is no 32-bit integer.
        RecordNotFound: It is none that could ever be given.
    """
    text = request.params["number"]
    match = _PATH_NUMBER.fullmatch(text)
    if match is None:
        raise _number_invalid("type")
    number = int(text) if len(match[1]) <= _INT32_DIGITS else INT32_MAX + 1
    if not INT32_MIN <= number <= INT32_MAX:
        raise _number_invalid("range")
    if number < 1:
        raise RecordNotFound(kind="number", key=number)
    return number


def _number_invalid(rule: str) -> ValuesInvalid:
    facts = {"kind": Kind.INTEGER, "min": INT32_MIN, "max": INT32_MAX}
    return ValuesInvalid(violations=[Violation("number", rule, facts)])


def _cursor(text: str | None) -> int | None:
    if not text:
        return None
    if len(text) > CURSOR_CHARS_MAX or not text.isascii() or not text.isdigit():
        raise PageInvalid(name="cursor", message="The cursor is none that this server gave.")
    number = int(text)
    if number > INT32_MAX:
        raise PageInvalid(name="cursor", message="The cursor is none that this server gave.")
    return number


def _bounded(name: str, text: str | None, default: int, low: int, high: int) -> int:
    if text is None or not text.strip():
        return default
    number = int(text) if _INTEGER.fullmatch(text) else None
    if number is None or not low <= number <= high:
        message = f"The field {name} must be between {low} and {high}."
        raise PageInvalid(name=name, message=message)
    return number


def _wanted(request: Request, resource: Resource) -> Filter | None:
    return by_seconds(parse_filter(request.query.get("filter", ""), resource), resource)
