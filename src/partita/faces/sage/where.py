"""The grammar of ``where`` and ``order`` (contracts/sage.md 2.3, 2.4), as filters of the core."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from partita.domain.query import LIKE_ANY, And, Compare, Filter, Not, Op, Or, Some, Sort
from partita.faces.sage.graph import Enum, Field, Kind, Many, One, Type

NEVER: Final = Or(())
ALWAYS: Final = And(())
MILLISECOND: Final = timedelta(milliseconds=1)
_NEGATED: Final = {
    "neq": "eq",
    "nin": "in",
    "ngt": "gt",
    "ngte": "gte",
    "nlt": "lt",
    "nlte": "lte",
    "ncontains": "contains",
    "nstartsWith": "startsWith",
    "nendsWith": "endsWith",
}
_ORDERED: Final = {"gt": Op.GT, "gte": Op.GE, "lt": Op.LT, "lte": Op.LE}
_PATTERNS: Final[Mapping[str, Callable[[str], str]]] = {
    "contains": lambda text: f"{LIKE_ANY}{text}{LIKE_ANY}",
    "startsWith": lambda text: f"{text}{LIKE_ANY}",
    "endsWith": lambda text: f"{LIKE_ANY}{text}",
}


def joined(prefix: str, name: str) -> str:
    """A field below a prefix."""
    return f"{prefix}.{name}" if prefix and name else prefix or name


def read_where(of: Type, where: Mapping[str, Any], prefix: str = "") -> Filter:
    """What ``where`` asks of the objects of a type; members side by side hold together.

    Args:
        of: The type.
        where: As it was coerced; a member that is null asks nothing.
        prefix: Where the columns of the objects are, for those that are pointed at.
    """
    items = [_member(of, name, value, prefix) for name, value in where.items() if value is not None]
    return items[0] if len(items) == 1 else And(tuple(items))


def _member(of: Type, name: str, value: Any, prefix: str) -> Filter:
    if name in ("and", "or"):
        return _combined(name, [read_where(of, each, prefix) for each in value])
    field = of.by_name[name]
    match field:
        case One():
            return read_where(field.of, value, joined(prefix, field.prefix))
        case Many():
            return _quantified(field, value)
        case Field():
            return _operated(field, joined(prefix, field.sought_at), value)


def _combined(name: str, items: Iterable[Filter]) -> Filter:
    """Of nothing, both ask nothing."""
    found = tuple(items)
    return And(found) if name == "and" or not found else Or(found)


def _quantified(field: Many, value: Mapping[str, Any]) -> Filter:
    def some(inner: Filter) -> Filter:
        return Some(field.relation, inner if field.only is None else And((field.only, inner)))

    def one(name: str, asked: Any) -> Filter:
        if name == "any":
            return some(ALWAYS) if asked else Not(some(ALWAYS))
        inner = read_where(field.of, asked)
        if name == "all":
            return Not(some(Not(inner)))
        return some(inner) if name == "some" else Not(some(inner))

    return And(tuple(one(name, asked) for name, asked in value.items() if asked is not None))


def _operated(field: Field, at: str, value: Mapping[str, Any]) -> Filter:
    items = []
    for name, asked in value.items():
        if name in ("and", "or"):
            inner = [_operated(field, at, each) for each in asked or ()]
            items.append(_combined(name, inner))
        else:
            items.append(_compared(field, at, name, asked))
    return items[0] if len(items) == 1 else And(tuple(items))


def _compared(field: Field, at: str, name: str, asked: Any) -> Filter:
    """One operator. What is missing differs from every value, and is in no order to one."""
    if name in _NEGATED:
        return Not(_compared(field, at, _NEGATED[name], asked))
    kind = field.kind
    if name == "in":
        return _any_of(kind, at, [each for each in asked or () if not _is_nowhere(each)])
    if _is_nowhere(asked) or (asked is None and name != "eq"):
        return NEVER
    if name == "eq":
        return _equal(kind, at, asked)
    if name in _PATTERNS:
        return Compare(at, Op.LIKE, _PATTERNS[name](asked))
    return _in_order(kind, at, _ORDERED[name], asked)


def _is_nowhere(value: Any) -> bool:
    """No text of the book has the character that stands for any others."""
    return isinstance(value, str) and LIKE_ANY in value


def _any_of(kind: Kind | Enum, at: str, values: Sequence[Any]) -> Filter:
    if isinstance(kind, Enum) or kind is Kind.MOMENT:
        return Or(tuple(_equal(kind, at, each) for each in values))
    plain = tuple(None if each is None else plain_value(kind, each) for each in values)
    return Compare(at, Op.EXACT_IN, plain) if plain else NEVER


def _equal(kind: Kind | Enum, at: str, asked: Any) -> Filter:
    if isinstance(kind, Enum):
        return _shown_as(kind, at, asked)
    if asked is None:
        return Compare(at, Op.EQ, None)
    if kind is Kind.MOMENT:
        start = _whole(asked)
        return And((Compare(at, Op.GE, start), Compare(at, Op.LT, _after(start))))
    return Compare(at, Op.EXACT_EQ, plain_value(kind, asked))


def _shown_as(enum: Enum, at: str, word: str | None) -> Filter:
    """A word, or no word at all, which is what stands for a value that has none."""
    if word is None:
        return Not(Compare(at, Op.EXACT_IN, tuple(stored for stored, _ in enum.words)))
    return Compare(at, Op.EXACT_IN, enum.stored(word))


def _in_order(kind: Kind | Enum, at: str, op: Op, asked: Any) -> Filter:
    if kind is not Kind.MOMENT:
        return Compare(at, op, plain_value(kind, asked))
    # Moments are shown to the millisecond, and compared as they are shown.
    start = _whole(asked)
    if op in (Op.GT, Op.LE):
        return Compare(at, Op.GE if op is Op.GT else Op.LT, _after(start))
    return Compare(at, op, start)


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _after(start: datetime) -> datetime:
    """A millisecond later; the last one there is stays."""
    last = datetime.max.replace(tzinfo=start.tzinfo)
    return last if last - start < MILLISECOND else start + MILLISECOND


def plain_value(kind: Kind | Enum, value: Any) -> Any:
    """A value of the dialect as the book compares it."""
    if isinstance(value, Decimal):
        return float(value)
    return value.date().isoformat() if kind is Kind.DAY else value


def read_order(of: Type, order: Iterable[Mapping[str, Any]], prefix: str = "") -> list[Sort]:
    """The keys of ``order``, first things first; null is no key."""
    found: list[Sort] = []
    for each in order:
        for name, value in each.items():
            field = of.by_name[name]
            if value is None:
                continue
            if isinstance(field, One):
                found += read_order(field.of, [value], joined(prefix, field.prefix))
            elif isinstance(field, Field):
                found.append(Sort(joined(prefix, field.sought_at), descending=value == "DESC"))
    return found
