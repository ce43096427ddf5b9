"""A request as handlers see it, read from the server's."""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, Final
from urllib.parse import parse_qsl, quote

from partita.access.grant import Actor
from partita.domain.errors import (
    BodyMalformed,
    BodyTooLarge,
    BodyTooSlow,
    MediaTypeUnknown,
    PageInvalid,
    StoreBusy,
)
from partita.facekit.face import Budget
from partita.facekit.paths import PathRequest
from partita.facekit.services import Services
from partita.kit.ids import trace_id

PARAMETERS_MAX: Final = 1_000
CALLER_ID_CHARS_MAX: Final = 64
PORTION_BYTES: Final = 1 << 18
DISCARD_BYTES_MAX: Final = 64_000_000
DISCARD_S_MAX: Final = 5
_PATH_SAFE: Final = "/:@!$&'()*+,;=~-._"


class WsgiRequest:
    """Keeps the promises of `partita.facekit.face.Request`.

    Attributes:
        params: Variable parts of the path by name.
        id: Sixteen hexadecimal digits, always our own: they name the request in the log, in the
            answer and in the audit trail, so that no caller can choose or repeat them.
        actor: Who is asking, once that is known.
        budget: What they have used, once that is known.
    """

    __slots__ = (
        "_base_url",
        "_body",
        "_mount",
        "_parameters",
        "_query",
        "_req",
        "_services",
        "actor",
        "budget",
        "id",
        "params",
    )

    def __init__(
        self, req: PathRequest, params: Mapping[str, str], mount: str, services: Services
    ) -> None:
        """Wrap a request."""
        self._req = req
        self._mount = "" if req.is_at_root else mount
        self._services = services
        self._parameters: Sequence[tuple[str, str]] | None = None
        self._query: Mapping[str, str] | None = None
        self._body: bytes | None = None
        self._base_url: str | None = None
        self.params = params
        self.id = trace_id()
        self.actor: Actor | None = None
        self.budget: Budget | None = None

    @property
    def method(self) -> str:
        """Such as ``GET``, which HEAD counts as: it differs only in that no body is sent."""
        method: str = self._req.method
        return "GET" if method == "HEAD" else method

    @property
    def wants_body(self) -> bool:
        """The client asks for the body of the answer, not for its head only."""
        return bool(self._req.method != "HEAD")

    @property
    def path(self) -> str:
        """The path as the client wrote it, percent signs decoded."""
        return self._req.path_given

    @property
    def query(self) -> Mapping[str, str]:
        """Query parameters by name in lower case; the first of a name counts.

        Bytes that are no UTF-8 become the replacement character, percent signs that introduce
        nothing stay as they are.

        Raises:
            PageInvalid: There are too many.
        """
        if self._query is None:
            self._query = _by_name(self.parameters)
        return self._query

    @property
    def parameters(self) -> Sequence[tuple[str, str]]:
        """Query parameters as they were written, in order.

        Raises:
            PageInvalid: There are too many.
        """
        if self._parameters is None:
            self._parameters = parse_pairs(self._req.query_string)
        return self._parameters

    @property
    def base_url(self) -> str:
        """Scheme, host and mount as the client sees them, without a slash at the end."""
        if self._base_url is None:
            self._base_url = f"{self._root}{self._mount}"
        return self._base_url

    @property
    def url(self) -> str:
        """The absolute URL of the path, without doubled and trailing slashes."""
        path = "/".join(part for part in self.path.split("/") if part)
        return f"{self._root}/{quote(path, safe=_PATH_SAFE)}"

    @property
    def _root(self) -> str:
        """Scheme and host; a host name that stands for a mount is its own."""
        public_url = "" if self._req.is_at_root else self._services.public_url
        return public_url or str(self._req.prefix)

    @property
    def caller_id(self) -> str | None:
        """What the caller calls this request (``X-Request-Id``), if it is fit for a log."""
        text = self.header("X-Request-Id")
        if not text or len(text) > CALLER_ID_CHARS_MAX or not text.isascii():
            return None
        return text if text.isprintable() else None

    @property
    def peer(self) -> str:
        """The address of whoever sent it: the client, or a proxy before us."""
        return str(self._req.env.get("REMOTE_ADDR", ""))

    def header(self, name: str) -> str | None:
        """A header by its name in any case."""
        found: str | None = self._req.env.get(_env_name(name))
        return found

    def body(self) -> bytes:
        """The body; it is read once.

        Raises:
            BodyTooLarge: It is longer than allowed.
            MediaTypeUnknown: It is compressed.
            BodyMalformed: It ended before its time.
            BodyTooSlow: It took too long to arrive.
            StoreBusy: Too many others are on their way.
        """
        if self._body is None:
            self._body = self._read_body()
        return self._body

    def arrive(self) -> None:
        """Read the body of a request that may have one, before anything of the database is open.

        A slow sender must not hold up others: whoever waits for a body has no connection.
        """
        if self._req.method not in ("GET", "HEAD"):
            self.body()

    def _read_body(self) -> bytes:
        env = self._req.env
        encoding = env.get("HTTP_CONTENT_ENCODING", "").strip().lower()
        if encoding not in ("", "identity"):
            raise MediaTypeUnknown(given=f"a body in {encoding}", accepted=("identity",))
        length = _length(env)
        if length == 0:
            return b""
        limit = self._services.body_bytes_max
        if length > limit:
            raise BodyTooLarge(bytes_max=limit)
        with self._services.arrivals.waiting(self.peer) as arrival:
            body: bytes = env["wsgi.input"].read(limit + 1 if length < 0 else length)
        if len(body) > limit:
            raise BodyTooLarge(bytes_max=limit)
        if arrival.is_cut and len(body) != length:
            raise BodyTooSlow
        if len(body) < length:
            raise BodyMalformed(reason="The body ended early.")
        return body

    def discard_body(self) -> None:
        """Read a body nobody asked for, within reason.

        A server that hangs up on a client still sending denies it the answer.
        """
        length = _length(self._req.env)
        if self._body is not None or length == 0 or not self._services.arrivals.has_room:
            return
        with suppress(StoreBusy), self._services.arrivals.waiting(self.peer):
            self._discard(length)

    def _discard(self, length: int) -> None:
        left = DISCARD_BYTES_MAX if length < 0 else min(length, DISCARD_BYTES_MAX)
        deadline = time.monotonic() + DISCARD_S_MAX
        while left > 0 and time.monotonic() < deadline:
            part = self._req.env["wsgi.input"].read(min(left, PORTION_BYTES))
            left = left - len(part) if part else 0


