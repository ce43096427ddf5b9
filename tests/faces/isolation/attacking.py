"""Somebody who may do everything in a book of their own, and asks for more."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from falcon.testing import Result, TestClient

from partita.faces import discover
from tests.faces.speaking import speaker_class
from tests.faces.world import World

HEADERS: Final = re.compile(r"HTTP_(.*)")
PARAMETER: Final = re.compile(r"\{[^}]*\}")
FACES: Final = {face.name: face for face in discover()}


@dataclass
class Listener:
    """Serves, and remembers with which headers somebody asked."""

    app: Callable[..., Any]
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, env: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        for name, text in env.items():
            if (found := HEADERS.fullmatch(name)) and name != "HTTP_HOST":
                self.headers[found[1].replace("_", "-")] = text
        answer: Iterable[bytes] = self.app(env, start)
        return answer


def attacker(world: World, face: str) -> dict[str, str]:
    """The headers of somebody with full rights in a book of their own."""
    if not FACES[face].has_parties:
        return {"AUTHORIZATION": f"Bearer {world.give_access(face)['token']}"}
    found = speaker_class(face)
    assert found is not None
    app = world.app
    listener = Listener(app)
    world.app = listener  # type: ignore[assignment]  # it serves the same
    speaker = found(world)
    mine = speaker.create("customer", {"name": "Mine ApS"})
    speaker.show("customer", mine)
    world.app = app
    drop = {"CONTENT-LENGTH", "CONTENT-TYPE", "IF-MATCH", "IDEMPOTENCY-KEY"}
    return {name: text for name, text in listener.headers.items() if name not in drop}


def operations(face: str) -> list[tuple[str, str]]:
    """Methods and paths, one for each operation and shape of path."""
    mount = FACES[face].mounts[0]
    found = {(route.method, mount + route.path) for route in FACES[face].routes if not route.open}
    return sorted(found)


def ask(world: World, headers: dict[str, str], method: str, path: str) -> Result:
    body: dict[str, Any] = {"json": {}} if method in ("POST", "PUT", "PATCH") else {}
    return TestClient(world.app).simulate_request(method, path, headers=headers, **body)
