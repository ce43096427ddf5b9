"""Where people may be sent back to after they gave an app access (RFC 6749 3.1.2, RFC 9700 2.1)."""

import re
from collections.abc import Collection
from typing import Final

CHARS_MAX: Final = 2_000
WEB: Final = frozenset({"http", "https"})
LOOPBACK: Final = frozenset({"127.0.0.1", "[::1]", "localhost"})
PORT_MAX: Final = 65_535
_URI: Final = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*):"
    r"(?://(?P<host>\[[0-9a-f:]+\]|[A-Za-z0-9._-]+)(?::(?P<port>[1-9][0-9]{0,4}))?(?=[/?]|$))?"
    r"(?P<rest>[!-~]*)",
)
_NEVER: Final = frozenset('#"<>\\^`{|}')


def is_redirect(text: str) -> bool:
    """Tell whether a text can be an address to go back to.

    It is absolute and has no fragment; of schemes that are not the web's, only those of native
    apps will do, which are named like a domain (RFC 8252 7.1).

    >>> [is_redirect(each) for each in ("https://a.example/x", "com.example.app:/back")]
    [True, True]
    >>> [is_redirect(each) for each in ("javascript:x", "/x", "https://a.example/#x", "https:///x")]
    [False, False, False, False]
    """
    return _read(text) is not None


def allows_redirect(registered: Collection[str], text: str) -> bool:
    """Tell whether an app may send people back to an address.

    It is one that was registered, character for character; only the port of this very machine may
    be another (RFC 8252 7.3). An app for which none was registered may go back to this machine.

    >>> allows_redirect(["https://a.example/x"], "https://a.example/x/")
    False
    >>> allows_redirect(["http://127.0.0.1/x"], "http://127.0.0.1:5000/x")
    True
    >>> allows_redirect([], "http://localhost:3000/x"), allows_redirect([], "https://a.example/")
    (True, False)
    """
    asked = _read(text)
    if asked is None or not _is_here(asked):
        return asked is not None and text in registered
    known = [_read(each) for each in registered]
    is_same = any(
        each is not None and each["scheme"] == asked["scheme"] and _place(each) == _place(asked)
        for each in known
    )
    return is_same or not registered


def is_same_site(registered: Collection[str], text: str) -> bool:
    """Tell whether an address is of the scheme, host and port of one that was registered.

    >>> is_same_site(["https://a.example/x"], "https://a.example/bye")
    True
    >>> is_same_site(["https://a.example/x"], "https://a.example.evil/bye")
    False
    """
    asked = _read(text)
    if asked is None or asked["scheme"] not in WEB:
        return False
    known = [found for each in registered if (found := _read(each)) is not None]
    if _is_here(asked):
        return not registered or any(map(_is_here, known))
    return any(_site(each) == _site(asked) for each in known)


def _read(text: str) -> re.Match[str] | None:
    """The parts of an address; nothing where it can be none."""
    found = _URI.fullmatch(text) if len(text) <= CHARS_MAX else None
    if found is None or not _NEVER.isdisjoint(text) or int(found["port"] or 1) > PORT_MAX:
        return None
    is_whole = bool(found["host"]) if found["scheme"] in WEB else "." in found["scheme"]
    return found if is_whole else None


def _is_here(parts: re.Match[str]) -> bool:
    return parts["scheme"] == "http" and parts["host"] in LOOPBACK


def _place(parts: re.Match[str]) -> tuple[str, str]:
    return parts["host"], parts["rest"]


def _site(parts: re.Match[str]) -> tuple[str, str, str | None]:
    return parts["scheme"], parts["host"], parts["port"]
