"""The cost of one operation against the size of the book; it must stay flat.

Asked inside this process, so that neither HTTP nor other processes blur it. On SQLite all work is
done here and counts as processor time; PostgreSQL works elsewhere, so time on the wall counts.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final
from urllib.parse import quote

from bench.data import Dataset, Sizes, generate
from bench.inside import Inside, inside
from bench.loading import Loaded, load_partita, tidy_postgres
from bench.operations import CONTACTS
from bench.servers import Postgres

CONTACTS_EACH: Final = 10
BATCHES: Final = 7
BATCH_S: Final = 0.15
LEAST: Final = 2
RARE_NAME: Final = "Zyxwvut Quetzal"
RARE_COUNT: Final = 20


@dataclass(frozen=True, slots=True)
class Cost:
    """What one operation costs at one size.

    Attributes:
        us: Microseconds: median of batches.
        least_us: Those of the best batch.
    """

    name: str
    us: float
    least_us: float


Target = Callable[[], str]
"""Makes the target of the next request."""


def dataset(folder: Path, contacts: int) -> Dataset:
    """Data with ten contacts at each party, and twenty with a name nobody else has."""
    data = generate(folder, Sizes(max(1, contacts // CONTACTS_EACH), CONTACTS_EACH, 0))
    path, mark = folder / "contacts.csv", folder / "marked"
    if not mark.exists():
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        first, last = RARE_NAME.split()
        step = max(1, (len(lines) - 1) // RARE_COUNT)
        for place in range(1, len(lines), step)[:RARE_COUNT]:
            fields = lines[place].split(",")
            lines[place] = ",".join([*fields[:2], first, last, *fields[4:]])
        path.write_text("".join(lines), encoding="utf-8", newline="")
        mark.touch()
    return data


def load(folder: Path, contacts: int, server: Postgres | None) -> tuple[Dataset, Loaded]:
    """Make a database of a size, on SQLite unless there is a server."""
    data = dataset(folder / f"curve-{contacts}", contacts)
    if server is None:
        path = folder / f"curve-{contacts}.db"
        path.unlink(missing_ok=True)
        return data, load_partita(f"sqlite:///{path}", data, is_told=False)
    loaded = load_partita(server.create(f"curve_{contacts}"), data, is_told=False)
    tidy_postgres(loaded.url)
    return data, loaded


def measure(data: Dataset, loaded: Loaded, batch_s: float) -> list[Cost]:
    """Measure all operations on one database."""
    is_here = loaded.url.startswith("sqlite")
    with inside(loaded.url) as app:
        found = []
        for name, target in targets(data).items():
            asked = Asked(app, loaded.headers, target, batch_s, is_here)
            batches = asked.batches()
            found.append(Cost(name, median(batches), min(batches)))
        return found


@dataclass(frozen=True, slots=True)
class Asked:
    """One operation, asked over and over."""

    app: Inside
    headers: dict[str, str]
    target: Target
    batch_s: float
    is_here: bool

    def batches(self) -> list[float]:
        """Microseconds of a request in each of some batches."""
        clock = time.process_time if self.is_here else time.perf_counter
        until = time.perf_counter() + self.batch_s
        count = 0
        while count < LEAST or time.perf_counter() < until:  # this warms up, too
            self.app.ask("GET", self.target(), self.headers)
            count += 1
        found = []
        for _ in range(BATCHES):
            wanted = [self.target() for _ in range(count)]
            before = clock()
            for each in wanted:
                self.app.ask("GET", each, self.headers)
            found.append((clock() - before) / count * 1e6)
        return found


def targets(data: Dataset) -> dict[str, Target]:
    """What is asked, by name."""
    chance, count = random.Random(3), data.sizes.contacts
    emails = _sample(data, "email")
    moments = sorted(row["last_updated"] for row in data.rows("contacts"))
    newest, last = moments[-min(50, count)], max(1, count - 999)
    pieces = _sample(data, "last_name")

    def number() -> int:
        return chance.randint(1, count)

    def filtered(text: str, path: str = "/paged?pageSize=20&filter=") -> str:
        return CONTACTS + path + quote(text, safe="$:")

    customers = data.sizes.parties
    return {
        "get by number": lambda: f"{CONTACTS}/{number()}",
        "cursor page of 1,000, start": lambda: CONTACTS,
        "cursor page of 1,000, middle": lambda: f"{CONTACTS}?cursor={count // 2}",
        "cursor page of 1,000, end": lambda: f"{CONTACTS}?cursor={last}",
        "classic page of 20, first": lambda: f"{CONTACTS}/paged?pageSize=20",
        "customerNumber$eq (10 rows)": lambda: filtered(
            f"customerNumber$eq:{chance.randint(1, customers)}"
        ),
        "email$eq (few rows)": lambda: filtered(f"email$eq:{chance.choice(emails)}"),
        "name$eq (20 rows)": lambda: filtered(f"name$eq:{RARE_NAME}"),
        "name$like, rare (20 rows)": lambda: filtered("name$like:wvut quet"),
        "name$like, common (page of 20)": lambda: filtered(f"name$like:{chance.choice(pieces)}"),
        "lastUpdated$gt, newest 50": lambda: filtered(f"lastUpdated$gt:{newest}"),
        "lastUpdated$gt, half": lambda: filtered(f"lastUpdated$gt:{moments[count // 2]}"),
        "count, remembered": lambda: CONTACTS + "/count",
    }


def _sample(data: Dataset, name: str) -> list[str]:
    found = []
    for place, row in enumerate(data.rows("contacts")):
        if place % max(1, data.sizes.contacts // 500) == 0 and row[name].isascii():
            found.append(row[name])
    return [each for each in found if len(each) > 3] or found


def count_anew_ms(loaded: Loaded) -> float:
    """Milliseconds of a count nobody has asked for since the last write."""
    times = []
    for _ in range(3):
        with inside(loaded.url) as app:
            app.ask("GET", CONTACTS + "/1", loaded.headers)
            before = time.perf_counter()
            app.ask("GET", CONTACTS + "/count", loaded.headers)
            times.append((time.perf_counter() - before) * 1000)
    return min(times)
