"""What the dialect says, in the languages it is said in: one file of `locale` for each.

English is written in the code and marked with `N_`; adding a language is adding a file.
"""

from pathlib import Path
from typing import Final

from partita.facekit.catalogues import choose_language, read_catalogue
from partita.facekit.face import Request

GIVEN_CHARS_MAX: Final = 200
"""What a message repeats of what was sent, at most."""

VARIES: Final = {"Vary": "Accept, Accept-Language"}
"""The header of an answer that depends on the language, too."""

FOLDER: Final = Path(__file__).with_name("locale")
ENGLISH: Final = "en"
LANGUAGES: Final = (ENGLISH, *sorted(path.stem for path in FOLDER.glob("*.po")))


def N_(text: str) -> str:  # noqa: N802  # gettext's own name for a text that is translated later
    """Mark a text as one to be said in other languages, too."""
    return text


def language_of(request: Request) -> str:
    """The language a caller likes best."""
    accepted = request.header("Accept-Language")
    return choose_language(accepted, LANGUAGES) if accepted else ENGLISH


def said(text: str, language: str) -> str:
    """A text in a language."""
    if not text or language == ENGLISH:
        return text
    return read_catalogue(FOLDER, language).gettext(text)
