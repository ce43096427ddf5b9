"""The orders of the dialect, as section 7 of the contract tells them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partita.domain.errors import SortInvalid
from partita.domain.query import Sort
from partita.faces.economic.sorting import parse_sort
from tests.faces.economic.strategies import CONTACT, EVERY_KIND

NUMBER = Sort("number")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("  ", ()),
        ("number", (NUMBER,)),
        ("NUMBER", (NUMBER,)),
        (" number ", (NUMBER,)),
        ("-number", (Sort("number", descending=True),)),
        ("~number", (Sort("number", as_text=True),)),
        ("-~number", (Sort("number", descending=True, as_text=True),)),
        ("~-number", (Sort("number", descending=True, as_text=True),)),
        ("-customerNumber,number", (Sort("customer.number", descending=True), NUMBER)),
        (
            "number, ~customernumber",
            (NUMBER, Sort("customer.number", as_text=True)),
        ),
        (",".join(["number"] * 20), (NUMBER,) * 20),
    ],
)
def test_orders(text: str, expected: tuple[Sort, ...]) -> None:
    assert parse_sort(text, CONTACT) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("~textValue", Sort("text_value")),
        ("-~dateValue", Sort("date_value", descending=True)),
        ("~numberValue", Sort("number_value", as_text=True)),
    ],
)
def test_only_numbers_have_an_alphabetical_order_of_their_own(text: str, expected: Sort) -> None:
    assert parse_sort(text, EVERY_KIND) == (expected,)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("nosuch", "nosuch"),
        ("name", "name"),
        ("-NAME", "name"),
        ("number,~lastUpdated", "lastUpdated"),
        ("secret", "secret"),
        ("customer.number", "customer.number"),
        ("\u212aind", "\u212aind"),
    ],
)
def test_properties_not_sorted_by(text: str, name: str) -> None:
    told = f"Sorting is not allowed on property '{name}'."
    with pytest.raises(SortInvalid) as caught:
        parse_sort(text, CONTACT)
    assert caught.value.facts == {"message": told, "name": name}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (",", 1),
        ("number,", 2),
        ("number,,number", 2),
        ("-", 1),
        ("~-", 1),
        ("--number", 1),
        ("~~number", 1),
        ("-~-number", 1),
        ("- number", 1),
        ("+number", 1),
        ("number desc", 1),
        ("number;number", 1),
        ("number\x00", 1),
        ("number,\ud800", 2),
        ("1", 1),
    ],
)
def test_broken_orders(text: str, part: int) -> None:
    told = f"Part {part} of the order cannot be read: expected a property name."
    with pytest.raises(SortInvalid) as caught:
        parse_sort(text, CONTACT)
    assert caught.value.facts == {"message": told, "name": None}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            ",".join(["number"] * 21),
            "At most 20 properties are allowed in an order; 21 sent.",
        ),
        ("x" * 2_001, "At most 2000 characters are allowed in an order; 2001 sent."),
        (" " * 2_001, "At most 2000 characters are allowed in an order; 2001 sent."),
    ],
)
def test_limits(text: str, told: str) -> None:
    with pytest.raises(SortInvalid) as caught:
        parse_sort(text, CONTACT)
    assert caught.value.facts == {"message": told, "name": None}


@given(st.text() | st.text("-~, numberNUMBER.\x00\ud800"))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        sorts = parse_sort(text, CONTACT)
    except SortInvalid:
        return
    assert {each.field for each in sorts} <= {"number", "customer.number"}
