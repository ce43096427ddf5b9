"""Generated filters over a resource, and records they sometimes fit."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from partita.domain.query import LIKE_ANY, And, Compare, Filter, Op, Or, Scalar
from partita.facekit.table import LISTED, MATCHED, ORDERED, Field, Kind, Resource

Stored = Scalar | None

CONTACT: Final = Resource(
    "Contact",
    "contact_persons",
    (
        Field(name="number", kind=Kind.INTEGER, at="number", ops=LISTED, sortable=True),
        Field(
            name="customerNumber",
            kind=Kind.INTEGER,
            at="customer.number",
            ops=LISTED,
            sortable=True,
        ),
        Field(name="userInterfaceNumber", kind=Kind.INTEGER, at="position", ops=LISTED),
        Field(name="name", kind=Kind.TEXT, at="name", ops=MATCHED),
        Field(name="email", kind=Kind.TEXT, at="email", ops=MATCHED),
        Field(name="phone", kind=Kind.TEXT, at="phone"),
        Field(name="eInvoiceId", kind=Kind.TEXT, at="e_invoice_id", ops=ORDERED),
        Field(name="lastUpdated", kind=Kind.MOMENT, at="changed_at", ops=ORDERED),
        Field(name="isDeleted", kind=Kind.BOOLEAN, at="is_deleted", ops=ORDERED),
        Field(name="secret", kind=Kind.TEXT, to="secret", ops=ORDERED, sortable=True),
    ),
)
"""The filterable part of Contact, a field without operators, and one that is only written."""

KINDS: Final = (Kind.INTEGER, Kind.NUMBER, Kind.TEXT, Kind.BOOLEAN, Kind.MOMENT, Kind.DATE)
"""Those a filter of this dialect can name."""

EVERY_KIND: Final = Resource(
    "Sample",
    "samples",
    (
        *(
            Field(name=f"{kind}Value", kind=kind, at=f"{kind}_value", ops=LISTED, sortable=True)
            for kind in KINDS
        ),
        Field(name="like", kind=Kind.TEXT, at="like", ops=MATCHED, sortable=True),
    ),
)
"""One field of every kind, named like an operator where that could confuse."""

LISTS: Final = frozenset({Op.IN, Op.NOT_IN})
EMPTY_OR_NOT: Final = frozenset({Op.EQ, Op.NE})

SIGNS: Final = "$()*[],:%_\\'\" "
COMMON: Final = (
    "",
    " ",
    "Ann",
    "ANN",
    "anna",
    "Straße",
    "STRASSE",
    "Ørsted",
    "ørsted",
    "e\u0301tude",
    "\u00e9TUDE",
    "İstanbul",
    "ΣΊΣΥΦΟΣ",
    "\u03c3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2",
    "50%",
    "a_c",
    "abc",
    "Berg (Ltd)",
    "[a-c]",
    "$null:",
    "$and:",
    "a,b]",
    "null",
    "true",
    "7",
    "\U0001f600",
    "\ufb01n",
    "\uffee",
)
"""Texts that databases like to get wrong, in pairs that differ only in case or composition."""

TEXTS: Final = st.one_of(
    st.sampled_from(COMMON),
    st.text(st.sampled_from("aAbBåÅ" + SIGNS), max_size=6),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12),
)
STORED_INTEGERS: Final = st.integers(-3, 12) | st.integers(-(2**31), 2**31 - 1)
INTEGERS: Final = STORED_INTEGERS | st.integers(-(2**63), 2**63 - 1)
NUMBERS: Final = st.one_of(
    st.integers(-4, 4).map(lambda quarter: quarter / 4),
    st.floats(allow_nan=False, allow_infinity=False),
)
MOMENTS: Final = st.one_of(
    st.sampled_from([datetime(2024, 2, day, tzinfo=UTC) for day in range(1, 5)]),
    st.datetimes(timezones=st.just(UTC)),
)
DAYS: Final = st.dates().map(lambda day: day.isoformat())

VALUES: Final[Mapping[Kind, SearchStrategy[Scalar]]] = {
    Kind.INTEGER: INTEGERS,
    Kind.NUMBER: NUMBERS,
    Kind.TEXT: TEXTS,
    Kind.BOOLEAN: st.booleans(),
    Kind.MOMENT: MOMENTS,
    Kind.DATE: DAYS,
}


def values(field: Field) -> SearchStrategy[Scalar]:
    """Values of a field's kind, some of them often."""
    return VALUES[field.kind]


def patterns() -> SearchStrategy[str]:
    """Patterns of ``LIKE``: one to six wildcards, never two side by side."""
    literals = TEXTS.filter(bool)
    inner = st.lists(literals, max_size=5)
    return st.builds(
        lambda first, middle, last: LIKE_ANY.join([first, *middle, last]), TEXTS, inner, TEXTS
    )


def comparisons(resource: Resource) -> SearchStrategy[Compare]:
    """Comparisons the dialect allows on the fields of a resource."""
    return st.sampled_from(filterable(resource)).flatmap(_comparisons_of)


def filterable(resource: Resource) -> list[Field]:
    """The fields of a resource that a filter may name."""
    return [each for each in resource.fields if each.ops and each.at is not None]


def _comparisons_of(field: Field) -> SearchStrategy[Compare]:
    return st.sampled_from(sorted(field.ops)).flatmap(
        lambda op: st.builds(Compare, st.just(str(field.at)), st.just(op), _operands(field, op))
    )


def _operands(field: Field, op: Op) -> SearchStrategy[Scalar | tuple[Scalar | None, ...] | None]:
    if op in LISTS:
        return _lists(values(field) | st.none())
    if op is Op.LIKE:
        return patterns()
    return values(field) | st.none() if op in EMPTY_OR_NOT else values(field)


def _lists(items: SearchStrategy[Stored]) -> SearchStrategy[tuple[Stored, ...]]:
    """Lists of the dialect, which cannot say one empty text alone."""
    return st.lists(items, min_size=1, max_size=5).map(tuple).filter(lambda many: many != ("",))


def filters(resource: Resource, *, leaves_max: int = 12) -> SearchStrategy[Filter]:
    """Filters as the parser makes them: groups of two items or more, in any nesting."""
    return st.recursive(comparisons(resource), _groups, max_leaves=leaves_max)


def _groups(items: SearchStrategy[Filter]) -> SearchStrategy[Filter]:
    rows = st.lists(items, min_size=2, max_size=4).map(tuple)
    return st.builds(And, rows) | st.builds(Or, rows)


def records(resource: Resource) -> SearchStrategy[dict[str, Stored]]:
    """Records by field of the book; a boolean is never null, anything else may be."""
    return st.fixed_dictionaries({str(each.at): _stored(each) for each in filterable(resource)})


def _stored(field: Field) -> SearchStrategy[Stored]:
    if field.kind is Kind.BOOLEAN:
        return values(field)
    known = STORED_INTEGERS if field.kind is Kind.INTEGER else values(field)
    return known | st.none()
