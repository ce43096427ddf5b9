"""The provider `website`: asks the party's own site for its name and icon."""

from contextlib import suppress
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

from partita.branding.checking import checked_name, checked_url
from partita.branding.domains import host_of_email, host_of_site
from partita.branding.fetching import Fetcher, Page, Unfetchable
from partita.ports import Asked, Found

_ICONS: Final = ("apple-touch-icon", "icon")
"""Kinds of icons, the better one first."""

_SEPARATORS: Final = (" | ", " \u2013 ", " \u2014 ", " - ", " \u00b7 ", ": ")
_TEXT_CHARS_MAX: Final = 1_000
HEAD_CHARS_MAX: Final = 100_000
"""How much of a page is read: what is looked for stands in its head."""


class Website:
    """Fetches the site that a party names, or the one at the domain of its e-mail."""

    name = "website"
    batch = 10
    may_overwrite = True

    def __init__(self, fetcher: Fetcher) -> None:
        """Know how to fetch."""
        self._fetcher = fetcher

    def find(self, asked: Asked) -> dict[str, Found]:
        """Find what the site says of itself; nothing when it cannot be fetched."""
        url = self._url(asked)
        if url is None:
            return {}
        try:
            page = self._fetcher.fetch(url)
        except Unfetchable:
            return {}
        values = {**read_page(page), "website": _origin(page.url)}
        return {name: Found(value, page.url) for name, value in values.items() if value}

    def _url(self, asked: Asked) -> str | None:
        site = (asked.website or "").strip()
        if site.lower().startswith(("http://", "https://")):
            return site
        host = host_of_site(site) or host_of_email(asked.email)
        return None if host is None else f"https://{site if host_of_site(site) else host}"


def read_page(page: Page) -> dict[str, str]:
    """What a page says of the name and the icon of its site."""
    reader = _Reader()
    with suppress(AssertionError):  # what the parser says of declarations it cannot read
        reader.feed(page.text[:HEAD_CHARS_MAX].partition("</head")[0])
    name = reader.site_name or _first_part(reader.title)
    icon = next((reader.icons[kind] for kind in _ICONS if kind in reader.icons), None)
    found = {
        "display_name": checked_name(name),
        "logo_url": None if icon is None else _joined(page.url, icon),
    }
    return {field: value for field, value in found.items() if value}


def _joined(base: str, url: str) -> str | None:
    try:
        return checked_url(urljoin(base, url))
    except ValueError:
        return None


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _first_part(title: str) -> str:
    """A title without what follows its first separator: most put the name of the site first."""
    for separator in _SEPARATORS:
        title = title.partition(separator)[0]
    return title


class _Reader(HTMLParser):
    """Reads the head of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.site_name = ""
        self.title = ""
        self.icons: dict[str, str] = {}
        self._is_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the name, and the icons."""
        given = {name: value or "" for name, value in attrs}
        self._is_title = tag == "title" and not self.title
        if tag == "meta" and given.get("property", "").lower() == "og:site_name":
            self.site_name = self.site_name or given.get("content", "").strip()
        if tag == "link" and given.get("href"):
            kinds = given.get("rel", "").lower().split()
            for kind in _ICONS:
                if kind in kinds:
                    self.icons.setdefault(kind, given["href"].strip())

    def handle_endtag(self, tag: str) -> None:
        """The title ends."""
        self._is_title = self._is_title and tag != "title"

    def handle_data(self, data: str) -> None:
        """Note the title."""
        if self._is_title and len(self.title) < _TEXT_CHARS_MAX:
            self.title += data
