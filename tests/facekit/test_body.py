"""Reading what a client sends against the table of a resource."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest

from partita.domain.errors import BodyMalformed, MediaTypeUnknown, ValuesInvalid
from partita.facekit.body import read_json, read_members, read_values
from partita.facekit.table import Field, Kind, Resource

THING = Resource(
    "Thing",
    "things",
    (
        Field(name="number", kind=Kind.INTEGER, at="number"),
        Field(name="name", kind=Kind.TEXT, at="name", to="name", max=5, required=True),
        Field(name="note", kind=Kind.TEXT, to="note"),
        Field(name="size", kind=Kind.INTEGER, to="size", min=1, max=9, nullable=False),
        Field(name="any", kind=Kind.INTEGER, to="any"),
        Field(name="rate", kind=Kind.NUMBER, to="rate", min=0, max=100),
        Field(name="isOn", kind=Kind.BOOLEAN, to="is_on", nullable=False),
        Field(name="kept", kind=Kind.BOOLEAN, to="kept", nullable=False, keeps=True),
        Field(name="at", kind=Kind.MOMENT, to="at"),
        Field(name="day", kind=Kind.DATE, to="day"),
    ),
)
EMPTY: dict[str, Any] = dict.fromkeys(("note", "size", "any", "rate", "at", "day"))


@dataclass
class Sent:
    """A request as far as it is read here."""

    content: bytes
    headers: dict[str, str] = field(default_factory=dict)

    def header(self, name: str) -> str | None:
        return self.headers.get(name)

    def body(self) -> bytes:
        return self.content


def read(members: dict[str, Any], *, clears: bool = False) -> dict[str, Any]:
    return read_values(THING, {"name": "Ada", **members}, clears=clears)


def refused(members: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(ValuesInvalid) as caught:
        read(members)
    violations: Any = caught.value.facts["violations"]
    return [(each.field, each.rule) for each in violations]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, {}),
        ({"number": 7, "unknown": 1}, {}),
        ({"NOTE": "x"}, {"note": "x"}),
        ({"note": None}, {"note": None}),
        ({"note": ""}, {"note": None}),
        ({"note": " "}, {"note": " "}),
        ({"size": 9}, {"size": 9}),
        ({"any": 2**63 - 1}, {"any": 2**63 - 1}),
        ({"rate": 5}, {"rate": 5.0}),
        ({"isOn": True}, {"is_on": True}),
        ({"at": "2024-02-24"}, {"at": datetime(2024, 2, 24, tzinfo=UTC)}),
        ({"at": "2024-02-24T01:00:00+01:00"}, {"at": datetime(2024, 2, 24, tzinfo=UTC)}),
        ({"day": "2024-02-24T00:00:00Z"}, {"day": date(2024, 2, 24)}),
    ],
)
def test_values_that_fit(members: dict[str, Any], expected: dict[str, Any]) -> None:
    assert read(members) == {"name": "Ada", **expected}


def test_a_full_replace_empties_what_is_not_mentioned() -> None:
    assert read({}, clears=True) == {"name": "Ada", **EMPTY, "is_on": False}
    assert read({"kept": False}, clears=True)["kept"] is False


@pytest.mark.parametrize(
    ("members", "rule"),
    [
        ({"name": None}, "null"),
        ({"name": "Adaline"}, "too_long"),
        ({"name": 1}, "type"),
        ({"name": "\x00"}, "characters"),
        ({"name": "\ud800"}, "characters"),
        ({"size": None}, "null"),
        ({"size": 0}, "range"),
        ({"size": 10**40}, "range"),
        ({"size": True}, "type"),
        ({"size": 1.0}, "type"),
        ({"any": 2**63}, "range"),
        ({"rate": "1"}, "type"),
        ({"rate": False}, "type"),
        ({"rate": -0.5}, "range"),
        ({"rate": 100.5}, "range"),
        ({"rate": 10**400}, "range"),
        ({"isOn": None}, "null"),
        ({"isOn": 1}, "type"),
        ({"at": 5}, "type"),
        ({"at": "soon"}, "type"),
        ({"at": "9999-12-31T23:59:59-01:00"}, "type"),
        ({"day": "2024-02-30"}, "type"),
    ],
)
def test_values_that_do_not_fit(members: dict[str, Any], rule: str) -> None:
    assert refused(members) == [(next(iter(members)), rule)]


def test_all_that_is_wrong_is_told() -> None:
    with pytest.raises(ValuesInvalid) as caught:
        read_values(THING, {"size": 0, "isOn": 1}, clears=True)
    violations: Any = caught.value.facts["violations"]
    assert [each.rule for each in violations] == ["required", "range", "type"]


def test_letter_case_may_count() -> None:
    values = read_values(THING, {"name": "Ada", "NOTE": "x"}, clears=False, ignores_case=False)
    assert values == {"name": "Ada"}


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[" * 10_000, b'"\xff"', b"9" * 5_000, b"1e400", b'"\\ud800"', b"{} x"],
)
def test_bodies_that_are_no_json(body: bytes) -> None:
    with pytest.raises(BodyMalformed) as caught:
        read_json(Sent(body))  # type: ignore[arg-type]
    assert str(caught.value.facts["reason"]).endswith(".")


@pytest.mark.parametrize(
    ("body", "is_half"),
    [
        (rb'{"a": "\ud800"}', True),
        (rb'{"a": "\uDC00 and more"}', True),
        (rb'{"a": "\ud83d\ud83d\ude00"}', True),
        (rb'{"a": "\ud83d\ude00"', False),
    ],
)
def test_half_a_surrogate_pair_is_told(body: bytes, *, is_half: bool) -> None:
    with pytest.raises(BodyMalformed) as caught:
        read_json(Sent(body))  # type: ignore[arg-type]
    assert ("surrogate" in str(caught.value.facts["reason"])) is is_half


def test_a_json_value_that_is_no_object() -> None:
    with pytest.raises(BodyMalformed):
        read_members(Sent(b"[1]"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("media_type", "demands_type", "is_read"),
    [
        ("application/json", True, True),
        ("Application/JSON; charset=utf-8", True, True),
        ("application/merge-patch+json", True, True),
        ("", False, True),
        ("", True, False),
        ("text/json", False, False),
        ("text/plain", True, False),
    ],
)
def test_media_types(media_type: str, *, demands_type: bool, is_read: bool) -> None:
    sent: Any = Sent(b"{}", {"content-type": media_type} if media_type else {})
    if is_read:
        assert read_json(sent, demands_type=demands_type) == {}
        return
    with pytest.raises(MediaTypeUnknown) as caught:
        read_json(sent, demands_type=demands_type)
    assert caught.value.facts["accepted"] == ("application/json",)


def test_a_byte_order_mark_is_skipped() -> None:
    assert read_json(Sent(b"\xef\xbb\xbf{}")) == {}  # type: ignore[arg-type]


def test_of_two_fields_that_set_the_same_the_last_one_counts() -> None:
    texts = [Field(name=name, kind=Kind.TEXT, to="text") for name in ("one", "two")]
    both = Resource("Both", "things", tuple(texts))
    assert read_values(both, {"one": "a", "two": "b"}, clears=True) == {"text": "b"}
    assert read_values(both, {"one": "a"}, clears=True) == {"text": None}
