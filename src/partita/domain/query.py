"""One query, many grammars: what every dialect's questions are parsed into.

A `Query` is *shape* and *values* apart: two questions that differ only in their values have equal
shapes, so the store compiles a shape once and binds the values of each request. Values stand in
the order in which a walk of the filter meets its comparisons.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from partita.kit.text import fold

Scalar = str | int | float | bool | datetime
Value = Scalar | tuple[Scalar, ...] | None

LIKE_ANY: Final = "\x00"
"""The wildcard inside the value of `Op.LIKE`: any run of characters (NUL is never stored)."""


class Op(StrEnum):
    """How a field is compared. Texts compare folded unless the operator says ``exact``."""

    EQ = "eq"
    NE = "ne"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"
    IN = "in"
    NOT_IN = "not_in"
    LIKE = "like"
    NOT_LIKE = "not_like"
    EXACT_EQ = "exact_eq"
    EXACT_NE = "exact_ne"
    EXACT_IN = "exact_in"
    EXACT_NOT_IN = "exact_not_in"


@dataclass(frozen=True, slots=True)
class Compare:
    """A field against a value.

    Attributes:
        field: A field of the book, such as ``name`` or ``customer.number``.
        op: How.
        value: A scalar; a tuple for ``IN`` and ``NOT_IN`` (``None`` inside means empty);
            ``None`` means "is empty" for ``EQ`` and "is not empty" for ``NE``.
    """

    field: str
    op: Op
    value: Value | tuple[Scalar | None, ...]


@dataclass(frozen=True, slots=True)
class And:
    """All of them; true when there are none."""

    items: tuple["Filter", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of them; false when there are none."""

    items: tuple["Filter", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    item: "Filter"


@dataclass(frozen=True, slots=True)
class Some:
    """At least one related record fits; ``Not(Some(...))`` is none, and so on."""

    relation: str
    item: "Filter"


Filter = Compare | And | Or | Not | Some


@dataclass(frozen=True, slots=True)
class Sort:
    """One key of an order; numbers compare as text where ``as_text``."""

    field: str
    descending: bool = False
    as_text: bool = False


class Form(StrEnum):
    """How a value is written on the wire."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    MOMENT_SECONDS = "moment_seconds"  # 2026-01-02T03:04:05Z
    MOMENT_OFFSET = "moment_offset"  # 2026-01-02T03:04:05+00:00
    MOMENT_MILLIS = "moment_millis"  # 2026-01-02T03:04:05.123Z
    MOMENT_TICKS = "moment_ticks"  # 2026-01-02T03:04:05.1234560+00:00
    DATE = "date"  # 2026-01-02
    DATE_MIDNIGHT = "date_midnight"  # 2026-01-02T00:00:00.000Z
    VERSION_HEX = "version_hex"  # 16 hexadecimal digits
    JSON = "json"  # the stored text is JSON already


class Absent(StrEnum):
    """What stands for a missing value."""

    NULL = "null"  # the member is there, with null
    OMIT = "omit"  # the member is left out
    OMIT_FALSE = "omit_false"  # the member is left out, and so is false
    FALSE = "false"  # nothing counts as false


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an answer: wire name, the field it shows, its form.

    Attributes:
        words: What is shown for each value of the field, and for ``None``; other values count as
            missing. All are shown as they are when there are none.
        has_other_words: Values without a word are shown as they are.
        before: A text that stands before the value, which is then shown as text.
        otherwise: What is shown for a missing value, as JSON.
    """

    name: str
    field: str
    form: Form = Form.TEXT
    absent: Absent = Absent.OMIT
    words: tuple[tuple[str | None, str], ...] = ()
    has_other_words: bool = False
    before: str = ""
    otherwise: str | None = None


@dataclass(frozen=True, slots=True)
class Fixed:
    """A member that is the same in every answer.

    Attributes:
        name: Wire name.
        json: What is shown, as JSON.
    """

    name: str
    json: str


@dataclass(frozen=True, slots=True)
class Part:
    """An object inside an answer that is made of fields of the same record.

    Attributes:
        name: Wire name.
        members: What the object shows.
        at: The field that must have a value; else there is no object.
        absent: What stands for a missing object.
    """

    name: str
    members: tuple["Member | Part | Fixed", ...]
    at: str
    absent: Absent = Absent.OMIT


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of values of one field of related records; empty rather than absent.

    Attributes:
        name: Wire name.
        relation: A relation of the source, such as ``memberships``.
        field: The field whose values are listed.
        form: How each is written.
    """

    name: str
    relation: str
    field: str
    form: Form = Form.TEXT


@dataclass(frozen=True, slots=True)
class Nested:
    """An object, or a list of objects, inside an answer.

    Attributes:
        name: Wire name.
        relation: A relation of the source, such as ``points`` of ``persons``.
        members: What each object shows.
        many: A list, which is empty rather than absent.
        filter: Which of the related; all when ``None``.
        is_omitted: A single object that is not there is left out; else it is null.
        guard: The field without which it is not even looked for, when it is left out.
    """

    name: str
    relation: str
    members: tuple["Member | Fixed | Nested", ...]
    many: bool = True
    filter: Filter | None = None
    is_omitted: bool = False
    guard: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Where text is put in later: the text of its record is cut there, and comes in pieces.

    Attributes:
        name: Wire name of the member that is missing.
    """

    name: str


Shown = Member | Fixed | Nested | Part | Listed | Gap
Projection = tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class KeyPage:
    """A page by key: records whose key is at least (`at`) or beyond (`after`) a value.

    Attributes:
        limit: How many at most.
        at: Key of the first record wanted.
        after: Key before the first record wanted.
    """

    limit: int
    at: int | str | None = None
    after: int | str | None = None


@dataclass(frozen=True, slots=True)
class OffsetPage:
    """A page by position in the order."""

    limit: int
    offset: int = 0


Page = KeyPage | OffsetPage


@dataclass(frozen=True, eq=False, slots=True)
class View:
    """What to show of which records; made once, compared by identity, so statements are cached.

    Attributes:
        source: Which records, by the name of a source of the store, such as ``contact_persons``.
        show: What to show of each.
        beside: Fields whose plain values are told beside the text of each.
    """

    source: str
    show: Projection
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A question about one source of records.

    Attributes:
        view: What to show of which records.
        filter: Which; all when ``None``.
        sorts: In which order; by key when empty. The key always breaks ties.
        page: Which part; all when ``None``.
    """

    view: View
    filter: Filter | None = None
    sorts: tuple[Sort, ...] = ()
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a value stood in a shape: its kind decides the statement, its content does not."""

    kind: str


def walk_values(item: Filter) -> Iterator[object]:
    """Yield the values of a filter in the order its shape has slots."""
    stack: list[Filter] = [item]
    while stack:
        match stack.pop():
            case Compare(value=value):
                if value is not None:
                    yield value
            case And(items) | Or(items):
                stack.extend(reversed(items))
            case Not(inner) | Some(_, inner):
                stack.append(inner)


def slot_of(compare: Compare) -> Slot:
    """Tell which statement a comparison needs, whatever its value."""
    value = compare.value
    if isinstance(value, tuple):
        return Slot("list_null" if None in value else "list")
    if compare.op in (Op.LIKE, Op.NOT_LIKE):
        return Slot("indexed" if longest_literal(fold(str(value))) >= TRIGRAM_CHARS else "scanned")
    return Slot("empty" if value is None else "one")


TRIGRAM_CHARS: Final = 3


def longest_literal(pattern: str) -> int:
    """Length of the longest run without wildcards in a value of `Op.LIKE`."""
    return max(map(len, pattern.split(LIKE_ANY)))
