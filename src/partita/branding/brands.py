"""The provider `brands`: a catalogue of logos that needs no network.

A brand is known by its domain where the catalogue's source shows one of the brand's own name, and
by its title. What is no certain match is no match.
"""

import re
from functools import cache
from typing import Final
from urllib.parse import urlsplit

import simple_icons_pack
from simple_icons_pack import Icon

from partita.branding.domains import host_of_email, host_of_site, registered
from partita.kit.text import search_fold
from partita.ports import Asked, Found

LOGOS: Final = "/logos"
"""Where the server serves logos."""

NAME_CHARS_MIN: Final = 3
"""Shorter names are too many companies'."""

_NOT_ALPHANUMERIC: Final = re.compile(r"[^a-z0-9+]+")
_LEGAL_FORMS: Final = (
    "gesellschaft mit beschrankter haftung", "spolka z ograniczona odpowiedzialnoscia",
    "sp z o o", "sp zoo", "s p a", "s a r l", "s r l", "s l u", "s a s", "a s", "s a", "s l", "b v",
    "n v", "incorporated", "corporation", "limited", "holding", "group", "gmbh",
    "aktiengesellschaft",
    "sarl", "corp", "sasu", "inc", "llc", "ltd", "plc", "asa", "aps", "oyj", "spa", "srl", "slu",
    "sas", "sia", "uab", "ag", "ab", "as", "bv", "co", "hf", "ks", "kg", "nv", "oy", "ou", "sa",
    "se", "sl", "ehf",
)  # fmt: skip


class Brands:
    """Finds brands in the catalogue of the package simple-icons-pack."""

    name = "brands"
    batch = 200
    may_overwrite = True

    def __init__(self, base_url: str = "") -> None:
        """Know the catalogue.

        Args:
            base_url: Put before the path of a logo, without a slash at the end.
        """
        self._base_url = base_url

    def find(self, asked: Asked) -> dict[str, Found]:
        """Find a party by the domain of its site or e-mail, else by its name."""
        icon = self._icon(asked)
        if icon is None:
            return {}
        source = f"simple-icons:{icon.slug}"
        values = {
            "logo_url": f"{self._base_url}{LOGOS}/{icon.slug}.svg",
            "display_name": icon.title,
        }
        if domain := _domain(icon):
            values["website"] = f"https://{domain}"
        return {name: Found(value, source) for name, value in values.items()}

    def _icon(self, asked: Asked) -> Icon | None:
        hosts = (host_of_site(asked.website), host_of_email(asked.email))
        domains = [registered(host) for host in hosts if host is not None]
        for domain in domains:
            if domain in by_domain():
                return by_domain()[domain]
        # A company with a domain of its own that is none of the brand's is not the brand, nor is
        # anybody with a mailbox where everybody has one.
        is_nameless = asked.is_person or bool(domains) or bool(asked.email)
        return None if is_nameless else by_name().get(_plain_name(asked.name))


def logo(slug: str) -> bytes | None:
    """The logo of a brand as SVG in its colour, or ``None``."""
    icon = simple_icons_pack.get_icon(slug)
    if icon is None:
        return None
    return icon.svg.replace("<svg ", f'<svg fill="#{icon.hex}" ', 1).encode()


def _icons() -> list[Icon]:
    names = (name for name in dir(simple_icons_pack) if name.startswith("SI_"))
    return [getattr(simple_icons_pack, name) for name in names]


def _domain(icon: Icon) -> str | None:
    """The domain of a brand, where its source or its guidelines are at one of its own name."""
    for url in (icon.source, icon.guidelines):
        host = host_of_site(urlsplit(url or "").hostname)
        if host is not None:
            domain = registered(host)
            if domain.partition(".")[0].replace("-", "") == icon.slug:
                return domain
    return None


@cache
def by_domain() -> dict[str, Icon]:
    """The brands with a domain of their own."""
    return {domain: icon for icon in _icons() if (domain := _domain(icon)) is not None}


@cache
def by_name() -> dict[str, Icon]:
    """The brands by title; those that share one are left out."""
    found: dict[str, list[Icon]] = {}
    for icon in _icons():
        found.setdefault(_folded(icon.title).replace(" ", ""), []).append(icon)
    alone = ((name, icons[0]) for name, icons in found.items() if len(icons) == 1)
    return {name: icon for name, icon in alone if len(name) >= NAME_CHARS_MIN}


def _folded(name: str) -> str:
    return _NOT_ALPHANUMERIC.sub(" ", search_fold(name)).strip()


def _plain_name(name: str) -> str:
    """A company's name without case, accents, blanks and legal form.

    >>> _plain_name("Spotify AB"), _plain_name("SAP SE & Co. KG"), _plain_name("AS")
    ('spotify', 'sapseco', 'as')
    """
    text = _folded(name)
    form = next((each for each in _LEGAL_FORMS if text.endswith(f" {each}")), None)
    return (text if form is None else text.removesuffix(form)).replace(" ", "")
