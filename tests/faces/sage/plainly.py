"""What a filter means, said again without any database: over answers as a client gets them."""

from typing import Any

from partita.kit.text import fold

Json = dict[str, Any]


def holds(asked: Json, record: Json | None) -> bool:
    """Tell whether an object fits a filter; one that is missing has no values."""
    return all(_member(name, value, record or {}) for name, value in asked.items())


def _member(name: str, asked: Any, record: Json) -> bool:  # noqa: ANN401
    if name == "and":
        return all(holds(each, record) for each in asked)
    if name == "or":
        return not asked or any(holds(each, record) for each in asked)
    value = record.get(name)
    if isinstance(value, list):
        return all(_quantified(word, inner, value) for word, inner in asked.items())
    if asked and not set(asked) & OPERATORS:
        return holds(asked, value)
    return all(_operated(word, inner, value) for word, inner in asked.items())


def _quantified(word: str, asked: Any, items: list[Json]) -> bool:  # noqa: ANN401
    if word == "any":
        return bool(items) == bool(asked)
    fits = [holds(asked, each) for each in items]
    return {"all": all(fits), "some": any(fits), "none": not any(fits)}[word]


NEGATIONS = {
    "neq": "eq",
    "nin": "in",
    "ncontains": "contains",
    "nstartsWith": "startsWith",
    "nendsWith": "endsWith",
    "ngt": "gt",
    "ngte": "gte",
    "nlt": "lt",
    "nlte": "lte",
}
OPERATORS = {*NEGATIONS, *NEGATIONS.values()}


def _operated(word: str, asked: Any, value: Any) -> bool:  # noqa: ANN401
    if word in ("and", "or"):
        fits = [all(_operated(name, each, value) for name, each in one.items()) for one in asked]
        return all(fits) if word == "and" or not fits else any(fits)
    if word in NEGATIONS:
        return not _operated(NEGATIONS[word], asked, value)
    if word == "eq":
        return bool(value == asked)
    if word == "in":
        return value in asked
    if value is None or asked is None:
        return False
    return _ordered(word, asked, value)


def _ordered(word: str, asked: Any, value: Any) -> bool:  # noqa: ANN401
    if isinstance(asked, str) and word in ("contains", "startsWith", "endsWith"):
        text, piece = fold(value), fold(asked)
        return {
            "contains": piece in text,
            "startsWith": text.startswith(piece),
            "endsWith": text.endswith(piece),
        }[word]
    return bool(
        {"gt": value > asked, "gte": value >= asked, "lt": value < asked, "lte": value <= asked}[
            word
        ]
    )


def ordered(records: list[Json], order: list[Json], folded: frozenset[str]) -> list[Json]:
    """The records in an order; what is missing comes first, and last in a descending one."""
    found = list(records)
    for each in reversed(order):
        ((name, way),) = each.items()

        def key(record: Json, name: str = name) -> tuple[bool, Any]:
            value = record[name]
            if isinstance(value, str) and name in folded:
                value = fold(value)
            return (value is not None, "" if value is None else value)

        # A stable sort the other way round must keep ties as they are.
        found.sort(key=key, reverse=way == "DESC") if way == "ASC" else found.sort(
            key=key, reverse=True
        )
    return found
