"""``partita book`` and ``partita app``: what other programs rely on."""

from typing import Any

import pytest

from partita.access.secret import hash_secret
from partita.kit.clock import system_clock
from partita.store.engine import Engine
from tests.cli.conftest import Cli

UUID_CHARS = 36


def test_a_book_is_made_in_an_empty_database(cli: Cli) -> None:
    made = cli("book", "create", "acme", "--name", "Acme ApS", "--country", "fr", "--json").value
    assert len(made.pop("uuid")) == UUID_CHARS
    assert made.pop("created_at").endswith("Z")
    assert made == {
        "slug": "acme",
        "name": "Acme ApS",
        "country": "FR",
        "legislation": "FR",
        "currency": "EUR",
        "is_demo": False,
        "default_customer_group": 1,
        "default_layout": 21,
    }


def test_books_are_listed(acme: Cli) -> None:
    acme("book", "create", "beta", "--name", "Beta", "--country", "ES", "--legislation", "es")
    assert [book["slug"] for book in acme("book", "list", "--json").value] == ["acme", "beta"]
    assert "Beta" in acme("book", "list").out


def test_no_books(cli: Cli) -> None:
    assert cli("book", "list", "--json").value == []


KEYS = {
    "economic": ["app_secret_token", "agreement_grant_token"],
    "poweroffice": [
        "application_key",
        "client_key",
        "subscription_key",
        "secondary_subscription_key",
    ],
    "sage": [
        "client_id",
        "client_secret",
        "subscription_key",
        "tenant_id",
        "organization_id",
        "access_token",
        "refresh_token",
    ],
    "flowtly": ["username", "password", "token"],
}


@pytest.mark.parametrize(("dialect", "names"), KEYS.items())
def test_the_keys_of_a_dialect(acme: Cli, dialect: str, names: list[str]) -> None:
    create = ("app", "create", "shop", "--book", "acme", "--dialect", dialect)
    keys = acme(*create, "--json").value
    assert list(keys) == names
    assert len(set(keys.values())) == len(keys)
    assert acme(*create).code == 1


def test_keys_for_people(acme: Cli) -> None:
    said = acme("app", "create", "shop", "--book", "acme", "--dialect", "economic")
    assert [line.split()[0] for line in said.out.splitlines()] == KEYS["economic"]


def test_chosen_keys(acme: Cli) -> None:
    chosen = ("--key", "app_secret_token=demo", "--key", "agreement_grant_token=demo")
    create = ("app", "create", "demo", "--book", "acme", "--dialect", "economic", "--read-only")
    keys = acme(*create, *chosen, "--json").value
    assert keys == {"app_secret_token": "demo", "agreement_grant_token": "demo"}
    engine = Engine(acme.database, system_clock)
    grant = engine.find_grant("economic", hash_secret("demo"))
    engine.close()
    assert grant is not None
    assert grant.is_read_only


def test_addresses_to_go_back_to(acme: Cli) -> None:
    create = ("app", "create", "shop", "--book", "acme", "--dialect", "sage")
    uris = ["https://shop.example/back", "http://127.0.0.1/back"]
    acme(*create, *(part for each in uris for part in ("--redirect-uri", each)))
    (listed,) = acme("app", "list", "--book", "acme", "--json").value
    assert listed["redirect_uris"] == uris


def test_an_app_comes_and_goes(acme: Cli) -> None:
    create = ("app", "create", "shop", "--book", "acme", "--dialect", "economic")
    acme(*create, "--role", "Sales", "--role", "Bookkeeping")
    (listed,) = acme("app", "list", "--book", "acme", "--json").value
    assert listed.pop("created_at").endswith("Z")
    assert listed == {
        "name": "shop",
        "dialect": "economic",
        "roles": ["Sales", "Bookkeeping"],
        "read_only": False,
    }
    gone = acme("app", "revoke", "shop", "--book", "acme", "--json").value
    assert gone.pop("revoked_at").endswith("Z")
    assert gone == {"name": "shop", "dialect": "economic"}
    assert "Sales, Bookkeeping" in acme("app", "list", "--book", "acme").out
    assert acme(*create).code == 0
    assert acme("app", "revoke", "shop", "--book", "acme").out == (
        "The app shop has no access to acme any more.\n"
    )


REFUSED: list[Any] = [
    pytest.param(
        ["book", "create", "acme", "--name", "A", "--country", "DK"],
        "There is a book 'acme' already.",
        id="a taken slug",
    ),
    pytest.param(
        ["book", "create", "Acme!", "--name", "A", "--country", "DK"],
        "The slug must be small letters, digits and dashes, such as my-company.",
        id="a bad slug",
    ),
    pytest.param(
        ["book", "create", "b", "--name", " ", "--country", "ZZ"],
        "The name is missing. There is no country 'ZZ' (two letters of ISO 3166-1).",
        id="two mistakes",
    ),
    pytest.param(
        ["book", "create", "b", "--name", "B", "--country", "DK", "--legislation", "XX"],
        "The legislation must be one of: FR, ES, DE, PT.",
        id="no such legislation",
    ),
    pytest.param(
        ["app", "create", "a", "--book", "none", "--dialect", "sage"],
        "There is no book 'none'.",
        id="no such book",
    ),
    pytest.param(
        ["app", "create", "a", "--book", "acme", "--dialect", "sage", "--role", "Boss"],
        "The role must be one of: RDSA, WDSA.",
        id="no such role",
    ),
    pytest.param(
        ["app", "create", "a", "--book", "acme", "--dialect", "sage", "--redirect-uri", "/back"],
        "'/back' is no address to go back to.",
        id="no address",
    ),
    pytest.param(
        ["app", "revoke", "a", "--book", "acme"],
        "No app called 'a' has access to the book.",
        id="no such app",
    ),
]


@pytest.mark.parametrize(("args", "line"), REFUSED)
def test_refusals_are_one_line(acme: Cli, args: list[str], line: str) -> None:
    said = acme(*args)
    assert (said.code, said.out, said.err) == (1, "", f"partita: {line}\n")
