"""Golden transcripts: requests and the answers to them, as people read them, in ``.http`` files.

A file is a row of exchanges, each under a line ``### what happens``: a request, an empty line, its
body if any, then the answer beginning with ``HTTP/1.1``. What changes with every run stands as
``…``. With ``PARTITA_WRITE_TRANSCRIPTS=1`` the answers are written anew; read the difference then.
"""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from falcon.testing import Result, TestClient

from tests.faces.world import World

WRITES: Final = os.environ.get("PARTITA_WRITE_TRANSCRIPTS") == "1"
_CHANGING: Final = re.compile(r'("(?:traceId|traceTimeUtc|logId|logTimeUtc)": )"[^"]*"')
HOST: Final = "partita.example"
SHOWN: Final = frozenset({"allow", "content-type", "link", "location", "retry-after"})
"""Headers that belong to what is said; and any more a face is known for, see `replay`."""


@dataclass(frozen=True)
class Exchange:
    """A request, as written, and the answer as it was.

    Attributes:
        title: What happens.
        request: Its lines.
        answer: Text of the answer; empty when none was written yet.
    """

    title: str
    request: str
    answer: str

    @property
    def method(self) -> str:
        """Such as ``GET``."""
        return self.request.split(maxsplit=1)[0]

    @property
    def target(self) -> str:
        """Path and query."""
        return self.request.split("\n", 1)[0].split(maxsplit=1)[1].strip()

    @property
    def headers(self) -> dict[str, str]:
        """The headers it names."""
        head = self.request.partition("\n\n")[0].split("\n")[1:]
        return {name: value.strip() for name, _, value in (each.partition(":") for each in head)}

    @property
    def body(self) -> str:
        """The body; empty for none."""
        return self.request.partition("\n\n")[2].strip()


def read(path: Path) -> list[Exchange]:
    """Read a file."""
    found = []
    for part in path.read_text().split("### ")[1:]:
        title, _, rest = part.partition("\n")
        request, _, answer = rest.partition("\nHTTP/1.1 ")
        found.append(
            Exchange(title.strip(), request.strip(), f"HTTP/1.1 {answer.strip()}" if answer else "")
        )
    return found


def write(path: Path, exchanges: list[Exchange]) -> None:
    """Write a file."""
    parts = [f"### {each.title}\n{each.request}\n\n{each.answer}\n" for each in exchanges]
    path.write_text("\n".join(parts))


def replay(
    world: World, path: Path, headers: Mapping[str, str], also: frozenset[str] = frozenset()
) -> list[Exchange]:
    """Say every request of a file to a world; the exchanges as they are now.

    Args:
        world: Whom.
        path: The file.
        headers: Headers of every request.
        also: Headers of answers, in lower case, that are shown beside the usual ones.
    """
    client = TestClient(world.app)
    found = []
    for each in read(path):
        place, _, query = each.target.partition("?")
        sent = {**headers, **each.headers}
        answer = client.simulate_request(
            each.method,
            place,
            query_string=query,
            headers=sent,
            body=each.body or None,
            host=HOST,
        )
        world.clock.advance(seconds=1)
        found.append(Exchange(each.title, each.request, shown(answer, SHOWN | also)))
    return found


def shown(answer: Result, names: frozenset[str]) -> str:
    """An answer as text, what changes with every run hidden."""
    head = sorted((name.lower(), value) for name, value in answer.headers.items())
    kept = [f"{name}: {value}" for name, value in head if name in names]
    text = answer.text
    if text and "json" in answer.headers.get("content-type", ""):
        text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    told = "\n".join([f"HTTP/1.1 {answer.status}", *kept, "", text]).strip()
    return _CHANGING.sub(r'\1"…"', told)
