"""What can be asked: each source of records with its joins, fields and relations."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import sqlalchemy as sa

from partita.domain.address import AddressKind
from partita.store import schema
from partita.store.capabilities import JsonMember, JsonText, NamedText
from partita.store.party_sources import in_role, members, parties
from partita.store.source import (
    Column,
    Join,
    SearchTable,
    Source,
    is_word,
    masked,
    of_book,
    owner,
    points_of,
    same_book,
)
from partita.store.whole_sources import WHOLE_SOURCES

__all__ = ["FOLDED_TWINS", "SOURCES", "Column", "Join", "SearchTable", "Source", "folded_twin"]


def folded_twin(source: Source, name: str) -> Column | None:
    """The folded twin of a text field, or ``None``."""
    twin = FOLDED_TWINS.get(name, f"{name}_fold")
    try:
        return source.column(twin)
    except KeyError:
        return None


_MOMENTS: Final = frozenset({"changed_at"})
_SELECTIVE: Final = frozenset({"number", "uuid", "party_id", "customer_number"})


def _persons_of(base: sa.FromClause) -> tuple[Source, sa.ColumnElement[bool]]:
    """The contact persons of a party that are not deleted, as people want them ordered."""
    persons = schema.contact.alias("person")
    source = Source(
        persons,
        "number",
        where=(persons.c.is_deleted.is_(False),),
        relations={"points": points_of(persons)},
        order=(persons.c.position, persons.c.number),
    )
    return source, owner(base, persons, "party_id")


def _contacts() -> Source:
    base = schema.contact.alias("contact")
    return Source(
        base,
        "number",
        where=(base.c.customer_number.is_not(None),),
        relations={"points": points_of(base)},
        search=SearchTable("contact_search", {"name": "name", "email": "email"}),
        selective=_SELECTIVE,
        moments=_MOMENTS,
    )


def _addresses() -> Source:
    base = schema.address.alias("address")
    empty, line_end = sa.literal_column("''", sa.Text), sa.literal_column("'\n'", sa.Text)
    lines = base.c.street + sa.func.coalesce(line_end + base.c.street_extra, empty)
    return Source(
        base,
        "number",
        where=(base.c.customer_number.is_not(None),),
        moments=_MOMENTS,
        computed={
            "street_lines": sa.func.coalesce(lines, base.c.street_extra),
            "country_shown": sa.func.coalesce(base.c.country_text, base.c.country),
        },
    )


def _customers() -> Source:
    return _role(schema.customer, "number")


def _role(table: sa.Table, key: str) -> Source:
    """A role with its party, and what else is shown beside it."""
    base = table.alias("role")
    party = schema.party.alias("party")
    mail = schema.address.alias("mail")
    account = schema.bank_account.alias("account")
    is_default = account.c.is_default.is_(True)
    joins = {
        "party": Join(party, owner(base, party, "id"), is_required=True),
        "mail": Join(mail, sa.and_(owner(base, mail, "party_id"), is_word(mail.c.kind, "mail"))),
        "account": Join(account, sa.and_(owner(base, account, "party_id"), is_default)),
        **_reference_joins(base),
        **_employee_joins(base),
    }
    return Source(
        base,
        key,
        joins=joins,
        computed={**_role_computed(base, joins), **_owner_computed(party, mail, "mail.", "party.")},
        filled=_ALWAYS,
        relations=_role_relations(base),
        search=_PARTY_SEARCH if key == "party_id" else None,
        selective=frozenset({"number", "uuid", "party_id"}),
        own=frozenset({_SEARCHED, _NAMED} if key == "party_id" else ()),
        wider={_NAMED: _SEARCHED},
    )


_ALWAYS: Final = frozenset(
    {
        "currency_shown",
        "is_active",
        "is_archived",
        "mail.country_of_party",
        "party.display_shown",
        "standing_shown",
    }
)
"""Computed fields of a role that always have a value."""

_SEARCHED: Final = "party.search_text"
"""Name, numbers and e-mail address of a party, folded for searching."""

_NAMED: Final = "party.search_named"
"""The same without the e-mail address."""

_PARTY_SEARCH: Final = SearchTable("party_search", {_SEARCHED: "", _NAMED: "named"}, {_NAMED: "c0"})


def _role_relations(base: sa.FromClause) -> dict[str, tuple[Source, sa.ColumnElement[bool]]]:
    found = {
        "persons": _persons_of(base),
        "memberships": _memberships_of(base),
        "files": _files_of(base),
    }
    if "default_counterparty" in base.c:
        found["default_cost_groups"] = _default_cost_groups_of(base)
    return found


def _default_icon(base: sa.FromClause) -> Column:
    """The icon of the cost group that a customer's costs are booked on."""
    source, on = _default_cost_groups_of(base)
    icon = sa.select(source.computed["icon"]).where(on).correlate(base)
    has_one = base.c.default_counterparty.is_not(None)
    return sa.case((has_one, icon.scalar_subquery()), else_=sa.null())


