"""What the system knows of the connections of this process (Linux).

The server tells its threads nothing of the connection a request came on, so that one whose client
fell silent is found by asking the system.
"""

import errno
import os
import socket
import stat
import struct
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FILES: Final = Path("/proc/self/fd")
IS_KNOWN: Final = FILES.exists() and hasattr(socket, "TCP_INFO")
"""Whether this system tells."""

_FAMILIES: Final = (socket.AF_INET, socket.AF_INET6)
_INFO_BYTES: Final = 256
_ESTABLISHED: Final = 1
_SILENT_MS_AT: Final = 52
_UNACKED_AT: Final = 24
_COUNTS_AT: Final = 120
_UNSENT_AT: Final = 144
"""Where `struct tcp_info` (linux/tcp.h) has what we look at."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection of a client as it is at a moment.

    Attributes:
        file: Its number among the files of this process.
        client: Address and port of the other side.
        received_bytes: What came so far.
        sent_bytes: What went and arrived so far.
        is_sending: Something is still to go, or to arrive.
        silent_s: How long nothing has come.
    """

    file: int
    client: tuple[str, int]
    received_bytes: int
    sent_bytes: int
    is_sending: bool
    silent_s: float

    def cut(self) -> bool:
        """Receive nothing more; what waits for more is told that this was all.

        Returns:
            Whether it was still there.
        """
        with suppress(OSError), _opened(self.file) as same:
            if same.getpeername()[:2] == self.client:
                same.shutdown(socket.SHUT_RD)
                return True
        return False


def connections(port: int, peers: Collection[str]) -> Iterator[Connection]:
    """The connections some clients have to a port of ours."""
    for file in [int(each.name) for each in FILES.iterdir()]:
        with suppress(OSError), _opened(file) as opened:
            if opened.family not in _FAMILIES or opened.getsockname()[1] != port:
                continue
            client = opened.getpeername()[:2]
            if client[0] in peers:
                info = opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO_BYTES)
                if info[0] == _ESTABLISHED:
                    yield _described(file, client, info)


def _opened(file: int) -> socket.socket:
    """A second handle, so that nobody can close what we look at.

    Only of sockets: whoever closes a second handle of any other file gives up the locks that this
    process has on it (POSIX), and with them those that keep others from a database in use.

    Raises:
        OSError: It is no socket, or gone.
    """
    if not _is_socket(file):
        raise OSError(errno.ENOTSOCK, os.strerror(errno.ENOTSOCK))
    second = os.dup(file)
    if not _is_socket(second):  # the number went to another file meanwhile: the handle stays open
        raise OSError(errno.ENOTSOCK, os.strerror(errno.ENOTSOCK))
    try:
        return socket.socket(fileno=second)
    except OSError:
        os.close(second)
        raise


def _is_socket(file: int) -> bool:
    return stat.S_ISSOCK(os.fstat(file).st_mode)


def _described(file: int, client: tuple[str, int], info: bytes) -> Connection:
    (unacked,) = struct.unpack_from("I", info, _UNACKED_AT)
    (silent_ms,) = struct.unpack_from("I", info, _SILENT_MS_AT)
    sent, received = struct.unpack_from("QQ", info, _COUNTS_AT)
    (unsent,) = struct.unpack_from("I", info, _UNSENT_AT)
    return Connection(file, client, received, sent, bool(unacked or unsent), silent_ms / 1_000)
