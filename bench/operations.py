"""What is measured, in the words of each competitor."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from bench.data import Sizes, Term
from bench.driver import Edit, Plan

PAGE_ROWS: Final = 100
CURSOR_ROWS: Final = 1_000
PAGES: Final = 100
CONTACTS: Final = "/economic/customersapi/v1.1.1/Contacts"


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing a server is asked to do.

    Attributes:
        name: Its name in tables.
        title: What it is.
        ratio: How many times the baseline it must reach.
        per_s: Or how many a second.
        is_write: It changes the database.
    """

    name: str
    title: str
    ratio: float
    per_s: int
    is_write: bool = False


OPERATIONS: Final = (
    Operation("get", "one contact by number", 10, 12_000),
    Operation("page", "classic page of 100", 6, 3_000),
    Operation("cursor", "cursor page of 1,000", 8, 400),
    Operation("like", "filtered page, $like: on name", 5, 800),
    Operation("count", "count", 10, 3_000),
    Operation("create", "create, durable", 2, 1_800, is_write=True),
    Operation("update", "update with objectVersion", 2.5, 1_500, is_write=True),
)


@dataclass(frozen=True, slots=True)
class Subject:
    """The data a server was filled with."""

    sizes: Sizes
    terms: Sequence[Term]
    headers: dict[str, str]


def partita_plan(name: str, subject: Subject) -> Plan:
    """An operation in the first dialect, on contacts."""
    return _PARTITA[name](subject)


def baseline_plan(name: str, subject: Subject) -> Plan:
    """An operation as the baseline offers it, on parties."""
    return _BASELINE[name](subject)


def _rows(found: Sequence[int], limit: int) -> tuple[int, int]:
    """Between how many rows an answer has, from how many names have each term."""
    return min(*found, limit), limit


def _get(subject: Subject) -> Plan:
    return Plan(
        method="GET",
        path=CONTACTS + "/{n}",
        headers=subject.headers,
        count=subject.sizes.contacts,
        marker='"objectVersion":',
        rows_min=1,
        rows_max=1,
        bytes_min=100,
    )


