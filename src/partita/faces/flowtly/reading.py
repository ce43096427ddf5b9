"""Reading: members and collections (contracts/flowtly.md 4, 8 and 9)."""

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from partita.domain.errors import RecordNotFound
from partita.domain.query import And, Compare, Filter, OffsetPage, Op, Query
from partita.facekit.face import Read, Reply, Request
from partita.faces.flowtly import filters, naming, paging
from partita.faces.flowtly.filters import Given
from partita.faces.flowtly.messages import VARIES
from partita.faces.flowtly.negotiation import MERGE_PATCH, OFFERED, form_of, suffix_of
from partita.faces.flowtly.places import Place, is_key, place_of, read_key
from partita.faces.flowtly.shelves import EMPLOYEES, NOTES, Look, Shelf, view_of
from partita.kit.text import is_storable
from partita.usecases.admin import employee_key
from partita.usecases.context import Looking
from partita.usecases.search import count_rows, get_row, search_texts, stream_rows

PORTION_ROWS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The ways in which the dialect is spoken.

    Attributes:
        shows_null: Missing values are shown as null, instead of left out.
        is_bare: Names of collections have no prefix.
        is_strict: Only values the contract suggests are taken.
    """

    shows_null: bool = False
    is_bare: bool = False
    is_strict: bool = False


PLAIN: Final = Ways()


def media(form: str) -> str:
    """The content type of an answer."""
    return f"{OFFERED[form]}; charset=utf-8"


def headers_of(shelf: Shelf) -> Mapping[str, str]:
    """The headers of a collection and its members."""
    if shelf in naming.TRANSLATED:
        return VARIES
    return {"Accept-Patch": MERGE_PATCH} if shelf.is_written else {}


def path_key(shelf: Shelf, request: Request) -> int | str:
    """The key in a path, a suffix aside.

    Raises:
        RecordNotFound: It can be none of this collection.
    """
    text = request.params["id"]
    suffix = suffix_of(request)
    if suffix and text.lower().endswith(f".{suffix}"):
        text = text[: -len(suffix) - 1]
    key = text.lower() if shelf is NOTES else read_key(shelf.path, text)
    if not (is_storable(text) if shelf is NOTES else is_key(shelf.path, key)):
        raise RecordNotFound(kind=shelf.path, key=text)
    return key


def path_id(shelf: Shelf, request: Request) -> int:
    """The number in a path.

    Raises:
        RecordNotFound: It is none.
    """
    return int(path_key(shelf, request))


def list_of(shelf: Shelf, ways: Ways, *, searches: bool = False) -> Read:
    """Answer a page of a collection.

    Args:
        shelf: The collection.
        ways: How it is written.
        searches: By what people type, instead of by filters alone.
    """
    path = f"/{shelf.path}/search" if searches else f"/{shelf.path}"
    around = paging.Around(shelf, path, ways.is_bare, is_search=searches)

    def read(look: Looking, request: Request) -> Reply:
        form, place = form_of(request), place_of(request)
        given = filters.read_parameters(request)
        page = paging.read_page(given)
        conditions = _conditions(shelf, given, place, searches=searches)
        names = filters.read_names(given)
        wanted = Look(place.prefix, form == "jsonld", ways.shows_null, names)
        view, order = view_of(shelf, wanted), filters.read_order(shelf, given)
        query = Query(view, conditions, order, OffsetPage(page.size, page.offset))
        total = _total(look, query, page, form)
        left = page.size if total is None else total - page.offset
        ends = paging.PLAIN_LIST
        if form == "jsonld":
            ends = paging.linked_list(around, place, request, page, total or 0)
        if page.is_off and left > PORTION_ROWS:
            portions = stream_rows(look, query, rows_max=PORTION_ROWS)
            texts = ([text.encode() for _, text in rows] for rows in portions)
            members = (naming.members_of(shelf, portion, request) for portion in texts)
            parts = _in_parts(ends, members)
            return Reply(200, next(parts), media(form), headers_of(shelf), rest=parts)
        found = search_texts(look, query) if page.size and left > 0 else ()
        body = _whole(ends, naming.members_of(shelf, found, request))
        return Reply(200, body, media(form), headers_of(shelf))

    return read


def _total(look: Looking, query: Query, page: paging.Page, form: str) -> int | None:
    """How many there are, as far as the answer depends on it; ``None`` where it does not."""
    if form == "jsonld":
        return count_rows(look, query)
    if not page.is_off:
        return None
    return count_rows(look, query, rows_max=page.offset + PORTION_ROWS + 1)


def _whole(ends: tuple[str, str], members: list[bytes]) -> bytes:
    """A list; what stands around it goes to its ends first, for a long text is slow to copy."""
    if not members:
        return "".join(ends).encode()
    members[0] = ends[0].encode() + members[0]
    members[-1] += ends[1].encode()
    return b",".join(members)


def _in_parts(
    ends: tuple[str, str], portions: Iterator[list[bytes]]
) -> Generator[bytes, None, None]:
    """A list in portions, so that it is never held whole."""
    head, end = (each.encode() for each in ends)
    for members in portions:
        yield head + b",".join(members)
        head = b","
    yield end if head == b"," else head + end


def _conditions(
    shelf: Shelf, given: Mapping[str, Given], place: Place, *, searches: bool
) -> Filter | None:
    asked = dict(given)
    found = []
    if searches:
        texts = [asked.pop(name).last for name in filters.SEARCH_NAMES if name in asked]
        sought = filters.searching(next((text for text in texts if text), ""))
        found = [sought] if sought is not None else []
    found += filters.read_filters(shelf, asked, place)
    return And(tuple(found)) if len(found) > 1 else next(iter(found), None)


def single(shelf: Shelf, ways: Ways, *, has_documents: bool = False) -> Read:
    """Answer a member of a collection."""

    def read(look: Looking, request: Request) -> Reply:
        form = form_of(request)
        key = path_key(shelf, request)
        body = show(look, shelf, request, key, ways, has_documents=has_documents)
        return Reply(200, body, media(form), headers_of(shelf))

    return read


def myself(ways: Ways) -> Read:
    """Answer the employee that an app acts as."""

    def read(look: Looking, request: Request) -> Reply:
        form, place = form_of(request), place_of(request)
        mine = Compare("party.external_key", Op.EXACT_EQ, employee_key(look.actor.name))
        view = view_of(EMPLOYEES, Look(place.prefix, form == "jsonld", ways.shows_null))
        return Reply(200, _one(look, EMPLOYEES, Query(view, mine), request, form), media(form))

    return read


def show(  # noqa: PLR0913  # what is shown, to whom, and how
    look: Looking,
    shelf: Shelf,
    request: Request,
    key: int | str,
    ways: Ways,
    *,
    has_documents: bool = False,
) -> bytes:
    """A member of a collection, in the form that was asked for.

    Raises:
        RecordNotFound: There is none of that key.
    """
    form, place = form_of(request), place_of(request)
    names = filters.read_names(filters.read_parameters(request))
    wanted = Look(place.prefix, form == "jsonld", ways.shows_null, names, has_documents)
    view = view_of(shelf, wanted)
    if shelf.only is None:
        text = get_row(look, view, shelf.key, key).encode()
        return _told(shelf, text, request, form)
    same = Compare(shelf.key, Op.EXACT_EQ, key)
    return _one(look, shelf, Query(view, And((same, shelf.only))), request, form)


def _one(look: Looking, shelf: Shelf, query: Query, request: Request, form: str) -> bytes:
    found = search_texts(look, Query(query.view, query.filter, page=OffsetPage(1)))
    if not found:
        raise RecordNotFound(kind=shelf.path, key=None)
    return _told(shelf, found[0], request, form)


def _told(shelf: Shelf, text: bytes, request: Request, form: str) -> bytes:
    """A member as the caller understands it."""
    [text] = naming.members_of(shelf, (text,), request)
    if form == "jsonld":
        context = f"{place_of(request).prefix}/contexts/{shelf.name}"
        text = f'{{"@context":"{context}",'.encode() + text[1:]
    return text
