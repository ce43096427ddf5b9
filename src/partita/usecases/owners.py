"""Whose: finding the party a record belongs to, however a dialect names it."""

from dataclasses import dataclass

from partita.domain.errors import OwnerFixed, OwnerUnknown
from partita.domain.party import Customer
from partita.domain.standing import Role
from partita.usecases.context import Context
from partita.usecases.roles import role_records


@dataclass(frozen=True, slots=True)
class Owner:
    """A party, named by its id or by the number of its customer role.

    Attributes:
        roles: It counts only if it has one of these roles; any party when ``None``.
    """

    party_id: int | None = None
    customer_number: int | None = None
    roles: frozenset[Role] | None = None


def find_owner_id(ctx: Context, owner: Owner) -> tuple[int, int | None]:
    """The party id of an owner, and its customer number where it is a customer.

    Args:
        owner: Whose.

    Returns:
        The party id, and the customer number if any.

    Raises:
        OwnerUnknown: There is no such party or customer, it was merged into another, or it has none
            of the roles.
    """
    if owner.customer_number is not None:
        party_id = ctx.unit.customers.top("party_id", number=owner.customer_number)
        if not party_id:
            raise OwnerUnknown(kind="customer", number=owner.customer_number)
        return party_id, owner.customer_number
    party_id = owner.party_id if owner.party_id is not None else 0
    if not ctx.unit.parties.has(id=party_id, merged_into=None) or not _has_role(
        ctx, party_id, owner.roles
    ):
        raise OwnerUnknown(kind="party", number=party_id)
    return party_id, ctx.unit.customers.top("number", party_id=party_id) or None


def find_owner(ctx: Context, owner: Owner) -> tuple[int, Customer | None]:
    """The party id of an owner, and its customer role where it has one.

    Args:
        owner: Whose.

    Returns:
        The party id, and the customer role if any.

    Raises:
        OwnerUnknown: There is no such party or customer, it was merged into another, or it has none
            of the roles.
    """
    party_id, customer_number = find_owner_id(ctx, owner)
    return party_id, ctx.unit.customers.find(party_id) if customer_number is not None else None


def refuse_stranger(
    ctx: Context, owner: Owner, party_id: int, *, kind: str, number: int | None
) -> None:
    """Refuse to touch a record under the name of a party it does not belong to.

    Args:
        owner: Under whose name.
        party_id: Whose the record is.
        kind: What it is, such as ``bank_account``.
        number: Which one.

    Raises:
        OwnerUnknown: There is no such party.
        OwnerFixed: It belongs to another one.
    """
    if find_owner_id(ctx, owner)[0] != party_id:
        raise OwnerFixed(kind=kind, number=number)


def _has_role(ctx: Context, party_id: int, roles: frozenset[Role] | None) -> bool:
    if roles is None:
        return True
    return any(role_records(ctx, role).find(party_id) is not None for role in roles)
