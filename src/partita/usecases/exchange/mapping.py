"""Which column of a file is which: guessed by its header, or said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from partita.domain.errors import ImportUnreadable
from partita.kit.text import search_fold
from partita.usecases.exchange.columns import BY_NAME, COLUMNS, Column
from partita.usecases.exchange.headers import HEADERS, LANGUAGES

IGNORED: Final = "-"
"""The field of a header that shall not be imported."""
HEADERS_MAX: Final = 2_000
"""A row with more names of columns is no table of parties."""
HEADER_CHARS_TOLD: Final = 100
_NAMING: Final = frozenset({"name", "first_name", "last_name"})
_BARE_NAME: Final = frozenset({"nom", "nombre"})
"""A full name, unless the table has a column for the other half of it."""


@dataclass(frozen=True, slots=True)
class HeaderMap:
    """What became of the headers of a file.

    Attributes:
        columns: Place in the row, and the column it is.
        fields: Header and column name of those that are imported.
        unknown: Headers nobody understood.
    """

    columns: tuple[tuple[int, Column], ...]
    fields: dict[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


def fold_header(header: str) -> str:
    """Take a header down to what is compared.

    >>> fold_header("  E-Mail *"), fold_header("Código postal"), fold_header("n° client")
    ('email', 'codigopostal', 'nclient')
    """
    return "".join(char for char in search_fold(header) if char.isalnum() or char == "%")


@cache
def known_headers() -> Mapping[str, str]:
    """Column name of each folded header; the first column that claims one has it."""
    found: dict[str, str] = {}
    for column in COLUMNS:
        found[fold_header(column.name)] = column.name
    for name, languages in HEADERS.items():
        for header in (each for names in languages.values() for each in names):
            found.setdefault(fold_header(header), name)
    return found


def parse_overrides(pairs: Iterable[str]) -> dict[str, str]:
    """Read what a person said of headers: ``HEADER=FIELD``, where ``-`` ignores a header.

    Raises:
        ImportUnreadable: A pair has no ``=``, or there is no such field.

    >>> parse_overrides(["Kunde A/S=name", "Konto=-"])
    {'Kunde A/S': 'name', 'Konto': '-'}
    """
    found: dict[str, str] = {}
    for pair in pairs:
        header, equals, name = pair.rpartition("=")
        chosen = IGNORED if name.strip() == IGNORED else known_headers().get(fold_header(name))
        if not equals or chosen is None:
            raise ImportUnreadable(
                reason=f"{pair!r} must be HEADER=FIELD; fields: {', '.join(BY_NAME)} or -"
            )
        found[header.strip()] = chosen
    return found


def map_headers(headers: Sequence[str], overrides: Mapping[str, str]) -> HeaderMap:
    """Find out which column each header is.

    Args:
        headers: Of a file, in its order.
        overrides: Column names by header, of which a person knows better; see `parse_overrides`.

    Returns:
        What became of them; of two headers for one column the first has it.

    Raises:
        ImportUnreadable: There are too many of them.
    """
    if len(headers) > HEADERS_MAX:
        raise ImportUnreadable(reason=f"{len(headers)} columns, at most {HEADERS_MAX} are read")
    said = {fold_header(header): name for header, name in overrides.items()}
    folded = [fold_header(header) for header in headers]
    chosen: dict[str, int] = {}
    for place, header in enumerate(folded):
        if said.get(header, IGNORED) != IGNORED:
            chosen.setdefault(said[header], place)
    for place, header in enumerate(folded):
        name = _guess(header, folded)
        if name is not None and header not in said:
            chosen.setdefault(name, place)
    return _mapping(headers, chosen)


def _guess(header: str, others: Sequence[str]) -> str | None:
    if header not in _BARE_NAME:
        return known_headers().get(header)
    names = {known_headers().get(other) for other in others}
    if header == "nom":
        return "last_name" if "first_name" in names else "name"
    return "first_name" if "last_name" in names else "name"


def _mapping(headers: Sequence[str], chosen: Mapping[str, int]) -> HeaderMap:
    columns = tuple((chosen[column.name], column) for column in COLUMNS if column.name in chosen)
    places = {place: column.name for place, column in columns}
    told = [header[:HEADER_CHARS_TOLD] for header in headers]
    fields = {told[place]: name for place, name in sorted(places.items())}
    unknown = tuple(each for place, each in enumerate(told) if each and place not in places)
    return HeaderMap(columns, fields, unknown)


def require_name(mapping: HeaderMap) -> None:
    """Make sure there is a column with names in it.

    Raises:
        ImportUnreadable: There is none.
    """
    if not _NAMING & {column.name for _, column in mapping.columns}:
        seen = ", ".join(mapping.unknown[:10]) or "none"
        raise ImportUnreadable(
            reason=f"no column holds a name (headers not understood: {seen}); "
            "say which with HEADER=name"
        )


def headers_table() -> str:
    """The columns and their names in each language, as a table for the documentation."""
    head = f"| column | {' | '.join(LANGUAGES.values())} |"
    lines = [head, "| --- |" + " --- |" * len(LANGUAGES)]
    for column in COLUMNS:
        names = HEADERS.get(column.name, {})
        cells = (", ".join(names.get(language, ())) for language in LANGUAGES)
        lines.append(f"| `{column.name}` | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
