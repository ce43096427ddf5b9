"""An HTTP client that goes to public addresses only, whatever a name turns out to mean.

The address is looked at after the name was resolved and is the one that is connected to, so a name
that means another address a moment later gains nothing. Redirects are connections like any other.
"""

import socket
import ssl
import time
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, Final

import httpcore
import httpx

CONNECT_S_MAX: Final = 5.0
ANSWER_S_MAX: Final = 15.0
ADDRESS_REFUSED: Final = "the address is not public"
_TRANSLATED: Final = IPv6Network("64:ff9b::/96")
"""IPv4 addresses as seen through NAT64 (RFC 6052)."""


class AddressRefused(httpcore.ConnectError):
    """A name means an address that nobody outside can reach."""

    def __init__(self) -> None:
        super().__init__(ADDRESS_REFUSED)


def is_public(text: str) -> bool:
    """Tell whether an address is one anybody could reach.

    >>> is_public("93.184.215.14"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    address = ip_address(text.partition("%")[0])
    hidden = _inside(address) if isinstance(address, IPv6Address) else None
    return _is_open(address) and (hidden is None or _is_open(hidden))


def _is_open(address: IPv4Address | IPv6Address) -> bool:
    is_mapped = isinstance(address, IPv6Address) and address.ipv4_mapped is not None
    if address.is_multicast or address.is_unspecified:
        return False
    return is_mapped or address.is_global


def _inside(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for."""
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


class _Punctual(httpcore.NetworkStream):
    """A connection that ends in time, however slowly the other side answers."""

    def __init__(self, inner: httpcore.NetworkStream, end: float) -> None:
        self._inner = inner
        self._end = end

    def _left(self, timeout: float | None) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("it took too long")
        return left if timeout is None else min(left, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        secured = self._inner.start_tls(ssl_context, server_hostname, self._left(timeout))
        return _Punctual(secured, self._end)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  # the base class's
        return self._inner.get_extra_info(info)


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to the address it has looked at."""

    def __init__(self, inner: httpcore.NetworkBackend, *, allows_private: bool) -> None:
        """Wrap what connects."""
        self._inner = inner
        self._allows_private = allows_private

    def connect_tcp(  # the signature is the base class's
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect.

        Raises:
            AddressRefused: One of the addresses the name means is not public.
            ConnectError: The name means nothing, or nobody answers.
        """
        end = time.monotonic() + ANSWER_S_MAX
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("the name is unknown") from error
        addresses = [str(each[4][0]) for each in found]
        if not self._allows_private and not all(map(is_public, addresses)):
            raise AddressRefused
        made = self._inner.connect_tcp(addresses[0], port, timeout, local_address, socket_options)
        return _Punctual(made, end)

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Refuse.

        Raises:
            AddressRefused: Always.
        """
        del path, timeout, socket_options
        raise AddressRefused

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self._inner.sleep(seconds)


def guarded_client(*, allows_private: bool, connections_max: int) -> httpx.Client:
    """A client that follows no redirect, knows no proxy, and never waits for ever.

    Args:
        allows_private: Any address will do.
        connections_max: How many at once.
    """
    limits = httpx.Limits(max_connections=connections_max, max_keepalive_connections=0)
    transport = httpx.HTTPTransport(trust_env=False, limits=limits)
    pool: Any = transport._pool  # noqa: SLF001  # httpx has no other way in
    inner = pool._network_backend  # noqa: SLF001  # likewise
    pool._network_backend = GuardedBackend(inner, allows_private=allows_private)  # noqa: SLF001
    return httpx.Client(
        transport=transport,
        trust_env=False,
        follow_redirects=False,
        timeout=httpx.Timeout(ANSWER_S_MAX, connect=CONNECT_S_MAX),
    )
