"""How texts typed by people become numbers that can be checked and compared.

Refusing a valid number is worse than accepting a wrong one, so the marks people put between and
around the digits never matter.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

from stdnum.exceptions import (
    InvalidChecksum,
    InvalidComponent,
    InvalidFormat,
    InvalidLength,
    ValidationError,
)

from partita.domain.errors import IdentifierInvalid

_DOTS_AND_SLASHES: Final = frozenset("./\u00b7\u2044\u2215")
_DASHES_AND_INVISIBLE: Final = frozenset({"Pd", "Cf"})
_MINUS: Final = "\u2212"
_LABEL_MARKS: Final = str.maketrans("", "", ":,;#()'\"")
_PLAIN: Final = re.compile(r"[0-9A-Z+*]+")  # + and * occur in old Irish VAT numbers
_REASONS: Final[dict[type[ValidationError], str]] = {
    InvalidChecksum: "checksum",
    InvalidComponent: "component",
    InvalidFormat: "format",
    InvalidLength: "length",
}


def _is_mark(char: str) -> bool:
    return (
        char.isspace()
        or char in _DOTS_AND_SLASHES
        or char == _MINUS
        or unicodedata.category(char) in _DASHES_AND_INVISIBLE
    )


_ASCII_MARKS: Final = {code: None for code in range(128) if _is_mark(chr(code))}


def compact_number(text: str) -> str:
    r"""Take a number down to what is compared: no blanks, dots, dashes or slashes, upper case.

    Any text has a compact form, valid number or not, so it serves as the key under which two
    company or VAT numbers are the same. Compacting twice changes nothing.

    >>> compact_number(" dk 13.58-56/28 ")
    'DK13585628'
    >>> compact_number("1358\N{NO-BREAK SPACE}5628\N{EN DASH}1")
    '135856281'
    """
    if text.isascii():
        return text.upper().translate(_ASCII_MARKS)
    upper = unicodedata.normalize("NFKC", text).upper()
    kept = "".join(char for char in upper if not _is_mark(char))
    return unicodedata.normalize("NFKC", kept)


def refuse_long(scheme: str, text: str, chars_max: int) -> None:
    """Refuse a text that nobody can mean as a number.

    Raises:
        IdentifierInvalid: The text has more than ``chars_max`` characters.
    """
    if len(text) > chars_max:
        raise IdentifierInvalid(scheme=scheme, reason="too_long")


def cleaned(scheme: str, text: str, chars_max: int, prefixes: Iterable[str] = ()) -> str:
    """Take a typed number down to plain letters and digits.

    Args:
        scheme: Which scheme an error names.
        text: As somebody typed it.
        chars_max: More characters than this are refused unread.
        prefixes: Labels and country codes that may stand before the number, outermost first.

    Raises:
        IdentifierInvalid: Too long, empty, or with characters that belong to no number.

    >>> cleaned("cvr_dk", "CVR-nr.: DK 13 58 56 28", 64, ("CVRNR", "CVR", "DK"))
    '13585628'
    """
    refuse_long(scheme, text, chars_max)
    number = compact_number(text).translate(_LABEL_MARKS)
    for prefix in prefixes:
        number = number.removeprefix(prefix)
    if not number:
        raise IdentifierInvalid(scheme=scheme, reason="empty")
    if not _PLAIN.fullmatch(number):
        raise IdentifierInvalid(scheme=scheme, reason="characters")
    return number


def validated(scheme: str, validate: Callable[[str], str], number: str) -> str:
    """Let a python-stdnum function judge a clean number, and translate its refusal.

    Args:
        scheme: Which scheme an error names.
        validate: A ``validate`` of python-stdnum.
        number: What ``cleaned`` returned.

    Raises:
        IdentifierInvalid: ``reason`` is ``length``, ``format``, ``checksum`` or ``component``
            (a part of the number names something that does not exist).
    """
    try:
        return validate(number)
    except ValidationError as error:
        reason = _REASONS.get(type(error), "format")
    except (
        ValueError,
        IndexError,
    ):  # some functions index into numbers that are too short
        reason = "format"
    raise IdentifierInvalid(scheme=scheme, reason=reason)