def _default_cost_groups_of(base: sa.FromClause) -> tuple[Source, sa.ColumnElement[bool]]:
    """The cost group of the counterparty that a customer's costs are booked on."""
    row, counterparty = schema.reference.alias("cost_row"), schema.counterparty.alias("booked_on")
    on = sa.and_(
        same_book(base, counterparty),
        counterparty.c.party_id == base.c.default_counterparty,
        same_book(base, row),
        is_word(row.c.kind, "cost_group"),
        row.c.number == counterparty.c.cost_group,
    )
    return Source(row, "number", computed={"icon": JsonText(row.c.details, "icon")}), on


def _files_of(base: sa.FromClause) -> tuple[Source, sa.ColumnElement[bool]]:
    """The stored files of a party."""
    source = _files()
    return source, owner(base, source.base, "party_id")


def _files() -> Source:
    """The documents of any kind whose bytes are kept."""
    file = schema.document.alias("file")
    return Source(file, "id", where=(file.c.content_key.is_not(None),))


_HOME: Final = schema.book.alias("home")


def _role_computed(base: sa.FromClause, joins: Mapping[str, Join]) -> dict[str, Column]:
    found: dict[str, Column] = {
        "is_active": is_word(base.c.standing, "active"),
        "is_archived": is_word(base.c.standing, "archived"),
    }
    for name, join in joins.items():
        if name in _SHOWN_BY_CODE:
            shown = sa.func.coalesce(join.table.c.code, join.table.c.name)
            found[f"{name}.shown"] = shown
    found |= _party_computed(base, joins)
    if "currency" in base.c:
        found["currency_shown"] = sa.func.coalesce(base.c.currency, of_book(_HOME.c.currency))
    if "payment_term" in joins:
        details = joins["payment_term"].table.c.details
        days = sa.case((details.is_not(None), JsonMember(details, "days")), else_=sa.null())
        found["payment_term.days_shown"] = sa.func.coalesce(base.c.payment_days, days)
    for name in ("gender", "foreign_id_number"):
        if name in base.c:
            found[f"{name}_masked"] = masked(base.c[name])
    return found


def _party_computed(base: sa.FromClause, joins: Mapping[str, Join]) -> dict[str, Column]:
    """Fields of a role and its party that are put together of several."""
    found: dict[str, Column] = {}
    if "standing_words" in base.c:
        found["standing_shown"] = sa.func.coalesce(base.c.standing_words, base.c.standing)
    if "default_counterparty" in base.c:
        found["default_icon"] = _default_icon(base)
    if "cost_group" in joins:
        found["cost_group.icon"] = JsonText(joins["cost_group"].table.c.details, "icon")
    party, mail = joins["party"].table, joins["mail"].table
    home = of_book(_HOME.c.country)
    numbered = party.c.tax_country + party.c.company_number
    return found | {
        "mail.country_of_party": sa.func.coalesce(party.c.country, mail.c.country, home),
        "party.vat_shown": sa.func.coalesce(numbered, party.c.vat_number, party.c.company_number),
        "party.import_id": _import_id(party),
        _NAMED: _named(party),
        "party.display_shown": sa.func.coalesce(party.c.display_name, party.c.name),
    }


def _import_id(party: sa.FromClause) -> Column:
    """Which import of a file made a party, if one did."""
    length = len(_IMPORTED)
    start = sa.func.substr(party.c.source, _literal(1), _literal(length))
    is_imported = sa.and_(party.c.source.is_not(None), is_word(start, _IMPORTED))
    rest = sa.func.substr(party.c.source, _literal(length + 1))
    return sa.case((is_imported, rest), else_=sa.null())


def _named(party: sa.FromClause) -> Column:
    """Name and numbers of a party, folded for searching: the text searched without the e-mail."""
    named = NamedText(party.c.search_text, party.c.email_fold)
    return named.label("named_fold")  # by this name it is known to be folded


def _literal(number: int) -> sa.ColumnClause[int]:
    return sa.literal_column(str(number), sa.Integer)


