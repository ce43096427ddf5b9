"""What else hangs on a party: groups, notes, documents, payment terms, further identifiers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from partita.domain.record import Record
from partita.kit.swift import swift


@swift
@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Record):
    """Parties gathered for filtering and reports."""

    number: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A party in a group."""

    group: int
    party_id: int


@swift
@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Record):
    """Something somebody wrote down about a party; `author` is the party id of an employee."""

    number: int
    party_id: int
    author: int | None
    text: str


class DocumentKind(StrEnum):
    """What refers to a party."""

    INVOICE = "invoice"
    ORDER = "order"
    QUOTE = "quote"
    PROJECT = "project"
    FILE = "file"


@swift
@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Record):
    """An invoice, order, quote, project or file that refers to a party.

    Attributes:
        id: Unique in the book among documents, from 1.
        kind: What it is.
        number: Number of the document, unique per kind.
        party_id, person, address: What it refers to.
        content_key: Where the bytes of a file are kept.
    """

    id: int
    kind: DocumentKind
    number: str
    party_id: int | None = None
    person: int | None = None
    address: int | None = None
    name: str | None = None
    media_type: str | None = None
    size_bytes: int | None = None
    content_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """The bytes of a file; `key` is the ``content_key`` of its document."""

    key: str
    content: bytes


@swift
@dataclass(frozen=True, slots=True, kw_only=True)
class TermLine(Record):
    """One line of how a party pays.

    Attributes:
        id: Unique in the book among lines, from 1.
        party_id: Whose; ``None`` for a line of a named payment term.
        payment_term: Number of the named payment term (a reference row) it belongs to.
        position: Order of evaluation; 9999 for the line that takes the rest.
        kind: ``none``, ``percentage``, ``fixed_amount``, ``remaining_amount`` or ``lineal``.
        value: Percent or amount, as decimal text.
        condition: ``none``, ``day_of_payment`` or ``end_of_month``.
        due_days: Days after the document's date.
        pay_days: Days of the month, as ``10,25``.
        payment_mean: Number of a reference row.
    """

    id: int
    party_id: int | None
    payment_term: int | None
    position: int
    kind: str
    value: str
    condition: str
    due_days: int
    pay_days: str | None = None
    payment_mean: int | None = None


@swift
@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier(Record):
    """A number of a party besides company and VAT number.

    Attributes:
        id: Unique in the book among identifiers, from 1.
        scheme: Such as ``lei``.
        value: As written.
        status: What the check said: ``valid``, ``invalid``, ``unchecked``.
    """

    id: int
    party_id: int
    scheme: str
    value: str
    status: str


@swift
@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(Record):
    """A row of the book's own lists: customer groups, payment terms, currencies, layouts, ...

    Attributes:
        kind: Which list.
        number: Unique in the list.
        code: Text code, unique in the list where there is one.
        name: What people call it.
        details: Whatever else the list's rows carry, by name.
        is_default: The one new parties get.
        is_barred: It cannot be used for new things.
    """

    kind: str
    number: int
    name: str
    code: str | None = None
    details: dict[str, object] | None = None
    is_default: bool = False
    is_barred: bool = False
    removed_at: datetime | None = None
