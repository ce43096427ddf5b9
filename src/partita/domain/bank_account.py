"""Where money of a party is kept."""

from dataclasses import dataclass

from partita.domain.record import Record
from partita.kit.swift import swift


@swift
@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccount(Record):
    """A bank account of a party.

    Attributes:
        number: Unique in the book among bank accounts, from 1.
        party_id: Whose.
        account: Account number as written, domestic or IBAN.
        iban, bic: As written.
        bank_code: Clearing code in countries without BIC.
        giro: A giro number.
        country: Two letters of ISO 3166-1.
        is_default: The account that dialects with one account show.
    """

    number: int
    party_id: int
    account: str | None = None
    iban: str | None = None
    bic: str | None = None
    bank_code: str | None = None
    giro: str | None = None
    country: str | None = None
    is_active: bool = True
    is_default: bool = False
