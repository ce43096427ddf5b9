"""``partita webhook`` and ``audit``."""

import json
from pathlib import Path

import pytest

from partita.access.grant import operator
from partita.kit.clock import system_clock
from partita.store.engine import Engine
from partita.usecases.context import Context
from tests.builders import make_customer
from tests.cli.conftest import Cli

URL = "https://shop.example/hooks"


@pytest.fixture
def party(acme: Cli) -> int:
    """The id of a customer of the book."""
    engine = Engine(acme.database, system_clock)
    book_id = engine.find_book("acme")
    assert book_id is not None
    with engine.write(operator(book_id), "test") as unit:
        made = make_customer(Context(operator(book_id), unit, system_clock()))
    engine.close()
    return made.party.id


def test_a_native_app_gets_a_token(acme: Cli) -> None:
    made = acme("app", "create", "warehouse", "--book", "acme", "--dialect", "native", "--json")
    assert list(made.value) == ["token"]
    wrong = ("--book", "acme", "--dialect", "native", "--role", "king", "--json")
    assert acme("app", "create", "other", *wrong).code == 1


def test_a_webhook_comes_and_goes_and_its_secret_is_shown_once(acme: Cli) -> None:
    here = ("--book", "acme", "--json")
    made = acme("webhook", "add", URL, "--event", "party.*", *here).value
    assert made["secret"].startswith("whsec_")
    [listed] = acme("webhook", "list", *here).value
    assert listed["url"] == URL
    assert listed["events"] == ["party.*"]
    assert listed["active"] is True
    assert "secret" not in listed
    assert made["secret"] not in str(acme("audit", *here).value)
    assert acme("webhook", "deliveries", 1, *here).value == []
    assert acme("webhook", "activate", 1, *here).value == {"id": 1, "active": True}
    assert acme("webhook", "remove", 1, *here).value == {"id": 1}
    assert acme("webhook", "list", *here).value == []
    kinds = [each["kind"] for each in acme("audit", *here).value]
    assert kinds[-3:] == ["webhook.created", "webhook.changed", "webhook.deleted"]


@pytest.mark.parametrize(
    ("url", "is_told"),
    [
        (URL, False),
        ("https://93.184.215.14/", False),
        ("http://localhost/", True),
        ("http://10.0.0.1/", True),
        ("http://[::1]:80/", True),
    ],
)
def test_who_names_a_private_address_is_told_at_once(acme: Cli, url: str, is_told: bool) -> None:  # noqa: FBT001  # a table
    told = acme("webhook", "add", url, "--book", "acme")
    assert told.code == 0
    assert ("PARTITA_PRIVATE_TARGETS" in told.err) == is_told


@pytest.mark.parametrize(
    "given",
    [
        ("add", "shop"),
        ("add", "http://[::1"),
        ("add", "http://[1]/"),
        ("add", "https://shop.example:65536/"),
        ("add", URL, "--event", "party"),
        ("remove", 9),
        ("activate", 9),
        ("replay", "msg_1"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused_in_one_line(acme: Cli, given: tuple[object, ...]) -> None:
    told = acme("webhook", *given, "--book", "acme")
    assert told.code == 1
    assert told.err.count("\n") == 1


def test_the_audit_trail_of_a_party_and_of_a_book(acme: Cli, party: int) -> None:
    of_party = acme("audit", "--book", "acme", "--party", party, "--json").value
    assert [each["kind"] for each in of_party] == ["party.created", "customer.created"]
    assert {each["dialect"] for each in of_party} == {"cli"}
    assert of_party[0]["after"]["name"] == "Alpha ApS"
    everything = acme("audit", "--book", "acme", "--after", 0, "--limit", 1, "--json").value
    assert [each["kind"] for each in everything] == ["book.created"]
    assert "Alpha ApS" in acme("audit", "--book", "acme").out


def test_a_party_is_exported_and_erased(acme: Cli, party: int, tmp_path: Path) -> None:
    here = ("--book", "acme", "--party", party)
    printed = acme("gdpr", "export", *here, "--json").value
    assert printed["party"]["name"] == "Alpha ApS"
    file = tmp_path / "party.json"
    assert acme("gdpr", "export", *here, "--to", file, "--json").value == {"file": str(file)}
    assert json.loads(file.read_text())["history"][-1]["kind"] == "party.exported"
    assert file.stat().st_mode & 0o777 == 0o600
    assert acme("gdpr", "export", *here, "--to", file).code == 1
    assert acme("gdpr", "erase", *here, "--json").value["party"] == party
    assert "Alpha" not in acme("gdpr", "export", *here).out
    assert acme("gdpr", "erase", "--book", "acme", "--party", 99).code == 1
