"""The tables, made from the records of the domain so that the two cannot drift apart.

Rules that keep one machine and many the same (design section 5, Citus): ``book_id`` leads every
primary, unique and foreign key; no triggers, sequences or defaults of the database; nothing is
unique across books but in `directory`. Texts that are compared without case have a folded twin.
"""

import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa

from partita.access.grant import Grant
from partita.access.user import Session, User
from partita.domain.address import Address
from partita.domain.bank_account import BankAccount
from partita.domain.book import Book
from partita.domain.checks import compact_number
from partita.domain.contact import ContactPerson, ContactPoint
from partita.domain.extras import (
    Document,
    Group,
    Identifier,
    Membership,
    Note,
    Reference,
    StoredFile,
    TermLine,
)
from partita.domain.importing import ImportStep
from partita.domain.job import Job
from partita.domain.merging import Merge, MergeStep
from partita.domain.party import Counterparty, Customer, Employee, Party, Supplier
from partita.domain.saved_view import SavedView
from partita.domain.webhook import Delivery, Webhook
from partita.kit.text import fold, search_fold

Derive = Callable[[Any], Any]

metadata: Final = sa.MetaData()


@dataclass(frozen=True, slots=True)
class Twin:
    """A column that follows from one text of the record.

    Attributes:
        of: Name of the text.
        make: Makes the column of it, where there is one.
    """

    of: str
    make: Callable[[str], str]

    def __call__(self, record: object) -> str | None:
        """The column of a record."""
        text = getattr(record, self.of)
        return None if text is None else self.make(text)


TEXT: Final = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


class PlainText(sa.Text):
    """Text that stands in JSON as it is: codes, keys, moments and words of our own.

    Other texts are refused where records are written (`partita.store.values.check_plain`).
    """


PLAIN: Final = PlainText().with_variant(PlainText(collation="C"), "postgresql")
PLAIN_FIELDS: Final = frozenset({"country", "currency", "uuid"})
"""Fields of any record that others may give, and that are plain all the same."""

INTEGER: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NUMBER: Final[sa.Double[float]] = sa.Double().with_variant(sa.REAL(), "sqlite")
BYTES: Final = sa.LargeBinary()
BOOLEAN: Final = sa.Boolean(create_constraint=False)


@dataclass(frozen=True, eq=False)
class RecordTable:
    """A table and the record it keeps.

    Attributes:
        table: The table.
        record: Class of the records.
        key: Names of the columns that, after ``book_id``, identify a row.
        derived: Columns computed from the record, such as folded twins.
    """

    table: sa.Table
    record: type[Any]
    key: tuple[str, ...]
    derived: Mapping[str, Derive] = field(default_factory=dict)


BOOK_STRIDE: Final = 2**32
"""In search tables a row's number is the book's id times this, plus the record's number."""

TABLES: Final[dict[type[Any], RecordTable]] = {}


def _column_type(name: str, annotation: Any) -> tuple[Any, bool]:  # noqa: ANN401  # any annotation
    """Tell the type of a column and whether it may be empty."""
    options = typing.get_args(annotation) if isinstance(annotation, types.UnionType) else ()
    nullable = type(None) in options
    base = next((each for each in options if each is not type(None)), annotation)
    base = typing.get_origin(base) or base
    if issubclass(base, StrEnum) or base in (datetime, date) or name in PLAIN_FIELDS:
        return PLAIN, nullable
    if base in (str, dict, tuple):
        return TEXT, nullable
    return {bytes: BYTES, int: INTEGER, bool: BOOLEAN, float: NUMBER}[base], nullable


def _derived(name: str, record: type[Any], hints: dict[str, Any]) -> sa.Column[Any]:
    """A derived column may be empty if what it is derived from may."""
    origin = name.removesuffix("_fold").removesuffix("_compact")
    named = {each.name for each in fields(record)}
    nullable = name != "search_text" and (
        origin not in named or _column_type(origin, hints[origin])[1]
    )
    return sa.Column(name, TEXT, nullable=nullable)


def _columns(record: type[Any], derived: Mapping[str, Derive]) -> list[sa.Column[Any]]:
    hints = typing.get_type_hints(record)
    columns: list[sa.Column[Any]] = [
        sa.Column("book_id", INTEGER, nullable=False, primary_key=True, autoincrement=False)
    ]
    for each in fields(record):
        if each.name != "book_id":
            kind, nullable = _column_type(each.name, hints[each.name])
            columns.append(sa.Column(each.name, kind, nullable=nullable))
    columns.extend(_derived(name, record, hints) for name in derived)
    return columns