def _owner_computed(
    party: sa.FromClause, mail: sa.FromClause, of_mail: str, of_party: str
) -> dict[str, Column]:
    return {
        f"{of_mail}country_shown": sa.func.coalesce(mail.c.country_text, mail.c.country),
        f"{of_mail}said": _said(mail),
        f"{of_party}national_id_masked": masked(party.c.national_id),
    }


_IMPORTED: Final = "import:"
"""What stands before the id of an import in the source of the parties it made."""

_SHOWN_BY_CODE: Final = ("delivery_term", "department", "location", "branding_theme")
_ADDRESS_TEXTS: Final = ("street", "street_extra", "postal_code", "city", "external_code")


def _said(address: sa.FromClause) -> Column:
    """Anything an address says, so that an emptied one counts as none."""
    return sa.func.coalesce(*[address.c[name] for name in _ADDRESS_TEXTS])


def _reference_joins(base: sa.FromClause) -> dict[str, Join]:
    """Rows of the book's lists a role points at, each under the name of its list."""
    found = {}
    for kind in ("payment_term", "cost_group", *_SHOWN_BY_CODE):
        if kind in base.c:
            row = schema.reference.alias(kind)
            on = sa.and_(
                same_book(base, row), is_word(row.c.kind, kind), row.c.number == base.c[kind]
            )
            found[kind] = Join(row, on)
    return found


def _employee_joins(base: sa.FromClause) -> dict[str, Join]:
    found = {}
    for name in ("sales_person", "manager"):
        if name in base.c:
            row = schema.employee.alias(name)
            on = sa.and_(same_book(base, row), row.c.party_id == base.c[name])
            found[name] = Join(row, on)
    return found


def _memberships_of(base: sa.FromClause) -> tuple[Source, sa.ColumnElement[bool]]:
    rows = schema.membership.alias("membership")
    return Source(rows, "group"), owner(base, rows, "party_id")


def _roles_of(base: sa.FromClause) -> dict[str, tuple[Source, sa.ColumnElement[bool]]]:
    """The roles of the party a record belongs to, each under its name."""
    found = {}
    for table in (schema.customer, schema.supplier, schema.employee):
        row = table.alias(f"as_{table.name}")
        found[table.name] = (Source(row, "party_id"), owner(base, row, "party_id"))
    return found


def _party_contacts() -> Source:
    base = schema.contact.alias("contact")
    mail = schema.address.alias("mail")
    of_person = sa.and_(
        same_book(base, mail), mail.c.person == base.c.number, is_word(mail.c.kind, "person")
    )
    return Source(
        base,
        "number",
        where=(base.c.is_deleted.is_(False),),
        joins={"mail": Join(mail, of_person)},
        computed={"mail.said": _said(mail)},
        relations={"points": points_of(base), **_roles_of(base)},
        selective=_SELECTIVE,
    )


def _delivery_addresses() -> Source:
    base = schema.address.alias("address")
    return Source(
        base,
        "number",
        where=(is_word(base.c.kind, AddressKind.DELIVERY),),
        computed={"external_code_fold": sa.func.lower(base.c.external_code)},
        relations=_roles_of(base),
    )


def _bank_accounts() -> Source:
    base = schema.bank_account.alias("bank_account")
    shown = {"account_shown": sa.func.coalesce(base.c.account, base.c.iban)}
    return Source(base, "number", computed=shown, relations=_roles_of(base))


def _groups() -> Source:
    return Source(schema.group.alias("party_group"), "number")


_DETAIL_TEXTS: Final = ("alpha3", "icon", "percent", "type")
_DETAILS: Final = ("days", "first", "last", "account")


def _list_rows() -> Source:
    """Rows of all lists, by a key that is unique over them."""
    base = schema.reference.alias("reference")
    texts: dict[str, Column] = {
        "never": sa.false(),
        "is_usable": base.c.is_barred.is_(False),
    }
    return Source(
        base,
        "uuid",
        where=(base.c.removed_at.is_(None),),
        computed={**texts, **{name: JsonMember(base.c.details, name) for name in _DETAILS}},
    )


def _notes() -> Source:
    base, party = schema.note.alias("note"), schema.party.alias("party")
    joins = {"party": Join(party, owner(base, party, "id"), is_required=True)}
    return Source(base, "uuid", joins=joins, relations=_roles_of(base))


