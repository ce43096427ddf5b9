"""A person at a party, and the ways to reach them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from partita.domain.record import Record
from partita.kit.swift import swift
from partita.kit.unset import UNSET, UnsetType


class PointKind(StrEnum):
    """Kinds of contact points."""

    EMAIL = "email"
    PHONE = "phone"
    WEB = "web"
    SOCIAL = "social"


@swift
@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPoint(Record):
    """An e-mail, phone, web or social address of a contact person.

    Attributes:
        person: Number of the contact person.
        kind: What it is.
        value: The address or number as written.
        usage: What for, in lower case, such as ``invoices``, ``mobile``.
        label: Name of a social network and the like.
        is_default: The one to use; at most one of a kind per person.
        position: Order among those of its kind.
    """

    person: int
    kind: PointKind
    value: str
    usage: str | None = None
    label: str | None = None
    is_default: bool = False
    position: int = 0


@swift
@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPerson(Record):
    """A person at a party.

    Attributes:
        number: Unique in the book, from 1.
        party_id: At which party.
        serial: Counts the contact persons of one party, from 1; never changes.
        customer_number: Number of the party's customer role, if it has one; kept here, too, so that
            lists of customers' contacts need no second table.
        position: Where people want it among those of the party.
        name: Full name.
        email, phone: The default contact points, see `ContactPoint`.
        kind: What for, such as ``billing``.
        is_deleted: Deleted softly: one dialect still shows it.
    """

    number: int
    party_id: int
    serial: int
    name: str
    customer_number: int | None = None
    position: int = 0
    first_name: str | None = None
    last_name: str | None = None
    title: str | None = None
    courtesy: str | None = None
    job_area: int | None = None
    kind: str | None = None
    email: str | None = None
    phone: str | None = None
    notes: str | None = None
    external_code: str | None = None
    e_invoice_id: str | None = None
    receives_quotes: bool = False
    receives_orders: bool = False
    receives_invoices: bool = False
    receives_e_invoices: bool = False
    receives_statements: bool = False
    receives_reminders: bool = False
    is_default: bool = False
    is_active: bool = True
    is_deleted: bool = False
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPatch:
    """What a caller wants of a contact person."""

    name: str | UnsetType = UNSET
    position: int | UnsetType = UNSET
    first_name: str | None | UnsetType = UNSET
    last_name: str | None | UnsetType = UNSET
    title: str | None | UnsetType = UNSET
    courtesy: str | None | UnsetType = UNSET
    job_area: int | None | UnsetType = UNSET
    kind: str | None | UnsetType = UNSET
    email: str | None | UnsetType = UNSET
    phone: str | None | UnsetType = UNSET
    notes: str | None | UnsetType = UNSET
    external_code: str | None | UnsetType = UNSET
    e_invoice_id: str | None | UnsetType = UNSET
    receives_quotes: bool | UnsetType = UNSET
    receives_orders: bool | UnsetType = UNSET
    receives_invoices: bool | UnsetType = UNSET
    receives_e_invoices: bool | UnsetType = UNSET
    receives_statements: bool | UnsetType = UNSET
    receives_reminders: bool | UnsetType = UNSET
    is_default: bool | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET
