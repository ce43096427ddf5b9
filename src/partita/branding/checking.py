"""What somebody outside says of a party is looked at before anybody believes it."""

import unicodedata
from typing import Final
from urllib.parse import urlsplit

from partita.branding.domains import host_of_site

NAME_CHARS_MAX: Final = 100
URL_CHARS_MAX: Final = 500


def checked_name(text: str | None) -> str | None:
    r"""A name without surplus blanks; ``None`` for what cannot be one.

    >>> checked_name("  Acme\n A/S "), checked_name(" "), checked_name("x" * 101)
    ('Acme A/S', None, None)
    """
    name = " ".join((text or "").split())
    is_clean = not any(unicodedata.category(each).startswith("C") for each in name)
    return name if name and is_clean and len(name) <= NAME_CHARS_MAX else None


def checked_url(text: str | None) -> str | None:
    """The URL of something on the web; ``None`` for what is none.

    >>> checked_url("https://acme.example/logo.png"), checked_url("javascript:alert(1)")
    ('https://acme.example/logo.png', None)
    """
    url = (text or "").strip()
    if not url.isascii() or any(each <= " " or each in '"<>\\\\^`{|}' for each in url):
        return None
    try:
        parts = urlsplit(url)
        has_password = parts.username is not None
    except ValueError:
        return None
    is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and not has_password
    return url if is_web and len(url) <= URL_CHARS_MAX else None


def checked_site(text: str | None) -> str | None:
    """The URL of a web site with a name; ``None`` for what is none."""
    url = checked_url(text)
    return url if host_of_site(url) else None
