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


def audit_text(record: object) -> str | None:
    """A record as JSON without its empty fields, secrets and national ids masked."""
    if record is None:
        return None
    kind: Any = type(record)
    shown, read, masked = _audited(kind)
    told = shown(*read(record))
    for name in masked:
        if getattr(told, name) is not None:
            setattr(told, name, HIDDEN)
    mask = _MASKS.get(kind)
    if mask is not None:
        mask(told)
    return _ENCODE(told).decode()


_ENCODE: Final = msgspec.json.Encoder().encode


@cache
def _audited(
    kind: Any,  # noqa: ANN401  # any class
) -> tuple[Any, Callable[[object], tuple[Any, ...]], tuple[str, ...]]:
    """What shows records of a class, what reads their fields in order, and which are hidden.

    Field by field a mapping takes twice as long, and every write makes such texts.
    """
    names = [each.name for each in fields(kind)]
    members = [(name, object, None) for name in names]
    shown = msgspec.defstruct(kind.__name__, members, omit_defaults=True, gc=False)
    get = attrgetter(*names)
    read = get if len(names) > 1 else lambda record: (get(record),)
    return shown, read, tuple(name for name in names if name in MASKED)


def _mask_party(told: Any) -> None:  # noqa: ANN401  # made of the class
    if told.is_person:
        for name in OF_PERSONS:
            if getattr(told, name) is not None:
                setattr(told, name, HIDDEN)


def _mask_identifier(told: Any) -> None:  # noqa: ANN401  # likewise
    if told.scheme in NATIONAL_SCHEMES:
        told.value = HIDDEN
    elif told.scheme == "iban":
        told.value = shortened(told.value)


def _mask_account(told: Any) -> None:  # noqa: ANN401  # likewise
    for name in ACCOUNTS:
        account = getattr(told, name)
        if account is not None:
            setattr(told, name, shortened(account))


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


_MASKS: Final[Mapping[type, Callable[[Any], None]]] = {
    BankAccount: _mask_account,
    Identifier: _mask_identifier,
    Party: _mask_party,
}
