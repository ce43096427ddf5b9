"""Whose: finding the party a record belongs to, however a dialect names it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from partita.domain.errors import OwnerFixed, OwnerUnknown
from partita.domain.lookup import Given, Has, Lookup, Question, Top
from partita.domain.party import Customer, Party
from partita.domain.standing import Role
from partita.usecases.context import Context
from partita.usecases.roles import ROLE_RECORDS

_OF_CUSTOMER: Final = Top(Customer, "party_id", {"number": Given("customer_number")})
_OF_PARTY: Final = Given("party_id")

Shape = tuple[bool, frozenset[Role] | None]
"""What decides which questions are asked of an owner: named by number, and its roles."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A party, named by its id or by the number of its customer role.

    Attributes:
        roles: It counts only if it has one of these roles; any party when ``None``.
    """

    party_id: int | None = None
    customer_number: int | None = None
    roles: frozenset[Role] | None = None

    @property
    def shape(self) -> Shape:
        """What decides which questions are asked of it."""
        return self.customer_number is not None, self.roles

    @property
    def given(self) -> dict[str, int]:
        """How questions name it."""
        if self.customer_number is not None:
            return {"customer_number": self.customer_number}
        return {"party_id": self.party_id or 0}


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
    return told_owner(owner, ctx.unit.look_up(_lookup(owner.shape), **owner.given))


def told_owner(owner: Owner, found: Mapping[str, int]) -> tuple[int, int | None]:
    """What the answers to `owner_questions` say; as `find_owner_id`."""
    if owner.customer_number is not None:
        if not found["party_id"]:
            raise OwnerUnknown(kind="customer", number=owner.customer_number)
        return found["party_id"], owner.customer_number
    party_id = owner.party_id or 0
    has_role = owner.roles is None or any(found[role] for role in owner.roles)
    if not found["party"] or not has_role:
        raise OwnerUnknown(kind="party", number=party_id)
    return party_id, found["customer_number"] or None


def owner_questions(shape: Shape) -> dict[str, Question]:
    """What is asked of an owner, whom `Owner.given` names."""
    is_numbered, roles = shape
    if is_numbered:
        return {"party_id": _OF_CUSTOMER}
    here = {"party_id": _OF_PARTY}
    return {
        "party": Has(Party, {"id": _OF_PARTY, "merged_into": None}),
        "customer_number": Top(Customer, "number", here),
        **{role: Has(ROLE_RECORDS[role][0], here) for role in roles or ()},
    }


def party_of(shape: Shape) -> Given | Top:
    """The id of the party of an owner, as further questions name it."""
    return _OF_CUSTOMER if shape[0] else _OF_PARTY


@lru_cache(maxsize=32)
def _lookup(shape: Shape) -> Lookup:
    return Lookup(owner_questions(shape))


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
