"""Any filter finds the same in both databases as in plain memory."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from partita.domain.contact import ContactPerson
from partita.domain.query import (
    LIKE_ANY,
    And,
    Compare,
    Filter,
    Form,
    Member,
    Not,
    OffsetPage,
    Op,
    Or,
    Query,
    Sort,
    View,
)
from partita.kit.text import fold
from partita.store.engine import Engine
from tests.builders import START, FrozenClock, OpenBook, make_book
from tests.faces.economic.model import matches
from tests.store.samples import add_persons, person

VIEW: Final = View("customer_contacts", (Member("n", "number", Form.INTEGER),))
TEXTS: Final = (
    "anna", "ANNA", "Annabel", "ånna", "A\u030anna", "Straße", "STRASSE", "strasse", "İstanbul",
    "ΣΊΣΥΦΟΣ", "σίσυφος", "50%", "5_0", "a\\b", "a'b", 'a"b', "", " ", "ann an", "\ufb01n",
    "e\u0301e\u0301e\u0301", "nan", "annann", "😀😀😀x", "\x01\x02\x03", "ﬃ",
)  # fmt: skip
PERSONS: Final = tuple(
    person(
        number,
        name=TEXTS[number % len(TEXTS)],
        email=None if number % 3 == 0 else TEXTS[(number * 7) % len(TEXTS)],
        job_area=None if number % 4 == 0 else number - 20,
        is_default=number % 5 == 0,
        changed_at=START + timedelta(days=number % 3),
    )
    for number in range(1, 53)
)

LITERALS: Final = st.sampled_from(TEXTS) | st.text(
    st.sampled_from("aAnNåÅ%_\\ße\u0301"), max_size=5
)
PATTERNS: Final = st.lists(LITERALS, min_size=1, max_size=4).map(LIKE_ANY.join)
VALUES: Final[dict[str, SearchStrategy[Any]]] = {
    "name": LITERALS,
    "email": LITERALS,
    "job_area": st.integers(-25, 40) | st.sampled_from([2**63, -(2**63), 2**200, 1.5]),
    "number": st.integers(-1, 60),
    "is_default": st.booleans(),
    "changed_at": st.integers(-1, 3).map(lambda days: START + timedelta(days=days)),
}
TEXT_FIELDS: Final = ("name", "email")
LISTS: Final = (Op.IN, Op.NOT_IN)
SINGLE: Final = (Op.EQ, Op.NE, Op.LT, Op.LE, Op.GT, Op.GE)
EXACT: Final = (Op.EXACT_EQ, Op.EXACT_NE)


def comparisons() -> SearchStrategy[Filter]:
    def of(field: str) -> SearchStrategy[Compare]:
        value = VALUES[field]
        many = st.lists(value | st.none(), max_size=4).map(tuple)
        choices = [
            st.builds(Compare, st.just(field), st.sampled_from(SINGLE), value),
            st.builds(Compare, st.just(field), st.sampled_from(LISTS), many),
            st.builds(Compare, st.just(field), st.sampled_from((Op.EQ, Op.NE)), st.none()),
        ]
        if field in TEXT_FIELDS:
            likes = st.sampled_from((Op.LIKE, Op.NOT_LIKE))
            choices += [
                st.builds(Compare, st.just(field), likes, PATTERNS),
                st.builds(Compare, st.just(field), likes, PATTERNS),
                st.builds(Compare, st.just(field), st.sampled_from(EXACT), value),
            ]
        return st.one_of(choices)

    return st.sampled_from(sorted(VALUES)).flatmap(of)


def groups(items: SearchStrategy[Filter]) -> SearchStrategy[Filter]:
    rows = st.lists(items, max_size=4).map(tuple)
    return st.builds(And, rows) | st.builds(Or, rows) | st.builds(Not, items)


FILTERS: Final = st.recursive(comparisons(), groups, max_leaves=10)
SORTS: Final = st.lists(
    st.builds(Sort, st.sampled_from(["name", "email", "job_area", "number"]), st.booleans()),
    max_size=2,
    unique_by=lambda sort: sort.field,
).map(tuple)


@pytest.fixture
def database_url(shared_url: str) -> str:
    return shared_url


@pytest.fixture
def people(engine: Engine, clock: FrozenClock) -> OpenBook:
    made = make_book(engine, clock)
    add_persons(made, *PERSONS)
    return made


def told(record: ContactPerson) -> dict[str, Any]:
    return {field: getattr(record, field) for field in VALUES}


def sorted_keys(records: Sequence[ContactPerson], sorts: tuple[Sort, ...]) -> list[int]:
    found = sorted(records, key=lambda each: each.number)
    for sort in reversed(sorts):
        found.sort(key=partial(_place, sort), reverse=sort.descending)
    return [each.number for each in found]


def _place(sort: Sort, record: ContactPerson) -> tuple[bool, Any]:
    value = getattr(record, sort.field)
    if value is None:
        return (False, 0)
    return (True, fold(value).encode() if isinstance(value, str) else value)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(item=FILTERS, sorts=SORTS, offset=st.integers(0, 5))
def test_databases_agree_with_memory(
    people: OpenBook, item: Filter, sorts: tuple[Sort, ...], offset: int
) -> None:
    fitting = [each for each in PERSONS if matches(item, told(each))]
    expected = sorted_keys(fitting, sorts)
    with people.looking() as looking:
        whole = [key for key, _ in looking.reading.rows(Query(VIEW, item, sorts))]
        assert whole == expected
        part = looking.reading.rows(Query(VIEW, item, sorts, OffsetPage(7, offset)))
        assert [key for key, _ in part] == expected[offset : offset + 7]
        assert looking.reading.count(Query(VIEW, item)) == len(expected)
