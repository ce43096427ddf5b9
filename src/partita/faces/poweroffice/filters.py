"""Filters of the lists (contracts/poweroffice.md 5)."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from partita.domain.checks import compact_number
from partita.domain.errors import FilterInvalid
from partita.domain.query import And, Compare, Filter, Op, Or, Some
from partita.facekit.body import INT64_MAX
from partita.faces.poweroffice.wire import SERIES_KINDS
from partita.kit.clock import parse_moment

ITEMS_MAX: Final = 1_000
GROUP_FILTER: Final = "contactgroupids"
_ID: Final = re.compile(r"0*[1-9][0-9]{0,18}")
_RANGE: Final = re.compile(r"([0-9]{1,19})\s*(?:(-)\s*([0-9]{1,19})?)?")
_OFFSET_BLANK: Final = re.compile(r" (?=[0-9]{2}:?[0-9]{2}$)")

Make = Callable[[str], Filter]
"""A filter of the text of a parameter."""


def _items(name: str, text: str) -> list[str]:
    items = [item.strip() for item in text.split(",")]
    found = [item for item in items if item]
    if len(found) > ITEMS_MAX:
        raise FilterInvalid(message=f"{name} names over {ITEMS_MAX} values.", name=name)
    return found


def read_ids(name: str, text: str) -> tuple[int, ...]:
    """Ids with commas between.

    Raises:
        FilterInvalid: One is no positive whole number, such as a range.
    """
    items = _items(name, text)
    if not all(_ID.fullmatch(item) and int(item) <= INT64_MAX for item in items):
        message = f"{name} must be positive whole numbers with commas between."
        raise FilterInvalid(message=message, name=name)
    return tuple(map(int, items))


def _ids(name: str, field: str) -> Make:
    return lambda text: Compare(field, Op.IN, read_ids(name, text))


def _groups(text: str) -> Filter:
    return Some("memberships", Compare("group", Op.IN, read_ids("contactGroupIds", text)))


def _ranges(name: str, field: str) -> Make:
    """Numbers and ranges with commas between: ``7``, ``7-9``, ``7-``."""

    def make(text: str) -> Filter:
        matches = [_RANGE.fullmatch(item) for item in _items(name, text)]
        singles = [int(match[1]) for match in matches if match and not match[2]]
        spans = [_span(field, match) for match in matches if match and match[2]]
        given = [int(each) for match in matches if match for each in match.group(1, 3) if each]
        if not all(matches) or max(given, default=0) > INT64_MAX:
            message = f"{name} must be whole numbers and ranges such as 7-9, with commas between."
            raise FilterInvalid(message=message, name=name)
        found: list[Filter] = [Compare(field, Op.IN, tuple(singles))] if singles else []
        return Or((*found, *spans))

    return make


def _span(field: str, match: re.Match[str]) -> Filter:
    low = Compare(field, Op.GE, int(match[1]))
    return And((low, Compare(field, Op.LE, int(match[3])))) if match[3] else low


def _moment(name: str, field: str) -> Make:
    """Strictly after a moment; an offset whose plus arrived as a blank gets it back."""

    def make(text: str) -> Filter:
        try:
            moment = parse_moment(_OFFSET_BLANK.sub("+", text.strip()))
        except (ValueError, OverflowError):
            message = f"{name} must be an ISO 8601 date-time."
            raise FilterInvalid(message=message, name=name) from None
        return Compare(field, Op.GT, moment)

    return make


def _exact(field: str) -> Make:
    return lambda text: Compare(field, Op.EXACT_EQ, text.strip())


def _texts(name: str, *fields: str, op: Op = Op.EXACT_IN) -> Make:
    def make(text: str) -> Filter:
        items = tuple(_items(name, text))
        return Or(tuple(Compare(field, op, items) for field in fields))

    return make


def _codes(text: str) -> Filter:
    """External codes whatever their case."""
    items = tuple(_items("externalCodes", text))
    return Or(
        (Compare("external_code", Op.IN, items), Compare("external_code", Op.EXACT_IN, items))
    )


def _numbers(name: str, field: str, *as_written: str) -> Make:
    """Numbers compared without blanks and dots."""

    def make(text: str) -> Filter:
        items = _items(name, text)
        compact = tuple(compact_number(item) for item in items)
        found: list[Filter] = [Compare(field, Op.EXACT_IN, compact)]
        found += [Compare(each, Op.EXACT_IN, (*items, *compact)) for each in as_written]
        return Or(tuple(found))

    return make


def _truth(name: str, field: str) -> Make:
    def make(text: str) -> Filter:
        word = text.strip().lower()
        if word not in ("true", "false"):
            raise FilterInvalid(message=f"{name} must be true or false.", name=name)
        return Compare(field, Op.EQ, word == "true")

    return make


def _series_kinds(text: str) -> Filter:
    name = "subLedgerNumberSeriesType"
    known = {word.lower(): stored for stored, word in SERIES_KINDS}
    items = [item.lower() for item in _items(name, text)]
    if not set(items) <= known.keys():
        message = f"{name} must be of {', '.join(word for _, word in SERIES_KINDS)}."
        raise FilterInvalid(message=message, name=name)
    return Compare("code", Op.EXACT_IN, tuple(known[item] for item in items))


def _lowered(makes: Mapping[str, Make]) -> Mapping[str, Make]:
    return {name.lower(): make for name, make in makes.items()}


def _changes(created: str, changed_at: str = "changed_at") -> dict[str, Make]:
    changed = "lastChangedDateTimeOffsetGreaterThan"
    return {created: _moment(created, "created_at"), changed: _moment(changed, changed_at)}


def _of_party(role: str) -> Mapping[str, Make]:
    numbers = f"{role}Nos"
    return _lowered(
        {
            "contactGroupIds": _groups,
            **_changes(f"{role}CreatedDateTimeOffsetGreaterThan", "party.changed_at"),
            numbers: _ranges(numbers, "number"),
            "externalImportReference": _exact("external_reference"),
            "externalNos": _ranges("externalNos", "external_number"),
            "organizationNumbers": _numbers("organizationNumbers", "party.company_number_compact"),
            "phoneNumbers": _texts("phoneNumbers", "party.phone"),
            "emailAddresses": _texts("emailAddresses", "party.email", op=Op.IN),
        }
    )


_CREATED: Final = _changes("createdDateTimeOffsetGreaterThan")
CUSTOMERS: Final = _of_party("customer")
SUPPLIERS: Final = _of_party("supplier")
EMPLOYEES: Final = _of_party("employee")
GROUPS: Final = _lowered({**_CREATED, "names": _texts("names", "name")})
PERSONS: Final = _lowered(
    {
        **_CREATED,
        "contactIds": _ids("contactIds", "party_id"),
        "externalCodes": _texts("externalCodes", "external_code"),
    }
)
ADDRESSES: Final = _lowered(
    {**_CREATED, "contactIds": _ids("contactIds", "party_id"), "externalCodes": _codes}
)
ACCOUNTS: Final = _lowered(
    {
        **_CREATED,
        "contactIds": _ids("contactIds", "party_id"),
        "bankAccountNumbers": _numbers("bankAccountNumbers", "account_compact", "iban"),
    }
)
SERIES: Final = _lowered(
    {
        "generalLedgerAccountNos": _ranges("generalLedgerAccountNos", "account"),
        "isDefault": _truth("isDefault", "is_default"),
        "subLedgerNumberSeriesType": _series_kinds,
    }
)


def read_filters(query: Mapping[str, str], known: Mapping[str, Make]) -> list[Filter]:
    """The filters of a query; a blank one is none, and an unknown one is left alone.

    Args:
        query: The query, names in lower case.
        known: The filters of the list by name in lower case.

    Raises:
        FilterInvalid: One cannot be read.
    """
    given = [(name, query[name]) for name in known if name in query and query[name].strip(" ,")]
    return [known[name](text) for name, text in given]
