"""``partita overview``: a book in figures, at the command line."""

from partita.access.grant import operator
from partita.kit.clock import system_clock
from partita.store.engine import Engine
from partita.usecases.context import Context
from tests.builders import make_customer
from tests.cli.conftest import Cli


def test_figures_are_told(acme: Cli) -> None:
    engine = Engine(acme.database, system_clock)
    book_id = engine.find_book("acme")
    assert book_id is not None
    with engine.write(operator(book_id), "test") as unit:
        ctx = Context(operator(book_id), unit, system_clock())
        make_customer(ctx, "Alpha", party={"country": "DK"})
    engine.close()
    assert "Nobody looked for duplicates" in acme("overview", "--book", "acme").out
    acme("duplicates", "run", "--book", "acme")
    told = acme("overview", "--book", "acme", "--json").value
    assert told["parties"] == 1
    assert told["countries"] == [{"country": "DK", "parties": 1}]
    assert told["flaws"]["no_email"] == told["flaws"]["no_vat_number"] == 1
    assert [each["total"] for each in told["months"]] == [1]
    assert (told["is_checked"], told["calls"]) == (True, [])
    shown = acme("overview", "--book", "acme").out
    assert "1 parties" in shown
    assert "no email: 1" in shown
    assert acme("overview", "--book", "acme", "--days", 0).code == 2
