"""Fetches pages of strangers without ever reaching into our own network.

Whoever writes a web site into a party decides where we connect to. So every address a name
resolves to is looked at first, on every redirect anew, and the connection goes to the very address
that was looked at: a name that answers differently the second time gains nothing.
"""

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx

T = TypeVar("T")
FETCH_S_MAX: Final = 5.0
PAGE_BYTES_MAX: Final = 2_000_000
REDIRECTS_MAX: Final = 5
URL_CHARS_MAX: Final = 2_000
_PORTS: Final = {"http": 80, "https": 443}
_HEADERS: Final = {
    "User-Agent": "Partita/1 (looks for logo and name of a business partner)",
    "Accept": "text/html,application/xhtml+xml",
    "Accept-Encoding": "identity",
    "Connection": "close",
}
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_TEXTS: Final = ("text/html", "application/xhtml+xml")
_OK: Final = 200


class Unfetchable(Exception):
    """A page cannot or must not be fetched; the message says why."""


@dataclass(frozen=True, slots=True)
class Page:
    """What was fetched, and from where in the end."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class _Target:
    url: str
    scheme: str
    host: str
    port: int


class Fetcher:
    """Fetches pages, within limits."""

    def __init__(
        self,
        allowed: frozenset[str] = frozenset(),
        resolve: Callable[[str, int], list[str]] | None = None,
    ) -> None:
        """Know the exceptions.

        Args:
            allowed: ``host:port`` that may be reached though they are private or unusual.
            resolve: Tells the addresses of a host; the system's way when ``None``.
        """
        self._allowed = allowed
        self._resolve = resolve or _addresses

    def fetch(self, url: str) -> Page:
        """Fetch a page.

        Raises:
            Unfetchable: It takes too long, is too big, is no page, or is not to be reached.
        """
        deadline = time.monotonic() + FETCH_S_MAX
        return _within(lambda: self._follow(url, deadline), FETCH_S_MAX)

    def _follow(self, url: str, deadline: float) -> Page:
        for _ in range(REDIRECTS_MAX + 1):
            target = _target(url)
            answer = self._get(target, deadline)
            if isinstance(answer, Page):
                return answer
            url = _joined(target.url, answer)
        raise Unfetchable("it redirects too often")

    def _get(self, target: _Target, deadline: float) -> Page | str:
        """The page, or where it is instead."""
        address = self._checked(target)
        host = f"[{address}]" if ":" in address else address
        parts = urlsplit(target.url)
        direct = parts._replace(netloc=f"{host}:{target.port}").geturl()
        named = (
            target.host if target.port == _PORTS[target.scheme] else f"{target.host}:{target.port}"
        )
        timeout = httpx.Timeout(max(deadline - time.monotonic(), 0.01))
        try:
            with (
                httpx.Client(timeout=timeout, trust_env=False, follow_redirects=False) as client,
                client.stream(
                    "GET",
                    direct,
                    headers={**_HEADERS, "Host": named},
                    extensions={"sni_hostname": target.host},
                ) as response,
            ):
                return _read(response, target, deadline)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise Unfetchable(f"{type(error).__name__}: {error}") from error

    def _checked(self, target: _Target) -> str:
        """An address of a host, if all of its addresses may be reached."""
        is_allowed = f"{target.host}:{target.port}" in self._allowed
        if not is_allowed and target.port != _PORTS[target.scheme]:
            raise Unfetchable(f"port {target.port} is not used by web sites")
        addresses = self._resolve(target.host, target.port)
        if not addresses:
            raise Unfetchable(f"{target.host} has no address")
        for address in addresses:
            if not is_allowed and not is_public(address):
                raise Unfetchable(f"{target.host} is not on the public network")
        return addresses[0]


def _target(url: str) -> _Target:
    """Where a URL leads.

    Raises:
        Unfetchable: It is none that leads to a web site.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError as error:
        raise Unfetchable(f"the URL is not understood: {error}") from error
    if parts.scheme not in _PORTS or not host or len(url) > URL_CHARS_MAX:
        raise Unfetchable("the URL is no web site's")
    if parts.username is not None or parts.password is not None:
        raise Unfetchable("the URL carries a password")
    plain = parts._replace(fragment="", netloc=parts.netloc.rpartition("@")[2]).geturl()
    return _Target(plain, parts.scheme, host.lower(), port or _PORTS[parts.scheme])


def _joined(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError as error:
        raise Unfetchable(f"the URL is not understood: {error}") from error


def is_public(address: str) -> bool:
    """Tell whether an address is on the public network, and so are those written into it.

    >>> is_public("93.184.215.14"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return found.is_global and not found.is_multicast and all(map(_is_plain, _inside(found)))


def _is_plain(address: ipaddress.IPv4Address | None) -> bool:
    return address is None or (address.is_global and not address.is_multicast)


_TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")


def _inside(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> Iterator[ipaddress.IPv4Address | None]:
    """The older addresses that one of the newer kind is a wrapping of."""
    if isinstance(address, ipaddress.IPv4Address):
        return
    yield address.ipv4_mapped
    yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    if address in _TRANSLATED:
        yield ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unfetchable(f"{host} is not asked: {error.strerror or error}") from error
    return [str(address[0]) for *_, address in found]


def _read(response: httpx.Response, target: _Target, deadline: float) -> Page | str:
    if response.status_code in _REDIRECTS and "location" in response.headers:
        return str(response.headers["location"])
    if response.status_code != _OK:
        raise Unfetchable(f"it answers {response.status_code}")
    if not response.headers.get("content-type", "").lower().startswith(_TEXTS):
        raise Unfetchable("it is no page")
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise Unfetchable("it is packed though we asked for it not to be")
    content = bytearray()
    for chunk in response.iter_raw():
        content += chunk
        if len(content) > PAGE_BYTES_MAX:
            raise Unfetchable(f"it is longer than {PAGE_BYTES_MAX} bytes")
        if time.monotonic() > deadline:
            raise Unfetchable("it takes too long")
    encoding = response.charset_encoding or "utf-8"
    with suppress(LookupError):
        return Page(target.url, content.decode(encoding, "replace"))
    return Page(target.url, content.decode("utf-8", "replace"))


def _within(work: Callable[[], T], seconds: float) -> T:
    """Do something that may hang, such as asking for the address of a host.

    Raises:
        Unfetchable: It takes too long; it is left alone then.
    """
    done: list[T] = []
    failed: list[Unfetchable] = []

    def run() -> None:
        try:
            done.append(work())
        except Unfetchable as error:
            failed.append(error)

    thread = threading.Thread(target=run, name="partita-fetch", daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise failed[0]
    if not done:
        raise Unfetchable("it takes too long")
    return done[0]
