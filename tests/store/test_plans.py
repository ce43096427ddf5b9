"""Lists are read without reading anything whole first."""

from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from partita.domain.change import POSITION, Change
from partita.domain.extras import Group
from partita.domain.query import Form, Member, OffsetPage, Query, View
from partita.faces.flowtly.shelves import CLIENTS, Look, view_of
from partita.faces.poweroffice.reading import CUSTOMERS, SUPPLIERS
from partita.store.driver import Params
from partita.store.engine import Engine
from partita.store.query_sql import Compiled, StartedPage
from tests.builders import OpenBook


@pytest.fixture
def database_url(shared_url: str) -> str:
    return shared_url


@pytest.mark.parametrize(
    "view",
    [
        pytest.param(CUSTOMERS.resource.view, id="customers with everything they point at"),
        pytest.param(SUPPLIERS.resource.view, id="suppliers"),
        pytest.param(view_of(CLIENTS, Look("/flowtly", is_linked=True)), id="with their contacts"),
    ],
)
def test_no_table_is_read_whole_for_the_sake_of_a_join(
    book: OpenBook, engine: Engine, view: View
) -> None:
    if engine._can.plans_by_value:  # plans are those of what is there, here of next to nothing
        return
    query = Query(view, page=OffsetPage(30))
    compiled = engine._said.compiler.rows(query)
    params = compiled.params(query, book.book_id)
    plan = [row[3] for row in engine._link().rows(f"EXPLAIN QUERY PLAN {compiled.sql}", params)]
    assert len(plan) > 3
    assert not [step for step in plan if step.startswith(("BLOOM", "SCAN role", "SCAN party"))]


def test_names_apart_from_addresses_are_found_by_an_index(
    engine: Engine, database_url: str
) -> None:
    if not engine._can.plans_by_value:  # where there is a search table, it has a column for them
        return
    named = engine._said.compiler.source("customers_by_party").column("party.search_named")
    one: sa.ColumnElement[int] = sa.literal_column("1")
    pieces = sa.select(one).where(named.like(sa.literal_column("'%holm%'")))
    with psycopg.connect(database_url) as connection:
        connection.execute("SET enable_seqscan = off")
        told = f"EXPLAIN {pieces.compile(dialect=engine._can.dialect)}"
        plan = connection.execute(told.encode()).fetchall()
    assert "party_search_named_trigram" in str(plan)


def steps_of(engine: Engine, compiled: Compiled, params: Params) -> tuple[int, int]:
    """How many rows a statement finds, and in how many tens of steps of SQLite's machine."""
    steps: list[None] = []
    link: Any = engine._link()
    link._connection.set_progress_handler(lambda: steps.append(None), 10)
    found = len(link.rows(compiled.sql, params))
    link._connection.set_progress_handler(None, 0)
    return found, len(steps)


def test_a_start_that_no_longer_holds_is_noticed_before_any_row(
    book: OpenBook, engine: Engine
) -> None:
    """A page down a list starts where it started before, unless the feed has moved on since."""
    if engine._can.plans_by_value:  # it looks at what concerns no row once
        return
    rows = 2_000
    with book.writing() as ctx:
        ctx.unit.groups.insert(
            *(Group(**ctx.new(), number=n, name=f"Group {n}") for n in range(1, rows + 1))
        )
        ctx.unit.record(Change("group.created", None, 1, 1, None, None))
    with book.looking() as looking:
        position = looking.reading.counter(POSITION)
    view = View("groups", (Member("Id", "number", Form.INTEGER),))
    found = {}
    for known in (position, position - 1):
        query = Query(view, page=StartedPage(5, at=10, position=known))
        compiled = engine._said.compiler.rows(query)
        params = compiled.params(query, book.book_id)
        found[known] = steps_of(engine, compiled, params)
    assert found[position][0] == 5
    assert found[position - 1][0] == 0
    assert found[position - 1][1] <= found[position][1]


def test_the_audit_trail_is_read_in_the_order_of_the_feed(book: OpenBook, engine: Engine) -> None:
    if engine._can.plans_by_value:
        return
    members = Member("position", "position", Form.INTEGER), Member("who", "audit.actor", Form.TEXT)
    query = Query(View("history", members), page=OffsetPage(30))
    compiled = engine._said.compiler.rows(query)
    params = compiled.params(query, book.book_id)
    plan = [row[3] for row in engine._link().rows(f"EXPLAIN QUERY PLAN {compiled.sql}", params)]
    assert [step.split(" USING")[0] for step in plan] == ["SEARCH change", "SEARCH audit"]
