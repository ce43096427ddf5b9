"""What searches of many clients cost, asked again and after writes: ``python -m bench.searching``.

In one process, without HTTP. On SQLite times are those of the processor; on another database, where
others do the work, those on the wall.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from bench.data import Sizes, generate
from bench.inside import Inside, inside
from bench.loading import load_partita, tidy_postgres
from partita.access.grant import operator
from partita.bootstrap import open_database
from partita.facekit.passwords import hash_password
from partita.faces.flowtly.keys import PLAN
from partita.kit.clock import system_clock
from partita.settings import Settings
from partita.usecases import admin
from partita.usecases.context import Context

WORDS: Final = (
    "a",
    "er",
    "åk",
    "gmbh",
    "son",
    "jensen",
    "berg & s",
    "12345",
    "qz",
    "zzqx",
    "example",
)
"""What is searched for; the last one stands in all e-mail addresses, but in no name."""

TIMES: Final = 5
CLIENT: Final = json.dumps(
    {
        "name": "Quay Trading",
        "status": "active",
        "tinType": "none",
        "country": "/countries/NO",
        "currency": "/currencies/NOK",
    }
)


@dataclass(frozen=True, slots=True)
class Asker:
    """An app that asks for clients."""

    app: Inside
    headers: dict[str, str]
    clock: Callable[[], float]

    def get(self, path: str, media: str = "application/ld+json") -> tuple[float, Any]:
        """Milliseconds of a question, and the answer."""
        started = self.clock()
        body = self.app.ask("GET", path, {**self.headers, "Accept": media})
        return (self.clock() - started) * 1_000, json.loads(body)

    def write(self) -> None:
        """Make a client."""
        headers = {**self.headers, "Content-Type": "application/json"}
        self.app.ask("POST", "/flowtly/clients", headers, CLIENT)


def load(url: str, folder: Path, clients: int) -> dict[str, str]:
    """Fill a database; the headers of an app."""
    data = generate(folder / "data", Sizes(clients, 0, 0))
    load_partita(url, data, is_told=False)
    database = open_database(Settings(database=url, rate_limit=0, log_level="error"))
    actor = operator(1)
    with database.write(actor, "make app") as unit:
        ctx = Context(actor, unit, system_clock())
        keys = admin.create_app(ctx, admin.NewApp(name="searching"), PLAN, hash_password)
    database.close()
    if not url.startswith("sqlite"):
        tidy_postgres(url)
    return {"Authorization": f"Bearer {keys['token']}"}


def measure(asker: Asker, path: str) -> list[str]:
    """The cells of a row: found, first, again, after writes, in plain JSON, there by name."""
    first, answer = asker.get(path)
    again = min(asker.get(path)[0] for _ in range(TIMES))
    written = []
    for _ in range(TIMES):
        asker.write()
        written.append(asker.get(path)[0])
    plain = min(asker.get(path, "application/json")[0] for _ in range(TIMES))
    order = "&order[name]=asc" if "?" in path else "?order[name]=asc"
    named = min(asker.get(path + order, "application/json")[0] for _ in range(2))
    after = ", ".join(f"{each:.1f}" for each in written)
    total = answer["hydra:totalItems"]
    return [f"{total:,}", f"{first:.1f}", f"{again:.1f}", after, f"{plain:.1f}", f"{named:.1f}"]


def main(words: list[str] | None = None) -> None:
    """Fill, measure, print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench.searching", description=__doc__)
    parser.add_argument("--clients", type=int, default=1_000_000)
    parser.add_argument("--database", help="an empty one; a new file of SQLite by default")
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        url = options.database or f"sqlite:///{Path(folder) / 'searching.db'}"
        report(url, load(url, Path(folder), options.clients))


def report(url: str, headers: dict[str, str]) -> None:
    """Measure a filled database, print a table."""
    clock = time.process_time if url.startswith("sqlite") else time.perf_counter
    with inside(url) as app:
        asker = Asker(app, headers, clock)
        print("| searched | found | first | again | after a write | in plain JSON | by name |")
        print("| --- | --: | --: | --: | --: | --: | --: |")
        searches = {each: f"/flowtly/clients/search?query={quote(each)}" for each in WORDS}
        for name, path in {**searches, "nothing": "/flowtly/clients"}.items():
            print(f"| {' | '.join([name, *measure(asker, path)])} |", flush=True)


if __name__ == "__main__":
    main()
