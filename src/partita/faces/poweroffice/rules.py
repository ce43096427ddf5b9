"""Rules over several members, and checks of single ones (contracts/poweroffice.md 7 and 8).

A rule looks at an object as it would be. It counts only where a member it looks at is mentioned,
so that a change of one thing is not refused for another.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from stdnum.exceptions import ValidationError
from stdnum.no import fodselsnummer, kontonr

from partita.domain.checks import check_identifier, compact_number
from partita.domain.errors import ValuesInvalid
from partita.domain.seeds.countries import is_country
from partita.domain.seeds.currencies import is_currency
from partita.domain.violation import Violation
from partita.faces.poweroffice.wire import COUNTRY

COPIES_MAX: Final = 10
ACCOUNT_DIGITS: Final = 11
Object = Mapping[str, Any]
Check = Callable[[Object], str | None]
"""What is wrong with an object, in a sentence; nothing when it is right."""


@dataclass(frozen=True, eq=False, slots=True)
class Rule:
    """One rule; compared by identity, so that several can key a cache.

    Attributes:
        field: The member it is about.
        check: What is wrong.
        looks_at: Other members it looks at; of a change it may be shown no more than these.
    """

    field: str
    check: Check
    looks_at: tuple[str, ...] = ()

    @property
    def members(self) -> frozenset[str]:
        """All members it looks at."""
        return frozenset((self.field, *self.looks_at))


def looked_at(rules: Iterable[Rule], names: frozenset[str]) -> frozenset[str]:
    """Names of members in lower case, with those that rules look at beside them."""
    found = [frozenset(name.lower() for name in rule.members) for rule in rules]
    return names.union(*(each for each in found if names & each))


def check_rules(rules: Iterable[Rule], obj: Object, mentioned: Iterable[str]) -> None:
    """Check an object against rules.

    Args:
        rules: The rules.
        obj: The object as it would be, by member.
        mentioned: Members that are new or other than they were.

    Raises:
        ValuesInvalid: It breaks some; all of them are told.
    """
    named = set(mentioned)
    found = []
    for rule in rules:
        message = rule.check(obj) if named & rule.members else None
        if message is not None:
            found.append(Violation(rule.field, "rule", {"message": message}))
    if found:
        raise ValuesInvalid(violations=found)


def _plausible(name: str) -> Rule:
    def check(obj: Object) -> str | None:
        text = obj.get(name)
        if not text or _is_address(text):
            return None
        return f"The value of {name} is no valid e-mail address."

    return Rule(name, check)


def _is_address(text: str) -> bool:
    return check_identifier("email", text).status == "valid"


def _check_copies(obj: Object) -> str | None:
    parts = [part.strip() for part in (obj.get("InvoiceEmailAddressCC") or "").split(";")]
    addresses = [part for part in parts if part]
    if len(addresses) > COPIES_MAX:
        return f"InvoiceEmailAddressCC can hold at most {COPIES_MAX} addresses."
    wrong = [each for each in addresses if not _is_address(each)]
    return f"InvoiceEmailAddressCC holds no valid e-mail address: {wrong[0]}." if wrong else None


def _required(name: str, *, of_person: bool) -> Rule:
    def check(obj: Object) -> str | None:
        if bool(obj.get("IsPerson")) is not of_person or (obj.get(name) or "").strip():
            return None
        kind = "true" if of_person else "false"
        return f"The field {name} is required when IsPerson is {kind}."

    return Rule(name, check, ("IsPerson",))


def _mailable(name: str, other: str) -> Rule:
    """PDF by e-mail needs an address to send it to."""

    def check(obj: Object) -> str | None:
        is_mailed = _word(obj, name) == "pdfbyemail"
        if not is_mailed or obj.get("EmailAddress") or obj.get(other):
            return None
        return f"{name} PdfByEmail needs an EmailAddress or {other}."

    return Rule(name, check, ("EmailAddress", other))


def _word(obj: Object, name: str) -> str:
    return str(obj.get(name) or "").lower()


_NOT_SET_HERE: Final = {
    "avtalegiro": "cannot be set through the API",
    "efaktura": "cannot be set through the API",
    "external": "needs an active third-party integration",
    "factoring": "needs an active third-party integration",
}


def _check_invoice_delivery(obj: Object) -> str | None:
    word = _word(obj, "InvoiceDeliveryType")
    if word in _NOT_SET_HERE:
        return f"InvoiceDeliveryType {obj['InvoiceDeliveryType']} {_NOT_SET_HERE[word]}."
    if word == "ehf" and not obj.get("OrganizationNumber"):
        return "InvoiceDeliveryType EHF needs an OrganizationNumber."
    return None


def _check_rate(obj: Object) -> str | None:
    return "The field BillableRate must be positive." if obj.get("BillableRate") == 0 else None


def _check_series(obj: Object) -> str | None:
    text = obj.get("SubLedgerNumberSeriesId")
    return (
        None if not text or _is_uuid(text) else "The field SubLedgerNumberSeriesId must be a UUID."
    )


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _check_national_id(obj: Object) -> str | None:
    text = obj.get("NationalIdNumber")
    if not text:
        return None
    try:
        fodselsnummer.validate(compact_number(text))
    except ValidationError:
        return "The value of NationalIdNumber is no valid national identity number."
    return None


def _check_currency(obj: Object) -> str | None:
    code = obj.get("CurrencyCode")
    is_good = not code or is_currency(str(code).upper())
    return None if is_good else f"There is no currency {code} (ISO 4217)."


def _country(name: str, *within: str) -> Rule:
    def check(obj: Object) -> str | None:
        holder = obj.get(within[0]) if within else obj
        code = holder.get(name) if isinstance(holder, Mapping) else None
        is_good = not code or is_country(str(code).upper())
        return None if is_good else f"There is no country {code} (ISO 3166-1 alpha-2)."

    return Rule(within[0] if within else name, check)


def _reported(name: str) -> Rule:
    def check(obj: Object) -> str | None:
        if not obj.get("InternationalIdReportToAltinn") or obj.get(name):
            return None
        return f"The field {name} is required when InternationalIdReportToAltinn is true."

    return Rule(name, check, ("InternationalIdReportToAltinn",))


def _check_account(obj: Object) -> str | None:
    """Eleven digits with a check digit in Norway, or an IBAN; anything elsewhere."""
    number = compact_number(str(obj.get("BankAccountNumber") or ""))
    is_here = (obj.get("CountryCode") or COUNTRY).upper() == COUNTRY
    if not number or not is_here or check_identifier("iban", number).status == "valid":
        return None
    if len(number) == ACCOUNT_DIGITS and kontonr.is_valid(number):
        return None
    return f"The value of BankAccountNumber is no valid account number: {ACCOUNT_DIGITS} digits."


_CONTACT: Final = (
    _plausible("EmailAddress"),
    _country("CountryCode", "MailAddress"),
    Rule("SubLedgerNumberSeriesId", _check_series),
)
_COMPANY: Final = (
    *_CONTACT,
    _required("Name", of_person=False),
    _required("FirstName", of_person=True),
    _required("LastName", of_person=True),
    Rule("CurrencyCode", _check_currency),
)
CUSTOMER: Final = (
    *_COMPANY,
    Rule("BillableRate", _check_rate),
    Rule("NationalIdNumber", _check_national_id),
    _plausible("InvoiceEmailAddress"),
    _plausible("PaymentReminderEmailAddress"),
    Rule("InvoiceEmailAddressCC", _check_copies),
    Rule("InvoiceDeliveryType", _check_invoice_delivery, ("OrganizationNumber",)),
    _mailable("InvoiceDeliveryType", "InvoiceEmailAddress"),
    _mailable("ReminderDeliveryType", "PaymentReminderEmailAddress"),
    _mailable("NoticeOfDebtCollectionDeliveryType", "PaymentReminderEmailAddress"),
)
SUPPLIER: Final = _COMPANY
EMPLOYEE: Final = (
    *_CONTACT,
    Rule("NationalIdNumber", _check_national_id),
    _country("InternationalIdCountryCode"),
    _reported("InternationalIdCountryCode"),
    _reported("InternationalIdNumber"),
)
PERSON: Final = (_plausible("EmailAddress"), _country("CountryCode", "MailAddress"))
ADDRESS: Final = (_country("CountryCode"),)
ACCOUNT: Final = (
    _country("CountryCode"),
    Rule("BankAccountNumber", _check_account, ("CountryCode",)),
)
