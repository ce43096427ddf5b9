"""Bank accounts as people read them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from stdnum.be import iban as belgian
from stdnum.cz import bankaccount as czech

from partita.domain.checks import Iban
from partita.domain.errors import IdentifierInvalid


@dataclass(frozen=True, slots=True)
class Bank:
    """What is known of an account.

    Attributes:
        shown: The number, in groups of four where it is an IBAN.
        status: What the check said: ``valid``, ``invalid`` or ``unchecked``.
        name: The bank, where a public register tells; else its code, or empty.
    """

    shown: str
    status: str
    name: str


def bank_of(account: Mapping[str, Any]) -> Bank:
    """What is known of an account.

    >>> bank_of({"iban": "BE71096123456769", "account": None, "bic": None, "bank_code": None})
    Bank(shown='BE71 0961 2345 6769', status='valid', name='BELFIUS BANQUE (GKCCBEBB)')
    """
    written = account["iban"] or account["account"] or account.get("giro") or ""
    codes = [code for code in (account["bic"], account["bank_code"]) if code]
    try:
        iban = Iban.parse(written)
    except IdentifierInvalid:
        status = "invalid" if account["iban"] else "unchecked"
        return Bank(written, status, " ".join(codes))
    return Bank(iban.grouped, "valid", _bank(iban) or " ".join(codes))


def _bank(iban: Iban) -> str:
    """The bank of an account, for countries whose register of banks is public."""
    look_up = _REGISTERS.get(iban.country)
    found = look_up(iban.compact) if look_up else {}
    bank, bic = found.get("bank"), found.get("bic")
    return f"{bank} ({bic})" if bank and bic else str(bank or bic or "")


_REGISTERS: Final[dict[str, Callable[[str], dict[str, Any]]]] = {
    "BE": belgian.info,
    "CZ": lambda number: czech.info(f"{number[14:]}/{number[4:8]}"),
}
