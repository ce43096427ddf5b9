"""A served book on a real socket of this machine, which stops by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from tests.faces.world import World

WAIT_S_MAX = 10


class _Quiet(WSGIRequestHandler):
    """Logs nothing."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401
        pass


@contextmanager
def live(world: World) -> Iterator[str]:
    """Serve a world; its base URL."""
    server = make_server("127.0.0.1", 0, world.app, handler_class=_Quiet)

    def serve() -> None:
        server.serve_forever(poll_interval=0.02)
        world.engine.close()

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(WAIT_S_MAX)
        server.server_close()
