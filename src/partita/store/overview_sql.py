"""The statements about figures of a book, compiled once per database; an index answers each."""

from functools import cached_property
from typing import Any

import sqlalchemy as sa

from partita.store import schema
from partita.store.capabilities import Capabilities
from partita.store.render import to_sql

Condition = sa.ColumnElement[bool]


class OverviewStatements:
    """Every statement, by name."""

    def __init__(self, can: Capabilities) -> None:
        """Name the database; nothing is compiled before it is asked for."""
        self.can = can

    def _sql(self, statement: sa.sql.ClauseElement) -> str:
        return to_sql(statement, self.can)

    @cached_property
    def parties(self) -> str:
        """How many parties there are, absorbed ones too."""
        return self._sql(_count(schema.party))

    @cached_property
    def absorbed(self) -> str:
        """The country of each absorbed party; grouping would lure the planner from the index."""
        party = schema.party
        gone = party.c.merged_into.is_not(None)
        return self._sql(sa.select(party.c.country).where(_book(party), gone))

    @cached_property
    def made(self) -> str:
        """How many parties were made in a time: their UUIDs sort by it."""
        uuid = schema.party.c.uuid
        within = uuid >= sa.bindparam("begin"), uuid < sa.bindparam("end")
        return self._sql(_count(schema.party).where(*within))

    @cached_property
    def first(self) -> str:
        """The UUID of the oldest party."""
        party = schema.party
        return self._sql(sa.select(sa.func.min(party.c.uuid)).where(_book(party)))

    @cached_property
    def countries(self) -> str:
        """How many parties there are of each country, absorbed ones too."""
        party = schema.party
        counted = sa.select(party.c.country, sa.func.count()).where(_book(party))
        return self._sql(counted.group_by(party.c.country))

    @cached_property
    def flaws(self) -> str:
        """How many parties have each flaw."""
        flaw = schema.flaw
        counted = sa.select(flaw.c.kind, sa.func.count()).where(_book(flaw))
        return self._sql(counted.group_by(flaw.c.kind))

    @cached_property
    def put_flaw(self) -> str:
        """Note a flaw."""
        return self._sql(sa.insert(schema.flaw).values(_all(schema.flaw)))

    @cached_property
    def remove_flaws(self) -> str:
        """Forget the flaws of some parties."""
        flaw = schema.flaw
        chosen = self.can.any_of(flaw.c.party_id, sa.bindparam("ids"))
        return self._sql(sa.delete(flaw).where(_book(flaw), chosen))

    @cached_property
    def clear_flaws(self) -> str:
        """Forget all flaws."""
        return self._sql(sa.delete(schema.flaw).where(_book(schema.flaw)))

    @cached_property
    def calls(self) -> str:
        """What apps asked from a day on."""
        call, grant = schema.app_call, schema.app_grant
        same = sa.and_(grant.c.book_id == call.c.book_id, grant.c.app_id == call.c.app_id)
        names = ("day", "app_id", "dialect", "calls", "refused", "failed")
        columns = [call.c[name] for name in names]
        chosen = sa.select(*columns, grant.c.app).select_from(call.outerjoin(grant, same))
        late = call.c.day >= sa.bindparam("since")
        return self._sql(chosen.where(_book(call), late).order_by(*columns[:3]))

    @cached_property
    def add_calls(self) -> str:
        """Count calls."""
        call = schema.app_call
        made = self.can.insert(call).values(_all(call))
        counts = ("calls", "refused", "failed")
        more = {name: call.c[name] + made.excluded[name] for name in counts}
        key = list(call.primary_key.columns)
        return self._sql(made.on_conflict_do_update(index_elements=key, set_=more))

    def all(self) -> list[str]:
        """All of them, for tests that look at each."""
        made = vars(type(self)).items()
        return [getattr(self, name) for name, each in made if isinstance(each, cached_property)]


def _book(table: sa.FromClause) -> Condition:
    return table.c.book_id == sa.bindparam("book_id")


def _count(table: sa.Table) -> sa.Select[Any]:
    return sa.select(sa.func.count()).select_from(table).where(_book(table))


def _all(table: sa.Table) -> dict[str, Any]:
    return {column.name: sa.bindparam(column.name) for column in table.columns}
