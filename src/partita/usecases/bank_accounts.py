"""Bank accounts of parties."""

from collections.abc import Mapping
from typing import Any

from partita.access.permission import Permission
from partita.domain.bank_account import BankAccount
from partita.domain.errors import RecordNotFound
from partita.usecases.building import differs
from partita.usecases.context import Context
from partita.usecases.in_use import refuse_if_in_use
from partita.usecases.owners import Owner, find_owner_id, refuse_stranger


def create_bank_account(ctx: Context, owner: Owner, values: Mapping[str, Any]) -> BankAccount:
    """Add a bank account to a party.

    Args:
        owner: Whose.
        values: Fields of `BankAccount` by name.

    Returns:
        The account; the first of a party is the one that dialects with one account show.

    Raises:
        NotAllowed: The actor lacks ``bank_accounts.write``.
        OwnerUnknown: There is no such party.

    Emits:
        bank_account.created
    """
    ctx.require(Permission.BANK_ACCOUNTS_WRITE)
    party_id, _ = find_owner_id(ctx, owner)
    account = BankAccount(
        **{
            **values,
            **ctx.new(),
            "number": ctx.unit.take_numbers("bank_account"),
            "party_id": party_id,
            "is_default": not ctx.unit.bank_accounts.has(party_id=party_id, is_default=True),
        }
    )
    ctx.unit.bank_accounts.insert(account)
    ctx.record("bank_account.created", account.number, party_id=party_id, after=account)
    return account


def change_bank_account(
    ctx: Context, number: int, values: Mapping[str, Any], *, owner: Owner
) -> BankAccount:
    """Replace the mentioned fields of a bank account.

    Args:
        number: Which one.
        values: Fields of `BankAccount` by name; ``None`` empties one.
        owner: Refuse unless it belongs to this party.

    Returns:
        The account; one version on if anything differs.

    Raises:
        NotAllowed: The actor lacks ``bank_accounts.write``.
        RecordNotFound: There is none of that number.
        OwnerUnknown: The named party does not exist.
        OwnerFixed: It belongs to another party.

    Emits:
        bank_account.changed
    """
    ctx.require(Permission.BANK_ACCOUNTS_WRITE)
    account = _get(ctx, number, owner)
    if not differs(account, values):
        return account
    changed = account.changed(values, ctx.now)
    ctx.unit.bank_accounts.put(changed, was=account)
    party_id = account.party_id
    ctx.record("bank_account.changed", number, party_id=party_id, before=account, after=changed)
    return changed


def delete_bank_account(ctx: Context, number: int, *, owner: Owner) -> None:
    """Delete a bank account; where it was the default one, the oldest of the others becomes it.

    Args:
        number: Which one.
        owner: Refuse unless it belongs to this party.

    Raises:
        NotAllowed: The actor lacks ``bank_accounts.write``.
        RecordNotFound: There is none of that number.
        OwnerUnknown: The named party does not exist.
        OwnerFixed: It belongs to another party.
        RecordInUse: An employee is paid to it.

    Emits:
        bank_account.deleted
        bank_account.changed
    """
    ctx.require(Permission.BANK_ACCOUNTS_WRITE)
    account = _get(ctx, number, owner)
    refuse_if_in_use(ctx, "bank_account", number)
    ctx.unit.bank_accounts.remove(account)
    ctx.record("bank_account.deleted", number, party_id=account.party_id, before=account)
    if account.is_default:
        _make_default(ctx, account.party_id)


def _make_default(ctx: Context, party_id: int) -> None:
    for heir in ctx.unit.bank_accounts.select(party_id=party_id)[:1]:
        changed = heir.changed({"is_default": True}, ctx.now)
        ctx.unit.bank_accounts.put(changed, was=heir)
        ctx.record(
            "bank_account.changed", heir.number, party_id=party_id, before=heir, after=changed
        )


def _get(ctx: Context, number: int, owner: Owner) -> BankAccount:
    account = ctx.unit.bank_accounts.find(number)
    if account is None:
        raise RecordNotFound(kind="bank_account", key=number)
    refuse_stranger(ctx, owner, account.party_id, kind="bank_account", number=number)
    return account
