"""Text of files whose encoding nobody told."""

import codecs
import io
from collections.abc import Iterator
from typing import IO, Final

from partita.domain.errors import ImportUnreadable
from partita.files.limits import LINE_CHARS_MAX, SAMPLE_BYTES, UNPACKED_BYTES_MAX

_ERRORS: Final = "partita.files.western"
_MARKS: Final = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_CONTROLS: Final = frozenset(range(32)) - frozenset(b"\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f")
_CONTROL_SHARE_MAX: Final = 0.05
_JUDGED_BYTES_MIN: Final = 64


def _western(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are not UTF-8 as Windows does west of Poland."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    try:
        return wrong.decode("cp1252"), error.end
    except UnicodeDecodeError:
        return wrong.decode("latin-1"), error.end


codecs.register_error(_ERRORS, _western)


def looks_binary(sample: bytes) -> bool:
    r"""Tell whether the beginning of a file is no text.

    >>> looks_binary(b"name;city\nA\x00;B"), looks_binary(bytes(range(256)))
    (False, True)
    """
    if sample[:2] in _MARKS:
        return False
    first = sample.split(b"\n", 1)[0]
    wrong = sum(byte in _CONTROLS for byte in sample)
    is_odd = len(sample) >= _JUDGED_BYTES_MIN and wrong > len(sample) * _CONTROL_SHARE_MAX
    return is_odd or any(byte in _CONTROLS for byte in first)


def open_text(raw: IO[bytes], sample: bytes) -> io.TextIOWrapper:
    """Read bytes as text: by their mark, else UTF-8, and what is not UTF-8 as Windows-1252."""
    encoding = _MARKS.get(sample[:2], "utf-8-sig")
    errors = "replace" if encoding == "utf-16" else _ERRORS
    return io.TextIOWrapper(raw, encoding=encoding, errors=errors, newline="")


def sample_text(sample: bytes) -> str:
    """The beginning of a file as text."""
    with open_text(io.BytesIO(sample[:SAMPLE_BYTES]), sample) as text:
        return text.read()


def lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Yield the lines with their ends.

    Raises:
        ImportUnreadable: A line, or all of them, never end.
    """
    left = UNPACKED_BYTES_MAX
    while line := text.readline(LINE_CHARS_MAX):
        left -= len(line)
        if len(line) == LINE_CHARS_MAX or left < 0:
            raise ImportUnreadable(reason="a line, or the whole file, is too long to be a table")
        yield line
