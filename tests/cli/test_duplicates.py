"""``partita duplicates``: found, shown and settled at the command line."""

import pytest

from partita.access.grant import operator
from partita.kit.clock import system_clock
from partita.store.engine import Engine
from partita.usecases.context import Context
from tests.builders import make_customer
from tests.cli.conftest import Cli

BOOK = ("--book", "acme")


@pytest.fixture
def filled(acme: Cli) -> tuple[int, int]:
    """Two customers that may be one."""
    engine = Engine(acme.database, system_clock)
    book_id = engine.find_book("acme")
    assert book_id is not None
    with engine.write(operator(book_id), "test") as unit:
        ctx = Context(operator(book_id), unit, system_clock())
        names = ("Alpha Transport ApS", "Alpha Transport")
        made = [make_customer(ctx, name, party={"email": "a@alpha.dk"}) for name in names]
    engine.close()
    return made[0].party.id, made[1].party.id


def test_pairs_are_found_shown_and_dismissed(acme: Cli, filled: tuple[int, int]) -> None:
    first, second = filled
    told = acme("duplicates", "run", *BOOK, "--json").value
    assert told == {"parties": 2, "compared": 1, "suggested": 1, "whole": True, "open": 1}
    (found,) = acme("duplicates", "list", *BOOK, "--json").value
    assert found | {"reasons": None} == {
        "party": first,
        "name": "Alpha Transport ApS",
        "other": second,
        "other_name": "Alpha Transport",
        "state": "open",
        "points": 31,
        "certainty": "likely",
        "reasons": None,
    }
    assert [each["words"] for each in found["reasons"]] == ["the same name", "the same e-mail"]
    assert "the same name (+20); the same e-mail (+11)" in acme("duplicates", "list", *BOOK).out
    pair = ("--party", second, "--other", first)
    assert (
        acme("duplicates", "dismiss", *BOOK, *pair).out
        == f"Parties {second} and {first} are two.\n"
    )
    assert acme("duplicates", "list", *BOOK, "--json").value == []
    assert len(acme("duplicates", "list", *BOOK, "--state", "dismissed", "--json").value) == 1
    assert acme("duplicates", "reopen", *BOOK, *pair, "--json").value["state"] == "open"
    again = acme("duplicates", "run", *BOOK)
    assert again.out.endswith("1 suggestions are open.\n")
    assert acme("duplicates", "run", *BOOK, "--all", "--json").value["whole"] is True


def test_what_is_not_there_is_refused_in_one_line(acme: Cli, filled: tuple[int, int]) -> None:
    told = acme("duplicates", "dismiss", *BOOK, "--party", filled[0], "--other", 99)
    assert (told.code, told.out) == (1, "")
    assert told.err == f"partita: There is no suggestion {filled[0]}:99.\n"
    assert acme("duplicates", "run", "--book", "nobody").code == 1
    assert acme("duplicates", "list", *BOOK, "--limit", 0).code == 2
