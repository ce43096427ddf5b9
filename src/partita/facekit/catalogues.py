"""Texts in other languages: gettext catalogues, read as they are written, without a build step."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


@cache
def read_catalogue(folder: Path, language: str) -> NullTranslations:
    """Read the texts of a language.

    Args:
        folder: Holds a file ``LANGUAGE.po`` for each language but the one the program is written
            in.
        language: Such as ``da``.

    Returns:
        The texts; those of the program itself for a language without a file.
    """
    path = folder / f"{language}.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    packed = BytesIO()
    write_mo(packed, catalogue)
    packed.seek(0)
    return GNUTranslations(packed)


def choose_language(accepted: str, known: tuple[str, ...]) -> str:
    """The language somebody likes best of those there are; the first when they like none.

    Args:
        accepted: A header ``Accept-Language`` (RFC 9110, 12.5.4).
        known: Languages there are.

    >>> choose_language("fr, nl-BE;q=0.8, da;q=0.9", ("en", "da", "nl"))
    'da'
    >>> choose_language("*", ("en", "da"))
    'en'
    """
    liked: list[tuple[float, str]] = []
    for each in accepted[:500].split(","):
        tag, _, weight = each.partition(";q=")
        primary = tag.strip().lower().partition("-")[0]
        if primary in known:
            liked.append((-_weight(weight), primary))
    return min(liked, key=lambda pair: pair[0])[1] if liked else known[0]


def _weight(text: str) -> float:
    try:
        return float(text or 1)
    except ValueError:
        return 0.0
