"""Filters as this dialect writes them, such as ``name$like:ann*$and:isDeleted$eq:false``.

The grammar is section 6 of the contract. A text is cut into tokens by one expression and read
from left to right in one loop with a stack of open groups, so time grows with length only and
no text can exhaust the call stack.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from math import isinf
from typing import Final, NamedTuple, Never

from partita.domain.errors import FilterInvalid
from partita.domain.query import LIKE_ANY, And, Compare, Filter, Not, Op, Or, Scalar, Some
from partita.facekit.table import Field, Kind, Resource
from partita.kit.clock import parse_day, parse_moment

FILTER_CHARS_MAX: Final = 20_000
FILTER_DEPTH_MAX: Final = 100
FILTER_COMPARISONS_MAX: Final = 500
FILTER_LIST_ITEMS_MAX: Final = 200
FILTER_WILDCARDS_MAX: Final = 20
CACHED_CHARS_MAX: Final = 1_000
CACHED_FILTERS_MAX: Final = 512
SHOWN_CHARS_MAX: Final = 80
NUMBER_CHARS_MAX: Final = 400
INT64_MIN: Final = -(2**63)
INT64_MAX: Final = 2**63 - 1
INT64_DIGITS: Final = 19

OPERATORS: Final = {
    "eq": Op.EQ,
    "ne": Op.NE,
    "gt": Op.GT,
    "gte": Op.GE,
    "lt": Op.LT,
    "lte": Op.LE,
    "like": Op.LIKE,
    "in": Op.IN,
    "nin": Op.NOT_IN,
}
WORDS: Final = {op: word for word, op in OPERATORS.items()}
_NOT_COMPARISONS: Final = frozenset({"and", "or", "null"})
_LISTS: Final = frozenset({Op.IN, Op.NOT_IN})
_NULLABLE: Final = _LISTS | {Op.EQ, Op.NE}

_FORBIDDEN: Final = re.compile("[\x00\ud800-\udfff]")
_TOKEN: Final = re.compile(
    r"\$(?P<word>[A-Za-z]+):|\$(?P<escaped>[$()*,\[\]])|(?P<mark>[()*,\[\]])|(?P<plain>[^$()*,\[\]]+)"
)
_SPECIAL: Final = re.compile(r"[$()*,\[\]]")
_PROPERTY: Final = re.compile(r"[^\W\d_][\w.]*")
_INTEGER: Final = re.compile(r"(-?)0*([0-9]+)")
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT: Final = re.compile(
    _DAY.pattern
    + r"([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?",
    re.IGNORECASE,
)
# A raw "+" in a query string is decoded as a blank; only an offset can stand there.
_LOST_PLUS: Final = re.compile(r"(?<=[0-9]) (?=[0-9]{2}:?[0-9]{2}$)")


def parse_filter(text: str, resource: Resource) -> Filter | None:
    """Read a filter (section 6 of the contract).

    Short texts are remembered, so that a client's standing question is read once.

    Args:
        text: The decoded value of the parameter.
        resource: What it filters; says which properties and operators are allowed.

    Returns:
        The filter over the fields of the book; ``None`` when the text is blank.

    Raises:
        FilterInvalid: It breaks the grammar, asks for what is not allowed, or is too large.
    """
    return _remembered(text, resource) if len(text) <= CACHED_CHARS_MAX else _read(text, resource)


@lru_cache(CACHED_FILTERS_MAX)
def _remembered(text: str, resource: Resource) -> Filter | None:
    return _read(text, resource)


def _read(text: str, resource: Resource) -> Filter | None:
    if len(text) > FILTER_CHARS_MAX:
        _refuse(f"At most {FILTER_CHARS_MAX} characters are allowed in a filter; {len(text)} sent.")
    if bad := _FORBIDDEN.search(text):
        _refuse(f"A filter cannot hold the character at position {bad.start() + 1}.")
    return _Parser(text, resource).parse() if text.strip() else None


def _refuse(message: str, name: str | None = None) -> Never:
    raise FilterInvalid(message=message, name=name)


def _shown(text: str) -> str:
    """Cut what a caller sent to a length fit for a message."""
    return text if len(text) <= SHOWN_CHARS_MAX else text[: SHOWN_CHARS_MAX - 1] + "…"


class _Token(NamedTuple):
    """A piece of the text.

    Attributes:
        kind: ``word`` (an operator), ``escaped``, ``mark``, ``plain`` or ``end``.
        text: What it says, without the signs around it; words in lower case.
        at: Where it begins, from 0.
    """

    kind: str
    text: str
    at: int

    def is_mark(self, mark: str) -> bool:
        return self.kind == "mark" and self.text == mark

    def is_word(self, word: str) -> bool:
        return self.kind == "word" and self.text == word

    @property
    def is_blank(self) -> bool:
        return self.kind == "plain" and self.text.isspace()


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            _misread(at, "an operator such as `$eq:`, or an escape: `$$ $( $) $* $, $[ $]`")
        kind = str(match.lastgroup)
        said = match[kind]
        yield _Token(kind, said.lower() if kind == "word" else said, at)
        at = match.end()
    yield _Token("end", "", at)


def _misread(at: int, expected: str) -> Never:
    _refuse(f"The filter cannot be read at position {at + 1}: expected {expected}.")


class _Group:
    """What one pair of parentheses holds: alternatives, each a row of conditions."""

    def __init__(self) -> None:
        self._rows: list[list[Filter]] = [[]]

    def add(self, item: Filter) -> None:
        self._rows[-1].append(item)

    def start_alternative(self) -> None:
        self._rows.append([])

    @property
    def filter(self) -> Filter:
        rows = [row[0] if len(row) == 1 else And(tuple(row)) for row in self._rows]
        return rows[0] if len(rows) == 1 else Or(tuple(rows))


class _Parser:
    """Reads one text; made anew for each."""

    def __init__(self, text: str, resource: Resource) -> None:
        self._resource = resource
        self._tokens = list(_tokens(text))
        self._index = 0
        self._groups = [_Group()]
        self._comparisons = 0

    def parse(self) -> Filter:
        """Read conditions and what joins them until the text ends."""
        while True:
            self._open_groups()
            self._groups[-1].add(self._comparison())
            self._close_groups()
            if self._token.kind == "end":
                return self._whole()
            self._join()

    @property
    def _token(self) -> _Token:
        return self._tokens[self._index]

    def _skip(self) -> _Token:
        self._index += 1
        return self._tokens[self._index - 1]

    def _skip_blank(self) -> None:
        if self._token.is_blank:
            self._skip()

    def _open_groups(self) -> None:
        self._skip_blank()
        while self._token.is_mark("("):
            if len(self._groups) > FILTER_DEPTH_MAX:
                _refuse(f"At most {FILTER_DEPTH_MAX} levels of parentheses are allowed.")
            self._skip()
            self._groups.append(_Group())
            self._skip_blank()

    def _close_groups(self) -> None:
        self._skip_blank()
        while self._token.is_mark(")") and len(self._groups) > 1:
            self._skip()
            inner = self._groups.pop()
            self._groups[-1].add(inner.filter)
            self._skip_blank()

    def _whole(self) -> Filter:
        if len(self._groups) > 1:
            _misread(self._token.at, "`)`")
        return self._groups[0].filter

    def _join(self) -> None:
        token = self._skip()
        if token.is_word("or"):
            self._groups[-1].start_alternative()
        elif not token.is_word("and"):
            closing = ", `)`" if len(self._groups) > 1 else ""
            _misread(token.at, f"`$and:`, `$or:`{closing} or the end (`$(` and `$)` in a value)")

    def _comparison(self) -> Compare:
        self._comparisons += 1
        if self._comparisons > FILTER_COMPARISONS_MAX:
            _refuse(f"At most {FILTER_COMPARISONS_MAX} comparisons are allowed in a filter.")
        field, at = self._property()
        op = self._operator(field)
        if op in _LISTS:
            return Compare(at, op, self._list(field, op))
        if self._takes_null():
            return Compare(at, _null_allowed(field, op), None)
        if op is Op.LIKE:
            return Compare(at, op, self._pattern(field))
        return Compare(at, op, _value(field, self._scalar()))

    def _property(self) -> tuple[Field, str]:
        token = self._skip()
        name = token.text.strip()
        if token.kind != "plain" or not _PROPERTY.fullmatch(name):
            _misread(token.at, "a property name")
        field = self._resource.by_name.get(name.lower()) if name.isascii() else None
        if field is None or field.at is None or not field.ops:
            shown = _shown(field.name if field else name)
            _refuse(f"Filtering is not allowed on property '{shown}'.", shown)
        return field, field.at

    def _operator(self, field: Field) -> Op:
        token = self._skip()
        if token.kind != "word" or token.text in _NOT_COMPARISONS:
            _misread(token.at, "a comparison such as `$eq:`")
        op = OPERATORS.get(token.text)
        if op is None or op not in field.ops:
            told = f"Operator `${_shown(token.text)}:` is not supported on property '{field.name}'."
            _refuse(told, field.name)
        return op

    def _takes_null(self) -> bool:
        """Skip ``$null:``, also behind blanks, if it is there."""
        ahead = 1 if self._token.is_blank else 0
        if not self._tokens[self._index + ahead].is_word("null"):
            return False
        self._index += ahead + 1
        return True

    def _scalar(self) -> str:
        return "".join(token.text for token in self._text("*,[]"))

    def _pattern(self, field: Field) -> str:
        tokens = list(self._text("*,[]"))
        wildcards = sum(token.is_mark("*") for token in tokens)
        if wildcards > FILTER_WILDCARDS_MAX:
            told = f"At most {FILTER_WILDCARDS_MAX} wildcards are allowed in `$like:`"
            _refuse(f"{told}; {wildcards} sent for property '{field.name}'.", field.name)
        said = "".join(LIKE_ANY if token.is_mark("*") else token.text for token in tokens)
        return _squeezed(said if wildcards else LIKE_ANY + said + LIKE_ANY)

    def _text(self, marks: str) -> Iterator[_Token]:
        """Skip and yield the tokens of a value, in which some marks stand for themselves."""
        while self._token.kind in {"plain", "escaped"} or (
            self._token.kind == "mark" and self._token.text in marks
        ):
            yield self._skip()

    def _list(self, field: Field, op: Op) -> tuple[Scalar | None, ...]:
        self._skip_blank()
        if not self._token.is_mark("["):
            _misread(self._token.at, "`[`")
        texts = self._items()
        if len(texts) > FILTER_LIST_ITEMS_MAX:
            told = f"At most {FILTER_LIST_ITEMS_MAX} values are allowed in `${WORDS[op]}:`"
            _refuse(f"{told}; {len(texts)} sent for property '{field.name}'.", field.name)
        return tuple(None if text is None else _value(field, text) for text in texts)

    def _items(self) -> list[str | None]:
        """Read a list from its opening bracket to its closing one."""
        opening = self._skip()
        if self._token.is_mark("]"):
            _misread(opening.at + 1, "a value, as a list cannot be empty")
        texts = [self._item()]
        while self._token.is_mark(","):
            self._skip()
            texts.append(self._item())
        if not self._token.is_mark("]"):
            _misread(self._token.at, "`,` or `]`")
        self._skip()
        return texts

    def _item(self) -> str | None:
        if self._takes_null():
            self._skip_blank()
            return None
        return "".join(token.text for token in self._text("*["))


def _null_allowed(field: Field, op: Op) -> Op:
    if op not in _NULLABLE:
        told = f"`$null:` is not a value for `${WORDS[op]}:` on property '{field.name}'."
        _refuse(told, field.name)
    return op


def _squeezed(pattern: str) -> str:
    """Make every run of wildcards one."""
    return re.sub(f"{LIKE_ANY}+", LIKE_ANY, pattern)


def _value(field: Field, text: str) -> Scalar:
    try:
        return _READERS[field.kind](text)
    except (ValueError, OverflowError) as error:
        told = f"Value '{_shown(text)}' of property '{field.name}' is not {_KINDS[field.kind]}."
        raise FilterInvalid(message=told, name=field.name) from error


def _integer(text: str) -> int:
    match = _INTEGER.fullmatch(text.strip())
    if match is None or len(match[2]) > INT64_DIGITS:
        raise ValueError
    number = int(match[1] + match[2])
    if not INT64_MIN <= number <= INT64_MAX:
        raise ValueError
    return number


def _number(text: str) -> float:
    said = text.strip()
    if len(said) > NUMBER_CHARS_MAX or not _NUMBER.fullmatch(said):
        raise ValueError
    number = float(said)
    if isinf(number):
        raise ValueError
    return number


def _boolean(text: str) -> bool:
    said = text.strip().lower()
    if said not in {"true", "false"}:
        raise ValueError
    return said == "true"


def _moment(text: str) -> datetime:
    said = text.strip()
    if len(said) > len("2026-01-02T03:04"):
        said = _LOST_PLUS.sub("+", said)
    if not _MOMENT.fullmatch(said):
        raise ValueError
    return parse_moment(said)


def _day(text: str) -> str:
    said = text.strip()
    if not _DAY.fullmatch(said):
        raise ValueError
    return parse_day(said).isoformat()


_READERS: Final[dict[Kind, Callable[[str], Scalar]]] = {
    Kind.INTEGER: _integer,
    Kind.NUMBER: _number,
    Kind.TEXT: str,
    Kind.BOOLEAN: _boolean,
    Kind.MOMENT: _moment,
    Kind.DATE: _day,
}
_KINDS: Final = {
    Kind.INTEGER: "an integer",
    Kind.NUMBER: "a number",
    Kind.TEXT: "a text",
    Kind.BOOLEAN: "`true` or `false`",
    Kind.MOMENT: "a date or a date-time (ISO 8601)",
    Kind.DATE: "a date (ISO 8601)",
}


def print_filter(item: Filter, resource: Resource) -> str:
    """Write a filter so that `parse_filter` reads the same one.

    Args:
        item: A filter as `parse_filter` makes them: a group has two items or more, a pattern of
            ``LIKE`` has a wildcard, a list is not empty and not one empty text.
        resource: What it filters.

    Raises:
        ValueError: The dialect has no words for it.
    """
    names = {each.at: each.name for each in resource.fields if each.ops}
    pieces: list[str] = []
    stack: list[Filter | str] = [item]
    while stack:
        match stack.pop():
            case str(piece):
                pieces.append(piece)
            case Compare() as compare:
                pieces.append(_print_compare(compare, names))
            case group:
                stack.extend(reversed(_spread(group)))
    return "".join(pieces)


def _spread(group: And | Or | Not | Some) -> list[Filter | str]:
    """Lay a group out as its items and what stands between them."""
    match group:
        case And(items):
            return _joined(items, "$and:", (And, Or))
        case Or(items):
            return _joined(items, "$or:", (Or,))
        case _:
            raise ValueError(group)


def _joined(items: tuple[Filter, ...], joint: str, wrapped: tuple[type, ...]) -> list[Filter | str]:
    if len(items) < 2:  # noqa: PLR2004 - a joint needs two sides
        raise ValueError(items)
    laid: list[Filter | str] = []
    for item in items:
        shown = ["(", item, ")"] if isinstance(item, wrapped) else [item]
        laid += [joint, *shown]
    return laid[1:]


def _print_compare(compare: Compare, names: dict[str | None, str]) -> str:
    if compare.field not in names or compare.op not in WORDS:
        raise ValueError(compare)
    return f"{names[compare.field]}${WORDS[compare.op]}:{_print_operand(compare)}"


def _print_operand(compare: Compare) -> str:
    if isinstance(compare.value, tuple):
        return _print_list(compare.value)
    if compare.op is Op.LIKE:
        return _print_pattern(str(compare.value))
    return _print_value(compare.value)


def _print_list(values: tuple[Scalar | None, ...]) -> str:
    printed = ",".join(map(_print_value, values))
    if not printed:  # `[]` is refused, so one empty text alone cannot be said
        raise ValueError(values)
    return f"[{printed}]"


def _print_pattern(pattern: str) -> str:
    if LIKE_ANY not in pattern:
        raise ValueError(pattern)
    return "*".join(map(_escaped, pattern.split(LIKE_ANY)))


def _print_value(value: Scalar | None) -> str:
    match value:
        case None:
            return "$null:"
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case float():
            return format(Decimal(repr(value)), "f")
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case _:
            return _escaped(value)


def _escaped(text: str) -> str:
    """Write a text so that nothing in it is read as a sign.

    >>> _escaped("Berg (Ltd)")
    'Berg $(Ltd$)'
    """
    return _SPECIAL.sub(r"$\g<0>", text)
