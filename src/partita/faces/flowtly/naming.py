"""What members say that the book alone cannot: names in a language, and where logos are.

Names of countries and currencies are those of babel (Unicode CLDR).
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

import msgspec
from babel import Locale
from babel.localedata import locale_identifiers

from partita.domain.seeds.countries import country_rows
from partita.domain.seeds.currencies import currency_rows
from partita.facekit.catalogues import choose_language
from partita.facekit.face import Request
from partita.faces.flowtly.keys import DIALECT
from partita.faces.flowtly.messages import ENGLISH
from partita.faces.flowtly.places import Place, place_of
from partita.faces.flowtly.shelves import COUNTERPARTIES, COUNTRIES, CURRENCIES, Shelf

LOGOS: Final = "/logos/"
_LOGO: Final = f'"logoUrl":"{LOGOS}'.encode()
TRANSLATED: Final = (COUNTRIES, CURRENCIES)
"""Collections whose members have a name in every language."""


def members_of(shelf: Shelf, texts: Iterable[bytes], request: Request) -> list[bytes]:
    """The members of a page as JSON, as the caller understands them."""
    if shelf in TRANSLATED:
        language = choose_language(request.header("Accept-Language") or "", _languages())
        if language != ENGLISH:
            return [_named(text, shelf, language) for text in texts]
    if shelf is COUNTERPARTIES:
        place = place_of(request)
        return [with_logos(text, place) for text in texts]
    return list(texts)


def with_logos(text: bytes, place: Place) -> bytes:
    """A member as JSON with whole URLs of the logos this server has; the book keeps their paths."""
    server = place.base.removesuffix(f"/{DIALECT}")
    return text.replace(_LOGO, f'"logoUrl":"{server}{LOGOS}'.encode())


def _named(text: bytes, shelf: Shelf, language: str) -> bytes:
    """A member with its name in a language, unless the book calls it otherwise."""
    member = msgspec.json.decode(text)
    if "name" in member:
        member["name"] = _names(shelf.path, language).get(member["name"], member["name"])
    return msgspec.json.encode(member)


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
