"""The fields of roles that people change beside those of the party: shown, read, and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any, Final

import msgspec

from partita.domain.errors import ValuesInvalid
from partita.domain.standing import Role
from partita.domain.violation import Violation
from partita.usecases.context import Looking
from partita.usecases.references import search_references
from partita.web.forms import whole_number
from partita.web.rendering import N_

CHARS_MAX: Final = 255
CURRENCY_CHARS: Final = 3
DAYS_MAX: Final = 9_999
NUMBER_MAX: Final = 1e12


@dataclass(frozen=True, slots=True)
class RoleField:
    """A field of a role.

    Attributes:
        role: Of which role.
        name: Its name in the role's record.
        label: What people call it.
        kind: ``text``, ``email``, ``currency``, ``days``, ``number``, ``date``, or ``list``.
        rows: The list of the book that has its values, for ``list``.
    """

    role: Role
    name: str
    label: str
    kind: str = "text"
    rows: str = ""

    @property
    def key(self) -> str:
        """Its name in forms."""
        return f"{self.role}.{self.name}"

    def write(self, record: Mapping[str, Any]) -> str:
        """Its value as a text; empty for none.

        >>> RoleField(Role.CUSTOMER, "credit_maximum", "", "number").write({"credit_maximum": 5.0})
        '5'
        """
        value = record.get(self.name)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else str(value)

    def read(self, text: str) -> object:
        """The value a text says; ``None`` for an empty one.

        Raises:
            ValuesInvalid: It says none.
        """
        try:
            return _READERS.get(self.kind, _text)(text) if text else None
        except ValueError as error:
            rule = str(error) if str(error) in {"too_long", "email"} else "format"
            raise ValuesInvalid(violations=[Violation(self.name, rule)]) from error


def _text(text: str) -> str:
    if len(text) > CHARS_MAX:
        raise ValueError("too_long")
    return text


def _email(text: str) -> str:
    name, at, host = _text(text).rpartition("@")
    if not (name and at and host) or " " in text:
        raise ValueError("email")
    return text


def _currency(text: str) -> str:
    if len(text) != CURRENCY_CHARS or not (text.isascii() and text.isalpha()):
        raise ValueError(text)
    return text.upper()


def _days(text: str) -> int:
    if not 0 <= (days := _whole(text)) <= DAYS_MAX:
        raise ValueError(text)
    return days


def _whole(text: str) -> int:
    if (read := whole_number(text)) is None:
        raise ValueError(text)
    return read


def _number(text: str) -> float:
    value = float(text.replace(",", "."))
    if not isfinite(value) or not 0 <= value <= NUMBER_MAX:
        raise ValueError(text)
    return value


_READERS: Final = {
    "email": _email,
    "currency": _currency,
    "days": _days,
    "number": _number,
    "date": date.fromisoformat,
    "list": _whole,
}
_TERM: Final = (N_("Payment terms"), "list", "payment_term")
_THEIR_KEY: Final = N_("External key")
ROLE_FIELDS: Final = (
    RoleField(Role.CUSTOMER, "group", N_("Group"), "list", "customer_group"),
    RoleField(Role.CUSTOMER, "currency", N_("Currency"), "currency"),
    RoleField(Role.CUSTOMER, "payment_term", *_TERM),
    RoleField(Role.CUSTOMER, "payment_days", N_("Days to pay"), "days"),
    RoleField(Role.CUSTOMER, "vat_zone", N_("VAT zone"), "list", "vat_zone"),
    RoleField(Role.CUSTOMER, "layout", N_("Layout"), "list", "layout"),
    RoleField(Role.CUSTOMER, "credit_maximum", N_("Credit limit"), "number"),
    RoleField(Role.CUSTOMER, "discount_percent", N_("Discount in percent"), "number"),
    RoleField(Role.CUSTOMER, "invoice_email", N_("Invoices to"), "email"),
    RoleField(Role.CUSTOMER, "gln", "GLN"),
    RoleField(Role.CUSTOMER, "peppol_id", "Peppol"),
    RoleField(Role.CUSTOMER, "external_reference", _THEIR_KEY),
    RoleField(Role.SUPPLIER, "currency", N_("Currency"), "currency"),
    RoleField(Role.SUPPLIER, "payment_term", *_TERM),
    RoleField(Role.SUPPLIER, "payment_days", N_("Days to pay"), "days"),
    RoleField(Role.SUPPLIER, "external_reference", _THEIR_KEY),
    RoleField(Role.EMPLOYEE, "job_title", N_("Job title")),
    RoleField(Role.EMPLOYEE, "department", N_("Department"), "list", "department"),
    RoleField(Role.EMPLOYEE, "hired_on", N_("Hired on"), "date"),
    RoleField(Role.EMPLOYEE, "started_on", N_("Started on"), "date"),
    RoleField(Role.EMPLOYEE, "ended_on", N_("Ended on"), "date"),
    RoleField(Role.EMPLOYEE, "external_reference", _THEIR_KEY),
    RoleField(Role.COUNTERPARTY, "description", N_("Description")),
    RoleField(Role.COUNTERPARTY, "cost_group", N_("Cost group"), "list", "cost_group"),
    RoleField(Role.COUNTERPARTY, "external_reference", _THEIR_KEY),
)
NAMES: Final = tuple(each.key for each in ROLE_FIELDS)


def texts_of(party: Mapping[str, Any]) -> dict[str, str]:
    """The fields of the roles a party has, as texts."""
    return {each.key: each.write(party[each.role]) for each in ROLE_FIELDS if party.get(each.role)}


def values_for(role: Role, changed: Mapping[str, str]) -> dict[str, Any]:
    """What somebody wants of a role.

    Args:
        role: Which.
        changed: The fields they changed, as texts by their name in forms.

    Raises:
        ValuesInvalid: A text says no value.
    """
    mine = [each for each in ROLE_FIELDS if each.role is role and each.key in changed]
    return {each.name: each.read(changed[each.key]) for each in mine}


def lists_for(look: Looking, party: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The rows one may choose from, by list, as far as the party's roles need them."""
    wanted = {each.rows for each in ROLE_FIELDS if each.rows and party.get(each.role)}
    return {kind: _rows(look, kind) for kind in sorted(wanted)}


def _rows(look: Looking, kind: str) -> list[dict[str, Any]]:
    return [msgspec.json.decode(text) for _, text in search_references(look, kind)]
