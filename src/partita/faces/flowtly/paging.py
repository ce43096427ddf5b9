"""Pages of collections, and what is written around them (contracts/flowtly.md 9.1 and 9.2)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import quote

import msgspec

from partita.domain.errors import PageInvalid
from partita.facekit.face import Request
from partita.faces.flowtly.filters import Given, variables
from partita.faces.flowtly.messages import N_
from partita.faces.flowtly.places import Place
from partita.faces.flowtly.shelves import Shelf

ITEMS_DEFAULT: Final = 30
ITEMS_MAX: Final = 1_000
WHOLE_ITEMS_MAX: Final = 20_000
"""Members of a page when somebody turned paging off: more than that are more than one page."""

PAGE_MAX: Final = 2**53
_INTEGER: Final = re.compile(r"\s*([+-]?[0-9]{1,18})")
_OFF: Final = frozenset({"false", "0", "off", "no"})
_UNQUOTED: Final = "-._~"
PREFIX: Final = "hydra:"
"""What stands before the names of collections, unless they are written bare."""


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a collection is asked for.

    Attributes:
        number: Which page, from 1.
        size: Members of a page.
        has_filters: The query has parameters besides those that number pages.
        is_off: Paging was turned off.
    """

    number: int
    size: int
    has_filters: bool
    is_off: bool = False

    @property
    def offset(self) -> int:
        """How many members stand before it."""
        return (self.number - 1) * self.size

    def last(self, total: int) -> int:
        """The last page there is."""
        return max(1, -(-total // self.size)) if self.size else 1


def read_page(given: Mapping[str, Given]) -> Page:
    """Read which page is asked for.

    Raises:
        PageInvalid: There is no such page, whatever the collection.
    """
    has_filters = bool(given.keys() - {"page", "pagination"})
    if "pagination" in given and given["pagination"].last.lower() in _OFF:
        return Page(_page_number(given), WHOLE_ITEMS_MAX, has_filters, is_off=True)
    number, size = _page_number(given), _number(given, "itemsPerPage", ITEMS_DEFAULT)
    if size < 0:
        raise PageInvalid(name="itemsPerPage", message=N_("Limit should not be less than 0"))
    if size == 0 and number > 1:
        message = N_("Page should not be greater than 1 if limit is equal to 0")
        raise PageInvalid(name="page", message=message)
    return Page(number, min(size, ITEMS_MAX), has_filters)


def _page_number(given: Mapping[str, Given]) -> int:
    number = _number(given, "page", 1)
    if number < 1:
        raise PageInvalid(name="page", message=N_("Page should not be less than 1"))
    return min(number, PAGE_MAX)


def _number(given: Mapping[str, Given], name: str, default: int) -> int:
    """A whole number at the start of a parameter; 0 for what is none, as the framework has it."""
    if name not in given or not given[name].values:
        return default
    match = _INTEGER.match(given[name].last)
    return int(match[1]) if match else 0


PLAIN_LIST: Final = ("[", "]")
"""What stands before and after the members of a page in plain JSON."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a collection is written for.

    Attributes:
        shelf: The collection.
        path: Its path below the mount, such as ``/clients/search``.
        is_bare: Its members have no prefix.
        is_search: It takes what people type.
    """

    shelf: Shelf
    path: str
    is_bare: bool = False
    is_search: bool = False


def linked_list(
    around: Around, place: Place, request: Request, page: Page, total: int
) -> tuple[str, str]:
    """What stands before and after the members in JSON-LD: totals, view and search template.

    Args:
        around: What it is written for.
        place: Where the request came to.
        request: The request.
        page: The page.
        total: Members of the whole collection.
    """
    mark = "" if around.is_bare else PREFIX
    iri = f"{place.prefix}{around.path}"
    parts = [
        f'"@context":"{place.prefix}/contexts/{around.shelf.name}"',
        f'"@id":"{iri}"',
        f'"@type":"{mark}Collection"',
        f'"{mark}totalItems":{total}',
        f'"{mark}member":[',
    ]
    head, parts = "{" + ",".join(parts), ["]"]
    view = _view(iri, request, page, page.last(total))
    if view:
        named = {name if name[0] == "@" else mark + name: each for name, each in view.items()}
        named["@type"] = mark + view["@type"]
        parts.append(f'"{mark}view":{msgspec.json.encode(named).decode()}')
    parts.append(f'"{mark}search":{search_template(around, place.prefix)}')
    return head, ",".join(parts) + "}"


def _view(iri: str, request: Request, page: Page, last: int) -> dict[str, str]:
    """The page and its neighbours; empty for a single page that nobody narrowed."""
    is_paged = last > 1 and page.size > 0
    if not is_paged and not page.has_filters:
        return {}

    asked = query_besides_page(request)

    def at(number: int | None) -> str:
        return link_to(iri, asked, number)

    view = {"@id": at(page.number if is_paged else None), "@type": "PartialCollectionView"}
    if is_paged:
        view |= {"first": at(1), "last": at(last)}
    if is_paged and page.number > 1:
        view["previous"] = at(page.number - 1)
    if is_paged and page.number < last:
        view["next"] = at(page.number + 1)
    return view


def query_besides_page(request: Request) -> str:
    """Everything that was asked, but for the page."""
    return "&".join(
        f"{_quoted(name)}={_quoted(value)}" for name, value in request.parameters if name != "page"
    )


def link_to(iri: str, asked: str, number: int | None) -> str:
    """A page of the same collection; it keeps everything that was asked, and ``page`` is last."""
    page = f"page={number}" if number is not None else ""
    query = "&".join(filter(None, (asked, page)))
    return f"{iri}?{query}" if query else iri


def _quoted(text: str) -> str:
    """A text as a part of a query; most need nothing done."""
    is_plain = text.isascii() and text.isalnum()
    return text if is_plain else quote(text, safe=_UNQUOTED, errors="replace")


@lru_cache(maxsize=256)
def search_template(around: Around, prefix: str) -> str:
    """The search template of a collection, as JSON."""
    found = variables(around.shelf, is_search=around.is_search)
    mark = "" if around.is_bare else PREFIX
    names = ",".join(name for name, _ in found)
    template = {
        "@type": f"{mark}IriTemplate",
        f"{mark}template": f"{prefix}{around.path}{{?{names}}}",
        f"{mark}variableRepresentation": "BasicRepresentation",
        f"{mark}mapping": [
            {"@type": "IriTemplateMapping", "variable": name, "property": each, "required": False}
            for name, each in found
        ],
    }
    return msgspec.json.encode(template).decode()
