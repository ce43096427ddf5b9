"""A record of any kind, with every field filled or every field that may be empty empty."""

import types
import typing
from dataclasses import fields
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final

from partita.domain.contact import ContactPerson
from partita.domain.party import Party
from partita.kit.ids import uuid7
from partita.store.schema import PLAIN_FIELDS, TABLES
from tests.builders import OpenBook, new_record

PARTY_ID: Final = 7
AWKWARD: Final = "ÆØå 'quoted' \"double\" \\ 100% _ \n\t\x01\x7f \u2028 😀 ß İ"

_VALUES: Final[dict[Any, Any]] = {
    str: AWKWARD,
    int: 2**53 - 1,
    float: 12345678.901234567,
    bool: True,
    bytes: bytes(range(256)),
    datetime: datetime(2024, 2, 29, 23, 59, 59, 999999, tzinfo=UTC),
    date: date(2024, 2, 29),
    dict: {"key": [1, "ø", None, {"deep": True}]},
    tuple: ("SuperUser", "Sales"),
}


def sample(kind: type[Any], book: OpenBook, /, *, is_full: bool, **values: object) -> Any:  # noqa: ANN401
    """Make a record; the party it belongs to has the id `PARTY_ID`."""
    hints = typing.get_type_hints(kind)
    known: dict[str, Any] = {
        each.name: _value(hints[each.name], is_full=is_full) for each in fields(kind)
    }
    known |= {name: "ø%s" for name in PLAIN_FIELDS if known.get(name) == AWKWARD}
    known |= {"book_id": book.book_id, "party_id": PARTY_ID, **new_record()}
    known |= {name: uuid7() for name in TABLES[kind].key if hints[name] is str and name == "uuid"}
    names = {each.name for each in fields(kind)}
    return kind(**{name: value for name, value in (known | values).items() if name in names})


def _value(annotation: Any, *, is_full: bool) -> object:  # noqa: ANN401  # any annotation
    options = typing.get_args(annotation) if isinstance(annotation, types.UnionType) else ()
    if type(None) in options and not is_full:
        return None
    base = next((each for each in options if each is not type(None)), annotation)
    base = typing.get_origin(base) or base
    return next(iter(base)) if issubclass(base, StrEnum) else _VALUES[base]


def person(number: int, /, **values: object) -> ContactPerson:
    """A contact person of the sample party."""
    known: dict[str, Any] = {"name": f"Person {number}", "customer_number": PARTY_ID, **values}
    return ContactPerson(
        **{**new_record(), "party_id": PARTY_ID, "serial": number, **known, "number": number}
    )


def add_party(book: OpenBook, party_id: int = PARTY_ID) -> None:
    """Make the party that samples belong to."""
    with book.writing() as ctx:
        ctx.unit.parties.insert(Party(**new_record(), id=party_id, name="Sample A/S"))


def add_persons(book: OpenBook, *persons: ContactPerson) -> None:
    """Make contact persons of the sample party."""
    add_party(book)
    with book.writing() as ctx:
        ctx.unit.contacts.insert(*persons)
