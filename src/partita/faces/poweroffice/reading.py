"""Reading: lists in pages, single objects (contracts/poweroffice.md 3 and 5)."""

import re
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from partita.access.grant import Actor
from partita.domain.errors import RecordNotFound, RouteUnknown
from partita.domain.query import (
    And,
    Compare,
    Filter,
    Form,
    Member,
    OffsetPage,
    Op,
    Query,
    Sort,
    View,
)
from partita.domain.standing import Role
from partita.facekit.face import Read, Reply, Request, json_reply
from partita.facekit.table import Resource
from partita.faces.poweroffice import filters, wire
from partita.faces.poweroffice.access import COMPANIES, is_granted, owned_by, owner_roles
from partita.faces.poweroffice.filters import Make
from partita.faces.poweroffice.parameters import (
    Parameters,
    flat,
    page_link,
    read_names,
    read_parameters,
)
from partita.ports import Row
from partita.usecases.context import Looking
from partita.usecases.search import count_rows, search_rows, search_texts, stream_rows

PORTION_ROWS: Final = 500
WHOLE_ROWS_MAX: Final = 1_000
"""Rows of a list that is put together before it is sent; longer ones leave in portions."""

NO_CONTENT: Final = 204
_ID: Final = re.compile(r"[0-9]{1,18}")
_GROUP_IDS: Final = View("groups", (Member("Id", "number", Form.INTEGER),))


@dataclass(frozen=True, eq=False, kw_only=True)
class Shelf:
    """A resource and where its records are found.

    Attributes:
        resource: The table.
        key: The field of the book that is its id.
        filters: Filters of its list, by name in lower case.
        own: The privilege over parts of contacts; empty for what is no part of one.
        owners: Roles one of which the contact of a part must have; any when ``None``.
        only: Which records of the source it shows; all when ``None``.
        unmasked: The privilege to see what is masked; empty where nothing is.
        order: Of its list when nobody asks for another; by the key of the source when empty.
    """

    resource: Resource
    key: str = "number"
    filters: Mapping[str, Make] = field(default_factory=dict)
    own: str = ""
    owners: frozenset[Role] | None = None
    only: Filter | None = None
    unmasked: str = ""
    order: tuple[Sort, ...] = ()

    def is_masked(self, actor: Actor) -> bool:
        """Tell whether an app sees masks in place of some values."""
        return bool(self.unmasked) and not is_granted(actor, self.unmasked)

    def shown(self, actor: Actor, names: frozenset[str] | None = None) -> Resource:
        """The table as an app may see it."""
        return wire.showing(self.resource, names, is_masked=self.is_masked(actor))

    def reached(self, actor: Actor, *, writes: bool = False) -> frozenset[Role] | None:
        """The roles of contacts whose parts an app reaches here; ``None`` for any contact."""
        roles = owner_roles(actor, self.own, writes=writes) if self.own else None
        if self.owners is None or roles is None:
            return self.owners if roles is None else roles
        return self.owners & roles

    def conditions(self, actor: Actor) -> list[Filter]:
        """What narrows every read of an app."""
        found = [self.only, owned_by(self.reached(actor))]
        return [each for each in found if each is not None]


CUSTOMERS: Final = Shelf(
    resource=wire.CUSTOMER, key="party_id", filters=filters.CUSTOMERS, unmasked="ShowCustomerSSN"
)
SUPPLIERS: Final = Shelf(resource=wire.SUPPLIER, key="party_id", filters=filters.SUPPLIERS)
EMPLOYEES: Final = Shelf(
    resource=wire.EMPLOYEE, key="party_id", filters=filters.EMPLOYEES, unmasked="ShowEmployeeSSN"
)
GROUPS: Final = Shelf(resource=wire.GROUP, filters=filters.GROUPS)
PERSONS: Final = Shelf(
    resource=wire.PERSON, filters=filters.PERSONS, own="ContactPerson", owners=COMPANIES
)
ADDRESSES: Final = Shelf(
    resource=wire.ADDRESS, filters=filters.ADDRESSES, own="ContactDeliveryAddress"
)
ACCOUNTS: Final = Shelf(resource=wire.ACCOUNT, filters=filters.ACCOUNTS, own="ContactBankAccount")


_BY_NUMBER: Final = (Sort("number"),)


def _rows_of(kind: str) -> Filter:
    """The rows of one of the book's lists."""
    return Compare("kind", Op.EXACT_EQ, kind)


def lookup(resource: Resource, kind: str) -> Shelf:
    """One of the book's lists, by number."""
    return Shelf(resource=resource, only=_rows_of(kind), order=_BY_NUMBER)


SERIES: Final = Shelf(
    resource=wire.SERIES,
    key="uuid",
    filters=filters.SERIES,
    order=_BY_NUMBER,
    only=And(
        (
            _rows_of("number_series"),
            Compare("code", Op.EXACT_IN, tuple(stored for stored, _ in wire.SERIES_KINDS)),
        )
    ),
)


def list_of(shelf: Shelf) -> Read:
    """Answer a page of a list."""

    def read(look: Looking, request: Request) -> Reply:
        query = flat(request)
        asked = read_parameters(query, shelf.shown(look.actor))
        given = read_filters(look, shelf, query, asked)
        conditions = [*shelf.conditions(look.actor), *given]
        resource = shelf.shown(look.actor, asked.names)
        page = OffsetPage(asked.size, (asked.number - 1) * asked.size)
        wanted = Query(resource.view, And(tuple(conditions)), asked.sorts or shelf.order, page)
        return _page(look, request, wanted, asked)

    return read