def _page(subject: Subject) -> Plan:
    rows = min(PAGE_ROWS, subject.sizes.contacts)
    return Plan(
        method="GET",
        path=f"{CONTACTS}/paged?pageSize={PAGE_ROWS}&skipPages={{n}}",
        headers=subject.headers,
        low=0,
        count=max(1, min(PAGES, subject.sizes.contacts // PAGE_ROWS)),
        marker='"objectVersion":',
        rows_min=rows,
        rows_max=PAGE_ROWS,
        bytes_min=rows * 100,
    )


def _cursor(subject: Subject) -> Plan:
    rows = min(CURSOR_ROWS, subject.sizes.contacts)
    return Plan(
        method="GET",
        path=CONTACTS + "?cursor={n}",
        headers=subject.headers,
        count=subject.sizes.contacts - rows + 1,
        marker='"objectVersion":',
        rows_min=rows,
        rows_max=CURSOR_ROWS,
        bytes_min=rows * 100,
    )


def _like(subject: Subject) -> Plan:
    low, high = _rows([term.contacts for term in subject.terms], PAGE_ROWS)
    return Plan(
        method="GET",
        path=f"{CONTACTS}/paged?pageSize={PAGE_ROWS}&filter=name$like:{{term}}",
        headers=subject.headers,
        terms=tuple(quote(term.text) for term in subject.terms),
        marker='"objectVersion":',
        rows_min=low,
        rows_max=high,
    )


def _count(subject: Subject) -> Plan:
    return Plan(method="GET", path=CONTACTS + "/count", headers=subject.headers, bytes_min=2)


def _create(subject: Subject) -> Plan:
    body = '{"customerNumber":{n},"name":"Bench {unique}","email":"{unique}@bench.example",'
    return Plan(
        method="POST",
        path=CONTACTS,
        headers={**subject.headers, "Content-Type": "application/json"},
        body=body + '"phone":"+45 12345678"}',
        count=subject.sizes.parties,
        status=201,
    )


def _update(subject: Subject) -> Plan:
    edit = Edit(
        read_path=CONTACTS + "/{n}",
        version='"objectVersion":"([0-9a-f]+)"',
        base=16,
        version_as='"objectVersion":"{version}"',
        digits=16,
        changed='"phone":"[^"]*"',
        changed_as='"phone":"+45 {unique}"',
    )
    return Plan(
        method="PUT",
        path=CONTACTS,
        headers={**subject.headers, "Content-Type": "application/json"},
        count=subject.sizes.contacts,
        status=204,
        edit=edit,
    )


_PARTITA: Final[dict[str, Callable[[Subject], Plan]]] = {
    "get": _get,
    "page": _page,
    "cursor": _cursor,
    "like": _like,
    "count": _count,
    "create": _create,
    "update": _update,
}


def _base_get(subject: Subject) -> Plan:
    return Plan(
        method="GET",
        path="/parties/{n}",
        headers={},
        count=subject.sizes.parties,
        marker='"version":',
        rows_min=1,
        rows_max=1,
        bytes_min=100,
    )


def _base_page(subject: Subject) -> Plan:
    rows = min(PAGE_ROWS, subject.sizes.parties)
    return Plan(
        method="GET",
        path=f"/parties?limit={PAGE_ROWS}&offset={{n}}",
        headers={},
        low=0,
        step=PAGE_ROWS,
        count=max(1, min(PAGES, subject.sizes.parties // PAGE_ROWS)),
        marker='"version":',
        rows_min=rows,
        rows_max=PAGE_ROWS,
        bytes_min=rows * 100,
    )


def _base_cursor(subject: Subject) -> Plan:
    """It has no cursors: a walk over everything goes by offset."""
    rows = min(CURSOR_ROWS, subject.sizes.parties)
    return Plan(
        method="GET",
        path=f"/parties?limit={CURSOR_ROWS}&offset={{n}}",
        headers={},
        low=0,
        count=subject.sizes.parties - rows + 1,
        marker='"version":',
        rows_min=rows,
        rows_max=CURSOR_ROWS,
        bytes_min=rows * 100,
    )


def _base_like(subject: Subject) -> Plan:
    low, high = _rows([term.parties for term in subject.terms], PAGE_ROWS)
    return Plan(
        method="GET",
        path=f"/parties?limit={PAGE_ROWS}&name_contains={{term}}",
        headers={},
        terms=tuple(quote(term.text) for term in subject.terms),
        marker='"version":',
        rows_min=low,
        rows_max=high,
    )


def _base_count(_: Subject) -> Plan:
    return Plan(method="GET", path="/parties/count", headers={}, bytes_min=10)


def _base_create(_: Subject) -> Plan:
    body = '{"number":"B{unique}","name":"Bench {unique} ApS","email":"{unique}@bench.example",'
    return Plan(
        method="POST",
        path="/parties",
        headers={"Content-Type": "application/json"},
        body=body + '"phone":"+45 12345678","city":"Odense","country":"DK"}',
        status=201,
    )


def _base_update(subject: Subject) -> Plan:
    edit = Edit(
        read_path="/parties/{n}",
        version='"version":([0-9]+)',
        base=10,
        version_as='"version":{version}',
        digits=0,
        changed='"phone":"[^"]*"',
        changed_as='"phone":"+45 {unique}"',
    )
    return Plan(
        method="PUT",
        path="/parties/{n}",
        headers={"Content-Type": "application/json"},
        count=subject.sizes.parties,
        status=200,
        edit=edit,
    )


_BASELINE: Final[dict[str, Callable[[Subject], Plan]]] = {
    "get": _base_get,
    "page": _base_page,
    "cursor": _base_cursor,
    "like": _base_like,
    "count": _base_count,
    "create": _base_create,
    "update": _base_update,
}
