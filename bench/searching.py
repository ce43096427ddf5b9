"""What searches of many clients cost, asked again and after writes: ``python -m bench.searching``.

In one process, without HTTP; times are those of the processor, so the database is one of SQLite.
"""

import argparse
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from bench.data import Sizes, generate
from bench.inside import Inside, inside
from bench.loading import load_partita
from partita.access.grant import operator
from partita.bootstrap import open_database
from partita.facekit.passwords import hash_password
from partita.faces.flowtly.keys import PLAN
from partita.kit.clock import system_clock
from partita.settings import Settings
from partita.usecases import admin
from partita.usecases.context import Context

WORDS: Final = ("a", "er", "gmbh", "son", "jensen", "qz", "example")
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

    def get(self, path: str, media: str = "application/ld+json") -> tuple[float, Any]:
        """Milliseconds of a question, and the answer."""
        started = time.process_time()
        body = self.app.ask("GET", path, {**self.headers, "Accept": media})
        return (time.process_time() - started) * 1_000, json.loads(body)

    def write(self) -> None:
        """Make a client."""
        headers = {**self.headers, "Content-Type": "application/json"}
        self.app.ask("POST", "/flowtly/clients", headers, CLIENT)


def load(folder: Path, clients: int) -> tuple[str, dict[str, str]]:
    """Fill a database; its URL and the headers of an app."""
    data = generate(folder / "data", Sizes(clients, 0, 0))
    url = load_partita(f"sqlite:///{folder / 'searching.db'}", data, is_told=False).url
    database = open_database(Settings(database=url, rate_limit=0, log_level="error"))
    actor = operator(1)
    with database.write(actor, "make app") as unit:
        ctx = Context(actor, unit, system_clock())
        keys = admin.create_app(ctx, admin.NewApp(name="searching"), PLAN, hash_password)
    database.close()
    return url, {"Authorization": f"Bearer {keys['token']}"}


def measure(asker: Asker, path: str) -> list[str]:
    """The cells of a row: found, first, again, after writes, in plain JSON."""
    first, answer = asker.get(path)
    again = min(asker.get(path)[0] for _ in range(TIMES))
    written = []
    for _ in range(TIMES):
        asker.write()
        written.append(asker.get(path)[0])
    plain = min(asker.get(path, "application/json")[0] for _ in range(TIMES))
    after = ", ".join(f"{each:.1f}" for each in written)
    total = answer["hydra:totalItems"]
    return [f"{total:,}", f"{first:.1f}", f"{again:.1f}", after, f"{plain:.1f}"]


def main(words: list[str] | None = None) -> None:
    """Fill, measure, print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench.searching", description=__doc__)
    parser.add_argument("--clients", type=int, default=1_000_000)
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        url, headers = load(Path(folder), options.clients)
        with inside(url) as app:
            asker = Asker(app, headers)
            print("| searched | found | first | again | after a write | in plain JSON |")
            print("| --- | --: | --: | --: | --: | --: |")
            searches = {each: f"/flowtly/clients/search?query={quote(each)}" for each in WORDS}
            for name, path in {**searches, "nothing": "/flowtly/clients"}.items():
                print(f"| {' | '.join([name, *measure(asker, path)])} |", flush=True)


if __name__ == "__main__":
    main()