@cache
def _env_name(name: str) -> str:
    """What WSGI calls a header (PEP 3333); the names we ask for are few."""
    name = name.upper().replace("-", "_")
    return name if name in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{name}"


def _length(env: Mapping[str, Any]) -> int:
    """How long the body is; -1 for one sent in chunks, which says so only at its end."""
    text = env.get("CONTENT_LENGTH") or ""
    if text.isdecimal():
        return int(text)
    return -1 if "chunked" in env.get("HTTP_TRANSFER_ENCODING", "").lower() else 0


def parse_query(text: str) -> Mapping[str, str]:
    """Read a query string.

    Raises:
        PageInvalid: There are too many parameters.

    >>> parse_query("PageSize=5&filter=name$eq:A+B&pagesize=6")
    {'pagesize': '5', 'filter': 'name$eq:A B'}
    """
    return _by_name(parse_pairs(text))


def _by_name(pairs: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    """The first value of each name, in lower case."""
    found: dict[str, str] = {}
    for name, value in pairs:
        found.setdefault(name.lower(), value)
    return found


def parse_pairs(text: str) -> Sequence[tuple[str, str]]:
    """Read a query string as it was written.

    Raises:
        PageInvalid: There are too many parameters.

    >>> parse_pairs("Name=5&name=A+B&x")
    [('Name', '5'), ('name', 'A B'), ('x', '')]
    """
    if not text:
        return []
    if not text.isascii():
        # Servers hand bytes through as if they were Latin-1 (PEP 3333).
        text = text.encode("latin-1", "replace").decode("utf-8", "replace")
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=PARAMETERS_MAX)
    except ValueError:
        message = f"There are more than {PARAMETERS_MAX} query parameters."
        raise PageInvalid(name=None, message=message) from None
