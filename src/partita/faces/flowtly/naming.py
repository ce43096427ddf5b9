"""Names of countries and currencies in the language that was asked for (babel, Unicode CLDR)."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final

import msgspec
from babel import Locale
from babel.localedata import locale_identifiers

from partita.domain.seeds.countries import country_rows
from partita.domain.seeds.currencies import currency_rows
from partita.facekit.catalogues import choose_language
from partita.facekit.face import Request
from partita.faces.flowtly.messages import ENGLISH
from partita.faces.flowtly.shelves import COUNTRIES, CURRENCIES, Shelf
from partita.ports import Row

TRANSLATED: Final = (COUNTRIES, CURRENCIES)
"""Collections whose members have a name in every language."""


def in_words(shelf: Shelf, portions: Iterable[Sequence[Row]], request: Request) -> str:
    """The members of a page, joined by commas, their names in the caller's language."""
    if shelf in TRANSLATED:
        language = choose_language(request.header("Accept-Language") or "", _languages())
        if language != ENGLISH:
            return ",".join(_named(text, shelf, language) for rows in portions for _, text in rows)
    return ",".join([text for rows in portions for _, text in rows])


def _named(text: str, shelf: Shelf, language: str) -> str:
    """A member with its name in a language, unless the book calls it otherwise."""
    member = msgspec.json.decode(text)
    if "name" in member:
        member["name"] = _names(shelf.path, language).get(member["name"], member["name"])
    return msgspec.json.encode(member).decode()


@cache
def _languages() -> tuple[str, ...]:
    """Every language somebody wrote names down in, English first."""
    return (ENGLISH, *sorted({each for each in locale_identifiers() if each.isalpha()}))


@cache
def _names(path: str, language: str) -> Mapping[str, str]:
    """Names in a language by those in English."""
    locale = Locale.parse(language)
    is_country = path == COUNTRIES.path
    rows = country_rows() if is_country else currency_rows("")
    known = locale.territories if is_country else locale.currencies
    return {row.name: known[row.code] for row in rows if row.code in known}
