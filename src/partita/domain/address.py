"""A postal address: of a party, a place of delivery, or of a contact person."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from partita.domain.record import Record
from partita.kit.swift import swift
from partita.kit.unset import UNSET, UnsetType

PLACE_NUMBERS_FROM: Final = 1_000_000_001
"""First number of addresses that are no places of delivery: callers may choose lower ones."""


class AddressKind(StrEnum):
    """What an address is for."""

    MAIL = "mail"
    DELIVERY = "delivery"
    PERSON = "person"


@swift
@dataclass(frozen=True, slots=True, kw_only=True)
class Address(Record):
    """A postal address.

    Attributes:
        number: Unique in the book among addresses; places of delivery count from 1, others from
            `PLACE_NUMBERS_FROM`.
        party_id: Whose.
        kind: What for; a party has at most one of kind ``mail``.
        customer_number: As for contact persons; set for kind ``delivery``.
        serial: Counts the addresses of one kind and party, from 1; never changes.
        person: Number of the contact person it belongs to, for kind ``person``.
        street: First line, or all lines of a dialect with one field.
        street_extra: Second line.
        country: Two letters of ISO 3166-1.
        country_text: The country in the words of who wrote it, where no code says the same.
        is_primary: The one to use of its kind.
    """

    number: int
    party_id: int
    kind: AddressKind
    serial: int
    customer_number: int | None = None
    person: int | None = None
    name: str | None = None
    street: str | None = None
    street_extra: str | None = None
    building: str | None = None
    unit: str | None = None
    postal_code: str | None = None
    city: str | None = None
    province: str | None = None
    country: str | None = None
    country_text: str | None = None
    phone: str | None = None
    terms_of_delivery: str | None = None
    e_invoice_id: str | None = None
    external_code: str | None = None
    is_barred: bool = False
    is_primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressPatch:
    """What a caller wants of an address."""

    name: str | None | UnsetType = UNSET
    street: str | None | UnsetType = UNSET
    street_extra: str | None | UnsetType = UNSET
    building: str | None | UnsetType = UNSET
    unit: str | None | UnsetType = UNSET
    postal_code: str | None | UnsetType = UNSET
    city: str | None | UnsetType = UNSET
    province: str | None | UnsetType = UNSET
    country: str | None | UnsetType = UNSET
    country_text: str | None | UnsetType = UNSET
    phone: str | None | UnsetType = UNSET
    terms_of_delivery: str | None | UnsetType = UNSET
    e_invoice_id: str | None | UnsetType = UNSET
    external_code: str | None | UnsetType = UNSET
    is_barred: bool | UnsetType = UNSET
    is_primary: bool | UnsetType = UNSET
