"""Lists are read without reading anything whole first."""

import pytest

from partita.domain.query import OffsetPage, Query, View
from partita.faces.flowtly.shelves import CLIENTS, Look, view_of
from partita.faces.poweroffice.reading import CUSTOMERS, SUPPLIERS
from partita.store.engine import Engine
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
    compiled = engine._compiler.rows(query)
    params = compiled.params(query, book.book_id)
    plan = [row[3] for row in engine._link().rows(f"EXPLAIN QUERY PLAN {compiled.sql}", params)]
    assert len(plan) > 3
    assert not [step for step in plan if step.startswith(("BLOOM", "SCAN role", "SCAN party"))]
