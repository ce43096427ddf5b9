"""A real HTTP server on loopback that answers as a test wants."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Site:
    """What it answers, and what it was asked.

    Attributes:
        answer: Writes an answer to a handler.
        asked: Path and headers of each request, in order.
        bodies: Body of each request.
    """

    port: int = 0
    answer: Callable[[BaseHTTPRequestHandler], None] = lambda _: None
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"


def page(
    text: str | bytes, status: int = 200, **headers: str
) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer with a body."""
    content = text.encode() if isinstance(text, str) else text

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        given = {"Content-Type": "text/html; charset=utf-8", **headers}
        for name, value in given.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return answer


@contextmanager
def serving() -> Iterator[Site]:
    """Serve until the test ends."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            site.asked.append((self.path, dict(self.headers.items())))
            site.bodies.append(self.rfile.read(length))
            try:
                site.answer(self)
            except OSError:
                self.close_connection = True  # the client had enough

        do_POST = do_GET  # noqa: N815  # as above

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
