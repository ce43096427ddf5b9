"""What changed since a moment is found alike whether few records did or many."""

from datetime import timedelta

import pytest

from partita.domain.query import (
    And,
    Compare,
    Filter,
    Form,
    KeyPage,
    Member,
    OffsetPage,
    Op,
    Page,
    Query,
    View,
)
from partita.store.engine import Engine
from partita.usecases.search import search_rows
from tests.builders import START, OpenBook
from tests.store.samples import add_persons, person

VIEW = View("customer_contacts", (Member("n", "number", Form.INTEGER),))
PEOPLE = 60


@pytest.fixture
def database_url(shared_url: str) -> str:
    return shared_url


@pytest.fixture
def people(book: OpenBook) -> OpenBook:
    """Sixty people, changed minute by minute, the higher the number the earlier."""
    persons = [
        person(n, name=f"Person {n % 7}", changed_at=START - timedelta(minutes=n))
        for n in range(1, PEOPLE + 1)
    ]
    add_persons(book, *persons)
    return book


def since(minutes: int, op: Op = Op.GT) -> Compare:
    return Compare("changed_at", op, START - timedelta(minutes=minutes))


NAMED = Compare("name", Op.EQ, "person 3")
ASKED = [
    pytest.param(since(5), KeyPage(100), [1, 2, 3, 4], id="after a moment"),
    pytest.param(since(5, Op.GE), KeyPage(100), [1, 2, 3, 4, 5], id="from a moment on"),
    pytest.param(since(5), KeyPage(2, at=2), [2, 3], id="by key"),
    pytest.param(since(50), OffsetPage(2, 40), [41, 42], id="by place"),
    pytest.param(since(0), KeyPage(100), [], id="nothing changed"),
    pytest.param(And((NAMED, since(20))), KeyPage(100), [3, 10, 17], id="and a name"),
    pytest.param(since(1_000), KeyPage(3, after=57), [58, 59, 60], id="all changed"),
]


@pytest.mark.parametrize(("item", "page", "found"), ASKED)
def test_what_changed_is_found_either_way(
    people: OpenBook, engine: Engine, item: Filter, page: Page, found: list[int]
) -> None:
    query = Query(VIEW, item, page=page)
    with people.looking() as looking:
        assert [key for key, _ in search_rows(looking, query)] == found
    compiled = engine._said.compiler.rows(query)  # both statements are tested
    params = compiled.params(query, people.book_id)
    for sql in {compiled.sql, compiled.recent_sql} - {""}:
        assert [key for key, _ in engine._link().rows(sql, params)] == found


def test_few_are_found_in_the_index_of_moments(people: OpenBook, engine: Engine) -> None:
    query = Query(VIEW, And((NAMED, since(5))), page=KeyPage(100))
    compiled = engine._said.compiler.rows(query)  # its statements are what is tested
    if engine._can.plans_by_value:
        assert compiled.recent is None
        return
    link = engine._link()
    params = compiled.params(query, people.book_id)
    plan = link.rows(f"EXPLAIN QUERY PLAN {compiled.recent_sql}", params)
    assert any("contact_changed_at_number_idx" in row[3] for row in plan)
    assert compiled.recent is not None
    assert link.row(compiled.recent.probe, params) == (4,)