def _table(  # noqa: PLR0913  # one line of the schema each
    name: str,
    record: type[Any],
    key: tuple[str, ...],
    *,
    party: bool = False,
    unique: Sequence[tuple[str, ...]] = (),
    indexes: Sequence[tuple[str, ...]] = (),
    derived: Mapping[str, Derive] | None = None,
) -> sa.Table:
    columns = _columns(record, derived or {})
    for column in columns:
        column.primary_key = column.primary_key or column.name in key
    order = {each: place for place, each in enumerate(("book_id", *key))}
    columns.sort(key=lambda column: order.get(column.name, len(order)))
    extra: list[Any] = [
        sa.UniqueConstraint("book_id", *each, name=f"{name}_{'_'.join(each)}_key")
        for each in unique
    ]
    empty = {column.name for column in columns if column.nullable}
    extra += [_index(name, each, is_sparse=len(each) == 1 and each[0] in empty) for each in indexes]
    if name != "book":
        extra.append(sa.ForeignKeyConstraint(["book_id"], ["book.book_id"], name=f"{name}_book_fk"))
    if party:
        extra.append(
            sa.ForeignKeyConstraint(
                ["book_id", "party_id"], ["party.book_id", "party.id"], name=f"{name}_party_fk"
            )
        )
    table = sa.Table(name, metadata, *columns, *extra, sqlite_with_rowid=False)
    TABLES[record] = RecordTable(table, record, key, derived or {})
    return table


def _index(table: str, names: tuple[str, ...], *, is_sparse: bool) -> sa.Index:
    """An index; a sparse one leaves out rows without a value, which most rows are.

    `partita.store.postgres` says the same to its database, whose words are slow to import.
    """
    made = f"{table}_{'_'.join(names)}_idx"
    if not is_sparse:
        return sa.Index(made, "book_id", *names)
    filled = sa.text(f"{names[0]} IS NOT NULL")
    return sa.Index(made, "book_id", *names, sqlite_where=filled)


def _folds(*names: str) -> dict[str, Derive]:
    return {f"{name}_fold": Twin(name, fold) for name in names}


def _party_search(party: Party) -> str:
    prefix = party.tax_country or ""
    number = f"{prefix}{party.company_number}" if party.company_number else None
    texts = (party.name, number, party.vat_number, party.email)
    return search_fold("\n".join(text for text in texts if text))


def party_mail(party: Party, _text: str) -> str | None:
    """The e-mail address, folded for searching."""
    return search_fold(party.email) if party.email else None


def party_named(party: Party, text: str) -> str:
    """Name and numbers, folded for searching: the text searched without the e-mail address."""
    return text[: -len(search_fold(party.email)) - 1] if party.email else text


def _country_shown(address: Address) -> str | None:
    text = address.country_text or address.country
    return None if text is None else fold(text)


