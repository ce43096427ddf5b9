"""How long the pages take over many parties: from the request to the last byte, in one process.

``python -m bench.pages FOLDER`` makes a hundred thousand parties in a folder (a minute, once) and
prints the table of docs/pages.md.
"""

import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from falcon.testing import TestClient

from bench.data import Sizes, generate
from bench.loading import SLUG, load_partita
from partita.access.grant import Actor, operator
from partita.kit.clock import system_clock
from partita.server import make_app
from partita.settings import Settings
from partita.store import migrate
from partita.store.engine import Engine
from partita.usecases import duplicates, sessions, users
from partita.usecases.context import Context, Looking
from partita.web.forms import SESSION_COOKIE

TIMES: Final = 21
PAGES: Final = {
    "overview": "/",
    "parties, first page": "/parties",
    "parties, by last change": "/parties?sort=-changed_at",
    "parties, far behind": "/parties?sort=-id&after=10000",
    "facet: country": "/parties?country=DK",
    "facet: customers": "/parties?role=customer",
    "facet: barred (none)": "/parties?status=barred",
    "search: a common name": "/parties?q=hansen",
    "search: with a slip": "/parties?q=hansne",
    "search: a city": "/parties?q=berlin",
    "search: a number": "/parties?q=12345",
    "search: nothing found": "/parties?q=zzzzzz",
    "one party": "/parties/50000",
    "its history": "/parties/50000/history",
    "as it was": "/parties/50000/history/999999999",
    "as the dialects see it": "/parties/50000/dialects",
    "edit": "/parties/50000/edit",
    "duplicates": "/duplicates",
    "duplicates, far behind": "/duplicates?offset=10000",
    "parties with a flaw": "/parties?flaw=wrong_iban",
    "parties without a VAT number": "/parties?lacks=vat_number",
    "import": "/import",
    "apps": "/apps",
    "webhooks": "/webhooks",
    "reference: e-conomic": "/reference/economic",
    "reference: PowerOffice Go": "/reference/poweroffice",
    "reference: Sage Active": "/reference/sage",
    "reference: Flowtly": "/reference/flowtly",
}


def open_book(url: str, folder: Path) -> int:
    """Make the book unless it is there, and look for duplicates in it; its id."""
    if not (folder / "pages.db").exists():
        load_partita(url, generate(folder / "data", Sizes()))
    migrate.upgrade(url)
    engine = Engine(url, system_clock)
    book_id = engine.find_book(SLUG) or 0
    look_for_duplicates(engine, operator(book_id))
    engine.close()
    return book_id


def look_for_duplicates(engine: Engine, actor: Actor) -> None:
    """Bring the suggestions up to date; a minute for a new book."""

    @contextmanager
    def look() -> Iterator[Looking]:
        with engine.read(actor.book_id) as reading:
            yield Looking(actor, reading)

    @contextmanager
    def begin() -> Iterator[Context]:
        with engine.write(actor, "bench") as unit:
            yield Context(actor, unit, system_clock())

    duplicates.find_duplicates(look, begin)


def sign_in(url: str, book_id: int) -> str:
    """Let somebody in; the cookie of their session."""
    engine, actor = Engine(url, system_clock), operator(book_id)
    with engine.write(actor, "bench") as unit:
        ctx = Context(actor, unit, system_clock())
        user = unit.users.first(name="bench") or users.create_user(
            ctx,
            users.NewUser(name="bench", password="x" * 20, roles=("owner",)),
            lambda text: text,
        )
        token = sessions.open_session(ctx, user.number).token
    engine.close()
    return f"{SESSION_COOKIE}={book_id}.{token}"


@dataclass(frozen=True)
class Measured:
    """Milliseconds of the first, the middle and the slowest later request, and bytes.

    Attributes:
        processor_ms: What the middle request took of a processor, busy machine or not.
    """

    first_ms: float
    middle_ms: float
    slowest_ms: float
    processor_ms: float
    size: int


def measure(client: TestClient, cookie: str, path: str) -> Measured:
    """Ask for a page again and again."""
    headers = {"Cookie": cookie, "Accept": "text/html"}
    took, worked = [], []
    for _ in range(TIMES):
        began, at_work = time.perf_counter(), time.process_time()
        answer = client.simulate_get(path, headers=headers)
        took.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - at_work) * 1000)
        assert answer.status_code == 200, (path, answer.status_code)
    middle = statistics.median(took[1:])
    processor = statistics.median(worked[1:])
    return Measured(took[0], middle, max(took[1:]), processor, len(answer.content))


def main() -> None:
    """Print the table."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{folder / 'pages.db'}"
    book_id = open_book(url, folder)
    client = TestClient(make_app(Settings(database=url, log_level="error")))
    cookie = sign_in(url, book_id)
    print("| page | first, ms | median, ms | slowest, ms | processor, ms | KB |")
    print("| --- | --: | --: | --: | --: | --: |")
    for name, path in PAGES.items():
        found = measure(client, cookie, path)
        print(
            f"| {name} | {found.first_ms:.0f} | {found.middle_ms:.1f} | {found.slowest_ms:.1f} "
            f"| {found.processor_ms:.1f} | {found.size / 1000:.0f} |"
        )


if __name__ == "__main__":
    main()
