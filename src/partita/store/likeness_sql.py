"""The statements about duplicates, compiled once per database."""

from functools import cached_property
from typing import Any, Final

import sqlalchemy as sa

from partita.domain.likeness.suggestion import State
from partita.store import schema
from partita.store.capabilities import Capabilities
from partita.store.render import to_sql

Condition = sa.ColumnElement[bool]
Selected = sa.Select[Any]

PARTY_COLUMNS: Final = (
    "id", "name", "is_person", "first_name", "last_name", "legal_name", "trade_name", "country",
    "company_number", "vat_number", "national_id", "birth_date", "email", "phone", "mobile",
)  # fmt: skip
MAIL_COLUMNS: Final = (
    "street", "street_extra", "building", "postal_code", "city", "province",
)  # fmt: skip


class LikenessStatements:
    """Every statement, by name."""

    def __init__(self, can: Capabilities) -> None:
        """Name the database; nothing is compiled before it is asked for."""
        self.can = can

    def _sql(self, statement: sa.sql.ClauseElement) -> str:
        return to_sql(statement, self.can)

    def _any(self, column: sa.ColumnElement[Any], name: str = "ids") -> Condition:
        return self.can.any_of(column, sa.bindparam(name))

    @cached_property
    def ids_after(self) -> str:
        """Ids of the next parties that can be compared."""
        party = schema.party
        chosen = sa.select(party.c.id).where(*_alive(party), party.c.id > sa.bindparam("after"))
        return self._sql(chosen.order_by(party.c.id).limit(sa.bindparam("rows_max")))

    @cached_property
    def parties(self) -> str:
        """What is known of some parties."""
        party, mail = schema.party, schema.address.alias("mail")
        is_mail = sa.literal_column("'mail'", sa.Text)
        on = sa.and_(
            mail.c.book_id == party.c.book_id,
            mail.c.party_id == party.c.id,
            mail.c.kind == is_mail,
        )
        columns = [party.c[name] for name in PARTY_COLUMNS] + [
            mail.c[name] for name in MAIL_COLUMNS
        ]
        chosen = sa.select(*columns).select_from(party.outerjoin(mail, on))
        return self._sql(chosen.where(*_alive(party), self._any(party.c.id)).order_by(party.c.id))

    @cached_property
    def accounts(self) -> str:
        """Bank accounts of some parties."""
        account = schema.bank_account
        chosen = sa.select(account.c.party_id, account.c.iban, account.c.account)
        return self._sql(chosen.where(_book(account), self._any(account.c.party_id)))

    @cached_property
    def changed(self) -> str:
        """Ids of parties something happened to since a place in the feed."""
        change = schema.change
        chosen = sa.select(change.c.party_id).where(
            _book(change),
            change.c.position > sa.bindparam("after"),
            change.c.position <= sa.bindparam("until"),
            change.c.party_id.is_not(None),
        )
        return self._sql(chosen.group_by(change.c.party_id).limit(sa.bindparam("rows_max")))

    @cached_property
    def sharing(self) -> str:
        """Who has some keys, leaving out keys that too many have."""
        key, other = schema.likeness_key, schema.likeness_key.alias("other")
        usual = sa.select(other.c.key).where(_book(other), self._any(other.c.key, "keys"))
        rare = usual.group_by(other.c.key).having(sa.func.count() <= sa.bindparam("shared_max"))
        return self._sql(
            sa.select(key.c.key, key.c.party_id).where(_book(key), key.c.key.in_(rare))
        )

    @cached_property
    def partners(self) -> str:
        """Pairs that some parties are in, and their states."""
        return self._sql(
            sa.union(*(self._pairs().where(side) for side in map(self._any, self._sides())))
        )

    def _sides(self) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
        return schema.suggestion.c.party_id, schema.suggestion.c.other_id

    def _pairs(self) -> Selected:
        found = schema.suggestion
        return sa.select(found.c.party_id, found.c.other_id, found.c.state).where(_book(found))

    @cached_property
    def put_keys(self) -> str:
        """Note keys of parties: each entry is a key times `BOOK_STRIDE`, plus the party's id."""
        table = schema.likeness_key
        entry = self.can.each_of(sa.bindparam("entries")).c.value
        stride: sa.ColumnElement[int] = sa.literal_column(str(schema.BOOK_STRIDE), schema.INTEGER)
        book = sa.cast(sa.bindparam("book_id"), schema.INTEGER)
        rows = sa.select(book, entry.op("/")(stride), entry.op("%")(stride)).where(sa.true())
        names = ["book_id", "key", "party_id"]
        return self._sql(self.can.insert(table).from_select(names, rows).on_conflict_do_nothing())

    @cached_property
    def clear_keys(self) -> str:
        """Forget all keys."""
        return self._sql(sa.delete(schema.likeness_key).where(_book(schema.likeness_key)))

    @cached_property
    def remove_keys(self) -> str:
        """Forget the keys of some parties; all keys are looked through."""
        table = schema.likeness_key
        return self._sql(sa.delete(table).where(_book(table), self._any(table.c.party_id)))

    @cached_property
    def put(self) -> str:
        """Suggest a pair; who was dismissed stays dismissed."""
        table = schema.suggestion
        made = self.can.insert(table).values(_all(table))
        merged = sa.literal_column(f"'{State.MERGED}'", sa.Text)
        reopened = sa.case((table.c.state == merged, made.excluded.state), else_=table.c.state)
        kept = {name: made.excluded[name] for name in ("points", "reasons")}
        key = [table.c.book_id, table.c.party_id, table.c.other_id]
        changed = made.on_conflict_do_update(index_elements=key, set_={**kept, "state": reopened})
        return self._sql(changed)

    @cached_property
    def settle(self) -> str:
        """Give a pair that is in one state another."""
        table = schema.suggestion
        was = table.c.state == sa.bindparam("was")
        changed = sa.update(table).where(*_pair(table), was).values(state=sa.bindparam("state"))
        return self._sql(changed)

    @cached_property
    def remove(self) -> str:
        """Forget a pair that nobody decided about."""
        table = schema.suggestion
        return self._sql(sa.delete(table).where(*_pair(table), _is_open(table)))

    @cached_property
    def open_pairs(self) -> str:
        """All pairs that nobody decided about."""
        return self._sql(self._pairs().where(_is_open(schema.suggestion)))

    @cached_property
    def counter(self) -> str:
        """How far something was counted."""
        counter = schema.counter
        named = counter.c.name == sa.bindparam("name")
        return self._sql(sa.select(counter.c.value).where(_book(counter), named))

    @cached_property
    def set_counter(self) -> str:
        """Say how far something was counted."""
        counter = schema.counter
        made = self.can.insert(counter).values(_all(counter))
        key, value = [counter.c.book_id, counter.c.name], {"value": made.excluded.value}
        return self._sql(made.on_conflict_do_update(index_elements=key, set_=value))

    @cached_property
    def page(self) -> str:
        """A page of pairs in a state with what the two are called, the surest first."""
        table = schema.suggestion
        order = (table.c.points.desc(), table.c.party_id.desc(), table.c.other_id.desc())
        chosen = self._named(table.c.state == sa.bindparam("state")).order_by(*order)
        return self._sql(chosen.limit(sa.bindparam("rows_max")).offset(sa.bindparam("offset")))

    @cached_property
    def of_party(self) -> str:
        """The pairs a party is in."""
        one: sa.BindParameter[int] = sa.bindparam("id")
        return self._sql(sa.union(*(self._named(side == one) for side in self._sides())))

    @cached_property
    def one(self) -> str:
        """One pair."""
        return self._sql(self._named(*_pair(schema.suggestion)))

    def _named(self, *where: Condition) -> Selected:
        table, left, right = schema.suggestion, schema.party.alias("one"), schema.party.alias("two")
        joined: sa.FromClause = table
        for party, side in ((left, table.c.party_id), (right, table.c.other_id)):
            same = sa.and_(party.c.book_id == table.c.book_id, party.c.id == side)
            joined = joined.join(party, same)
        columns = [table.c[name] for name in SUGGESTION_COLUMNS]
        named = sa.select(*columns, left.c.name.label("name"), right.c.name.label("other_name"))
        is_alive = sa.and_(left.c.merged_into.is_(None), right.c.merged_into.is_(None))
        is_shown = sa.or_(is_alive, sa.not_(_is_open(table)))
        return named.select_from(joined).where(_book(table), is_shown, *where)

    @cached_property
    def counts(self) -> str:
        """How many pairs are in each state."""
        state = schema.suggestion.c.state
        return self._sql(self._named().with_only_columns(state, sa.func.count()).group_by(state))

    def all(self) -> list[str]:
        """All of them, for tests that look at each."""
        made = vars(type(self)).items()
        return [getattr(self, name) for name, each in made if isinstance(each, cached_property)]


SUGGESTION_COLUMNS: Final = ("party_id", "other_id", "state", "points", "reasons")


def _all(table: sa.Table) -> dict[str, Any]:
    return {column.name: sa.bindparam(column.name) for column in table.columns}


def _book(table: sa.FromClause) -> Condition:
    return table.c.book_id == sa.bindparam("book_id")


def _alive(party: sa.FromClause) -> tuple[Condition, ...]:
    """Parties that can be compared: neither merged into another nor erased."""
    return (_book(party), party.c.merged_into.is_(None), party.c.privacy_erased_at.is_(None))


def _pair(table: sa.FromClause) -> tuple[Condition, ...]:
    is_left = table.c.party_id == sa.bindparam("left")
    return (_book(table), is_left, table.c.other_id == sa.bindparam("right"))


def _is_open(table: sa.FromClause) -> Condition:
    return table.c.state == sa.literal_column(f"'{State.OPEN}'", sa.Text)