book = _table("book", Book, ())
party = _table(
    "party",
    Party,
    ("id",),
    unique=[("uuid",)],
    indexes=[
        ("name_fold", "id"),
        ("vat_number_compact",),
        ("company_number_compact",),
        ("external_key",),
        ("changed_at", "id"),
        ("country", "id"),
        ("merged_into",),
    ],
    derived={
        **_folds("name", "email"),
        "vat_number_compact": Twin("vat_number", compact_number),
        "company_number_compact": Twin("company_number", compact_number),
        "search_text": _party_search,
    },
)
_ROLE_UNIQUE: Final = [("number",)]
_ROLE_INDEXES: Final = [
    ("code_fold",),
    ("external_reference",),
    ("external_number",),
    ("standing", "party_id"),
]
customer = _table(
    "customer",
    Customer,
    ("party_id",),
    party=True,
    unique=_ROLE_UNIQUE,
    indexes=[
        *_ROLE_INDEXES,
        ("attention",),
        ("their_reference",),
        ("delivery_address",),
        ("third_payer",),
        ("default_counterparty",),
        ("sales_person",),
    ],
    derived=_folds("code"),
)
supplier = _table(
    "supplier",
    Supplier,
    ("party_id",),
    party=True,
    unique=_ROLE_UNIQUE,
    indexes=_ROLE_INDEXES,
    derived=_folds("code"),
)
employee = _table(
    "employee",
    Employee,
    ("party_id",),
    party=True,
    unique=_ROLE_UNIQUE,
    indexes=[*_ROLE_INDEXES, ("manager",)],
    derived=_folds("code"),
)
counterparty = _table(
    "counterparty",
    Counterparty,
    ("party_id",),
    party=True,
    unique=_ROLE_UNIQUE,
    indexes=_ROLE_INDEXES,
    derived=_folds("code"),
)
contact = _table(
    "contact",
    ContactPerson,
    ("number",),
    party=True,
    unique=[("uuid",), ("party_id", "serial")],
    indexes=[
        ("party_id", "name_fold"),
        ("party_id", "position", "number"),
        ("number", "customer_number"),
        ("customer_number", "number"),
        ("name_fold", "number"),
        ("email_fold", "number"),
        ("e_invoice_id_fold",),
        ("changed_at", "number"),
    ],
    derived=_folds("name", "email", "e_invoice_id"),
)
contact_point = _table(
    "contact_point",
    ContactPoint,
    ("uuid",),
    indexes=[("person", "kind", "position")],
    derived=_folds("value"),
)
address = _table(
    "address",
    Address,
    ("number",),
    party=True,
    unique=[("uuid",), ("party_id", "kind", "serial")],
    indexes=[
        ("number", "customer_number"),
        ("customer_number", "number"),
        ("city_fold", "number"),
        ("e_invoice_id_fold",),
        ("changed_at", "number"),
        ("person",),
    ],
    derived={**_folds("city", "e_invoice_id"), "country_fold": _country_shown},
)
bank_account = _table(
    "bank_account",
    BankAccount,
    ("number",),
    party=True,
    unique=[("uuid",)],
    indexes=[("party_id", "is_default"), ("account_compact",)],
    derived={"account_compact": Twin("account", compact_number)},
)
group = _table("party_group", Group, ("number",), unique=[("uuid",)], derived=_folds("name"))
membership = _table(
    "membership", Membership, ("group", "party_id"), party=True, indexes=[("party_id", "group")]
)
note = _table(
    "note",
    Note,
    ("number",),
    party=True,
    unique=[("uuid",)],
    indexes=[("party_id", "number"), ("author",)],
)
document = _table(
    "document",
    Document,
    ("id",),
    unique=[("uuid",), ("kind", "number")],
    indexes=[("party_id",), ("person",), ("address",)],
)
term_line = _table(
    "term_line",
    TermLine,
    ("id",),
    unique=[("uuid",)],
    indexes=[("party_id", "position"), ("payment_term", "position")],
)
identifier = _table(
    "identifier",
    Identifier,
    ("id",),
    party=True,
    unique=[("uuid",)],
    indexes=[("party_id", "scheme"), ("scheme", "value_compact")],
    derived={"value_compact": Twin("value", compact_number)},
)
reference = _table(
    "reference",
    Reference,
    ("kind", "number"),
    unique=[("uuid",)],
    indexes=[("kind", "code_fold")],
    derived=_folds("code"),
)
stored_file = _table("stored_file", StoredFile, ("key",))
job = _table("job", Job, ("id",), unique=[("uuid",)], indexes=[("kind", "state")])
party_merge = _table(
    "party_merge", Merge, ("id",), unique=[("uuid",)], indexes=[("survivor", "id")]
)
party_merge_step = _table("party_merge_step", MergeStep, ("merge_id", "position"))
import_step = _table(
    "import_step", ImportStep, ("import_id", "party_id", "position"), indexes=[("party_id",)]
)

directory = sa.Table(
    "directory",
    metadata,
    sa.Column("kind", TEXT, primary_key=True),
    sa.Column("key", TEXT, primary_key=True),
    sa.Column("book_id", INTEGER, nullable=False),
    sa.Column("app_id", INTEGER, nullable=False),
    sa.Index("directory_book_idx", "book_id", "kind"),
    sqlite_with_rowid=False,
)
"""The one table that finds a book before it is known: by slug, or by the hash of a secret."""

app_grant = _table("app_grant", Grant, ("app_id",), indexes=[("app",)])
"""Read before a book is known, so row-level security leaves it alone; it holds hashes only."""

app_user = _table(
    "app_user", User, ("number",), unique=[("uuid",), ("name_fold",)], derived=_folds("name")
)
saved_view = _table(
    "saved_view",
    SavedView,
    ("number",),
    unique=[("uuid",)],
    indexes=[("owner",)],
    derived=_folds("name"),
)
web_session = _table("web_session", Session, ("token_hash",), indexes=[("user",)])

webhook = _table("webhook", Webhook, ("number",), unique=[("uuid",)])
delivery = _table("delivery", Delivery, ("webhook", "position"), indexes=[("state", "webhook")])

