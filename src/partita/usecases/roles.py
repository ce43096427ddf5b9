"""The records behind each role."""

from dataclasses import dataclass
from typing import Any, Final

from partita.domain.errors import RecordNotFound
from partita.domain.party import Counterparty, Customer, Employee, RoleRecord, Supplier
from partita.domain.standing import Role
from partita.usecases.context import Context

ROLE_RECORDS: Final[dict[Role, tuple[type[RoleRecord], str]]] = {
    Role.CUSTOMER: (Customer, "customers"),
    Role.SUPPLIER: (Supplier, "suppliers"),
    Role.EMPLOYEE: (Employee, "employees"),
    Role.COUNTERPARTY: (Counterparty, "counterparties"),
}
"""Class of a role's records, and their name in `partita.ports.Unit`."""


@dataclass(frozen=True, slots=True)
class ById:
    """A party in a role, named by the id of the party rather than by its number in the role."""

    party_id: int


def find_role(ctx: Context, role: Role, who: int | ById) -> RoleRecord:
    """Find the record of a role.

    Args:
        role: Which role.
        who: The number in the role, or the party's id.

    Returns:
        The record.

    Raises:
        RecordNotFound: Nobody is that in that role.
    """
    records = role_records(ctx, role)
    named = {"party_id": who.party_id} if isinstance(who, ById) else {"number": who}
    found: RoleRecord | None = records.first(**named)
    if found is None:
        raise RecordNotFound(kind=str(role), key=next(iter(named.values())))
    return found


def role_records(ctx: Context, role: Role) -> Any:  # noqa: ANN401  # records of one of four kinds
    """The records of a role.

    Args:
        role: Which.

    Returns:
        Its records in the unit of work.
    """
    return getattr(ctx.unit, ROLE_RECORDS[role][1])


def require_role(ctx: Context, party_id: int, role: Role | None, *, kind: str, number: int) -> None:
    """Treat a record as unknown where its party lacks a role.

    Args:
        party_id: The party.
        role: The role; ``None`` for any.
        kind: Kind of the record.
        number: Its number.

    Raises:
        RecordNotFound: The party lacks the role.
    """
    if role is not None and role_records(ctx, role).find(party_id) is None:
        raise RecordNotFound(kind=kind, key=number)
