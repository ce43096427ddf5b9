"""What can be asked: each source of records with its joins, fields and relations."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa

from partita.domain.address import AddressKind
from partita.store import schema

Column = sa.ColumnElement[Any]


@dataclass(frozen=True, eq=False)
class Join:
    """A table joined to the base of a source, one row at most for each.

    Attributes:
        table: An alias of the table.
        on: How it hangs together.
        is_required: Records without it are not of the source, so it is never left out.
    """

    table: sa.FromClause
    on: sa.ColumnElement[bool]
    is_required: bool = False


@dataclass(frozen=True)
class SearchTable:
    """A table that finds records by pieces of their texts.

    Attributes:
        table: Its name.
        columns: Which of its columns holds a field.
    """

    table: str
    columns: dict[str, str]


@dataclass(frozen=True, eq=False)
class Source:
    """A kind of records that can be asked for.

    Attributes:
        base: An alias of the table whose rows are counted.
        key: Name of the column that identifies a record; pages walk along it.
        where: Which rows of the base belong to it.
        joins: More tables, by the prefix their fields carry.
        computed: Fields that are no column, by name.
        relations: Sources of related records, by name, and how they hang together.
        search: Where pieces of its texts are found, on databases that need a table for it.
        selective: Fields of which each value belongs to few records, and which have an index.
        order: Order of its records inside another; by key when empty.
    """

    base: sa.FromClause
    key: str
    where: tuple[sa.ColumnElement[bool], ...] = ()
    joins: Mapping[str, Join] = field(default_factory=dict)
    computed: Mapping[str, Column] = field(default_factory=dict)
    relations: Mapping[str, tuple["Source", sa.ColumnElement[bool]]] = field(default_factory=dict)
    search: SearchTable | None = None
    selective: frozenset[str] = frozenset()
    order: tuple[Column, ...] = ()

    def column(self, name: str) -> Column:
        """The column a field shows.

        Raises:
            KeyError: There is no such field.
        """
        if name in self.computed:
            return self.computed[name]
        prefix, dot, rest = name.rpartition(".")
        table = self.joins[prefix].table if dot else self.base
        return table.c[rest]

    def prefix(self, name: str) -> str:
        """The join a field needs; empty for none."""
        return name.rpartition(".")[0]

    def is_filled(self, name: str) -> bool:
        """Tell whether a field can never be empty."""
        prefix = self.prefix(name)
        has_row = not prefix or self.joins[prefix].is_required
        return has_row and not getattr(self.column(name), "nullable", True)


def folded_twin(source: Source, name: str) -> Column | None:
    """The folded twin of a text field, or ``None``."""
    twin = FOLDED_TWINS.get(name, f"{name}_fold")
    try:
        return source.column(twin)
    except KeyError:
        return None


def _same_book(left: sa.FromClause, right: sa.FromClause) -> sa.ColumnElement[bool]:
    return left.c.book_id == right.c.book_id


def _owner(base: sa.FromClause, owner: sa.FromClause, key: str) -> sa.ColumnElement[bool]:
    return sa.and_(_same_book(base, owner), owner.c[key] == base.c.party_id)


_SELECTIVE: Final = frozenset({"number", "uuid", "party_id", "customer_number"})


def _points_of(base: sa.FromClause) -> tuple[Source, sa.ColumnElement[bool]]:
    """The contact points of a contact person, default ones of each kind first."""
    points = schema.contact_point.alias("point")
    place = (points.c.kind, points.c.is_default.desc(), points.c.position, points.c.uuid)
    source = Source(points, "uuid", order=place)
    return source, sa.and_(_same_book(base, points), points.c.person == base.c.number)


def _persons_of(base: sa.FromClause) -> tuple[Source, sa.ColumnElement[bool]]:
    """The contact persons of a party that are not deleted, as people want them ordered."""
    persons = schema.contact.alias("person")
    source = Source(
        persons,
        "number",
        where=(persons.c.is_deleted.is_(False),),
        relations={"points": _points_of(persons)},
        order=(persons.c.position, persons.c.number),
    )
    return source, _owner(base, persons, "party_id")


def _contacts() -> Source:
    base = schema.contact.alias("contact")
    return Source(
        base,
        "number",
        where=(base.c.customer_number.is_not(None),),
        relations={"points": _points_of(base)},
        search=SearchTable("contact_search", {"name": "name", "email": "email"}),
        selective=_SELECTIVE,
    )


def _addresses() -> Source:
    base = schema.address.alias("address")
    empty, line_end = sa.literal_column("''", sa.Text), sa.literal_column("'\n'", sa.Text)
    lines = base.c.street + sa.func.coalesce(line_end + base.c.street_extra, empty)
    return Source(
        base,
        "number",
        where=(base.c.customer_number.is_not(None),),
        computed={
            "street_lines": sa.func.coalesce(lines, base.c.street_extra),
            "country_shown": sa.func.coalesce(base.c.country_text, base.c.country),
        },
    )


def _customers() -> Source:
    base = schema.customer.alias("customer")
    party = schema.party.alias("party")
    mail = schema.address.alias("mail")
    account = schema.bank_account.alias("account")
    is_mail = mail.c.kind == sa.literal_column(f"'{AddressKind.MAIL}'")
    return Source(
        base,
        "number",
        joins={
            "party": Join(party, _owner(base, party, "id"), is_required=True),
            "mail": Join(mail, sa.and_(_owner(base, mail, "party_id"), is_mail)),
            "account": Join(
                account, sa.and_(_owner(base, account, "party_id"), account.c.is_default.is_(True))
            ),
        },
        computed={
            "mail.country_shown": sa.func.coalesce(mail.c.country_text, mail.c.country),
            "is_active": base.c.standing == sa.literal_column("'active'"),
        },
        relations={"persons": _persons_of(base)},
        selective=frozenset({"number", "uuid", "party_id"}),
    )


def _references() -> Source:
    return Source(schema.reference.alias("reference"), "number")


def _setup() -> Source:
    return Source(schema.book.alias("book"), "book_id")


def _grants() -> Source:
    return Source(schema.app_grant.alias("app_grant"), "app_id")


SOURCES: Final[dict[str, Callable[[], Source]]] = {
    "customer_contacts": _contacts,
    "customer_addresses": _addresses,
    "customers": _customers,
    "grants": _grants,
    "references": _references,
    "setup": _setup,
}
"""Sources by name; `View.source` names one."""

FOLDED_TWINS: Final = {
    "country_shown": "country_fold",
    "mail.country_shown": "mail.country_fold",
}
"""Folded twins of computed fields; a column's own is its name with ``_fold``."""
