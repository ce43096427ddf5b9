"""Query fields that are answered by code rather than by a table (contracts/sage.md 8)."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

import msgspec

from partita.domain.query import Absent, And, Compare, Form, Member, Op, Query, View
from partita.domain.terms import LINES_MAX, MONEY_MAX, due_amounts, plan_violations
from partita.faces.sage import labels, wire
from partita.faces.sage.access import SignedIn, may_write
from partita.faces.sage.faults import FieldFaulty, entry
from partita.faces.sage.inputs import Reader
from partita.faces.sage.keys import tenant_id
from partita.faces.sage.lines import line_named, stored_line
from partita.faces.sage.refusals import refuse
from partita.kit.ids import named_uuid
from partita.usecases.context import Looking
from partita.usecases.search import search_rows
from partita.usecases.term_lines import plan_line

Arguments = Mapping[str, Any]
ACTIONS_MAX: Final = 200
LANGUAGE: Final = "language"

_BOOK: Final = View(
    "whole_setup",
    tuple(Member(name, name, absent=Absent.NULL) for name in ("uuid", "name", "legislation")),
)
_MODES: Final = View("whole_setup", (Member("codes", "manual_codes"), Member("law", "legislation")))
_ACCOUNTS: Final = View(
    "whole_rows",
    (
        Member("uuid", "uuid"),
        Member("number", "number", Form.INTEGER),
        Member("type", "sub_account_type"),
    ),
)
_SERIES: Final = View(
    "whole_rows", (Member("role", "code"), Member("account", "account", Form.INTEGER))
)
_AUTOMATIC: Final = "DE"
_LANGUAGES: Final[Mapping[str | None, str]] = {"FR": "fr", "ES": "es", "DE": "de", "PT": "es"}


def read_book(look: Looking) -> dict[str, Any]:
    """What the book is: its uuid, name and legislation."""
    book: dict[str, Any] = msgspec.json.decode(search_rows(look, Query(_BOOK))[0][1])
    return book


def user_profile(look: Looking, _: Arguments) -> dict[str, Any]:
    """The user behind the token: who signed in, or else the app."""
    book, actor = read_book(look), look.actor
    person = actor.person if isinstance(actor, SignedIn) else ""
    return {
        "id": person or named_uuid(book["uuid"], f"app {actor.app_id}"),
        "firstName": actor.name,
        "lastName": None,
        "fullName": actor.name,
        "applicationLanguageCode": (book["legislation"] or "en").lower(),
        "authenticationEmail": actor.name,
        "expirationDate": None,
        "activeOrganizationId": book["uuid"],
        "activeTenantId": tenant_id(book["uuid"]),
        "activeLegislationCode": book["legislation"],
    }


def code_modes(look: Looking, _: Arguments) -> dict[str, Any]:
    """Whether codes are given by people; never in Germany."""
    book = msgspec.json.decode(search_rows(look, Query(_MODES))[0][1])
    manual = [] if book.get("law") == _AUTOMATIC else msgspec.json.decode(book.get("codes") or "[]")
    kinds = ("customer", "supplier", "employee")
    return {f"{kind}CodeIsManual": kind in manual for kind in kinds}


def policy_check(look: Looking, arguments: Arguments) -> list[dict[str, Any]]:
    """Whether the user may do things.

    Raises:
        FieldFaulty: One of them is nothing anybody does here.
    """
    asked = list(dict.fromkeys(arguments["actions"][:ACTIONS_MAX]))
    unknown = [each for each in asked if not labels.is_action(each)]
    if unknown:
        key = "global.businessErrors.unknownActionNames"
        raise FieldFaulty(entry(key, details="|".join(unknown)))
    may = may_write(look.actor)
    return [{"action": each, "isAllowed": may or each.startswith("view-")} for each in asked]


def enum_values(look: Looking, arguments: Arguments) -> list[dict[str, Any]]:
    """The words of an enumeration with what people call them.

    Raises:
        FieldFaulty: The enumeration or the language is unknown.
    """
    name, language = arguments["enumName"], _language(look, arguments)
    words = labels.enum_labels(name, language)
    if words is None:
        message = f"Unrecognized enumeration name '{name[:80]}'. "
        hint = "Please check the enumeration name and try again."
        raise FieldFaulty(entry(message + hint), takes_all=True)
    return [{"value": word, "label": label} for word, label in words]


def error_message(look: Looking, arguments: Arguments) -> dict[str, Any]:
    """What an error key means.

    Raises:
        FieldFaulty: The key or the language is unknown.
    """
    code, language = arguments["errorCode"], _language(look, arguments)
    message = labels.error_label(code, language)
    if message is None:
        text = f"Unrecognized error code '{code[:120]}'. Please check the error code and try again."
        raise FieldFaulty(entry(text), takes_all=True)
    return {"message": message, "errorCode": code, "language": language}


def language_of(country: str | None) -> str | None:
    """The language of the legislation that a header hints at; ``None`` for any other hint."""
    return _LANGUAGES.get((country or "").strip().upper())


def _language(look: Looking, arguments: Arguments) -> str:
    asked = arguments.get(LANGUAGE)
    if asked is None:
        return _LANGUAGES.get(read_book(look)["legislation"], "en")
    short: str = asked.strip().lower().replace("_", "-").partition("-")[0]
    if short not in labels.LANGUAGES:
        message = f"The specified language '{asked[:20]}' is unsupported."
        raise FieldFaulty(entry(message), takes_all=True)
    return short


def accounting_setup(look: Looking, arguments: Arguments) -> dict[str, Any] | None:
    """The default accounts of the organization, which new third parties get; nothing of others."""
    book = read_book(look)
    if str(arguments["id"]).lower() != book["uuid"]:
        return None
    accounts = _rows(look, _ACCOUNTS, Compare("kind", Op.EXACT_EQ, "account"))
    is_usual = Compare("is_default", Op.EQ, True)  # noqa: FBT003  # the value of a field
    series = _rows(look, _SERIES, Compare("kind", Op.EXACT_EQ, "number_series"), is_usual)
    uuids = {row["number"]: row["uuid"] for row in accounts}
    known = {row["role"]: uuids.get(row.get("account")) for row in series}
    known |= {"prepayment": next((row["uuid"] for row in accounts if _is_prepaid(row)), None)}
    found = {f"default{kind.title()}sAccountId": known.get(kind) for kind in _KINDS}
    return {"organizationId": book["uuid"], **found}


def _rows(look: Looking, view: View, *only: Compare) -> list[dict[str, Any]]:
    return [msgspec.json.decode(text) for _, text in search_rows(look, Query(view, And(only)))]


def _is_prepaid(row: Mapping[str, Any]) -> bool:
    return row.get("type") == "prepayment"


_KINDS: Final = ("customer", "supplier", "employee", "prepayment")


def terms_preview(_: Looking, arguments: Arguments) -> list[dict[str, Any]]:
    """What a payment plan makes due when (contracts/sage.md 6); nothing is looked up.

    Raises:
        Refused: The plan breaks rules; all of them are told.
        FieldFaulty: A day lies beyond the calendar, or the amount beyond money.
    """
    reader = Reader()
    items = [
        reader.read(wire.PAYMENT_TERM_LINE, said, f"lines[{place}].")
        for place, said in enumerate(arguments["lines"][: LINES_MAX + 1])
    ]
    lines = [] if reader.found else [plan_line(stored_line(each)) for each in items]
    if found := reader.found or [line_named(each) for each in plan_violations(lines)]:
        raise refuse(found)
    amount: Decimal = arguments["amount"]
    if abs(amount) > MONEY_MAX:
        raise _beyond("amount")
    try:
        due = due_amounts(lines, arguments["date"].date(), amount)
    except OverflowError:
        raise _beyond("date") from None
    return [
        {
            "order": each.position,
            "dueDate": f"{each.day.isoformat()}T00:00:00.000Z",
            "amount": msgspec.Raw(str(each.amount).encode()),
        }
        for each in due
    ]


def _beyond(name: str) -> FieldFaulty:
    return FieldFaulty(entry("global.businessErrors.valueOutOfRange", details=name))


ANSWERS: Final[Mapping[str, Callable[[Looking, Arguments], Any]]] = {
    "userProfile": user_profile,
    "thirdPartyCodeModeSettings": code_modes,
    "userAccessPolicyCheck": policy_check,
    "localizedEnumValues": enum_values,
    "localizedErrorMessage": error_message,
    "organizationAccountingSetupByOrgId": accounting_setup,
    "paymentTermsPreview": terms_preview,
}
"""What answers each field, by its name."""
