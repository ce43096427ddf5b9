"""Changing the defaults of a book."""

from typing import Any

import pytest

from partita.domain.errors import ReferenceUnknown
from partita.store.engine import Engine
from partita.usecases.setup import change_setup
from tests.builders import FrozenClock
from tests.usecases.books import open_book


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({}, (1, 21, 1), id="nothing said, nothing done"),
        pytest.param({"default_customer_group": 2}, (2, 21, 2), id="the group"),
        pytest.param({"default_layout": 19}, (1, 19, 2), id="the layout"),
        pytest.param({"default_layout": None}, (1, None, 2), id="no layout"),
    ],
)
def test_changing(
    engine: Engine,
    clock: FrozenClock,
    values: dict[str, Any],
    expected: tuple[int, int | None, int],
) -> None:
    book, _ = open_book(engine, clock)
    with book.writing() as ctx:
        change_setup(ctx, **values)
    with book.writing() as ctx:
        kept = ctx.unit.books.first()
    assert kept is not None
    assert expected == (kept.default_customer_group, kept.default_layout, kept.setup_version)


@pytest.mark.parametrize("field", ["default_customer_group", "default_layout"])
def test_an_unknown_number_is_refused(engine: Engine, clock: FrozenClock, field: str) -> None:
    book, _ = open_book(engine, clock)
    with book.writing() as ctx, pytest.raises(ReferenceUnknown) as refused:
        change_setup(ctx, **{field: 77})  # type: ignore[arg-type]  # one of the two numbers
    assert (refused.value.facts["field"], refused.value.facts["number"]) == (field, 77)
