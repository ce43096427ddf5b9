"""Parameters that every list takes (contracts/poweroffice.md 5)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from partita.domain.errors import PageInvalid, SortInvalid
from partita.domain.query import Sort
from partita.facekit.face import Request
from partita.facekit.table import INT32_MAX, Kind, Resource

PAGE_SIZE_DEFAULT: Final = 5_000
PAGE_SIZE_MAX: Final = 20_000
NAMES_MAX: Final = 200
SORTS_MAX: Final = 20
_NUMBER: Final = re.compile(r"\s*\+?([0-9]{1,10})\s*")
_OBJECT: Final = re.compile(r"resourceparameter(?:\[(\w+)\]|\.(\w+))")
_SORT: Final = re.compile(r"\s*([A-Za-z0-9]+)(?:\s+(asc|desc))?\s*", re.IGNORECASE)
_NOT_SORTED: Final = frozenset({Kind.OBJECT, Kind.INTEGERS})


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a list is asked for, filters aside.

    Attributes:
        number: Which page, from 1.
        size: Records of a page.
        names: Members to show, in lower case; all when ``None``.
        sorts: In which order; by id when empty.
        is_strict: Values of filters must exist.
    """

    number: int
    size: int
    names: frozenset[str] | None
    sorts: tuple[Sort, ...]
    is_strict: bool


def flat(request: Request) -> Mapping[str, str]:
    """The query with the three spellings of a resource parameter made one.

    Raises:
        PageInvalid: A name is one of another protocol, such as ``$top``.
    """
    found: dict[str, str] = {}
    for name, value in request.query.items():
        if name.startswith("$"):
            message = f"The parameter {name} is not known; use PageNumber and PageSize."
            raise PageInvalid(name=name, message=message)
        match = _OBJECT.fullmatch(name)
        found[(match[1] or match[2]) if match else name] = value
    return found


def read_parameters(query: Mapping[str, str], resource: Resource) -> Parameters:
    """Read them.

    Args:
        query: The query as `flat` gives it.
        resource: What the list shows.

    Raises:
        PageInvalid: A number or a member cannot be read or is not known.
        SortInvalid: The order cannot be read, or names a member that is not sorted by.
    """
    return Parameters(
        number=_bounded("PageNumber", query.get("pagenumber"), 1, INT32_MAX),
        size=min(
            _bounded("PageSize", query.get("pagesize"), PAGE_SIZE_DEFAULT, INT32_MAX), PAGE_SIZE_MAX
        ),
        names=read_names(query, resource),
        sorts=_sorts(query.get("orderby", ""), resource),
        is_strict=query.get("usedatabasevalidation", "").strip().lower() == "true",
    )


def _bounded(name: str, text: str | None, default: int, high: int) -> int:
    if text is None or not text.strip():
        return default
    match = _NUMBER.fullmatch(text)
    number = int(match[1]) if match else 0
    if not 1 <= number <= high:
        message = f"The {name} property must be a whole number from 1 to {high}."
        raise PageInvalid(name=name, message=message)
    return number


def read_names(query: Mapping[str, str], resource: Resource) -> frozenset[str] | None:
    """The members asked for, in lower case; ``None`` for all.

    Raises:
        PageInvalid: The list is not formatted correctly, or a member is not known.
    """
    text = query.get("fields", "")
    if not text.strip():
        return None
    names = [name.strip() for name in text.split(",")]
    if not all(names) or len(names) > NAMES_MAX:
        message = "The Fields property is not formatted correctly."
        raise PageInvalid(name="Fields", message=message)
    for name in names:
        field = resource.by_name.get(name.lower())
        if field is None or field.at is None:
            message = (
                f"The Fields property names {name[:100]}, which {resource.name} does not have."
            )
            raise PageInvalid(name="Fields", message=message)
    return frozenset(name.lower() for name in names)


def _sorts(text: str, resource: Resource) -> tuple[Sort, ...]:
    if not text.strip():
        return ()
    parts = text.split(",")
    if len(parts) > SORTS_MAX:
        raise SortInvalid(message=f"The OrderBy property names over {SORTS_MAX}.", name="OrderBy")
    return tuple(_sort(part, resource) for part in parts)


def _sort(part: str, resource: Resource) -> Sort:
    match = _SORT.fullmatch(part)
    if match is None:
        message = "The OrderBy property is not formatted correctly."
        raise SortInvalid(message=message, name="OrderBy")
    field = resource.by_name.get(match[1].lower())
    if field is None or field.at is None or field.kind in _NOT_SORTED:
        message = f"The OrderBy property names {match[1][:100]}, by which nothing is sorted."
        raise SortInvalid(message=message, name="OrderBy")
    return Sort(field.at, descending=(match[2] or "").lower() == "desc")


def page_link(request: Request, number: int) -> str:
    """The absolute URL of another page of the same list; it keeps everything that was asked."""
    kept = [(name, value) for name, value in request.parameters if not _is_number(name.lower())]
    return f"{request.url}?{urlencode(kept)}{'&' if kept else ''}PageNumber={number}"


def _is_number(name: str) -> bool:
    match = _OBJECT.fullmatch(name)
    return ((match[1] or match[2]) if match else name) == "pagenumber"
