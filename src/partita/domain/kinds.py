"""The closed list of reference lists, and what their rows carry besides number, code and name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from partita.domain.extras import Reference
from partita.domain.party import NUMBER_MAX
from partita.domain.seeds.accounts import SUB_ACCOUNT_TYPES
from partita.domain.standing import Role
from partita.domain.violation import Violation

TEXT_CHARS_MAX: Final = 250
CODE_CHARS_MAX: Final = 50
REFERENCE_NUMBER_MAX: Final = 2_147_483_647
DETAIL_MAX: Final = 2_147_483_647
"""The greatest number a row carries: days, ends of series, numbers of other rows."""


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing a row of a list carries.

    Attributes:
        type: ``int``, ``str`` or ``bool``.
        is_required: A row cannot be without it.
        choices: The only texts allowed; any when empty.
        refers_to: The list whose row the number names, if it names one.
    """

    type: type
    is_required: bool = False
    choices: tuple[str, ...] = ()
    refers_to: str | None = None


@dataclass(frozen=True, slots=True)
class ReferenceKind:
    """One list.

    Attributes:
        details: What its rows carry, by name.
        codes: The only codes allowed; any, and none twice, when empty.
    """

    details: Mapping[str, Detail] = field(default_factory=dict)
    codes: tuple[str, ...] = ()


REFERENCE_KINDS: Final[Mapping[str, ReferenceKind]] = {
    "account": ReferenceKind(
        {"sub_account_type": Detail(str, is_required=True, choices=SUB_ACCOUNT_TYPES)}
    ),
    "attribute_set": ReferenceKind(),
    "branding_theme": ReferenceKind(),
    "business_area": ReferenceKind(),
    "cost_group": ReferenceKind(
        {
            "icon": Detail(str),
            "type": Detail(
                str, is_required=True, choices=("standard", "income", "dividend", "internal")
            ),
        }
    ),
    "country": ReferenceKind(
        {
            "alpha3": Detail(str, is_required=True),
            "numeric": Detail(str, is_required=True),
            "vies": Detail(str),
        }
    ),
    "currency": ReferenceKind(
        {"precision": Detail(int, is_required=True), "notation": Detail(str)}
    ),
    "customer_group": ReferenceKind(
        {
            "account": Detail(int, refers_to="account"),
            "layout": Detail(int, refers_to="layout"),
        }
    ),
    "delivery_term": ReferenceKind(),
    "department": ReferenceKind(),
    "discount_group": ReferenceKind(),
    "document_type": ReferenceKind(
        {
            "legislation": Detail(str),
            "class": Detail(str, is_required=True, choices=("domestic", "vies", "other")),
        }
    ),
    "job_area": ReferenceKind(),
    "journal_type": ReferenceKind(),
    "language": ReferenceKind(),
    "layout": ReferenceKind(),
    "location": ReferenceKind(),
    "number_series": ReferenceKind(
        {
            "first": Detail(int, is_required=True),
            "last": Detail(int, is_required=True),
            "account": Detail(int, refers_to="account"),
        },
        codes=tuple(Role),
    ),
    "payment_mean": ReferenceKind(
        {"type": Detail(str, is_required=True, choices=("undefined", "payment_in"))}
    ),
    "payment_method": ReferenceKind(
        {
            "type": Detail(
                str, is_required=True, choices=("not_specified", "bank_account", "cash")
            ),
            "journal_type": Detail(int, refers_to="journal_type"),
            "sub_account": Detail(int, refers_to="account"),
        }
    ),
    "payment_term": ReferenceKind(
        {"days": Detail(int, is_required=True), "end_of_month": Detail(bool)}
    ),
    "price_group": ReferenceKind(),
    "tariff": ReferenceKind(),
    "tax_rate": ReferenceKind({"percent": Detail(str, is_required=True)}),
    "tax_treatment": ReferenceKind(),
    "transaction_category": ReferenceKind(),
    "vat_zone": ReferenceKind(
        {"class": Detail(str, choices=("domestic", "eu", "abroad", "domestic_without_vat"))}
    ),
    "zip_code": ReferenceKind({"country": Detail(str, is_required=True), "province": Detail(str)}),
}


_KINDS: Final = {int: "integer", str: "text", bool: "boolean"}


def reference_violations(row: Reference) -> list[Violation]:
    """What is wrong with a row, whatever else its book holds.

    The fields named are those of `Reference`; of its details ``details.NAME``.
    """
    kind = REFERENCE_KINDS[row.kind]
    found = [*_plain_violations(row, kind)]
    details = row.details or {}
    choices = {"choices": sorted(kind.details)}
    unknown = sorted(details.keys() - kind.details.keys())
    found += [Violation(f"details.{name}", "choice", choices) for name in unknown]
    for name, detail in kind.details.items():
        found += _detail_violations(f"details.{name}", detail, details.get(name))
    return found or _series_violations(row)


def _series_violations(row: Reference) -> list[Violation]:
    """A series holds numbers that parties may have."""
    if row.kind != "number_series" or row.details is None:
        return []
    details: Mapping[str, Any] = row.details
    first, last = details["first"], details["last"]
    if not 1 <= first <= NUMBER_MAX:
        return [Violation("details.first", "range", {"min": 1, "max": NUMBER_MAX})]
    if not first <= last <= NUMBER_MAX:
        return [Violation("details.last", "range", {"min": first, "max": NUMBER_MAX})]
    return []


def _plain_violations(row: Reference, kind: ReferenceKind) -> list[Violation]:
    found = []
    if not 1 <= row.number <= REFERENCE_NUMBER_MAX:
        found.append(Violation("number", "range", {"min": 1, "max": REFERENCE_NUMBER_MAX}))
    if not row.name.strip():
        found.append(Violation("name", "required"))
    for name, text, chars_max in (
        ("name", row.name, TEXT_CHARS_MAX),
        ("code", row.code or "", CODE_CHARS_MAX),
    ):
        if len(text) > chars_max:
            found.append(Violation(name, "too_long", {"max": chars_max}))
    if kind.codes and row.code not in kind.codes:
        found.append(Violation("code", "choice", {"choices": list(kind.codes)}))
    return found


def _detail_violations(name: str, detail: Detail, value: object) -> list[Violation]:
    if value is None:
        return [Violation(name, "required")] if detail.is_required else []
    if type(value) is not detail.type:
        return [Violation(name, "type", {"kind": _KINDS[detail.type]})]
    if isinstance(value, str) and len(value) > TEXT_CHARS_MAX:
        return [Violation(name, "too_long", {"max": TEXT_CHARS_MAX})]
    if isinstance(value, int) and not 0 <= value <= DETAIL_MAX:
        return [Violation(name, "range", {"min": 0, "max": DETAIL_MAX})]
    if detail.choices and value not in detail.choices:
        return [Violation(name, "choice", {"choices": list(detail.choices)})]
    return []
