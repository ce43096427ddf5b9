"""Query fields that are answered by code rather than by a table (contracts/sage.md 8)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from partita.domain.query import Absent, And, Compare, Form, Member, Op, Query, View
from partita.faces.sage import labels
from partita.faces.sage.access import may_write
from partita.faces.sage.faults import FieldFaulty, entry
from partita.faces.sage.keys import tenant_id
from partita.kit.ids import named_uuid
from partita.usecases.context import Looking
from partita.usecases.search import search_rows

Arguments = Mapping[str, Any]
ACTIONS_MAX: Final = 200

_BOOK: Final = View(
    "whole_setup",
    tuple(Member(name, name, absent=Absent.NULL) for name in ("uuid", "name", "legislation")),
)
_ACCOUNTS: Final = View(
    "whole_rows",
    (
        Member("uuid", "uuid"),
        Member("type", "sub_account_type"),
        Member("is_default", "is_default", Form.BOOLEAN),
    ),
)
_LANGUAGES: Final[Mapping[str | None, str]] = {"FR": "fr", "ES": "es", "DE": "de", "PT": "es"}


def read_book(look: Looking) -> dict[str, Any]:
    """What the book is: its uuid, name and legislation."""
    book: dict[str, Any] = msgspec.json.decode(search_rows(look, Query(_BOOK))[0][1])
    return book


def user_profile(look: Looking, _: Arguments) -> dict[str, Any]:
    """The user behind the token: the app, as long as nobody signed in."""
    book, app = read_book(look), look.actor.name
    return {
        "id": named_uuid(book["uuid"], f"app {look.actor.app_id}"),
        "firstName": app,
        "lastName": None,
        "fullName": app,
        "applicationLanguageCode": _LANGUAGES.get(book["legislation"], "en"),
        "authenticationEmail": app,
        "expirationDate": None,
        "activeOrganizationId": book["uuid"],
        "activeTenantId": tenant_id(book["uuid"]),
        "activeLegislationCode": book["legislation"],
    }


def code_modes(look: Looking, _: Arguments) -> dict[str, Any]:
    """Whether codes are given by people; here numbers are always given out where none is."""
    kinds = ("customer", "supplier", "employee")
    return {f"{kind}CodeIsManual": False for kind in kinds}


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


def _language(look: Looking, arguments: Arguments) -> str:
    asked = arguments.get("language")
    if asked is None:
        return _LANGUAGES.get(read_book(look)["legislation"], "en")
    short: str = asked.strip().lower().replace("_", "-").partition("-")[0]
    if short not in labels.LANGUAGES:
        message = f"The specified language '{asked[:20]}' is unsupported."
        raise FieldFaulty(entry(message), takes_all=True)
    return short


def accounting_setup(look: Looking, arguments: Arguments) -> dict[str, Any] | None:
    """The default accounts of the organization; nothing of any other."""
    book = read_book(look)
    if str(arguments["id"]).lower() != book["uuid"]:
        return None
    only = And((Compare("kind", Op.EXACT_EQ, "account"),))
    rows = [msgspec.json.decode(text) for _, text in search_rows(look, Query(_ACCOUNTS, only))]
    known = {row["type"]: row["uuid"] for row in reversed(rows)}
    known |= {row["type"]: row["uuid"] for row in rows if row["is_default"]}
    kinds = {
        "Customers": "customer",
        "Suppliers": "supplier",
        "Employees": "employee",
        "Prepayments": "prepayment",
    }
    found = {f"default{name}AccountId": known.get(kind) for name, kind in kinds.items()}
    return {"organizationId": book["uuid"], **found}


ANSWERS: Final[Mapping[str, Callable[[Looking, Arguments], Any]]] = {
    "userProfile": user_profile,
    "thirdPartyCodeModeSettings": code_modes,
    "userAccessPolicyCheck": policy_check,
    "localizedEnumValues": enum_values,
    "localizedErrorMessage": error_message,
    "organizationAccountingSetupByOrgId": accounting_setup,
}
"""What answers each field, by its name."""
