"""Filters and orders in a query (contracts/flowtly.md 9.3)."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from partita.domain.query import LIKE_ANY, And, Compare, Filter, Op, Or, Sort
from partita.facekit.face import Request
from partita.faces.flowtly.places import Place, is_key, read_iri, read_key
from partita.faces.flowtly.shelves import Parameter, Shelf
from partita.faces.flowtly.wire import DUE_DAYS, STANDINGS
from partita.kit.clock import parse_moment
from partita.kit.text import is_storable, search_fold

VALUES_MAX: Final = 1_000
_NAME: Final = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_KEYS: Final = re.compile(r"\[([^\[\]]*)\]")
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}")
_OFFSET_BLANK: Final = re.compile(r" (?=[0-9]{2}:?[0-9]{2}$)")
_TRUTHS: Final = {"true": True, "1": True, "false": False, "0": False}
_SECOND: Final = timedelta(seconds=1)
NOTHING: Final = Or(())
"""A filter that nothing fits."""

SEARCHED: Final = "party.search_text"
NAMED: Final = "party.search_named"
SEARCH_NAMES: Final = ("query", "search", "q", "name", "phrase")
"""Parameters that say what to search for; the first one that says something counts."""


@dataclass(slots=True)
class Given:
    """The values of one name in a query, by what stood in brackets behind it."""

    values: list[str] = field(default_factory=list)
    keyed: list[tuple[str, str]] = field(default_factory=list)

    @property
    def last(self) -> str:
        """The value that counts where there can be one only."""
        return self.values[-1] if self.values else ""


def read_parameters(request: Request) -> dict[str, Given]:
    """The parameters of a query, ``name``, ``name[]`` and ``name[key]`` gathered by name."""
    found: dict[str, Given] = {}
    for written, value in request.parameters:
        match = _NAME.fullmatch(written)
        if match is None:
            continue
        given, keys = found.setdefault(match[1], Given()), _KEYS.findall(match[2])
        if not keys or keys[0] == "" or keys[0].isdecimal():
            given.values.append(value)
        else:
            given.keyed.append((keys[0], value))
    return found


def read_filters(shelf: Shelf, given: dict[str, Given], place: Place) -> list[Filter]:
    """The filters of a query; what cannot be understood is left alone."""
    found: list[Filter | None] = [shelf.only]
    for parameter in shelf.filters:
        if parameter.kind == "exists":
            found.append(_exists(parameter, given))
        elif parameter.name in given:
            made = _KINDS[parameter.kind](parameter, given[parameter.name], place)
            found.append(_or_unsaid(shelf, parameter, given[parameter.name], made))
    return [each for each in found if each is not None]


def _or_unsaid(
    shelf: Shelf, parameter: Parameter, given: Given, made: Filter | None
) -> Filter | None:
    """Also those of which the book says nothing, where that is shown as the value asked for."""
    shown = shelf.otherwise.get(parameter.name)
    if made is None or parameter.kind != "exact" or shown not in given.values:
        return made
    return Or((made, Compare(parameter.at, Op.EQ, None)))


def _exists(parameter: Parameter, given: dict[str, Given]) -> Filter | None:
    asked = dict(given["exists"].keyed) if "exists" in given else {}
    truth = _TRUTHS.get(asked.get(parameter.name, "").lower())
    if truth is None:
        return None
    return Compare(parameter.at, Op.NE if truth else Op.EQ, None)


def _values(given: Given) -> list[str]:
    return [each for each in given.values[:VALUES_MAX] if each != ""]


def _exact(parameter: Parameter, given: Given, place: Place) -> Filter | None:
    values = _values(given)
    if not values:
        return None
    if parameter.name == "id" and parameter.at != "uuid":
        return _one_of(parameter.at, _ids(values, place))
    if parameter.name == "id":
        return _one_of(parameter.at, [each.rpartition("/")[2].lower() for each in values])
    stored = {word: known for known, word in STANDINGS} if parameter.name == "status" else {}
    return _one_of(parameter.at, [stored.get(each, each) for each in values])


def _ids(values: Iterable[str], place: Place) -> list[int]:
    """Ids, written as numbers or as IRIs."""
    found = []
    for text in values:
        iri = read_iri(text, place)
        key = iri.key if iri else text
        if isinstance(key, int) or _INTEGER.fullmatch(key):
            found.append(int(key))
    return found


def _one_of(at: str, keys: Sequence[Any]) -> Filter:
    """Records that have one of some keys; those that no record can have count for nothing."""
    keys = [key for key in keys if not isinstance(key, str) or is_storable(key)]
    if len(keys) == 1:
        return Compare(at, Op.EXACT_EQ, keys[0])
    return Compare(at, Op.EXACT_IN, tuple(keys)) if keys else NOTHING


def _link(parameter: Parameter, given: Given, place: Place) -> Filter | None:
    path = LINKS[parameter.name]
    keys = []
    for text in _values(given):
        iri = read_iri(text, place)
        key = iri.key if iri and iri.path == path else read_key(path, text)
        if is_key(path, key):
            keys.append(key)
    return _one_of(parameter.at, keys) if _values(given) else None


LINKS: Final = {
    "country": "countries",
    "currency": "currencies",
    "defaultCost": "counterparties",
    "attributeSet": "attribute-sets",
    "client": "clients",
    "employee": "employees",
}
"""The collection each link is a member of."""


def _partial(parameter: Parameter, given: Given, place: Place) -> Filter | None:
    del place
    found = [_contains(parameter, text) for text in _values(given)]
    return Or(tuple(found)) if len(found) > 1 else next(iter(found), None)


def _contains(parameter: Parameter, text: str) -> Filter:
    if not is_storable(text):
        return NOTHING
    part = Compare(parameter.at, Op.LIKE, f"{LIKE_ANY}{text}{LIKE_ANY}")
    return And((_searched(SEARCHED, text), part)) if parameter.search else part


def _searched(at: str, text: str) -> Filter:
    return Compare(at, Op.LIKE, f"{LIKE_ANY}{search_fold(text)}{LIKE_ANY}")


def searching(text: str) -> Filter | None:
    """Records whose name or numbers hold a text, whatever its case and accents."""
    plain = text.strip()
    if not plain:
        return None
    if not is_storable(plain):
        return NOTHING
    return _searched(NAMED, plain)


def _boolean(parameter: Parameter, given: Given, place: Place) -> Filter | None:
    del place
    truth = _TRUTHS.get(given.last.lower())
    return None if truth is None else Compare(parameter.at, Op.EQ, truth)


_DATES: Final[dict[str, tuple[Op, timedelta]]] = {
    "after": (Op.GE, timedelta()),
    "strictly_after": (Op.GE, _SECOND),
    "before": (Op.LT, _SECOND),
    "strictly_before": (Op.LT, timedelta()),
}
"""How moments compare that are kept to the microsecond and shown to the second."""


def _date(parameter: Parameter, given: Given, place: Place) -> Filter | None:
    del place
    found = []
    for key, text in given.keyed:
        op, more = _DATES.get(key, (Op.GE, _SECOND))
        moment = _moment(text, more)
        if key in _DATES and moment is not None:
            found.append(Compare(parameter.at, op, moment))
    return And(tuple(found)) if found else None


def _moment(text: str, more: timedelta) -> datetime | None:
    try:
        moment = parse_moment(_OFFSET_BLANK.sub("+", text.strip()))
        return moment.replace(microsecond=0) + more
    except (ValueError, OverflowError):
        return None


_RANGES: Final = {"gt": Op.GT, "gte": Op.GE, "lt": Op.LT, "lte": Op.LE}


def _range(parameter: Parameter, given: Given, place: Place) -> Filter | None:
    del place
    found: list[Filter] = []
    for key, text in given.keyed:
        low, dots, high = text.partition("..")
        if key == "between" and dots:
            bounds = [(Op.GE, low), (Op.LE, high)]
        else:
            bounds = [(_RANGES[key], text)] if key in _RANGES else []
        if all(_INTEGER.fullmatch(bound) for _, bound in bounds):
            found += [_bounded(parameter.at, op, int(bound)) for op, bound in bounds]
    if _values(given):
        found.append(_one_of(parameter.at, _ids(_values(given), Place("", ""))))
    return And(tuple(found)) if found else None


_FITS: Final[dict[Op, Callable[[int, int], bool]]] = {
    Op.GT: int.__gt__,
    Op.GE: int.__ge__,
    Op.LT: int.__lt__,
    Op.LE: int.__le__,
}


def _bounded(at: str, op: Op, bound: int) -> Filter:
    """A bound; where nothing is kept, what is shown instead counts."""
    compared = Compare(at, op, bound)
    return Or((compared, Compare(at, Op.EQ, None))) if _FITS[op](DUE_DAYS, bound) else compared


_KINDS: Final[dict[str, Callable[[Parameter, Given, Place], Filter | None]]] = {
    "exact": _exact,
    "partial": _partial,
    "link": _link,
    "boolean": _boolean,
    "date": _date,
    "range": _range,
}


def read_order(shelf: Shelf, given: dict[str, Given]) -> tuple[Sort, ...]:
    """The order a query asks for, or the usual one."""
    found = []
    for name, direction in given["order"].keyed if "order" in given else ():
        word = direction.strip().lower() or "asc"
        if name in shelf.orders and word in ("asc", "desc"):
            found.append(Sort(shelf.orders[name], descending=word == "desc"))
    return tuple(dict.fromkeys(found)) or _order_within(shelf, given)


def _order_within(shelf: Shelf, given: dict[str, Given]) -> tuple[Sort, ...]:
    """The usual order of a list that one filter narrows; by key when empty."""
    narrowed = (name for name in shelf.orders_within if name in given and _values(given[name]))
    return next((shelf.orders_within[name] for name in narrowed), ())


def read_names(given: dict[str, Given]) -> frozenset[str] | None:
    """The properties a query asks for; all when it does not say."""
    if "properties" not in given:
        return None
    asked = given["properties"]
    return frozenset([*asked.values, *(name for name, _ in asked.keyed)])


def variables(shelf: Shelf, *, is_search: bool = False) -> list[tuple[str, str | None]]:
    """The variables of the search template, each with its property."""
    found: list[tuple[str, str | None]] = [(SEARCH_NAMES[0], None)] if is_search else []
    for each in shelf.filters:
        found += [(name, each.name) for name in _VARIABLES[each.kind](each.name)]
    found += [(f"order[{name}]", name) for name in shelf.orders]
    return [*found, ("properties[]", None)]


_VARIABLES: Final[dict[str, Callable[[str], tuple[str, ...]]]] = {
    "exact": lambda name: (name, f"{name}[]"),
    "link": lambda name: (name, f"{name}[]"),
    "partial": lambda name: (name,),
    "boolean": lambda name: (name,),
    "exists": lambda name: (f"exists[{name}]",),
    "date": lambda name: tuple(
        f"{name}[{key}]" for key in ("before", "strictly_before", "after", "strictly_after")
    ),
    "range": lambda name: tuple(f"{name}[{key}]" for key in ("between", "gt", "gte", "lt", "lte")),
}
