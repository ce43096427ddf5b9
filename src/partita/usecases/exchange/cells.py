"""What stands in a cell: read with limits, one reader for each shape of column.

A refused valid number is worse than an accepted wrong one: check digits are never a reason to
refuse a row. What cannot be a value of its kind at all is.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any, Final
from uuid import UUID

from partita.domain.checks import Email, compact_number
from partita.domain.countries import find_country
from partita.domain.errors import IdentifierInvalid
from partita.domain.standing import Role, Standing
from partita.kit.text import is_plain, is_storable, search_fold
from partita.usecases.exchange.columns import Column, Place, Shape

Read = Callable[[Any], Any]
"""Reads a cell; ``None`` for an empty one."""

_PLAUSIBLE_EMAIL: Final = re.compile(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+")
_CODE: Final = re.compile(r"[\w\-./]{1,50}")
"""Such as ``K-1001``: it starts with a letter, as no number does, and has no blank."""

_DAYS: Final = re.compile(r"(?!\s*-)\D*(\d{1,4})\D*")
_DECIMAL: Final = re.compile(r"[+-]?\d{1,15}(\.\d{1,12})?")
_NUMBER: Final = re.compile(r"[0-9A-Z+*&]+")
_IBAN: Final = re.compile(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{8,30}")
_NAMES: Final = re.compile(r"(?:\\.|[^;])+", re.DOTALL)
_ESCAPED: Final = re.compile(r"\\([;\\])")
_LABELS: Final = re.compile(r"[:,;#()'\"º°]")
_CODES: Final = {"XI": "XI", "EL": "GR", "UK": "GB", "XK": "XK"}
_WORDS: Final = frozenset({Shape.TEXT, Shape.EMAIL, Shape.NUMBER, Shape.IBAN})
_CODE_SHAPES: Final = frozenset({Shape.COUNTRY, Shape.CURRENCY})
OWN_CHARS_MAX: Final = 100_000
_ALPHA3_CHARS: Final = 3
KNOWN_MAX: Final = 1_024
"""Texts of a column of codes that are remembered."""
_SIGNS: Final = {"€": "EUR", "£": "GBP", "ZŁ": "PLN", "KČ": "CZK"}
_YES_WORDS: Final = "1 true yes y x ja j oui o si s tak t wahr vrai verdadero prawda"
_NO_WORDS: Final = "0 false no n nej nei nee nein non nie falsch faux falso falsz"
_YES: Final = frozenset(_YES_WORDS.split())
_NO: Final = frozenset(_NO_WORDS.split())
_STANDINGS: Final = {
    Standing.ACTIVE: "active aktiv actief actif activo aktywny",
    Standing.BARRED: "barred inactive disabled blocked sparret sperret inaktiv geblokkeerd "
    "inactief gesperrt inactif bloque inactivo bloqueado nieaktywny zablokowany",
    Standing.ARCHIVED: "archived arkiveret arkivert gearchiveerd archiviert archive archivado "
    "zarchiwizowany",
}
_STANDING_WORDS: Final = {
    word: standing for standing, words in _STANDINGS.items() for word in words.split()
}


class CellRefused(Exception):  # as all our errors
    """A cell cannot be a value of its column; the message says why."""


def text_of(cell: Any) -> str:  # noqa: ANN401  # whatever a file format has
    """A cell as trimmed text.

    Raises:
        CellRefused: It holds a list or an object, or characters no text has.

    >>> text_of(" a "), text_of(12.0), text_of(None), text_of(True)
    ('a', '12', '', 'true')
    """
    if not isinstance(cell, str):
        return _plain(cell)
    text = cell.strip()
    return text if text.isascii() and "\0" not in text else _checked(text)


def _checked(text: str) -> str:
    if not is_storable(text):
        raise CellRefused("holds characters that are no text")
    return text


def _plain(cell: Any) -> str:  # noqa: ANN401  # whatever a file format has
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, int | float):
        return str(cell)
    raise CellRefused("is not a single value")


def _read_text(chars_max: int, cell: Any) -> str | None:  # noqa: ANN401
    text = text_of(cell)
    return (text if len(text) <= chars_max else _fitting(text, chars_max)) or None


def _fitting(text: str, chars_max: int) -> str:
    if len(text) > chars_max:
        raise CellRefused(f"is longer than {chars_max} characters")
    return text


def _read_own_text(chars_max: int, cell: Any) -> str | None:  # noqa: ANN401
    """A text as it is, blanks around it included; blanks alone are none."""
    is_told = isinstance(cell, str) and cell.strip()
    return _checked(_fitting(cell, chars_max)) if is_told else _read_text(chars_max, cell)


def _read_own_code(read: Read, cell: Any) -> str | None:  # noqa: ANN401
    """A code as people write it, or as we hold it."""
    try:
        code: str | None = read(cell)
    except CellRefused:
        code = _read_own_text(OWN_CHARS_MAX, cell)
        if not is_plain(code or ""):
            raise
    return code


def _read_integer(greatest: int, cell: Any) -> int | None:  # noqa: ANN401
    text = text_of(cell)
    if not text:
        return None
    digits = text.removesuffix(".0")
    if not (digits.isascii() and digits.isdigit()) or not 1 <= len(digits) <= 15:  # noqa: PLR2004
        raise CellRefused("is not a whole number")
    if not int(digits) <= greatest:
        raise CellRefused(f"is greater than {greatest}")
    return int(digits)


def _read_days(greatest: int, cell: Any) -> int | None:  # noqa: ANN401
    found = _DAYS.fullmatch(text_of(cell))
    return _read_integer(greatest, found[1] if found else cell)


def _read_party_number(greatest: int, cell: Any) -> int | str | None:  # noqa: ANN401
    """A whole number, or the code that other registers number their parties by."""
    code = cell.strip() if isinstance(cell, str) else ""
    if code[:1].isalpha() and _CODE.fullmatch(code):
        return code
    number = _read_integer(greatest, cell)
    if number == 0:
        raise CellRefused("is not a number from 1")
    return number


def _read_decimal(greatest: int, cell: Any) -> float | None:  # noqa: ANN401
    text = text_of(cell).removesuffix("%").replace(" ", "").replace("\xa0", "")
    if not text:
        return None
    if "," in text and "." in text:  # the one that comes first groups thousands
        text = text.replace(min(",.", key=text.index), "")
    text = text.replace(",", ".")
    if not _DECIMAL.fullmatch(text) or abs(float(text)) > greatest:
        raise CellRefused("is not a number in range")
    return float(text)


def _read_truth(_: int, cell: Any) -> bool | None:  # noqa: ANN401
    word = search_fold(text_of(cell))
    if not word:
        return None
    if word not in _YES and word not in _NO:
        raise CellRefused("is neither yes nor no")
    return word in _YES


@lru_cache(maxsize=4_096)
def _country(text: str) -> str | None:
    code = text.upper()
    if code in _CODES:
        return _CODES[code]
    if len(code) == _ALPHA3_CHARS and code.isascii() and code.isalpha():
        from babel.core import get_global  # noqa: PLC0415  # its data is read only when needed

        codes: list[str] = get_global("territory_aliases").get(code) or []
        return codes[0] if len(codes) == 1 else find_country(text)
    return find_country(text)


def _read_country(_: int, cell: Any) -> str | None:  # noqa: ANN401
    text = _read_text(100, cell)
    code = _country(text) if text else None
    if text and code is None:
        raise CellRefused("is no country we know by code or name")
    return code


def _read_currency(_: int, cell: Any) -> str | None:  # noqa: ANN401
    text = _read_text(20, cell)
    code = _SIGNS.get(text.upper(), text.upper()) if text else None
    if code and not (len(code) == _ALPHA3_CHARS and code.isascii() and code.isalpha()):
        raise CellRefused("is no currency code of three letters")
    return code


def _read_email(chars_max: int, cell: Any) -> str | None:  # noqa: ANN401
    text = _read_text(chars_max, cell)
    if text and not _PLAUSIBLE_EMAIL.fullmatch(text):
        try:
            return Email.parse(text).compact
        except IdentifierInvalid:
            raise CellRefused("cannot be an e-mail address") from None
    return text


def _read_number(chars_max: int, cell: Any) -> str | None:  # noqa: ANN401
    text = _read_text(255, cell)
    if text is None:
        return None
    compact = _LABELS.sub("", compact_number(text))
    if not _NUMBER.fullmatch(compact) or len(compact) > chars_max:
        raise CellRefused("cannot be such a number")
    return text


def _read_iban(chars_max: int, cell: Any) -> str | None:  # noqa: ANN401
    text = _read_text(chars_max, cell)
    if text and not _IBAN.fullmatch(compact_number(text).removeprefix("IBAN").lstrip(":")):
        raise CellRefused("cannot be an IBAN")
    return text


def _read_standing(_: int, cell: Any) -> Standing | None:  # noqa: ANN401
    word = search_fold(text_of(cell))
    if word and word not in _STANDING_WORDS:
        raise CellRefused("is none of active, barred, archived")
    return _STANDING_WORDS[word] if word else None


def _read_role(_: int, cell: Any) -> Role | None:  # noqa: ANN401
    word = text_of(cell).lower()
    if word and word not in list(Role):
        raise CellRefused(f"is none of {', '.join(Role)}")
    return Role(word) if word else None


def _read_uuid(_: int, cell: Any) -> str | None:  # noqa: ANN401
    text = _read_text(45, cell)
    try:
        return str(UUID(text)) if text else None
    except ValueError:
        raise CellRefused("is no UUID") from None


def join_names(names: Iterable[str]) -> str:
    r"""Write several names into one cell.

    >>> join_names(["a", "b;c"])
    'a;b\\;c'
    """
    return ";".join(name.replace("\\", "\\\\").replace(";", "\\;") for name in names)


def split_names(text: str) -> list[str]:
    r"""Read several names from one cell; a backslash keeps a semicolon in a name.

    >>> split_names("a; b\\;c")
    ['a', 'b;c']
    """
    return [_ESCAPED.sub(r"\1", part).strip() for part in _NAMES.findall(text)]


def _read_names(chars_max: int, cell: Any) -> list[str] | None:  # noqa: ANN401
    names = split_names(text_of(cell))
    if any(len(name) > chars_max for name in names):
        raise CellRefused(f"has a name longer than {chars_max} characters")
    return list(dict.fromkeys(name for name in names if name)) or None


_READERS: Final[dict[Shape, Callable[[int, Any], Any]]] = {
    Shape.TEXT: _read_text,
    Shape.INTEGER: _read_integer,
    Shape.DAYS: _read_days,
    Shape.PARTY_NUMBER: _read_party_number,
    Shape.DECIMAL: _read_decimal,
    Shape.TRUTH: _read_truth,
    Shape.COUNTRY: _read_country,
    Shape.CURRENCY: _read_currency,
    Shape.EMAIL: _read_email,
    Shape.NUMBER: _read_number,
    Shape.IBAN: _read_iban,
    Shape.STANDING: _read_standing,
    Shape.ROLE: _read_role,
    Shape.UUID: _read_uuid,
    Shape.NAMES: _read_names,
}


def _remembering(read: Read) -> Read:
    """Read equal texts of a column once: codes of countries and the like repeat all the time."""
    known = lru_cache(maxsize=KNOWN_MAX)(read)

    def read_again(cell: Any) -> Any:  # noqa: ANN401
        return known(cell) if type(cell) is str else read(cell)

    return read_again


def reader(column: Column) -> Read:
    """What reads the cells of a column; it raises `CellRefused` where one cannot be right."""
    read = partial(_READERS[column.shape], column.max)
    return _remembering(read) if column.shape in _CODE_SHAPES else read


def own_reader(column: Column) -> Read:
    """What reads the cells of our own exports: a text we hold comes back as it is."""
    if column.shape in _CODE_SHAPES:
        return partial(_read_own_code, reader(column))
    is_held = column.shape in _WORDS and column.place is not Place.GROUP
    return partial(_read_own_text, OWN_CHARS_MAX) if is_held else reader(column)
