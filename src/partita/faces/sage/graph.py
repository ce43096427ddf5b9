"""What the tables of this dialect are made of: types, their fields, the operations over them.

Both generations of the schema (contracts/sage.md 0) are made from one set of tables. Whatever one
generation calls differently has two names here, and whatever only one of them has says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cached_property
from typing import Final

from partita.domain.query import Filter, Form, Sort


class Generation(IntEnum):
    """The two generations: that of the reference page, and the one live clients speak."""

    FIRST = 1
    SECOND = 2


BOTH: Final = frozenset(Generation)
FIRST_ONLY: Final = frozenset({Generation.FIRST})
SECOND_ONLY: Final = frozenset({Generation.SECOND})


class Kind(StrEnum):
    """The type of a plain value; the word is its name in the schema but for days."""

    UUID = "UUID"
    MOMENT = "DateTime"
    DAY = "Day"
    DECIMAL = "Decimal"
    INT = "Int"
    TEXT = "String"
    TRUTH = "Boolean"
    ID = "ID"


FORMS: Final[Mapping[Kind, Form]] = {
    Kind.UUID: Form.TEXT,
    Kind.MOMENT: Form.MOMENT_MILLIS,
    Kind.DAY: Form.DATE_MIDNIGHT,
    Kind.DECIMAL: Form.NUMBER,
    Kind.INT: Form.INTEGER,
    Kind.TEXT: Form.TEXT,
    Kind.TRUTH: Form.BOOLEAN,
    Kind.ID: Form.TEXT,
}


@dataclass(frozen=True, eq=False, slots=True)
class Enum:
    """An enumeration.

    Attributes:
        name: Its name in the schema.
        words: What is shown for each value of the book; ``None`` for a missing one. The first
            pair with a word is what a write stores for it.
        first_only: Words that only the first generation has.
    """

    name: str
    words: tuple[tuple[str | None, str], ...]
    first_only: frozenset[str] = frozenset()

    def shown(self, generation: Generation) -> list[str]:
        """Its words in a generation, each once."""
        hidden = frozenset() if generation is Generation.FIRST else self.first_only
        return list(dict.fromkeys(word for _, word in self.words if word not in hidden))

    def stored(self, word: str) -> tuple[str | None, ...]:
        """The values of the book that a word stands for."""
        return tuple(value for value, shown in self.words if shown == word)


class Writing(StrEnum):
    """When a write may set a field."""

    NEVER = "never"  # system fields: no input has them
    IGNORED = "ignored"  # read-only ones: inputs of updates have them, and pass over them
    ONCE = "once"  # inputs of creates set them; those of updates may repeat them
    ALWAYS = "always"


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Field:
    """A plain field of a type.

    Attributes:
        name: Its name, the same in both generations.
        kind: Its type.
        at: The field of the book it shows; ``None`` for one that is only written.
        sought: The field that filters and orders look at, where that is another.
        many: A list of such values.
        max: Most characters.
        required: A create must give it.
        writing: When a write may set it.
        is_sought: Filters and orders know it.
        form: How it is written, where its kind does not say.
        within: The generations that have it.
        is_filled: It is never null.
    """

    name: str
    kind: Kind | Enum
    at: str | None
    sought: str | None = None
    many: bool = False
    max: int | None = None
    required: bool = False
    writing: Writing = Writing.ALWAYS
    is_sought: bool = True
    form: Form | None = None
    within: frozenset[Generation] = BOTH

    @property
    def sought_at(self) -> str:
        """The field of the book that filters and orders look at."""
        return self.sought or self.at or ""

    @property
    def shape(self) -> Form:
        """How it is written."""
        kind = self.kind
        return self.form or (Form.TEXT if isinstance(kind, Enum) else FORMS[kind])


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class One:
    """A field that is an object: a row the record points at.

    Attributes:
        name: Its name.
        of: Its type; the source of the record has its columns under the prefix.
        prefix: Where the columns of the row are.
    """

    name: str
    of: "Type"
    prefix: str
    within: frozenset[Generation] = BOTH


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Many:
    """A field that is a list of objects: parts of the record.

    Attributes:
        name: Its name.
        of: Its type.
        relation: The relation of the record's source, for filters; without one, the field is
            null, and filters do not know it.
        owner: The field of a part that says whose it is: the key of the record.
        only: Which of the parts; all when ``None``.
        order: In which order.
        writing: When a write may set it.
        within: The generations that have it.
    """

    name: str
    of: "Type"
    relation: str = ""
    owner: str = ""
    only: Filter | None = None
    order: tuple[Sort, ...] = ()
    writing: Writing = Writing.ALWAYS
    within: frozenset[Generation] = BOTH


AnyField = Field | One | Many


@dataclass(frozen=True, eq=False)
class Type:
    """A type of objects; compared by identity, so that it can key caches.

    Attributes:
        name: Its name in the second generation.
        first_name: Its name in the first.
        source: Which records of the store it shows; empty for one made by code.
        fields: What it shows, in the order of the contract.
        text: What it is, for the schema.
        key: The key of its records in the store.
    """

    name: str
    first_name: str
    source: str
    fields: tuple[AnyField, ...]
    text: str = ""
    key: str = "uuid"

    @property
    def key_kind(self) -> type:
        """The type of the key."""
        return str if self.key == "uuid" else int

    def called(self, generation: Generation) -> str:
        """Its name in a generation."""
        return self.first_name if generation is Generation.FIRST else self.name

    def within(self, generation: Generation) -> tuple[AnyField, ...]:
        """Its fields in a generation."""
        return tuple(each for each in self.fields if generation in each.within)

    @cached_property
    def by_name(self) -> Mapping[str, AnyField]:
        """Its fields by name."""
        return {each.name: each for each in self.fields}


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Listing:
    """A query field that answers a connection, and perhaps one that answers a single object.

    Attributes:
        name: The query field.
        of: Type of its nodes.
        only: Which records of the source; all when ``None``.
        order: When nobody asks for another; by the key of the source when empty.
        by_id: A query field of the first generation that takes an id.
        needs_organization: Generations in which the organization header must be there.
        within: The generations that have it.
    """

    name: str
    of: Type
    only: Filter | None = None
    order: tuple[Sort, ...] = ()
    by_id: str | None = None
    needs_organization: frozenset[Generation] = BOTH
    within: frozenset[Generation] = BOTH


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Argument:
    """An argument of a query field that is answered by code.

    Attributes:
        name: Its name.
        kind: Its type.
        required: It must be given.
        many: A list of such values.
        items: A list of what a create takes of a type, instead of values of a kind.
    """

    name: str
    kind: Kind = Kind.TEXT
    required: bool = True
    many: bool = False
    items: "Type | None" = None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Answer:
    """A query field answered by code: ``partita.faces.sage.answers`` has a function of its name.

    Attributes:
        name: The query field.
        of: Type of what it answers.
        arguments: What it takes.
        many: It answers a list.
        needs_organization: Generations in which the organization header must be there.
        within: The generations that have it.
    """

    name: str
    of: Type
    arguments: tuple[Argument, ...] = ()
    many: bool = False
    needs_organization: frozenset[Generation] = BOTH
    within: frozenset[Generation] = BOTH


class Verb(StrEnum):
    """What a mutation does."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Mutation:
    """A mutation field.

    Attributes:
        verb: What it does.
        of: Type of what it does it to, and of its answer.
        plural: Ends the names of the first generation, such as ``Customers``.
        replaces: What ``replaceAll`` may name at the root of the input, and in which list.
        within: The generations that have it.
    """

    verb: Verb
    of: Type
    plural: str
    within: frozenset[Generation] = BOTH

    def named(self, generation: Generation) -> str:
        """The mutation field: ``createCustomers`` in the first generation."""
        return f"{self.verb}{self._noun(generation)}"

    def input_named(self, generation: Generation) -> str:
        """Its input type: ``CustomersCreateGLDtoInput`` in the first generation."""
        return f"{self._noun(generation)}{self.verb.title()}GLDtoInput"

    def _noun(self, generation: Generation) -> str:
        return self.plural if generation is Generation.FIRST else self.of.name


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Schema:
    """All there is."""

    listings: tuple[Listing, ...]
    answers: tuple[Answer, ...]
    mutations: tuple[Mutation, ...]
    replaceable: Mapping[str, str] = field(default_factory=dict)
    """Words of ``replaceAll`` by the name of the list each replaces."""
