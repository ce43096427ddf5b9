"""A party as people see it: with everything that stands around it."""

from typing import Final

import sqlalchemy as sa

from partita.store import schema
from partita.store.source import (
    Column,
    Join,
    SearchTable,
    Source,
    is_word,
    masked,
    owner,
    points_of,
    same_book,
)


def _name_of(base: sa.FromClause, column: str, name: str) -> Join:
    """The party a column of a role or part points at, to show its name."""
    named = schema.party.alias(name)
    return Join(named, sa.and_(same_book(base, named), named.c.id == base.c[column]))


_SHOWN_PARTIES: Final = ("third_payer", "default_counterparty", "sales_person", "manager")
_SHOWN_LISTS: Final = ("group", "payment_term", "vat_zone", "layout", "department", "location")


def _whole_role(party: sa.FromClause, table: sa.Table) -> tuple[Source, Column]:
    """A role of a party with all its columns, and the names of what it points at."""
    base = table.alias(f"as_{table.name}")
    joins = {
        f"{name}_party": _name_of(base, name, f"{table.name}_{name}")
        for name in _SHOWN_PARTIES
        if name in base.c
    }
    for name in _SHOWN_LISTS:
        if name in base.c:
            row = schema.reference.alias(f"{table.name}_{name}")
            kind = "customer_group" if name == "group" else name
            on = sa.and_(
                same_book(base, row), is_word(row.c.kind, kind), row.c.number == base.c[name]
            )
            joins[f"{name}_row"] = Join(row, on)
    return Source(base, "party_id", joins=joins), owner(party, base, "id", of="party_id")


def _parts_of(party: sa.FromClause) -> dict[str, tuple[Source, Column]]:
    """What belongs to a party, each kind as a list."""
    found = {}
    for name, table, key in (
        ("bank_accounts", schema.bank_account, "number"),
        ("documents", schema.document, "id"),
        ("identifiers", schema.identifier, "id"),
        ("flaws", schema.flaw, "kind"),
    ):
        base = table.alias(f"{table.name}_part")
        found[name] = (Source(base, key), owner(party, base, "id", of="party_id"))
    found["persons"] = _people_of(party)
    found["addresses"] = _addresses_of(party)
    found["notes"] = _notes_of(party)
    found["groups"] = _groups_of(party)
    found["term_lines"] = _term_lines_of(party)
    found["absorbed"] = _absorbed_by(party)
    return found


def _people_of(party: sa.FromClause) -> tuple[Source, Column]:
    base = schema.contact.alias("contact_part")
    source = Source(
        base,
        "number",
        where=(base.c.is_deleted.is_(False),),
        relations={"points": points_of(base)},
        order=(base.c.is_default.desc(), base.c.position, base.c.number),
    )
    return source, owner(party, base, "id", of="party_id")


def _addresses_of(party: sa.FromClause) -> tuple[Source, Column]:
    base = schema.address.alias("address_part")
    source = Source(base, "number", order=(base.c.kind.desc(), base.c.number))
    return source, owner(party, base, "id", of="party_id")


def _notes_of(party: sa.FromClause) -> tuple[Source, Column]:
    base = schema.note.alias("note_part")
    joins = {"writer": _name_of(base, "author", "writer")}
    source = Source(base, "number", joins=joins, order=(base.c.number.desc(),))
    return source, owner(party, base, "id", of="party_id")


def _groups_of(party: sa.FromClause) -> tuple[Source, Column]:
    base, group = schema.membership.alias("in_group"), schema.group.alias("the_group")
    on = sa.and_(same_book(base, group), group.c.number == base.c.group)
    source = Source(base, "group", joins={"group": Join(group, on, is_required=True)})
    return source, owner(party, base, "id", of="party_id")


def _term_lines_of(party: sa.FromClause) -> tuple[Source, Column]:
    base = schema.term_line.alias("line")
    source = Source(base, "id", order=(base.c.position, base.c.id))
    return source, owner(party, base, "id", of="party_id")


def _absorbed_by(party: sa.FromClause) -> tuple[Source, Column]:
    base = schema.party.alias("absorbed")
    return Source(base, "id"), owner(party, base, "id", of="merged_into")


def members() -> Source:
    """Parties in groups, by the party."""
    return Source(schema.membership.alias("membership"), "party_id")


def in_role(table: sa.Table) -> Source:
    """Parties in a role alone, by the party."""
    return Source(table.alias("role"), "party_id")


def _lacks(party: sa.FromClause) -> Column:
    """A digit each for VAT number (of companies), e-mail address and country: 1 when missing."""
    is_company = party.c.is_person.is_(False)
    missing = (
        sa.and_(is_company, party.c.vat_number.is_(None)),
        party.c.email.is_(None),
        party.c.country.is_(None),
    )
    one, none = sa.literal_column("'1'", sa.Text), sa.literal_column("'0'", sa.Text)
    digits: Column = sa.literal_column("''", sa.Text)
    for each in missing:
        digits = digits.concat(sa.case((each, one), else_=none))
    return digits


def parties() -> Source:
    """Parties whatever their roles, with everything that stands around them."""
    base = schema.party.alias("party")
    mail = schema.address.alias("mail")
    of_mail = sa.and_(owner(base, mail, "id", of="party_id"), is_word(mail.c.kind, "mail"))
    roles = (schema.customer, schema.supplier, schema.employee, schema.counterparty)
    joins = {"mail": Join(mail, of_mail), "survivor": _name_of(base, "merged_into", "survivor")}
    for table in roles:
        role = table.alias(f"of_{table.name}")
        joins[table.name] = Join(role, owner(base, role, "id", of="party_id"))
    return Source(
        base,
        "id",
        joins=joins,
        computed={
            "national_id_masked": masked(base.c.national_id),
            "lacks": _lacks(base),
        },
        relations={f"as_{table.name}": _whole_role(base, table) for table in roles}
        | _parts_of(base),
        search=SearchTable("party_search", {"search_text": ""}),
        own=frozenset({"search_text"}),
        selective=frozenset({"id", "uuid", "vat_number_compact", "company_number_compact"}),
        moments=frozenset({"changed_at"}),
    )