def _references() -> Source:
    base = schema.reference.alias("reference")
    texts: dict[str, Column] = {name: JsonText(base.c.details, name) for name in _DETAIL_TEXTS}
    precision = JsonMember(base.c.details, "precision")
    return Source(base, "number", computed={**texts, "precision": precision})


def _mail_addresses() -> Source:
    base = schema.address.alias("address")
    return Source(base, "number", where=(is_word(base.c.kind, AddressKind.MAIL),))


def _history() -> Source:
    """What happened, with who did it and the record before and after."""
    base, audit = schema.change.alias("change"), schema.audit.alias("audit")
    on = sa.and_(same_book(base, audit), audit.c.position == base.c.position)
    return Source(base, "position", joins={"audit": Join(audit, on, is_required=True)})


def _users() -> Source:
    base = schema.app_user.alias("app_user")
    has_code = sa.type_coerce(base.c.totp_secret.is_not(None), schema.BOOLEAN)
    return Source(base, "number", computed={"has_code": has_code})


def _jobs() -> Source:
    return Source(schema.job.alias("job"), "id")


def _saved_views() -> Source:
    return Source(schema.saved_view.alias("saved_view"), "number")


def _sessions() -> Source:
    base, user = schema.web_session.alias("web_session"), schema.app_user.alias("the_user")
    on = sa.and_(same_book(base, user), user.c.number == base.c.user)
    return Source(base, "token_hash", joins={"user": Join(user, on, is_required=True)})


def _flaws() -> Source:
    base = schema.flaw.alias("flaw")
    return Source(base, "party_id", selective=frozenset({"kind"}))


def _setup() -> Source:
    return Source(schema.book.alias("book"), "book_id")


def _grants() -> Source:
    return Source(schema.app_grant.alias("app_grant"), "app_id")


def _changes() -> Source:
    """What happened, with who did it; neither is kept without the other."""
    base = schema.change.alias("change")
    audit, book = schema.audit.alias("audit"), schema.book.alias("book")
    same = sa.and_(same_book(base, audit), audit.c.position == base.c.position)
    urn = sa.literal_column("CAST('urn:uuid:' AS TEXT)", sa.Text)
    return Source(
        base,
        "position",
        joins={
            "audit": Join(audit, same, is_required=True),
            "book": Join(book, same_book(base, book), is_required=True),
        },
        computed={
            "event_id": sa.cast(base.c.position, schema.TEXT),
            "subject": sa.cast(base.c.party_id, schema.TEXT),
            "book.source": urn.concat(book.c.uuid),
        },
    )


def _webhooks() -> Source:
    return Source(schema.webhook.alias("webhook"), "number")


def _deliveries() -> Source:
    """Messages with the subscription they belong to."""
    base, webhook = schema.delivery.alias("delivery"), schema.webhook.alias("webhook")
    on = sa.and_(same_book(base, webhook), webhook.c.number == base.c.webhook)
    return Source(base, "position", joins={"webhook": Join(webhook, on, is_required=True)})


SOURCES: Final[dict[str, Callable[[], Source]]] = {
    "changes": _changes,
    "customer_contacts": _contacts,
    "customer_addresses": _addresses,
    "bank_accounts": _bank_accounts,
    "customers": _customers,
    "counterparties": partial(_role, schema.counterparty, "party_id"),
    "customers_by_party": partial(_role, schema.customer, "party_id"),
    "deliveries": _deliveries,
    "delivery_addresses": _delivery_addresses,
    "employees": partial(_role, schema.employee, "party_id"),
    "files": _files,
    "grants": _grants,
    "groups": _groups,
    "history": _history,
    "in_counterparty": partial(in_role, schema.counterparty),
    "in_customer": partial(in_role, schema.customer),
    "in_employee": partial(in_role, schema.employee),
    "in_supplier": partial(in_role, schema.supplier),
    "jobs": _jobs,
    "list_rows": _list_rows,
    "mail_addresses": _mail_addresses,
    "members": members,
    "parties": parties,
    "party_contacts": _party_contacts,
    "flaws": _flaws,
    "notes": _notes,
    "references": _references,
    "saved_views": _saved_views,
    "sessions": _sessions,
    "setup": _setup,
    "suppliers": partial(_role, schema.supplier, "party_id"),
    "users": _users,
    **WHOLE_SOURCES,
    "webhooks": _webhooks,
}
"""Sources by name; `View.source` names one."""

FOLDED_TWINS: Final = {
    "country_shown": "country_fold",
    "mail.country_shown": "mail.country_fold",
}
"""Folded twins of computed fields; a column's own is its name with ``_fold``."""
