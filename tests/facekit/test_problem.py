"""The sentences every face can use."""

import pytest

from partita.domain.violation import Violation
from partita.facekit.problem import sentence, type_link
from partita.facekit.table import Kind


@pytest.mark.parametrize(
    ("rule", "facts", "told"),
    [
        ("required", {}, "The field x is required."),
        ("null", {}, "The field x must not be null."),
        ("type", {"kind": Kind.INTEGER}, "The field x must be a whole number."),
        ("range", {"min": 1, "max": 9}, "The field x must be between 1 and 9."),
        ("range", {"min": None, "max": None}, "The field x is out of range."),
        ("range", {"min": 0, "max": None}, "The field x must be at least 0."),
        ("range", {"min": None, "max": 9}, "The field x must be at most 9."),
        ("too_long", {"max": 9}, "The field x must be at most 9 characters long."),
        ("characters", {}, "The field x holds characters that cannot be stored."),
        ("odd", {}, "The field x was refused: odd."),
        ("odd", {"message": "No."}, "No."),
    ],
)
def test_sentences(rule: str, facts: dict[str, object], told: str) -> None:
    assert sentence(Violation("x", rule, facts)) == told


@pytest.mark.parametrize(
    ("status", "link"),
    [
        (404, "https://tools.ietf.org/html/rfc9110#section-15.5.5"),
        (429, "https://tools.ietf.org/html/rfc6585#section-4"),
        (418, "https://tools.ietf.org/html/rfc9110#section-15"),
    ],
)
def test_links(status: int, link: str) -> None:
    assert type_link(status) == link
