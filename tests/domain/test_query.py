"""The shape of a query apart from its values."""

import pytest

from partita.domain.names import full_name, settle_names, split_name
from partita.domain.query import (
    LIKE_ANY,
    And,
    Compare,
    Filter,
    Not,
    Op,
    Or,
    Some,
    longest_literal,
    slot_of,
    walk_values,
)

ANY = LIKE_ANY


def test_values_stand_in_the_order_of_a_walk() -> None:
    def one(value: int | None) -> Compare:
        return Compare("n", Op.EQ, value)

    item: Filter = And((one(1), Or((one(2), Not(one(3)), one(None))), Some("r", one(4)), one(5)))
    assert list(walk_values(item)) == [1, 2, 3, 4, 5]
    assert list(walk_values(Or(()))) == []


@pytest.mark.parametrize(
    ("op", "value", "kind"),
    [
        (Op.EQ, 1, "one"),
        (Op.EQ, None, "empty"),
        (Op.IN, (1, 2), "list"),
        (Op.IN, (1, None), "list_null"),
        (Op.NOT_IN, (), "list"),
        (Op.LIKE, f"{ANY}abc{ANY}", "indexed"),
        (Op.LIKE, f"{ANY}ab{ANY}cd{ANY}", "scanned"),
        (Op.LIKE, f"{ANY}e\u0301e\u0301", "scanned"),
        (Op.LIKE, f"ß{ANY}", "scanned"),
        (Op.LIKE, f"ßa{ANY}", "indexed"),
        (Op.NOT_LIKE, "abc", "indexed"),
    ],
)
def test_kinds_of_slots(op: Op, value: object, kind: str) -> None:
    assert slot_of(Compare("f", op, value)).kind == kind  # type: ignore[arg-type]  # any of them


def test_the_longest_literal() -> None:
    assert longest_literal(f"ab{ANY}abcd{ANY}") == 4
    assert longest_literal("") == 0


@pytest.mark.parametrize(
    ("name", "parts"),
    [("Ida Marie  Holm", ("Ida Marie", "Holm")), ("Cher", (None, "Cher")), (" ", (None, None))],
)
def test_names_split_at_the_last_blank(name: str, parts: tuple[str | None, str | None]) -> None:
    assert split_name(name) == parts
    assert full_name(*parts) == " ".join(name.split())


OLD = {"name": "Kari Os", "first_name": "Kari", "last_name": "Os"}


@pytest.mark.parametrize(
    ("values", "settled"),
    [
        ({}, {}),
        ({"name": "Kari Os"}, {"name": "Kari Os"}),
        ({"name": "Bo Ek"}, {"name": "Bo Ek", "first_name": "Bo", "last_name": "Ek"}),
        ({"first_name": "Bo"}, {"name": "Bo Os", "first_name": "Bo", "last_name": "Os"}),
        ({"last_name": None}, {"name": "Kari", "first_name": "Kari", "last_name": None}),
        ({"name": "X", "last_name": "Y"}, {"name": "X", "last_name": "Y"}),
    ],
)
def test_names_are_kept_true_to_each_other(
    values: dict[str, str | None], settled: dict[str, str | None]
) -> None:
    assert settle_names(values, OLD) == settled
