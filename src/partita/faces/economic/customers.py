"""Customers, which version 3.1.0 brought (contracts/economic.md 12)."""

import re
from collections.abc import Callable
from typing import Any, Final

from partita.domain.address import AddressPatch
from partita.domain.checks import check_identifier
from partita.domain.errors import ValuesInvalid
from partita.domain.party import PartyPatch
from partita.domain.standing import Role
from partita.domain.violation import Violation
from partita.facekit.body import read_values
from partita.facekit.face import Prepare, Reply, Request
from partita.facekit.table import Resource
from partita.faces.economic.reading import path_number
from partita.faces.economic.writing import (
    country_values,
    created,
    find_member,
    given_version,
    read_object,
)
from partita.usecases.context import Context
from partita.usecases.parties import PartyChange, change_party, create_party, delete_role

Values = dict[str, Any]
CUSTOMER_NUMBER: Final = "customerNumber"
GLN_DIGITS: Final = 13
DISCOUNT_PERCENT_MAX: Final = 100
_PRODUCTION_UNIT: Final = re.compile(r"\s*(?:[0-9]\s*){10}")
_VOUCHER: Final = re.compile(r"[\w\-./ ]*")
_BETWEEN_MAILBOXES: Final = re.compile(r"[;,]")
_PEPPOL_SCHEME: Final = re.compile(r"[^:]+:.+")

Check = Callable[[Any], str | None]
"""The error code of a value that does not fit, or nothing."""


def _mailbox(code: str) -> Check:
    """A mailbox, or several of them with semicolons or commas between."""

    def check(value: str) -> str | None:
        parts = [part.strip() for part in _BETWEEN_MAILBOXES.split(value) if part.strip()]
        fits = all(check_identifier("email", part).status == "valid" for part in parts)
        return None if fits else code

    return check


def _check_gln(value: str) -> str | None:
    if len(value) != GLN_DIGITS or not value.isdigit():
        return "CustomerInvalidEANThirteenDigits"
    return None if check_identifier("gln", value).status == "valid" else "CustomerInvalidEAN"


def _check_peppol(value: str) -> str | None:
    if not _PEPPOL_SCHEME.fullmatch(value):
        return "CustomerInvalidInputPEPPOLID"
    return (
        None if check_identifier("peppol", value).status == "valid" else "CustomerInvalidPEPPOLID"
    )


def _check_discount(value: float) -> str | None:
    return "CustomerInvalidDiscount" if abs(value) > DISCOUNT_PERCENT_MAX else None


def _matches(pattern: re.Pattern[str], code: str) -> Check:
    return lambda value: None if pattern.fullmatch(value) else code


CHECKS: Final[dict[str, tuple[str, Check]]] = {
    "party.email": ("email", _mailbox("CustomerInvalidEmail")),
    "role.invoice_email": ("defaultInvoiceRecipient", _mailbox("CustomerInvalidInvoiceEmail")),
    "role.order_email": ("defaultOrderRecipient", _mailbox("CustomerInvalidOrderEmail")),
    "role.quote_email": ("defaultQuoteRecipient", _mailbox("CustomerInvalidQuotationEmail")),
    "role.reminder_email": ("defaultReminderRecipient", _mailbox("CustomerInvalidReminderEmail")),
    "role.statement_email": (
        "defaultStatementOfAccountRecipient",
        _mailbox("CustomerInvalidStatementEmail"),
    ),
    "role.gln": ("eanLocationNumber", _check_gln),
    "role.peppol_id": ("recipientPeppol", _check_peppol),
    "role.discount_percent": ("defaultDiscountPct", _check_discount),
    "role.production_unit": ("pnr", _matches(_PRODUCTION_UNIT, "CustomerInvalidPNumber")),
    "role.voucher_number": ("voucherNumber", _matches(_VOUCHER, "CustomerInvalidVoucher")),
}
"""Wire name and check of the values that have rules of their own."""


def _check_values(values: Values) -> None:
    violations = []
    for target, (name, check) in CHECKS.items():
        value = values.get(target)
        code = check(value) if value not in (None, "") else None
        if code is not None:
            message = f"The value of {name} is not valid."
            violations.append(Violation(name, "rule", {"code": code, "message": message}))
    if violations:
        raise ValuesInvalid(violations=violations)


def prepare_new_customer(resource: Resource) -> Prepare:
    """Read the body of a POST; absent access means active."""

    def prepare(request: Request) -> Values:
        members = read_object(request)
        values = read_values(resource, members, clears=True)
        if find_member(members, "access") is None:
            values["access"] = True
        _check_values(values)
        return values

    return prepare


def prepare_replacement(resource: Resource) -> Prepare:
    """Read the body of a PUT; the identity is in the path, absent access means not active."""

    def prepare(request: Request) -> tuple[Values, int, int]:
        number = path_number(request)
        members = {CUSTOMER_NUMBER: number, **read_object(request)}
        version = given_version(members)
        values = read_values(resource, members, clears=True)
        _check_values(values)
        return values, number, version

    return prepare


def _under(prefix: str, values: Values) -> Values:
    """The values of one part, by their names in it."""
    start = f"{prefix}."
    return {name[len(start) :]: each for name, each in values.items() if name.startswith(start)}


def _change(values: Values) -> PartyChange:
    mail = _under("mail", values)
    mail |= country_values(mail["country_text"])
    role = {**_under("role", values), "is_active": values["access"]}
    return PartyChange(
        party=PartyPatch(**_under("party", values)),
        role=role,
        mail=AddressPatch(**mail),
        account=_under("account", values),
    )


def post_customer(ctx: Context, request: Request, prepared: Values) -> Reply:
    """Create a customer under the number its caller chose."""
    number = prepared["role.number"]
    create_party(ctx, Role.CUSTOMER, _change(prepared), number=number)
    return created(request, CUSTOMER_NUMBER, number)


def put_customer(ctx: Context, request: Request, prepared: tuple[Values, int, int]) -> Reply:
    """Replace what the dialect says of a customer."""
    values, number, version = prepared
    change_party(ctx, Role.CUSTOMER, number, _change(values), if_version=version)
    return Reply(204)


def delete_customer(ctx: Context, request: Request, prepared: object) -> Reply:
    """Delete a customer."""
    delete_role(ctx, Role.CUSTOMER, path_number(request))
    return Reply(204)
