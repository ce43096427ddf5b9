"""How the records of a party are made of values: one way, for one party or for a thousand.

Pure: who gives the numbers, writes the rows and tells of them is the caller.
"""

from collections.abc import Mapping
from typing import Any, Final

from partita.domain.address import Address, AddressKind
from partita.domain.bank_account import BankAccount
from partita.domain.errors import NameMissing
from partita.domain.names import settle_names
from partita.domain.party import Party, RoleRecord
from partita.domain.standing import Role
from partita.usecases.role_rules import settle_standing
from partita.usecases.roles import ROLE_RECORDS

Values = Mapping[str, Any]
"""Fields of a record by name: one left out stays as it is, ``None`` empties one."""

_NAMES: Final = ("name", "first_name", "last_name")


def settle_party(values: Values, kind: str, current: Party | None = None) -> dict[str, Any]:
    """Complete the values of a party: its names are true to each other, and there is one.

    Args:
        values: What was mentioned.
        kind: As what it is meant, for the error.
        current: The party so far; ``None`` for a new one.

    Returns:
        The values, completed.

    Raises:
        NameMissing: The name is or would be empty.
    """
    settled = {**values, **_names(values, current)}
    name = settled.get("name", None if current is None else current.name)
    if not (name or "").strip():
        raise NameMissing(kind=kind)
    return settled


def _names(values: Values, current: Party | None) -> dict[str, Any]:
    """A person's names are true to each other; a company's name is not made of two."""
    was_person = current is not None and current.is_person
    if not values.get("is_person", was_person):
        return {}
    known = None if current is None else {name: getattr(current, name) for name in _NAMES}
    return settle_names(values, known)


def new_party(history: Values, party_id: int, values: Values) -> Party:
    """Make a party of settled values."""
    return Party(**history, id=party_id, **values)


def new_role(history: Values, role: Role, party_id: int, number: int, values: Values) -> RoleRecord:
    """Make a role; its code is its number unless said otherwise."""
    record: Any = ROLE_RECORDS[role][0]
    made: RoleRecord = record(
        **{
            "code": str(number),
            **history,
            **settle_standing(values, today=history["created_at"].date()),
            "party_id": party_id,
            "number": number,
        }
    )
    return made


def new_mail(history: Values, party_id: int, number: int, values: Values) -> Address:
    """Make the mail address of a party."""
    return Address(
        **history,
        number=number,
        party_id=party_id,
        kind=AddressKind.MAIL,
        serial=1,
        is_primary=True,
        **values,
    )


def new_account(history: Values, party_id: int, number: int, values: Values) -> BankAccount:
    """Make the default bank account of a party."""
    return BankAccount(**history, party_id=party_id, number=number, is_default=True, **values)


def says_something(values: Values) -> bool:
    """Tell whether any value is more than nothing."""
    return any(value is not None for value in values.values())


def differs(record: object, values: Values) -> bool:
    """Tell whether any value is another than the record has."""
    return any(getattr(record, name) != value for name, value in values.items())
