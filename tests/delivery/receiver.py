"""A receiver of webhooks on this machine that answers what a test wants, and stops by itself."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

WAIT_S_MAX = 10


@dataclass
class Receiver:
    """What came, and what is answered.

    Attributes:
        answers: Statuses of the next answers; 204 when there are none left.
        delay_s: How long an answer takes.
        drips: An answer that never ends.
        location: Where an answer of 3xx points.
    """

    url: str = ""
    answers: list[int] = field(default_factory=list)
    delay_s: float = 0
    drips: bool = False
    location: str = ""
    came: list[tuple[dict[str, str], str]] = field(default_factory=list)

    def ids(self) -> list[str]:
        """The ids of what came."""
        return [headers["webhook-id"] for headers, _ in self.came]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver for as long as a test needs it."""
    made = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            headers = {name.lower(): text for name, text in self.headers.items()}
            made.came.append((headers, body))
            if made.drips:
                self._drip()
                return
            time.sleep(made.delay_s)
            self.send_response(made.answers.pop(0) if made.answers else 204)
            if made.location:
                self.send_header("Location", made.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _drip(self) -> None:
            end = time.monotonic() + WAIT_S_MAX
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            while time.monotonic() < end:
                try:
                    self.wfile.write(b"X-More: 1\r\n")
                except OSError:
                    return
                time.sleep(0.1)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join(WAIT_S_MAX)
        server.server_close()
