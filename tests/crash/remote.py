"""Lets speakers talk to a server that runs elsewhere, and may die at any moment."""

import http.client
import threading
from collections.abc import Callable, Iterable
from typing import Any, Final
from urllib.parse import quote

TIMEOUT_S: Final = 10
EMPTY: Final = (http.client.NO_CONTENT, http.client.NOT_MODIFIED)


class Remote:
    """A WSGI application that asks another one, one connection for each thread.

    Whoever calls it sees ``OSError`` or ``HTTPException`` when no answer came.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._own = threading.local()

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., object]
    ) -> Iterable[bytes]:
        """Forward a request."""
        try:
            status, headers, body = self._ask(environ)
        except (OSError, http.client.HTTPException):
            self.hang_up()
            raise
        start_response(status, headers)
        return [body]

    def hang_up(self) -> None:
        """Close the connection of this thread."""
        connection = getattr(self._own, "connection", None)
        if connection is not None:
            connection.close()
        self._own.connection = None

    def _ask(self, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
        connection = getattr(self._own, "connection", None)
        if connection is None:
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT_S)
            self._own.connection = connection
        length = int(environ.get("CONTENT_LENGTH") or 0)
        query = environ.get("QUERY_STRING") or ""
        path = quote(environ["PATH_INFO"].encode("latin-1"), safe="/:") + (query and f"?{query}")
        body = environ["wsgi.input"].read(length) if length else None
        connection.request(environ["REQUEST_METHOD"], path, body, _headers(environ))
        reply = connection.getresponse()
        headers = reply.getheaders()
        if reply.getheader("Content-Type") is None and reply.status not in EMPTY:
            headers.append(("Content-Type", "text/plain"))  # no WSGI application may leave it out
        return f"{reply.status} {reply.reason}", headers, reply.read()


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    found = {
        name[5:].replace("_", "-"): value
        for name, value in environ.items()
        if name.startswith("HTTP_") and name != "HTTP_HOST"
    }
    if environ.get("CONTENT_TYPE"):
        found["Content-Type"] = environ["CONTENT_TYPE"]
    return found