def read_filters(
    look: Looking, shelf: Shelf, query: Mapping[str, str], asked: Parameters
) -> list[Filter]:
    """The filters of a request; with strict checking, groups must exist.

    Raises:
        FilterInvalid: One cannot be read.
        RecordNotFound: A group does not exist.
    """
    given = filters.read_filters(query, shelf.filters)
    text = query.get(filters.GROUP_FILTER, "") if filters.GROUP_FILTER in shelf.filters else ""
    if asked.is_strict and text.strip():
        _check_groups(look, filters.read_ids("contactGroupIds", text))
    return given


def _check_groups(look: Looking, numbers: Sequence[int]) -> None:
    rows = search_rows(look, Query(_GROUP_IDS, Compare("number", Op.IN, tuple(numbers))))
    missing = sorted(set(numbers) - {int(key) for key, _ in rows})
    if missing:
        raise RecordNotFound(kind="groups", key=", ".join(map(str, missing)))


def _page(look: Looking, request: Request, query: Query, asked: Parameters) -> Reply:
    total = count_rows(look, query)
    if (asked.number - 1) * asked.size >= total:
        return Reply(NO_CONTENT)
    pagination = msgspec.json.encode(_pagination(request, asked, total)).decode()
    headers = {"X-Pagination": pagination}
    if min(asked.size, total) <= WHOLE_ROWS_MAX:
        body = _joined(b"[", search_texts(look, query), b"]")
        return Reply(200, body, "application/json", headers)
    parts = _listed(stream_rows(look, query, rows_max=PORTION_ROWS))
    return Reply(200, next(parts), "application/json", headers, rest=parts)


def _joined(head: bytes, texts: Sequence[bytes], end: bytes) -> bytes:
    """Texts with commas between them, each copied once.

    >>> _joined(b"[", [b"1", b"2"], b"]"), _joined(b"[", [], b"]")
    (b'[1,2]', b'[]')
    """
    parts = [head, *[b","] * (2 * len(texts) - 1), end]
    parts[1:-1:2] = texts
    return b"".join(parts)


def _listed(portions: Iterable[Sequence[Row]]) -> Generator[bytes, None, None]:
    """The list in portions, so that it is never held whole."""
    head = "["
    for rows in portions:
        yield "".join((head, ",".join([text for _, text in rows]))).encode()
        head = ","
    yield b"[]" if head == "[" else b"]"


def _pagination(request: Request, asked: Parameters, total: int) -> dict[str, Any]:
    pages = -(-total // asked.size)
    found: dict[str, Any] = {
        "totalCount": total,
        "pageSize": asked.size,
        "currentPage": asked.number,
        "totalPages": pages,
    }
    if asked.number > 1:
        found["previousPageLink"] = page_link(request, asked.number - 1)
    if asked.number < pages:
        found["nextPageLink"] = page_link(request, asked.number + 1)
    return found


def single(shelf: Shelf) -> Read:
    """Answer one object by its id, and by that of its contact where it is part of one."""

    def read(look: Looking, request: Request) -> Reply:
        names = read_names(flat(request), shelf.resource)
        wanted: list[Filter] = [Compare(shelf.key, Op.EQ, _key(shelf, request))]
        if "contactid" in request.params:
            wanted.append(Compare("party_id", Op.EQ, path_id(request, "contactid")))
        return json_reply(_one(look, shelf, wanted, names).encode())

    return read


def show(look: Looking, shelf: Shelf, key: int) -> bytes:
    """One object in full."""
    return _one(look, shelf, [Compare(shelf.key, Op.EQ, key)], None).encode()


def _one(look: Looking, shelf: Shelf, wanted: list[Filter], names: frozenset[str] | None) -> str:
    view = shelf.shown(look.actor, names).view
    query = Query(view, And((*shelf.conditions(look.actor), *wanted)), page=OffsetPage(1))
    rows = search_rows(look, query)
    if not rows:
        raise RecordNotFound(kind=shelf.resource.name, key=None)
    return rows[0][1]


def _key(shelf: Shelf, request: Request) -> int | str:
    return request.params["id"].lower() if shelf.key == "uuid" else path_id(request)


def path_id(request: Request, name: str = "id") -> int:
    """An id in the path.

    Raises:
        RouteUnknown: It is no number, such as the name of a resource that is not served.
    """
    text = request.params[name]
    if not _ID.fullmatch(text):
        raise RouteUnknown(path=request.path)
    return int(text)


_CLIENT: Final = View("setup", (Member("uuid", "uuid"), Member("name", "name")))


def client_information(look: Looking, privileges: Sequence[str]) -> Reply:
    """Answer what the client is, and what the app may do there."""
    book = msgspec.json.decode(search_rows(look, Query(_CLIENT))[0][1])
    return json_reply(
        msgspec.json.encode(
            {
                "ClientId": book["uuid"],
                "ClientName": book["name"],
                "ActiveClientSubscriptions": ["Accounting", "Payroll"],
                "ValidPrivileges": privileges,
                "InvalidPrivileges": [],
                "AllowSendInvoice": False,
            }
        )
    )
