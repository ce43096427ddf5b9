"""A face is a table: each resource of a dialect declared once, field by field.

From one `Resource` come request validation, the projection the store turns into JSON, filter and
sort permissions, the OpenAPI schema and the reference page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Final

from partita.domain.query import Absent, Form, Listed, Member, Op, Part, Projection, View

INT32_MAX: Final = 2_147_483_647
INT32_MIN: Final = -2_147_483_648
Version = tuple[int, ...]
ALWAYS: Final[Version] = (0,)
NEVER: Final[Version] = (1_000_000,)


class Kind(StrEnum):
    """The type of a value on the wire."""

    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    MOMENT = "moment"
    DATE = "date"
    INTEGERS = "integers"
    OBJECT = "object"


_FORMS: Final = {
    Kind.INTEGER: Form.INTEGER,
    Kind.NUMBER: Form.NUMBER,
    Kind.TEXT: Form.TEXT,
    Kind.BOOLEAN: Form.BOOLEAN,
    Kind.MOMENT: Form.MOMENT_SECONDS,
    Kind.DATE: Form.DATE,
    Kind.INTEGERS: Form.INTEGER,
    Kind.OBJECT: Form.JSON,
}

ORDERED: Final = frozenset({Op.EQ, Op.NE, Op.LT, Op.LE, Op.GT, Op.GE})
LISTED: Final = ORDERED | {Op.IN, Op.NOT_IN}
MATCHED: Final = LISTED | {Op.LIKE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a resource as a dialect knows it.

    Attributes:
        name: Wire name in its canonical case.
        kind: Type on the wire.
        at: The field of the book it shows; ``None`` for one that is only written. Of a list it is
            a relation and a field there, of an object the field that must not be empty.
        to: What a write sets, in the words of the face's mapping; ``None`` for one only read.
        min: Smallest number.
        max: Largest number, or most characters of a text.
        required: A write must mention it, and not as null.
        nullable: Null may be written; it then counts as absent.
        ops: Filter operators the dialect allows.
        sortable: The dialect sorts by it.
        form: How the value is written; by its kind when ``None``.
        absent: What stands for a missing value.
        keeps: A full replace that does not mention it leaves it as it is.
        once: Only a create may set it.
        words: What is written for each value of the book, and for ``None``.
        parts: What an object consists of.
        masked_at: What those see who may not see the value itself.
        since: First version of the dialect that has it.
        until: First version of the dialect that no longer has it.
        text: What it means, for the reference page.
    """

    name: str
    kind: Kind
    at: str | None = None
    to: str | None = None
    min: int | None = None
    max: int | None = None
    required: bool = False
    nullable: bool = True
    ops: frozenset[Op] = frozenset()
    sortable: bool = False
    form: Form | None = None
    absent: Absent = Absent.OMIT
    keeps: bool = False
    once: bool = False
    words: tuple[tuple[str | None, str], ...] = ()
    parts: tuple["Field", ...] = ()
    masked_at: str | None = None
    since: Version = ALWAYS
    until: Version = NEVER
    text: str = ""

    @property
    def member(self) -> Member | Part | Listed:
        """How the store shows it.

        Raises:
            ValueError: It is only written.
        """
        if self.at is None:
            raise ValueError(self.name)
        if self.kind is Kind.OBJECT:
            return Part(self.name, tuple(each.plain_member for each in self.parts), self.at)
        if self.kind is Kind.INTEGERS:
            relation, _, field = self.at.rpartition(".")
            return Listed(self.name, relation, field, Form.INTEGER)
        return self.plain_member

    @property
    def plain_member(self) -> Member:
        """How the store shows it when it is a single value."""
        form = self.form or _FORMS[self.kind]
        return Member(self.name, self.at or "", form, self.absent, self.words)


@dataclass(frozen=True, eq=False)
class Resource:
    """A resource of a dialect; compared by identity, so that it can key caches.

    Attributes:
        name: Singular name, as the dialect calls its schema.
        source: Which records of the store it shows.
        fields: Its fields in the order they are shown.
        text: What it is, for the reference page.
    """

    name: str
    source: str
    fields: tuple[Field, ...]
    text: str = ""

    def at_version(self, version: Version) -> "Resource":
        """The resource with the fields one version of the dialect has."""
        kept = tuple(each for each in self.fields if each.since <= version < each.until)
        return replace(self, fields=kept)

    def with_absent(self, absent: Mapping[Absent, Absent]) -> "Resource":
        """The resource with other answers for missing values."""
        return replace(
            self,
            fields=tuple(
                replace(each, absent=absent.get(each.absent, each.absent)) for each in self.fields
            ),
        )

    @cached_property
    def view(self) -> View:
        """What the store shows of it."""
        shown: Projection = tuple(each.member for each in self.fields if each.at is not None)
        return View(self.source, shown)

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """Its fields by wire name in lower case."""
        return {each.name.lower(): each for each in self.fields}

    @cached_property
    def writable(self) -> tuple[Field, ...]:
        """The fields a write may set."""
        return tuple(each for each in self.fields if is_writable(each))

    @cached_property
    def named(self) -> Mapping[bool, tuple[tuple[str, Field], ...]]:
        """The fields a write may set by the names they are looked for, in lower case or as told."""
        return {
            True: tuple((each.name.lower(), each) for each in self.writable),
            False: tuple((each.name, each) for each in self.writable),
        }

    @cached_property
    def changeable(self) -> "Resource":
        """The resource with the fields a change may set."""
        kept = tuple(each for each in self.writable if not each.once)
        return replace(self, fields=kept)


def is_writable(field: Field) -> bool:
    """Tell whether a write may set it, or a part of it."""
    return field.to is not None or any(is_writable(each) for each in field.parts)
