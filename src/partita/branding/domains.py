"""Whose domain an address or a site is of."""

import re
from typing import Final
from urllib.parse import urlsplit

HOST_CHARS_MAX: Final = 253
_HOST: Final = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_SECOND_LEVELS: Final = frozenset({"ac", "co", "com", "edu", "gov", "ne", "net", "or", "org"})
_COUNTRY_CHARS: Final = 2

MAILBOXES: Final = frozenset(
    {
        "163.com", "126.com", "aol.com", "arcor.de", "bluewin.ch", "btinternet.com",
        "fastmail.com", "free.fr", "gmail.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.de",
        "gmx.net", "googlemail.com", "hey.com", "hotmail.co.uk", "hotmail.com", "hotmail.de",
        "hotmail.dk", "hotmail.es", "hotmail.fr", "hotmail.it", "hotmail.no", "hotmail.se",
        "icloud.com", "inbox.com", "interia.pl", "jubii.dk", "kpnmail.nl", "laposte.net",
        "libero.it", "live.co.uk", "live.com", "live.dk", "live.nl", "live.no", "live.se",
        "mac.com", "mail.com", "mail.dk", "mail.ee", "mail.ru", "me.com", "msn.com", "o2.pl",
        "online.no", "onet.pl", "orange.fr", "outlook.com", "outlook.de", "outlook.dk",
        "outlook.es", "outlook.fr", "planet.nl", "pm.me", "proton.me", "protonmail.com",
        "qq.com", "seznam.cz", "sfr.fr", "t-online.de", "telenet.be", "telia.com", "tiscali.it",
        "tuta.io", "tutanota.com", "ukr.net", "virgilio.it", "wanadoo.fr", "web.de", "wp.pl",
        "xs4all.nl", "yahoo.co.uk", "yahoo.com", "yahoo.de", "yahoo.dk", "yahoo.es", "yahoo.fr",
        "yahoo.it", "yahoo.no", "yahoo.se", "yandex.com", "yandex.ru", "zoho.com", "ziggo.nl",
    }
)  # fmt: skip
"""Domains at which anybody has a mailbox: an address there tells nothing of a company."""


def host_of_site(site: str | None) -> str | None:
    """The host of a web site as people write it, with or without scheme.

    >>> host_of_site("https://www.Spotify.com/dk"), host_of_site("spotify.com"), host_of_site("-")
    ('www.spotify.com', 'spotify.com', None)
    """
    if not site:
        return None
    text = site.strip()
    try:
        host = urlsplit(text if "://" in text else f"//{text}").hostname
    except ValueError:
        return None
    return _parsed(host or "")


def host_of_email(email: str | None) -> str | None:
    """The host of an e-mail address, if it is a company's own.

    >>> host_of_email("ada@mail.acme.example"), host_of_email("ada@gmail.com")
    ('mail.acme.example', None)
    """
    host = _parsed((email or "").strip().rpartition("@")[2]) if "@" in (email or "") else None
    return None if host is None or registered(host) in MAILBOXES else host


def _parsed(host: str) -> str | None:
    try:
        plain = host.rstrip(".").encode("idna").decode().lower()
    except UnicodeError:
        return None
    return plain if len(plain) <= HOST_CHARS_MAX and _HOST.fullmatch(plain) else None


def registered(host: str) -> str:
    """The part of a host name that somebody registered.

    >>> registered("www.spotify.com"), registered("shop.acme.co.uk")
    ('spotify.com', 'acme.co.uk')
    """
    labels = host.split(".")
    is_nested = len(labels[-1]) == _COUNTRY_CHARS and labels[-2:-1][0] in _SECOND_LEVELS
    return ".".join(labels[-3:] if is_nested else labels[-2:])
