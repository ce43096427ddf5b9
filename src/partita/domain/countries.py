"""Countries by code and by the names people write."""

from functools import cache

from partita.kit.text import search_fold, squeeze

_LANGUAGES = ("en", "da", "nl", "nb", "sv", "de", "fr", "es", "it", "pl", "pt", "fi", "cs")
_CODE_CHARS = 2


def find_country(text: str) -> str | None:
    """The ISO 3166-1 code of a country by its code or its name in a dozen languages.

    >>> find_country("Danmark"), find_country("fr"), find_country("Atlantis")
    ('DK', 'FR', None)
    """
    code = text.strip().upper()
    if len(code) == _CODE_CHARS and code in _names().values():
        return code
    return _names().get(search_fold(squeeze(text)))


@cache
def _names() -> dict[str, str]:
    from babel import Locale  # noqa: PLC0415  # its data is read only when somebody names a country

    found: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == _CODE_CHARS and code.isalpha() and code not in ("ZZ", "EU", "EZ", "UN"):
                found.setdefault(search_fold(name), code)
    return found
