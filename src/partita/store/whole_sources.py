"""Roles with all their parts and the rows they point at, each part a source of its own.

Every field can be shown, looked for and ordered by, also those of a row that is pointed at: it is
joined under a prefix, with what its list keeps in its details.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import sqlalchemy as sa

from partita.domain.kinds import REFERENCE_KINDS
from partita.domain.seeds.accounts import NATURES
from partita.store import schema
from partita.store.capabilities import JsonMember, JsonText
from partita.store.source import Column, Join, Source, is_word, owner, points_of, same_book

Related = tuple[Source, sa.ColumnElement[bool]]

NOTHING: Final = sa.literal_column("CAST(NULL AS TEXT)", sa.Text)


def detail_fields(kinds: Mapping[str, str] | None, row: sa.FromClause) -> dict[str, Column]:
    """What rows of lists keep in their details, by name.

    Args:
        kinds: The prefix of the fields, by list; fields of all lists without one when ``None``.
        row: The table of the rows.
    """
    found: dict[str, Column] = {}
    for kind in kinds or REFERENCE_KINDS:
        prefix = f"{kinds[kind]}." if kinds else ""
        for name, detail in REFERENCE_KINDS[kind].details.items():
            made = JsonText if detail.type is str else JsonMember
            found[f"{prefix}{name}"] = made(row.c.details, name)
    return found


def home_legislation(base: sa.FromClause) -> Column:
    """Whose accounting rules hold in the book of a record."""
    book = schema.book.alias("home_book")
    found = sa.select(book.c.legislation).where(same_book(base, book))
    return found.correlate(base).scalar_subquery()


def account_nature(row: sa.FromClause) -> Column:
    """On which side of the books an account stands; nothing for a row of another list."""
    use = JsonText(row.c.details, "sub_account_type")
    fits = [
        (sa.or_(*(use == sa.literal_column(f"'{each}'", sa.Text) for each in uses)), nature)
        for nature, uses in NATURES.items()
    ]
    return _chosen(*fits, None)


class Rows:
    """Rows of lists a record points at: their joins, and the fields that are no columns.

    Attributes:
        joins: By prefix.
        computed: By name.
    """

    def __init__(self, base: sa.FromClause) -> None:
        """Start without any."""
        self._base = base
        self.joins: dict[str, Join] = {}
        self.computed: dict[str, Column] = {}

    def add(self, prefix: str, kind: str, number: Column) -> None:
        """Join the row of a list that has a number."""
        row = schema.reference.alias(prefix)
        self._join(prefix, kind, row, row.c.number == number)

    def add_coded(self, prefix: str, kind: str, code: Column) -> None:
        """Join the row of a list that has a code."""
        row = schema.reference.alias(prefix)
        self._join(prefix, kind, row, row.c.code_fold == sa.func.lower(code))

    def _join(
        self, prefix: str, kind: str, row: sa.FromClause, fits: sa.ColumnElement[bool]
    ) -> None:
        on = sa.and_(same_book(self._base, row), is_word(row.c.kind, kind), fits)
        self.joins[prefix] = Join(row, on)
        self.computed |= detail_fields({kind: prefix}, row)
        self.computed[f"{prefix}.never"] = sa.false()
        self.computed[f"{prefix}.nothing"] = NOTHING
        if kind == "account":
            self.computed[f"{prefix}.nature"] = account_nature(row)
        self.computed[f"{prefix}.home_legislation"] = home_legislation(self._base)


def _party_addresses() -> Source:
    base, role = schema.address.alias("place"), schema.customer.alias("at_place")
    rows = Rows(base)
    rows.add_coded("nation", "country", base.c.country)
    is_chosen = sa.exists().where(
        owner(base, role, "party_id"), role.c.delivery_address == base.c.number
    )
    return Source(
        base,
        "number",
        where=(base.c.kind.in_([sa.literal_column("'mail'"), sa.literal_column("'delivery'")]),),
        joins=rows.joins,
        computed={
            **rows.computed,
            "is_mail": is_word(base.c.kind, "mail"),
            "is_delivery": is_word(base.c.kind, "delivery"),
            "is_default_delivery": is_chosen.correlate(base),
        },
    )


def _party_persons() -> Source:
    base = schema.contact.alias("human")
    rows = Rows(base)
    rows.add("job_area_row", "job_area", base.c.job_area)
    return Source(
        base,
        "number",
        where=(base.c.is_deleted.is_(False),),
        joins=rows.joins,
        computed=rows.computed,
        relations={"points": points_of(base)},
    )


def _contact_points() -> Source:
    return Source(schema.contact_point.alias("contact_point"), "uuid")


def _term_lines() -> Source:
    base = schema.term_line.alias("plan_line")
    rows = Rows(base)
    rows.add("payment_mean_row", "payment_mean", base.c.payment_mean)
    rows.add("payment_term_row", "payment_term", base.c.payment_term)
    comma = sa.func.coalesce(base.c.pay_days, sa.literal_column("''"))
    listed = sa.literal_column("'['", sa.Text).concat(comma).concat(sa.literal_column("']'"))
    return Source(
        base,
        "id",
        joins=rows.joins,
        computed={
            **rows.computed,
            "value_number": sa.cast(base.c.value, schema.NUMBER),
            "pay_days_list": listed,
        },
    )


def _part(made: Source, base: sa.FromClause, key: str, column: str) -> Related:
    part = made.base
    return made, sa.and_(same_book(base, part), part.c[column] == base.c[key])


def _parts_of(base: sa.FromClause) -> dict[str, Related]:
    return {
        "addresses": _part(_party_addresses(), base, "party_id", "party_id"),
        "persons": _part(_party_persons(), base, "party_id", "party_id"),
        "term_lines": _part(_term_lines(), base, "party_id", "party_id"),
    }


_POINTING: Final = (
    ("ledger_account", "account", "account"),
    ("prepayment_ledger_account", "account", "prepayment_account"),
    ("purchase_ledger_account", "account", "purchase_account"),
    ("discount_group_row", "discount_group", "discount_group"),
    ("tariff_row", "tariff", "tariff"),
    ("tax_treatment_row", "tax_treatment", "tax_treatment"),
    ("transaction_category_row", "transaction_category", "transaction_category"),
)
"""Prefix, list, and the column of a role that names one of its rows."""


def _whole_role(table: sa.Table) -> Source:
    """A role with its party, its parts and the rows both point at."""
    base, party = table.alias("role"), schema.party.alias("party")
    rows = Rows(base)
    rows.joins["party"] = Join(party, owner(base, party, "id"), is_required=True)
    for prefix, kind, column in _POINTING:
        if column in base.c:
            rows.add(prefix, kind, base.c[column])
    rows.add("business_area_row", "business_area", party.c.business_area)
    rows.add("document_type_row", "document_type", party.c.document_type)
    rows.add_coded("nation", "country", party.c.country)
    if "third_payer" in base.c:
        payer = schema.party.alias("payer")
        of_payer = sa.and_(same_book(base, payer), payer.c.id == base.c.third_payer)
        rows.joins["payer"] = Join(payer, of_payer)
    return Source(
        base,
        "party_id",
        joins=rows.joins,
        computed={**rows.computed, **_role_fields(base, party)},
        relations=_parts_of(base),
        selective=frozenset({"party_id", "party.uuid"}),
    )


def _role_fields(base: sa.FromClause, party: sa.FromClause) -> dict[str, Column]:
    is_inactive = base.c.standing != sa.literal_column("'active'")
    is_erased = party.c.privacy_erased_at.is_not(None)
    is_changed = sa.or_(_is_changed(base), _is_changed(party))
    is_newer = base.c.changed_at > party.c.changed_at
    latest = sa.case((is_newer, base.c.changed_at), else_=party.c.changed_at)
    return {
        "nothing": NOTHING,
        "is_inactive": is_inactive,
        "party.modified_at": sa.case((is_changed, latest), else_=sa.null()),
        "party.is_erased": is_erased,
        "party.erased_on": sa.func.substr(
            party.c.privacy_erased_at, sa.literal_column("1"), sa.literal_column("10")
        ),
        "party.state": _chosen((is_erased, "erased"), (is_inactive, "disabled"), "enabled"),
        "party.nature": _chosen((party.c.is_person.is_(True), "person"), "business"),
        "party.origin": _chosen((is_word(party.c.source, "import"), "import"), None),
    }


def _is_changed(table: sa.FromClause) -> sa.ColumnElement[bool]:
    return table.c.changed_at > table.c.created_at


def _chosen(*cases: tuple[sa.ColumnElement[bool], str] | str | None) -> Column:
    """The word of the first condition that holds; the last stands without one."""
    *conditions, otherwise = cases
    last = NOTHING if otherwise is None else sa.literal_column(f"'{otherwise}'", sa.Text)
    told = [
        (each[0], sa.literal_column(f"'{each[1]}'", sa.Text))
        for each in conditions
        if isinstance(each, tuple)
    ]
    return sa.case(*told, else_=last)


def _whole_rows() -> Source:
    """Rows of all lists that are not removed, by a key that is unique over them."""
    base = schema.reference.alias("list_row")
    rows = Rows(base)
    rows.add("journal_type_row", "journal_type", JsonMember(base.c.details, "journal_type"))
    rows.add("sub_account_row", "account", JsonMember(base.c.details, "sub_account"))
    lines = _term_lines()
    of_term = sa.and_(
        same_book(base, lines.base),
        is_word(base.c.kind, "payment_term"),
        lines.base.c.payment_term == base.c.number,
    )
    return Source(
        base,
        "uuid",
        where=(base.c.removed_at.is_(None),),
        joins=rows.joins,
        computed={
            **rows.computed,
            "nothing": NOTHING,
            "nature": account_nature(base),
            "never": sa.false(),
            "home_legislation": home_legislation(base),
            **detail_fields(None, base),
        },
        relations={"term_lines": (lines, of_term)},
        selective=frozenset({"uuid"}),
    )


def _whole_setup() -> Source:
    """The book itself."""
    base = schema.book.alias("the_book")
    rows = Rows(base)
    rows.add_coded("currency_row", "currency", base.c.currency)
    return Source(
        base,
        "book_id",
        joins=rows.joins,
        computed={
            **rows.computed,
            "nothing": NOTHING,
            "always": sa.true(),
            "state": sa.literal_column("'ready'", sa.Text),
        },
    )


def _user_names() -> Source:
    """Users of the book, without anything secret."""
    base, book = schema.app_user.alias("book_user"), schema.book.alias("book")
    return Source(
        base,
        "number",
        joins={"book": Join(book, same_book(base, book))},
        computed={
            "nothing": NOTHING,
            "always": sa.true(),
            "language": sa.func.lower(
                sa.func.coalesce(book.c.legislation, sa.literal_column("'en'", sa.Text))
            ),
        },
    )


def _spent_tokens() -> Source:
    """Secrets that must not be used again, though they say of themselves that they are good."""
    base = schema.web_session.alias("spent_token")
    return Source(base, "token_hash", where=(is_word(base.c.kind, "spent"),))


WHOLE_SOURCES: Final[dict[str, Callable[[], Source]]] = {
    "contact_points": _contact_points,
    "party_addresses": _party_addresses,
    "party_persons": _party_persons,
    "spent_tokens": _spent_tokens,
    "term_lines": _term_lines,
    "user_names": _user_names,
    "whole_customers": partial(_whole_role, schema.customer),
    "whole_employees": partial(_whole_role, schema.employee),
    "whole_rows": _whole_rows,
    "whole_setup": _whole_setup,
    "whole_suppliers": partial(_whole_role, schema.supplier),
}
"""Sources by name."""
