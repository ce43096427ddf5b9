"""``partita document``, ``setup`` and ``reference``: what other programs rely on."""

from typing import Any

import pytest

from tests.cli.conftest import Cli


def test_a_document_is_noted(acme: Cli) -> None:
    add = ("document", "add", "--book", "acme", "--number", "1001", "--kind")
    assert acme(*add, "invoice", "--json").value == {
        "id": 1,
        "kind": "invoice",
        "number": "1001",
        "customer": None,
        "contact": None,
        "delivery_location": None,
    }
    assert acme(*add, "quote").out == "Noted quote 1001.\n"


def test_defaults_change_one_by_one(acme: Cli) -> None:
    change = ("setup", "set", "--book", "acme")
    assert acme(*change, "--default-customer-group", 2, "--json").value == {
        "default_customer_group": 2,
        "default_layout": 21,
        "manual_codes": [],
        "version": 2,
    }
    assert "default layout: 19\n" in acme(*change, "--default-layout", 19).out
    assert acme(*change, "--default-layout", 0, "--json").value["default_layout"] is None


def test_codes_are_chosen_or_given(acme: Cli) -> None:
    change = ("setup", "set", "--book", "acme", "--manual-codes")
    assert acme(*change, "supplier, customer", "--json").value == {
        "default_customer_group": 1,
        "default_layout": 21,
        "manual_codes": ["supplier", "customer"],
        "version": 1,
    }
    assert "manual codes: none\n" in acme(*change, "none").out
    refused = acme(*change, "owner")
    assert (refused.code, refused.out) == (2, "")
    assert "'owner' is none of: customer, supplier, employee, counterparty" in refused.err


def test_lists_are_edited(acme: Cli) -> None:
    row = ("payment_term", 9, "--book", "acme")
    made = acme(
        "reference", "add", *row, "--name", "Net 60", "--code", "n60", "--set", "days=60", "--json"
    ).value
    assert made.pop("uuid")
    assert made == {
        "kind": "payment_term",
        "number": 9,
        "name": "Net 60",
        "code": "n60",
        "details": {"days": 60},
        "is_default": False,
        "is_barred": False,
    }
    more = ("--set", "end_of_month=yes", "--code", "", "--default", "--barred")
    changed = acme("reference", "set", *row, *more, "--json").value
    assert changed["details"] == {"days": 60, "end_of_month": True}
    assert changed["is_default"]
    assert changed["is_barred"]
    assert "code" not in changed
    listed = acme("reference", "list", "payment_term", "--book", "acme", "--json").value
    assert [term["number"] for term in listed if term["is_default"]] == [9]
    table = acme("reference", "list", "payment_term", "--book", "acme").out
    assert "days=60, end_of_month=yes" in table
    assert acme("reference", "set", *row, "--set", "end_of_month=").out == (
        "payment_term 9: Net 60\n"
    )


REFUSED: list[Any] = [
    pytest.param(
        ["document", "add", "--kind", "order", "--number", "1", "--customer", "7"],
        "There is no customer 7.",
        id="no such customer",
    ),
    pytest.param(
        ["document", "add", "--kind", "order", "--number", "1", "--contact", "7"],
        "There is no contact 7.",
        id="no such contact",
    ),
    pytest.param(
        ["setup", "set", "--default-layout", "7"], "There is no layout 7.", id="no such layout"
    ),
    pytest.param(
        ["reference", "add", "layout", "21", "--name", "Mine"],
        "Layout 21 is there already.",
        id="a taken number",
    ),
    pytest.param(
        ["setup", "set", "--default-customer-group", "7"],
        "There is no customer group 7.",
        id="no such group",
    ),
    pytest.param(
        ["reference", "set", "layout", "7", "--name", "Mine"],
        "There is no layout 7.",
        id="no such row",
    ),
    pytest.param(
        ["reference", "set", "payment_term", "1", "--set", "days=soon"],
        "The details.days must be a whole number.",
        id="a wrong detail",
    ),
    pytest.param(
        ["reference", "set", "payment_term", "1", "--set", "weeks=2"],
        "The details.weeks must be one of: days, end_of_month.",
        id="an unknown detail",
    ),
    pytest.param(["reference", "add", "layout", "1"], "The name is missing.", id="no name"),
    pytest.param(
        ["reference", "set", "payment_term", "1", "--set", "days=--5"],
        "The details.days must be a whole number.",
        id="two signs",
    ),
    pytest.param(
        ["reference", "set", "payment_term", "1", "--set", "days=2147483648"],
        "The details.days must be from 0 to 2147483647.",
        id="more days than any dialect can say",
    ),
]


@pytest.mark.parametrize(("args", "line"), REFUSED)
def test_refusals_are_one_line(acme: Cli, args: list[str], line: str) -> None:
    said = acme(*args, "--book", "acme")
    assert (said.code, said.out, said.err) == (1, "", f"partita: {line}\n")


HUGE = [
    ("setup", "set", "--default-layout"),
    ("merge", "undo", "--party"),
    ("reference", "set", "layout", "--name", "Mine"),
    ("document", "get"),
    ("webhook", "remove"),
    ("job", "show"),
    ("gdpr", "erase", "--party"),
    ("enrich", "--party"),
]


def test_a_number_that_no_column_holds_is_refused_in_one_line(acme: Cli) -> None:
    for args in HUGE:
        said = acme(*args, "9" * 20, "--book", "acme")
        assert (said.code, said.out) == (1, ""), args
        assert "must be from -9223372036854775807 to 9223372036854775807." in said.err, args
        assert said.err.count("\n") == 1, args


def test_an_unknown_list_names_those_there_are(acme: Cli) -> None:
    said = acme("reference", "list", "colour", "--book", "acme")
    assert said.code == 1
    assert said.err.startswith("partita: The kind must be one of: account, attribute_set,")
