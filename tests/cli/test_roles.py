"""``partita role``: a party gets another role."""

import pytest

from partita.access.grant import operator
from partita.kit.clock import system_clock
from partita.store.engine import Engine
from partita.usecases.context import Context
from tests.builders import make_customer
from tests.cli.conftest import Cli


@pytest.fixture
def filled(acme: Cli) -> int:
    """The id of a customer of the book."""
    engine = Engine(acme.database, system_clock)
    book_id = engine.find_book("acme")
    assert book_id is not None
    with engine.write(operator(book_id), "test") as unit:
        made = make_customer(Context(operator(book_id), unit, system_clock()))
    engine.close()
    return made.party.id


def test_a_party_gets_another_role(acme: Cli, filled: int) -> None:
    role = ("role", "add", "--book", "acme", "--party", filled, "--role")
    told = {"party": filled, "role": "supplier", "number": 20_000}
    assert acme(*role, "supplier", "--json").value == told
    assert acme(*role, "employee", "--number", 7).out == f"Party {filled} is employee 7.\n"
    for number in (0, -1, 1_000_000_000):
        none = acme(*role, "counterparty", "--number", number)
        assert none.err == "partita: The number must be from 1 to 999999999.\n"
    again = acme(*role, "supplier")
    assert again.code == 1
    assert "20000" in again.err


def test_nobody_gets_no_role(acme: Cli) -> None:
    told = acme("role", "add", "--book", "acme", "--party", 99, "--role", "supplier")
    assert told.code == 1
    assert "99" in told.err
