"""Bring the catalogues of the pages in line with the texts that are there.

``python -m tools.texts`` writes every text of templates and modules into each catalogue, keeps
the translations there are, and names the texts that have none.
"""

import sys
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract, extract_from_dir
from babel.messages.pofile import read_po, write_po

WEB: Final = Path(__file__).parents[1] / "src" / "partita" / "web"
LANGUAGES: Final = ("da", "nl")
METHODS: Final = [("**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
KEYWORDS: Final = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2)}

__all__ = ["extract", "missing", "texts"]


def texts() -> Catalog:
    """Every text of the pages."""
    found = Catalog()
    options = {"**.html": {"newstyle_gettext": "true", "trimmed": "false"}}
    for _, _, message, _, _ in extract_from_dir(WEB, METHODS, options, keywords=KEYWORDS):
        found.add(message)
    return found


def catalogue(language: str) -> Catalog:
    """What is translated into a language."""
    path = WEB / "locale" / f"{language}.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def missing(language: str) -> list[str]:
    """Texts that a language has no words for."""
    known = catalogue(language)
    return [
        str(message.id)
        for message in texts()
        if message.id and not _is_whole(known.get(_key(message.id)))
    ]


def _key(identifier: object) -> str:
    return identifier[0] if isinstance(identifier, tuple | list) else str(identifier)


def _is_whole(message: object) -> bool:
    said = getattr(message, "string", None)
    return all(said) if isinstance(said, tuple | list) else bool(said)


def main() -> int:
    """Write the catalogues; 1 when something is not translated."""
    status = 0
    for language in LANGUAGES:
        known, found = catalogue(language), Catalog(locale=language)
        for message in texts():
            if message.id:
                kept = known.get(_key(message.id))
                found.add(message.id, kept.string if kept else "")
        with (WEB / "locale" / f"{language}.po").open("wb") as file:
            write_po(file, found, omit_header=True, sort_output=True, width=100)
        for text in missing(language):
            print(f"{language}: no words for {text!r}")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
