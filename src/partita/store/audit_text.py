"""Records as the audit trail keeps them: secrets and national numbers are never written there."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, Final

import msgspec

from partita.domain.bank_account import BankAccount
from partita.domain.extras import Identifier
from partita.domain.party import Party

HIDDEN: Final = "***"
"""Something is there, and no more is said."""

MASKED: Final = frozenset(
    {
        "foreign_id_number",
        "national_id",
        "password_hash",
        "secret",
        "secret_hashes",
        "token_hash",
        "totp_secret",
    }
)
"""Fields that are hidden in every record."""

OF_PERSONS: Final = ("company_number", "vat_number")
"""Numbers that are national ids where the party is a person: NIF, Steuer-IdNr and the like."""

NATIONAL_SCHEMES: Final = frozenset({"nif_es", "steuer_id_de"})
"""Schemes of identifiers that natural persons have."""

ACCOUNTS: Final = ("account", "iban", "giro")
SHOWN_CHARS: Final = 4
"""So much is shown at the end of an account number, and of an IBAN at the beginning."""

Values = dict[str, Any]


def audit_text(record: object) -> str | None:
    """A record as JSON without its empty fields, secrets and national ids masked."""
    if record is None:
        return None
    kind: Any = type(record)
    names, read = _audited(kind)
    values = {
        name: value for name, value in zip(names, read(record), strict=True) if value is not None
    }
    for name in MASKED & values.keys():
        values[name] = HIDDEN
    mask = _MASKS.get(kind)
    if mask is not None:
        mask(values)
    return msgspec.json.encode(values).decode()


@cache
def _audited(kind: Any) -> tuple[tuple[str, ...], Callable[[object], tuple[Any, ...]]]:  # noqa: ANN401  # any class
    names = tuple(each.name for each in fields(kind))
    return names, attrgetter(*names)


def _mask_party(values: Values) -> None:
    if values["is_person"]:
        for name in OF_PERSONS:
            if name in values:
                values[name] = HIDDEN


def _mask_identifier(values: Values) -> None:
    if values["scheme"] in NATIONAL_SCHEMES:
        values["value"] = HIDDEN
    elif values["scheme"] == "iban":
        values["value"] = shortened(values["value"])


def _mask_account(values: Values) -> None:
    for name in ACCOUNTS:
        if name in values:
            values[name] = shortened(values[name])


def shortened(account: str) -> str:
    """The ends of an account number.

    >>> shortened("DK50 0040 0440 1162 43"), shortened("5301 1234567"), shortened("12345")
    ('DK50***6243', '***4567', '***')
    """
    compact = "".join(account.split())
    if len(compact) < 2 * SHOWN_CHARS:
        return HIDDEN
    head = compact[:SHOWN_CHARS] if compact[:2].isalpha() else ""
    return f"{head}{HIDDEN}{compact[-SHOWN_CHARS:]}"


_MASKS: Final[Mapping[type, Callable[[Values], None]]] = {
    BankAccount: _mask_account,
    Identifier: _mask_identifier,
    Party: _mask_party,
}