counter = sa.Table(
    "counter",
    metadata,
    sa.Column("book_id", INTEGER, primary_key=True),
    sa.Column("name", TEXT, primary_key=True),
    sa.Column("value", INTEGER, nullable=False),
    sqlite_with_rowid=False,
)
"""Numbers given out so far; book 0 counts books. The name ``position`` is the feed's."""

change = sa.Table(
    "change",
    metadata,
    sa.Column("book_id", INTEGER, primary_key=True),
    sa.Column("position", INTEGER, primary_key=True),
    sa.Column("at", TEXT, nullable=False),
    sa.Column("kind", TEXT, nullable=False),
    sa.Column("party_id", INTEGER),
    sa.Column("record_key", TEXT, nullable=False),
    sa.Column("version", INTEGER, nullable=False),
    sa.Index("change_party_idx", "book_id", "party_id", "position"),
    sqlite_with_rowid=False,
)
audit = sa.Table(
    "audit",
    metadata,
    sa.Column("book_id", INTEGER, primary_key=True),
    sa.Column("position", INTEGER, primary_key=True),
    sa.Column("app_id", INTEGER, nullable=False),
    sa.Column("actor", TEXT, nullable=False),
    sa.Column("dialect", TEXT, nullable=False),
    sa.Column("request_id", TEXT, nullable=False),
    sa.Column("before", TEXT),
    sa.Column("after", TEXT),
)
"""Not its own index on SQLite, where a row of two texts would be too long for that."""

idempotency = sa.Table(
    "idempotency",
    metadata,
    sa.Column("book_id", INTEGER, primary_key=True),
    sa.Column("app_id", INTEGER, primary_key=True),
    sa.Column("key", TEXT, primary_key=True),
    sa.Column("created_at", TEXT, nullable=False),
    sa.Column("status", INTEGER),
    sa.Column("headers", TEXT),
    sa.Column("body", sa.LargeBinary),
    sa.Index("idempotency_created_idx", "book_id", "created_at"),
    sqlite_with_rowid=False,
)
likeness_key = sa.Table(
    "likeness_key",
    metadata,
    sa.Column("book_id", INTEGER, primary_key=True),
    sa.Column("key", INTEGER, primary_key=True),
    sa.Column("party_id", INTEGER, primary_key=True),
    sqlite_with_rowid=False,
)
"""Under which keys parties are compared; keys a party no longer has may stay, and do no harm."""

suggestion = sa.Table(
    "suggestion",
    metadata,
    sa.Column("book_id", INTEGER, primary_key=True),
    sa.Column("party_id", INTEGER, primary_key=True),
    sa.Column("other_id", INTEGER, primary_key=True),
    sa.Column("state", TEXT, nullable=False),
    sa.Column("points", NUMBER, nullable=False),
    sa.Column("reasons", TEXT, nullable=False),
    sa.Index("suggestion_state_idx", "book_id", "state", "points", "party_id", "other_id"),
    sa.Index("suggestion_other_idx", "book_id", "other_id"),
    sqlite_with_rowid=False,
)
"""Pairs that may be one party, the smaller id first."""

flaw = sa.Table(
    "flaw",
    metadata,
    sa.Column("book_id", INTEGER, primary_key=True),
    sa.Column("kind", TEXT, primary_key=True),
    sa.Column("party_id", INTEGER, primary_key=True),
    sa.Column("reason", TEXT, nullable=False),
    sa.Index("flaw_party_idx", "book_id", "party_id"),
    sqlite_with_rowid=False,
)
"""What is missing or wrong of parties, as the last look found it."""

app_call = sa.Table(
    "app_call",
    metadata,
    sa.Column("book_id", INTEGER, primary_key=True),
    sa.Column("day", TEXT, primary_key=True),
    sa.Column("app_id", INTEGER, primary_key=True),
    sa.Column("dialect", TEXT, primary_key=True),
    sa.Column("calls", INTEGER, nullable=False),
    sa.Column("refused", INTEGER, nullable=False),
    sa.Column("failed", INTEGER, nullable=False),
    sqlite_with_rowid=False,
)
"""How often apps called, by day; written a few times a minute, so nearly true."""


def key_column(constraint: str) -> str:
    """The last column of a primary key or a unique constraint, by its name."""
    for kept in TABLES.values():
        if constraint == f"{kept.table.name}_pkey":
            return kept.key[-1] if kept.key else "book_id"
        for each in kept.table.constraints:
            if isinstance(each, sa.UniqueConstraint) and each.name == constraint:
                return each.columns.keys()[-1]
    return ""
